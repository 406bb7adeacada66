/* One applier at a time for each stack: a Lease with a holder and an expiry.
 *
 * A dead holder is recognised by the local clock alone: when the Lease has not changed for as long as it is valid. The renewal
 * runs in turns of the HTTP loop. When it is lost, nothing is sent any more. */
#ifndef STK_LEASE_H
#define STK_LEASE_H

#include "state/store.h"

struct lease;
struct lease_options {
    struct arena *arena;   /* of the lease; outlives the HTTP client, whose timers know it */
    Str stack, namespace;
    int64_t wait_timeout;  /* ms to wait for another holder; 0: fail at once unless it seems dead */
    int64_t duration;      /* ms, whole seconds: how long the lease is valid without a renewal; 0: 30 s */
    int64_t period;        /* ms between renewals; 0: a third of the duration */
    bool fresh;            /* most likely there is no Lease yet: tries to create it before it looks */
    void (*note)(void *context, const char *text); /* who is waited for; may be NULL */
    void *context;
};

/* NULL: PROBLEM says why; EXIT_LOCKED with the holder's name when it is held, EXIT_INTERRUPTED when a signal ended the wait. */
struct lease *lease_acquire(struct http *, const struct lease_options *, struct problem *);
/* Grows with each holder, as long as nobody deletes the Lease: what an earlier one still writes can be told from it. */
json_int_t lease_epoch(const struct lease *);
bool lease_lost(const struct lease *);
/* Gives it back, so that the next one need not wait. */
void lease_release(struct lease *);

/* For status: "ann@host, for 12 s"; empty: nobody, or it cannot be read. */
Str lease_holder(struct http *, struct arena *, Str stack, Str namespace);

#endif
