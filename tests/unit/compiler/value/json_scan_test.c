/* JSON where it stands: where it ends, what its texts mean, and the way through it. */
#include "value/json_scan.h"

#include "test.h"

static struct arena *arena;

static bool ends_are_found(void)
{
    static const char *const whole[] = {
        "{}", "[]", " {\"a\": [1, -0.5e+3, true, false, null, \"\\u00e4\\n\"]}", "\"\"", "0", "[[], {}]", "{\"a\":{\"a\":1},\"b\":\"}\"}", "\"\xC3\xA4\"",
    };
    bool fine = true;
    for (size_t i = 0; i < COUNT(whole); i++) {
        Str text = arena_printf(arena, "%s tail", whole[i]);
        if (json_end(text, 0) != strlen(whole[i])) remark("'%s' ends at %zu\n", whole[i], json_end(text, 0));
        fine &= json_end(text, 0) == strlen(whole[i]);
    }
    return fine;
}

static bool what_is_no_json_has_no_end(void)
{
    static const char *const wrong[] = {
        "", " ", "{", "[1", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "[1,]", "[,1]", "{a: 1}", "{1: 1}", "'a'", "\"a", "\"\\x\"", "\"\\u12\"", "\"a\nb\"", "-", ".5", "[01]",
        "[1.]", "1e", "[tru]", "[NaN]", "// a", "]", "\"\xC3\"",
    };
    bool fine = true;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        if (json_end(str_of(wrong[i]), 0)) remark("'%s' is taken\n", wrong[i]);
        fine &= !json_end(str_of(wrong[i]), 0);
    }
    return fine;
}

static Str repeated(const char *what, size_t n)
{
    struct buf out = {0};
    while (n--) buf_put(&out, what, strlen(what));
    Str text = arena_copy(arena, (Str){out.s, out.n});
    buf_free(&out);
    return text;
}

static bool depth_is_bounded(void)
{
    Str fine = arena_printf(arena, "%s1%s", repeated("[", 200).s, repeated("]", 200).s), deep = repeated("[", 1000000);
    return json_end(fine, 0) == fine.n && !json_end(deep, 0);
}

/* Half of a pair is U+FFFD, as in Go. */
static bool escapes_are_read(void)
{
    static const struct { const char *json, *text; } escapes[] = {
        {"\"\\\"\\\\\\/\"", "\"\\/"}, {"\"\\b\\f\\n\\r\\t\"", "\b\f\n\r\t"}, {"\"\\u0041\\u00e4\\u20AC\"", "Aä€"}, {"\"\\ud83d\\ude00!\"", "😀!"},
        {"\"\\ud83dx\"", "\uFFFDx"}, {"\"\\ude00\"", "\uFFFD"}, {"\"\\ud83d\\u0041\"", "\uFFFDA"}, {"\"ä\"", "ä"},
    };
    bool fine = true;
    for (size_t i = 0; i < COUNT(escapes); i++) {
        Str json = str_of(escapes[i].json);
        fine &= same_text(json.s, str_of(escapes[i].text), json_text_of(arena, json));
    }
    return fine;
}

/* "KEY=VALUE;" of an object, each value as it is written; "!" where it is no JSON. */
static Str members_of(const char *json)
{
    struct json_scan scan = {.text = str_of(json)};
    Str key, all = STR("");
    json_enter(&scan, '{');
    while (json_next_key(&scan, &key)) {
        Str value = json_skip(&scan);
        all = arena_printf(arena, "%.*s%.*s=%.*s;", STR_ARG(all), STR_ARG(key), STR_ARG(value));
    }
    return json_finished(&scan) ? all : arena_printf(arena, "%.*s!", STR_ARG(all));
}

static bool members_are_walked(void)
{
    static const struct { const char *json, *members; } cases[] = {
        {" { } ", ""}, {"{\"a\": 1 , \"b\":[{}]}\n", "a=1;b=[{}];"}, {"{\"\\n\":\"x\"}", "\\n=\"x\";"}, {"{\"a\":1}}", "a=1;!"}, {"{\"a\":1", "a=1;!"},
        {"{\"a\":1 \"b\":2}", "a=1;!"}, {"{\"a\":1,}", "a=1;!"}, {"{,\"a\":1}", "!"}, {"{\"a\":}", "a=;!"}, {"{a:1}", "!"}, {"[]", "!"}, {"", "!"},
    };
    bool fine = true;
    for (size_t i = 0; i < COUNT(cases); i++) fine &= same_text(cases[i].json, str_of(cases[i].members), members_of(cases[i].json));
    return fine;
}

/* How many items there are; less than none: it is no JSON. */
static int items_in(const char *json)
{
    struct json_scan scan = {.text = str_of(json)};
    int n = 0;
    json_enter(&scan, '[');
    for (; json_next_item(&scan); n++) {
        if (scan.text.s[scan.at] != '[') json_skip(&scan);
        else for (json_enter(&scan, '['); json_next_item(&scan); n++) json_skip(&scan);
    }
    return json_finished(&scan) ? n : -1;
}

static bool items_are_walked(void)
{
    return items_in("[]") == 0 && items_in("[1, 2]") == 2 && items_in("[[],3,[4,5]]") == 5 && items_in("[1 2]") < 0 && items_in("[1,]") < 0 &&
           items_in("[[1]") < 0 && items_in("{}") < 0;
}

static bool fields_are_found(void)
{
    Str object = STR("{\"n\": {\"path\": \"no\"}, \"path\": \"a\\u002eb\", \"number\": 1}");
    return same_text("path", STR("a.b"), json_field(arena, object, "path")) && !json_field(arena, object, "number").n &&
           !json_field(arena, object, "none").n && !json_field(arena, STR("[1]"), "path").n;
}

static const struct unit_test tests[] = {
    {"ends are found", ends_are_found},
    {"what is no JSON has no end", what_is_no_json_has_no_end},
    {"depth is bounded", depth_is_bounded},
    {"escapes are read", escapes_are_read},
    {"members are walked", members_are_walked},
    {"items are walked", items_are_walked},
    {"fields are found", fields_are_found},
};

int main(void)
{
    arena = arena_new(0);
    int status = run_tests(tests, COUNT(tests));
    arena_free(arena);
    return status;
}
