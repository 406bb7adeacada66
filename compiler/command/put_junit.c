#include "put_junit.h"

/* XML 1.0 has no other control characters than tab and line end, escaped or not, and neither U+FFFE nor U+FFFF; what is no UTF-8 is none of it
 * either. In attributes line ends would become blanks. */
static void put_escaped(struct buf *out, Str text, bool attribute)
{
    bool readable = str_utf8(text);
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.s[i];
        bool outside = str_starts(str_skip(text, i), STR("\xEF\xBF\xBE")) || str_starts(str_skip(text, i), STR("\xEF\xBF\xBF"));
        if (c == '&') buf_str(out, STR("&amp;"));
        else if (c == '<') buf_str(out, STR("&lt;"));
        else if (c == '>') buf_str(out, STR("&gt;"));
        else if (c == '"') buf_str(out, STR("&quot;"));
        else if (attribute && (c == '\n' || c == '\t')) buf_printf(out, "&#%u;", c);
        else if (outside) i += 2;
        else buf_char(out, (c < ' ' && c != '\n' && c != '\t') || c == 0x7f || (c > 0x7f && !readable) ? '?' : (char)c);
    }
}

static void put_attribute(struct buf *out, const char *name, Str text)
{
    buf_printf(out, " %s=\"", name);
    put_escaped(out, text, true);
    buf_char(out, '"');
}

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
    put_escaped(out, result->text, false);
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
