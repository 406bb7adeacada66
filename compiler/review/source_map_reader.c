#include "review/source_map_reader.h"

#include <ctype.h>

/* ---- lines and words ---- */

static bool next_line(Str *text, Str *line)
{
    if (!text->n) return false;
    const char *end = memchr(text->s, '\n', text->n);
    line->s = text->s;
    line->n = end ? (size_t)(end - text->s) : text->n;
    size_t skip = line->n + (end ? 1 : 0);
    *text = (Str){text->s + skip, text->n - skip};
    return true;
}

static Str next_word(Str *line)
{
    size_t n = 0;
    while (n < line->n && line->s[n] != ' ') n++;
    Str word = {line->s, n};
    size_t skip = n < line->n ? n + 1 : n;
    *line = (Str){line->s + skip, line->n - skip};
    return word;
}

/* ---- the map ---- */

static void read_object(struct source_map *reader, Str line, Str *text)
{
    struct source_map_entry entry = {.manifest = next_word(&line)};
    entry.declared = next_word(&line);
    entry.instance = line;
    next_line(text, &entry.ids);
    vec_push(reader->session->arena, &reader->entries, entry);
    map_put(reader->session->arena, &reader->by_manifest, name_of(reader->session->names, entry.manifest), (void *)(uintptr_t)reader->entries.n);
}

/* Of the object before it. */
static void read_lines(struct source_map *reader, Str line)
{
    Str leaf = next_word(&line);
    struct source_map_text text = {.leaf = str_take_number(&leaf), .lines = line};
    if (reader->entries.n) vec_push(reader->session->arena, &reader->entries.at[reader->entries.n - 1].texts, text);
}

bool source_map_read(struct session *session, Str text, struct source_map *reader)
{
    Str line;
    *reader = (struct source_map){.session = session};
    vec_push(session->arena, &reader->files, STR(""));
    vec_push(session->arena, &reader->places, STR(""));
    if (!next_line(&text, &line) || !str_is(line, "stk-map 1")) return false;
    while (next_line(&text, &line)) {
        Str word = next_word(&line);
        if (str_is(word, "object")) read_object(reader, line, &text);
        else if (str_is(word, "lines")) read_lines(reader, line);
        else next_word(&line); /* the number follows from the order */
        if (str_is(word, "file")) vec_push(session->arena, &reader->files, line);
        if (str_is(word, "origin")) vec_push(session->arena, &reader->places, line);
    }
    return true;
}

const struct source_map_entry *source_map_entry_of(const struct source_map *reader, Str manifest)
{
    const struct name *name = name_find(reader->session->names, manifest);
    uintptr_t number = name ? (uintptr_t)map_get(&reader->by_manifest, name) : 0;
    return number ? &reader->entries.at[number - 1] : NULL;
}

static struct source_map_place read_place(const struct source_map *reader, Str text)
{
    struct source_map_place place = {.role = ' '};
    size_t file = str_take_number(&text);
    if (file < reader->files.n) place.file = reader->files.at[file];
    if (text.n) text = (Str){text.s + 1, text.n - 1};
    place.line = (uint32_t)str_take_number(&text);
    if (text.n) text = (Str){text.s + 1, text.n - 1};
    place.column = (uint32_t)str_take_number(&text);
    return place;
}

struct source_map_place source_map_place(const struct source_map *reader, size_t number)
{
    if (number == 0 || number >= reader->places.n) return (struct source_map_place){.role = ' '};
    Str rest = reader->places.at[number];
    struct source_map_place place = read_place(reader, next_word(&rest));
    Str role = next_word(&rest);
    if (role.n) place.role = role.s[0];
    place.previous = str_take_number(&rest);
    return place;
}

struct source_map_place source_map_declared(const struct source_map *reader, const struct source_map_entry *entry)
{
    return read_place(reader, entry->declared);
}

size_t source_map_next_leaf(Str *ids, size_t *number, size_t *run)
{
    if (*run == 0) {
        if (ids->n && ids->s[0] == ' ') *ids = (Str){ids->s + 1, ids->n - 1};
        Str word = next_word(ids);
        *number = str_take_number(&word);
        if (word.n && word.s[0] == '*') word = (Str){word.s + 1, word.n - 1};
        *run = word.n ? str_take_number(&word) : 1;
        if (*run == 0) *run = 1;
    }
    --*run;
    return *number;
}

/* What stands before COLON, if anything does, is a number. */
static bool take_before_colon(Str *word, size_t *number)
{
    bool given = word->n && word->s[0] != ':';
    if (given) *number = str_take_number(word);
    if (word->n) *word = (Str){word->s + 1, word->n - 1};
    return given;
}

/* [[FILE:]LINE]:COLUMN[ROLE][<PREVIOUS] */
static void take_written(const struct source_map *reader, Str *word, struct source_map_place *place)
{
    size_t first = place->line, second = 0;
    bool given = take_before_colon(word, &first);
    second = str_take_number(word);
    bool file = given && word->n && word->s[0] == ':';
    if (file) place->file = first < reader->files.n ? reader->files.at[first] : STR("");
    if (file) *word = (Str){word->s + 1, word->n - 1};
    place->line = (uint32_t)(file ? second : first);
    place->column = (uint32_t)(file ? str_take_number(word) : second);
    place->role = 'w';
    if (word->n && isalpha((unsigned char)word->s[0])) place->role = word->s[0], *word = (Str){word->s + 1, word->n - 1};
    bool overrode = word->n && word->s[0] == '<';
    if (overrode) *word = (Str){word->s + 1, word->n - 1};
    place->previous = overrode ? str_take_number(word) : 0;
}

bool source_map_next_line(const struct source_map *reader, struct source_map_lines *lines)
{
    if (lines->run == 0) {
        if (!lines->lines.n) return false;
        Str word = next_word(&lines->lines);
        bool written = memchr(word.s, ':', word.n) != NULL;
        if (written) take_written(reader, &word, &lines->written);
        lines->last = written ? lines->written : source_map_place(reader, str_take_number(&word));
        lines->run = 1;
        if (word.n > 1 && word.s[0] == '*') word = (Str){word.s + 1, word.n - 1}, lines->run = str_take_number(&word);
    }
    if (lines->run) lines->run--;
    return true;
}
