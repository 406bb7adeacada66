#include "compile/compile.h"

#include "check/check.h"
#include "compile/kube_release.h"
#include "compile/project.h"
#include "evaluate/image_lock.h"
#include "evaluate/values.h"
#include "package/installed.h"
#include "validate/validate.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- finding the source and the project root ---- */

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static Str without_slash(Str path)
{
    while (path.n > 1 && path.s[path.n - 1] == '/') path.n--;
    return path;
}

static Str folder_of(Str path)
{
    size_t end = path.n - str_after_last(path, '/').n;
    return without_slash((Str){path.s, end});
}

Str compile_entry_file(struct arena *arena, const char *source)
{
    if (!is_folder(source)) return str_of(source);
    char absolute[PATH_MAX];
    Str name = realpath(source, absolute) ? str_after_last(str_of(absolute), '/') : str_after_last(without_slash(str_of(source)), '/');
    return arena_printf(arena, "%.*s/%.*s.stk", STR_ARG(without_slash(str_of(source))), STR_ARG(name));
}

bool compile_has_source(struct arena *arena, const char *source) { return access(compile_entry_file(arena, source).s, F_OK) == 0; }
bool is_plain_folder(const char *source)
{
    struct arena *arena = arena_new(0);
    bool plain = is_folder(source) && !compile_has_source(arena, source);
    arena_free(arena);
    return plain;
}

Str root_of(struct arena *arena, Str file)
{
    char absolute[PATH_MAX];
    const char *path = arena_copy(arena, file).s;
    Str root = project_root(arena, path);
    return root.n ? root : folder_of(realpath(path, absolute) ? arena_copy(arena, str_of(absolute)) : file);
}

Str shown_path(struct arena *arena, Str root, Str file)
{
    char absolute[PATH_MAX];
    if (!realpath(arena_copy(arena, file).s, absolute)) return file;
    Str whole = arena_copy(arena, str_of(absolute));
    bool below = str_starts(whole, root) && whole.n > root.n && (root.n == 1 || whole.s[root.n] == '/');
    size_t skip = root.n == 1 ? 1 : root.n + 1;
    return below ? (Str){whole.s + skip, whole.n - skip} : str_after_last(whole, '/');
}

static uint32_t read_at_most(struct session *session, const char *file, Str shown, size_t most)
{
    uint32_t id;
    enum source_error error = source_read_large(&session->sources, file, shown, most, &id);
    if (error == SOURCE_OK) return source_is_pinned(session, id, (Span){0}) ? id : 0;
    Str text = error == SOURCE_MISSING ? arena_printf(session->arena, "there is no file '%s'", file)
             : error == SOURCE_TOO_LARGE ? arena_printf(session->arena, "'%s' is larger than %zu MiB", file, most >> 20)
                                         : arena_printf(session->arena, "'%s' cannot be read", file);
    struct diag *diag = diag_add(&session->diags, E0006, (Span){0}, "%.*s", STR_ARG(text));
    if (error == SOURCE_TOO_LARGE) diag_help(&session->diags, diag, "cut it into several: modules of a stack, files of values, folders of manifests");
    return 0;
}

enum { DATA_MAX = 512 << 20 };

uint32_t read_source(struct session *session, const char *file, Str shown) { return read_at_most(session, file, shown, SOURCE_MAX); }
uint32_t read_data(struct session *session, const char *file, Str shown) { return read_at_most(session, file, shown, DATA_MAX); }

/* ---- stages ---- */

/* 0: reported. */
static uint32_t read_entry(struct session *session, const struct compile_options *options)
{
    bool standard_input = strcmp(options->source, "-") == 0;
    Str file = standard_input ? STR("-") : compile_entry_file(session->arena, options->source);
    session->root = standard_input ? STR(".") : root_of(session->arena, file);
    if (!target_kube(session, session->root, options->kube)) return 0;
    Str shown = standard_input ? STR("<stdin>") : shown_path(session->arena, session->root, file);
    return options->input.s ? source_add(&session->sources, shown, options->input)
                            : read_source(session, arena_copy(session->arena, file).s, shown);
}

struct compilation compile_check(struct session *session, const struct compile_options *options)
{
    struct compilation compilation = {.session = session, .options = options};
    uint32_t id = read_entry(session, options);
    if (id) compilation.program = check_program(session, id);
    stage_done(&compilation.timings, STAGE_CHECK, session->arena);
    return compilation;
}

bool compile_check_again(struct compilation *compilation)
{
    struct program *program = compilation->program;
    if (!program || !library_only(program)) return false;
    *compilation = (struct compilation){.session = compilation->session, .options = compilation->options};
    uint32_t id = read_entry(compilation->session, compilation->options);
    if (id) check_project(program, id);
    if (id) compilation->program = program;
    return true;
}

void read_values(struct compilation *compilation, struct override_values *overrides)
{
    struct session *session = compilation->session;
    const struct compile_options *options = compilation->options;
    for (size_t i = 0; i < options->nvalues; i++) {
        Str file = str_of(options->values[i]);
        uint32_t id = read_data(session, options->values[i], shown_path(session->arena, session->root, file));
        if (id) values_from_file(compilation->program, compilation->program->root, id, overrides);
    }
    for (size_t i = 0; i < options->nsettings; i++)
        values_from_argument(compilation->program, compilation->program->root, options->settings[i], overrides);
    override_group(session->arena, overrides);
}

static struct image_lock *read_lock(struct session *session, const struct compile_options *options)
{
    if (!options->images_lock || options->unlocked) return NULL;
    uint32_t id = read_source(session, options->images_lock, shown_path(session->arena, session->root, str_of(options->images_lock)));
    return id ? image_lock_read(session, id) : NULL;
}

/* A stack says of itself that others wrote its objects (stdlib/cluster/foreign.stk); what lies in it cannot. */
static bool is_foreign(const struct compilation *compilation)
{
    const struct fact *fact;
    for (size_t i = 0; (fact = next_fact(compilation->machine, "foreign", &i));)
        if (fact->instance == compilation->root) return true;
    return false;
}

bool compile_evaluate(struct compilation *compilation, struct component *stack, const struct override_values *overrides)
{
    struct session *session = compilation->session;
    if (!session_ok(session)) return false;
    compilation->machine = machine_new(compilation->program);
    compilation->machine->image_lock = read_lock(session, compilation->options);
    compilation->root = machine_run(compilation->machine, stack, overrides);
    stage_done(&compilation->timings, STAGE_EVALUATE, session->arena);
    return session_ok(session);
}

void compile_validate(struct compilation *compilation)
{
    struct session *session = compilation->session;
    image_lock_report_unused(compilation->machine);
    add_crd_objects(compilation->machine);
    compilation->machine->foreign = is_foreign(compilation);
    struct reference *references;
    size_t n = validate(compilation->machine, &references);
    stage_done(&compilation->timings, STAGE_VALIDATE, session->arena);
    compilation->order = order_objects(compilation->machine, references, n);
    stage_done(&compilation->timings, STAGE_ORDER, session->arena);
}

void compile_run_with(struct compilation *compilation, struct component *stack, const struct override_values *overrides)
{
    if (compile_evaluate(compilation, stack, overrides)) compile_validate(compilation);
}

void compile_run(struct compilation *compilation)
{
    struct session *session = compilation->session;
    if (!compilation->program || !session_ok(session)) return;
    if (!compilation->program->root) return;
    struct override_values overrides = {0};
    read_values(compilation, &overrides);
    stage_done(&compilation->timings, STAGE_VALUES, session->arena);
    compile_run_with(compilation, compilation->program->root, &overrides);
}
