/* Formats of single subjects, each in a file of its own; value_format.c has the general ones. */
#ifndef STK_SPECIAL_FORMATS_H
#define STK_SPECIAL_FORMATS_H

#include "base/base.h"

/* addresses.c */
bool is_https_url(Str);     /* that a webhook may have: a host, and perhaps a path */
bool is_request_path(Str);  /* of a webhook's Service: subdomains between slashes */
bool is_url_path(Str);      /* of requests that are about no resource: /healthz, /apis/ and a star */

/* time_zones.c */
bool is_time_zone(Str);     /* a name of the IANA time zone database */

/* device_names.c */
bool is_driver(Str);
bool is_pool(Str);
bool is_device_key(Str);        /* of an attribute or a capacity: NAME or DOMAIN/NAME */
bool is_device_attribute(Str);  /* DOMAIN/NAME */
bool is_semantic_version(Str);

/* regular_expressions.c: NULL, or what Go's regexp (RE2) refuses in it */
const char *pattern_fault(Str);

#endif
