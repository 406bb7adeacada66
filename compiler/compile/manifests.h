/* Foreign manifests: what Helm, kustomize or people wrote becomes objects that can be validated like those of a stack.
 *
 * All files are one input. Kubernetes' own kinds are typed by its tables, custom ones by the CustomResourceDefinitions
 * that are in the input; custom ones without are objects too, but what is in them is not looked at. */
#ifndef STK_MANIFESTS_H
#define STK_MANIFESTS_H

#include "evaluate/machine.h"

/* Custom objects without their definition. */
struct unchecked { const struct kube_resource *kind; size_t n; };

struct manifests {
    struct machine *machine;
    const struct name *namespace;    /* of objects that tell none */
    VEC(struct value) found;         /* one of each object, in the order of the files */
    VEC(struct unchecked) unchecked;
    struct map kinds;                /* interned "apiVersion Kind" to struct kube_resource */
    struct map counted;              /* struct kube_resource to its index in unchecked + 1 */
    struct map groups;               /* interned names of Kubernetes' own API groups */
    struct record *body;             /* of the object that is typed, in room for `body_room` fields that is used again; NULL at first */
    size_t body_room;
    VEC(const struct name *) body_keys;
};

/* NAMESPACE is that of objects that tell none; NULL: not known. */
struct manifests *manifests_new(struct session *, const char *namespace);
/* The objects of a source, or only its CustomResourceDefinitions, as kinds. False: it could not be read to its end, which is
 * reported. */
bool manifests_add(struct manifests *, uint32_t file);
bool manifests_add_definitions(struct manifests *, uint32_t file);
/* Types what was added: objects of the machine. */
void manifests_done(struct manifests *);

#endif
