/* Base64, both ways. */
#include "base/base64.h"

#include "test.h"

static const struct { const char *bytes, *text; } pairs[] = {
    {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}, {"\xff\xfe\xfd", "//79"}, {">>>?", "Pj4+Pw=="},
};

static bool decodes(const char *text, const char *bytes)
{
    struct buf out = {0};
    bool right = base64_decode(str_of(text), &out) && same_text(text, str_of(bytes), (Str){out.s, out.n});
    buf_free(&out);
    return right;
}

static bool both_ways_agree(void)
{
    bool right = true;
    for (size_t i = 0; i < COUNT(pairs); i++) {
        struct buf out = {0};
        base64_encode(str_of(pairs[i].bytes), &out);
        right &= same_text(pairs[i].bytes, str_of(pairs[i].text), (Str){out.s, out.n}) && decodes(pairs[i].text, pairs[i].bytes);
        buf_free(&out);
    }
    return right;
}

static bool line_ends_are_skipped(void) { return decodes("Zm9v\nYmFy\r\n", "foobar") && decodes("Z\ng\n=\n=\n", "f") && decodes("\n", ""); }

static bool what_is_not_base64_is_refused(void)
{
    static const char *const wrong[] = {"Z", "Zg", "Zg=", "Zg===", "=", "====", "Z===", "Zg==Zg==", "Zm9v!", "Zm 9v", "Zm9v-_", "Zg=a", "Zm9v=", "\xff\xff\xff\xff"};
    bool right = true;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct buf out = {0};
        buf_char(&out, 'x');
        bool refused = !base64_decode(str_of(wrong[i]), &out) && out.n == 1;
        if (!refused) remark("'%s' was taken\n", wrong[i]);
        right &= refused;
        buf_free(&out);
    }
    return right;
}

static const struct unit_test tests[] = {
    {"both ways agree", both_ways_agree},
    {"line ends are skipped", line_ends_are_skipped},
    {"what is not base64 is refused", what_is_not_base64_is_refused},
};

int main(void) { return run_tests(tests, COUNT(tests)); }
