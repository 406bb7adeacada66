/* What one compilation owns: its arena, its names, its sources and its diagnostics. */
#ifndef STK_SESSION_H
#define STK_SESSION_H

#include "diag/diag.h"

#include <regex.h>

struct session {
    struct arena *arena;
    struct names *names;
    struct sources sources;
    struct diags diags;
    Str stdlib;     /* folder of the standard library */
    Str root;       /* project root; "" is the current folder */
    int kube;       /* target version: 1.KUBE */
    bool for_editor; /* what names mean is kept, and what is in the slots of instances */
    struct map keywords;   /* by name, the token that the scanner makes of it */
    struct map kube_types; /* struct kube_type to the struct type made of it */
    struct map *declared;  /* what the library declares, "component service", to its module, a Str; NULL: no message has asked */
    struct package_pins *pins; /* of stk.project; NULL: nobody has asked for them */
    VEC(regex_t *) patterns; /* compiled; the one thing that the arena does not own */
};

enum { NESTING_MAX = 200, EXPRESSION_DEPTH_MAX = 500 };

struct session *session_new(Str stdlib);
void session_free(struct session *);
void session_forget_project(struct session *); /* sources, diagnostics and pins; those of the library stay, and who asks for offers */
bool session_ok(const struct session *); /* no error so far */
/* A POSIX extended regular expression; NULL: it is none. */
const regex_t *session_pattern(struct session *, const char *pattern);
const struct name *session_name(struct session *, const char *);

#endif
