/* What the events of an object tell about its trouble: a pod's (FailedMount, FailedCreatePodSandBox…), those of the owner of
 * pods (FailedCreate), and those of claims and services. */
#ifndef STK_EVENT_TROUBLE_H
#define STK_EVENT_TROUBLE_H

#include "base.h"

#include <jansson.h>

/* Events say that something failed, never that it no longer does: the caller dooms the object when it still waits DOOMED_AFTER
 * ms after the first of them, and the TIMES of its events with this reason are ENOUGH in sum. */
struct event_trouble {
    int64_t doomed_after;  /* ms; 0: it is only told */
    json_int_t times;      /* how often this one was seen; it grows */
    json_int_t enough;
};

/* EVENT is a core/v1 Event. WHY is replaced by one line: "FailedMount: …". False: it means nothing here. */
bool event_is_trouble(const json_t *event, struct buf *why, struct event_trouble *);

/* What events told of one object so far. Zeroed at first. */
struct event_memory {
    int64_t since;         /* when the first came; 0: none did */
    json_int_t times, enough;
    int64_t doomed_after;  /* ms */
    char text[512];        /* of the last */
};
/* True: it tells something. NOW: ms of a monotonic clock. */
bool event_remember(struct event_memory *, const json_t *event, int64_t now);
/* Whether they doom the object if it still waits. *LEFT: ms until they do; otherwise it stays as it is. */
bool events_doom(const struct event_memory *, int64_t now, int64_t *left);

#endif
