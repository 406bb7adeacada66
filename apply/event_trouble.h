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

#endif
