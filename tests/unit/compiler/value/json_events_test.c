/* JSON as events: what it says, at which bytes. */
#include "value/json_events.h"

#include "test.h"

static struct arena *arena;

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

static bool texts_are_what_they_mean(void)
{
    return same_text("an event", STR("[@0-1 =a\"@1-6 ]@6-7"), events_of(STR("[\"a\\\"\"]")));
}

static const struct unit_test tests[] = {
    {"events have places", events_have_places},
    {"texts are what they mean", texts_are_what_they_mean},
};

int main(void)
{
    arena = arena_new(0);
    int status = run_tests(tests, COUNT(tests));
    arena_free(arena);
    return status;
}
