#include "map_reader.h"

#include "command.h"
#include "read_yaml.h"

#include <ctype.h>
#include <stdio.h>
#include <strings.h>

struct reader {
    struct session *session;
    struct origins origins;
    Str map;
    VEC(Str) files, places; /* by number; 0 is a dummy */
};

/* ---- the map's lines ---- */

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

static void read_head(struct reader *reader)
{
    Str text = reader->map, line;
    vec_push(reader->session->arena, &reader->files, STR(""));
    vec_push(reader->session->arena, &reader->places, STR(""));
    while (next_line(&text, &line)) {
        Str rest = line, word = next_word(&rest);
        if (str_is(word, "object")) break;
        next_word(&rest); /* the number follows from the order */
        if (str_is(word, "file")) vec_push(reader->session->arena, &reader->files, rest);
        if (str_is(word, "origin")) vec_push(reader->session->arena, &reader->places, rest);
    }
}

/* The line of origins of a manifest, and where the object was declared. */
static bool find_object(const struct reader *reader, Str manifest, Str *declared, Str *ids)
{
    Str text = reader->map, line;
    while (next_line(&text, &line)) {
        Str rest = line, word = next_word(&rest);
        if (!str_is(word, "object") || !str_eq(next_word(&rest), manifest)) continue;
        *declared = rest;
        return next_line(&text, ids);
    }
    return false;
}

static size_t number_of(Str text)
{
    size_t value = 0;
    for (size_t i = 0; i < text.n && isdigit((unsigned char)text.s[i]); i++) value = value * 10 + (size_t)(text.s[i] - '0');
    return value;
}

static size_t origin_of_leaf(Str ids, size_t leaf)
{
    if (ids.n && ids.s[0] == ' ') ids = (Str){ids.s + 1, ids.n - 1};
    while (ids.n) {
        Str word = next_word(&ids);
        const char *star = memchr(word.s, '*', word.n);
        size_t count = star ? number_of((Str){star + 1, word.n - (size_t)(star - word.s) - 1}) : 1;
        if (leaf < count) return number_of(word);
        leaf -= count;
    }
    return 0;
}

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
    if (!path.n || path.s[0] != '[' || number_of((Str){path.s + 1, path.n - 1}) != index) return (Str){NULL, 0};
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

/* ---- telling ---- */

static Str place_text(const struct reader *reader, Str place)
{
    const char *colon = memchr(place.s, ':', place.n);
    size_t file = number_of(place);
    if (!colon || file == 0 || file >= reader->files.n) return STR("the compiler");
    Str rest = {colon, place.n - (size_t)(colon - place.s)};
    return arena_printf(reader->session->arena, "%.*s%.*s", STR_ARG(reader->files.at[file]), STR_ARG(rest));
}

static const char *role_text(char role)
{
    return role == 'o' ? "overridden" : role == 'v' ? "set by a values file" : role == 'c' ? "set on the command line" : "written";
}

static void tell_origin(const struct reader *reader, size_t number)
{
    for (const char *lead = ""; number && number < reader->places.n; lead = "instead of what is ") {
        Str rest = reader->places.at[number];
        Str place = place_text(reader, next_word(&rest));
        Str role = next_word(&rest);
        printf("  %s%s at %.*s\n", lead, role_text(role.n ? role.s[0] : 'w'), STR_ARG(place));
        number = rest.n ? number_of(rest) : 0;
    }
}

static Str find_manifest(struct session *session, const char *object, Str map)
{
    const char *slash = strchr(object, '/');
    Str line, kind = {object, slash ? (size_t)(slash - object) : 0}, name = slash ? str_of(slash + 1) : STR("");
    while (next_line(&map, &line)) {
        Str rest = line;
        if (!str_is(next_word(&rest), "object")) continue;
        Str manifest = next_word(&rest);
        Str of_kind = {manifest.s + 3, kind.n};
        bool right_kind = manifest.n > kind.n + 3 && strncasecmp(of_kind.s, kind.s, kind.n) == 0 && (manifest.s[3 + kind.n] == '-' ||
                manifest.s[3 + kind.n] == '.');
        if (right_kind && str_ends(manifest, arena_printf(session->arena, "-%.*s.yaml", STR_ARG(name)))) return manifest;
    }
    return STR("");
}

static bool load(struct reader *reader, const char *folder, const char *name, uint32_t *id)
{
    Str path = arena_printf(reader->session->arena, "%s/%s", folder, name);
    if (source_read(&reader->session->sources, path.s, path, id) == SOURCE_OK) return true;
    fprintf(stderr, "stk: error[E0006]: %s cannot be read; is this a folder that 'stk compile' wrote?\n", path.s);
    return false;
}

static int tell(struct reader *reader, const char *folder, const char *object, const char *field)
{
    Str manifest = find_manifest(reader->session, object, reader->map), declared = STR(""), ids = STR("");
    uint32_t file;
    if (!manifest.n || !find_object(reader, manifest, &declared, &ids)) {
        fprintf(stderr, "stk explain: %s has no object '%s'\n", folder, object);
        return EXIT_DIAGNOSTICS;
    }
    if (!load(reader, folder, arena_copy(reader->session->arena, manifest).s, &file)) return EXIT_DIAGNOSTICS;
    struct value documents = read_yaml(reader->session, &reader->origins, file, 0, ORIGIN_WRITTEN, YAML_PLAIN);
    struct search search = {.leaves = 0};
    if (documents.kind == V_LIST && documents.list->n) walk(&search, documents.list->at[0], str_of(field));
    if (!search.found) {
        fprintf(stderr, "stk explain: %s has no field '%s'\n", object, field);
        return EXIT_DIAGNOSTICS;
    }
    printf("%s %s = %.*s\n", object, field, STR_ARG(value_show(reader->session->arena, search.value)));
    tell_origin(reader, origin_of_leaf(ids, search.first));
    Str place = place_text(reader, next_word(&declared));
    if (declared.n) printf("  in '%.*s', whose object is declared at %.*s\n", STR_ARG(declared), STR_ARG(place));
    return EXIT_FINE;
}

int explain_field(const char *folder, const char *object, const char *field)
{
    struct session *session = session_new(STR(""));
    struct reader reader = {.session = session};
    uint32_t id;
    int code = EXIT_DIAGNOSTICS;
    if (load(&reader, folder, ".stk/map", &id)) {
        reader.map = source_at(&session->sources, id)->text;
        read_head(&reader);
        code = tell(&reader, folder, object, field);
    }
    session_free(session);
    return code;
}
