#include "explain_field.h"

#include "command.h"
#include "review/compiled.h"
#include "review/source_map_reader.h"
#include "review/walk_fields.h"
#include "value/config_text.h"
#include "value/read_yaml.h"

#include <ctype.h>
#include <stdio.h>
#include <strings.h>

struct reader {
    struct session *session;
    struct origins origins;
    struct source_map map;
};

/* ---- the manifest's leaves, counted as they were written ---- */

struct search {
    size_t leaves;    /* passed so far */
    bool found;
    size_t first;     /* leaf at which the field begins */
    struct value value;
};

static void walk(struct search *search, struct value value, Str path);

static bool empty(struct value value) { return value.kind == V_LIST ? value.list->n == 0 : value.kind == V_RECORD && value.record->n == 0; }

static Str after_key(Str path, Str key)
{
    if (!str_starts(path, key)) return (Str){NULL, 0};
    Str rest = {path.s + key.n, path.n - key.n};
    if (rest.n == 0) return (Str){path.s + path.n, 0};
    if (rest.s[0] == '.') return (Str){rest.s + 1, rest.n - 1};
    return rest.s[0] == '[' ? rest : (Str){NULL, 0};
}

static Str after_index(Str path, size_t index)
{
    Str inner = path.n && path.s[0] == '[' ? (Str){path.s + 1, path.n - 1} : (Str){NULL, 0};
    if (!inner.s || str_take_number(&inner) != index) return (Str){NULL, 0};
    const char *close = memchr(path.s, ']', path.n);
    if (!close) return (Str){NULL, 0};
    Str rest = {close + 1, path.n - (size_t)(close - path.s) - 1};
    return rest.n && rest.s[0] == '.' ? (Str){rest.s + 1, rest.n - 1} : rest;
}

/* PATH.s is NULL where the field cannot lie inside. */
static void walk(struct search *search, struct value value, Str path)
{
    if (path.s && path.n == 0 && !search->found) {
        search->found = true;
        search->first = search->leaves;
        search->value = value;
    }
    if (value.kind == V_RECORD && !empty(value)) {
        for (size_t i = 0; i < value.record->n; i++)
            walk(search, value.record->values[i], path.s && path.n ? after_key(path, NAME_STR(value.record->keys[i])) : (Str){NULL, 0});
    } else if (value.kind == V_LIST && !empty(value)) {
        for (size_t i = 0; i < value.list->n; i++) walk(search, value.list->at[i], path.s && path.n ? after_index(path, i) : (Str){NULL, 0});
    } else search->leaves++;
}

static struct search search_for(struct value whole, Str path)
{
    struct search search = {.leaves = 0};
    walk(&search, whole, path);
    return search;
}

/* ---- one part of a text ---- */

/* What a path led to. */
struct found {
    bool found;
    size_t leaf;         /* at which it begins */
    size_t line;         /* of the text that this leaf is, from 1; 0: the leaf as a whole */
    struct value value;
};

enum { LINE_DIGITS_MAX = 9 }; /* a text has fewer lines */

static bool is_number(Str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (!isdigit((unsigned char)text.s[i])) return false;
    return text.n > 0 && text.n <= LINE_DIGITS_MAX;
}

static Str line_at(Str text, size_t line)
{
    for (; text.n && line; line--) {
        const char *end = memchr(text.s, '\n', text.n);
        size_t n = end ? (size_t)(end - text.s) : text.n;
        if (line == 1) return (Str){text.s, n};
        text = (Str){text.s + n + (end != NULL), text.n - n - (end != NULL)};
    }
    return (Str){NULL, 0};
}

static struct found find_line(struct reader *reader, struct search text, size_t number)
{
    Str line = line_at(value_str(text.value), number);
    return (struct found){line.s != NULL, text.first, number, value_string(reader->session->arena, line)};
}

/* NAME: of the file that the text is. */
static struct found find_option(struct reader *reader, struct search text, Str name, Str path)
{
    struct origins origins = {0};
    struct value options = value_null();
    if (!config_as_value(reader->session, &origins, name, value_str(text.value), &options)) return (struct found){.found = false};
    struct search search = search_for(options, path);
    return (struct found){search.found, text.first, search.found ? config_line(reader->session, &origins, search.value) : 0, search.value};
}

/* "PATH", "PATH:12", "PATH: line 12", "PATH: [section] option" */
static struct found find(struct reader *reader, struct value manifest, Str field)
{
    struct search search = search_for(manifest, field);
    const char *colon = memchr(field.s, ':', field.n);
    if (search.found || !colon) return (struct found){search.found, search.first, 0, search.value};
    Str path = {field.s, (size_t)(colon - field.s)}, part = {colon + 1, field.n - path.n - 1};
    search = search_for(manifest, path);
    if (!search.found || search.value.kind != V_STRING) return (struct found){.found = false};
    if (str_starts(part, STR(" "))) part = (Str){part.s + 1, part.n - 1};
    Str number = str_starts(part, STR("line ")) ? (Str){part.s + 5, part.n - 5} : part;
    if (!number.n) return (struct found){.found = false};
    return is_number(number) ? find_line(reader, search, str_take_number(&number)) : find_option(reader, search, path, part);
}

/* ---- telling ---- */

/* NULL: its lines have no places of their own, or it is no text. */
static const struct source_map_text *text_of_leaf(const struct source_map_entry *entry, size_t leaf)
{
    for (size_t i = 0; i < entry->texts.n; i++)
        if (entry->texts.at[i].leaf == leaf) return &entry->texts.at[i];
    return NULL;
}

static struct source_map_place place_of_leaf(const struct reader *reader, Str ids, size_t leaf)
{
    size_t number = 0, run = 0;
    for (size_t i = 0; i <= leaf && (ids.n || run); i++) source_map_next_leaf(&ids, &number, &run);
    return source_map_place(&reader->map, number);
}

static struct source_map_place place_of(const struct reader *reader, const struct source_map_entry *entry, const struct found *found)
{
    const struct source_map_text *text = text_of_leaf(entry, found->leaf);
    struct source_map_lines lines = {.lines = text && found->line ? text->lines : STR("")};
    for (size_t line = 1; source_map_next_line(&reader->map, &lines); line++)
        if (line == found->line && lines.last.role != ' ') return lines.last;
    return place_of_leaf(reader, entry->ids, found->leaf);
}

/* An override is always numbered after what it overrode. */
static void tell_origin(const struct reader *reader, struct source_map_place place)
{
    size_t number = reader->map.places.n;
    for (const char *lead = ""; place.role != ' '; lead = "instead of what is ") {
        printf("  %s%s at %.*s\n", lead, role_words(place.role), STR_ARG(place_words(reader->session->arena, place)));
        number = place.previous < number ? place.previous : 0;
        place = source_map_place(&reader->map, number);
    }
}

static const struct source_map_entry *find_manifest(const struct reader *reader, const char *object)
{
    const char *slash = strchr(object, '/');
    Str kind = {object, slash ? (size_t)(slash - object) : 0}, name = slash ? str_of(slash + 1) : STR("");
    Str tail = arena_printf(reader->session->arena, "-%.*s.yaml", STR_ARG(name));
    for (size_t i = 0; i < reader->map.entries.n; i++) {
        Str manifest = reader->map.entries.at[i].manifest;
        bool right_kind = manifest.n > kind.n + 3 && strncasecmp(manifest.s + 3, kind.s, kind.n) == 0 && (manifest.s[3 + kind.n] == '-' ||
                manifest.s[3 + kind.n] == '.');
        if (right_kind && str_ends(manifest, tail)) return &reader->map.entries.at[i];
    }
    return NULL;
}

static bool load(struct reader *reader, const char *folder, const char *name, uint32_t *id)
{
    Str path = arena_printf(reader->session->arena, "%s/%s", folder, name);
    if (source_read(&reader->session->sources, path.s, path, id) == SOURCE_OK) return true;
    fprintf(stderr, "stk: error[E0006]: %s cannot be read; is this a folder that 'stk compile' wrote?\n", path.s);
    return false;
}

static int explain_entry(struct reader *reader, const char *folder, const char *object, const char *field)
{
    const struct source_map_entry *entry = find_manifest(reader, object);
    uint32_t file;
    if (!entry) {
        fprintf(stderr, "stk explain: %s has no object '%s'\n", folder, object);
        return EXIT_DIAGNOSTICS;
    }
    if (!load(reader, folder, compiled_file(reader->session->arena, folder, entry->manifest), &file)) return EXIT_DIAGNOSTICS;
    struct value documents = read_yaml(reader->session, &reader->origins, file, 0, ORIGIN_WRITTEN, YAML_PLAIN);
    struct found found = find(reader, documents.kind == V_LIST && documents.list->n ? documents.list->at[0] : value_null(), str_of(field));
    if (!found.found) {
        fprintf(stderr, "stk explain: %s has no field '%s'\n", object, field);
        return EXIT_DIAGNOSTICS;
    }
    printf("%s %s = %.*s\n", object, field, STR_ARG(value_show(reader->session->arena, found.value)));
    tell_origin(reader, place_of(reader, entry, &found));
    if (!found.line && found.value.kind == V_STRING && text_of_leaf(entry, found.leaf))
        printf("  its lines have places of their own: ask for '%s:1' and so on\n", field);
    Str place = place_words(reader->session->arena, source_map_declared(&reader->map, entry));
    if (entry->instance.n) printf("  in '%.*s', whose object is declared at %.*s\n", STR_ARG(entry->instance), STR_ARG(place));
    return EXIT_FINE;
}

int explain_field(const char *folder, const char *object, const char *field)
{
    struct session *session = session_new(STR(""));
    struct reader reader = {.session = session};
    uint32_t id;
    int code = EXIT_DIAGNOSTICS;
    if (load(&reader, folder, ".stk/map", &id)) {
        bool fine = source_map_read(session, source_at(&session->sources, id)->text, &reader.map);
        if (fine) code = explain_entry(&reader, folder, object, field);
        else fprintf(stderr, "stk: error[E0006]: %s/.stk/map is damaged; compile the stack again\n", folder);
    }
    session_free(session);
    return code;
}
