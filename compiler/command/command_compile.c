/* stk check, stk compile */
#include "command.h"

#include "compile/manifest_files.h"
#include "compile/project.h"

#include <getopt.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct arguments {
    struct compile_options compile;
    VEC(const char *) values, settings;
    VEC(const char *) definitions;  /* of manifests */
    const char *namespace;
    enum diag_format format;
    struct output_options output;
    bool quiet;
};

static const char check_help[] =
    "usage: stk check [OPTIONS] [STACK…]\n"
    "       stk check [OPTIONS] MANIFESTS…\n\n"
    "Type-checks stacks, evaluates them and examines their objects; writes nothing.\n"
    "STACK is a .stk file, a folder FOO with FOO/FOO.stk, or - for standard input.\n"
    "Without one, all environments of all stacks in stk.project are checked; with -e those of that name.\n\n"
    "MANIFESTS are Kubernetes objects that others wrote: .yaml, .yml and .json files, folders of them,\n"
    "or - for standard input, as in: helm template NAME CHART | stk check -\n"
    "All of them are one input. Folders are read to the bottom, without hidden files, kustomizations and\n"
    "Helm charts. Every object is typed by the target version, custom ones by the definitions that are in\n"
    "the input or given with --crd; without one they are counted and left alone.\n"
    "Then the objects are examined together, as those of a stack are. What cannot be known is not accused:\n"
    "  A ConfigMap or Secret that is not in the input may be in the cluster. If it is, its keys are checked.\n"
    "  A ServiceAccount, Role, ClusterRole, Service, claim or class must be in the input when others of its\n"
    "    kind are, in the same namespace. A selector must find pods when the input has some there, unless a\n"
    "    custom object there may have them made.\n"
    "  Ports count by name. A number need not be declared by any container.\n"
    "  Pods may do what they like in namespaces that have no pod-security label here.\n"
    "  Nodes and their folders are not known; ports of a node are where DaemonSets meet on all of them.\n\n"
    "      --crd FILE       definitions of custom kinds that are not in the input; may be repeated\n"
    "  -n, --namespace NAME namespace of objects that tell none, as for kubectl\n\n";
static const char compile_help[] =
    "usage: stk compile [OPTIONS] STACK -o FOLDER\n\n"
    "Writes the manifests of a stack, one object a file, in the order of their names.\n"
    "STACK is a .stk file, a folder FOO with FOO/FOO.stk, or - for standard input.\n\n"
    "  -o, --out FOLDER     replaced as a whole; FILE.yaml, FILE.yml or FILE.json is one stream\n"
    "                       in a file, and - one to standard output\n"
    "      --stream FORMAT  of such a stream: yaml (default) or json (one object a line)\n"
    "      --order STYLE    waves (default); argocd or kapp add that tool's annotations;\n"
    "                       flux writes manifests/ and, in flux/, the Kustomization of it\n"
    "      --flux KEY=VALUE of --order flux: name (that of the stack), namespace (flux-system),\n"
    "                       interval (10m), source (GitRepository/flux-system), path (of FOLDER\n"
    "                       in that source; from the top of its git repository)\n"
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

static const struct flux_key { const char *key, *pattern, *example; } flux_keys[] = {
    {"name", "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$", "shop"}, {"namespace", "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "flux-system"},
    {"interval", "^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$", "10m"},
    {"source", "^(GitRepository|OCIRepository|Bucket)/[a-z0-9]([-a-z0-9.]*[a-z0-9])?$", "GitRepository/infra"},
    {"path", "^[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*$", "clusters/prod/shop"},
};

/* KEY=VALUE */
static void parse_flux(const char *text, struct flux_options *flux)
{
    const char **values[] = {&flux->name, &flux->namespace, &flux->interval, &flux->source, &flux->path};
    for (size_t i = 0; i < COUNT(flux_keys); i++) {
        const struct flux_key *key = &flux_keys[i];
        size_t n = strlen(key->key);
        regex_t pattern;
        if (strncmp(text, key->key, n) != 0 || text[n] != '=') continue;
        *values[i] = text + n + 1;
        bool fits = regcomp(&pattern, key->pattern, REG_EXTENDED | REG_NOSUB) == 0 && regexec(&pattern, *values[i], 0, NULL, 0) == 0;
        regfree(&pattern);
        if (!fits) usage_error("compile", "--flux %s=%s: it looks like %s=%s", key->key, *values[i], key->key, key->example);
        return;
    }
    usage_error("compile", "--flux takes name, namespace, interval, source or path, then '=', not '%s'", text);
}

static enum stream_format parse_stream(const char *text)
{
    if (strcmp(text, "yaml") == 0) return STREAM_YAML;
    if (strcmp(text, "json") == 0) return STREAM_JSON;
    usage_error("compile", "--stream takes yaml or json, not '%s'", text);
}

enum { OPTION_SET = 256, OPTION_CRD, OPTION_KUBE, OPTION_FORMAT, OPTION_STREAM, OPTION_ORDER, OPTION_FLUX };

static const struct option options[] = {
    {"values", required_argument, NULL, 'f'}, {"set", required_argument, NULL, OPTION_SET}, {"environment", required_argument, NULL, 'e'},
    {"kube", required_argument, NULL, OPTION_KUBE}, {"format", required_argument, NULL, OPTION_FORMAT}, {"help", no_argument, NULL, 'h'},
    {"out", required_argument, NULL, 'o'}, {"stream", required_argument, NULL, OPTION_STREAM}, {"order", required_argument, NULL, OPTION_ORDER},
    {"flux", required_argument, NULL, OPTION_FLUX},
    {"quiet", no_argument, NULL, 'q'}, {"crd", required_argument, NULL, OPTION_CRD}, {"namespace", required_argument, NULL, 'n'},
    {NULL, 0, NULL, 0},
};

static void parse_own_option(struct arena *arena, struct arguments *arguments, const char *command, int option)
{
    bool compiles = strcmp(command, "compile") == 0;
    if (compiles && option == 'o') arguments->output.target = optarg;
    else if (compiles && option == OPTION_STREAM) arguments->output.stream = parse_stream(optarg);
    else if (compiles && option == OPTION_ORDER) arguments->output.order = parse_order(optarg);
    else if (compiles && option == OPTION_FLUX) parse_flux(optarg, &arguments->output.flux);
    else if (compiles && option == 'q') arguments->quiet = true;
    else if (!compiles && option == OPTION_CRD) vec_push(arena, &arguments->definitions, optarg);
    else if (!compiles && option == 'n') arguments->namespace = optarg;
    else usage_error(command, "unknown option; 'stk %s --help' lists them", command);
}

static void parse_option(struct arena *arena, struct arguments *arguments, const char *command, int option)
{
    switch (option) {
    case 'f': vec_push(arena, &arguments->values, optarg); return;
    case OPTION_SET: vec_push(arena, &arguments->settings, optarg); return;
    case 'e': arguments->compile.environment = optarg; return;
    case OPTION_KUBE: arguments->compile.kube = parse_kube(command, optarg); return;
    case OPTION_FORMAT: arguments->format = parse_format(command, optarg); return;
    case 'h':
        printf("%s%s", strcmp(command, "compile") == 0 ? compile_help : check_help, common_help);
        exit(EXIT_FINE);
    default: parse_own_option(arena, arguments, command, option);
    }
}

static void parse_arguments(struct arena *arena, int argc, char **argv, struct arguments *arguments)
{
    optind = 1;
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "f:e:o:n:hq", options, NULL)) != -1;) parse_option(arena, arguments, argv[0], option);
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
        if (arguments->output.target) require_stack(&compilation);
    }
    int code = show_diags(session, arguments->format);
    if (code == EXIT_FINE && arguments->output.target) {
        const struct output_options *output = &arguments->output;
        bool stream = output->stream != STREAM_NONE;
        fine = stream ? write_stream(&compilation, output) : write_folder(&compilation, output);
        if (!fine) code = EXIT_DIAGNOSTICS;
        struct buf summary = {0};
        if (fine && !stream && !arguments->quiet) write_summary(&compilation, &summary);
        buf_write(&summary, stdout);
        buf_free(&summary);
    }
    session_free(session);
    return code;
}

/* -e chooses those of its name, of all stacks. */
static bool is_chosen(const struct arguments *arguments, const struct environment *environment)
{
    const char *wanted = arguments->compile.environment;
    return !wanted || (environment->name && strcmp(environment->name, wanted) == 0);
}

static void require_environment(const struct arguments *arguments, const struct project *project)
{
    struct suggestion suggestion = suggestion_for(str_of(arguments->compile.environment ? arguments->compile.environment : ""));
    for (size_t i = 0; i < project->environments.n; i++) {
        if (is_chosen(arguments, &project->environments.at[i])) return;
        if (project->environments.at[i].name) suggestion_offer(&suggestion, str_of(project->environments.at[i].name));
    }
    bool near = suggestion.best.n;
    if (arguments->compile.environment) usage_error("check", "stk.project has no environment '%s'%s%.*s%s", arguments->compile.environment,
            near ? "; did you mean '" : "", STR_ARG(suggestion.best), near ? "'?" : "");
}

static int check_project(const struct arguments *arguments)
{
    struct session *session = session_new(STR(""));
    const struct project *project = project_read(session, NULL);
    int code = show_diags(session, arguments->format);
    if (!project && code == EXIT_FINE) usage_error("check", "there is no stk.project here; name a stack");
    if (project) require_environment(arguments, project);
    for (size_t i = 0; project && i < project->environments.n; i++) {
        struct arguments one = *arguments;
        const struct environment *environment = &project->environments.at[i];
        if (!is_chosen(arguments, environment)) continue;
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

/* ---- stk check ---- */

/* Whether TEXT is YAML or JSON with objects, and no stack. */
static bool is_manifest_text(Str text)
{
    static const char *const starts[] = {"apiVersion:", "kind:", "---", "- apiVersion:"};
    size_t first = 0;
    while (first < text.n && strchr(" \t\r\n", text.s[first])) first++;
    if (first < text.n && text.s[first] == '{') return true;
    for (size_t i = 0; i < text.n; i++) {
        Str rest = {text.s + i, text.n - i};
        for (size_t k = 0; (i == 0 || text.s[i - 1] == '\n') && k < COUNT(starts); k++)
            if (str_starts(rest, str_of(starts[k]))) return true;
    }
    return false;
}

static bool is_manifest(const char *path, Str input)
{
    if (strcmp(path, "-") == 0) return is_manifest_text(input);
    return is_manifest_name(path) || is_plain_folder(path);
}

/* What the arguments of "stk check" name. */
struct named {
    VEC(const char *) stacks, manifests;
};

static void refuse_mixture(const struct arguments *arguments, const struct named *named)
{
    bool for_stacks = arguments->compile.nvalues || arguments->compile.nsettings || arguments->compile.environment;
    bool for_manifests = arguments->definitions.n || arguments->namespace;
    if (named->manifests.n && for_stacks) usage_error("check", "manifests have no parameters: -f, --set and -e are for stacks");
    if (!named->manifests.n && for_manifests) usage_error("check", "--crd and -n are for manifests");
}

static int check_named_manifests(const struct arguments *arguments, const struct named *named)
{
    if (!named->manifests.n) return EXIT_FINE;
    struct manifest_check check = {.paths = named->manifests.at, .npaths = named->manifests.n, .input = arguments->compile.input,
        .definitions = arguments->definitions.at, .ndefinitions = arguments->definitions.n, .namespace = arguments->namespace,
        .kube = arguments->compile.kube, .format = arguments->format};
    return check_manifests(&check);
}

static int check_named(struct session *session, struct arguments *arguments, char **paths, size_t n)
{
    struct named named = {0};
    for (size_t i = 0; i < n; i++)
        if (is_manifest(paths[i], arguments->compile.input)) vec_push(session->arena, &named.manifests, paths[i]);
        else vec_push(session->arena, &named.stacks, paths[i]);
    refuse_mixture(arguments, &named);
    int code = check_named_manifests(arguments, &named);
    for (size_t i = 0; i < named.stacks.n; i++) {
        struct arguments one = *arguments;
        one.compile.source = named.stacks.at[i];
        int result = compile_one(&one);
        if (result != EXIT_FINE) code = result;
    }
    return code;
}

/* It is read before it is known what it holds. */
static bool read_input(struct session *session, struct arguments *arguments, char **paths, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(paths[i], "-") != 0) continue;
        uint32_t id = read_source(session, "-", STR("<stdin>"));
        if (id) arguments->compile.input = source_at(&session->sources, id)->text;
        return id != 0;
    }
    return true;
}

int command_check(int argc, char **argv)
{
    struct session *session = session_new(STR(""));
    struct arguments arguments = {0};
    parse_arguments(session->arena, argc, argv, &arguments);
    char **paths = argv + optind;
    size_t n = (size_t)(argc - optind);
    int code;
    if (!n) code = check_project(&arguments);
    else if (!read_input(session, &arguments, paths, n)) code = show_diags(session, arguments.format);
    else code = check_named(session, &arguments, paths, n);
    session_free(session);
    return code;
}

/* By the name of the target, and by --stream. */
static void choose_stream(struct output_options *output)
{
    if (!output->target) usage_error("compile", "say where to: -o FOLDER, -o FILE.yaml, or -o - for a stream");
    enum stream_format format = stream_format_of(output->target);
    if (format == STREAM_NONE && output->stream) usage_error("compile", "--stream goes with -o - or -o FILE.yaml, and '%s' is a folder", output->target);
    if (format != STREAM_NONE && output->order == ORDER_FLUX) usage_error("compile", "--order flux writes a folder: -o FOLDER");
    if (!output->stream) output->stream = format;
}

int command_compile(int argc, char **argv)
{
    struct arena *arena = arena_new(0);
    struct arguments arguments = {.output.flux = {.namespace = "flux-system", .interval = "10m", .source = "GitRepository/flux-system"}};
    const struct flux_options standard = arguments.output.flux;
    parse_arguments(arena, argc, argv, &arguments);
    bool flux = memcmp(&standard, &arguments.output.flux, sizeof standard) != 0;
    if (flux && arguments.output.order != ORDER_FLUX) usage_error("compile", "--flux goes with --order flux");
    if (optind + 1 != argc) usage_error("compile", "one stack is compiled at a time");
    choose_stream(&arguments.output);
    arguments.compile.source = argv[optind];
    int code = compile_one(&arguments);
    arena_free(arena);
    return code;
}
