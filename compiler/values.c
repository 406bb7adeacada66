#include "values.h"

#include "check.h"
#include "literal.h"
#include "refine.h"
#include "read_yaml.h"

struct typing {
    struct program *program;
    struct machine *machine;    /* for refinements */
    struct component *stack;
    struct override_values *out;
    enum origin_role role;
};

static struct session *session_of(const struct typing *typing) { return typing->program->session; }
static Span place_of(const struct typing *typing, struct value value) { return origin_span(&typing->program->origins, value.origin); }

/* ---- typing one value ---- */

static struct value typed(struct typing *typing, struct value value, const struct type *type);

static const char *found_name(struct value value)
{
    switch (value.kind) {
    case V_NULL: return "null";
    case V_BOOL: return "a bool";
    case V_INT: return "an int";
    case V_FLOAT: return "a float";
    case V_STRING: return "a string";
    case V_LIST: return "a list";
    default: return "a map";
    }
}

static struct value mismatch(struct typing *typing, struct value value, const struct type *type, const char *help)
{
    struct session *session = session_of(typing);
    const struct name *name = typing->program->origins.v.at[value.origin].name;
    Str shown = type_show(session->arena, type);
    struct diag *diag = name ? diag_add(&session->diags, E0201, place_of(typing, value), "'%s' must be %.*s, and this is %s", name->s,
            STR_ARG(shown), found_name(value))
                             : diag_add(&session->diags, E0201, place_of(typing, value), "expected %.*s, found %s", STR_ARG(shown),
                                     found_name(value));
    if (help && *help) diag_help(&session->diags, diag, "%s", help);
    return value_poison();
}

static struct value refused_secret(struct typing *typing, struct value value)
{
    struct session *session = session_of(typing);
    Span at = place_of(typing, value);
    diag_hide(&session->diags, at);
    at.hi = at.lo + 1; /* not even its length */
    struct diag *diag = diag_add(&session->diags, E0902, at, "a secret is written down here");
    diag_help(&session->diags, diag, "leave it out: the stack names its secrets, and the person who applies binds them");
    return value_poison();
}

static struct value typed_list(struct typing *typing, struct value value, const struct type *type)
{
    if (value.kind != V_LIST) return mismatch(typing, value, type, "a list is written [a, b]");
    struct list *list = list_new(session_of(typing)->arena, value.list->n);
    for (size_t i = 0; i < list->n; i++) list->at[i] = typed(typing, value.list->at[i], type->of);
    return value_at(value_list(list), value.origin);
}

static struct value typed_map(struct typing *typing, struct value value, const struct type *type)
{
    if (value.kind != V_RECORD) return mismatch(typing, value, type, NULL);
    struct record *record = record_new(session_of(typing)->arena, value.record->keys, value.record->n);
    for (size_t i = 0; i < record->n; i++) record->values[i] = typed(typing, value.record->values[i], type->of);
    return value_at(value_record(record), value.origin);
}

static void unknown_key(struct typing *typing, struct value value, const struct name *key, const struct type *type)
{
    struct session *session = session_of(typing);
    struct suggestion suggestion = suggestion_for(NAME_STR(key));
    for (size_t i = 0; i < type->nfields; i++) suggestion_offer(&suggestion, NAME_STR(type->fields[i].name));
    struct diag *diag = diag_add(&session->diags, E0107, place_of(typing, value), "%.*s has no field '%s'", STR_ARG(type_show(session->arena, type)),
            key->s);
    diag_suggest(&session->diags, diag, &suggestion);
}

static struct value typed_record(struct typing *typing, struct value value, const struct type *type)
{
    if (value.kind != V_RECORD) return mismatch(typing, value, type, NULL);
    struct arena *arena = session_of(typing)->arena;
    const struct name **keys = NEW_ARRAY(arena, type->nfields, const struct name *);
    struct record *record = record_new(arena, keys, type->nfields);
    for (size_t i = 0; i < type->nfields; i++) {
        const struct record_field *field = &type->fields[i];
        const struct value *given = record_get(arena, value.record, field->name);
        keys[i] = field->name;
        if (given) record->values[i] = typed(typing, *given, field->type);
        else if (field->standard) record->values[i] = eval(typing->machine, field->standard, NULL);
        else if (type_base(field->type)->kind == T_OPTIONAL) record->values[i] = value_null();
        else diag_add(&session_of(typing)->diags, E0203, place_of(typing, value), "%.*s needs '%s'", STR_ARG(type_show(arena, type)), field->name->s);
    }
    for (size_t i = 0; i < value.record->n; i++)
        if (!type_field(type, value.record->keys[i])) unknown_key(typing, value.record->values[i], value.record->keys[i], type);
    return value_at(value_record(record), value.origin);
}

static struct value typed_enum(struct typing *typing, struct value value, const struct type *type)
{
    if (value.kind != V_STRING) return mismatch(typing, value, type, NULL);
    if (type_member(type, name_of(session_of(typing)->names, value_str(value)))) return value;
    struct session *session = session_of(typing);
    struct suggestion suggestion = suggestion_for(value_str(value));
    for (size_t i = 0; i < type->nmembers; i++) suggestion_offer(&suggestion, NAME_STR(type->members[i]));
    struct diag *diag = diag_add(&session->diags, E0209, place_of(typing, value), "'%.*s' is not one of %.*s", STR_ARG(value_str(value)),
                                 STR_ARG(type_show_members(session->arena, type)));
    diag_suggest(&session->diags, diag, &suggestion);
    return value_poison();
}

static bool quoted(const struct typing *typing, struct value value)
{
    Span at = place_of(typing, value);
    char c = source_at(&typing->program->session->sources, at.file)->text.s[at.lo];
    return c == '"' || c == '\'';
}

/* 512Mi, 30s, 80/tcp and the like are plain text to YAML. */
static struct value typed_scalar(struct typing *typing, struct value value, const struct type *type)
{
    struct arena *arena = session_of(typing)->arena;
    static const enum value_kind kinds[] = {[T_BOOL] = V_BOOL, [T_INT] = V_INT, [T_FLOAT] = V_FLOAT, [T_STRING] = V_STRING};
    if (type->kind <= T_STRING && value.kind == kinds[type->kind]) return value;
    struct value result = value;
    enum type_kind kind = T_POISON;
    const char *problem = "";
    if (value.kind == V_STRING && type->kind >= T_BYTES && type->kind <= T_PERCENT) {
        problem = value.string->n ? literal_number(arena, value_str(value), &result, &kind) : "";
        if (!problem && kind == type->kind) return value_at(result, value.origin);
        if (!problem) problem = literal_as(arena, result, type->kind, &result);
    } else problem = literal_as(arena, value, type->kind, &result);
    if (!problem) return value_at(result, value.origin);
    if (!*problem && type->kind == T_STRING) problem = "put it in quotes";
    if (!*problem && value.kind == V_INT && type->kind == T_BYTES) problem = "say the unit: 512Mi, 2Gi";
    if (!*problem && value.kind == V_INT && type->kind == T_DURATION) problem = "say the unit: 30s, 5min";
    if (!*problem && value.kind == V_STRING) problem = quoted(typing,
            value) ? "write it without quotes" : type->kind == T_BOOL ? "the booleans are true and false" : "";
    return mismatch(typing, value, type, problem);
}

static struct value typed_refined(struct typing *typing, struct value value, const struct type *type)
{
    value = typed(typing, value, type->of);
    struct value culprit = value;
    const struct refinement_rule *broken = broken_rule(typing->machine, type, value, &culprit);
    if (!broken) return value;
    const struct name *name = typing->program->origins.v.at[culprit.origin].name;
    Str subject = name ? arena_printf(session_of(typing)->arena, "'%s'", name->s) : STR("");
    report_broken_rule(typing->machine, broken, culprit, place_of(typing, culprit), subject);
    return value_poison();
}

static struct value typed(struct typing *typing, struct value value, const struct type *type)
{
    if (value.kind == V_POISON) return value;
    switch (type->kind) {
    case T_POISON: return value_poison();
    case T_OPTIONAL: return value.kind == V_NULL ? value : typed(typing, value, type->of);
    case T_REFINED: return typed_refined(typing, value, type);
    case T_LIST: return typed_list(typing, value, type);
    case T_MAP: return typed_map(typing, value, type);
    case T_RECORD: return typed_record(typing, value, type);
    case T_ENUM: return typed_enum(typing, value, type);
    case T_SECRET: return refused_secret(typing, value);
    case T_ANY: case T_PLAIN: return value;
    case T_TEXT: return value.kind == V_STRING ? value : mismatch(typing, value, type, "put it in quotes");
    case T_INSTANCE: case T_KUBE: case T_VARIABLE: case T_NULL: return mismatch(typing, value, type, "this can only be set in a stack");
    default: return typed_scalar(typing, value, type);
    }
}

/* ---- walking the file along the stack ---- */

struct path {
    struct ident parts[NESTING_MAX];
    size_t n;
};

static void add_override(struct typing *typing, const struct path *path, struct value value, enum override_mode mode)
{
    struct arena *arena = session_of(typing)->arena;
    const struct name **names = NEW_ARRAY(arena, path->n, const struct name *);
    for (size_t i = 0; i < path->n; i++) names[i] = path->parts[i].name;
    struct override_value override = {.path = names, .npath = path->n, .value = value, .at = path->parts[path->n - 1].at, .role = typing->role,
            .mode = mode};
    override.used = NEW(arena, bool);
    vec_push(arena, &typing->out->v, override);
}

/* Whether PATH leads to instances, so that what lies below it is still a path. */
static bool leads_to_instances(struct typing *typing, const struct path *path)
{
    struct component *component = typing->stack;
    for (size_t i = 0; i < path->n;) {
        struct step *step = map_get(&component->by_name, path->parts[i].name);
        if (!step || step->kind != STEP_INSTANCE || !step->component) return false;
        i += step->item->loop ? 2 : 1;
        component = step->component;
    }
    return true;
}

static void walk(struct typing *typing, struct path *path, const struct record *record);

/* Maps get the keys of the file, untyped data is merged; everything else is replaced. */
static void walk_value(struct typing *typing, struct path *path, struct value value)
{
    if (value.kind == V_POISON) return;
    if (value.kind == V_RECORD && leads_to_instances(typing, path)) {
        walk(typing, path, value.record);
        return;
    }
    const struct type *type = override_type(typing->program, typing->stack, path->parts, path->n);
    if (!type) return;
    enum type_kind kind = type_strip(type)->kind;
    enum override_mode mode = kind == T_MAP ? OVERRIDE_ADDS_KEYS : kind == T_ANY || kind == T_PLAIN ? OVERRIDE_MERGES : OVERRIDE_REPLACES;
    add_override(typing, path, typed(typing, value, type), mode);
}

static void walk(struct typing *typing, struct path *path, const struct record *record)
{
    for (size_t i = 0; i < record->n && path->n < NESTING_MAX; i++) {
        Span at = typing->program->origins.v.at[record->values[i].origin].key_at;
        path->parts[path->n++] = (struct ident){record->keys[i], at};
        walk_value(typing, path, record->values[i]);
        path->n--;
    }
}

void values_from_file(struct program *program, struct component *stack, uint32_t file, struct override_values *out)
{
    struct typing typing = {program, machine_new(program), stack, out, ORIGIN_VALUES};
    struct value documents = read_yaml(program->session, &program->origins, file, 0, ORIGIN_VALUES);
    struct path path = {.n = 0};
    if (documents.kind != V_LIST) return;
    for (size_t i = 0; i < documents.list->n; i++) {
        struct value document = documents.list->at[i];
        if (document.kind == V_RECORD) walk(&typing, &path, document.record);
        else if (document.kind != V_NULL) mismatch(&typing, document, type_of(program->session->arena, T_MAP, type_simple(T_ANY)),
                "a values file is a map of parameters");
    }
}

/* ---- the command line ---- */

static void refuse_argument(struct session *session, uint32_t file, Str text, const char *what)
{
    struct diag *diag = diag_add(&session->diags, E1001, (Span){file, 0, (uint32_t)text.n}, "%s", what);
    diag_help(&session->diags, diag, "for instance --set replicas=3");
}

static void argument_path(struct session *session, uint32_t file, Str text, size_t equals, struct path *path)
{
    size_t start = 0;
    for (size_t i = 0; i <= equals && path->n < NESTING_MAX; i++)
        if (i == equals || text.s[i] == '.') {
            Span at = {file, (uint32_t)start, (uint32_t)i};
            path->parts[path->n++] = (struct ident){name_of(session->names, (Str){text.s + start, i - start}), at};
            start = i + 1;
        }
}

void values_from_argument(struct program *program, struct component *stack, const char *argument, struct override_values *out)
{
    struct session *session = program->session;
    struct typing typing = {program, machine_new(program), stack, out, ORIGIN_COMMAND_LINE};
    Str text = arena_copy(session->arena, str_of(argument));
    const char *equals = memchr(text.s, '=', text.n);
    uint32_t file = source_add(&session->sources, STR("--set"), text);
    if (!equals || equals == text.s) {
        refuse_argument(session, file, text, "--set takes PATH=VALUE");
        return;
    }
    struct path path = {.n = 0};
    argument_path(session, file, text, (size_t)(equals - text.s), &path);
    struct value documents = read_yaml(session, &program->origins, file, (size_t)(equals - text.s) + 1, ORIGIN_COMMAND_LINE);
    if (documents.kind != V_LIST) return;
    if (documents.list->n != 1) {
        refuse_argument(session, file, text, "--set takes one value");
        return;
    }
    struct value value = documents.list->at[0];
    program->origins.v.at[value.origin].name = path.parts[path.n - 1].name;
    walk_value(&typing, &path, value);
}

/* ---- tests ---- */

static struct path path_of(const struct ident_list *written)
{
    struct path path = {.n = written->v.n < NESTING_MAX ? written->v.n : NESTING_MAX};
    memcpy(path.parts, written->v.at, path.n * sizeof *path.parts);
    return path;
}

static void add_written(struct typing *typing, struct module *module, const struct override *override)
{
    struct path path = path_of(&override->path);
    const struct param *param = path.n == 1 ? component_param(typing->stack, path.parts[0].name) : NULL;
    const struct type *type = param ? type_base(param->type) : override_type(typing->program, typing->stack, path.parts, path.n);
    const struct ir *ir = type ? check_constant(typing->program, module, override->value, type) : NULL;
    if (!ir || ir->kind == IR_ERROR) return;
    struct value value = eval(typing->machine, ir, NULL);
    struct value culprit = value;
    const struct refinement_rule *broken = param ? broken_rule(typing->machine, param->type, value, &culprit) : NULL;
    if (!broken) add_override(typing, &path, value, OVERRIDE_REPLACES);
    else report_broken_rule(typing->machine, broken, culprit, ir->at, arena_printf(session_of(typing)->arena, "'%s'", param->name->s));
}

void values_from_overrides(struct program *program, struct component *stack, const struct override_list *overrides, struct module *module,
        struct override_values *out)
{
    struct typing typing = {program, machine_new(program), stack, out, ORIGIN_COMMAND_LINE};
    for (size_t i = 0; i < overrides->v.n; i++) add_written(&typing, module, &overrides->v.at[i]);
}
