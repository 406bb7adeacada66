/* What a project consists of: stacks, environments, services, objects; as tables or JSON. */
#ifndef STK_LISTING_H
#define STK_LISTING_H

#include "compile/project.h"

struct listed_object {
    Str id, kind, namespace, name; /* as in stack.json; namespace empty: cluster-wide */
    Str service;                   /* empty: the stack itself */
    Str at;                        /* FILE:LINE */
    uint32_t wave;
};

/* An instance that the stack declares, or several of one name. */
struct listed_service {
    Str name, component, at;
    size_t objects;                /* with those inside it */
    uint32_t first, last;          /* waves of these */
};

struct listed_stack {
    Str stack, environment;        /* environment empty: none */
    Str source;
    int kube;
    struct { const char *const *at; size_t n; } values;
    VEC(struct listed_service) services;
    VEC(struct listed_object) objects;
};

/* All lives in the arena. */
struct listing {
    struct arena *arena;
    VEC(struct listed_stack) stacks;
};

/* Adds what was compiled as OPTIONS have it; STACK: its name. */
void list_compilation(struct listing *, const struct compilation *, Str stack);
/* Adds an environment of a project as stk.project has it, uncompiled. */
void list_environment(struct listing *, const struct environment *);

enum listed { LIST_STACKS, LIST_SERVICES, LIST_OBJECTS };
void put_listing_text(struct buf *, const struct listing *, enum listed);
void put_listing_json(struct buf *, const struct listing *, enum listed);

#endif
