/* Formats of values, as API servers 1.20.2 and 1.36.2 answered to them; reported in TAP. */
#include "validate/value_format.h"
#include "test.h"

static struct arena *arena;

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
};

int main(void)
{
    arena = arena_new(0);
    int status = run_tests(tests, COUNT(tests));
    arena_free(arena);
    return status;
}
