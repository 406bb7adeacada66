/* A folder that "stk compile" wrote, read back: its objects, what stack.json says, and the place of each field.
 *
 * stack.json and the map are read at once, manifests when they are asked for. What cannot be read is reported as E0006,
 * or as what read_yaml says of a manifest. Texts live as long as the session and the struct. */
#ifndef STK_COMPILED_H
#define STK_COMPILED_H

#include "kube/kube.h"
#include "review/source_map_reader.h"
#include "review/stack_file.h"
#include "value/field.h"

/* What is known of an object because a cluster has it; all zero for one that was only compiled. */
struct cluster_facts {
    bool live;                        /* of its manifest only the fields are here that are ours */
    bool accepted;                    /* the API server would take the change: no table of ours knows better */
    bool refused;                     /* it would not, because something cannot change */
    bool unbound;                     /* a claim without a volume */
    int64_t missing_pods;             /* of a StatefulSet: that it wants and that are not ready now */
};

struct compiled_object {
    Str id;                           /* "deployment.apps/openstack/keystone-api" */
    Str api_version, kind;            /* kind "Operation": a job that is run on demand, not applied */
    Str namespace, name;              /* namespace empty: cluster-wide */
    Str instance;                     /* path; empty: from a schema or a foreign file */
    Str file;                         /* of the manifest, in the folder */
    Str at;                           /* FILE:LINE:COLUMN of its declaration */
    uint32_t wave;                    /* it waits for none of a later one */
    Str hash;                         /* of its content, by stk; empty: not known */
    struct cluster_facts facts;
    const struct kube_resource *kube; /* NULL: a custom kind, or an operation */
    Str after;                        /* what it waits for, as it is written in stack.json; see compiled_after */
    Str text;                         /* its manifest; empty until compiled_text */
    uint32_t source;                  /* of the text; 0: not read */
    struct value value;               /* V_NULL until compiled_value; V_POISON: cannot be read */
    size_t first_place;               /* index in places, to which the numbers of the value's origins are added */
    uint32_t nplaces;                 /* of these origins, for their numbers */
};

struct compiled {
    struct session *session;
    const char *folder;
    bool for_flux;                    /* manifests lie in folders of their own */
    struct stack_file *stack;         /* owned */
    VEC(struct compiled_object) objects; /* in the order of stack.json; then the operations */
    struct map by_id;                 /* interned id to object */
    struct source_map map;
    struct origins origins;           /* of the manifest that was read last: the room is used again */
    VEC(uint32_t) places;             /* by origin, for each manifest read: number of the place in the map; 0: the compiler */
    const struct origins *written;    /* of manifests that others wrote: where their values stand; NULL: the map tells */
    struct map lines;                 /* text in a manifest read, whose lines have places of their own, to its struct line_places */
};

/* The places of a text's lines; role ' ': that of the text. */
struct line_places {
    size_t n;
    struct source_map_place at[];
};

/* The id of an operation. */
Str operation_id(struct arena *, Str name);

/* Where a manifest lies in FOLDER: with Flux, in a folder of its own. */
const char *compiled_file(struct arena *, const char *folder, Str manifest);

/* NULL: reported. */
struct compiled *compiled_read(struct session *, const char *folder);
/* A stack of nothing, to compare with. */
struct compiled *compiled_empty(struct session *);
void compiled_free(struct compiled *);
/* Objects can be found, once all are there. */
void compiled_index(struct compiled *);

Str compiled_text(struct compiled *, struct compiled_object *);
struct value compiled_value(struct compiled *, struct compiled_object *);
struct compiled_object *compiled_find(const struct compiled *, Str id); /* NULL: none */

/* The place that set VALUE, a part of the object's manifest; of a list or record, its first leaf. */
struct source_map_place compiled_place(const struct compiled *, const struct compiled_object *, struct value);
/* Where a person changes it: the same place; for one in the standard library, that of the nearest instance outside. "FILE:LINE:COLUMN", or "--set". */
Str compiled_cause_place(const struct compiled *, const struct compiled_object *, struct value);
/* The same without the column. */
Str compiled_cause(const struct compiled *, const struct compiled_object *, struct value);
/* The same for a line (from 1; 0: not known) of TEXT, a part of the manifest. */
Str compiled_line_cause(const struct compiled *, const struct compiled_object *, struct value text, size_t line);

/* The place of the nearest instance at or above PATH that a stack declares: "FILE:LINE:COLUMN"; empty: none. */
Str compiled_instance_place(const struct compiled *, Str path);

/* What the declaration says that made an object, an instance or a fact: "at", "apiVersion", "kind", "component". Empty: it says no such thing. */
Str compiled_declared(const struct compiled *, const json_t *entry, const char *field);
/* Where an edge leads to: an object (NULL: none), or the number of an instance (SIZE_MAX: none). */
struct compiled_object *compiled_edge_object(const struct compiled *, const json_t *edge);
size_t compiled_edge_instance(const json_t *edge);

/* A text of a JSON object; empty where there is none. */
Str json_text(const json_t *, const char *key);
/* Lists of stack.json; NULL: there is none. The facts of one name; what an object waits for; all instances. */
json_t *compiled_facts(const struct compiled *, const char *name);
json_t *compiled_after(const struct compiled *, const struct compiled_object *);
json_t *compiled_instances(const struct compiled *);

/* The target version: 36 is 1.36. */
int compiled_kube(const struct compiled *);

#endif
