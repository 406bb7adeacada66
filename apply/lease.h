/* One applier at a time for each stack: a Lease with a holder and an expiry.
 *
 * A dead holder is recognised by the local clock alone: when the Lease has not changed for as long as it is valid. The renewal
 * runs in turns of the HTTP loop. When it is lost, nothing is sent any more. */
#ifndef STK_LEASE_H
#define STK_LEASE_H

#include "http.h"

struct lease;
struct lease_options {
    Str stack, namespace;
    int64_t patience;      /* ms to wait for another holder; 0: fail at once unless it is dead */
    void (*note)(void *context, const char *text); /* who is waited for */
    void *context;
};

/* NULL: PROBLEM says why; EXIT_LOCKED with the holder's name when it is held. */
struct lease *lease_acquire(struct http *, const struct lease_options *, struct problem *);
/* Grows with each holder: what an earlier one still writes can be told from it. */
json_int_t lease_epoch(const struct lease *);
bool lease_lost(const struct lease *);
/* Gives it back, so that the next one need not wait; frees it. */
void lease_release(struct lease *);

/* For status: "ann@host, for 12 s"; empty: nobody. */
Str lease_holder(struct http *, struct arena *, Str stack, Str namespace);

#endif
