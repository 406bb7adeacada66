/* The fields of a compiled object, each with the place that set it. */
#ifndef STK_WALK_FIELDS_H
#define STK_WALK_FIELDS_H

#include "review/compiled.h"

struct told_field {
    Str path;       /* spec.template.spec.containers[0].image; of a line of a text: data.NAME:12 */
    struct value value;
    bool hidden;    /* it may be secret, and is not to be shown */
    struct source_map_place place; /* role ' ': the compiler */
};

/* Calls EACH for every field that is neither a record nor a list, and for the lines, instead of the whole, of a text whose lines have places. The
 * path lives until EACH returns. False: the manifest cannot be read, which is reported. */
typedef void each_field(void *context, const struct told_field *);
bool walk_fields(struct compiled *, struct compiled_object *, each_field *, void *context);

/* Whether the file of a PLACE is the standard library's. */
bool is_library_place(struct source_map_place);
/* "shop.stk:7:27", "the command line", "the compiler" */
Str place_words(struct arena *, struct source_map_place);
/* "written", "overridden", "set by a values file", "set on the command line" */
const char *role_words(char role);

#endif
