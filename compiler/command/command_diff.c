/* stk diff OLD NEW; stk diff --against REV [STACK] */
#include "command.h"
#include "foreign_stack.h"

#include "base/folder.h"
#include "compile/project.h"
#include "review/diff_report.h"
#include "review/revision.h"

#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char help[] =
    "usage: stk diff [OPTIONS] OLD NEW\n"
    "       stk diff --against REV [OPTIONS] [STACK]\n\n"
    "Tells what changes between two folders that 'stk compile -o' wrote: first what that does to a running cloud (what\n"
    "rolls and how, what is lost, what cannot be changed in place, new privileges), then the fields that differ, each\n"
    "with the line that caused it. With --against, STACK as it is now is compared with STACK as it is in a git revision;\n"
    "without STACK, all stacks and environments of stk.project are. Both are compiled with the same stk.\n"
    "Objects that have the same hash in both stack.json are the same; their manifests are not read, so that what was\n"
    "written into one of them by hand is not seen.\n\n"
    "OLD and NEW may also be Kubernetes manifests that others wrote, as Helm and kustomize render them: files, folders\n"
    "of them, or - for standard input, as in: helm template NAME CHART | stk diff old/ -\n"
    "Objects are the same that have the kind, the namespace and the name in common. Nothing is type-checked\n"
    "('stk check' does that), and what only a stack can say, such as quorums, is not known.\n\n"
    "      --against REV    commit, branch or tag\n"
    "      --format FORMAT  text (default), markdown or json\n"
    "      --graph-link URL of markdown, the address of a picture of the order; {stack} and {environment} in it stand\n"
    "                       for their names\n"
    "  -f, --values FILE    of STACK, parameters; may be repeated, later files win\n"
    "      --set PATH=VALUE of STACK, one parameter; wins over files\n"
    "  -e, --environment E  of STACK, an environment in stk.project\n"
    "      --kube 1.NN      target version of STACK or manifests, 1.20 to 1.36\n"
    "  -n, --namespace NAME of manifests, that of objects that tell none\n"
    "  -h, --help\n\n"
    "Marks: !! cannot be done, or loses data or a quorum; ! an outage, a privilege, something that goes away; ~ pods\n"
    "restart, jobs run. What is secret is never shown.\n\n"
    "Markdown is a comment for a pull request: each service is folded, and open where somebody must look at it. All of it\n"
    "stays below the 65,536 characters that GitHub takes; what does not fit is counted in a sentence.\n\n"
    "      stk diff --against origin/main --format markdown --graph-link https://example.org/graphs/{stack}.svg\n\n"
    "JSON: {schema: 1, before, after: {stack, kube, environment, cluster}, consequences: [{kind, weight: danger | care |\n"
    "note | plain, service, of, name, text, because: [text], at}], objects: [{id, change: changed | created | pruned |\n"
    "runs-again | renamed | namespace | group, was, instance, fields: [{path, before, after, hidden, at, follows}]}]}.\n"
    "What is absent is left out. A later schema may add fields.\n\n"
    "Exit codes: 0 no difference, 2 differences, 1 an error, 64 wrong usage, 70 internal error, 130 interrupted.\n";

enum report_format { REPORT_TEXT, REPORT_MARKDOWN, REPORT_JSON };

struct arguments {
    struct arena *arena;
    struct compile_options compile;
    VEC(const char *) values, settings;
    struct foreign_options foreign;
    const char *against;
    enum report_format format;
    const char *graph;           /* address of a picture, for a comment; NULL: none */
    size_t room;                 /* of the comment that is left for this stack */
    bool several;                /* stacks in one report */
    Str stdlib;                  /* absolute, since the current folder changes */
};

/* ---- command line ---- */

static enum report_format parse_report(const char *text)
{
    static const char *const names[] = {[REPORT_TEXT] = "text", [REPORT_MARKDOWN] = "markdown", [REPORT_JSON] = "json"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (strcmp(text, names[i]) == 0) return (enum report_format)i;
    usage_error("diff", "--format takes text, markdown or json, not '%s'", text);
}

enum { OPTION_AGAINST = 256, OPTION_FORMAT, OPTION_SET, OPTION_KUBE, OPTION_GRAPH_LINK };

static const struct option options[] = {
    {"against", required_argument, NULL, OPTION_AGAINST}, {"format", required_argument, NULL, OPTION_FORMAT},
    {"values", required_argument, NULL, 'f'}, {"set", required_argument, NULL, OPTION_SET}, {"environment", required_argument, NULL, 'e'},
    {"kube", required_argument, NULL, OPTION_KUBE}, {"namespace", required_argument, NULL, 'n'},
    {"graph-link", required_argument, NULL, OPTION_GRAPH_LINK}, {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0},
};

/* It stands in Markdown, and must not end there. */
static const char *checked_link(const char *text)
{
    bool address = str_starts(str_of(text), STR("https://")) || str_starts(str_of(text), STR("http://"));
    for (const char *c = text; *c; c++) address = address && *c > ' ' && *c != 0x7f && !strchr("()<>[]\"\\`", *c);
    if (!address) usage_error("diff", "--graph-link takes an address as https://example.org/graphs/{stack}.svg, not '%s'", text);
    return text;
}

static void parse_option(struct arguments *arguments, int option)
{
    switch (option) {
    case OPTION_AGAINST: arguments->against = optarg; return;
    case OPTION_FORMAT: arguments->format = parse_report(optarg); return;
    case OPTION_SET: vec_push(arguments->arena, &arguments->settings, optarg); return;
    case OPTION_KUBE: arguments->compile.kube = parse_kube("diff", optarg); return;
    case OPTION_GRAPH_LINK: arguments->graph = checked_link(optarg); return;
    case 'f': vec_push(arguments->arena, &arguments->values, optarg); return;
    case 'e': arguments->compile.environment = optarg; return;
    case 'n': arguments->foreign.namespace = optarg; return;
    }
}

static void check_stack(const struct arguments *arguments, char **names, int n)
{
    if (n > 1) usage_error("diff", "one stack is compared with its revision at a time");
    if (n && strcmp(names[0], "-") == 0) usage_error("diff", "standard input has no revisions; name a stack");
    if (arguments->against[0] == '-') usage_error("diff", "--against takes a revision, not '%s'", arguments->against);
    if (arguments->foreign.namespace) usage_error("diff", "-n is for manifests: a stack tells its namespace");
}

static void check_folders(const struct arguments *arguments, char **names, int n)
{
    const struct compile_options *compile = &arguments->compile;
    if (n != 2) usage_error("diff", "name two folders, the old one and the new one; or --against REVISION and a stack");
    bool foreign = is_foreign(arguments->arena, names[0]) || is_foreign(arguments->arena, names[1]);
    if (compile->nvalues || compile->nsettings || compile->environment)
        usage_error("diff", "-f, --set and -e go with --against: folders are compiled already");
    if (!foreign && (compile->kube || arguments->foreign.namespace))
        usage_error("diff", "--kube and -n are for manifests: folders are compiled already");
    if (strcmp(names[0], "-") == 0 && strcmp(names[1], "-") == 0) usage_error("diff", "standard input can be one of both");
}

static void parse_arguments(int argc, char **argv, struct arguments *arguments)
{
    for (int option; (option = next_option(argc, argv, "f:e:n:h", options, help)) != -1;) parse_option(arguments, option);
    struct compile_options *compile = &arguments->compile;
    compile->values = arguments->values.at;
    compile->nvalues = arguments->values.n;
    compile->settings = arguments->settings.at;
    compile->nsettings = arguments->settings.n;
    arguments->foreign.kube = compile->kube;
    arguments->room = COMMENT_MAX;
    if (arguments->graph && arguments->format != REPORT_MARKDOWN) usage_error("diff", "--graph-link goes with --format markdown");
    if (arguments->against) check_stack(arguments, argv + optind, argc - optind);
    else check_folders(arguments, argv + optind, argc - optind);
}

/* ---- two folders ---- */

static void put_comment(const struct arguments *arguments, const struct diff_report *diff, struct buf *out)
{
    if (arguments->several && diff_is_empty(diff)) buf_printf(out, "%.*s: ", STR_ARG(report_name(diff)));
    write_diff_markdown(diff, arguments->graph, arguments->room, out);
    if (arguments->several) buf_char(out, '\n');
}

static int report(struct session *session, struct arguments *arguments, struct compiled *before, struct compiled *after)
{
    struct buf out = {0};
    struct comparison *comparison = compare(before, after);
    struct diff_report diff = {.session = session, .comparison = comparison, .consequences = analyse_impact(comparison)};
    int code = session_ok(session) ? diff_is_empty(&diff) ? EXIT_FINE : EXIT_DIFFERENT : EXIT_DIAGNOSTICS;
    bool color = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
    if (code == EXIT_DIAGNOSTICS) show_diags(session);
    else if (arguments->format == REPORT_TEXT) write_diff_text(&diff, color, &out);
    else if (arguments->format == REPORT_MARKDOWN) put_comment(arguments, &diff, &out);
    else write_diff_json(&diff, &out);
    arguments->room -= out.n < arguments->room ? out.n : arguments->room;
    bool written = buf_write(&out, stdout) && fflush(stdout) == 0;
    if (!written) fputs("stk: error[E1005]: standard output cannot be written\n", stderr);
    buf_free(&out);
    comparison_free(comparison);
    return written ? code : EXIT_DIAGNOSTICS;
}

static struct compiled *read_side(const struct arguments *arguments, struct session *session, const char *path)
{
    return is_foreign(arguments->arena, path) ? foreign_stack(session, path, &arguments->foreign) : compiled_read(session, path);
}

/* OLD is NULL where there was no such stack. */
static int compare_folders(struct arguments *arguments, const char *old, const char *new)
{
    struct session *session = session_new(STR(""));
    struct compiled *before = old ? read_side(arguments, session, old) : compiled_empty(session), *after = read_side(arguments, session, new);
    int code = before && after ? report(session, arguments, before, after) : show_diags(session);
    compiled_free(before);
    compiled_free(after);
    session_free(session);
    return code;
}

/* ---- a stack and a revision ---- */

enum outcome { COMPILED, FAILED, NO_SUCH_STACK, NO_SUCH_ENVIRONMENT };

static bool has_stack(struct session *session, const struct compile_options *compile)
{
    if (!compile_has_source(session->arena, compile->source)) return false;
    return !compile->environment || environment_find(session->arena, project_read(session, compile->source), compile);
}

static enum outcome compile_into(const struct arguments *arguments, struct compile_options compile, const char *folder, const struct revision *old)
{
    struct session *session = session_new(arguments->stdlib);
    enum outcome outcome = !old || has_stack(session, &compile) ? FAILED : NO_SUCH_STACK;
    const struct environment *environment;
    enum environment_choice choice = ENVIRONMENT_BROKEN;
    if (outcome == FAILED && session_ok(session)) choice = environment_choose(session, &compile, &environment);
    if (choice == ENVIRONMENT_CHOSEN) {
        struct compilation compilation = compile_check(session, &compile);
        compile_run(&compilation);
        if (session_ok(session) && !compilation.root) diag_add(&session->diags, E0114, (Span){0}, "'%s' has no stack", compile.source);
        if (session_ok(session) && write_folder(&compilation, &(struct output_options){.target = folder})) outcome = COMPILED;
    }
    if (!session_ok(session) && old) fprintf(stderr, "stk diff: the revision '%s' has errors:\n", old->name);
    if (!session_ok(session)) outcome = FAILED;
    if (!old || outcome == FAILED) show_diags(session);
    session_free(session);
    return choice == ENVIRONMENT_UNKNOWN ? NO_SUCH_ENVIRONMENT : outcome;
}

static struct compile_options in_revision(const struct revision *revision, struct compile_options compile)
{
    const char **values = NEW_ARRAY(revision->arena, compile.nvalues + 1, const char *);
    for (size_t i = 0; i < compile.nvalues; i++) values[i] = revision_path(revision, compile.values[i]);
    compile.source = revision_path(revision, compile.source);
    compile.values = values;
    return compile;
}

static int compare_stack(struct arguments *arguments, const struct revision *revision, const char *folder,
                         const struct compile_options *compile)
{
    const char *old = arena_printf(revision->arena, "%s/old", folder).s, *new = arena_printf(revision->arena, "%s/new", folder).s;
    enum outcome now = compile_into(arguments, *compile, new, NULL);
    if (now != COMPILED) return now == NO_SUCH_ENVIRONMENT ? EXIT_USAGE : EXIT_DIAGNOSTICS;
    struct compile_options was = in_revision(revision, *compile);
    int here = open(".", O_RDONLY | O_DIRECTORY);
    enum outcome outcome = here >= 0 && revision_enter(revision) ? compile_into(arguments, was, old, revision) : FAILED;
    if (here < 0 || fchdir(here) != 0 || outcome == FAILED) return EXIT_DIAGNOSTICS;
    close(here);
    return compare_folders(arguments, outcome == COMPILED ? old : NULL, new);
}

/* An error is worse than a difference, and a difference worse than none. */
static int worse(int a, int b) { return a == EXIT_DIAGNOSTICS || b == EXIT_FINE ? a : b; }

static bool is_chosen(const struct arguments *arguments, const struct environment *environment)
{
    const char *wanted = arguments->compile.environment;
    return !wanted || (environment->name && strcmp(wanted, environment->name) == 0);
}

static size_t count_chosen(const struct arguments *arguments, const struct project *project)
{
    size_t n = 0;
    for (size_t i = 0; i < project->environments.n; i++) n += is_chosen(arguments, &project->environments.at[i]);
    return n;
}

/* All are one comment: each has its share of the room that those before it left. */
static int compare_project(struct arguments *arguments, const struct revision *revision, const char *folder)
{
    struct session *session = session_new(STR(""));
    const struct project *project = project_read(session, NULL);
    int code = show_diags(session);
    if (!project && code == EXIT_FINE) usage_error("diff", "there is no stk.project here; name a stack");
    size_t left = project ? count_chosen(arguments, project) : 0, room = COMMENT_MAX;
    arguments->several = left > 1;
    for (size_t i = 0; project && i < project->environments.n; i++) {
        const struct environment *environment = &project->environments.at[i];
        struct compile_options one = arguments->compile;
        if (!is_chosen(arguments, environment)) continue;
        size_t share = arguments->room = room / left--;
        one.source = environment->options.source;
        one.environment = environment->name;
        if (arguments->format == REPORT_TEXT) printf("%s== %s%s%s\n", i ? "\n" : "", environment->stack, environment->name ? " " : "",
                environment->name ? environment->name : "");
        code = worse(code, compare_stack(arguments, revision, folder, &one));
        room -= share - arguments->room;
    }
    session_free(session);
    return code;
}

static int compare_revision(void *context, const char *folder)
{
    struct arguments *arguments = context;
    struct revision revision;
    if (!revision_read(arguments->arena, arguments->against, folder, &revision)) return EXIT_DIAGNOSTICS;
    if (!arguments->compile.source) return compare_project(arguments, &revision, folder);
    struct session *session = session_new(STR(""));
    struct compile_options compile = arguments->compile;
    replace_stack_name(session, &compile);
    int code = compare_stack(arguments, &revision, folder, &compile);
    session_free(session);
    return code;
}

int command_diff(int argc, char **argv)
{
    struct arguments arguments = {.arena = arena_new(0)};
    char absolute[PATH_MAX];
    parse_arguments(argc, argv, &arguments);
    arguments.stdlib = stdlib_folder(arguments.arena);
    if (realpath(arguments.stdlib.s, absolute)) arguments.stdlib = str_of(absolute);
    if (arguments.against && optind < argc) arguments.compile.source = argv[optind];
    int code = arguments.against ? with_temporary_folder(compare_revision, &arguments) : compare_folders(&arguments, argv[optind], argv[optind + 1]);
    arena_free(arguments.arena);
    return code;
}
