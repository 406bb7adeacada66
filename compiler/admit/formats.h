/* Formats, by the file that knows them; value_format.c has their table. */
#ifndef STK_FORMATS_H
#define STK_FORMATS_H

#include "base/base.h"

/* name_formats.c */
bool is_label(Str);
bool is_host_label(Str);
bool is_subdomain(Str);
bool is_subdomain_prefix(Str);
bool is_dotted_subdomain(Str);
bool is_caseless_subdomain(Str);
bool is_search_domain(Str);
bool is_path_segment(Str);
bool is_label_text(Str);
bool is_label_value(Str);
bool is_qualified_name(Str);
bool is_port_name(Str);
bool is_config_key(Str);

/* What others are made of. */
bool only(Str, bool (*allowed)(char));  /* whether all its characters are */
bool letter_or_digit(char);
Str without_last_dot(Str);
Str lower(Str, char copy[static 318]);  /* in small letters; of more than 317 characters: empty */

/* address_formats.c */
bool is_ip(Str);
bool is_ipv4(Str);
bool is_ipv6(Str);
bool is_cidr(Str);
bool is_strict_ip(Str);
bool is_canonical_ip(Str);
bool is_reachable_ip(Str);
bool is_strict_cidr(Str);
bool is_canonical_cidr(Str);
bool is_absolute_path(Str);
bool is_plain_path(Str);
bool is_forward_path(Str);
bool is_domain_or_wildcard(Str);
bool is_not_ip(Str);
bool is_host(Str);
bool is_domain_name(Str);
bool is_domain_path(Str);
bool is_caseless_qualified_name(Str);
bool is_host_ports(Str);
bool is_relative_path(Str);
bool is_inner_path(Str);
bool is_subscription_path(Str);
bool is_https_address(Str);

/* text_formats.c */
bool has_no_slash(Str);
bool is_trimmed(Str);
bool is_header_name(Str);
bool is_sysctl(Str);
bool is_dotted_sysctl(Str);
bool is_iscsi_name(Str);
bool is_foreign_option(Str);
bool is_windows_user(Str);
bool is_percent(Str);
bool is_share(Str);
bool is_lease_strategy(Str);
bool is_finalizer(Str);
bool is_number(Str);
bool is_sysctl_pattern(Str);

bool take_digits(Str *, size_t n, const char *then); /* N digits, and then THEN: taken away */

/* time_formats.c */
bool is_time(Str);
bool is_micro_time(Str);

/* url_formats.c */
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

/* schema_formats.c: false where an API server refuses TEXT for the 'format' of a custom kind's schema, as far as it is known without doubt */
bool is_of_schema_format(Str format, Str text);

/* regular_expressions.c: NULL, or what Go's regexp (RE2) refuses in it */
const char *pattern_fault(Str);

#endif
