/* Tables of the Kubernetes API, 1.20 to 1.36, made when stk is built; a project adds newer releases (kube/newer.h).
 * Versions are minor numbers: 20 means 1.20. */
#ifndef STK_KUBE_H
#define STK_KUBE_H

#include "base/base.h"

enum kube_kind {
    KUBE_STRING,
    KUBE_INT,
    KUBE_FLOAT,
    KUBE_BOOL,
    KUBE_BASE64,
    KUBE_TIME,
    KUBE_QUANTITY,
    KUBE_INT_OR_STRING,
    KUBE_ENUM,   /* a string out of a closed set */
    KUBE_ANY,    /* any JSON */
    KUBE_OBJECT, /* a JSON object, free form */
    KUBE_LIST,
    KUBE_MAP,    /* string keys */
    KUBE_STRUCT,
};

enum {
    KUBE_MINOR_MIN = 20,
    KUBE_MINOR_MAX = 36,            /* newest one that stk comes with, and what is compiled for where nobody says another */
    KUBE_MINOR_LATEST = 63,         /* newest one that can be: sets of versions are sets of bits */
    KUBE_MINOR_GATED = UINT8_MAX, /* since of a field that is off by default in every version here */
};

/* How definitions of custom kinds describe a quantity, besides that it may be a number (controller-gen 0.2 to 0.19). */
#define QUANTITY_PATTERN "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$"

struct kube_rule;

struct kube_field {
    const char *name;
    const struct kube_type *type;
    uint8_t since; /* first version with the field on by default */
    uint8_t until; /* first version without it; 0: still there */
    bool required;
    bool deprecated;
};

struct kube_type {
    enum kube_kind kind;
    const char *name;                /* "core.v1.Container", "int32", "Cluster|Local"; NULL for lists and maps */
    const struct kube_type *element; /* of a list or map */
    const char *list_keys;           /* merge keys: "name", "port,protocol"; NULL: atomic list */
    const char *const *values;       /* of an enum: NULL-ended, sorted */
    const struct kube_field *fields; /* of a struct: sorted by name */
    uint16_t nfields, nrules;
    const struct kube_rule *rules;   /* of a struct, kube/rules.h: what is refused besides; in their order there */
};

/* A kind in one API version. Its status is not among the fields of its type: a manifest never sets it. */
struct kube_resource {
    const char *api_version; /* "apps/v1", "v1" */
    const char *kind, *plural;
    bool namespaced;
    bool gated;              /* a server serves it only when it is told to (--runtime-config), in every version here */
    uint8_t since, deprecated, removed; /* 0: not */
    const struct kube_type *type;
};

bool kube_is(const struct kube_resource *, const char *kind, const char *group); /* in any version */
bool kube_runs_pods(const struct kube_resource *);                          /* a workload, or a pod itself */
Str api_group(Str api_version);                                            /* "apps"; empty: the core group */
void put_kind_and_group(struct buf *, Str api_version, Str kind);           /* "deployment.apps", "service" */
Str kind_and_group(struct arena *, Str api_version, Str kind);              /* the same as a text */

/* In any version; NULL: unknown. */
const struct kube_resource *kube_resource_exact(const char *api_version, const char *kind);
bool kube_is_built_in(const struct kube_resource *); /* one of those in these tables, not of a custom kind */
/* Of releases that a project has added, only what 1.RELEASE has is found from now on. */
void kube_look_at(int release);
int kube_newest(void); /* release that the tables know: KUBE_MINOR_MAX, or one that a project has added */
/* The best API version of KIND that exists at MINOR: stable before beta, newest first, the group that lives longer
 * first. NULL: none. */
const struct kube_resource *kube_resource_best(const char *kind, int minor);
bool kube_resource_served(const struct kube_resource *, int minor);
/* What is deleted with consent only: data or objects of others would go with it. */
bool kube_is_protected(Str kind);
bool kube_is_secret(const struct kube_resource *); /* the core Secret, not a custom kind of that name */

bool kube_knew_field(const char *type, const char *field); /* in the releases that stk comes with; TYPE: its full name */
/* In any version; NULL: unknown, or not a struct. */
const struct kube_field *kube_field_find(const struct kube_type *, const char *name, size_t length);
/* The type of what lies at a key of a map or a field of a struct; NULL: unknown or untyped, as everything in NULL is. */
const struct kube_type *kube_part_type(const struct kube_type *, const char *key, size_t length);
bool kube_field_served(const struct kube_field *, int minor);

/* A struct type: "core.v1.Container", or in short "Container", which is that of core.v1, else the only or newest one.
 * NULL: unknown, or as new in two groups. */
const struct kube_type *kube_type_find(const char *name);

/* All of them, for suggestions: resources by kind, the best first; struct types by name. */
size_t kube_resource_count(void);
const struct kube_resource *kube_resource_at(size_t);
size_t kube_type_count(void);
const struct kube_type *kube_type_at(size_t);

#endif
