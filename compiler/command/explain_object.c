#include "explain_object.h"

#include "command.h"

#include "review/walk_fields.h"
#include "value/record_builder.h"
#include "value/serialize.h"

#include <stdio.h>
#include <strings.h>

/* ---- what is told ---- */

struct telling {
    struct compiled *compiled;
    const struct compiled_object *object; /* that is walked */
    bool json, titled;
    Str file;                             /* of a line; empty: an object is asked */
    uint32_t line;
    struct buf out;
    struct items objects, found;          /* JSON */
    size_t told, of_others;
};

static struct arena *arena_of(const struct telling *telling) { return telling->compiled->session->arena; }

static Str shown(const struct telling *telling, const struct told_field *field)
{
    return field->hidden ? STR("(not shown)") : value_show(arena_of(telling), field->value);
}

/* What was overridden, the last one first. */
static struct source_map_place before(const struct telling *telling, struct source_map_place place, size_t *number)
{
    *number = place.previous < *number ? place.previous : 0; /* one that overrides is always numbered after */
    return source_map_place(&telling->compiled->map, *number);
}

static void put_title(struct telling *telling)
{
    const struct compiled_object *object = telling->object;
    if (telling->titled) return;
    buf_printf(&telling->out, "%s%.*s %.*s%s%.*s", telling->out.n ? "\n" : "", STR_ARG(object->kind), STR_ARG(object->namespace),
            object->namespace.n ? "/" : "", STR_ARG(object->name));
    Str around = compiled_instance_place(telling->compiled, object->instance);
    if (object->instance.n) buf_printf(&telling->out, ", of '%.*s'", STR_ARG(object->instance));
    if (around.n) buf_printf(&telling->out, " at %.*s", STR_ARG(around));
    buf_printf(&telling->out, ", declared at %.*s\n", STR_ARG(object->at));
    telling->titled = true;
}

static void put_field_text(struct telling *telling, const struct told_field *field)
{
    struct arena *arena = arena_of(telling);
    Str value = shown(telling, field);
    put_title(telling);
    buf_printf(&telling->out, "  %.*s = ", STR_ARG(field->path));
    for (size_t i = 0; i < value.n; i++) buf_char(&telling->out, value.s[i] == '\n' ? ' ' : value.s[i]);
    buf_printf(&telling->out, "\n    %s at %.*s\n", role_words(field->place.role), STR_ARG(place_words(arena, field->place)));
    size_t number = telling->compiled->map.places.n;
    for (struct source_map_place place = before(telling, field->place, &number); place.role != ' '; place = before(telling, place, &number))
        buf_printf(&telling->out, "    instead of what is %s at %.*s\n", role_words(place.role), STR_ARG(place_words(arena, place)));
}

static struct value place_value(const struct telling *telling, struct source_map_place place)
{
    struct fields fields = {.session = telling->compiled->session};
    put_text(&fields, "role", str_of(role_words(place.role)));
    put_text(&fields, "at", place_words(arena_of(telling), place));
    return done(&fields);
}

static void add_field_value(struct telling *telling, const struct told_field *field)
{
    struct session *session = telling->compiled->session;
    struct fields fields = {.session = session};
    struct items places = {0};
    vec_push(session->arena, &places.v, place_value(telling, field->place));
    size_t number = telling->compiled->map.places.n;
    for (struct source_map_place place = before(telling, field->place, &number); place.role != ' '; place = before(telling, place, &number))
        vec_push(session->arena, &places.v, place_value(telling, place));
    put_text(&fields, "object", telling->object->id);
    put_text(&fields, "field", arena_copy(session->arena, field->path));
    if (field->hidden) put(&fields, "hidden", value_bool(true));
    else put(&fields, "value", field->value);
    put(&fields, "set", list_of(session, &places));
    vec_push(session->arena, &telling->found.v, done(&fields));
}

static void tell_title(struct telling *telling)
{
    struct session *session = telling->compiled->session;
    if (telling->json) vec_push(session->arena, &telling->objects.v, value_string(session->arena, telling->object->id));
    else put_title(telling);
}

static void tell_field(struct telling *telling, const struct told_field *field)
{
    telling->told++;
    if (telling->json) add_field_value(telling, field);
    else put_field_text(telling, field);
}

static void put_document(struct telling *telling)
{
    struct fields fields = {.session = telling->compiled->session};
    put(&fields, "schema", value_int(1));
    put(&fields, "objects", list_of(telling->compiled->session, &telling->objects));
    put(&fields, "fields", list_of(telling->compiled->session, &telling->found));
    write_json(&telling->out, done(&fields), 0);
    buf_char(&telling->out, '\n');
}

static int finish(struct session *session, struct telling *telling, int code)
{
    if (code == EXIT_FINE && telling->json) put_document(telling);
    if (code == EXIT_FINE) buf_write(&telling->out, stdout);
    buf_free(&telling->out);
    compiled_free(telling->compiled);
    session_free(session);
    return code;
}

/* ---- an object ---- */

/* "deployment/web", "deployment.apps/web", "deployment/shop/web" */
static bool is_named(const struct compiled_object *object, const char *name)
{
    Str rest = str_of(name), kind = str_cut(&rest, '/'), id = object->id, own_kind = str_cut(&id, '/');
    Str plain = own_kind, before_group = str_cut(&plain, '.');
    bool same_kind = (kind.n == own_kind.n && strncasecmp(kind.s, own_kind.s, kind.n) == 0) ||
                     (kind.n == before_group.n && strncasecmp(kind.s, before_group.s, kind.n) == 0);
    return same_kind && (str_eq(rest, object->name) || str_eq(rest, id));
}

static void tell_own(void *context, const struct told_field *field)
{
    struct telling *telling = context;
    bool own = field->place.role != ' ' && field->place.file.n && !is_library_place(field->place);
    if (own) tell_field(telling, field);
    else telling->of_others++;
}

static int tell_object(struct telling *telling, struct compiled_object *object)
{
    telling->object = object;
    tell_title(telling);
    if (!walk_fields(telling->compiled, object, tell_own, telling)) return show_diags(telling->compiled->session);
    const char *ending = telling->of_others == 1 ? " is" : "s are";
    if (!telling->json) buf_printf(&telling->out, "%zu more field%s set by the library and the compiler\n", telling->of_others, ending);
    return EXIT_FINE;
}

static struct compiled_object *find_object(struct compiled *compiled, const char *name)
{
    for (size_t i = 0; i < compiled->objects.n; i++)
        if (is_named(&compiled->objects.at[i], name)) return &compiled->objects.at[i];
    return NULL;
}

static void refuse_object(const struct compiled *compiled, const char *folder, const char *name)
{
    struct suggestion suggestion = suggestion_for(NULL, str_of(name));
    for (size_t i = 0; i < compiled->objects.n; i++) {
        Str id = compiled->objects.at[i].id, kind = str_cut(&id, '/'), plain = str_cut(&kind, '.');
        suggestion_offer(&suggestion, arena_printf(compiled->session->arena, "%.*s/%.*s", STR_ARG(plain), STR_ARG(compiled->objects.at[i].name)));
    }
    fprintf(stderr, "stk explain: %s has no object '%s'", folder, name);
    if (suggestion.best.n) fprintf(stderr, "; did you mean '%.*s'?", STR_ARG(suggestion.best));
    fputc('\n', stderr);
}

int explain_object(const char *folder, const char *name, bool json)
{
    struct session *session = session_new(STR(""));
    struct telling telling = {.compiled = compiled_read(session, folder), .json = json};
    if (!telling.compiled) return finish(session, &telling, show_diags(session));
    struct compiled_object *object = find_object(telling.compiled, name);
    if (object) return finish(session, &telling, tell_object(&telling, object));
    refuse_object(telling.compiled, folder, name);
    return finish(session, &telling, EXIT_DIAGNOSTICS);
}

/* ---- a line ---- */

/* Files are told from the project's folder; from another one they may be named with more before. */
static bool is_file(const struct telling *telling, Str file)
{
    Str longer = telling->file.n > file.n ? telling->file : file, shorter = telling->file.n > file.n ? file : telling->file;
    return shorter.n && str_ends(longer, shorter) && (longer.n == shorter.n || longer.s[longer.n - shorter.n - 1] == '/');
}

static bool is_there(const struct telling *telling, struct source_map_place place)
{
    return place.role != ' ' && place.line == telling->line && is_file(telling, place.file);
}

static void tell_if_there(void *context, const struct told_field *field)
{
    struct telling *telling = context;
    bool there = is_there(telling, field->place);
    size_t number = telling->compiled->map.places.n;
    for (struct source_map_place place = before(telling, field->place, &number); !there && place.role != ' '; place = before(telling, place, &number))
        there = is_there(telling, place);
    if (there) tell_field(telling, field);
}

static bool is_place(const struct telling *telling, Str at)
{
    Str rest = str_after_last(at, ':');
    Str above = {at.s, at.n > rest.n ? at.n - rest.n - 1 : 0}, line = str_after_last(above, ':');
    Str file = {at.s, above.n > line.n ? above.n - line.n - 1 : 0};
    return str_take_number(&line) == telling->line && is_file(telling, file);
}

/* By itself, or with the instance that the line declares. */
static bool is_declared_there(const struct telling *telling)
{
    return is_place(telling, telling->object->at) || is_place(telling, compiled_instance_place(telling->compiled, telling->object->instance));
}

static int tell_line(struct telling *telling)
{
    size_t declared = 0;
    for (size_t i = 0; i < telling->compiled->objects.n; i++) {
        telling->object = &telling->compiled->objects.at[i];
        telling->titled = false;
        bool here = is_declared_there(telling);
        declared += here;
        if (here) tell_title(telling);
        if (!walk_fields(telling->compiled, &telling->compiled->objects.at[i], tell_if_there, telling)) return show_diags(telling->compiled->session);
    }
    if (telling->told || declared || telling->json) return EXIT_FINE;
    fprintf(stderr, "stk explain: no field comes from %.*s:%u\n", STR_ARG(telling->file), telling->line);
    return EXIT_DIAGNOSTICS;
}

int explain_line(const char *folder, const char *place, bool json)
{
    Str number = str_after_last(str_of(place), ':'), digits = number;
    size_t line = str_take_number(&digits);
    bool fine = number.n && number.n < strlen(place) && !digits.n && line && line <= UINT32_MAX;
    if (!fine) usage_error("explain", "--line takes FILE:LINE, not '%s'", place);
    struct session *session = session_new(STR(""));
    Str file = {place, strlen(place) - number.n - 1};
    while (str_starts(file, STR("./"))) file = str_skip(file, 2);
    struct telling telling = {.compiled = compiled_read(session, folder), .json = json, .file = file, .line = (uint32_t)line};
    return finish(session, &telling, telling.compiled ? tell_line(&telling) : show_diags(session));
}
