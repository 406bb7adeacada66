#include "value/config_text.h"

#include "value/read_yaml.h"

static Str trimmed(Str text)
{
    while (text.n && strchr(" \t\r", text.s[0])) text = (Str){text.s + 1, text.n - 1};
    while (text.n && strchr(" \t\r", text.s[text.n - 1])) text.n--;
    return text;
}

/* ---- ini and TOML ---- */

struct ini {
    struct arena *arena;
    struct names *names;
    struct origins *origins;
    uint32_t file;
    Str text;                              /* all of it */
    Str section;                           /* "[database]"; empty: none yet */
    VEC(const struct name *) keys;         /* "[database] connection" */
    struct map values;                     /* key to struct ini_values */
};
struct ini_values { VEC(struct value) v; };

/* False: the line is none of an ini file. */
static bool read_ini_line(struct ini *ini, Str line)
{
    if (!line.n || line.s[0] == '#' || line.s[0] == ';') return true;
    const char *equals = memchr(line.s, '=', line.n);
    if (line.s[0] == '[' && line.s[line.n - 1] == ']') {
        ini->section = line;
        return true;
    }
    if (!equals || equals == line.s) return false;
    Str option = trimmed((Str){line.s, (size_t)(equals - line.s)}), text = trimmed((Str){equals + 1, line.n - (size_t)(equals - line.s) - 1});
    Str path = ini->section.n ? arena_printf(ini->arena, "%.*s %.*s", STR_ARG(ini->section), STR_ARG(option)) : option;
    const struct name *key = name_of(ini->names, path);
    struct ini_values *values = map_get(&ini->values, key);
    if (!values) {
        values = NEW(ini->arena, struct ini_values);
        map_put(ini->arena, &ini->values, key, values);
        vec_push(ini->arena, &ini->keys, key);
    }
    uint32_t lo = (uint32_t)(line.s - ini->text.s);
    uint32_t origin = origin_add(ini->arena, ini->origins, (Span){ini->file, lo, lo + (uint32_t)line.n}, ORIGIN_WRITTEN, 0);
    vec_push(ini->arena, &values->v, value_with_origin(value_string(ini->arena, text), origin));
    return true;
}

/* An option that is given several times is a list. */
static struct value ini_value(struct ini *ini, const struct ini_values *values)
{
    if (values->v.n == 1) return values->v.at[0];
    struct list *list = list_new(ini->arena, values->v.n);
    memcpy(list->at, values->v.at, values->v.n * sizeof *list->at);
    return value_with_origin(value_list(list), list->at[0].origin);
}

static bool read_ini(struct session *session, struct origins *origins, uint32_t file, struct value *value)
{
    Str text = source_at(&session->sources, file)->text;
    struct ini ini = {.arena = session->arena, .names = session->names, .origins = origins, .file = file, .text = text};
    while (text.n) {
        const char *end = memchr(text.s, '\n', text.n);
        size_t n = end ? (size_t)(end - text.s) : text.n;
        if (!read_ini_line(&ini, trimmed((Str){text.s, n}))) return false;
        text = (Str){text.s + n + (end ? 1 : 0), text.n - n - (end ? 1 : 0)};
    }
    struct record *record = record_new(ini.arena, ini.keys.at, ini.keys.n);
    for (size_t i = 0; i < ini.keys.n; i++) record->values[i] = ini_value(&ini, map_get(&ini.values, ini.keys.at[i]));
    *value = value_record(record);
    return ini.keys.n > 0;
}

/* ---- any ---- */

static bool looks_like_yaml(Str name, Str text)
{
    return str_ends(name, STR(".yaml")) || str_ends(name, STR(".yml")) || str_ends(name, STR(".json")) || str_starts(text, STR("{"));
}

bool config_as_value(struct session *session, struct origins *origins, Str name, Str text, struct value *value)
{
    size_t errors = session->diags.errors;
    uint32_t file = source_add(&session->sources, name, arena_copy(session->arena, text));
    if (!looks_like_yaml(name, text)) return read_ini(session, origins, file, value);
    struct value documents = read_yaml(session, origins, file, 0, ORIGIN_WRITTEN, YAML_PLAIN);
    if (session->diags.errors > errors || documents.kind != V_LIST) return false;
    *value = documents.list->n == 1 ? documents.list->at[0] : documents;
    return value->kind == V_RECORD || value->kind == V_LIST;
}

size_t config_line(struct session *session, const struct origins *origins, struct value value)
{
    Span at = origin_span(origins, value.origin);
    return at.file ? source_position(&session->sources, at.file, at.lo).line : 0;
}
