/* What access_read consists of: each function fills its members of struct access. False: the problem says why. */
#ifndef STK_ACCESS_INTERNAL_H
#define STK_ACCESS_INTERNAL_H

#include "access/access.h"
#include "kubeconfig.h"

bool access_take_cluster(struct kubeconfig *, const struct kubeconfig_entry *, struct access *);
/* CLUSTER: is taken already; an exec plugin may want to know it. */
bool access_take_user(struct kubeconfig *, const struct kubeconfig_entry *, const struct kubeconfig_entry *cluster, struct access *);
/* EXEC: of the user's entry. */
bool access_take_exec(struct kubeconfig *, const struct kubeconfig_entry *user, struct value exec, struct value cluster, struct access *);

/* The PEM file at PATH, which the key KEY of RECORD names. */
bool access_load_pem(struct kubeconfig *, struct value record, const char *key, Str path, Str *into);

/* In a pod: its environment says where the server is, and FOLDER, where its account is mounted, has a token. */
#define SERVICE_ACCOUNT "/var/run/secrets/kubernetes.io/serviceaccount"
bool in_cluster(const char *folder);
bool access_take_account(struct arena *, const char *folder, struct access *, struct problem *);

#endif
