/* Evaluation: the checked program and its parameter values become instances, objects and facts.
 * Errors go to the session's diagnostics; the machine goes on with poison so that several are found in one run. */
#ifndef STK_MACHINE_H
#define STK_MACHINE_H

#include "program/program.h"

/* What something depends on: ids of nodes, sorted, no id twice. Shared, never changed. */
struct node_set {
    size_t n;
    uint32_t at[];
};

/* What of an instance is needed. */
enum node_part {
    PART_ALL,   /* that all of it works */
    PART_PORT,  /* the same; pods wait for one of its ports only */
    PART_NAME,  /* that what it names exists */
};

/* A node of the order: an object, an instance, or a part of one, which is made when somebody refers to it. */
struct node {
    struct instance *instance;
    struct object *object;   /* NULL: the node is an instance or its part */
    enum node_part part;
    const struct name *port; /* PART_PORT: which */
};

struct wait_list {
    const struct name *const *at;
    size_t n;
};

/* What pods that refer to something wait for, what they are linked to, waited for or not, and the rollouts that they may come after. Shared by
 * all that have the same. */
struct reach { struct wait_list waits, links, rollouts; };

struct instance {
    const struct component *component;
    const void *declaration;         /* what made it, and others like it */
    struct instance *parent;         /* NULL: the root */
    const struct name *name, *key;   /* key: under for; else NULL */
    Str object_name;                 /* "" for the root */
    Str path;                        /* "keystone.api"; the stack's own name for the root */
    Span at;                         /* where it was declared */
    struct value *exports;           /* in the order of component->exports */
    const struct node_set **export_deps; /* of its name: NULL here */
    const struct node_set *deps;     /* what its fields refer to, and after */
    const struct node_set *gate;     /* after and when: all inside waits for these; NULL: nothing */
    const struct reach *needs;       /* what its own pods wait for and are linked to */
    const struct reach *gates;       /* what all pods within it wait for, by its gate and those around it */
    const struct reach *reach;       /* the same of those who refer to it */
    const struct record *ports;      /* its own waits, by port; NULL: it has only those of others */
    struct map *port_nodes;          /* by port, the node + 1; NULL: nobody refers to one yet */
    const struct node_set *name_deps; /* the node that stands for its name; NULL: nobody refers to that yet */
    struct value labels;             /* of its objects */
    uint32_t node;
    uint32_t first_object, end_object; /* its objects and those inside it */
};

struct object {
    const struct kube_resource *kube;
    const struct name *name, *namespace; /* namespace NULL: cluster-wide */
    struct value value;                  /* V_RECORD; apiVersion, kind, metadata first */
    struct instance *instance;           /* NULL: from a schema or a foreign file */
    const void *declaration;             /* what made it, and others like it; NULL: nothing did */
    const struct node_set *deps;
    const struct reach *reach;           /* of what its fields refer to: of those who refer to it; NULL: of a foreign file */
    Span at;
    uint32_t node;
    uint32_t wave;
    uint32_t workload;                   /* its number in the catalog + 1; 0: it makes no pods */
    bool broken;                         /* a foreign one that is not of its type: what is in it is not validated */
};

struct fact {
    const struct name *name;
    struct value value;
    const struct instance *instance;
    const void *declaration; /* what stated it, and others like it */
    Span at;
};

struct reveal { Str reason; Span at; const struct instance *instance; };

/* One override on its way to its parameter. Its value merges with what it meets: fields of records and keys of maps one by one, at
 * every depth; null takes a key away; everything else takes the old value's place. */
struct override_value {
    const struct name *const *path;
    size_t npath;
    struct value value;      /* a record may have some of its fields only */
    const struct type *type; /* of what lies at the path */
    const struct node_set *deps;
    Span at;
    enum origin_role role;
    bool *used;
};
struct override_values {
    VEC(struct override_value) v;
    struct map groups; /* by the first name of their paths, a struct override_group; empty: not grouped */
};
struct override_group { size_t first, n; };

struct image_lock;
struct fields;

enum { ROOMS = 8, LITERAL_FIELDS = 8 };

struct machine {
    struct program *program;
    struct session *session;
    struct arena *arena;
    VEC(struct node) nodes;
    VEC(struct object *) objects;
    VEC(struct fact) facts;
    VEC(struct reveal) reveals;
    struct map frames;                  /* component or function to its one frame */
    VEC(struct override_value) written; /* the first override made from each "with" line: which of them reached something */
    struct map written_of;              /* struct override_step to its index in it + 1 */
    struct map tables;                  /* text of a table of options to struct option_table */
    struct map lines;                   /* struct name or struct secret_text to its struct line_origins; most texts have none */
    struct map publics;                 /* text that may stand in a Secret object */
    struct map demoted;                 /* text that took the place of a secret, which W0902 told */
    struct instance *current;           /* being evaluated */
    uint64_t steps;                     /* taken so far */
    bool out_of_steps;                  /* and that was told */
    struct memo **memos;                /* by number of a node of the IR: what it made the last time (memo.h); NULL: nothing is kept */
    const struct instance *unnamed;     /* a root that has a member of its name: in what is written its path is empty; NULL: it has none */
    struct record *literals[3];         /* make_object.c: the literals of an object and of its metadata, until it is made; then NULL */
    struct fields *draft;               /* likewise: the record that is being made */
    const struct record *nothing;       /* without keys */
    const struct name *namespace_text, *namespace; /* likewise: that of the last object, and the text that said it */
    struct record_room rooms[ROOMS];    /* of the records that many overrides change one after the other, by their depth in the path */
    bool grows;                         /* there are many of them now */
    struct map reads;                   /* struct function to what it reads of its parameters */
    size_t unevaluated;                 /* rules about custom objects that are left to servers */
    bool foreign;                       /* the objects are no stack: what they name may be in the cluster already */
    bool rights_asked;                  /* foreign roles that give too much are told, too */
    const char *pod_security;           /* level of foreign namespaces that say none, "restricted"; NULL: nobody asks */
    struct image_lock *image_lock;      /* NULL: images run by their tags */
    struct map *kept;                   /* instance to a copy of its body's slots, a struct value[]; NULL: no editor asks */
    const struct name *unstated;        /* of foreign objects that say no namespace, which may be any; NULL: it is known */
};

enum { NODES_MAX = 2000000, EXPANDED_MAX = 20000000, STRING_MAX = 16 << 20, RANGE_MAX = 1000000 };

struct machine *machine_new(struct program *);

/* The root instance of STACK with the given overrides of its parameters. */
struct instance *machine_run(struct machine *, struct component *stack, const struct override_values *);

/* What PARAM of the STACK is, its default with the overrides, before anything is evaluated. False: its default is computed from others. */
bool stack_param(struct machine *, const struct component *stack, const struct param *, const struct override_values *, struct value *);

/* Adds the objects of schemas that are not external. */
void add_crd_objects(struct machine *);

struct value eval(struct machine *, const struct ir *, struct value *slots);
struct diag *eval_error(struct machine *, enum diag_code, Span, const char *fmt, ...) PRINTF(4, 5);
struct value call_function(struct machine *, const struct function *, const struct value *arguments);

/* The next fact that is called NAME, in the order in which they were stated; *AT begins at 0. NULL: no more. */
const struct fact *next_fact(const struct machine *, const char *name, size_t *at);

/* The value that INSTANCE exports as NAME; null where it exports no such thing. */
struct value instance_export(const struct instance *, const struct name *);
void note_instance(struct machine *, struct diag *, const struct instance *); /* "in …" for each level */
Str written_path(const struct machine *, const struct instance *); /* in stack.json and the map */

#endif
