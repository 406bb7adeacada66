/* JSON that libjansson does not read by itself, and which object of a reply is none. */
#include "json/json_read.h"

#include "json/json_path.h"
#include "test.h"

/* EXPECTED: as libjansson writes it; NULL: it is not read. */
static const struct { const char *text, *expected; } texts[] = {
    {"{\"a\": \"x\\u0000y\"}", "{\"a\":\"x\\u0000y\"}"},
    {"{\"a\\u0000\": 1, \"\\\\u0000\": 2, \"\\u0000\\u0000\" : 3}", "{\"a\uFFFD\":1,\"\\\\u0000\":2,\"\uFFFD\uFFFD\":3}"},
    {"[9223372036854775807, -9223372036854775808]", "[9223372036854775807,-9223372036854775808]"},
    {"[9223372036854775808, -9223372036854775809]", "[9.2233720368547758e18,-9.2233720368547758e18]"},
    {"[12345678901234567890,1]", "[1.2345678901234567e19,1]"},
    {"[1e400, -1E+400, 1e-400, -0.0, 0]", "[1.7976931348623157e308,-1.7976931348623157e308,0.0,-0.0,0]"},
    {"[\"12345678901234567890\", \"1e400\", \"\\\"1e400\"]", "[\"12345678901234567890\",\"1e400\",\"\\\"1e400\"]"},
    {"[\"\\ud800\", \"\\uDC00x\", \"\\ud800\\ud800\\udc00\", \"\\ud83d\\ude00\"]", "[\"\uFFFD\",\"\uFFFDx\",\"\uFFFD\U00010000\",\"\U0001F600\"]"},
    {"[\"\\\\ud800\", 1e400]", "[\"\\\\ud800\",1.7976931348623157e308]"},
    {"", NULL},
    {"{", NULL},
    {"[1e400", NULL},
    {"[\"\\u00", NULL},
    {"[\"\\", NULL},
    {"[-inf]", NULL},
    {"[0x1p9999]", NULL},
    {"[\"\xff\"]", NULL},
    {"[\"\\u00zz\", 1e400]", NULL},
};

static bool reads_as(Str text, const char *expected, const char *object)
{
    struct buf where = {0};
    json_t *json = json_read(text, &where);
    char *written = json ? json_dumps(json, JSON_COMPACT) : NULL;
    bool right = same_text(text.n < 100 ? text.s : "a long text", str_of(expected ? expected : "none"), str_of(written ? written : "none")) &&
                 same_text("object", str_of(object), (Str){where.s, where.n});
    free(written);
    json_decref(json);
    buf_free(&where);
    return right;
}

static bool whatever_is_legal_is_read(void)
{
    bool right = true;
    for (size_t i = 0; i < COUNT(texts); i++) right &= reads_as(str_of(texts[i].text), texts[i].expected, "");
    return right;
}

static bool numbers_of_any_length_are_read(void)
{
    struct buf text = {0};
    buf_str(&text, STR("[1"));
    buf_fill(&text, '0', 400);
    buf_str(&text, STR(",1"));
    buf_fill(&text, '0', 30);
    buf_char(&text, ']');
    bool right = reads_as((Str){text.s, text.n}, "[1.7976931348623157e308,1e30]", "");
    buf_free(&text);
    return right;
}

#define BAD "\"\xff\""
static const struct { const char *text, *object; } places[] = {
    {"{\"kind\":\"PodList\",\"metadata\":{\"resourceVersion\":\"7\"},\"items\":[{\"metadata\":{\"name\":\"a\",\"namespace\":\"shop\"}},"
     "{\"metadata\":{\"name\":\"b\",\"namespace\":\"shop\"},\"spec\":{\"template\":{\"metadata\":{\"name\":\"inner\",\"x\":" BAD "}}}},"
     "{\"metadata\":{\"name\":\"c\",\"namespace\":\"shop\"}}]}", "shop/b"},
    {"{\"items\":[{\"data\":" BAD ",\"metadata\":{\"annotations\":{\"name\":\"no\"},\"name\":\"late\"}}]}", "late"},
    {"{\"metadata\":{\"name\":\"single\"},\"data\":{\"a\":" BAD "}}", "single"},
    {"{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"seen\",\"namespace\":\"n\"},\"data\":[NaN]}}", "n/seen"},
    {"{\"items\":[{\"metadata\":{\"name\":\"a\\u001b\"}},{\"metadata\":{\"name\":\"b\x1b[1m\"},\"x\":tru}]}", "b [1m"},
    {"{\"items\":[{\"metadata\":{\"name\":\"cut\"},\"data\":{\"a\":1}", ""},
    {"{\"items\":[{\"metadata\":{\"name\":\"whole\"}},{\"metadata\":{\"name\":\"cut\"}", ""},
    {"{\"items\":[{\"metadata\":{\"name\":\"a\"}}]," BAD "}", ""},
    {"<html>{\"metadata\":{\"name\":\"a\"}}</html>", ""},
    {"]]}}{\"metadata\":", ""},
};

static bool the_object_is_told(void)
{
    bool right = true;
    for (size_t i = 0; i < COUNT(places); i++) right &= reads_as(str_of(places[i].text), NULL, places[i].object);
    return right;
}

static bool what_is_nested_too_deeply_is_told(void)
{
    struct buf text = {0};
    buf_str(&text, STR("{\"items\":[{\"metadata\":{\"name\":\"deep\"},\"spec\":"));
    buf_fill(&text, '[', JSON_PARSER_MAX_DEPTH);
    buf_fill(&text, ']', JSON_PARSER_MAX_DEPTH);
    buf_str(&text, STR("}]}"));
    bool right = reads_as((Str){text.s, text.n}, NULL, "deep");
    buf_free(&text);
    return right;
}

static const struct unit_test tests[] = {
    {"whatever is legal is read, and nothing else", whatever_is_legal_is_read},
    {"numbers of any length are read", numbers_of_any_length_are_read},
    {"the object that cannot be read is told", the_object_is_told},
    {"what is nested too deeply is told", what_is_nested_too_deeply_is_told},
};

int main(void) { return run_tests(tests, COUNT(tests)); }
