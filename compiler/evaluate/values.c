#include "evaluate/values.h"

#include "evaluate/refine.h"
#include "evaluate/typing.h"
#include "program/override_path.h"
#include "value/read_yaml.h"

struct typing {
    struct program *program;
    struct machine *machine;
    struct component *stack;
    struct override_values *out;
    enum origin_role role;
};

static struct session *session_of(const struct typing *typing) { return typing->program->session; }

/* ---- walking the file along the stack ---- */

struct path {
    struct ident parts[NESTING_MAX];
    size_t n;
};

void override_add(struct arena *arena, struct override_values *out, const struct ident *path, size_t n, struct override_value override)
{
    const struct name **names = NEW_ARRAY(arena, n, const struct name *);
    for (size_t i = 0; i < n; i++) names[i] = path[i].name;
    override.path = names;
    override.npath = n;
    override.at = path[n - 1].at;
    override.used = NEW(arena, bool);
    vec_push(arena, &out->v, override);
}

/* Where a path of a values file has come to. */
enum stop { STOP_INSTANCES, STOP_OBJECT, STOP_IN_OBJECT, STOP_VALUE };

static enum stop stop_of(struct typing *typing, const struct path *path)
{
    struct component *component = typing->stack;
    for (size_t i = 0; i < path->n;) {
        struct step *step = map_get(&component->by_name, path->parts[i].name);
        if (!step) return STOP_VALUE;
        i += step->item && step->item->loop ? 2 : 1;
        if (step->kind == STEP_RESOURCE && step->kube) return path->n <= i ? STOP_OBJECT : STOP_IN_OBJECT;
        if (step->kind != STEP_INSTANCE || !step->component) return STOP_VALUE;
        component = step->component;
    }
    return STOP_INSTANCES;
}

static void walk(struct typing *typing, struct path *path, const struct record *record);

/* Fields of objects, and items of lists that are chosen by their number, are set one by one. */
static void walk_value(struct typing *typing, struct path *path, struct value value)
{
    if (value.kind == V_POISON) return;
    enum stop stop = stop_of(typing, path);
    if (value.kind == V_RECORD && (stop == STOP_INSTANCES || stop == STOP_OBJECT)) {
        walk(typing, path, value.record);
        return;
    }
    const struct type *type = override_type(typing->program, typing->stack, path->parts, path->n);
    if (!type) return;
    enum type_kind kind = type_strip(type)->kind;
    if (value.kind == V_RECORD && (kind == T_LIST || (stop == STOP_IN_OBJECT && kind == T_KUBE))) {
        walk(typing, path, value.record);
        return;
    }
    override_add(session_of(typing)->arena, typing->out, path->parts, path->n,
            (struct override_value){.value = typed_part(typing->machine, value, type), .type = type, .role = typing->role});
}

static void walk(struct typing *typing, struct path *path, const struct record *record)
{
    for (size_t i = 0; i < record->n && path->n < NESTING_MAX; i++) {
        Span at = origin_at(&typing->program->origins, record->values[i].origin).key_at;
        path->parts[path->n++] = (struct ident){record->keys[i], at};
        walk_value(typing, path, record->values[i]);
        path->n--;
    }
}

/* A file with a password and nothing else, say: it is not quoted. */
static void refuse_document(struct typing *typing, struct value document)
{
    struct session *session = session_of(typing);
    diag_hide(&session->diags, origin_span(&typing->program->origins, document.origin));
    mistyped_value(typing->machine, document, type_of(session->arena, T_MAP, type_simple(T_ANY)), "a values file is a map of parameters");
}

void values_from_file(struct program *program, struct component *stack, uint32_t file, struct override_values *out)
{
    struct typing typing = {program, machine_new(program), stack, out, ORIGIN_VALUES};
    struct value documents = read_yaml(program->session, &program->origins, file, 0, ORIGIN_VALUES, YAML_PLAIN);
    struct path path = {.n = 0};
    if (documents.kind != V_LIST) return;
    for (size_t i = 0; i < documents.list->n; i++) {
        struct value document = documents.list->at[i];
        if (document.kind == V_RECORD) walk(&typing, &path, document.record);
        else if (document.kind != V_NULL) refuse_document(&typing, document);
    }
}

/* ---- the command line ---- */

static void refuse_argument(struct session *session, uint32_t file, Str text, const char *what)
{
    struct diag *diag = diag_add(&session->diags, E1001, (Span){file, 0, (uint32_t)text.n}, "%s", what);
    diag_help(&session->diags, diag, "for instance --set replicas=3");
}

/* The end of the part of a path that begins at START: a '.' or '=' behind it, unless they stand in quotes. */
static size_t part_end(Str text, size_t start)
{
    const char *quote = start < text.n && text.s[start] == '"' ? memchr(text.s + start + 1, '"', text.n - start - 1) : NULL;
    size_t end = quote ? (size_t)(quote - text.s) + 1 : start;
    while (end < text.n && text.s[end] != '.' && text.s[end] != '=') end++;
    return end;
}

/* Returns where the '=' behind the path stands; the text's end where there is none. */
static size_t argument_path(struct session *session, uint32_t file, Str text, struct path *path)
{
    size_t end = 0;
    for (size_t start = 0; path->n < NESTING_MAX; start = end + 1) {
        end = part_end(text, start);
        bool quoted = end - start > 1 && text.s[start] == '"' && text.s[end - 1] == '"';
        Str part = {text.s + start + quoted, end - start - 2 * quoted};
        path->parts[path->n++] = (struct ident){name_of(session->names, part), {file, (uint32_t)start, (uint32_t)end}};
        if (end == text.n || text.s[end] == '=') break;
    }
    return end;
}

void values_from_argument(struct program *program, struct component *stack, const char *argument, struct override_values *out)
{
    struct session *session = program->session;
    struct typing typing = {program, machine_new(program), stack, out, ORIGIN_COMMAND_LINE};
    Str text = arena_copy(session->arena, str_of(argument));
    uint32_t file = source_add(&session->sources, STR("--set"), text);
    struct path path = {.n = 0};
    size_t equals = argument_path(session, file, text, &path);
    if (equals == 0 || equals >= text.n || text.s[equals] != '=') {
        refuse_argument(session, file, text, "--set takes PATH=VALUE");
        return;
    }
    struct value documents = read_yaml(session, &program->origins, file, equals + 1, ORIGIN_COMMAND_LINE, YAML_PLAIN);
    if (documents.kind != V_LIST) return;
    if (documents.list->n != 1) {
        refuse_argument(session, file, text, "--set takes one value");
        return;
    }
    struct value value = documents.list->at[0];
    value.origin = origin_with_key(session->arena, &program->origins, value.origin, path.parts[path.n - 1].name, (Span){0});
    walk_value(&typing, &path, value);
}
