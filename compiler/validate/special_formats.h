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

/* api_names.c: of kinds, groups and versions, hooks, signers, resources, and paths of fields */
bool is_dotted_domain(Str);
bool is_hook_name(Str);
bool is_kind_name(Str);
bool is_api_version(Str);
bool is_grouped_version(Str);
bool is_plain_version(Str);
bool is_domain_key(Str);
bool is_signer(Str);
bool is_key_usage(Str);
bool is_extended_resource(Str);
bool is_measured_resource(Str);
bool is_field_path(Str);
bool is_spec_path(Str);
bool is_status_path(Str);
bool is_scaled_path(Str);
bool is_not_blank(Str);
bool is_one_line(Str);
bool is_label_or_star(Str);
bool is_subdomain_or_star(Str);

/* value_format.c: what these are made of */
bool is_label(Str);
bool is_host_label(Str);
bool is_subdomain(Str);
bool is_qualified_name(Str);

/* regular_expressions.c: NULL, or what Go's regexp (RE2) refuses in it */
const char *pattern_fault(Str);

#endif
