/* stk compile */
#include "remembered.h"

#include "base/folder.h"

#include <errno.h>
#include <getopt.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>

struct arguments {
    struct stack_arguments stacks;
    struct output_options output;
    bool all, timings;
};

static const char help[] =
    "usage: stk compile [OPTIONS] STACK -o FOLDER\n"
    "       stk compile [OPTIONS] --all -o FOLDER\n\n"
    "Writes the manifests of a stack, one object a file, in the order of their names.\n"
    "STACK is a .stk file, a folder FOO with FOO/FOO.stk, - for standard input, or the name of\n"
    "one in stk.project.\n\n"
    "  -o, --out FOLDER     replaced as a whole; FILE.yaml, FILE.yml or FILE.json is one stream\n"
    "                       in a file, and - one to standard output\n"
    "      --all            every environment of every stack in stk.project, into FOLDER/STACK/ENVIRONMENT;\n"
    "                       with -e those of that name\n"
    "      --stream FORMAT  of such a stream: yaml (default) or json (one object a line)\n"
    "      --order STYLE    waves (default); argocd or kapp add that tool's annotations;\n"
    "                       flux writes manifests/ and, in flux/, the Kustomization of it\n"
    "      --flux KEY=VALUE of --order flux: name (that of the stack), namespace (flux-system),\n"
    "                       interval (10m), source (GitRepository/flux-system), path (of FOLDER\n"
    "                       in that source; from the top of its git repository)\n"
    "  -q, --quiet          no summary\n"
    "      --timings        CPU time and memory of each stage, to standard error\n"
    RUN_HELP STACK_HELP;

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

enum { OPTION_STREAM = OPTION_OWN, OPTION_ORDER, OPTION_FLUX, OPTION_ALL, OPTION_TIMINGS };

static const struct option options[] = {
    STACK_OPTIONS, RUN_OPTIONS, {"out", required_argument, NULL, 'o'}, {"stream", required_argument, NULL, OPTION_STREAM},
    {"order", required_argument, NULL, OPTION_ORDER}, {"flux", required_argument, NULL, OPTION_FLUX}, {"all", no_argument, NULL, OPTION_ALL},
    {"quiet", no_argument, NULL, 'q'}, {"timings", no_argument, NULL, OPTION_TIMINGS}, {NULL, 0, NULL, 0},
};

static void take_option(struct arena *arena, struct arguments *arguments, int option)
{
    switch (option) {
    case 'o': arguments->output.target = optarg; return;
    case OPTION_STREAM: arguments->output.stream = parse_stream(optarg); return;
    case OPTION_ORDER: arguments->output.order = parse_order(optarg); return;
    case OPTION_FLUX: parse_flux(optarg, &arguments->output.flux); return;
    case OPTION_ALL: arguments->all = true; return;
    case 'q': arguments->stacks.quiet = true; return;
    case OPTION_TIMINGS: arguments->timings = true; return;
    default: take_stack_option(arena, &arguments->stacks, "compile", option);
    }
}

/* By the name of the target, and by --stream. */
static void choose_stream(struct output_options *output)
{
    if (!output->target || !*output->target) usage_error("compile", "say where to: -o FOLDER, -o FILE.yaml, or -o - for a stream");
    enum stream_format format = stream_format_of(output->target);
    if (format == STREAM_NONE && output->stream)
        usage_error("compile", "--stream goes with -o - or -o FILE.yaml, and '%s' is a folder", output->target);
    if (format != STREAM_NONE && output->order == ORDER_FLUX) usage_error("compile", "--order flux writes a folder: -o FOLDER");
    if (!output->stream) output->stream = format;
}

static void refuse_contradictions(const struct arguments *arguments, int named)
{
    const struct flux_options standard = STANDARD_FLUX;
    bool flux = memcmp(&standard, &arguments->output.flux, sizeof standard) != 0;
    if (flux && arguments->output.order != ORDER_FLUX) usage_error("compile", "--flux goes with --order flux");
    if (arguments->all && named) usage_error("compile", "--all means all stacks of the project: name none");
    if (!arguments->all && named != 1) usage_error("compile", "one stack is compiled at a time, or all of stk.project with --all");
    enum diag_format format = arguments->stacks.format;
    bool twice = strcmp(arguments->output.target, "-") == 0 && (format == FORMAT_GITHUB || format == FORMAT_GITLAB);
    if (twice) usage_error("compile", "--format github and gitlab write to standard output, as -o - does: name a file");
    if (!arguments->all && arguments->stacks.since) usage_error("compile", "--changed-since goes with --all");
    if (arguments->all && arguments->output.stream != STREAM_NONE) usage_error("compile", "--all writes folders: -o FOLDER");
}

/* ---- writing ---- */

/* What is told of it goes to SUMMARY, too. */
static int write_output(const struct arguments *arguments, const struct output_options *output, const struct compilation *compilation, struct buf *summary)
{
    if (output->stream != STREAM_NONE) return write_stream(compilation, output) ? EXIT_FINE : EXIT_DIAGNOSTICS;
    if (!write_folder(compilation, output)) return EXIT_DIAGNOSTICS;
    bool told = !arguments->stacks.quiet && arguments->stacks.format == FORMAT_TEXT; /* of the two, only one is meant for standard output */
    if (told) write_summary(compilation, summary);
    buf_write(summary, stdout);
    return EXIT_FINE;
}

static void tell_timings(struct compilation *compilation)
{
    struct buf text = {0};
    if (compilation->order) stage_done(&compilation->timings, STAGE_WRITE, compilation->session->arena);
    write_timings(&text, &compilation->timings);
    buf_write(&text, stderr);
    buf_free(&text);
}

/* Streams are written each time, and timings are those of this time. */
static bool is_cached(const struct arguments *arguments)
{
    return !arguments->stacks.uncached && !arguments->timings && arguments->output.stream == STREAM_NONE;
}

static int compile_one(struct arguments *arguments, const struct environment *environment)
{
    struct session *session = session_new(STR(""));
    struct compilation compilation;
    struct output_options output = arguments->output;
    struct remembered remembered = {.command = "compile", .output = &output, .quiet = arguments->stacks.quiet};
    struct buf summary = {0};
    bool cached = is_cached(arguments);
    if (cached) output.written = &remembered.written;
    int code = compile_stack(&arguments->stacks, environment, session, &compilation, cached ? &remembered : NULL);
    if (code == EXIT_FINE && !remembered.found) {
        code = write_output(arguments, &output, &compilation, &summary);
        if (code == EXIT_FINE) remembered_keep(&remembered, session, (Str){summary.s, summary.n});
    }
    if (arguments->timings) tell_timings(&compilation);
    buf_free(&summary);
    remembered_free(&remembered);
    session_free(session);
    return code;
}

static int compile_environment(void *context, const struct stack_arguments *stacks, const struct environment *environment)
{
    struct arguments one = *(const struct arguments *)context;
    struct arena *arena = arena_new(0);
    const char *above = arena_printf(arena, "%s/%s", one.output.target, environment->stack).s;
    one.stacks = *stacks;
    one.stacks.compile.source = environment->options.source;
    one.stacks.compile.environment = environment->name;
    one.output.target = environment->name ? arena_printf(arena, "%s/%s", above, environment->name).s : above;
    int code = EXIT_DIAGNOSTICS;
    if (make_folders(environment->name ? above : ((const struct arguments *)context)->output.target)) code = compile_one(&one, environment);
    else fprintf(stderr, "stk: error[E1204]: '%s' cannot be made: %s\n", above, strerror(errno));
    arena_free(arena);
    return code;
}

int command_compile(int argc, char **argv)
{
    struct arena *arena = arena_new(0);
    struct arguments arguments = {.stacks.needs_stack = true, .output.flux = STANDARD_FLUX};
    for (int option; (option = next_option(argc, argv, STACK_OPTION_LETTERS RUN_OPTION_LETTERS "o:q", options, help)) != -1;) take_option(arena, &arguments, option);
    choose_stream(&arguments.output);
    refuse_contradictions(&arguments, argc - optind);
    stack_arguments_done(&arguments.stacks);
    arguments.stacks.compile.source = argv[optind];
    int code = arguments.all ? in_project("compile", NULL, &arguments.stacks, compile_environment, &arguments) : compile_one(&arguments, NULL);
    end_report(arguments.stacks.report);
    arena_free(arena);
    return code;
}
