/* What Argo CD, kapp and Flux want of a compiled folder.
 *
 * Pods keep the order themselves: their init containers wait. So all objects are applied at once, as one wave of one owner, and an object
 * that comes later than before never changes its owner and is never deleted in between. (Flux prunes what a Kustomization has no more
 * before the next one has taken it over, and a claim in an earlier wave than its pod is never bound: kustomize-controller 1.9.4,
 * internal/controller/kustomization_controller.go; Argo CD waits for the health of each wave: gitops-engine 5baed56, pkg/sync.)
 * Only jobs that are declared to come after the rollout form a second wave, of which nothing else waits for anything.
 *
 * What data or others' objects go with is marked, so that neither tool prunes it: the same kinds for which stk-apply wants consent. */
#ifndef STK_GITOPS_H
#define STK_GITOPS_H

#include "emit/output.h"

struct gitops {
    const struct compilation *compilation;
    enum order_style style;
    struct map after; /* objects of the second wave: Jobs */
};
struct gitops gitops_new(const struct compilation *, enum order_style);

/* Adds the annotations of the tool. */
void gitops_annotate(const struct gitops *, struct object *);
/* The folder, in that of the stack, in which Flux finds the object: "manifests" or "after". */
const char *flux_folder(const struct gitops *, const struct object *);
/* The Kustomization of one of the two as YAML; PATH is that of the stack's folder in its repository. */
void write_kustomization(const struct gitops *, const struct flux_options *, const char *path, bool after, struct buf *out);

#endif
