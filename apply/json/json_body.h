/* JSON as the body of a request. */
#ifndef STK_JSON_BODY_H
#define STK_JSON_BODY_H

#include <jansson.h>

/* The text of an object, to be freed. An API server reads what is applied as YAML, which refuses some characters and takes others for the
 * end of a line (Kubernetes 1.36.2): they are escaped. */
char *json_body(const json_t *object);

#endif
