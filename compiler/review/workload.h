/* What a workload's manifest says of its pods: how many, how they are exchanged, what they may do. */
#ifndef STK_WORKLOAD_H
#define STK_WORKLOAD_H

#include "value/value.h"

/* The path of the pod template of a kind, "" for pods themselves; NULL: it makes no pods. */
const char *template_path(Str kind);

enum rollout_strategy {
    ROLLOUT_NONE,      /* nothing is exchanged while it runs: jobs, cron jobs */
    ROLLOUT_ROLLING,
    ROLLOUT_RECREATE,  /* all pods stop before new ones start */
    ROLLOUT_ON_DELETE, /* OnDelete */
};

struct rollout {
    enum rollout_strategy strategy;
    int64_t pods;         /* that it has; -1: one on every node */
    int64_t max_surge;    /* more pods than that, at most, while it goes on */
    int64_t max_unavailable; /* fewer pods than that, at most */
    int64_t partition;    /* StatefulSet: the lowest ordinal that is exchanged */
    bool in_order;        /* StatefulSet: no pod goes before all are ready */
    bool has_roller;      /* the same, and one that is broken goes first: stdlib/kind/roller.stk does it in place of the controller */
};

/* Of a Deployment, StatefulSet or DaemonSet; the API's defaults are filled in. */
struct rollout rollout_of(struct session *, Str kind, struct value manifest);
int64_t replicas_of(struct session *, struct value manifest);

/* What pods or roles may do beyond the ordinary: texts like "container main is privileged", each once. */
struct privileges { struct arena *arena; VEC(Str) v; };
struct privileges privileges_of(struct session *, Str kind, struct value manifest);

#endif
