/* stk graph STACK | FOLDER | MANIFESTS; stk graph OLD NEW */
#include "foreign_stack.h"
#include "manifest_paths.h"
#include "one_stack.h"

#include "base/folder.h"
#include "graph/graph.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

enum graph_format { GRAPH_HTML, GRAPH_SVG, GRAPH_DOT, GRAPH_MERMAID, GRAPH_JSON, GRAPH_FORMATS };

struct arguments {
    struct arena *arena;
    struct stack_arguments stacks;
    const char *const *named;        /* one or two: stacks, folders that were compiled, or manifests of others */
    int count;
    enum graph_format format;        /* GRAPH_FORMATS: not told */
    enum layer layer;
    const char *target;              /* NULL: standard output */
};

static const char help[] =
    "usage: stk graph [OPTIONS] STACK | FOLDER | MANIFESTS\n"
    "       stk graph [OPTIONS] OLD NEW\n\n"
    "Draws a stack: what starts when and waits for what, with the reason, and the longest such chain; who reads which\n"
    "secret; and who may reach whom, as network policies have it. Columns are waves, rows are services on their planes.\n"
    "STACK is a .stk file, a folder FOO with FOO/FOO.stk, or the name of one in stk.project; FOLDER is one that\n"
    "'stk compile -o' wrote. Of two, the difference is one picture: what is added, what goes away, what changes.\n"
    "MANIFESTS are Kubernetes objects that others wrote: a file, a folder, or -. They are drawn as far as they tell: an\n"
    "object comes after those that it names, and belongs to the only workload that it names, chooses or is named by;\n"
    "what pods wait for inside, nobody knows. One without a name goes by its place.\n\n"
    "      stk graph openstack -e production -o openstack.html\n"
    "      stk graph out-main/ out/ -o change.html\n"
    "      stk graph out/ --format dot | dot -Tpdf -o out.pdf\n"
    "      helm template NAME CHART | stk graph - -o chart.html\n\n"
    "  -o, --out FILE       FILE instead of standard output; its ending tells the format: .html .svg .dot .gv .mmd .json\n"
    "      --format FORMAT  html (default): a page of its own, to be searched, folded and walked through, that needs no\n"
    "                       network; svg, dot (Graphviz), mermaid (its text), or json\n"
    "      --show LAYER     of svg, dot and mermaid, what is drawn: order (default), secrets or network; the page and\n"
    "                       JSON have all\n"
    "  -f, --values FILE    of STACK, parameters, YAML or JSON; may be repeated, later files win\n"
    "      --set PATH=VALUE of STACK, one parameter; wins over files\n"
    "  -e, --environment E  of STACK, values, version and cluster of environment E in stk.project\n"
    "      --images-lock F  of STACK, digests of images, as for 'stk compile'\n"
    "      --kube 1.NN      of STACK or MANIFESTS, target version, 1.20 to 1.36 (default 1.36)\n"
    "  -h, --help\n\n"
    "JSON: {schema: 1, stack, kube, environment, before, planes: [{name, nodes}], parts: [{id, label, service, plane,\n"
    "form: service | job | scheduled | operation | no pods, wave, pods, onEveryNode, onNodeNetwork, in, out: {free,\n"
    "anybody: [port], networks}, change, objects: [{id, wave, instance, at, change}]}], waits: [{from, to, reason, through,\n"
    "port, at, implied, change}], criticalPath: [part], secrets: [{namespace, name, instance, provider, generation, maker,\n"
    "readers: [part], change}], reaches: [{from, to, ports, change}]}. Parts are named by their ids; change is added,\n"
    "changed or removed. What is absent is left out. A later schema may add fields.\n\n"
    "Exit codes: 0 fine, 2 OLD and NEW differ, 1 an error, 64 wrong usage, 70 internal error, 130 interrupted.\n";

/* ---- command line ---- */

static const struct { const char *name, *endings[3]; } formats[GRAPH_FORMATS] = {
    [GRAPH_HTML] = {"html", {".html", ".htm"}}, [GRAPH_SVG] = {"svg", {".svg"}}, [GRAPH_DOT] = {"dot", {".dot", ".gv"}},
    [GRAPH_MERMAID] = {"mermaid", {".mmd", ".mermaid"}}, [GRAPH_JSON] = {"json", {".json"}},
};

static enum graph_format format_called(const char *name)
{
    for (size_t i = 0; i < GRAPH_FORMATS; i++)
        if (strcmp(formats[i].name, name) == 0) return (enum graph_format)i;
    usage_error("graph", "--format takes html, svg, dot, mermaid or json, not '%s'", name);
}

static enum graph_format format_of_file(const char *target)
{
    for (size_t i = 0; target && i < GRAPH_FORMATS; i++)
        for (size_t k = 0; formats[i].endings[k]; k++)
            if (str_ends(str_of(target), str_of(formats[i].endings[k]))) return (enum graph_format)i;
    return GRAPH_HTML;
}

static enum layer layer_called(const char *name)
{
    static const char *const layers[] = {[LAYER_ORDER] = "order", [LAYER_SECRETS] = "secrets", [LAYER_NETWORK] = "network"};
    for (size_t i = 0; i < COUNT(layers); i++)
        if (strcmp(layers[i], name) == 0) return (enum layer)i;
    usage_error("graph", "--show takes order, secrets or network, not '%s'", name);
}

enum { OPTION_SHOW = OPTION_OWN };

static const struct option options[] = {STACK_OPTIONS, {"out", required_argument, NULL, 'o'}, {"show", required_argument, NULL, OPTION_SHOW},
                                        {NULL, 0, NULL, 0}};

static void take_option(struct arguments *arguments, int option)
{
    switch (option) {
    case 'o': arguments->target = optarg; return;
    case OPTION_FORMAT: arguments->format = format_called(optarg); return;
    case OPTION_SHOW: arguments->layer = layer_called(optarg); return;
    default: take_stack_option(arguments->arena, &arguments->stacks, "graph", option);
    }
}

/* Options that say something of stacks alone are for none of what is named. */
static bool names_no_stack(const struct arguments *arguments)
{
    for (int i = 0; i < arguments->count; i++) {
        const char *named = arguments->named[i];
        if (strcmp(named, "-") == 0 || (is_foreign(arguments->arena, named) && !names_manifests(named, STR("")))) return false;
    }
    return true;
}

static bool names_manifests_only(const struct arguments *arguments)
{
    for (int i = 0; i < arguments->count; i++)
        if (!is_foreign(arguments->arena, arguments->named[i])) return false;
    return true;
}

static void refuse_contradictions(const struct arguments *arguments)
{
    const struct stack_arguments *stacks = &arguments->stacks;
    bool given = stacks->values.n || stacks->settings.n || stacks->compile.environment || stacks->compile.images_lock;
    if (arguments->count != 1 && arguments->count != 2) usage_error("graph", "name one stack or folder; or two, the old and the new");
    bool twice = arguments->count == 2 && strcmp(arguments->named[0], "-") == 0 && strcmp(arguments->named[1], "-") == 0;
    if (twice) usage_error("graph", "standard input can be one of both");
    bool fixed = names_no_stack(arguments), manifests = names_manifests_only(arguments);
    if (fixed && manifests && given) usage_error("graph", "manifests are as they are: -f, --set, -e and --images-lock are for stacks");
    if (fixed && !manifests && (given || stacks->compile.kube))
        usage_error("graph", "-f, --set, -e, --images-lock and --kube are for stacks: folders are compiled already");
    bool all_layers = arguments->format == GRAPH_HTML || arguments->format == GRAPH_JSON;
    if (all_layers && arguments->layer != LAYER_ORDER)
        usage_error("graph", "--show is for svg, dot and mermaid: %s has all", formats[arguments->format].name);
}

static void parse_arguments(int argc, char **argv, struct arguments *arguments)
{
    for (int option; (option = next_option(argc, argv, STACK_OPTION_LETTERS "o:", options, help)) != -1;) take_option(arguments, option);
    arguments->named = (const char *const *)argv + optind;
    arguments->count = argc - optind;
    if (arguments->format == GRAPH_FORMATS) arguments->format = format_of_file(arguments->target);
    stack_arguments_done(&arguments->stacks);
    refuse_contradictions(arguments);
}

/* ---- reading ---- */

/* A folder with several stacks. */
static bool refuse_project(struct session *session, const char *named)
{
    if (!is_plain_folder(named) || !is_project(named)) return false;
    struct diag *diag = diag_add(&session->diags, E0006, (Span){0}, "'%s' is neither a stack nor a folder that 'stk compile -o' wrote", named);
    diag_help(&session->diags, diag, "name one of its stacks");
    return true;
}

/* What "-" stands for is known when it is read. */
static bool read_input(struct arguments *arguments, struct session *session, const char *named)
{
    if (strcmp(named, "-") != 0) return true;
    uint32_t id = read_data(session, "-", STR("<stdin>"));
    if (id) arguments->stacks.compile.input = source_at(&session->sources, id)->text;
    return id;
}

static struct compiled *read_manifests(const struct arguments *arguments, struct session *session, const char *named)
{
    const struct compile_options *compile = &arguments->stacks.compile;
    struct foreign_options foreign = {.kube = compile->kube, .nameless = true, .ordered = true};
    bool input = strcmp(named, "-") == 0;
    struct compiled *compiled = input ? foreign_stack_of(session, compile->input, &foreign) : foreign_stack(session, named, &foreign);
    if (!compiled) return NULL;
    Str path = input ? STR("manifests") : str_of(named);
    while (path.n > 1 && str_ends(path, STR("/"))) path.n--;
    Str name = str_after_last(path, '/');
    json_object_set_new(compiled->stack->head, "stack", json_stringn(name.s, name.n));
    return compiled;
}

static int write_into(void *context, struct compilation *compilation, const struct environment *environment)
{
    const Str *folder = context;
    (void)environment;
    return write_folder(compilation, &(struct output_options){.target = folder->s}) ? EXIT_FINE : EXIT_DIAGNOSTICS;
}

/* NULL: *CODE is the exit code, and all is said. */
static struct compiled *read_side(struct arguments *arguments, struct session *session, const char *folder, int i, int *code)
{
    const char *named = arguments->named[i];
    if (!is_foreign(arguments->arena, named)) return compiled_read(session, named);
    Str made = arena_printf(arguments->arena, "%s/%d", folder, i);
    if (refuse_project(session, named) || !read_input(arguments, session, named)) return NULL;
    if (names_manifests(named, arguments->stacks.compile.input)) return read_manifests(arguments, session, named);
    *code = with_stack(&arguments->stacks, named, NULL, write_into, &made); /* it is compiled first */
    return *code == EXIT_FINE ? compiled_read(session, made.s) : NULL;
}

/* ---- writing ---- */

static void tell_limits(struct mermaid_size size)
{
    if (size.edges > MERMAID_EDGES)
        fprintf(stderr, "stk graph: these are %zu edges, and Mermaid draws %d unless its maxEdges is raised\n", size.edges, MERMAID_EDGES);
    if (size.characters > MERMAID_CHARACTERS)
        fprintf(stderr, "stk graph: these are %zu characters, and Mermaid takes %d unless its maxTextSize is raised\n", size.characters,
                MERMAID_CHARACTERS);
}

static void write_format(const struct arguments *arguments, const struct graph *graph, struct buf *out)
{
    switch (arguments->format) {
    case GRAPH_SVG: write_graph_svg(graph, arguments->layer, out); return;
    case GRAPH_DOT: write_graph_dot(graph, arguments->layer, out); return;
    case GRAPH_MERMAID: tell_limits(write_graph_mermaid(graph, arguments->layer, out)); return;
    case GRAPH_JSON: write_graph_json(graph, out); return;
    default: write_graph_html(graph, out);
    }
}

static bool write_text(const void *context, FILE *file) { return buf_write(context, file) && fflush(file) == 0; }

static int draw(struct arguments *arguments, struct session *session, struct compiled *before, struct compiled *after)
{
    struct graph *graph = before ? graph_of_change(before, after) : graph_of(after);
    struct buf out = {0};
    if (!graph) return show_diags(session);
    write_format(arguments, graph, &out);
    bool written = write_file(session->arena, arguments->target ? arguments->target : "-", write_text, &out);
    buf_free(&out);
    return !written ? EXIT_DIAGNOSTICS : graph_differs(graph) ? EXIT_DIFFERENT : EXIT_FINE;
}

static int draw_named(void *context, const char *folder)
{
    struct arguments *arguments = context;
    struct session *session = session_new(STR(""));
    struct compiled *sides[2] = {NULL, NULL};
    int code = EXIT_FINE;
    bool whole = true;
    for (int i = 0; whole && i < arguments->count; i++) whole = (sides[i] = read_side(arguments, session, folder, i, &code));
    end_report(arguments->stacks.report);
    if (!whole && code == EXIT_FINE) code = show_diags(session);
    if (whole) code = arguments->count == 2 ? draw(arguments, session, sides[0], sides[1]) : draw(arguments, session, NULL, sides[0]);
    for (int i = 0; i < 2; i++) compiled_free(sides[i]);
    session_free(session);
    return code;
}

int command_graph(int argc, char **argv)
{
    struct arguments arguments = {.arena = arena_new(0), .stacks.needs_stack = true, .format = GRAPH_FORMATS};
    parse_arguments(argc, argv, &arguments);
    int code = with_temporary_folder(draw_named, &arguments);
    arena_free(arguments.arena);
    return code;
}
