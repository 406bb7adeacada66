/* One test block: what it asks for is compiled, and held against its assertions. */
#ifndef STK_TEST_CASE_H
#define STK_TEST_CASE_H

#include "base/base.h"

struct compilation;

struct test_case {
    const struct compilation *checked; /* of its file: only checked */
    size_t index;      /* among the blocks of the file */
    Str title;
    Str path;          /* of the file, as it is shown */
    uint32_t line;
    const char *snapshot; /* file that it is held against; NULL: none */
    Str snapshot_path;    /* of that, as it is shown */
    bool update;          /* that file is written anew where it differs */
};

struct test;
bool expects_failure(const struct test *); /* an error, by its code */

/* What there is to say of one that fails is shown. Then it is taken back, but the memory of the file's session grows: a process of its
 * own for each gives that back. */
bool test_case_passes(const struct test_case *);

#endif
