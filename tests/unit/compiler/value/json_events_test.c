/* JSON as events: where it ends, what it says, at which bytes. */
#include "value/json_events.h"
#include "value/read_yaml.h"

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

/* "{ " begins a map, "=" a text, ":" another scalar, each with the bytes where it stands. */
static Str events_of(Str text)
{
    struct json_events json = {.text = text};
    struct buf out = {0};
    yaml_event_t event;
    while (json_next(arena, &json, &event)) {
        bool scalar = event.type == YAML_SCALAR_EVENT;
        char mark = scalar                                     ? (event.data.scalar.plain_implicit ? ':' : '=')
                    : event.type == YAML_MAPPING_START_EVENT   ? '{'
                    : event.type == YAML_MAPPING_END_EVENT     ? '}'
                    : event.type == YAML_SEQUENCE_START_EVENT  ? '['
                                                               : ']';
        buf_printf(&out, "%s%c%s@%zu-%zu", out.n ? " " : "", mark, scalar ? (const char *)event.data.scalar.value : "", event.start_mark.index, event.end_mark.index);
    }
    Str events = arena_copy(arena, (Str){out.s, out.n});
    buf_free(&out);
    return events;
}

static bool events_have_places(void)
{
    return same_text("events", STR("{@0-1 =a@1-4 [@6-7 :1@7-8 :true@10-14 ]@14-15 =b@17-20 {@21-22 }@23-24 }@24-25"),
                     events_of(STR("{\"a\": [1, true], \"b\":{ }}")));
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
        fine &= same_text(json.s, arena_printf(arena, "=%s@0-%zu", escapes[i].text, json.n), events_of(json));
    }
    return fine;
}

static const struct unit_test tests[] = {
    {"ends are found", ends_are_found},
    {"what is no JSON has no end", what_is_no_json_has_no_end},
    {"depth is bounded", depth_is_bounded},
    {"events have places", events_have_places},
    {"escapes are read", escapes_are_read},
};

int main(void)
{
    arena = arena_new(0);
    int status = run_tests(tests, COUNT(tests));
    arena_free(arena);
    return status;
}
