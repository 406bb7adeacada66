/* The images that pods run, and who runs them. */
#ifndef STK_IMAGES_H
#define STK_IMAGES_H

#include "base/base.h"
#include "value/value.h"

struct image_use {
    Str image;
    Str object;    /* its id: "deployment.apps/openstack/nova-api" */
    Str container; /* or the volume that is an image */
};

/* All texts live in the arena. */
struct image_uses {
    struct arena *arena;
    VEC(struct image_use) v;
};

/* Adds those of an object of one of Kubernetes' own kinds, or of an operation: of all containers that its pods may have. */
void images_add(struct image_uses *, struct session *, Str object, Str kind, struct value manifest);

/* Sorted by image, without repetitions: one image a line; or as "stk images --help" describes it. */
void write_images_text(struct image_uses *, struct buf *out);
void write_images_json(struct image_uses *, struct buf *out);

#endif
