/* What tells one cluster from another, whatever it is called and wherever it is reached. */
#ifndef STK_CLUSTER_IDENTITY_H
#define STK_CLUSTER_IDENTITY_H

#include "http/http.h"

/* The uid of its namespace kube-system. Empty: PROBLEM says why. */
Str cluster_identity(struct http *, struct arena *, struct problem *);

#endif
