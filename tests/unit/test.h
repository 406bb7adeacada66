/* The form of a unit test: a table of named facts, reported in TAP. */
#ifndef STK_TEST_H
#define STK_TEST_H

#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>

struct unit_test {
    const char *name;
    bool (*holds)(void);
};

/* What a test has to say about its failure; shown below its line. */
static struct buf remarks;
#define remark(...) buf_printf(&remarks, "# " __VA_ARGS__)

static inline bool report(size_t number, const char *title, bool holds)
{
    printf("%sok %zu - %s\n", holds ? "" : "not ", number, title);
    if (!holds) printf("%.*s", (int)remarks.n, remarks.s ? remarks.s : "");
    fflush(stdout);
    buf_free(&remarks);
    return holds;
}

static inline bool same_text(const char *about, Str expected, Str got)
{
    if (str_eq(expected, got)) return true;
    remark("%s: expected '%.*s', got '%.*s'\n", about, STR_ARG(expected), STR_ARG(got));
    return false;
}

static inline int run_tests(const struct unit_test *tests, size_t n)
{
    bool passed = true;
    printf("1..%zu\n", n);
    for (size_t i = 0; i < n; i++) passed = report(i + 1, tests[i].name, tests[i].holds()) && passed;
    return passed ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
