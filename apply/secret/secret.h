/* Secrets that stk-apply makes (provider "apply"): created once, never overwritten, never shown but on demand.
 *
 * Contents exist in buffers and in arenas that end with arena_erase. They come out of recipes, or out of what the person who
 * applies binds to a name. */
#ifndef STK_SECRET_H
#define STK_SECRET_H

#include "http/http.h"
#include "stack/stack.h"

extern const struct resource secret_kind;
bool is_secret(const struct resource *);

/* A Secret of the stack, as stack.json knows it. Texts are borrowed from the stack. */
struct secret {
    Str instance, at;        /* at: where a person changes it, FILE:LINE:COLUMN; may be empty */
    Str name, namespace;
    VEC(Str) keys;           /* at least one */
    enum secret_provider { SECRET_APPLY, SECRET_JOB, SECRET_EXTERNAL, SECRET_EXISTING } provider;
    enum recipe_kind { RECIPE_NONE, RECIPE_PASSWORD, RECIPE_KEYS } recipe;
    size_t length;           /* characters of a password, bytes of a key; 1 to RECIPE_LENGTH_MAX */
    bool hex;                /* keys are in hex; else in base64url */
    json_int_t generation;
    enum secret_presence { PRESENCE_UNKNOWN, PRESENT, ABSENT } presence; /* in the cluster, as far as the account may look */
    Str uid;                 /* of one there that has the stack's label; empty: there is none, or nobody knows */
};
enum { RECIPE_LENGTH_MAX = 64 << 10 };

/* Each Secret once: several instances that name the same one are merged. */
struct secrets {
    VEC(struct secret) v;    /* does not grow any more: pointers into it are good */
    struct names *names;
    struct map by_name;      /* interned instance, name, or NAMESPACE/NAME to index + 1; AMBIGUOUS where several have it */
};
/* False: stack.json is damaged, or has a recipe that cannot be followed. */
bool secrets_of(const struct stack *, struct secrets *, struct problem *);

/* NAME is an instance's path, a Secret's name or NAMESPACE/NAME, with /KEY behind it or not. */
struct secret_ref { const struct secret *secret; Str key; /* may be empty, or none that the Secret has */ };
enum secret_found { SECRET_UNKNOWN, SECRET_FOUND, SECRET_AMBIGUOUS };
enum secret_found secret_find(const struct secrets *, Str name, struct secret_ref *);
bool secrets_have(const struct secrets *, struct arena *, Str namespace, Str name);
bool secret_key_index(const struct secret *, Str key, size_t *index); /* false: it has no such key */
/* For people: why NAME is no secret, with the nearest name; how the Secret's keys are called. */
void put_unfound(struct buf *, const struct secrets *, Str name, enum secret_found);
void put_keys(struct buf *, const struct secret *);

/* Appends a new value of the recipe, which the caller wipes. */
void recipe_value(const struct secret *, struct buf *);

/* Looks which of them are there, with a list of metadata for each namespace; http_finish waits for the answers. */
void secrets_list(struct http *, struct arena *, struct secrets *, const struct stack *);

/* ---- what the person who applies binds ---- */

/* --secret NAME=file:PATH | env:VARIABLE | command:PROGRAM [ARGUMENTS]. NAME as for secret_find; a Secret with several keys needs
 * the key. The program is run without a shell, and has five minutes. One newline at the end of a value is cut. */
struct secret_binding {
    Str name;                /* with its key */
    enum binding_way { BINDING_FILE, BINDING_ENV, BINDING_COMMAND } way;
    Str source;              /* behind the colon */
    Str value;               /* once it was read for an arena; else empty */
};
struct secret_bindings {
    VEC(struct secret_binding) v; /* does not grow any more once they are matched */
    struct map by_secret;    /* struct secret to its struct secret_binding *[keys]; NULL: that key is not bound */
};
/* False: TEXT is no binding. It is not quoted: people write secrets into it. */
bool secret_bind(struct arena *, struct secret_bindings *, const char *text, struct problem *);
/* Finds the Secret of each, once; adds a line to FINDINGS for each that names none. secrets_check does it. */
void secret_bindings_match(struct arena *, const struct secrets *, struct secret_bindings *, struct text_list *findings);
struct secret_binding *secret_bound(const struct secret_bindings *, const struct secret *, size_t key); /* NULL: not bound */
/* Appends the value, which the caller wipes; it is not empty. */
bool binding_value(const struct secret_binding *, struct buf *, struct problem *);

/* ---- making them ---- */

/* stk-apply is to create it (it may be there nevertheless, and stays as it is then): its provider is "apply", or something is bound
 * to it, and each key has a source. */
bool secret_is_ours(const struct secret *, const struct secret_bindings *);
bool secret_is_missing(const struct secret *, const struct secret_bindings *); /* ours, and known not to be there */
size_t secrets_missing(const struct secrets *, const struct secret_bindings *); /* how many are */
/* The Secret object of one that is ours as JSON in OUT, which the caller wipes (buf_wipe); labelled with PART_OF, unless that is
 * empty. */
bool secret_body(const struct secret *, struct secret_bindings *, Str part_of, struct buf *out, struct problem *);

/* Before the first change: those that others make (provider "existing", or no recipe) are there with all their keys, or all of them
 * are bound; bindings name secrets, and those that will be needed can be read. Adds one line for each that does not hold, with what to
 * do, to FINDINGS. The arena holds contents afterwards: it ends with arena_erase. */
bool secrets_check(struct http *, struct arena *, struct secrets *, struct secret_bindings *, struct text_list *findings, struct problem *);

#endif
