/* The finished objects: found by kind, name and label, and the values that they are made of. */
#ifndef STK_CATALOG_H
#define STK_CATALOG_H

#include "objects/label_index.h"
#include "objects/object_table.h"

/* An object that makes pods, with the template's parts. */
struct workload {
    struct object *object;
    struct value metadata;    /* of its pods */
    struct value labels;      /* of its pods; V_RECORD or V_NULL */
    struct value pod_spec;    /* V_RECORD */
    struct value selector;    /* as a Deployment has it; V_NULL: none */
    const struct value *containers; /* of its pods, then init and ephemeral ones */
    size_t ncontainers;
};

/* Objects of one kind, in one version. */
struct kind_group {
    const struct kube_resource *kube;
    VEC(struct object *) objects;
    struct map namespaces;      /* in which there are some; of cluster-wide ones the kind itself */
    struct map written;         /* likewise, of those that no component made: what others wrote is complete, what the library adds is not */
    const void *last_namespace; /* the last of these */
};

enum { RECENT_FIELDS = 1024, RECENT_PLACES = 2048 };

/* Objects by kind, namespace and name; pods by label; made once, used by all checks. */
struct catalog {
    struct machine *machine;
    struct session *session;
    struct object_table by_name;
    VEC(struct kind_group) kinds; /* in the order in which they first come */
    struct map group_of;      /* kind to its index in them + 1 */
    VEC(struct workload) workloads;
    struct buf scratch;       /* for texts that are looked up */
    struct recent_field { const char *text; const struct name *name; } fields[RECENT_FIELDS]; /* of paths, by the address of the text */
    /* Of fields, each by its name or by the address of its text, in records with these N keys. AT: from 1; 0: absent. */
    struct recent_place { const struct name *const *keys; const void *field; uint32_t n, at; } places[RECENT_PLACES];
    struct label_index by_label;
    struct map operated;      /* namespaces with custom objects, whose operators may make pods, Services, accounts */
    bool operated_everywhere; /* there are custom objects without a namespace */
    bool installs;            /* foreign objects that define custom kinds: an operator is among them */
    struct map *secret_users; /* interned "namespace/account" of those whose roles reach Secrets; NULL: nobody has asked */
    struct map patterns;      /* text of a pattern of Go, by its address, to its regex_t */
    struct map label_keys, annotation_keys; /* names that have been looked at, and are fine as such */
    const struct record *good_labels; /* those looked at last of which nothing was said */
    struct map name_rules;    /* kind to what its names have to look like */
    const struct object *named; /* the one whose name was looked at last */
    bool named_well;
    size_t looked_at;         /* by all selections */
};

struct catalog *catalog_new(struct machine *); /* E0714 */
void catalog_free(struct catalog *);
/* One that knows nothing but the labels of pods, which were compiled earlier: for selections, and for what asks a selector alone. What is
 * selected are the workloads in the order in which they were added. */
struct catalog *catalog_of_labels(struct session *);
void catalog_add_labels(struct catalog *, const struct name *namespace, struct value labels);

/* ---- finding objects ---- */

/* The workloads whose pods a label selector (matchLabels, matchExpressions) selects, one after the other. */
struct selection {
    struct value selector;
    VEC(const struct workload_list *) lists; /* where they are */
    size_t list, at;                         /* the next to look at */
};
struct selection selection_of(struct catalog *, const struct name *namespace, struct value selector);
/* NULL: no more. Gives up after some millions of looks, so that no input takes long. */
const struct workload *next_selected(struct catalog *, struct selection *);
bool gave_up(const struct catalog *);
bool selects(struct catalog *, struct value selector, struct value labels);
bool selects_all(struct catalog *, struct value selector); /* says nothing: no label and no expression */
/* The first part of the selector that the labels do not have, a label or an expression; V_NULL: none. */
struct value refused_expression(struct catalog *, struct value selector, struct value labels);

/* A foreign object that says no namespace is found in each. */
struct object *catalog_find(struct catalog *, const char *kind, const struct name *namespace, Str name);
/* The objects of a built-in kind, in all its versions, one after the other; begins as zeros. NULL: no more. */
struct of_kind { size_t group, at; };
struct object *next_of_kind(const struct catalog *, const char *kind, struct of_kind *);
struct object *next_of_custom(const struct catalog *, const char *kind, struct of_kind *); /* of custom kinds that are called so */
/* That of an object that makes pods; NULL: it makes none. */
const struct workload *workload_of_object(const struct catalog *, const struct object *);
/* Whether an object of that built-in kind is here, in that namespace. */
bool catalog_holds(struct catalog *, const char *kind, const struct name *namespace);
/* Whether objects of that kind that are not here may be in the cluster: always of foreign ones, unless others of it are here that no component made. */
bool may_be_elsewhere(struct catalog *, const char *kind, const struct name *namespace);
/* Whether pods of that namespace are here, and whether these are all: operators make others, and give theirs labels. */
bool has_pods(struct catalog *, const struct name *namespace);
bool knows_pods(struct catalog *, const struct name *namespace);
const struct workload_list *catalog_labelled(struct catalog *, const struct name *namespace, const struct name *key, Str value);

/* The interned name of N texts together. */
const struct name *joined_name(struct catalog *, const Str *parts, size_t n);
/* The interned name of a field; FIELD is a literal. */
const struct name *field_name(struct catalog *, const char *field);
/* Of any value; V_NULL: absent. */
struct value field_in(struct catalog *, struct value, const struct name *field);
/* The same by a path of names, which are literals: dig(catalog, value, "spec", "template"). */
#define dig(catalog, value, ...) dig_path(catalog, value, (const char *const[]){__VA_ARGS__, NULL})
struct value dig_path(struct catalog *, struct value, const char *const *path);
Str dig_text(struct value);                   /* of a string; else empty */
Span where(struct catalog *, struct value, const struct object *); /* its origin, else the object's place */
struct diag *object_error(struct catalog *, enum diag_code, struct value at, const struct object *, const char *fmt, ...) PRINTF(5, 6);
bool each(struct value list, size_t i, struct value *item); /* false: no such item */
/* Every label of the selector; those that Kubernetes sets while pods run count as there. */
bool matches(struct catalog *, struct value selector, struct value labels);
bool set_at_run_time(const struct name *label);

bool built_in(const struct object *, const char *kind);  /* not a custom kind that is called the same */
bool is_true(struct value);
bool number_in(struct value, int64_t *);                 /* of an int or a port */
bool lists_word(Str list, Str word);                     /* "a, b" */
bool each_container(const struct workload *, size_t i, struct value *container); /* false: no such one */
bool has_secret_volume(struct catalog *, const struct workload *, Str name); /* as a volume of its own */
/* The shortest list of workloads that have one of the selector's labels; NULL: some label is nowhere. */
const struct workload_list *catalog_rarest(struct catalog *, const struct name *namespace, struct value selector);
/* The workloads whose pods have these labels, as a Service selects them, one after the other; *I begins as 0. NULL: no more. */
const struct workload *next_matching(struct catalog *, const struct name *namespace, struct value labels, size_t *i);
/* Whether an error is still worth a search for what was meant: keeps thousands of errors linear. */
bool worth_searching(const struct catalog *);

#endif
