/* Patterns of Go's regexp as POSIX's: what Go 1.26 matches, they match; reported in TAP. */
#include "admit/go_pattern.h"
#include "test.h"

#include <regex.h>

static struct arena *arena;

struct example {
    const char *pattern, *text;
    bool matches;
};

static bool matches(const char *pattern, const char *text)
{
    regex_t regex;
    Str posix = posix_pattern(arena, str_of(pattern));
    if (!posix.n || regcomp(&regex, posix.s, REG_EXTENDED | REG_NOSUB) != 0) {
        remark("'%s' became '%.*s'\n", pattern, STR_ARG(posix));
        return false;
    }
    bool found = regexec(&regex, text, 0, NULL, 0) == 0;
    regfree(&regex);
    return found;
}

static bool as_expected(const struct example *examples, size_t n)
{
    bool fine = true;
    for (size_t i = 0; i < n; i++) {
        if (matches(examples[i].pattern, examples[i].text) == examples[i].matches) continue;
        remark("'%s' and '%s'\n", examples[i].pattern, examples[i].text);
        fine = false;
    }
    return fine;
}

static bool classes_are_read(void)
{
    static const struct example examples[] = {
        {"^\\d+$", "123", true}, {"^\\d+$", "12a", false}, {"^[\\d.]+$", "1.2", true}, {"^\\D$", "1", false}, {"^\\w+\\s\\w+$", "a b_1", true},
        {"^\\S+$", "a b", false}, {"^[\\w.\\-]+$", "a-b.c", true}, {"^[a\\-z]$", "b", false}, {"^[-a]+$", "a-", true}, {"^[\\\\]$", "\\", true},
        {"^[\\t ]$", "\t", true}, {"^[^\\d]$", "7", false},
    };
    return as_expected(examples, COUNT(examples));
}

static bool groups_are_read(void)
{
    static const struct example examples[] = {
        {"^(?:ab)+$", "abab", true}, {"^(?:[a-z](?:-[a-z])*)$", "a-b-c", true}, {"^a+?b*?$", "aab", true}, {"\\Aab\\z", "ab", true},
        {"^a{2,3}$", "aaaa", false}, {"^\\/x\\.y$", "/x.y", true}, {"^\\$\\{a\\}$", "${a}", true},
    };
    return as_expected(examples, COUNT(examples));
}

static bool others_are_left(void)
{
    static const char *const patterns[] = {"\\bword\\b", "\\p{L}+", "(?i)yes", "(?P<name>a)", "[[:word:]]", "[a", "a\\"};
    bool fine = true;
    for (size_t i = 0; i < COUNT(patterns); i++) {
        Str posix = posix_pattern(arena, str_of(patterns[i]));
        if (!posix.n) continue;
        remark("'%s' became '%.*s'\n", patterns[i], STR_ARG(posix));
        fine = false;
    }
    return fine;
}

static const struct unit_test tests[] = {
    {"classes are read", classes_are_read},
    {"groups are read", groups_are_read},
    {"what POSIX cannot say is left", others_are_left},
};

int main(void)
{
    arena = arena_new(0);
    int status = run_tests(tests, COUNT(tests));
    arena_free(arena);
    return status;
}
