/* The form of a unit test: a table of named facts, reported in TAP. */
#ifndef STK_TEST_H
#define STK_TEST_H

#include "base.h"

#include <stdio.h>
#include <stdlib.h>

struct unit_test {
    const char *name;
    bool (*holds)(void);
};

static inline int run_tests(const struct unit_test *tests, size_t n)
{
    bool passed = true;
    printf("1..%zu\n", n);
    for (size_t i = 0; i < n; i++) {
        bool holds = tests[i].holds();
        printf("%sok %zu - %s\n", holds ? "" : "not ", i + 1, tests[i].name);
        passed = passed && holds;
    }
    return passed ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Says what differs, before the line that fails. */
static inline bool same_text(const char *about, Str expected, Str got)
{
    if (str_eq(expected, got)) return true;
    printf("# %s: expected '%.*s', got '%.*s'\n", about, STR_ARG(expected), STR_ARG(got));
    return false;
}

#endif
