/* What is wrong with a pod by its own account: its worst container, or that no node takes it; and the words for it.
 *
 * All texts and JSON are borrowed from the pod. */
#ifndef STK_POD_TROUBLE_H
#define STK_POD_TROUBLE_H

#include "base/base.h"

#include <jansson.h>

/* How a trouble goes on, the worst first: of several containers, the worst is told, and the first of those. */
enum failure_kind {
    FAILURE_HOPELESS,      /* nothing heals it */
    FAILURE_TOO_OFTEN,     /* it ended too often */
    FAILURE_CONFIG,        /* what it refers to is missing */
    FAILURE_IMAGE,         /* its image cannot be pulled */
    FAILURE_RUNTIME,       /* the node fails at something that it tries again */
    FAILURE_SCHEDULING,    /* no node takes the pod */
    FAILURE_CRASHING,      /* it ends and is started again: counted, not timed */
    FAILURE_UNKNOWN,       /* told, and never fatal */
    FAILURE_NONE,          /* nothing is wrong */
};

struct trouble {
    enum failure_kind failure_kind;
    const char *reason;       /* "ImagePullBackOff" */
    const char *message;
    const json_t *container;  /* its status; NULL: the pod's own trouble */
    const json_t *end;        /* how it ended, when that is the trouble */
    bool init;                /* an init container */
};

struct trouble trouble_of_containers(const json_t *pod);
struct trouble trouble_of_pod(const json_t *pod);
bool trouble_out_of_memory(const struct trouble *);
bool trouble_cannot_start(const struct trouble *); /* there never was a process */

/* Appends to WHY. IMAGE_CAUSE: why the image cannot be pulled. */
void say_trouble(struct buf *why, const json_t *pod, const struct trouble *, const char *image_cause);
/* "TEXT: MESSAGE"; the message may be empty. */
void say_message(struct buf *why, const char *text, const char *message);
/* What a pod without a trouble waits for. */
void say_start(struct buf *why, const json_t *pod);

#endif
