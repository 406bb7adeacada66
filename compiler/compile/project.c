#include "compile/project.h"

#include "compile/kube_release.h"
#include "package/pins.h"
#include "value/read_yaml.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

struct loading {
    struct session *session;
    struct origins origins;
    struct project *project;
};

static void refuse(struct loading *loading, struct value at, const char *what, const char *help)
{
    struct diags *diags = &loading->session->diags;
    struct diag *diag = diag_add(diags, E1004, origin_span(&loading->origins, at.origin), "%s", what);
    if (help) diag_help(diags, diag, "%s", help);
}

static const char *from_folder(struct loading *loading, Str path)
{
    bool here = str_is(loading->project->folder, ".");
    return here ? arena_copy(loading->session->arena, path).s
                : arena_printf(loading->session->arena, "%.*s/%.*s", STR_ARG(loading->project->folder), STR_ARG(path)).s;
}

static void set_values(struct loading *loading, struct environment *environment, struct value value)
{
    if (value.kind != V_LIST) {
        refuse(loading, value, "'values' is a list of files", "write values: [FILE, …]");
        return;
    }
    const char **files = NEW_ARRAY(loading->session->arena, value.list->n, const char *);
    for (size_t i = 0; i < value.list->n; i++) {
        if (value.list->at[i].kind != V_STRING) refuse(loading, value.list->at[i], "a values file is named by its path", NULL);
        else files[environment->options.nvalues++] = from_folder(loading, value_str(value.list->at[i]));
    }
    environment->options.values = files;
}

static void set_kube(struct loading *loading, struct environment *environment, struct value value)
{
    Str text = value.kind == V_STRING ? value_str(value) : STR("");
    int minor = text.n > 2 && str_starts(text, STR("1.")) ? atoi(arena_copy(loading->session->arena, (Str){text.s + 2, text.n - 2}).s) : 0;
    bool later = minor > KUBE_MINOR_MAX && minor <= KUBE_MINOR_LATEST;
    bool known = later ? access(kube_table_path(loading->session->arena, loading->project->folder, minor).s, F_OK) == 0 : minor >= KUBE_MINOR_MIN && minor <= KUBE_MINOR_MAX;
    if (known) environment->options.kube = minor;
    else refuse(loading, value, "'kube' is a Kubernetes version in quotes, from \"1.20\" to \"1.36\"",
            later ? "'stk kube add' makes a table of a newer one" : NULL);
}

/* Names stand in paths of what is written. */
static void check_name(struct loading *loading, const struct name *name, struct value value)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
    bool fine = name->n > 0 && strspn(name->s, letters) == name->n && strchr(".-", name->s[0]) == NULL;
    if (!fine) refuse(loading, value, arena_printf(loading->session->arena, "'%s' cannot be a name here", name->s).s,
            "it has letters, digits, '_', '.' and '-', and begins with a letter, a digit or '_'");
}

static void read_environment(struct loading *loading, const char *stack, const char *source, const struct name *name, struct value value)
{
    check_name(loading, name, value);
    struct environment environment = {.stack = stack, .name = name->s, .options = {.source = source, .environment = name->s},
                                      .at = origin_span(&loading->origins, value.origin)};
    for (size_t i = 0; value.kind == V_RECORD && i < value.record->n; i++) {
        Str key = NAME_STR(value.record->keys[i]);
        struct value field = value.record->values[i];
        if (str_is(key, "values")) set_values(loading, &environment, field);
        else if (str_is(key, "kube")) set_kube(loading, &environment, field);
        else if (str_is(key, "images_lock") && field.kind == V_STRING) environment.options.images_lock = from_folder(loading, value_str(field));
        else if (str_is(key, "images_lock")) refuse(loading, field, "a lock file is named by its path", NULL);
        else if (str_is(key, "cluster") && field.kind == V_STRING) environment.options.cluster = value_str(field).s;
        else if (str_is(key, "cluster")) refuse(loading, field, "'cluster' is a text", "put it in quotes");
        else refuse(loading, field, arena_printf(loading->session->arena, "an environment has no '%.*s'", STR_ARG(key)).s,
                "it has 'values', 'kube', 'cluster' and 'images_lock'");
    }
    vec_push(loading->session->arena, &loading->project->environments, environment);
}

static void read_stack(struct loading *loading, const struct name *name, struct value value)
{
    const char *source = NULL;
    check_name(loading, name, value);
    struct value environments = value_null();
    for (size_t i = 0; value.kind == V_RECORD && i < value.record->n; i++) {
        Str key = NAME_STR(value.record->keys[i]);
        struct value field = value.record->values[i];
        if (str_is(key, "source") && field.kind == V_STRING) source = from_folder(loading, value_str(field));
        else if (str_is(key, "environments")) environments = field;
        else refuse(loading, field, arena_printf(loading->session->arena, "a stack of the project has no '%.*s'", STR_ARG(key)).s,
                "it has 'source' and 'environments'");
    }
    if (!source) {
        refuse(loading, value, "this stack has no 'source'", "write source: FOLDER");
        return;
    }
    if (environments.kind != V_RECORD && environments.kind != V_NULL)
        refuse(loading, environments, "'environments' is a map", "write environments: { NAME: { values: [FILE, …] } }");
    if (environments.kind != V_RECORD || environments.record->n == 0) {
        struct environment plain = {.stack = name->s, .options = {.source = source}, .at = origin_span(&loading->origins, value.origin)};
        vec_push(loading->session->arena, &loading->project->environments, plain);
    }
    for (size_t i = 0; environments.kind == V_RECORD && i < environments.record->n; i++)
        read_environment(loading, name->s, source, environments.record->keys[i], environments.record->values[i]);
}

static void read_part(struct loading *loading, Str key, struct value field)
{
    struct session *session = loading->session;
    struct package_pins pins = {0};
    if (str_is(key, "package")) loading->project->title = title_read(session, &loading->origins, field);
    else if (str_is(key, "packages")) pins_read(session, &loading->origins, loading->project->folder, field, &pins);
    else if (!str_is(key, "stacks") || field.kind != V_RECORD) refuse(loading, field, "a project has 'stacks', a map", "and 'packages', and 'package'");
    else
        for (size_t k = 0; k < field.record->n; k++) read_stack(loading, field.record->keys[k], field.record->values[k]);
}

static void read_project(struct loading *loading, struct value document)
{
    if (document.kind != V_RECORD && document.kind != V_NULL) refuse(loading, document, "a project is a map", "write stacks: { NAME: { source: FOLDER } }");
    for (size_t i = 0; document.kind == V_RECORD && i < document.record->n; i++) {
        read_part(loading, NAME_STR(document.record->keys[i]), document.record->values[i]);
    }
}

/* Of a stack that may lie elsewhere. */
static bool find_folder_of(struct arena *arena, const char *stack, Str *folder)
{
    char here[PATH_MAX];
    bool found = project_folder(arena, folder);
    if (!stack || access(stack, F_OK) != 0) return found;
    Str root = project_root(arena, stack);
    bool same = found && realpath(arena_copy(arena, *folder).s, here) && str_is(root, here);
    if (!same) *folder = root;
    return root.n > 0;
}

struct project *project_read(struct session *session, const char *stack)
{
    struct loading loading = {.session = session, .project = NEW(session->arena, struct project)};
    if (!find_folder_of(session->arena, stack, &loading.project->folder)) return NULL;
    uint32_t id;
    Str file = arena_printf(session->arena, "%.*s/stk.project", STR_ARG(loading.project->folder));
    if (source_read(&session->sources, file.s, STR("stk.project"), &id) != SOURCE_OK) return NULL;
    struct value documents = read_yaml(session, &loading.origins, id, 0, ORIGIN_WRITTEN, YAML_PLAIN);
    for (size_t i = 0; documents.kind == V_LIST && i < documents.list->n; i++) read_project(&loading, documents.list->at[i]);
    return session_ok(session) ? loading.project : NULL;
}

/* ---- choosing an environment ---- */

/* By its name, or by the path of its folder or file. */
static bool names_stack(struct arena *arena, const struct environment *environment, const char *stack)
{
    if (strcmp(environment->stack, stack) == 0) return true;
    char a[PATH_MAX], b[PATH_MAX];
    return realpath(compile_entry_file(arena, environment->options.source).s, a) && realpath(compile_entry_file(arena, stack).s, b) &&
           strcmp(a, b) == 0;
}

void environment_merge(struct session *session, struct compile_options *compile, const struct environment *environment)
{
    VEC(const char *) values = {0};
    for (size_t i = 0; i < environment->options.nvalues; i++) vec_push(session->arena, &values, environment->options.values[i]);
    for (size_t i = 0; i < compile->nvalues; i++) vec_push(session->arena, &values, compile->values[i]);
    compile->source = environment->options.source;
    compile->values = values.at;
    compile->nvalues = values.n;
    compile->cluster = environment->options.cluster;
    if (!compile->images_lock) compile->images_lock = environment->options.images_lock;
    if (!compile->kube) compile->kube = environment->options.kube;
}

const struct environment *environment_find(struct arena *arena, const struct project *project, const struct compile_options *compile)
{
    for (size_t i = 0; project && i < project->environments.n; i++) {
        const struct environment *environment = &project->environments.at[i];
        bool named = environment->name && strcmp(environment->name, compile->environment) == 0;
        if (named && names_stack(arena, environment, compile->source)) return environment;
    }
    return NULL;
}

static void refuse_environment(struct session *session, const struct project *project, const struct compile_options *compile)
{
    struct suggestion suggestion = suggestion_for(NULL, str_of(compile->environment));
    Str all = STR("");
    for (size_t i = 0; project && i < project->environments.n; i++) {
        const struct environment *environment = &project->environments.at[i];
        if (!environment->name || !names_stack(session->arena, environment, compile->source)) continue;
        suggestion_offer(&suggestion, str_of(environment->name));
        all = arena_printf(session->arena, "%.*s%s%s", STR_ARG(all), all.n ? ", " : "", environment->name);
    }
    struct diag *diag = diag_add(&session->diags, E1004, (Span){0}, "stk.project has no environment '%s' of '%s'", compile->environment,
                                 compile->source);
    if (suggestion.best.n) diag_help(&session->diags, diag, "did you mean '%.*s'?", STR_ARG(suggestion.best));
    else if (all.n) diag_help(&session->diags, diag, "it has %.*s", STR_ARG(all));
}

static void refuse_without_project(struct session *session, const struct compile_options *compile)
{
    struct diag *diag = diag_add(&session->diags, E1004, (Span){0}, "there is no stk.project for '%s', and so no environment '%s'", compile->source,
                                 compile->environment);
    diag_help(&session->diags, diag, "it lies in a folder above the stack; 'stk init' shows how one looks");
}

static void refuse_stack_name(struct session *session, const struct project *project, const char *name)
{
    struct suggestion suggestion = suggestion_for(NULL, str_of(name));
    for (size_t i = 0; i < project->environments.n; i++)
        if (!i || strcmp(project->environments.at[i].stack, project->environments.at[i - 1].stack) != 0)
            suggestion_offer(&suggestion, str_of(project->environments.at[i].stack));
    struct diag *diag = diag_add(&session->diags, E0006, (Span){0}, "there is no file '%s', and no stack of that name in stk.project", name);
    if (suggestion.best.n) diag_help(&session->diags, diag, "did you mean '%.*s'?", STR_ARG(suggestion.best));
    else diag_suggest_or_list(&session->diags, diag, &suggestion);
}

void replace_stack_name(struct session *session, struct compile_options *compile)
{
    if (strcmp(compile->source, "-") == 0 || access(compile->source, F_OK) == 0) return;
    const struct project *project = project_read(session, NULL);
    for (size_t i = 0; project && i < project->environments.n; i++)
        if (strcmp(project->environments.at[i].stack, compile->source) == 0) {
            compile->source = project->environments.at[i].options.source;
            return;
        }
    bool name = !strchr(compile->source, '/') && !str_ends(str_of(compile->source), STR(".stk"));
    if (project && name && !compile_has_source(session->arena, compile->source)) refuse_stack_name(session, project, compile->source);
}

enum environment_choice environment_choose(struct session *session, struct compile_options *compile, const struct environment **found)
{
    *found = NULL;
    if (!compile->environment) {
        replace_stack_name(session, compile);
        return session_ok(session) ? ENVIRONMENT_CHOSEN : ENVIRONMENT_BROKEN;
    }
    const struct project *project = project_read(session, compile->source);
    if (!session_ok(session)) return ENVIRONMENT_BROKEN;
    *found = environment_find(session->arena, project, compile);
    if (*found) environment_merge(session, compile, *found);
    else if (project) refuse_environment(session, project, compile);
    else refuse_without_project(session, compile);
    return *found ? ENVIRONMENT_CHOSEN : ENVIRONMENT_UNKNOWN;
}

bool is_project(const char *folder)
{
    struct arena *arena = arena_new(0);
    bool found = access(arena_printf(arena, "%s/stk.project", folder).s, F_OK) == 0;
    arena_free(arena);
    return found;
}
