/* Reading an API object that may have any shape: absent and of a wrong type are the same.
 *
 * PATH is names joined by dots: "status.phase". Results are borrowed from the object, which may be NULL. */
#ifndef STK_JSON_PATH_H
#define STK_JSON_PATH_H

#include "base/base.h"

#include <jansson.h>

json_t *json_at(const json_t *, const char *path);          /* NULL: none */
const char *text_at(const json_t *, const char *path);      /* "": none */
json_int_t number_at(const json_t *, const char *path, json_int_t fallback);
json_int_t count_at(const json_t *, const char *path, json_int_t fallback); /* the API's counts have 31 bits; what has more is none */
bool true_at(const json_t *, const char *path);
bool text_is(const json_t *, const char *path, const char *text);

/* Of the list status.conditions; NULL: absent. */
const json_t *condition_of(const json_t *object, const char *type);
bool condition_is(const json_t *object, const char *type, const char *status);

/* Copies without control characters. */
Str clean_text_at(struct arena *, const json_t *, const char *path);
Str clean_annotation(struct arena *, const json_t *object, const char *key);
bool annotation_number(const json_t *object, const char *key, json_int_t *number); /* false: it is none */

json_t *text_json(Str); /* a new one; that of no text at all is empty */
/* JSON as text; these drop the reference that they are given. */
void buf_json(struct buf *, json_t *);      /* several lines, for people too */
void buf_json_line(struct buf *, json_t *); /* one line, with its newline */
Str arena_json(struct arena *, json_t *);   /* one line, without */
/* The texts of a list, joined by ", ". */
void buf_texts(struct buf *, const json_t *list);
/* Makes each run of blanks and control characters one blank, and takes them away at both ends. */
void buf_one_line(struct buf *);

#endif
