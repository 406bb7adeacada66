#include "review/compiled.h"

#include "value/read_yaml.h"

#include <stdlib.h>
#include <unistd.h>

/* ---- small readers ---- */

Str json_text(const json_t *json, const char *key)
{
    const json_t *text = json_object_get(json, key);
    return json_is_string(text) ? (Str){json_string_value(text), json_string_length(text)} : STR("");
}

json_t *compiled_facts(const struct compiled *compiled, const char *name)
{
    return stack_file_part(compiled->stack, stack_file_facts(compiled->stack, str_of(name)));
}

json_t *compiled_after(const struct compiled *compiled, const struct compiled_object *object) { return stack_file_part(compiled->stack, object->after); }

json_t *compiled_instances(const struct compiled *compiled) { return stack_file_part(compiled->stack, compiled->stack->instances); }

int compiled_kube(const struct compiled *compiled)
{
    Str version = json_text(compiled->stack->head, "kube");
    return str_starts(version, STR("1.")) ? atoi(version.s + 2) : KUBE_MINOR_MAX;
}

/* ---- files ---- */

static void damaged(struct compiled *compiled, const char *file, const char *what) { folder_damaged(compiled->session, compiled->folder, file, what); }

enum { COMPILED_MAX_MIB = 512 };

static uint32_t load(struct compiled *compiled, const char *file)
{
    struct session *session = compiled->session;
    Str path = arena_printf(session->arena, "%s/%s", compiled->folder, file);
    uint32_t id = 0;
    enum source_error error = source_read_large(&session->sources, path.s, path, (size_t)COMPILED_MAX_MIB << 20, &id);
    if (error == SOURCE_MISSING) damaged(compiled, file, "does not exist");
    else if (error == SOURCE_TOO_LARGE) damaged(compiled, file, "is larger than 512 MiB");
    else if (error != SOURCE_OK) damaged(compiled, file, "cannot be read");
    return id;
}

Str compiled_text(struct compiled *compiled, struct compiled_object *object)
{
    if (object->source || object->value.kind == V_POISON) return object->text;
    struct arena *arena = compiled->session->arena;
    object->source = load(compiled, compiled->for_flux ? compiled_file(arena, compiled->folder, object->file) : arena_copy(arena, object->file).s);
    if (object->source) object->text = source_at(&compiled->session->sources, object->source)->text;
    else object->value = value_poison();
    return object->text;
}

/* ---- leaves and their places ---- */

struct leaves {
    Str ids;
    size_t number, run;
    size_t passed;
    const struct source_map_text *text, *end; /* those that are still to come */
};

static size_t count_lines(Str text)
{
    size_t n = 1;
    for (size_t i = 0; i < text.n; i++) n += text.s[i] == '\n';
    return n;
}

/* The map may be damaged: it is asked for as many lines as there are. */
static void note_lines(struct compiled *compiled, struct value text, Str origins)
{
    size_t n = count_lines(value_str(text));
    struct source_map_lines lines = {.lines = origins};
    struct line_places *places = arena_alloc(compiled->session->arena, sizeof *places + n * sizeof *places->at);
    while (places->n < n && source_map_next_line(&compiled->map, &lines)) places->at[places->n++] = lines.last;
    map_put(compiled->session->arena, &compiled->lines, text.string, places);
}

static uint32_t note_leaf(struct compiled *compiled, struct value value, struct leaves *leaves)
{
    size_t leaf = leaves->passed++;
    while (leaves->text < leaves->end && leaves->text->leaf < leaf) leaves->text++;
    bool lines = leaves->text < leaves->end && leaves->text->leaf == leaf && value.kind == V_STRING;
    if (lines) note_lines(compiled, value, leaves->text->lines);
    return (uint32_t)source_map_next_leaf(&leaves->ids, &leaves->number, &leaves->run);
}

/* Leaves are counted as they were written; a collection has the place of its first leaf. */
static void note_places(struct compiled *compiled, uint32_t *places, struct value value, struct leaves *leaves)
{
    uint32_t nplaces = compiled->origins.nplaces, *own = &places[origin_number(nplaces, value.origin)];
    bool record = value.kind == V_RECORD && value.record->n, list = value.kind == V_LIST && value.list->n;
    size_t n = record ? value.record->n : list ? value.list->n : 0;
    if (!n) *own = note_leaf(compiled, value, leaves);
    for (size_t i = 0; i < n; i++) {
        struct value part = record ? value.record->values[i] : value.list->at[i];
        note_places(compiled, places, part, leaves);
        if (i == 0) *own = places[origin_number(nplaces, part.origin)];
    }
}

struct value compiled_value(struct compiled *compiled, struct compiled_object *object)
{
    struct session *session = compiled->session;
    compiled_text(compiled, object);
    if (object->value.kind != V_NULL) return object->value;
    origins_clear(&compiled->origins);
    struct value documents = read_yaml(session, &compiled->origins, object->source, 0, ORIGIN_WRITTEN, YAML_PLAIN);
    object->value = list_item(documents, 0);
    if (object->value.kind != V_RECORD) {
        if (documents.kind != V_POISON) damaged(compiled, arena_copy(session->arena, object->file).s, "is no manifest");
        object->value = value_poison();
        return object->value;
    }
    object->first_place = compiled->places.n;
    object->nplaces = compiled->origins.nplaces;
    for (size_t i = 0; i < (size_t)compiled->origins.nplaces + compiled->origins.nhistories; i++) vec_push(session->arena, &compiled->places, 0);
    const struct source_map_entry *entry = source_map_entry_of(&compiled->map, object->file);
    struct leaves leaves = {.ids = STR("")};
    if (entry) leaves = (struct leaves){.ids = entry->ids, .text = entry->texts.at, .end = entry->texts.at + entry->texts.n};
    note_places(compiled, compiled->places.at + object->first_place, object->value, &leaves);
    return object->value;
}

/* Of manifests that others wrote; the lines of a block's text follow the mark that begins it. */
static struct source_map_place written_at(const struct compiled *compiled, struct value value, size_t line)
{
    struct sources *sources = &compiled->session->sources;
    Span at = origin_span(compiled->written, value.origin);
    if (!at.file) return (struct source_map_place){0};
    struct source_position position = source_position(sources, at.file, at.lo);
    bool block = source_at(sources, at.file)->text.s[at.lo] == '|';
    return (struct source_map_place){.file = source_at(sources, at.file)->path, .line = position.line + (block ? (uint32_t)line : 0),
            .column = position.column, .role = 'w'};
}

struct source_map_place compiled_place(const struct compiled *compiled, const struct compiled_object *object, struct value value)
{
    if (compiled->written) return written_at(compiled, value, 0);
    size_t index = object->first_place + origin_number(object->nplaces, value.origin);
    return source_map_place(&compiled->map, value.origin && index < compiled->places.n ? compiled->places.at[index] : 0);
}

/* ---- who caused it ---- */

static bool of_library(Str place) { return str_starts(place, STR("stdlib/")); }

enum { PATH_LENGTH_MAX = 4096 }; /* longer ones are not of stk's making, and every part of a path is looked up */

Str compiled_instance_place(const struct compiled *compiled, Str path)
{
    for (size_t n = path.n <= PATH_LENGTH_MAX ? path.n : 0; n; n--) {
        if (n < path.n && path.s[n] != '.') continue;
        json_t *instance = stack_file_part(compiled->stack, stack_file_instance(compiled->stack, (Str){path.s, n}));
        Str at = compiled_declared(compiled, instance, "at");
        if (at.n && !of_library(at)) return at;
    }
    return STR("");
}

static Str without_column(Str at)
{
    const char *colon = at.n ? memrchr(at.s, ':', at.n) : NULL;
    return colon ? (Str){at.s, (size_t)(colon - at.s)} : at;
}

/* The first place in VALUE that a person wrote. */
static struct source_map_place written_place(const struct compiled *compiled, const struct compiled_object *object, struct value value)
{
    struct source_map_place place = compiled_place(compiled, object, value);
    size_t n = value.kind == V_RECORD ? value.record->n : value.kind == V_LIST ? value.list->n : 0;
    for (size_t i = 0; i < n && (!place.file.n || of_library(place.file)); i++)
        place = written_place(compiled, object, value.kind == V_RECORD ? value.record->values[i] : value.list->at[i]);
    return place;
}

/* Empty: nobody wrote it. */
static Str told_place(const struct compiled *compiled, struct source_map_place place)
{
    if (place.role == 'c') return STR("--set");
    if (!place.file.n || of_library(place.file)) return STR("");
    return arena_printf(compiled->session->arena, "%.*s:%u:%u", STR_ARG(place.file), place.line, place.column);
}

Str compiled_cause_place(const struct compiled *compiled, const struct compiled_object *object, struct value value)
{
    Str told = told_place(compiled, written_place(compiled, object, value));
    if (told.n) return told;
    bool of_person = object->at.n && !of_library(object->at);
    Str at = of_person ? object->at : compiled_instance_place(compiled, object->instance);
    return at.n ? at : object->at;
}

Str compiled_cause(const struct compiled *compiled, const struct compiled_object *object, struct value value)
{
    return without_column(compiled_cause_place(compiled, object, value));
}

Str compiled_line_cause(const struct compiled *compiled, const struct compiled_object *object, struct value text, size_t line)
{
    if (compiled->written && line) return without_column(told_place(compiled, written_at(compiled, text, line)));
    const struct line_places *lines = text.kind == V_STRING ? map_get(&compiled->lines, text.string) : NULL;
    Str told = lines && line && line <= lines->n ? told_place(compiled, lines->at[line - 1]) : STR("");
    return told.n ? without_column(told) : compiled_cause(compiled, object, text);
}

/* ---- stack.json ---- */

/* SIZE_MAX: it has none. */
static size_t number_at(const json_t *entry, const char *field)
{
    const json_t *number = json_object_get(entry, field);
    return json_is_integer(number) && json_integer_value(number) >= 0 ? (size_t)json_integer_value(number) : SIZE_MAX;
}

Str compiled_declared(const struct compiled *compiled, const json_t *entry, const char *field)
{
    return json_text(json_array_get(json_object_get(compiled->stack->head, "declarations"), number_at(entry, "of")), field);
}

struct compiled_object *compiled_edge_object(const struct compiled *compiled, const json_t *edge)
{
    size_t number = number_at(edge, "object");
    return number < compiled->objects.n ? &compiled->objects.at[number] : NULL;
}

size_t compiled_edge_instance(const json_t *edge) { return number_at(edge, "instance"); }

static bool plain_name(Str file) { return file.n && file.s[0] != '.' && !memchr(file.s, '/', file.n) && !memchr(file.s, '\0', file.n); }

static void add_object(struct compiled *compiled, struct compiled_object object)
{
    if (!object.name.n || !plain_name(object.file)) damaged(compiled, ".stk/stack.json", "is damaged: an object has no id");
    else if (!object.api_version.n || !object.kind.n) damaged(compiled, ".stk/stack.json", "is damaged: an object has no declaration");
    else vec_push(compiled->session->arena, &compiled->objects, object);
}

/* As in names: two, or as many as the last one needs. */
static int digits_of_waves(const struct stack_file *stack)
{
    uint32_t last = 0;
    for (size_t i = 0; i < stack->objects.n; i++)
        if (stack->objects.at[i].wave > last) last = stack->objects.at[i].wave;
    int digits = 2;
    for (uint64_t most = 100; most <= last; most *= 10) digits++;
    return digits;
}

/* "KIND/NAMESPACE/NAME", and the file "WAVE-KIND-NAMESPACE-NAME.yaml". */
static void take_id(struct arena *arena, struct compiled_object *object, int digits)
{
    Str rest = object->id, kind = str_cut(&rest, '/');
    object->namespace = str_cut(&rest, '/');
    object->name = rest;
    object->file = arena_printf(arena, "%0*u-%.*s-%.*s-%.*s.yaml", digits, object->wave, STR_ARG(kind), STR_ARG(object->namespace), STR_ARG(object->name));
}

/* What its declaration says of all that it made. */
static struct compiled_object declared_object(const json_t *declaration)
{
    struct compiled_object object = {.api_version = json_text(declaration, "apiVersion"), .kind = json_text(declaration, "kind"),
            .at = json_text(declaration, "at"), .value = value_null()};
    object.kube = kube_resource_exact(object.api_version.s, object.kind.s);
    return object;
}

static void read_objects(struct compiled *compiled)
{
    struct arena *arena = compiled->session->arena;
    const struct stack_file *stack = compiled->stack;
    json_t *declarations = json_object_get(stack->head, "declarations"), *declaration;
    int digits = digits_of_waves(stack);
    struct compiled_object *declared = NEW_ARRAY(arena, json_array_size(declarations) + 1, struct compiled_object);
    size_t i;
    json_array_foreach(declarations, i, declaration) declared[i] = declared_object(declaration);
    vec_room(arena, &compiled->objects, stack->objects.n);
    for (i = 0; i < stack->objects.n; i++) {
        const struct stack_file_object *entry = &stack->objects.at[i];
        struct compiled_object object = entry->of < json_array_size(declarations) ? declared[entry->of] : (struct compiled_object){0};
        object.id = entry->id, object.hash = entry->hash, object.instance = entry->instance, object.after = entry->after, object.wave = entry->wave;
        take_id(arena, &object, digits);
        add_object(compiled, object);
    }
}

Str operation_id(struct arena *arena, Str name) { return arena_printf(arena, "operation//%.*s", STR_ARG(name)); }

/* Operations are compared like objects. */
static void read_operations(struct compiled *compiled)
{
    struct arena *arena = compiled->session->arena;
    size_t i;
    json_t *fact;
    json_array_foreach(compiled_facts(compiled, "operation"), i, fact) {
        Str name = json_text(fact, "name");
        if (!plain_name(name)) {
            damaged(compiled, ".stk/stack.json", "is damaged: an operation has no name");
            continue;
        }
        struct compiled_object object = {.id = operation_id(arena, name), .kind = STR("Operation"), .name = name,
                .instance = json_text(fact, "instance"), .file = arena_printf(arena, ".stk/operations/%.*s.yaml", STR_ARG(name)),
                .at = compiled_declared(compiled, fact, "at"), .value = value_null()};
        vec_push(arena, &compiled->objects, object);
    }
}

void compiled_index(struct compiled *compiled)
{
    struct session *session = compiled->session;
    for (size_t i = 0; i < compiled->objects.n; i++)
        map_put(session->arena, &compiled->by_id, name_of(session->names, compiled->objects.at[i].id), &compiled->objects.at[i]);
}

struct compiled_object *compiled_find(const struct compiled *compiled, Str id)
{
    const struct name *name = name_find(compiled->session->names, id);
    return name ? map_get(&compiled->by_id, name) : NULL;
}

static struct compiled *compiled_new(struct session *session, const char *folder, struct stack_file *stack)
{
    struct compiled *compiled = NEW(session->arena, struct compiled);
    *compiled = (struct compiled){.session = session, .folder = folder, .stack = stack};
    return compiled;
}

struct compiled *compiled_empty(struct session *session) { return compiled_new(session, "", stack_file_empty(session)); }

/* A stack, or something that is not there, in the place of what was compiled of it. */
static bool require_compiled(struct session *session, const char *folder)
{
    bool there = access(folder, F_OK) == 0;
    if (there && access(arena_printf(session->arena, "%s/.stk/stack.json", folder).s, F_OK) == 0) return true;
    struct diag *diag = there ? diag_add(&session->diags, E0006, (Span){0}, "'%s' is no folder that 'stk compile -o' wrote", folder)
                              : diag_add(&session->diags, E0006, (Span){0}, "there is no folder '%s'", folder);
    diag_help(&session->diags, diag, "compile the stack first: stk compile STACK -o FOLDER, and name that folder");
    return false;
}

static bool read_stack(struct compiled *compiled)
{
    if (!require_compiled(compiled->session, compiled->folder)) return false;
    uint32_t id = load(compiled, ".stk/stack.json");
    struct stack_file *stack = id ? stack_file_read(compiled->session, compiled->folder, source_at(&compiled->session->sources, id)->text) : NULL;
    if (!stack) return false;
    stack_file_free(compiled->stack);
    compiled->stack = stack;
    read_objects(compiled);
    read_operations(compiled);
    compiled_index(compiled);
    return true;
}

static void read_map(struct compiled *compiled)
{
    uint32_t id = load(compiled, ".stk/map");
    bool readable = !id || source_map_read(compiled->session, source_at(&compiled->session->sources, id)->text, &compiled->map);
    if (!readable) damaged(compiled, ".stk/map", "is damaged, or of another stk");
}

const char *compiled_file(struct arena *arena, const char *folder, Str manifest)
{
    static const char *const inner[] = {"manifests", "after"};
    for (size_t i = 0; i < COUNT(inner); i++) {
        Str file = arena_printf(arena, "%s/%.*s", inner[i], STR_ARG(manifest));
        if (access(arena_printf(arena, "%s/%s", folder, file.s).s, F_OK) == 0) return file.s;
    }
    return arena_copy(arena, manifest).s;
}

struct compiled *compiled_read(struct session *session, const char *folder)
{
    struct compiled *compiled = compiled_new(session, folder, stack_file_empty(session));
    size_t errors = session->diags.errors;
    if (read_stack(compiled)) read_map(compiled);
    compiled->for_flux = access(arena_printf(session->arena, "%s/manifests", folder).s, F_OK) == 0;
    if (session->diags.errors == errors) return compiled;
    compiled_free(compiled);
    return NULL;
}

void compiled_free(struct compiled *compiled)
{
    if (compiled) stack_file_free(compiled->stack);
}
