/* What became of tests, in the XML that CI systems take as JUnit's. */
#ifndef STK_PUT_JUNIT_H
#define STK_PUT_JUNIT_H

#include "base/base.h"

enum test_outcome { TEST_PASSED, TEST_FAILED, TEST_BROKEN }; /* broken: it could not be run */

struct test_result {
    Str title;
    Str path;      /* of its file, from the top of the git repository */
    uint32_t line; /* 0: none */
    enum test_outcome outcome;
    Str text;      /* what was said of it */
};
struct test_results { VEC(struct test_result) v; };

/* Results of one file stand together. There are no times: the same input gives the same bytes. */
void put_junit(struct buf *, const struct test_results *);

#endif
