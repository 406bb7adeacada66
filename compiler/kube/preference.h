/* Which of several comes first: API versions of a kind, types of a short name. */
#ifndef STK_PREFERENCE_H
#define STK_PREFERENCE_H

#include "base/base.h"

/* Of one kind: stable before beta, newest first, then the group that lives longer, then that of core, which has the shortest API version.
 * 0: the same API version. REMOVED: minors; 0: not. */
int compare_api_versions(const char *a, int a_removed, const char *b, int b_removed);

/* "Container" of "core.v1.Container". */
const char *short_type_name(const char *name);
/* Leaves of N full names of types the best of each short name, in the order of these: that of core.v1, else the newest version, stable before beta;
 * none where two are as good. Returns how many are left. */
size_t keep_best_types(const char **names, size_t n);

#endif
