/* Words that stand in stk.package: versions, names and paths. */
#include "package/package.h"

#include "test.h"

static bool all(const char *const *texts, bool wanted, bool (*is)(Str))
{
    bool fine = true;
    for (; *texts; texts++) {
        if (is(str_of(*texts)) == wanted) continue;
        remark("'%s' is %s\n", *texts, wanted ? "refused" : "taken");
        fine = false;
    }
    return fine;
}

static struct session *session;
static bool is_semver(Str text) { return is_version(session, text); }

static bool versions_are_those_of_semver(void)
{
    static const char *const good[] = {"0.0.0", "1.4.0", "10.20.30", "1.0.0-rc.1", "1.0.0-0.3.7", "1.0.0-x-y.z", "1.0.0+build.5", "1.0.0-a+001", NULL};
    static const char *const bad[] = {"", "1", "1.4", "v1.4.0", "01.4.0", "1.04.0", "1.4.0.0", "1.4.0-", "1.4.0-01", "1.4.0-a..b", "1.4.0+", "1.4.0 ", "1.4.0\n",
                                      "1.4.0-\xc3\xa4", NULL};
    return all(good, true, is_semver) & all(bad, false, is_semver);
}

static bool names_can_stand_in_use(void)
{
    static const char *const good[] = {"shopkit", "a", "shop_kit2", NULL};
    static const char *const bad[] = {"", "2a", "_a", "Shop", "shop-kit", "a/b", "..", NULL};
    return all(good, true, is_package_name) & all(bad, false, is_package_name);
}

static bool paths_stay_below(void)
{
    static const char *const good[] = {"a.stk", "lib/a.stk", "a b/c", "LICENSE", NULL};
    static const char *const bad[] = {"", "/a", "../a", "a/../b", "a/..", ".", "./a", "a//b", "a/", ".git/config", "a/.b", "a\\b", "a\nb", "\x1b[m", "\xff", NULL};
    return all(good, true, is_package_path) & all(bad, false, is_package_path);
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"versions are those of semver.org", versions_are_those_of_semver},
        {"names can stand behind 'use'", names_can_stand_in_use},
        {"paths stay below a folder, and are not hidden", paths_stay_below},
    };
    session = session_new(STR(""));
    int code = run_tests(tests, COUNT(tests));
    session_free(session);
    return code;
}
