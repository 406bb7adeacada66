/* stk check, stk compile */
#include "command.h"

#include "project.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct arguments {
    struct compile_options compile;
    VEC(const char *) values, settings;
    const char *out;
    enum diag_format format;
    enum stream_format stream;
    enum order_style order;
    bool quiet;
};

static const char check_help[] =
    "usage: stk check [OPTIONS] [STACK…]\n\n"
    "Type-checks stacks, evaluates them and examines their objects; writes nothing.\n"
    "STACK is a .stk file, a folder FOO with FOO/FOO.stk, or - for standard input.\n"
    "Without one, all environments of all stacks in stk.project are checked.\n\n";
static const char compile_help[] =
    "usage: stk compile [OPTIONS] STACK -o FOLDER\n\n"
    "Writes the manifests of a stack, one object a file, in the order of their names.\n"
    "STACK is a .stk file, a folder FOO with FOO/FOO.stk, or - for standard input.\n\n"
    "  -o, --out FOLDER     replaced as a whole; - writes one stream to standard output\n"
    "      --stream FORMAT  of -o -: yaml (default) or json (one object a line)\n"
    "      --order STYLE    waves (default); argocd or kapp add that tool's annotations;\n"
    "                       flux writes a folder and a Kustomization for each wave\n"
    "  -q, --quiet          no summary\n";
static const char common_help[] =
    "  -f, --values FILE    parameters, YAML or JSON; may be repeated, later files win\n"
    "      --set PATH=VALUE one parameter; wins over files\n"
    "  -e, --environment E  values, version and cluster of environment E in stk.project\n"
    "      --kube 1.NN      target version, 1.20 to 1.36 (default 1.36)\n"
    "      --format FORMAT  of diagnostics: text (default), json or sarif\n"
    "  -h, --help\n\n"
    "Exit codes: 0 fine, 1 diagnostics with errors, 64 wrong usage, 70 internal error.\n";

static enum order_style parse_order(const char *text)
{
    if (strcmp(text, "waves") == 0) return ORDER_WAVES;
    if (strcmp(text, "argocd") == 0) return ORDER_ARGOCD;
    if (strcmp(text, "kapp") == 0) return ORDER_KAPP;
    if (strcmp(text, "flux") == 0) return ORDER_FLUX;
    usage_error("compile", "--order takes waves, argocd, kapp or flux, not '%s'", text);
}

static enum stream_format parse_stream(const char *text)
{
    if (strcmp(text, "yaml") == 0) return STREAM_YAML;
    if (strcmp(text, "json") == 0) return STREAM_JSON;
    usage_error("compile", "--stream takes yaml or json, not '%s'", text);
}

enum { OPTION_SET = 256, OPTION_KUBE, OPTION_FORMAT, OPTION_STREAM, OPTION_ORDER };

static const struct option options[] = {
    {"values", required_argument, NULL, 'f'}, {"set", required_argument, NULL, OPTION_SET}, {"environment", required_argument, NULL, 'e'},
    {"kube", required_argument, NULL, OPTION_KUBE}, {"format", required_argument, NULL, OPTION_FORMAT}, {"help", no_argument, NULL, 'h'},
    {"out", required_argument, NULL, 'o'}, {"stream", required_argument, NULL, OPTION_STREAM}, {"order", required_argument, NULL, OPTION_ORDER},
    {"quiet", no_argument, NULL, 'q'}, {NULL, 0, NULL, 0},
};

static void parse_option(struct arena *arena, struct arguments *arguments, const char *command, int option)
{
    bool compiles = strcmp(command, "compile") == 0;
    switch (option) {
    case 'f': vec_push(arena, &arguments->values, optarg); return;
    case OPTION_SET: vec_push(arena, &arguments->settings, optarg); return;
    case 'e': arguments->compile.environment = optarg; return;
    case OPTION_KUBE: arguments->compile.kube = parse_kube(command, optarg); return;
    case OPTION_FORMAT: arguments->format = parse_format(command, optarg); return;
    case 'h':
        printf("%s%s", compiles ? compile_help : check_help, common_help);
        exit(EXIT_FINE);
    default: break;
    }
    if (option == '?' || !compiles) usage_error(command, "unknown option; 'stk %s --help' lists them", command);
    switch (option) {
    case 'o': arguments->out = optarg; break;
    case OPTION_STREAM: arguments->stream = parse_stream(optarg); break;
    case OPTION_ORDER: arguments->order = parse_order(optarg); break;
    default: arguments->quiet = true; break;
    }
}

static void parse_arguments(struct arena *arena, int argc, char **argv, struct arguments *arguments)
{
    optind = 1;
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "f:e:o:hq", options, NULL)) != -1;) parse_option(arena, arguments, argv[0], option);
    arguments->compile.values = arguments->values.at;
    arguments->compile.nvalues = arguments->values.n;
    arguments->compile.settings = arguments->settings.at;
    arguments->compile.nsettings = arguments->settings.n;
}

/* ---- commands ---- */

static void require_stack(const struct compilation *compilation)
{
    if (!session_ok(compilation->session) || compilation->root) return;
    struct diag *diag = diag_add(&compilation->session->diags, E0114, (Span){0}, "'%s' has no stack", compilation->options->source);
    diag_help(&compilation->session->diags, diag, "a stack is what can be compiled: stack NAME { … }");
}

static int compile_one(struct arguments *arguments)
{
    struct session *session = session_new(STR(""));
    session->stdlib = stdlib_folder(session->arena);
    struct compilation compilation = {.session = session};
    bool fine = environment_apply(session, &arguments->compile);
    if (fine) {
        compilation = compile_check(session, &arguments->compile);
        compile_run(&compilation);
        if (arguments->out) require_stack(&compilation);
    }
    int code = show_diags(session, arguments->format);
    if (code == EXIT_FINE && arguments->out) {
        bool stream = strcmp(arguments->out, "-") == 0;
        fine = stream ? write_stream(&compilation, arguments->stream) : write_folder(&compilation, arguments->out, arguments->order);
        if (!fine) code = EXIT_DIAGNOSTICS;
        struct buf summary = {0};
        if (fine && !stream && !arguments->quiet) write_summary(&compilation, &summary);
        buf_write(&summary, stdout);
        buf_free(&summary);
    }
    session_free(session);
    return code;
}

static int check_project(const struct arguments *arguments)
{
    struct session *session = session_new(STR(""));
    const struct project *project = project_read(session);
    int code = show_diags(session, arguments->format);
    if (!project && code == EXIT_FINE) usage_error("check", "there is no stk.project here; name a stack");
    for (size_t i = 0; project && i < project->environments.n; i++) {
        struct arguments one = *arguments;
        const struct environment *environment = &project->environments.at[i];
        one.compile.source = environment->options.source;
        one.compile.environment = NULL;
        environment_merge(session, &one.compile, environment);
        int result = compile_one(&one);
        if (arguments->format == FORMAT_TEXT)
            printf("%s %s%s%s\n", result == EXIT_FINE ? "ok    " : "failed", environment->stack, environment->name ? " " : "",
                    environment->name ? environment->name : "");
        if (result != EXIT_FINE) code = result;
    }
    session_free(session);
    return code;
}

int command_check(int argc, char **argv)
{
    struct arena *arena = arena_new(0);
    struct arguments arguments = {0};
    parse_arguments(arena, argc, argv, &arguments);
    int code = optind == argc ? check_project(&arguments) : EXIT_FINE;
    for (int i = optind; i < argc; i++) {
        struct arguments one = arguments;
        one.compile.source = argv[i];
        int result = compile_one(&one);
        if (result != EXIT_FINE) code = result;
    }
    arena_free(arena);
    return code;
}

int command_compile(int argc, char **argv)
{
    struct arena *arena = arena_new(0);
    struct arguments arguments = {0};
    parse_arguments(arena, argc, argv, &arguments);
    if (optind + 1 != argc) usage_error("compile", "one stack is compiled at a time");
    if (!arguments.out) usage_error("compile", "say where to: -o FOLDER, or -o - for a stream");
    arguments.compile.source = argv[optind];
    int code = compile_one(&arguments);
    arena_free(arena);
    return code;
}
