/* Addresses in registries: what the distribution specification takes, and nothing else. */
#include "package/oci_address.h"

#include "test.h"

static const struct { const char *text, *host, *repository, *tag, *digest; } good[] = {
    {"oci://registry.example.org/team/shopkit", "registry.example.org", "team/shopkit", "", ""},
    {"oci://registry.example.org/shopkit:1.4.0", "registry.example.org", "shopkit", "1.4.0", ""},
    {"oci://localhost:5000/a/b/c:stable", "localhost:5000", "a/b/c", "stable", ""},
    {"oci://[::1]:5000/a:_x", "[::1]:5000", "a", "_x", ""},
    {"oci://[::1]/a", "[::1]", "a", "", ""},
    {"oci://10.0.0.1/a.b_c__d---e", "10.0.0.1", "a.b_c__d---e", "", ""},
    {"oci://h/a@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "h", "a", "",
     "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"},
};

static bool parts_are_found(void)
{
    bool fine = true;
    for (size_t i = 0; i < COUNT(good); i++) {
        struct oci_address address;
        if (!oci_address_parse(str_of(good[i].text), &address)) {
            remark("%s is refused\n", good[i].text);
            fine = false;
            continue;
        }
        fine &= same_text(good[i].text, str_of(good[i].host), address.host) && same_text(good[i].text, str_of(good[i].repository), address.repository)
             && same_text(good[i].text, str_of(good[i].tag), address.tag) && same_text(good[i].text, str_of(good[i].digest), address.digest);
    }
    return fine;
}

static bool what_is_none_is_refused(void)
{
    static const char *const texts[] = {
        "", "oci://", "oci://h", "oci://h/", "oci:///a", "http://h/a", "docker://h/a", "h/a", "oci://h/A", "oci://h/a/", "oci://h//a", "oci://h/a..b",
        "oci://h/a___b", "oci://h/-a", "oci://h/a-", "oci://h/.a", "oci://h/a:", "oci://h/a:.x", "oci://h/a:x y", "oci://h/a@sha256:12", "oci://h/a:x@y",
        "oci://h:port/a", "oci://h:/a/b?c", "oci://u:p@h/a", "oci://h/a#b", "oci://h/a b", "oci://h/../a", "oci://h /a", "oci://[::1/a",
        "oci://h/a@sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
    };
    bool fine = true;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct oci_address address;
        if (!oci_address_parse(str_of(texts[i]), &address)) continue;
        remark("'%s' is taken\n", texts[i]);
        fine = false;
    }
    return fine;
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"the parts of an address are found", parts_are_found},
        {"what is no address is refused", what_is_none_is_refused},
    };
    return run_tests(tests, COUNT(tests));
}
