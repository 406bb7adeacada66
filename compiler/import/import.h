/* Manifests that others wrote become the source of a stack: each object a typed "resource", in the order of the files, with the comments of
 * the YAML at their fields; or, where that is asked for, Deployments as services of the library (lift.h).
 *
 * What comes out compiles to the same objects again. What does not is a departure: it is reported (W1301, W1302) and told at the head of the
 * source. A departure that would be silent is an error (E1301), and then nothing is written. */
#ifndef STK_IMPORT_H
#define STK_IMPORT_H

#include "compile/manifests.h"

/* A key of a Secret with content, and its declaration in the stack. */
struct kept_key { const struct name *key, *resource; };

/* One object of the input. */
struct imported {
    struct value value;              /* a record without apiVersion, kind, and what only servers write */
    struct value came;               /* the same with the selectors that it had; of one that is lifted or goes with it, as it was */
    const struct kube_resource *kube;
    const struct name *resource;     /* its name in the stack */
    bool definition;                 /* a CustomResourceDefinition: it lies in a file beside, and has no name in the stack */
    Str name, namespace;             /* namespace empty: cluster-wide, or not told */
    bool namespaced;
    Span at;                         /* all of it, from its first key to its last value */
    Span name_at;
    VEC(struct kept_key) kept;       /* of a Secret with content */
    struct lift *lift;               /* it becomes a service of the library; NULL: it does not */
    bool absorbed;                   /* the library makes it for one that is lifted */
};

/* A namespace in which something of the library lies, or a Secret that stays where it is. */
struct kept_namespace { Str name; const struct name *resource; };
/* A key of a Secret that is not in the input. */
struct far_secret { Str namespace, name, key; const struct name *resource; };
/* Where services run: all nodes with these labels (V_NULL: any). */
struct import_plane { struct value labels; const struct name *resource; };

struct lift;
struct resource_names;

struct import {
    struct session *session;
    struct manifests *manifests;     /* read and typed without errors */
    Str name;                        /* of the stack: an identifier */
    VEC(struct imported) objects;
    VEC(struct kept_namespace) namespaces;
    VEC(struct far_secret) far_secrets;
    VEC(struct import_plane) planes;
    struct resource_names *names;    /* that are taken */
    VEC(const struct kube_resource *) unknown; /* custom kinds of which no definition is in the input, each once */
    VEC(Span) left_out;              /* objects that are not among these: their comments go with them */
    VEC(Str) departures;             /* a line each */
    VEC(Str) differences;            /* what services of the library make otherwise, likewise */
    size_t definitions;              /* objects that are one */
    struct map namespaced;           /* struct kube_resource of each custom kind of which an object tells a namespace, to something */
};

/* NAMESPACE is written into objects that tell none; NULL: "default" is said of them. LIFT: Deployments become services of the library where
 * they can. */
void import_objects(struct import *, const char *namespace, bool lift);
/* An object as it came; of one that is lifted, the main container is called as the library calls it, so that what is in it can be compared. */
struct value came_with_main(const struct import *, const struct imported *);
/* What the main container was called; empty: it is not lifted, or is called the same. */
Str called_otherwise(const struct import *, const struct imported *);
/* The services of the library make this otherwise: import->differences. */
void tell_differences(struct import *);

/* What is written: the source, and the files that lie beside it. */
struct import_output {
    struct buf source;       /* in the one layout */
    struct buf definitions;  /* those of the input; nothing: there are none */
    struct buf kinds;        /* a definition for each kind that has none, which lets it hold anything; nothing likewise */
};
/* False: something cannot be written, which is reported. */
bool write_import(struct import *, struct import_output *); /* also again, when there is more to tell at the head */
void import_output_free(struct import_output *);
const char *definitions_name(const struct import *);
const char *kinds_name(const struct import *);

/* TEXT as an identifier: "my-web.shop" is my_web_shop. Reserved words get a '_'. */
const struct name *identifier(struct session *, Str text);
/* The same for a stack, whose name is in labels: '_' is neither its first nor its last character. */
const struct name *stack_identifier(struct session *, Str text);

#endif
