/* What is said for several target versions of Kubernetes, as one: each diagnostic once, with the versions that it holds for. */
#ifndef STK_VERSIONS_H
#define STK_VERSIONS_H

#include "diag/diag.h"

/* Those of ALL, for which nothing was told yet, hold for 1.KUBE. Finishes them. */
void diags_of_version(struct diags *all, int kube);
/* Adds those of MORE, which hold for versions of their own: what ALL has at the same place is the same. Both are finished; texts are copied. */
void diags_join(struct diags *all, const struct diags *more);
/* When all of ASKED, bits as in struct diag, are joined: a note in each says for which it holds, and for which without errors it does not. */
void diags_tell_versions(struct diags *all, uint64_t asked);

#endif
