/* Pods as they are validated. */
#ifndef STK_POD_H
#define STK_POD_H

#include "checks.h"

/* A pod template, and one of its containers. */
struct pod {
    struct catalog *catalog;
    const struct workload *workload;
    const struct object *object;
    struct value container;
    Str name;                      /* of the container */
};

static inline struct diags *diags_of(const struct pod *pod) { return &pod->catalog->session->diags; }

/* Probes and hooks: a field of the container, the field in it (may be NULL), and what people call it. */
enum { POD_HANDLERS = 5, HANDLER_ACTIONS = 3 };
extern const struct pod_handler { const char *outer, *inner, *what; } pod_handlers[POD_HANDLERS];
extern const char *const handler_actions[HANDLER_ACTIONS]; /* one of them says what is done */

/* Pod Security: what the pod does against what its namespace allows. E0711 */
void check_pod_security(struct pod *);

#endif
