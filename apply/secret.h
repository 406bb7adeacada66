/* Secrets that stk-apply makes (provider "apply"): created once, never overwritten, never shown but on demand.
 *
 * Contents exist in buffers only, and whoever gets one wipes it. They come out of recipes, or out of what the person who
 * applies binds to a name. */
#ifndef STK_SECRET_H
#define STK_SECRET_H

#include "http.h"
#include "stack.h"

/* A Secret of the stack, as stack.json knows it. Texts are borrowed from the stack. */
struct secret {
    Str instance, at;        /* at: FILE:LINE:COLUMN */
    Str name, namespace;
    VEC(Str) keys;
    enum secret_provider { SECRET_APPLY, SECRET_JOB, SECRET_EXTERNAL, SECRET_EXISTING } provider;
    enum recipe_kind { RECIPE_NONE, RECIPE_PASSWORD, RECIPE_KEYS } recipe;
    size_t length, count;    /* characters or bytes; number of keys */
    Str encoding;            /* alphanumeric, base64url, hex */
    json_int_t generation;
};
struct secrets { VEC(struct secret) v; };
/* False: stack.json is damaged. */
bool secrets_of(const struct stack *, struct secrets *, struct problem *);

/* --secret NAME=file:PATH | env:VARIABLE | command:PROGRAM [ARGUMENTS]: NAME is the instance's path or the Secret's name,
 * with /KEY behind it where there are several. */
struct secret_bindings { VEC(struct secret_binding { Str name, key, way, source; bool used; }) v; };
bool secret_bind(struct arena *, struct secret_bindings *, const char *text, struct problem *);

/* The Secret object as JSON in OUT, which the caller wipes (buf_wipe); labelled with PART_OF. */
bool secret_body(const struct secret *, struct secret_bindings *, Str part_of, struct buf *out, struct problem *);

/* Before the first change: those of the provider "existing", or that somebody else has to make, are there with all their keys
 * (in namespaces that exist), and bindings name secrets. Adds one line for each that is not, with what to do, to COMPLAINTS. */
bool secrets_check(struct http *, struct arena *, const struct secrets *, struct secret_bindings *, struct text_list *complaints, struct problem *);

#endif
