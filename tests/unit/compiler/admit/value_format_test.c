/* Formats of texts and quantities, as API servers 1.20.2 and 1.36.2 answered to them; reported in TAP. */
#include "admit/value_format.h"
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

static bool all_fit(enum kube_format format, const char *const *texts, size_t n, bool fit)
{
    bool fine = true;
    for (size_t i = 0; i < n; i++) {
        if (format_fits(format, value_string(arena, str_of(texts[i]))) == fit) continue;
        remark("'%s'\n", texts[i]);
        fine = false;
    }
    return fine;
}

#define TAKES(format, ...) all_fit(FORMAT_##format, (const char *const[]){__VA_ARGS__}, COUNT(((const char *const[]){__VA_ARGS__})), true)
#define REFUSES(format, ...) all_fit(FORMAT_##format, (const char *const[]){__VA_ARGS__}, COUNT(((const char *const[]){__VA_ARGS__})), false)

static bool beginnings_of_names(void)
{
    return TAKES(SUBDOMAIN_PREFIX, "a", "a-", "a--", "a.-", "a_-", "a.b") && REFUSES(SUBDOMAIN_PREFIX, "-", "A", "A_-", "a.", "-a-");
}

static bool search_domains(void)
{
    return TAKES(SEARCH_DOMAIN, ".", "a.b", "a.b.", "_tcp.a", "a_b.c") && REFUSES(SEARCH_DOMAIN, "", "a_.c", "__a", "a..", "a..b", "A", "-a") &&
           TAKES(DOTTED_SUBDOMAIN, "a.b", "a.b.") && REFUSES(DOTTED_SUBDOMAIN, ".", "_a", "a_b");
}

static bool sysctls(void)
{
    return TAKES(SYSCTL, "net.core.somaxconn", "net/core.a", "net.ipv4.conf.eth0/100.x", "a-b_c.d") &&
           REFUSES(SYSCTL, "", "A", "net..core", "net.core.", ".net", "net.-a", "a*") && TAKES(DOTTED_SYSCTL, "a.b") && REFUSES(DOTTED_SYSCTL, "a/b");
}

static bool paths(void)
{
    return TAKES(FORWARD_PATH, "/a", "a..b", "..a", "") && REFUSES(FORWARD_PATH, "..", "a/../b", "a/..") && TAKES(RELATIVE_PATH, "a/b", "..a") &&
           REFUSES(RELATIVE_PATH, "/a", "../a") && TAKES(INNER_PATH, "a/..b", ".a") && REFUSES(INNER_PATH, "..a", "...", "/a");
}

static bool addresses(void)
{
    return TAKES(STRICT_IP, "1.2.3.4", "0.0.0.0", "10.0.0.100", "2001:db8::1") && REFUSES(STRICT_IP, "01.2.3.4", "1.2.3.04", "::ffff:1.2.3.4") &&
           TAKES(HOST_PORTS, "a:80", "a:80,b:81", "[::1]:80") && REFUSES(HOST_PORTS, "a", "a:80,", "::1:80");
}

static bool iscsi_names(void)
{
    return TAKES(ISCSI_NAME, "iqn.2001-04.com.example:disk", "eui.0123456789abcdef", "naa.0123456789abcdef0123456789abcdef") &&
           REFUSES(ISCSI_NAME, "iqn.2001-4.a:b", "iqn.2001-04.a", "iqn.2001-04.a:b;c", "iqn.2001-04.a_b:c", "eui.1", "disk");
}

static bool windows_users(void)
{
    return TAKES(WINDOWS_USER, "a", "a b", "NT AUTHORITY\\SYSTEM", "a b\\c", "abcdefghijklmnop.example.org\\b") &&
           REFUSES(WINDOWS_USER, "", "...", "a@b", "a\\b\\c", ".a\\b", "\\b", "a\\", "abcdefghijklmno p\\b", "a\tb");
}

static bool other_texts(void)
{
    return TAKES(HEADER_NAME, "X-Probe", "1") && REFUSES(HEADER_NAME, "", "a b", "a_b") && TAKES(TRIMMED, "a b") && REFUSES(TRIMMED, " a", "a\n") &&
           TAKES(FOREIGN_OPTION, "a", "ak8s.io/b", "a/k8s.io") && REFUSES(FOREIGN_OPTION, "k8s.io", "kubernetes.io/a", "a.K8S.io/b") &&
           TAKES(CASELESS_SUBDOMAIN, "Csi.Example.org") && REFUSES(CASELESS_SUBDOMAIN, "a_b", "-a");
}

static const struct unit_test tests[] = {
    {"beginnings of names", beginnings_of_names}, {"search domains", search_domains}, {"kernel parameters", sysctls}, {"paths", paths},
    {"addresses", addresses}, {"names of iSCSI", iscsi_names}, {"users of Windows", windows_users}, {"other texts", other_texts},
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
