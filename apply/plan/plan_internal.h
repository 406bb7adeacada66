/* The parts of a plan: what is looked at, compared, previewed and protected, one after the other. */
#ifndef STK_PLAN_INTERNAL_H
#define STK_PLAN_INTERNAL_H

#include "plan/plan.h"

void plan_decide(struct plan *, struct step *, json_t *live); /* what to do about a live object */
extern const struct secret_bindings no_bindings;       /* what a plan knows of them */
bool plan_dry_run(struct plan *);                      /* dry runs, in parallel */
void plan_compare(struct plan *);                      /* fields, consequences, fields that cannot change */
void plan_spare_jobs(struct plan *);                   /* jobs, in a rollback */
void plan_protect(struct plan *);                      /* what must not be deleted */
bool has_consent(const struct plan *, const struct step *);
bool is_protected(const struct step *);                /* of a kind that is deleted with consent only */
const char *keep_mark(const struct step *);            /* the annotation by which the live object says that it stays; NULL: none */
bool is_taken(const struct plan *, Str what);          /* --take WHAT was said */
bool takes_object(const struct plan *, const struct step *); /* --take names it */
bool consents_to(const char *consent, const struct step *);
const char *owner_of(const json_t *live);              /* the id of its ApplySet; NULL: none */
void refuse(struct plan *, struct step *, const char *help, const char *fmt, ...) PRINTF(4, 5);

#endif
