/* What has to be done to bring a stack into the cluster, and what that means. Making a plan never writes.
 *
 * Steps are the stack's objects, in its order (step I is member I), then those that it owns and has no more. Secrets that the stack
 * has are no steps: they are made where there are none. */
#ifndef STK_PLAN_H
#define STK_PLAN_H

#include "cluster/leftover.h"
#include "cluster/live.h"
#include "review/impact.h"
#include "secret/secret.h"
#include "state/inventory.h"

enum action { /* from ACTION_REPLACE on they concern what is there */
    ACTION_NONE,
    ACTION_CREATE,
    ACTION_CHANGE,   /* in place */
    ACTION_REPLACE,  /* deleted and made anew */
    ACTION_DELETE,
    ACTION_KEEP,     /* left where it is: protected, or not ours */
};
const char *action_name(enum action); /* "create" */

struct step {
    struct member *member;         /* NULL: the stack has it no more */
    struct resource *resource;
    Str id, namespace, name;
    uint32_t wave;                 /* in the order of the stack */
    size_t place;                  /* of the plan's places: where it is listed */
    enum action action;
    Str uid, resource_version;     /* of the live object; empty: there is none */
    char content[17];              /* where something changes, what the plan is bound to: content_hash */
    json_t *live;                  /* where something changes; owned */
    bool same;                     /* the live object is as the manifest wants it */
    bool ready;                    /* it was, when it was looked at */
    bool owned;                    /* it is in the inventory */
    bool labelled;                 /* the live object has the stack's label */
    bool orphan;                   /* a replacement leaves its pods alone */
    bool accepted;                 /* the server would take the change as it is */
    bool force;                    /* all fields in conflict are to be taken */
    Str reason;                    /* why it is replaced or kept; may be empty */
    struct leftovers leftovers;    /* of the live object, in the way of the change, and cleared before it; owned */
    Str obstacle;                  /* what to do about those that others own; may be empty */
    Str retained;                  /* a field that the stack has no more, and that stays, as others own it, too; may be empty */
    Str overridden;                /* what the cluster makes of fields of the manifest; may be empty */
    Str refusal, help;             /* why it cannot be done; empty: it can */
    struct field_conflicts conflicts;
};

struct plan_options {
    bool dry_run_creates;          /* ask the server about new objects too */
    bool rollback;                 /* back to what was: no job runs again */
    VEC(const char *) consents;    /* --consent: ids or kinds that may be deleted, or replaced with loss */
    VEC(const char *) takes;       /* --take: ids whose fields are taken from other managers, or names of managers */
};

struct plan {
    struct session *session;
    struct http *http;
    const struct plan_options *options;
    struct stack *stack;
    struct inventory *inventory;
    struct problem *problem;
    VEC(struct step) steps;
    struct map by_id;              /* interned id to index + 1 */
    struct list_targets list_targets;
    struct secrets secrets;        /* of the stack, and which of them are there */
    struct compiled *before;       /* the cluster, as far as it differs */
    struct comparison *comparison;
    struct consequences consequences;
    size_t refused;
};

/* NULL: PROBLEM says why nothing can be said. What cannot be done is in the steps. */
struct plan *plan_make(struct http *, struct stack *, struct inventory *, const struct plan_options *, struct problem *);
void plan_free(struct plan *);
bool plan_is_empty(const struct plan *); /* nothing to do, and nothing to write down */
int plan_code(const struct plan *);            /* of "stk plan": 0, 2 or 3 */
/* On standard output, for people or for programs (the JSON of "stk diff" with a list of steps). Returns the exit code. */
int plan_show(const struct plan *, bool json);
/* A line for each --consent and --take that has no effect. */
void plan_unused(const struct plan *, struct text_list *warnings);

/* ---- steps ---- */

size_t plan_step_of(const struct plan *, Str id);      /* index + 1; 0: none */
Str take_help(struct arena *, const struct step *);    /* how fields of others are taken */
struct entry step_entry(const struct step *);          /* as the inventory has it */
struct entry secret_entry(struct arena *, const struct secret *);
/* The body of its request; a new text, to be freed. BOUND: with what it presupposes of the live object, or that there is none. */
char *step_body(const struct step *, bool bound, size_t *size);

#endif
