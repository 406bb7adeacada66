/* Which Kubernetes a session works for. */
#ifndef STK_KUBE_RELEASE_H
#define STK_KUBE_RELEASE_H

#include "diag/session.h"

/* From now on it is 1.KUBE; 0: as before. A release that is newer than those that stk comes with, and what came before it, are known by the
 * tables in the folder kube/ of ROOT, the folder of the project ("" or ".": the current one). False: there is none, or it cannot be read,
 * which is reported. */
bool target_kube(struct session *, Str root, int kube);

/* Brings in those tables of ROOT that are there, as far as 1.KUBE. False: one cannot be read, which is reported. */
bool kube_tables_read(struct session *, Str root, int kube);

/* The table of 1.KUBE in ROOT, whether it is there or not. */
Str kube_table_path(struct arena *, Str root, int kube);

#endif
