/* Runs the exec plugin of a kubeconfig (client.authentication.k8s.io), without a shell.
 *
 * The plugin sees our environment, its own variables and KUBERNETES_EXEC_INFO; its standard error is ours; it has our standard
 * input only where it may ask people. Its answer is never quoted. */
#ifndef STK_EXEC_PLUGIN_H
#define STK_EXEC_PLUGIN_H

#include "access/access.h"

enum { EXEC_ANSWER_MAX = 4 << 20 };

struct exec_answer {
    struct buf token;            /* empty: none */
    struct buf certificate, key; /* PEM; both or neither are empty */
    int64_t expires;             /* ms since 1970; INT64_MAX: it does not say */
};

/* TIMEOUT in ms; 0: the standard one. False: PROBLEM says why, and ANSWER is empty. */
bool exec_plugin_run(const struct exec_plugin *, int64_t timeout, struct exec_answer *, struct problem *);
/* The same for what a plugin printed. */
bool exec_plugin_read(const struct exec_plugin *, Str printed, struct exec_answer *, struct problem *);
void exec_answer_wipe(struct exec_answer *);

#endif
