/* Which of several comes first: API versions of a kind, types of a short name. */
#ifndef STK_PREFERENCE_H
#define STK_PREFERENCE_H

#include "base/base.h"

/* Of one kind: stable before beta, newest first, then the group that lives longer, then that of core, which has the shortest API version.
 * 0: the same API version. REMOVED: minors; 0: not. */
int compare_api_versions(const char *a, int a_removed, const char *b, int b_removed);

/* Of types of one short name: that of core.v1 first, then the newest version, stable before beta. 0: neither. */
int compare_type_names(const char *a, const char *b);

#endif
