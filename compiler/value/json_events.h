/* JSON as libyaml's events, so that one reader takes both. Places are bytes, not characters. */
#ifndef STK_JSON_EVENTS_H
#define STK_JSON_EVENTS_H

#include "base/base.h"

#include <yaml.h>

struct json_events {
    Str text;                     /* checked by json_end */
    size_t at;
    VEC(yaml_event_type_t) open;  /* what ends the collections around the place */
};

/* The next event in *EVENT; what it points to is in the arena. False: the value has ended. */
bool json_next(struct arena *, struct json_events *, yaml_event_t *event);

#endif
