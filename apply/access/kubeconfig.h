/* Kubeconfig files, read and merged as kubectl does: of entries with the same name the first one counts, as a whole.
 *
 * Messages say where something stands and never what stands there: it may be a secret. */
#ifndef STK_KUBECONFIG_H
#define STK_KUBECONFIG_H

#include "common/problem.h"
#include "value/value.h"

enum kubeconfig_kind { KUBECONFIG_CLUSTER, KUBECONFIG_USER, KUBECONFIG_CONTEXT, KUBECONFIG_KINDS };

struct kubeconfig_entry {
    const struct name *name;
    struct value content;         /* a record, or null */
};

struct kubeconfig {
    struct session *session;      /* of all files */
    struct origins origins;
    struct kubeconfig_section {
        VEC(struct kubeconfig_entry) entries;
        struct map by_name;       /* interned name to the entry's number + 1 */
    } sections[KUBECONFIG_KINDS];
    struct value current_context; /* null: none is set */
    struct arena *arena;          /* of what is kept; the caller's */
    struct buf *warn;             /* lines */
    struct problem *problem;
};

struct kubeconfig *kubeconfig_new(struct arena *, struct buf *warn, struct problem *);
void kubeconfig_free(struct kubeconfig *); /* with all that stood in the files zeroed */

/* False: the problem says why. *MISSING: there is no such file, which is no problem yet. */
bool kubeconfig_add(struct kubeconfig *, const char *path, bool *missing);
bool kubeconfig_empty(const struct kubeconfig *);
const struct kubeconfig_entry *kubeconfig_find(const struct kubeconfig *, enum kubeconfig_kind, Str name); /* NULL: none */
/* Null: OF has no such key. */
struct value kubeconfig_get(const struct kubeconfig *, struct value of, const char *key);

/* The problem begins with the place of AT. Returns false. */
bool kubeconfig_refuse(struct kubeconfig *, struct value at, const char *fmt, ...) PRINTF(3, 4);
void kubeconfig_warn(struct kubeconfig *, Span at, const char *fmt, ...) PRINTF(3, 4);
/* A line about a file with secrets that others may read. */
void warn_if_others_read(struct buf *warn, const char *path);

/* ---- what an entry says ---- */

enum kubeconfig_field_kind {
    FIELD_TEXT,    /* Str */
    FIELD_PATH,    /* Str: relative ones begin with the folder of the file */
    FIELD_PEM,     /* Str: base64 of PEM */
    FIELD_BOOL,    /* bool */
    FIELD_TEXTS,   /* struct text_list */
    FIELD_VALUE,   /* struct value */
    FIELD_IGNORED,
};

/* A key and where its value goes. */
struct kubeconfig_field {
    const char *key;
    enum kubeconfig_field_kind kind;
    size_t offset;
};

/* Sets those members of INTO that RECORD (or null) has keys for; texts are copied. Unknown keys are warned of.
 * WHAT: "a cluster". False: the problem says why. */
bool kubeconfig_take(struct kubeconfig *, struct value record, const char *what, const struct kubeconfig_field *, size_t n, void *into);
/* PATH as it is meant in the file of AT. */
Str kubeconfig_path(const struct kubeconfig *, struct value at, Str path);

#endif
