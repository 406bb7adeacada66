/* What the events of an object tell about its trouble: a pod's (FailedMount, FailedCreatePodSandBox…), those of the owner of
 * pods (FailedCreate), and those of claims and services. */
#ifndef STK_EVENT_TROUBLE_H
#define STK_EVENT_TROUBLE_H

#include "base/base.h"

#include <jansson.h>

/* The object is doomed when it still waits FATAL_AFTER ms after the first of them, the TIMES of its events with this reason are
 * ENOUGH in sum, and nothing shows that it works by now. */
struct event_trouble {
    int64_t fatal_after;   /* ms; 0: it is only told */
    json_int_t times;      /* how often this one was seen; it grows */
    json_int_t enough;
    bool before_start;     /* of a pod: it is over once a container runs */
};

/* How often a core/v1 Event was seen, at least once. */
json_int_t event_times(const json_t *event);

/* EVENT is a core/v1 Event. WHY is replaced by one line: "FailedMount: …". False: it means nothing here. */
bool event_is_trouble(const json_t *event, struct buf *why, struct event_trouble *);

/* What events told of one object so far. Zeroed at first. */
struct event_tracker {
    int64_t since;         /* when the first came that still counts; 0: none does */
    json_int_t times, enough;
    json_int_t healed;     /* as many of TIMES do not count any more */
    int64_t fatal_after;   /* ms */
    bool before_start;
    bool scales_up;        /* a node is being made for it */
    char text[512];        /* of the last */
};
/* True: it tells something, be it that the trouble is over. NOW: ms of a monotonic clock. */
bool event_remember(struct event_tracker *, const json_t *event, int64_t now);
void events_heal(struct event_tracker *); /* what was told before does not count any more */
/* Whether they doom the object if it still waits. *LEFT: ms until they do; otherwise it stays as it is. */
bool events_fatal(const struct event_tracker *, int64_t now, int64_t *left);

#endif
