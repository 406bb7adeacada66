#include "one_stack.h"
#include "changed_inputs.h"
#include "jobs.h"
#include "remembered.h"

#include "base/folder.h"

#include <getopt.h>
#include <stdio.h>

/* ---- options ---- */

void take_stack_option(struct arena *arena, struct stack_arguments *arguments, const char *command, int option)
{
    switch (option) {
    case 'f': vec_push(arena, &arguments->values, optarg); return;
    case OPTION_SET: vec_push(arena, &arguments->settings, optarg); return;
    case 'e': arguments->compile.environment = optarg; return;
    case OPTION_IMAGES_LOCK: arguments->compile.images_lock = optarg; return;
    case OPTION_KUBE: arguments->compile.kube = parse_kube(command, optarg); return;
    case 'j': arguments->jobs = parse_jobs(command, optarg); return;
    case OPTION_CHANGED_SINCE: arguments->since = revision_argument(command, optarg); return;
    case OPTION_NO_CACHE: arguments->uncached = true; return;
    case OPTION_FORMAT: arguments->format = parse_format(command, optarg); return;
    }
}

void stack_arguments_done(struct stack_arguments *arguments)
{
    arguments->compile.values = arguments->values.at;
    arguments->compile.nvalues = arguments->values.n;
    arguments->compile.settings = arguments->settings.at;
    arguments->compile.nsettings = arguments->settings.n;
    arguments->report = report_new(arguments->format);
    if (!cache_is_wanted()) arguments->uncached = true;
}

/* ---- one stack ---- */

struct subject subject_in(struct arena *arena, const char *folder) { return (struct subject){.folder = folder_in_repository(arena, folder)}; }

struct subject subject_of(const struct compilation *compilation, const struct environment *environment)
{
    const struct compile_options *options = compilation->options;
    struct arena *arena = compilation->session->arena;
    const struct component *root = compilation->program ? compilation->program->root : NULL;
    bool there = compile_has_source(arena, options->source);
    Str file = compile_entry_file(arena, options->source), top = there ? root_of(arena, file) : STR(".");
    struct subject subject = subject_in(arena, arena_copy(arena, top).s);
    subject.stack = environment ? environment->stack : root ? root->name->s : options->source;
    subject.environment = options->environment;
    if (there) subject.source = shown_path(arena, top, file);
    return subject;
}

static void require_stack(struct session *session, const struct compilation *compilation)
{
    if (!session_ok(session) || compilation->program->root) return;
    struct diag *diag = diag_add(&session->diags, E0114, (Span){0}, "'%s' has no stack", compilation->options->source);
    diag_help(&session->diags, diag, "a stack is what can be compiled: stack NAME { … }");
}

static void compile_chosen(struct stack_arguments *arguments, struct session *session, struct compilation *compilation)
{
    *compilation = compile_check(session, &arguments->compile);
    compile_run(compilation);
    if (arguments->needs_stack) require_stack(session, compilation);
}

int compile_stack(struct stack_arguments *arguments, const struct environment *environment, struct session *session, struct compilation *compilation,
                  struct remembered *remembered)
{
    struct compile_options *options = &arguments->compile;
    *compilation = (struct compilation){.session = session, .options = options};
    session->stdlib = stdlib_folder(session->arena);
    if (remembered) remembered_begin(remembered, session);
    enum environment_choice choice = ENVIRONMENT_CHOSEN;
    if (environment) environment_merge(session, options, environment);
    else choice = environment_choose(session, options, &environment);
    if (choice == ENVIRONMENT_CHOSEN) {
        if (remembered && remembered_find(remembered, arguments, environment, session)) return EXIT_FINE;
        compile_chosen(arguments, session, compilation);
    }
    bool fine = session_ok(session);
    struct buf *part = remembered ? &remembered->said : NULL;
    bool text = arguments->format == FORMAT_TEXT; /* which says of no stack what it is about */
    if (arguments->report) report_add(arguments->report, &session->diags, text ? (struct subject){0} : subject_of(compilation, environment), part);
    return choice == ENVIRONMENT_UNKNOWN ? EXIT_USAGE : fine ? EXIT_FINE : EXIT_DIAGNOSTICS;
}

int with_stack(const struct stack_arguments *arguments, const char *source, const struct environment *environment, use_compilation *use, void *context)
{
    struct session *session = session_new(STR(""));
    struct stack_arguments one = *arguments;
    struct compilation compilation;
    one.compile.source = source;
    if (environment) one.compile.environment = environment->name;
    int code = compile_stack(&one, environment, session, &compilation, NULL);
    if (code == EXIT_FINE) code = use(context, &compilation, environment);
    session_free(session);
    return code;
}

int check_stack(struct stack_arguments *arguments, struct session *session, struct compilation *compilation)
{
    struct compile_options *options = &arguments->compile;
    const struct environment *environment;
    session->stdlib = stdlib_folder(session->arena);
    enum environment_choice choice = environment_choose(session, options, &environment);
    if (choice == ENVIRONMENT_CHOSEN) *compilation = compile_check(session, options);
    if (choice == ENVIRONMENT_CHOSEN && arguments->needs_stack) require_stack(session, compilation);
    if (session_ok(session)) return EXIT_FINE;
    show_diags(session);
    return choice == ENVIRONMENT_UNKNOWN ? EXIT_USAGE : EXIT_DIAGNOSTICS;
}

/* ---- all stacks of a project ---- */

/* -e chooses those of its name, of all stacks. */
static bool is_chosen(const struct stack_arguments *arguments, const struct environment *environment)
{
    const char *wanted = arguments->compile.environment;
    return !wanted || (environment->name && strcmp(environment->name, wanted) == 0);
}

static void require_environment(const char *command, const struct stack_arguments *arguments, const struct project *project)
{
    struct suggestion suggestion = suggestion_for(NULL, str_of(arguments->compile.environment ? arguments->compile.environment : ""));
    for (size_t i = 0; i < project->environments.n; i++) {
        if (is_chosen(arguments, &project->environments.at[i])) return;
        if (project->environments.at[i].name) suggestion_offer(&suggestion, str_of(project->environments.at[i].name));
    }
    bool near = suggestion.best.n;
    if (arguments->compile.environment) usage_error(command, "stk.project has no environment '%s'%s%.*s%s", arguments->compile.environment,
            near ? "; did you mean '" : "", STR_ARG(suggestion.best), near ? "'?" : "");
}

/* The environments that are meant, and what is to be done with each. */
struct chosen {
    const struct stack_arguments *arguments;
    each_environment *each;
    void *context;
    VEC(const struct environment *) environments;
};

static void choose(struct chosen *chosen, struct session *session, const struct project *project, const struct changed_files *changed)
{
    for (size_t i = 0; i < project->environments.n; i++) {
        const struct environment *environment = &project->environments.at[i];
        if (!is_chosen(chosen->arguments, environment)) continue;
        if (!changed || is_changed_environment(changed, project, chosen->arguments, environment))
            vec_push(session->arena, &chosen->environments, environment);
        else if (chosen->arguments->format == FORMAT_TEXT && !chosen->arguments->quiet)
            printf("same   %s%s%s\n", environment->stack, environment->name ? " " : "", environment->name ? environment->name : "");
    }
}

static int run_chosen(void *context, size_t number)
{
    const struct chosen *chosen = context;
    return chosen->each(chosen->context, chosen->arguments, chosen->environments.at[number]);
}

int in_project(const char *command, const char *folder, const struct stack_arguments *arguments, each_environment *each, void *context)
{
    struct session *session = session_new(STR(""));
    const struct project *project = project_read(session, folder);
    int code = session_ok(session) ? EXIT_FINE : EXIT_DIAGNOSTICS;
    if (!project && code == EXIT_FINE) usage_error(command, "there is no stk.project here; name a stack");
    const char *root = project_root(session->arena, folder ? folder : ".").s;
    if (code != EXIT_FINE) report_add(arguments->report, &session->diags, subject_in(session->arena, root), NULL);
    if (project) require_environment(command, arguments, project);
    struct chosen chosen = {.arguments = arguments, .each = each, .context = context};
    struct changed_files changed;
    bool since = arguments->since && project;
    if (since && !changed_files_read(session->arena, command, arguments->since, &changed)) code = EXIT_DIAGNOSTICS;
    else if (project) choose(&chosen, session, project, since ? &changed : NULL);
    int result = run_jobs(chosen.environments.n, arguments->format == FORMAT_TEXT ? arguments->jobs : 1, run_chosen, &chosen);
    session_free(session);
    return result != EXIT_FINE ? result : code;
}
