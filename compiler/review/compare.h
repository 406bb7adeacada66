/* Two compiled folders side by side: which object became which, and the fields in which they differ.
 *
 * List items are matched by their merge keys; texts of config files by their options, other texts by their lines.
 * Places of fields and of objects say which line caused a change, so a refactoring that moves lines changes nothing.
 * Linear in objects and fields; manifests with the same bytes are not even parsed. */
#ifndef STK_COMPARE_H
#define STK_COMPARE_H

#include "review/compiled.h"

struct field_change {
    Str path;                    /* spec.template.spec.containers[main].image; of a config file: data.NAME: [section] option */
    struct value before, after;  /* V_NULL: absent */
    Str at;                      /* "FILE:LINE" or "--set": what caused it; may be empty */
    bool hidden;                 /* secret, or unreadable: the values are never shown */
    bool implied;                /* a default of the server that is written down or left out: nothing changes */
    bool noise;                  /* follows from another change, which is told instead; set by the analysis of the impact */
};

/* How an object of before and one of after were found to be the same. */
enum change_kind {
    CHANGE_FIELDS,               /* by their id */
    CHANGE_RERUN,                /* jobs whose names end in another hash, or that the server names */
    CHANGE_GROUP,                /* by kind and name, in another API group */
    CHANGE_NAMESPACE,            /* by kind and name, in another namespace */
    CHANGE_RENAMED,              /* by their content */
    CHANGE_CREATED,
    CHANGE_REMOVED,
};

const char *change_name(enum change_kind); /* "changed", as in JSON */

struct object_change {
    enum change_kind kind;
    struct compiled_object *before, *after; /* NULL: created, removed */
    VEC(struct field_change) fields;        /* none for created, removed */
};

struct comparison {
    struct session *session;
    struct session *scratch;     /* for texts that may be no YAML: its messages are nobody's business. Its names are those of session */
    struct origins scratch_origins;
    struct compiled *before, *after;
    VEC(struct object_change) changes;
    struct map of_object;        /* struct compiled_object, of either side, to its change */
};

/* Reads the manifests that differ; one that cannot be read is reported to the session. */
struct comparison *compare(struct compiled *before, struct compiled *after);
void comparison_free(struct comparison *);
/* The change of the object with this id in before or after; NULL: it did not change. */
struct object_change *change_of(const struct comparison *, Str id);
/* The object as it will be; for a removed one, as it was. */
struct compiled_object *change_subject(const struct object_change *);
/* Whether more than what the server puts there anyway changes at PATH or inside it. */
bool changes_below(const struct object_change *, Str path);

/* ---- parts ---- */

/* Matches the objects of both sides; fields are not yet compared. */
void pair_objects(struct comparison *);
/* Adds the differences of two manifests to CHANGE. */
void compare_fields(struct comparison *, struct object_change *);
/* "NAME" without the hash that job names end in. */
Str without_hash(Str name);
bool path_below(Str path, Str prefix); /* PATH is PREFIX, or inside it */

#endif
