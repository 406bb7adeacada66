#include "source_map.h"

struct source_map_writer {
    const struct compilation *compilation;
    struct arena *arena;
    uint32_t *number;               /* origin to its number in the map; 0: not yet written */
    uint32_t *file_number;
    uint32_t norigins, nfiles;
    struct buf head, body;
};

struct source_map_writer *source_map_writer_new(const struct compilation *compilation)
{
    struct arena *arena = compilation->session->arena;
    struct source_map_writer *map = NEW(arena, struct source_map_writer);
    *map = (struct source_map_writer){.compilation = compilation, .arena = arena};
    map->number = NEW_ARRAY(arena, origins_end(&compilation->program->origins), uint32_t);
    map->file_number = NEW_ARRAY(arena, compilation->session->sources.all.n + 1, uint32_t);
    return map;
}

static uint32_t number_of_file(struct source_map_writer *map, uint32_t file)
{
    if (!map->file_number[file]) {
        map->file_number[file] = ++map->nfiles;
        buf_printf(&map->head, "file %u %.*s\n", map->nfiles, STR_ARG(source_at(&map->compilation->session->sources, file)->path));
    }
    return map->file_number[file];
}

static void put_place(struct source_map_writer *map, struct buf *out, Span at)
{
    if (!at.file) {
        buf_put(out, "0:0:0", 5);
        return;
    }
    struct source_position place = source_position(&map->compilation->session->sources, at.file, at.lo);
    uint32_t file = number_of_file(map, at.file);
    buf_number(out, file);
    buf_char(out, ':');
    buf_number(out, place.line);
    buf_char(out, ':');
    buf_number(out, place.column);
}

static const char roles[] = {[ORIGIN_WRITTEN] = 'w', [ORIGIN_DEFAULT] = 'd', [ORIGIN_OVERRIDE] = 'o', [ORIGIN_VALUES] = 'v',
        [ORIGIN_COMMAND_LINE] = 'c'};

static uint32_t number_of(struct source_map_writer *map, uint32_t id)
{
    if (!id) return 0;
    if (map->number[id]) return map->number[id];
    struct origin origin = origin_at(&map->compilation->program->origins, id);
    uint32_t previous = number_of(map, origin.previous);
    struct buf line = {0};
    put_place(map, &line, origin.at);
    map->number[id] = ++map->norigins;
    buf_printf(&map->head, "origin %u %.*s %c", map->norigins, (int)line.n, line.s, roles[origin.role]);
    if (previous) buf_printf(&map->head, " %u", previous);
    buf_char(&map->head, '\n');
    buf_free(&line);
    return map->number[id];
}

static size_t run_of(const uint32_t *origins, size_t n)
{
    size_t run = 1;
    while (run < n && origins[run] == origins[0]) run++;
    return run;
}

static void put_number(struct buf *out, char mark, uint64_t number)
{
    buf_char(out, mark);
    buf_number(out, number);
}

static void put_run(struct source_map_writer *map, size_t run)
{
    if (run > 1) put_number(&map->body, '*', run);
}

/* One that has no number gets none. LAST is the place before. */
static void put_line_origin(struct source_map_writer *map, uint32_t id, struct source_position *last, uint32_t *last_file)
{
    struct origin origin = origin_at(&map->compilation->program->origins, id);
    if (!id || map->number[id] || !origin.at.file) {
        buf_printf(&map->body, " %u", number_of(map, id));
        return;
    }
    uint32_t previous = number_of(map, origin.previous), file = number_of_file(map, origin.at.file);
    struct source_position place = source_position(&map->compilation->session->sources, origin.at.file, origin.at.lo);
    buf_char(&map->body, ' ');
    if (file != *last_file) buf_printf(&map->body, "%u:", file);
    if (file != *last_file || place.line != last->line) buf_printf(&map->body, "%u", place.line);
    buf_printf(&map->body, ":%u", place.column);
    if (origin.role != ORIGIN_WRITTEN) buf_char(&map->body, roles[origin.role]);
    if (previous) buf_printf(&map->body, "<%u", previous);
    *last = place;
    *last_file = file;
}

static void put_lines(struct source_map_writer *map, const struct leaf_lines *text)
{
    struct source_position last = {0};
    uint32_t last_file = 0;
    buf_printf(&map->body, "lines %zu", text->leaf);
    for (size_t i = 0, run; i < text->lines->n; i += run) {
        run = run_of(text->lines->at + i, text->lines->n - i);
        put_line_origin(map, text->lines->at[i], &last, &last_file);
        put_run(map, run);
    }
    buf_char(&map->body, '\n');
}

void source_map_writer_add(struct source_map_writer *map, const struct object *object, Str manifest, const struct origin_list *origins)
{
    buf_str(&map->body, STR("object "));
    buf_str(&map->body, manifest);
    buf_char(&map->body, ' ');
    put_place(map, &map->body, object->at);
    buf_char(&map->body, ' ');
    if (object->instance) buf_str(&map->body, written_path(map->compilation->machine, object->instance));
    buf_char(&map->body, '\n');
    for (size_t i = 0, run; i < origins->v.n; i += run) {
        run = run_of(origins->v.at + i, origins->v.n - i);
        put_number(&map->body, ' ', number_of(map, origins->v.at[i]));
        put_run(map, run);
    }
    buf_char(&map->body, '\n');
    for (size_t i = 0; i < origins->texts.n; i++) put_lines(map, &origins->texts.at[i]);
}

void source_map_writer_done(struct source_map_writer *map, struct buf *out)
{
    buf_put(out, "stk-map 1\n", 10);
    buf_put(out, map->head.s, map->head.n);
    buf_put(out, map->body.s, map->body.n);
    buf_free(&map->head);
    buf_free(&map->body);
}
