/* Releases of Kubernetes that are newer than the tables that stk comes with. A project has a table of each, kube/1.N.txt, which
 * "stk kube add" writes: what differs from the release before, in the language of schema.txt.
 *
 *   kubernetes 1.37
 *   resource scheduling.k8s.io/v1 PodGroup podgroups namespaced scheduling.v1.PodGroup since 1.37
 *   type core.v1.PodSpec
 *     oldField string until 1.37
 *     newField string since 1.37
 *
 * A line about a resource or field that is known stands in place of what was known; a type that is known keeps its other fields, and its rules. */
#ifndef STK_KUBE_NEWER_H
#define STK_KUBE_NEWER_H

#include "kube/kube.h"

struct kube_mistake {
    int line;         /* from 1 */
    const char *what; /* lives as long as the program */
};

/* From now on kube.h knows the release that TEXT tells of, beside those it knows that are older. False: *MISTAKE says why, and
 * nothing has changed. For the whole process: what objects point to stays where it is. */
bool kube_add_release(Str text, struct kube_mistake *mistake);

#endif
