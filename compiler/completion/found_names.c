#include "found_names.h"

#include "compile/project.h"
#include "review/compiled.h"

void put_word(struct buf *out, Str prefix, Str name, Str about)
{
    buf_str(out, prefix);
    buf_str(out, name);
    if (about.n) buf_char(out, '\t');
    buf_str(out, about);
    buf_char(out, '\n');
}

void put_codes_found(struct buf *out, Str prefix)
{
    for (int code = 0; code < DIAG_CODE_COUNT; code++)
        put_word(out, prefix, str_of(diag_code_name((enum diag_code)code)), str_of(diag_code_title((enum diag_code)code)));
}

void put_kube_versions(struct buf *out, Str prefix)
{
    for (int minor = KUBE_MINOR_MAX; minor >= KUBE_MINOR_MIN; minor--) buf_printf(out, "%.*s1.%d\n", STR_ARG(prefix), minor);
}

void put_stacks_found(struct buf *out, Str prefix)
{
    struct session *session = session_new(STR(""));
    const struct project *project = project_read(session, NULL);
    const char *before = NULL;
    for (size_t i = 0; project && i < project->environments.n; i++) {
        const struct environment *environment = &project->environments.at[i]; /* those of a stack stand together */
        if (environment->stack != before) put_word(out, prefix, str_of(environment->stack), str_of(environment->options.source));
        before = environment->stack;
    }
    session_free(session);
}

static bool is_of(struct session *session, const struct project *project, const struct environment *environment, const char *stack)
{
    struct compile_options options = {.source = stack, .environment = environment->name};
    return !stack || environment_find(session->arena, project, &options) == environment;
}

void put_environments_found(struct buf *out, Str prefix, const char *stack)
{
    struct session *session = session_new(STR(""));
    const struct project *project = project_read(session, stack);
    struct name_set seen = {0};
    for (size_t i = 0; project && i < project->environments.n; i++) {
        const struct environment *environment = &project->environments.at[i];
        if (!environment->name || !is_of(session, project, environment, stack)) continue;
        Str name = str_of(environment->name);
        if (name_set_add(session->arena, &seen, name_of(session->names, name))) put_word(out, prefix, name, STR(""));
    }
    session_free(session);
}

void put_objects_found(struct buf *out, Str prefix, const char *folder)
{
    struct session *session = session_new(STR(""));
    struct compiled *compiled = compiled_read(session, folder);
    for (size_t i = 0; compiled && i < compiled->objects.n; i++) {
        const struct compiled_object *object = &compiled->objects.at[i];
        Str kind = arena_lower(session->arena, object->kind);
        put_word(out, prefix, arena_printf(session->arena, "%.*s/%.*s", STR_ARG(kind), STR_ARG(object->name)), object->at);
    }
    compiled_free(compiled);
    session_free(session);
}
