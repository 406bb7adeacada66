#include "resource_name.h"
#include "value_format.h"

static const char *const compute[] = {"cpu", "memory", "ephemeral-storage", NULL};
static const char *const objects[] = {"pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps", "persistentvolumeclaims",
                                      "services.nodeports", "services.loadbalancers", NULL};

bool is_huge_pages(Str name) { return str_starts(name, STR("hugepages-")); }
static bool has_domain(Str name) { return memchr(name.s, '/', name.n); }
static bool is_native(Str name) { return !has_domain(name) || memmem(name.s, name.n, "kubernetes.io/", strlen("kubernetes.io/")); }

/* What NAME is without "requests." or "limits." in front. */
static Str resource_of(Str name)
{
    if (str_starts(name, STR("requests."))) return str_skip(name, strlen("requests."));
    return str_starts(name, STR("limits.")) ? str_skip(name, strlen("limits.")) : name;
}

bool is_quota_resource(Str name)
{
    Str resource = resource_of(name);
    bool request = str_starts(name, STR("requests."));
    return str_is_among(resource, compute) || str_is_among(name, objects) || (request && str_is(resource, "storage")) ||
           (is_huge_pages(resource) && (request || resource.n == name.n));
}

bool is_standard_resource(Str name) { return str_is(name, "storage") || is_quota_resource(name); }

bool is_device_resource(Str name)
{
    return !is_native(name) && !str_starts(name, STR("requests.")) && strcspn(name.s, "/") + strlen("requests.") <= 253;
}

bool is_container_resource(Str name)
{
    if (!is_qualified_name(name)) return false;
    if (has_domain(name)) return is_native(name) || is_device_resource(name);
    return str_is_among(name, compute) || is_huge_pages(name);
}

bool is_volume_resource(Str name) { return is_qualified_name(name) && (has_domain(name) || is_standard_resource(name)); }
bool is_counted_whole(Str name) { return str_is_among(name, objects) || is_device_resource(name); }
bool is_shared_resource(Str name) { return is_native(name) && !is_huge_pages(name); }
