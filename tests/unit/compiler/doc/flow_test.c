/* Doc comments as lines of a readable length. */
#include "doc/flow.h"

#include "test.h"

static bool flows(const char *prefix, const char *text, const char *expected)
{
    struct buf out = {0};
    put_flow(&out, str_of(prefix), str_of(text));
    bool same = same_text(text, str_of(expected), (Str){out.s, out.n});
    buf_free(&out);
    return same;
}

static bool lines_are_joined(void) { return flows("# ", "one\ntwo  three", "# one two three\n") && flows("# ", "", "") && flows("# ", " \n ", ""); }

static bool paragraphs_and_lists_stay(void)
{
    return flows("# ", "one\n \ntwo", "# one\n#\n# two\n") && flows("", "one\n* a\n* b\nc", "one\n* a\n* b c\n");
}

static bool long_lines_are_broken(void)
{
    char word[61];
    memset(word, 'x', 60);
    word[60] = '\0';
    char text[200], expected[200];
    snprintf(text, sizeof text, "%s %s", word, word);
    snprintf(expected, sizeof expected, "  %s\n  %s\n", word, word);
    return flows("  ", text, expected);
}

static bool columns_count_not_bytes(void)
{
    return flows("", "äöüäöüäöüäöüäöüäöüäöüäöüäöüäöü äöüäöüäöüäöüäöüäöüäöüäöüäöüäöü äöüäöüäöüäöüäöüäöüäöüäöüäöüäöü",
            "äöüäöüäöüäöüäöüäöüäöüäöüäöüäöü äöüäöüäöüäöüäöüäöüäöüäöüäöüäöü äöüäöüäöüäöüäöüäöüäöüäöüäöüäöü\n");
}

static bool sentence(const char *text, const char *first) { return same_text(text, str_of(first), first_sentence(str_of(text))); }
static bool the_first_sentence_is_known(void)
{
    return sentence("One. Two.", "One.") && sentence("One.\nTwo.", "One.") && sentence("1.5 is one", "1.5 is one") && sentence("", "");
}

static const struct unit_test tests[] = {
    {"lines are joined", lines_are_joined},
    {"paragraphs and lists stay", paragraphs_and_lists_stay},
    {"long lines are broken", long_lines_are_broken},
    {"columns count, not bytes", columns_count_not_bytes},
    {"the first sentence is known", the_first_sentence_is_known},
};

int main(void) { return run_tests(tests, COUNT(tests)); }
