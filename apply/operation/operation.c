#include "operation/operation.h"

#include "common/exit_code.h"
#include "json/json_path.h"
#include "json/json_value.h"
#include "state/identity.h"
#include "state/store.h"

/* ---- what a stack declares ---- */

static const char *const types[] = {[PARAMETER_STRING] = "string_value", [PARAMETER_INT] = "int_value", [PARAMETER_BOOL] = "bool_value"};

static bool read_type(Str text, enum parameter_type *type)
{
    for (size_t i = 0; i < COUNT(types); i++) {
        if (!str_is(text, types[i])) continue;
        *type = (enum parameter_type)i;
        return true;
    }
    return false;
}

static bool read_parameter(const char *name, const json_t *fact, struct parameter *parameter)
{
    *parameter = (struct parameter){.name = str_of(name), .pattern = json_text(fact, "pattern"), .default_value = json_text(fact, "default"),
                                    .required = !json_is_string(json_object_get(fact, "default")), .meaning = json_text(fact, "meaning")};
    return read_type(json_text(fact, "type"), &parameter->type);
}

static bool read_operation(const struct compiled *compiled, const json_t *fact, struct operation *operation)
{
    const char *name;
    json_t *entry;
    struct arena *arena = compiled->session->arena;
    *operation = (struct operation){.name = json_text(fact, "name"), .summary = json_text(fact, "summary")};
    operation->job = compiled_find(compiled, operation_id(arena, operation->name));
    json_object_foreach(json_object_get(fact, "parameters"), name, entry) {
        struct parameter parameter;
        if (!read_parameter(name, entry, &parameter)) return false;
        vec_push(arena, &operation->parameters, parameter);
    }
    return operation->job != NULL;
}

bool operations_of(const struct compiled *compiled, struct operations *operations, struct problem *problem)
{
    size_t i;
    json_t *fact;
    json_array_foreach(compiled_facts(compiled, "operation"), i, fact) {
        struct operation operation;
        if (!read_operation(compiled, fact, &operation))
            return problem_set(problem, EXIT_ERROR, "operation '%.*s' is damaged in .stk/stack.json", STR_ARG(json_text(fact, "name")));
        vec_push(compiled->session->arena, &operations->v, operation);
    }
    return true;
}

const struct operation *operation_find(const struct operations *operations, Str name, struct problem *problem)
{
    struct suggestion suggestion = suggestion_for(NULL, name);
    struct buf all = {0};
    for (size_t i = 0; i < operations->v.n; i++) {
        if (str_eq(operations->v.at[i].name, name)) {
            buf_free(&all);
            return &operations->v.at[i];
        }
        suggestion_offer(&suggestion, operations->v.at[i].name);
        buf_printf(&all, "%s%.*s", i ? ", " : "", STR_ARG(operations->v.at[i].name));
    }
    problem_set(problem, EXIT_ERROR, "the stack has no operation '%.*s'", STR_ARG(name));
    if (suggestion.best.n) problem_help(problem, "did you mean '%.*s'?", STR_ARG(suggestion.best));
    else problem_help(problem, "it has %.*s", (int)(all.n ? all.n : 4), all.n ? all.s : "none");
    buf_free(&all);
    return NULL;
}

/* ---- settings ---- */

bool setting_read(struct arena *arena, const char *text, struct settings *settings, struct problem *problem)
{
    const char *equals = strchr(text, '=');
    if (!equals || equals == text) return problem_set(problem, EXIT_WRONG_USAGE, "--set takes NAME=VALUE, not '%s'", text);
    vec_push(arena, &settings->v, ((struct setting){{text, (size_t)(equals - text)}, str_of(equals + 1)}));
    return true;
}

struct settling {
    struct session *session;
    const struct operation *operation;
    struct map given;        /* interned name to the first setting of that name */
    struct buf wrong;        /* what is wrong, joined by "; " */
};

static void blame(struct settling *settling, const char *fmt, ...) PRINTF(2, 3);
static void blame(struct settling *settling, const char *fmt, ...)
{
    va_list args;
    if (settling->wrong.n) buf_put(&settling->wrong, "; ", 2);
    va_start(args, fmt);
    buf_vprintf(&settling->wrong, fmt, args);
    va_end(args);
}

/* At most 18 digits: every program can read them. */
static bool is_int(Str value)
{
    size_t sign = value.n && value.s[0] == '-';
    if (value.n == sign || value.n - sign > 18) return false;
    for (size_t i = sign; i < value.n; i++)
        if (value.s[i] < '0' || value.s[i] > '9') return false;
    return true;
}

static const char *type_fault(enum parameter_type type, Str value)
{
    if (!str_utf8(value)) return "is no text in UTF-8";
    if (type == PARAMETER_INT && !is_int(value)) return "takes a whole number";
    if (type == PARAMETER_BOOL && !str_is(value, "true") && !str_is(value, "false")) return "takes true or false";
    return NULL;
}

static const char *pattern_fault(struct session *session, Str pattern, Str value)
{
    const regex_t *regex = session_pattern(session, arena_copy(session->arena, pattern).s);
    if (!regex) return "has a pattern that cannot be read: correct it in the stack";
    if (regexec(regex, arena_copy(session->arena, value).s, 0, NULL, 0) == 0) return NULL;
    return arena_printf(session->arena, "does not match %.*s", STR_ARG(pattern)).s;
}

/* The value is not repeated: it may be anything. */
static void check_value(struct settling *settling, const struct parameter *parameter, Str value)
{
    const char *fault = type_fault(parameter->type, value);
    if (!fault && parameter->pattern.n) fault = pattern_fault(settling->session, parameter->pattern, value);
    if (fault) blame(settling, "%.*s %s", STR_ARG(parameter->name), fault);
}

static const struct setting *setting_of(const struct session *session, const struct map *by_name, Str name)
{
    const struct name *key = name_find(session->names, name);
    return key ? map_get(by_name, key) : NULL;
}

static void blame_unknown(struct settling *settling, Str name)
{
    const struct operation *operation = settling->operation;
    struct suggestion suggestion = suggestion_for(NULL, name);
    for (size_t i = 0; i < operation->parameters.n; i++) suggestion_offer(&suggestion, operation->parameters.at[i].name);
    if (suggestion.best.n) blame(settling, "there is no parameter %.*s (did you mean %.*s?)", STR_ARG(name), STR_ARG(suggestion.best));
    else blame(settling, "there is no parameter %.*s", STR_ARG(name));
}

static void take_given(struct settling *settling, const struct settings *given)
{
    struct session *session = settling->session;
    struct map parameters = {0};
    for (size_t i = 0; i < settling->operation->parameters.n; i++) {
        struct parameter *parameter = &settling->operation->parameters.at[i];
        map_put(session->arena, &parameters, name_of(session->names, parameter->name), parameter);
    }
    for (size_t i = 0; i < given->v.n; i++) {
        const struct name *name = name_of(session->names, given->v.at[i].name);
        if (!map_get(&parameters, name)) blame_unknown(settling, NAME_STR(name));
        else if (map_get(&settling->given, name)) blame(settling, "%s is set twice", name->s);
        else map_put(session->arena, &settling->given, name, &given->v.at[i]);
    }
}

static Str settle(struct settling *settling, const struct parameter *parameter)
{
    const struct setting *setting = setting_of(settling->session, &settling->given, parameter->name);
    Str value = setting ? setting->value : parameter->default_value;
    if (setting || !parameter->required) check_value(settling, parameter, value);
    else blame(settling, "%.*s is missing: %.*s", STR_ARG(parameter->name), STR_ARG(parameter->meaning));
    return value;
}

bool operation_settle(struct session *session, const struct operation *operation, const struct settings *given, struct settings *values,
                      struct problem *problem)
{
    struct settling settling = {.session = session, .operation = operation};
    take_given(&settling, given);
    for (size_t i = 0; i < operation->parameters.n; i++) {
        const struct parameter *parameter = &operation->parameters.at[i];
        vec_push(session->arena, &values->v, ((struct setting){parameter->name, settle(&settling, parameter)}));
    }
    bool fine = !settling.wrong.n;
    if (!fine) problem_set(problem, EXIT_ERROR, "operation '%.*s': %.*s", STR_ARG(operation->name), (int)settling.wrong.n, settling.wrong.s);
    buf_free(&settling.wrong);
    return fine;
}

/* ---- the job ---- */

/* Kubernetes would put other variables, secret ones too, in the place of "$(NAME)"; "$$" is "$". */
static Str without_references(struct arena *arena, Str value)
{
    struct buf text = {0};
    for (size_t i = 0; i < value.n; i++) {
        if (value.s[i] == '$') buf_char(&text, '$');
        buf_char(&text, value.s[i]);
    }
    Str copy = arena_copy(arena, (Str){text.s, text.n});
    buf_free(&text);
    return copy;
}

/* Variables of the container's own that have the name of a parameter give way. */
static void add_environment(struct session *session, json_t *container, const struct settings *settings, const struct map *by_name)
{
    json_t *environment = json_array(), *variable;
    size_t i;
    for (size_t k = 0; k < settings->v.n; k++) {
        Str value = without_references(session->arena, settings->v.at[k].value);
        json_array_append_new(environment, json_pack("{s:o,s:o}", "name", text_json(settings->v.at[k].name), "value", text_json(value)));
    }
    json_array_foreach(json_object_get(container, "env"), i, variable)
        if (!setting_of(session, by_name, str_of(text_at(variable, "name")))) json_array_append(environment, variable);
    if (json_array_size(environment)) json_object_set(container, "env", environment);
    json_decref(environment);
}

static void add_to_containers(struct session *session, json_t *pod, const struct settings *settings)
{
    static const char *const lists[] = {"initContainers", "containers"};
    struct map by_name = {0};
    size_t i;
    json_t *container;
    for (size_t k = 0; k < settings->v.n; k++)
        map_put(session->arena, &by_name, name_of(session->names, settings->v.at[k].name), &settings->v.at[k]);
    for (size_t k = 0; k < COUNT(lists); k++)
        json_array_foreach(json_object_get(pod, lists[k]), i, container) add_environment(session, container, settings, &by_name);
}

static Str settings_text(struct arena *arena, const struct settings *settings)
{
    json_t *object = json_object();
    for (size_t i = 0; i < settings->v.n; i++)
        json_object_set_new(object, arena_copy(arena, settings->v.at[i].name).s, text_json(settings->v.at[i].value));
    return arena_json(arena, object);
}

enum { NAME_MAX_LENGTH = 63, RANDOM_LENGTH = 8 };

/* We make the name, not the server: so a request that is sent twice makes one Job. */
static Str new_name(struct arena *arena, Str prefix)
{
    if (prefix.n > NAME_MAX_LENGTH - RANDOM_LENGTH) prefix.n = NAME_MAX_LENGTH - RANDOM_LENGTH;
    return arena_printf(arena, "%.*s%.*s", STR_ARG(prefix), RANDOM_LENGTH, identity_random(arena).s);
}

static void describe(struct arena *arena, json_t *job, const struct settings *settings, const struct run_labels *labels)
{
    json_t *metadata = json_object_get(job, "metadata");
    Str name = labels->name.n ? labels->name : new_name(arena, str_of(text_at(metadata, "generateName")));
    json_object_set_new(metadata, "name", text_json(name));
    json_object_del(metadata, "generateName");
    object_set_text(job, "labels", LABEL_STACK, labels->stack);
    object_set_text(job, "labels", LABEL_OPERATION, labels->operation);
    object_set_text(job, "annotations", ANNOTATION_BY, labels->by);
    object_set_text(job, "annotations", ANNOTATION_REVISION, arena_printf(arena, "%lld", (long long)labels->revision));
    object_set_text(job, "annotations", ANNOTATION_PARAMETERS, settings_text(arena, settings));
}

json_t *operation_job(struct compiled *compiled, const struct operation *operation, const struct settings *settings,
                      const struct run_labels *labels, struct problem *problem)
{
    struct value value = compiled_value(compiled, operation->job);
    json_t *job = value.kind == V_RECORD ? json_of_value(value) : NULL, *pod = json_at(job, "spec.template.spec");
    if (job && (!text_is(job, "kind", "Job") || !*text_at(job, "metadata.namespace") || !json_array_size(json_object_get(pod, "containers")))) {
        problem_set(problem, EXIT_ERROR, "operation '%.*s' is damaged: it is no Job with containers and a namespace", STR_ARG(operation->name));
        json_decref(job);
        return NULL;
    }
    if (!job) return NULL;
    add_to_containers(compiled->session, pod, settings);
    describe(compiled->session->arena, job, settings, labels);
    return job;
}
