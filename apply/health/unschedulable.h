/* What the scheduler says about a pod that no node takes. */
#ifndef STK_UNSCHEDULABLE_H
#define STK_UNSCHEDULABLE_H

#include "base/base.h"

/* Whether MESSAGE ("0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't match …") lists only causes that stay
 * until somebody changes a node or the pod. False where in doubt. */
bool unschedulable_for_good(const char *message);

#endif
