#include "diag/source.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

void sources_init(struct sources *sources, struct arena *arena)
{
    *sources = (struct sources){.arena = arena};
    source_add(sources, STR("<none>"), STR(""));
}

uint32_t source_add(struct sources *sources, Str path, Str text)
{
    struct source source = {.path = path, .text = text};
    vec_push(sources->arena, &sources->all, source);
    return (uint32_t)sources->all.n - 1;
}

static enum source_error read_all(FILE *file, struct buf *text, size_t most)
{
    enum { STEP = 32 << 10 }; /* small enough that malloc keeps it at hand */
    size_t got;
    do {
        buf_need(text, STEP);
        got = fread(text->s + text->n, 1, STEP, file);
        text->n += got;
    } while (got && text->n <= most);
    if (ferror(file)) return SOURCE_UNREADABLE;
    return text->n > most ? SOURCE_TOO_LARGE : SOURCE_OK;
}

enum source_error source_read(struct sources *sources, const char *name, Str path, uint32_t *id)
{
    return source_read_large(sources, name, path, SOURCE_MAX, id);
}

/* Before it is read: what comes later leaves another stamp. */
static void stamp(FILE *file, struct known_file *known)
{
    struct stat status;
    if (file != stdin && fstat(fileno(file), &status) == 0) known->stamp = file_stamp(&status);
}

static void add_known(struct sources *sources, struct known_file known, const char *name, Str text)
{
    known.name = arena_copy(sources->arena, str_of(name)).s;
    known.digest = sha256(text);
    vec_push(sources->arena, &sources->known->v, known);
}

static const struct unsaved *find_unsaved(const struct sources *sources, const char *name)
{
    char absolute[PATH_MAX];
    if (!sources->unsaved || !sources->unsaved->v.n || !realpath(name, absolute)) return NULL;
    for (size_t i = 0; i < sources->unsaved->v.n; i++)
        if (str_is(sources->unsaved->v.at[i].file, absolute)) return &sources->unsaved->v.at[i];
    return NULL;
}

enum source_error source_read_large(struct sources *sources, const char *name, Str path, size_t most, uint32_t *id)
{
    const struct unsaved *unsaved = find_unsaved(sources, name);
    *id = 0;
    if (unsaved && unsaved->text.n > most) return SOURCE_TOO_LARGE;
    if (unsaved) {
        *id = source_add(sources, path, arena_copy(sources->arena, unsaved->text));
        return SOURCE_OK;
    }
    bool standard_input = strcmp(name, "-") == 0;
    FILE *file = standard_input ? stdin : fopen(name, "rb");
    if (!file) return errno == ENOENT || errno == ENOTDIR ? SOURCE_MISSING : SOURCE_UNREADABLE;
    struct buf text = {0};
    struct known_file known = {0};
    if (sources->known) stamp(file, &known);
    enum source_error error = read_all(file, &text, most);
    if (!standard_input) fclose(file);
    if (error == SOURCE_OK) *id = source_add(sources, path, arena_copy(sources->arena, (Str){text.s, text.n}));
    if (error == SOURCE_OK && sources->known) add_known(sources, known, name, source_at(sources, *id)->text);
    buf_free(&text);
    return error;
}

const struct source *source_at(const struct sources *sources, uint32_t id) { return &sources->all.at[id]; }

Str span_text(const struct sources *sources, Span at) { return (Str){source_at(sources, at.file)->text.s + at.lo, at.hi - at.lo}; }

bool source_is_standard(const struct source *source) { return source->library && str_starts(source->path, STR("stdlib/")); }

void sources_forget_project(struct sources *sources)
{
    for (size_t i = 1; i < sources->all.n; i++)
        if (!source_is_standard(&sources->all.at[i])) sources->all.at[i] = (struct source){.path = STR(""), .text = STR("")};
}

static void find_lines(struct sources *sources, struct source *source)
{
    uint32_t count = 1;
    for (size_t i = 0; i < source->text.n; i++) count += source->text.s[i] == '\n';
    source->lines = NEW_ARRAY(sources->arena, count, uint32_t);
    source->nlines = 1;
    for (size_t i = 0; i < source->text.n; i++)
        if (source->text.s[i] == '\n') source->lines[source->nlines++] = (uint32_t)i + 1;
}

static struct source *with_lines(struct sources *sources, uint32_t file)
{
    struct source *source = &sources->all.at[file];
    if (!source->lines) find_lines(sources, source);
    return source;
}

static uint32_t line_of(const struct source *source, uint32_t offset)
{
    uint32_t low = 0, high = source->nlines;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (source->lines[middle] <= offset) low = middle;
        else high = middle;
    }
    return low;
}

static bool continues_code_point(char c) { return ((unsigned char)c & 0xC0) == 0x80; }

struct source_position source_position(struct sources *sources, uint32_t file, uint32_t offset)
{
    const struct source *source = with_lines(sources, file);
    uint32_t line = line_of(source, offset);
    struct source_position source_position = {line + 1, 1};
    for (uint32_t i = source->lines[line]; i < offset && i < source->text.n; i++)
        source_position.column += !continues_code_point(source->text.s[i]);
    return source_position;
}

Str source_line(struct sources *sources, uint32_t file, uint32_t line)
{
    const struct source *source = with_lines(sources, file);
    const char *start = source->text.s + source->lines[line - 1];
    size_t rest = source->text.n - source->lines[line - 1];
    const char *end = memchr(start, '\n', rest);
    size_t n = end ? (size_t)(end - start) : rest;
    return (Str){start, n && start[n - 1] == '\r' ? n - 1 : n};
}

/* What LINE says, if it is one of a doc comment; it may be nothing. */
static bool is_doc_line(Str line, Str *text)
{
    line = str_trim(line);
    *text = line.n > 4 ? str_skip(line, 4) : STR("");
    return str_is(line, "///") || str_starts(line, STR("/// "));
}

Str source_doc_above(struct sources *sources, Span at, const char *between)
{
    Str doc = STR(""), text;
    for (uint32_t line = source_position(sources, at.file, at.lo).line - 1; line > 0 && is_doc_line(source_line(sources, at.file, line), &text); line--)
        doc = arena_printf(sources->arena, "%.*s%s%.*s", STR_ARG(text), doc.n ? between : "", STR_ARG(doc));
    return doc;
}

Span span_join(Span first, Span last)
{
    if (!first.file) return last;
    return last.file == first.file && last.hi > first.lo ? (Span){first.file, first.lo, last.hi} : first;
}
