/* Reading an API object that may have any shape: absent and of a wrong type are the same.
 *
 * PATH is names joined by dots: "status.phase". Results are borrowed from the object, which may be NULL. */
#ifndef STK_FIELD_H
#define STK_FIELD_H

#include "base.h"

#include <jansson.h>

const json_t *field_at(const json_t *, const char *path);     /* NULL: absent */
const char *field_text(const json_t *, const char *path);     /* "": absent */
json_int_t field_number(const json_t *, const char *path, json_int_t otherwise);
bool field_true(const json_t *, const char *path);
bool field_is(const json_t *, const char *path, const char *text);

/* Of the list status.conditions; NULL: absent. */
const json_t *condition_of(const json_t *object, const char *type);
bool condition_is(const json_t *object, const char *type, const char *status);

/* The texts of a list, joined by ", ". */
void buf_texts(struct buf *, const json_t *list);
/* Makes each run of blanks and control characters one blank, and takes them away at both ends. */
void buf_one_line(struct buf *);

#endif
