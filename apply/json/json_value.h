/* Between the JSON of the API and the values that the compiler's comparison works on. */
#ifndef STK_JSON_VALUE_H
#define STK_JSON_VALUE_H

#include "value/value.h"

#include <jansson.h>

json_t *json_of_value(struct value); /* a new reference; texts, numbers, lists and records as YAML has them */
struct value value_of_json(struct session *, const json_t *);

#endif
