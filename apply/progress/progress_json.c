/* Events for programs, one JSON object a line; events.md describes them. */
#include "progress_view.h"

#include "common/timestamp.h"
#include "json/json_path.h"

#include <time.h>

enum { EVENTS_SCHEMA = 1 };

static void begin_clock(struct progress *progress)
{
    if (progress->options.clock) return;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    progress->options.clock = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static json_t *json_time(const struct progress *progress)
{
    char text[TIMESTAMP_SIZE];
    timestamp_write(progress->options.clock + elapsed(progress), text);
    return json_string(text);
}

static json_t *json_str(Str text)
{
    json_t *string = json_stringn(text.s, text.n);
    if (!string) panic("a text is not clean");
    return string;
}

/* With the fields that all events begin with. */
static json_t *event(const struct progress *progress, const char *type)
{
    return json_pack("{s:i, s:o, s:I, s:s}", "schema", EVENTS_SCHEMA, "time", json_time(progress), "elapsed_ms",
                     (json_int_t)elapsed(progress), "type", type);
}

static void add(json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value)) panic("cannot make an event");
}

static void add_text(json_t *object, const char *key, Str text)
{
    if (text.n) add(object, key, json_str(text));
}

static void write_event(struct progress *progress, json_t *object)
{
    struct buf line = {0};
    buf_json_line(&line, object);
    buf_write(&line, progress->options.out);
    fflush(progress->options.out);
    buf_free(&line);
}

/* Of those that are not nought. */
static json_t *json_tally(struct tally tally)
{
    json_t *object = json_object();
    for (size_t i = 0; i < OUTCOME_COUNT; i++)
        if (tally.of[i]) add(object, outcome_names[i], json_integer((json_int_t)tally.of[i]));
    return object;
}

static json_t *json_lines(Str lines)
{
    json_t *array = json_array();
    while (lines.n) {
        const char *end = memchr(lines.s, '\n', lines.n);
        size_t n = end ? (size_t)(end - lines.s) : lines.n;
        json_array_append_new(array, json_str((Str){lines.s, n}));
        lines = (Str){lines.s + n + (end != NULL), lines.n - n - (end != NULL)};
    }
    return array;
}

/* ---- the view ---- */

static void begin(struct progress *progress)
{
    begin_clock(progress);
    json_t *run = event(progress, "run");
    add(run, "command", json_string(progress->options.command));
    add(run, "stack", json_str(progress->options.stack));
    add(run, "objects", json_integer((json_int_t)progress->n));
    add(run, "planned", json_tally(tally_actions(progress)));
    write_event(progress, run);
}

static void object(struct progress *progress, size_t index)
{
    const struct item *item = &progress->items[index];
    json_t *line = event(progress, "object");
    add(line, "id", json_str(item->about.id));
    add_text(line, "service", item->about.service);
    add_text(line, "at", item->about.at);
    add(line, "action", json_string(item->about.action));
    add(line, "state", json_string(state_name(item->state)));
    add_text(line, "text", item_text(item));
    if (item->because != NO_ITEM) add_text(line, "because", progress->items[item->because].about.id);
    write_event(progress, line);
}

static void detail(struct progress *progress, size_t index, const struct detail *about)
{
    json_t *line = event(progress, "detail");
    add(line, "id", json_str(progress->items[index].about.id));
    add(line, "title", json_str(about->title));
    add(line, "lines", json_lines(about->lines));
    write_event(progress, line);
}

static void note(struct progress *progress, const struct note *about)
{
    json_t *line = event(progress, "note");
    add(line, "level", json_string(about->level));
    add_text(line, "at", about->at);
    add(line, "text", json_str(about->text));
    add_text(line, "help", about->help);
    write_event(progress, line);
}

static void turn(struct progress *progress) { (void)progress; }

static void end(struct progress *progress, int exit_code, const char *next)
{
    json_t *line = event(progress, "end");
    add(line, "exit_code", json_integer(exit_code));
    add(line, "outcome", json_tally(tally_outcomes(progress)));
    if (next) add(line, "next", json_string(next));
    write_event(progress, line);
}

static void free_view(struct progress *progress) { (void)progress; }

const struct view json_view = {begin, object, detail, note, turn, end, free_view};
