#include "review/walk_fields.h"

#include "diag/secret_words.h"

struct walk {
    struct compiled *compiled;
    const struct compiled_object *object;
    struct buf path;
    bool secret;      /* the value of a variable that is called like one */
    each_field *each;
    void *context;
};

/* ---- secrets ---- */

static Str path_of(const struct walk *walk) { return (Str){walk->path.s, walk->path.n}; }

/* A Secret's content, what is called like one, an address with a password. */
static bool may_be_secret(const struct walk *walk, Str text)
{
    Str path = path_of(walk), last = str_after_last(path, '.');
    bool content = str_is(walk->object->kind, "Secret") && (str_starts(path, STR("data")) || str_starts(path, STR("stringData")) ||
            str_starts(path, STR("metadata.annotations")));
    Str key = text, name = str_trim(str_cut(&key, '='));
    return content || is_called_secret(last) || url_password(text).n || (key.n && is_called_secret(name));
}

/* ---- fields ---- */

static void tell(struct walk *walk, struct value value, struct source_map_place place)
{
    bool hidden = walk->secret || (value.kind == V_STRING && may_be_secret(walk, value_str(value)));
    walk->each(walk->context, &(struct told_field){path_of(walk), value, hidden, place});
}

static void tell_lines(struct walk *walk, struct value text, const struct line_places *lines)
{
    struct arena *arena = walk->compiled->session->arena;
    struct source_map_place whole = compiled_place(walk->compiled, walk->object, text);
    Str rest = value_str(text);
    size_t length = walk->path.n;
    for (size_t number = 0; rest.n; number++) {
        struct source_map_place place = number < lines->n ? lines->at[number] : whole;
        Str line = str_cut(&rest, '\n');
        buf_printf(&walk->path, ":%zu", number + 1);
        tell(walk, value_string(arena, line), place.role == ' ' ? whole : place);
        walk->path.n = length;
    }
}

/* { name: DB_PASSWORD, value: … } */
static bool is_secret_variable(const struct walk *walk, struct value around, Str key)
{
    return str_is(key, "value") && is_called_secret(field_text(walk->compiled->session, around, "name"));
}

static void walk_value(struct walk *walk, struct value value)
{
    size_t length = walk->path.n, n = value.kind == V_RECORD ? value.record->n : value.kind == V_LIST ? value.list->n : 0;
    for (size_t i = 0; i < n; i++) {
        if (value.kind == V_LIST) buf_printf(&walk->path, "[%zu]", i);
        else buf_printf(&walk->path, "%s%s", length ? "." : "", value.record->keys[i]->s);
        walk->secret = value.kind == V_RECORD && is_secret_variable(walk, value, NAME_STR(value.record->keys[i]));
        walk_value(walk, value.kind == V_LIST ? value.list->at[i] : value.record->values[i]);
        walk->path.n = length;
        walk->secret = false;
    }
    if (n) return;
    const struct line_places *lines = value.kind == V_STRING ? map_get(&walk->compiled->lines, value.string) : NULL;
    if (lines) tell_lines(walk, value, lines);
    else tell(walk, value, compiled_place(walk->compiled, walk->object, value));
}

bool walk_fields(struct compiled *compiled, struct compiled_object *object, each_field *each, void *context)
{
    struct walk walk = {.compiled = compiled, .object = object, .each = each, .context = context};
    struct value value = compiled_value(compiled, object);
    if (value.kind == V_POISON) return false;
    walk_value(&walk, value);
    buf_free(&walk.path);
    return true;
}

/* ---- words ---- */

bool is_library_place(struct source_map_place place) { return str_starts(place.file, STR("stdlib/")); }

Str place_words(struct arena *arena, struct source_map_place place)
{
    if (!place.file.n) return STR("the compiler");
    return arena_printf(arena, "%.*s:%u:%u", STR_ARG(place.file), place.line, place.column);
}

const char *role_words(char role)
{
    return role == 'o' ? "overridden" : role == 'v' ? "set by a values file" : role == 'c' ? "set on the command line" : "written";
}
