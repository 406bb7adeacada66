/* What has to be asked again: an object differs in little from the one before that the same declaration made. Of that one, its model, nothing
 * was said; so a rule is asked only where the object departs from it. */
#ifndef STK_DEPARTURE_H
#define STK_DEPARTURE_H

#include "admit/shape.h"

/* Builds for tests ask again, and are silent, or it is a bug. */
#ifdef STK_ASKED_AGAIN
enum { ASKED_AGAIN = true };
#else
enum { ASKED_AGAIN = false };
#endif

bool have_same_keys(struct value, struct value); /* two records */

/* In what a record differs from what is in its place in the model. */
struct departure {
    const struct record *model; /* NULL: there is none, or it has other keys */
    field_set fields;
};
struct departure departure_from(const struct record *model, const struct record *);

/* Whether something may be said of a record that was not said of its model: by a rule about some fields, … */
static inline bool is_concerned(const struct shape_rule *held, const struct record *record, const struct departure *departure)
{
    if (!departure->model) return true;
    return held->reads & departure->fields && !(held->of_keys && have_same_keys(record->values[held->at], departure->model->values[held->at]));
}
/* … and by those that look at the whole but for what is unread. */
bool is_concerned_as_whole(const struct shape *, const struct record *, const struct departure *);

#endif
