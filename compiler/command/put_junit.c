#include "put_junit.h"

#include "base/markup.h"

static void put_counts(struct buf *out, const struct test_result *results, size_t n)
{
    size_t counts[TEST_BROKEN + 1] = {0};
    for (size_t i = 0; i < n; i++) counts[results[i].outcome]++;
    buf_printf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\">\n", n, counts[TEST_FAILED], counts[TEST_BROKEN]);
}

static void put_case(struct buf *out, const struct test_result *result)
{
    Str rest = result->text, first = str_cut(&rest, '\n');
    const char *element = result->outcome == TEST_FAILED ? "failure" : "error";
    buf_str(out, STR("    <testcase"));
    put_attribute(out, "name", result->title);
    put_attribute(out, "classname", result->path);
    put_attribute(out, "file", result->path);
    if (result->line) buf_printf(out, " line=\"%u\"", result->line);
    if (result->outcome == TEST_PASSED) {
        buf_str(out, STR("/>\n"));
        return;
    }
    buf_printf(out, ">\n      <%s", element);
    put_attribute(out, "message", first);
    buf_char(out, '>');
    put_xml(out, result->text);
    buf_printf(out, "</%s>\n    </testcase>\n", element);
}

void put_junit(struct buf *out, const struct test_results *results)
{
    const struct test_result *all = results->v.at;
    buf_str(out, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"stk test\""));
    put_counts(out, all, results->v.n);
    for (size_t i = 0, end; i < results->v.n; i = end) {
        for (end = i + 1; end < results->v.n && str_eq(all[end].path, all[i].path);) end++;
        buf_str(out, STR("  <testsuite"));
        put_attribute(out, "name", all[i].path);
        put_counts(out, &all[i], end - i);
        for (size_t k = i; k < end; k++) put_case(out, &all[k]);
        buf_str(out, STR("  </testsuite>\n"));
    }
    buf_str(out, STR("</testsuites>\n"));
}
