/* Formats of texts and quantities, as API servers 1.20.2 and 1.36.2 answered to them; reported in TAP. */
#include "validate/value_format.h"
#include "test.h"

static struct arena *arena;

/* A text, and whether it fits. */
struct example { enum kube_format format; const char *text; bool fits; };

static bool all_right(const struct example *examples, size_t n)
{
    bool fine = true;
    for (size_t i = 0; i < n; i++) {
        if (format_fits(examples[i].format, value_string(arena, str_of(examples[i].text))) == examples[i].fits) continue;
        remark("'%s': %s\n", examples[i].text, format_meaning(examples[i].format));
        fine = false;
    }
    return fine;
}

static bool hosts_are_known(void)
{
    static const struct example examples[] = {
        {FORMAT_DOMAIN_OR_WILDCARD, "*.example.org", true}, {FORMAT_DOMAIN_OR_WILDCARD, "a.*.org", false}, {FORMAT_DOMAIN_OR_WILDCARD, "*", false},
        {FORMAT_HOST, "db.example.org.", true}, {FORMAT_HOST, "db..org", false}, {FORMAT_DOMAIN_NAME, "db.example.org.", true},
        {FORMAT_DOMAIN_NAME, "db", false}, {FORMAT_DOMAIN_PATH, "example.org/a/b", true}, {FORMAT_DOMAIN_PATH, "example.org/", false},
        {FORMAT_DOMAIN_PATH, "example.org", false}, {FORMAT_CASELESS_SUBDOMAIN, "CSI.example.org", true}, {FORMAT_CASELESS_SUBDOMAIN, "csi_a", false},
        {FORMAT_HOST_PORTS, "a:1,[::1]:2", true}, {FORMAT_HOST_PORTS, "a", false}, {FORMAT_NOT_IP, "10.1.1.1", false},
    };
    return all_right(examples, COUNT(examples));
}

static bool paths_are_known(void)
{
    static const struct example examples[] = {
        {FORMAT_PLAIN_PATH, "/a/b", true}, {FORMAT_PLAIN_PATH, "a", false}, {FORMAT_PLAIN_PATH, "/a//b", false}, {FORMAT_PLAIN_PATH, "/a/..", false},
        {FORMAT_PLAIN_PATH, "/a%2Fb", false}, {FORMAT_FORWARD_PATH, "a/..b", true}, {FORMAT_FORWARD_PATH, "../a", false},
        {FORMAT_FORWARD_PATH, "/a/..", false},
    };
    return all_right(examples, COUNT(examples));
}

static bool names_are_known(void)
{
    static const struct example examples[] = {
        {FORMAT_ISCSI_NAME, "iqn.2001-04.com.example:disk", true}, {FORMAT_ISCSI_NAME, "iqn.2001-04.com.example", false},
        {FORMAT_ISCSI_NAME, "eui.0123456789abcdef", true}, {FORMAT_ISCSI_NAME, "naa.0123", false}, {FORMAT_SYSCTL_PATTERN, "kernel.msg*", true},
        {FORMAT_SYSCTL_PATTERN, "*", true}, {FORMAT_SYSCTL_PATTERN, "kernel.*.a", false}, {FORMAT_SYSCTL_PATTERN, "Kernel", false},
        {FORMAT_FINALIZER, "kubernetes", true}, {FORMAT_FINALIZER, "shop", false}, {FORMAT_FINALIZER, "example.org/shop", true},
        {FORMAT_LEASE_STRATEGY, "OldestEmulationVersion", true}, {FORMAT_LEASE_STRATEGY, "Oldest", false}, {FORMAT_FOREIGN_OPTION, "a.k8s.io/b", false},
        {FORMAT_FOREIGN_OPTION, "ak8s.io/b", true},
    };
    return all_right(examples, COUNT(examples));
}

static bool times_are_known(void)
{
    static const struct example examples[] = {
        {FORMAT_TIME, "2026-01-31T15:04:05Z", true}, {FORMAT_TIME, "2026-01-31T15:04:05.1+01:30", true}, {FORMAT_TIME, "2024-02-29T00:00:00Z", true},
        {FORMAT_TIME, "2026-02-29T00:00:00Z", false}, {FORMAT_TIME, "2026-01-31", false}, {FORMAT_TIME, "2026-01-31T24:00:00Z", false},
        {FORMAT_TIME, "2026-01-31T15:04:05", false}, {FORMAT_MICRO_TIME, "2026-01-31T15:04:05.000000Z", true},
        {FORMAT_MICRO_TIME, "2026-01-31T15:04:05Z", false}, {FORMAT_MICRO_TIME, "2026-01-31T15:04:05.0000000Z", false},
    };
    return all_right(examples, COUNT(examples));
}

static bool versions_are_known(void)
{
    static const struct example examples[] = {
        {FORMAT_SEMANTIC_VERSION, "1.36.0", true}, {FORMAT_SEMANTIC_VERSION, "1.36.0-beta.1+a.01", true}, {FORMAT_SEMANTIC_VERSION, "1.36", false},
        {FORMAT_SEMANTIC_VERSION, "v1.36.0", false}, {FORMAT_SEMANTIC_VERSION, "01.36.0", false}, {FORMAT_SEMANTIC_VERSION, "1.36.0-01", false},
        {FORMAT_SEMANTIC_VERSION, "1.36.0-", false},
    };
    return all_right(examples, COUNT(examples));
}

static bool amounts_are_known(void)
{
    static const struct example examples[] = {
        {FORMAT_INTEGER, "2", true}, {FORMAT_INTEGER, "2k", true}, {FORMAT_INTEGER, "1.5", false}, {FORMAT_INTEGER, "100m", false},
        {FORMAT_INTEGER, "1000m", true}, {FORMAT_SHARE, "100%", true}, {FORMAT_SHARE, "101%", false}, {FORMAT_SHARE, "ten", false},
        {FORMAT_BASE64, "YQ==", true}, {FORMAT_BASE64, "YQ=", false}, {FORMAT_BASE64, "Y_==", false}, {FORMAT_BASE64, "YW\nJj", true},
    };
    return all_right(examples, COUNT(examples));
}

static const struct unit_test tests[] = {
    {"hosts and what begins with one", hosts_are_known},
    {"paths", paths_are_known},
    {"names of disks, sysctls, finalizers", names_are_known},
    {"times", times_are_known},
    {"versions", versions_are_known},
    {"amounts, shares, bytes", amounts_are_known},
};

int main(void)
{
    arena = arena_new(0);
    int status = run_tests(tests, COUNT(tests));
    arena_free(arena);
    return status;
}
