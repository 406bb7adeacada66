/* The same checked for several versions of Kubernetes, as one. */
#ifndef STK_CHECK_VERSIONS_H
#define STK_CHECK_VERSIONS_H

#include "diag/session.h"

/* Checks for 1.KUBE (0: what else decides), in a session that is new; returns the exit code. */
typedef int check_version(void *context, struct session *, int kube);

/* Calls CHECK for each of KUBES, a bit for each minor; with none or one of them, once, and then nothing is said of versions. The session that is
 * returned, which the caller frees, has what is said for all of them. *CODE: the last that is not EXIT_FINE. */
struct session *check_versions(uint64_t kubes, check_version *, void *context, int *code);

/* Whether at most one is asked; and the first, 0: none. */
bool is_one_version(uint64_t kubes);
int first_version(uint64_t kubes);

/* "1.31", or "1.31,1.33,1.36": the bits. Anything else is wrong usage. */
uint64_t parse_kubes(const char *command, const char *text);

#endif
