#include "changed_inputs.h"

#include "base/folder.h"

#include <limits.h>
#include <stdlib.h>

const char *revision_argument(const char *command, const char *text)
{
    if (!*text || *text == '-') usage_error(command, "--changed-since takes a revision, not '%s'", text);
    return text;
}

/* A library that is installed comes with the program: git knows nothing of it. */
static bool is_changed_source(const struct changed_files *files, Str library, const char *name)
{
    bool foreign = is_at_or_below(str_of(name), library) && !is_at_or_below(library, files->top);
    return !foreign && is_changed_file(files, name);
}

/* What a check reads is all that there is but for values and locks: modules, texts, data and definitions are named in writing. */
static bool is_changed(const struct changed_files *files, const struct compile_options *options)
{
    struct session *session = session_new(STR(""));
    struct known_files read = {0};
    char absolute[PATH_MAX];
    session->stdlib = stdlib_folder(session->arena);
    if (realpath(session->stdlib.s, absolute)) session->stdlib = arena_copy(session->arena, str_of(absolute));
    session->sources.known = &read;
    compile_check(session, options);
    bool changed = !session_ok(session);
    for (size_t i = 0; i < read.v.n && !changed; i++) changed = is_changed_source(files, session->stdlib, read.v.at[i].name);
    session_free(session);
    return changed;
}

bool is_changed_module(const struct changed_files *files, const char *file) { return is_changed(files, &(struct compile_options){.source = file}); }

bool is_changed_environment(const struct changed_files *files, const struct project *project, const struct stack_arguments *arguments,
                            const struct environment *environment)
{
    struct session *session = session_new(STR(""));
    struct compile_options options = arguments->compile;
    environment_merge(session, &options, environment);
    bool changed = is_changed_file(files, arena_printf(session->arena, "%.*s/stk.project", STR_ARG(project->folder)).s);
    for (size_t i = 0; i < options.nvalues; i++) changed = changed || is_changed_file(files, options.values[i]);
    if (options.images_lock) changed = changed || is_changed_file(files, options.images_lock);
    changed = changed || is_changed(files, &options);
    session_free(session);
    return changed;
}
