/* Patterns that Go's regexp takes, and others; reported in TAP. */
#include "admit/formats.h"
#include "test.h"

static bool all_taken(const char *const *patterns, size_t n, bool taken)
{
    bool fine = true;
    for (size_t i = 0; i < n; i++) {
        const char *fault = pattern_fault(str_of(patterns[i]));
        if (!fault == taken) continue;
        remark("'%s': %s\n", patterns[i], fault ? fault : "taken");
        fine = false;
    }
    return fine;
}

static bool patterns_are_taken(void)
{
    static const char *const patterns[] = {
        "", "^[a-z]([-a-z0-9]*[a-z0-9])?$", "(?i)a|b", "(?:a|b){2,5}?", "(?P<name>x)+", "(?<name>x)", "a{", "a{,2}", "a{1000}", "[]a]", "[^]a-]",
        "[[:alpha:]_]", "\\d+\\.\\pL\\p{Greek}",
        "\\x41\\x{1F600}", "\\Qa(b\\E", "a||b", "()", "^*", "\\/\\-\\_", "[\\w.-]+", "[+--]", "[\\d-]", "é+",
    };
    return all_taken(patterns, COUNT(patterns), true);
}

static bool others_are_not(void)
{
    static const char *const patterns[] = {
        "*", "+a", "a**", "a{2}{3}", "(", ")", "a)", "[a", "[z-a]", "(?=a)", "(?!a)", "(?<=a)", "(?<!a)", "(a)\\1", "\\Z", "\\", "a{1001}", "a{3,2}",
        "(?z)", "(?P<>a)", "[[:alpha",
    };
    return all_taken(patterns, COUNT(patterns), false);
}

static bool zones_are_known(void)
{
    static const char *const zones[] = {"Europe/Berlin", "Etc/UTC", "UTC", "Etc/GMT+1", "Zulu", "Africa/Abidjan", "US/Pacific"};
    static const char *const others[] = {"", "europe/berlin", "Europe", "Local", "CEST", "Europe/Berlin "};
    for (size_t i = 0; i < COUNT(zones); i++)
        if (!is_time_zone(str_of(zones[i]))) return false;
    for (size_t i = 0; i < COUNT(others); i++)
        if (is_time_zone(str_of(others[i]))) return false;
    return true;
}

static bool addresses_are_told_apart(void)
{
    static const char *const urls[] = {"https://a", "https://a.example.org:8443/x/y", "HTTPS://[2001:db8::1]:443/"};
    static const char *const others[] = {"", "http://a", "https://", "https:///x", "https://u@a", "https://a?b", "https://a#b", "https://a:b",
        "https://a/%zz"};
    static const char *const paths[] = {"/", "/a", "/a/b/", "/a.b-c"}, *const bad[] = {"", "a", "//", "/a//b", "/A", "/a_b"};
    bool fine = true;
    for (size_t i = 0; i < COUNT(urls); i++) fine &= is_https_url(str_of(urls[i]));
    for (size_t i = 0; i < COUNT(others); i++) fine &= !is_https_url(str_of(others[i]));
    for (size_t i = 0; i < COUNT(paths); i++) fine &= is_request_path(str_of(paths[i]));
    for (size_t i = 0; i < COUNT(bad); i++) fine &= !is_request_path(str_of(bad[i]));
    return fine;
}

static bool versions_are_told_apart(void)
{
    static const char *const versions[] = {"1.2.3", "0.0.0", "1.2.3-rc.1", "1.2.3-alpha+build.01", "1.2.3+a"}, *const bad[] = {"1.2", "01.2.3",
        "1.2.3-", "1.2.3-01", "1.2.3+", "v1.2.3"};
    bool fine = true;
    for (size_t i = 0; i < COUNT(versions); i++) fine &= is_semantic_version(str_of(versions[i]));
    for (size_t i = 0; i < COUNT(bad); i++) fine &= !is_semantic_version(str_of(bad[i]));
    return fine;
}

static const struct unit_test tests[] = {
    {"patterns of Go are taken", patterns_are_taken},
    {"others are not", others_are_not},
    {"time zones are known by their names", zones_are_known},
    {"addresses of webhooks are told apart", addresses_are_told_apart},
    {"versions are told apart", versions_are_told_apart},
};

int main(void) { return run_tests(tests, COUNT(tests)); }
