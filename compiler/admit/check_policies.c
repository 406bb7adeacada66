/* PodSecurityPolicies, up to Kubernetes 1.24: rules that a table cannot say. */
#include "value_format.h"
#include "visit.h"

void check_policy_capabilities(const struct visit *visit, struct value spec)
{
    static const char *const lists[] = {"defaultAddCapabilities", "allowedCapabilities"};
    struct value dropped = part(visit, spec, "requiredDropCapabilities"), capability;
    if (!is_empty_value(dropped) && has_text(part(visit, spec, "allowedCapabilities"), STR("*")))
        value_error(visit, E0717, dropped, "has requiredDropCapabilities, and allowedCapabilities has '*'");
    for (size_t i = 0; i < COUNT(lists); i++)
        for (size_t k = 0; each(part(visit, spec, lists[i]), k, &capability); k++)
            if (has_text(dropped, dig_text(capability)))
                value_error(visit, E0717, capability, "has '%.*s' in %s and in requiredDropCapabilities", STR_ARG(dig_text(capability)), lists[i]);
}

/* ---- sysctls ---- */

/* Whether PATTERN, which may end with a star, covers SYSCTL or, of one with a star, a part of what that covers. */
static bool covers(Str pattern, Str sysctl)
{
    if (!str_ends(pattern, STR("*"))) return str_eq(pattern, sysctl);
    return str_starts(str_ends(sysctl, STR("*")) ? (Str){sysctl.s, sysctl.n - 1} : sysctl, (Str){pattern.s, pattern.n - 1});
}

static void check_star(const struct visit *visit, const char *field, struct value sysctls)
{
    struct way step;
    struct visit at = visit_field(visit, &step, field);
    if (has_text(sysctls, STR("*")) && sysctls.list->n > 1) value_error(&at, E0717, sysctls, "has '*' and others, and '*' is all of them");
}

void check_policy_sysctls(const struct visit *visit, struct value spec)
{
    struct value allowed = part(visit, spec, "allowedUnsafeSysctls"), forbidden = part(visit, spec, "forbiddenSysctls"), one, other;
    check_star(visit, "allowedUnsafeSysctls", allowed);
    check_star(visit, "forbiddenSysctls", forbidden);
    for (size_t i = 0; each(allowed, i, &one); i++)
        for (size_t k = 0; each(forbidden, k, &other); k++)
            if (covers(dig_text(one), dig_text(other)) || covers(dig_text(other), dig_text(one)))
                value_error(visit, E0717, one, "allows '%.*s' and forbids '%.*s'", STR_ARG(dig_text(one)), STR_ARG(dig_text(other)));
}

/* ---- classes of runtimes ---- */

void check_policy_classes(const struct visit *visit, struct value classes)
{
    struct value allowed = part(visit, classes, "allowedRuntimeClassNames"), first = part(visit, classes, "defaultRuntimeClassName"), name;
    bool all = has_text(allowed, STR("*"));
    for (size_t i = 0; each(allowed, i, &name); i++)
        if (!str_is(dig_text(name), "*") && (dig_text(name).n == 0 || !format_fits(FORMAT_SUBDOMAIN, name)))
            value_help(visit, value_error(visit, E0717, name, "allows the class '%.*s'", STR_ARG(dig_text(name))), format_meaning(FORMAT_SUBDOMAIN));
    if (all && allowed.list->n > 1) value_error(visit, E0717, allowed, "allows '*' and others, and '*' is all of them");
    if (first.kind != V_STRING) return;
    if (first.string->n == 0 || !format_fits(FORMAT_SUBDOMAIN, first))
        value_help(visit, value_error(visit, E0717, first, "has the default '%.*s'", STR_ARG(dig_text(first))), format_meaning(FORMAT_SUBDOMAIN));
    else if (!all && !has_text(allowed, dig_text(first))) value_error(visit, E0717, first, "has a default that it does not allow");
}
