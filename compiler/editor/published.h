/* The diagnostics that an editor shows: those of each stack in each environment, as they were last examined. What was said of an older version
 * of the texts moves with what it was said of, and stays until that environment is examined anew. */
#ifndef STK_PUBLISHED_H
#define STK_PUBLISHED_H

#include "editor/place.h"

struct published {
    json_t *found;  /* {VIEW: {URI: [Diagnostic, …]}}, of whatever version */
    json_t *now;    /* the same, of those that were examined in the version of now, in that order */
    json_t *shown;  /* {URI: [Diagnostic, …]}, as the editor was told */
};

void published_init(struct published *);
void published_free(struct published *);
/* There is another version: nothing of it is examined. */
void published_begin(struct published *);
/* FOUND is {URI: [Diagnostic, …]} of VIEW. What is not said there any more is not said of the others either, until they are examined. */
void published_take(struct published *, const char *view, json_t *found);
/* All are examined: what else there was is no more. */
void published_finish(struct published *);
/* The text of URI has become another one. */
void published_move(struct published *, const char *uri, Str before, Str after, enum encoding);
/* {URI: [Diagnostic, …]} of what the editor shows otherwise, for the caller; it is taken as told. */
json_t *published_changes(struct published *);

#endif
