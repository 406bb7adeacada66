#include "value_format.h"
#include "expressions.h"
#include "formats.h"
#include "admit/quantity.h"

#include "base/base64.h"

static bool not_negative(long double amount) { return amount >= 0; }
static bool positive(long double amount) { return amount > 0; }
/* To the thousandth: the server rounds the rest up before it looks. */
static bool integer(long double amount)
{
    long double thousandths = amount * 1000;
    if (thousandths < -0x1p62L || thousandths > 0x1p62L) return true;
    int64_t rounded = (int64_t)thousandths;
    return (rounded + (rounded < thousandths)) % 1000 == 0;
}

/* ---- all of them ---- */

static const struct format {
    bool (*fits)(Str);
    bool (*amount_fits)(long double); /* of a quantity instead */
    const char *meaning;
} formats[] = {
    [FORMAT_LABEL] = {is_label, NULL, "a name of at most 63 characters: lower-case letters, digits and '-', a letter or digit at both ends"},
    [FORMAT_HOST_LABEL] = {is_host_label, NULL,
                           "a name of at most 63 characters: lower-case letters, digits and '-', a letter first, a letter or digit last"},
    [FORMAT_SUBDOMAIN] = {is_subdomain, NULL, "a name of at most 253 characters: lower-case letters, digits, '-' and '.', a letter or digit at both ends"},
    [FORMAT_QUALIFIED_NAME] = {is_qualified_name, NULL,
                               "called NAME or DOMAIN/NAME; NAME has letters, digits, '-', '_' and '.', at most 63, a letter or digit at both ends"},
    [FORMAT_LABEL_VALUE] = {is_label_value, NULL, "letters, digits, '-', '_' and '.', at most 63, a letter or digit at both ends"},
    [FORMAT_PATH_SEGMENT] = {is_path_segment, NULL, "a name without '/' and '%', and neither '.' nor '..'"},
    [FORMAT_PORT_NAME] = {is_port_name, NULL, "lower-case letters, digits and single '-' between them, at most 15, one letter at least"},
    [FORMAT_CONFIG_KEY] = {is_config_key, NULL, "letters, digits, '-', '_' and '.', at most 253, not beginning with '..'"},
    [FORMAT_IP] = {is_ip, NULL, "an IP address, as 10.9.8.7 or 2001:db8::ffff"},
    [FORMAT_CIDR] = {is_cidr, NULL, "a network, as 10.9.0.0/16 or 2001:db8::/64"},
    [FORMAT_ABSOLUTE_PATH] = {is_absolute_path, NULL, "a path that begins with '/'"},
    [FORMAT_PERCENT] = {is_percent, NULL, "a share, as 25%"},
    [FORMAT_STRICT_IP] = {is_strict_ip, NULL, "without leading zeros, and without IPv4 in IPv6: from Kubernetes 1.36 on"},
    [FORMAT_FORWARD_PATH] = {is_forward_path, NULL, "a path without '..'"},
    [FORMAT_RELATIVE_PATH] = {is_relative_path, NULL, "a path that does not begin with '/', without '..'"},
    [FORMAT_INNER_PATH] = {is_inner_path, NULL, "a path that begins neither with '/' nor with '..', without '..'"},
    [FORMAT_SUBSCRIPTION_PATH] = {is_subscription_path, NULL, "a path that begins with /subscriptions/"},
    [FORMAT_HTTPS_ADDRESS] = {is_https_address, NULL, "an address that begins with https://"},
    [FORMAT_HOST_PORTS] = {is_host_ports, NULL, "HOST:PORT, several with commas between them"},
    [FORMAT_ISCSI_NAME] = {is_iscsi_name, NULL, "iqn.YYYY-MM.DOMAIN:NAME, eui. with 16 characters, or naa. with 32"},
    [FORMAT_CASELESS_SUBDOMAIN] = {is_caseless_subdomain, NULL, "letters, digits, '-' and '.', a letter or digit at both ends"},
    [FORMAT_SUBDOMAIN_PREFIX] = {is_subdomain_prefix, NULL,
                                 "a name of at most 253 characters: lower-case letters, digits, '-' and '.', a letter or digit first"},
    [FORMAT_DOTTED_SUBDOMAIN] = {is_dotted_subdomain, NULL, "a domain of lower-case letters, digits, '-' and '.', as svc.example.org"},
    [FORMAT_SEARCH_DOMAIN] = {is_search_domain, NULL, "a domain of lower-case letters, digits, '-', '_' and '.', as _tcp.example.org"},
    [FORMAT_SYSCTL] = {is_sysctl, NULL, "words of lower-case letters, digits, '-' and '_', with '.' or '/' between them, as net.core.somaxconn"},
    [FORMAT_DOTTED_SYSCTL] = {is_dotted_sysctl, NULL,
                              "words of lower-case letters, digits, '-' and '_', with '.' between them, as net.core.somaxconn"},
    [FORMAT_HEADER_NAME] = {is_header_name, NULL, "letters, digits and '-', as X-Probe"},
    [FORMAT_WINDOWS_USER] = {is_windows_user, NULL, "USER or DOMAIN\\USER; USER has at most 104 characters, none of \"/:;|=,+*?<>@[]"},
    [FORMAT_FOREIGN_OPTION] = {is_foreign_option, NULL, "names in kubernetes.io and k8s.io are reserved"},
    [FORMAT_NO_SLASH] = {has_no_slash, NULL, "a name without '/'"},
    [FORMAT_TRIMMED] = {is_trimmed, NULL, "without white space at its ends"},
    [FORMAT_IPV4] = {is_ipv4, NULL, "an IPv4 address, as 10.9.8.7"},
    [FORMAT_IPV6] = {is_ipv6, NULL, "an IPv6 address, as 2001:db8::ffff"},
    [FORMAT_CANONICAL_IP] = {is_canonical_ip, NULL, "in the shortest form, as 2001:db8::ffff"},
    [FORMAT_REACHABLE_IP] = {is_reachable_ip, NULL, "no loopback, no link-local address, and not 0.0.0.0 or ::"},
    [FORMAT_STRICT_CIDR] = {is_strict_cidr, NULL,
                            "without leading zeros, and no bits of the address beyond the prefix, as 10.9.0.0/16: from Kubernetes 1.36 on"},
    [FORMAT_CANONICAL_CIDR] = {is_canonical_cidr, NULL, "in the shortest form, without bits beyond the prefix, as 2001:db8::/64"},
    [FORMAT_PLAIN_PATH] = {is_plain_path, NULL, "a path that begins with '/', without '//', '/./', '/../' and '%2f'"},
    [FORMAT_DOMAIN_OR_WILDCARD] = {is_domain_or_wildcard, NULL, "a host name in lower-case letters, or one whose first label is '*'"},
    [FORMAT_NOT_IP] = {is_not_ip, NULL, "a host name, and not an IP address"},
    [FORMAT_HOST] = {is_host, NULL, "a host name in lower-case letters; a '.' may follow"},
    [FORMAT_DOMAIN_NAME] = {is_domain_name, NULL, "a host name with a domain, as web.example.org"},
    [FORMAT_DOMAIN_PATH] = {is_domain_path, NULL, "DOMAIN/PATH, as example.org/controller"},
    [FORMAT_CASELESS_QUALIFIED_NAME] = {is_caseless_qualified_name, NULL,
                                        "NAME or DOMAIN/NAME: letters, digits, '-', '_' and '.', a letter or digit at both ends"},
    [FORMAT_SHARE] = {is_share, NULL, "a share from 0% to 100%"},
    [FORMAT_LEASE_STRATEGY] = {is_lease_strategy, NULL, "OldestEmulationVersion, or one of your own as DOMAIN/NAME"},
    [FORMAT_FINALIZER] = {is_finalizer, NULL, "kubernetes, or one of your own as DOMAIN/NAME"},
    [FORMAT_NUMBER] = {is_number, NULL, "a number, and no name"},
    [FORMAT_SYSCTL_PATTERN] = {is_sysctl_pattern, NULL, "a sysctl such as kernel.msg*: lower-case letters, digits, '-', '_', '.', and a '*' last"},
    [FORMAT_TIME] = {is_time, NULL, "a time, as 2026-01-31T15:04:05Z"},
    [FORMAT_MICRO_TIME] = {is_micro_time, NULL, "a time with six digits after the second, as 2026-01-31T15:04:05.000000Z"},
    [FORMAT_BASE64] = {is_base64, NULL, "base64, with '=' up to a multiple of four characters"},
    [FORMAT_SEMANTIC_VERSION] = {is_semantic_version, NULL, "three numbers, as 1.36.0 or 1.36.0-beta.1"},
    [FORMAT_INTEGER] = {NULL, integer, "a whole number"},
    [FORMAT_NOT_BLANK] = {is_not_blank, NULL, "a text that has more than blanks"},
    [FORMAT_ONE_LINE] = {is_one_line, NULL, "a text of one line"},
    [FORMAT_CEL_IDENTIFIER] = {is_cel_identifier, NULL, "letters, digits and '_', not beginning with a digit, and no word of CEL"},
    [FORMAT_TIME_ZONE] = {is_time_zone, NULL, "a name of the IANA time zone database, as Europe/Berlin or Etc/UTC, in these very letters"},
    [FORMAT_DOTTED_DOMAIN] = {is_dotted_domain, NULL, "a domain with a dot, as example.org: lower-case letters, digits, '-' and '.'"},
    [FORMAT_HOOK_NAME] = {is_hook_name, NULL, "a domain of three parts or more, as pods.example.org: lower-case letters, digits, '-' and '.'"},
    [FORMAT_KIND_NAME] = {is_kind_name, NULL, "letters, digits and '-', at most 63, a letter first, a letter or digit last"},
    [FORMAT_API_VERSION] = {is_api_version, NULL, "VERSION or GROUP/VERSION, as v1 or apps/v1"},
    [FORMAT_GROUPED_VERSION] = {is_grouped_version, NULL, "GROUP/VERSION, as apps/v1"},
    [FORMAT_PLAIN_VERSION] = {is_plain_version, NULL, "VERSION or GROUP/VERSION, as v1 or example.org/v1"},
    [FORMAT_HTTPS_URL] = {is_https_url, NULL, "https://HOST or https://HOST/PATH, without user, query and fragment"},
    [FORMAT_URL_PATH] = {is_url_path, NULL, "a path that begins with '/', without blanks and '//'; it may end with '/*'"},
    [FORMAT_REQUEST_PATH] = {is_request_path, NULL, "a path as /validate/pods: lower-case letters, digits, '-' and '.' between single slashes"},
    [FORMAT_FIELD_PATH] = {is_field_path, NULL, "a path of fields that begins with '.', as .spec.size"},
    [FORMAT_SPEC_PATH] = {is_spec_path, NULL, "a path of fields below .spec, as .spec.replicas"},
    [FORMAT_STATUS_PATH] = {is_status_path, NULL, "a path of fields below .status, as .status.replicas"},
    [FORMAT_SCALED_PATH] = {is_scaled_path, NULL, "a path of fields below .spec or .status, as .status.selector"},
    [FORMAT_LABEL_OR_STAR] = {is_label_or_star, NULL, "'*', or a name of at most 63 characters: lower-case letters, digits and '-'"},
    [FORMAT_SUBDOMAIN_OR_STAR] = {is_subdomain_or_star, NULL, "'*', or a name: lower-case letters, digits, '-' and '.'"},
    [FORMAT_SIGNER] = {is_signer, NULL, "a domain and a name, as example.org/signer: lower-case letters, digits, '-' and '.'"},
    [FORMAT_DRIVER] = {is_driver, NULL, "a domain of at most 63 characters, as gpu.example.org"},
    [FORMAT_POOL] = {is_pool, NULL, "names of lower-case letters, digits, '-' and '.', '/' between them"},
    [FORMAT_DEVICE_KEY] = {is_device_key, NULL, "NAME or DOMAIN/NAME; NAME has letters, digits and '_', at most 32, no digit first"},
    [FORMAT_DEVICE_ATTRIBUTE] = {is_device_attribute, NULL, "DOMAIN/NAME; NAME has letters, digits and '_', at most 32, no digit first"},
    [FORMAT_EXTENDED_RESOURCE] = {is_extended_resource, NULL, "a resource of a domain that is not Kubernetes' own, as example.org/gpu"},
    [FORMAT_KEY_USAGE] = {is_key_usage, NULL, "a usage as RFC 5280 has them, such as digital signature, key encipherment, server auth, client auth"},
    [FORMAT_CONTAINER_RESOURCE] = {is_measured_resource, NULL, "cpu, memory, ephemeral-storage, hugepages-SIZE or DOMAIN/NAME"},
    [FORMAT_DOMAIN_KEY] = {is_domain_key, NULL, "DOMAIN/NAME, as example.org/name"},
    [FORMAT_NOT_NEGATIVE] = {NULL, not_negative, "0 or more"},
    [FORMAT_POSITIVE] = {NULL, positive, "more than 0"},
};

bool format_fits(enum kube_format number, struct value value)
{
    const struct format *format = &formats[number];
    long double amount;
    if (format->amount_fits) return !quantity_in(value, &amount) || format->amount_fits(amount);
    return value.kind != V_STRING || format->fits(value_str(value));
}

const char *format_meaning(enum kube_format number) { return formats[number].meaning; }
