/* stk doc: what is known of a name, a module, a stack, the library or a field of Kubernetes; the values file of a stack. */
#include "one_stack.h"

#include "base/folder.h"
#include "doc/find.h"
#include "doc/modules.h"
#include "doc/values_file.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

enum doc_format { DOC_TEXT, DOC_MARKDOWN, DOC_HTML, DOC_JSON };

struct arguments {
    struct stack_arguments stacks;
    enum doc_format format;
    bool values;
    size_t deep;
};

static const char help[] =
    "usage: stk doc [--format FORMAT] NAME\n"
    "       stk doc --values [OPTIONS] STACK\n\n"
    "Tells what is known of NAME: a component, function or type of the library or of the project (service,\n"
    "db.database, http_get), one of its parameters (service.replicas), a module (std/link/db), the library (std),\n"
    "a stack, or a kind, type or field of Kubernetes (Deployment.spec.strategy, apps/v1/Deployment, kube.Container).\n\n"
    "      --format FORMAT  text (default), markdown, html or json; html is one page that can be searched and needs nothing else\n"
    "      --kube 1.NN      version of the kinds and fields, 1.20 to 1.36 (default 1.36)\n\n"
    "      --values         the values file of a stack: every parameter with its comment, type, readers and value;\n"
    "                       'stk compile STACK -f FILE' takes it back, and makes the same of it\n"
    "      --deep[=LEVELS]  with the parameters of the stack's instances, turned off; LEVELS: and of those in them\n"
    "  -e, --environment E  with the values of environment E in stk.project\n"
    "  -f FILE              with those of this file; may be repeated, later files win\n"
    "      --set PATH=VALUE with one parameter; wins over files\n"
    "  -h, --help\n\n"
    "For instance: stk doc service.replicas\n"
    "              stk doc --format markdown std/link/db\n"
    "              stk doc --format html std > library.html\n"
    "              stk doc --values stacks/openstack -e production > parameters.yaml\n\n"
    "Exit codes: 0 fine, 1 there is no such thing, or diagnostics with errors, 64 wrong usage, 70 internal error.\n";

static enum doc_format parse_doc_format(const char *text)
{
    if (strcmp(text, "text") == 0) return DOC_TEXT;
    if (strcmp(text, "markdown") == 0) return DOC_MARKDOWN;
    if (strcmp(text, "html") == 0) return DOC_HTML;
    if (strcmp(text, "json") == 0) return DOC_JSON;
    usage_error("doc", "--format takes text, markdown, html or json, not '%s'", text);
}

static size_t parse_levels(const char *text)
{
    Str rest = str_of(text ? text : "1");
    size_t levels = str_take_number(&rest);
    if (!levels || rest.n) usage_error("doc", "--deep takes a number of levels, not '%s'", text);
    return levels;
}

enum { OPTION_VALUES = OPTION_OWN, OPTION_DEEP };

static const struct option options[] = {
    {"format", required_argument, NULL, OPTION_FORMAT}, {"kube", required_argument, NULL, OPTION_KUBE}, {"values", no_argument, NULL, OPTION_VALUES},
    {"deep", optional_argument, NULL, OPTION_DEEP}, {"environment", required_argument, NULL, 'e'}, {"set", required_argument, NULL, OPTION_SET},
    {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0},
};

static void take_option(struct arena *arena, struct arguments *arguments, int option)
{
    switch (option) {
    case OPTION_FORMAT: arguments->format = parse_doc_format(optarg); return;
    case OPTION_VALUES: arguments->values = true; return;
    case OPTION_DEEP: arguments->deep = parse_levels(optarg); return;
    default: take_stack_option(arena, &arguments->stacks, "doc", option);
    }
}

static void refuse_contradictions(const struct arguments *arguments, int named)
{
    const struct stack_arguments *stacks = &arguments->stacks;
    bool given = stacks->values.n || stacks->settings.n || stacks->compile.environment;
    if (named != 1) usage_error("doc", arguments->values ? "name one stack" : "name one thing; 'stk doc std' lists the library");
    if (!arguments->values && (given || arguments->deep)) usage_error("doc", "--deep, -e, -f and --set go with --values");
    if (arguments->values && arguments->format != DOC_TEXT) usage_error("doc", "--values writes YAML: --format goes without it");
}

static int write_out(struct buf *out)
{
    bool fine = buf_write(out, stdout);
    buf_free(out);
    return fine ? EXIT_FINE : EXIT_DIAGNOSTICS;
}

/* ---- the values file ---- */

static int write_values(struct arguments *arguments, const char *source)
{
    struct session *session = session_new(STR(""));
    struct stack_arguments *stacks = &arguments->stacks;
    struct override_values overrides = {0};
    struct compilation compilation;
    struct buf out = {0};
    stacks->needs_stack = true;
    int code = check_stack(stacks, session, &compilation);
    if (code == EXIT_FINE) {
        read_values(&compilation, &overrides);
        struct values_options values = {str_of(source), &overrides, arguments->deep};
        if (session_ok(session)) put_values_file(&out, compilation.program, compilation.program->root, &values);
        code = show_diags(session);
    }
    if (code == EXIT_FINE) code = write_out(&out);
    session_free(session);
    return code;
}

/* ---- names ---- */

static int write_entries(const struct arguments *arguments, struct session *session, struct doc_entry *const *entries, size_t n)
{
    struct buf out = {0};
    if (arguments->format == DOC_JSON) put_entries_json(&out, session, entries, n);
    if (arguments->format == DOC_HTML) put_entries_html(&out, session, entries, n);
    for (size_t i = 0; arguments->format < DOC_HTML && i < n; i++) {
        if (i) buf_char(&out, '\n');
        if (arguments->format == DOC_TEXT) put_entry_text(&out, entries[i]);
        else put_entry_markdown(&out, entries[i], 1);
    }
    return write_out(&out);
}

/* A file, or a folder with a stack of its name: the stack, or the module where it has none. */
static int write_source(struct arguments *arguments, struct session *session)
{
    struct compilation compilation;
    int code = check_stack(&arguments->stacks, session, &compilation);
    if (code != EXIT_FINE) return code;
    const struct module *module = entry_module(compilation.program);
    const struct component *stack = compilation.program->root;
    const struct symbol *symbol = stack ? map_get(&module->symbols, stack->name) : NULL;
    bool alone = symbol && arguments->format == DOC_TEXT;
    struct doc_entry *entry = alone ? doc_of_symbol(compilation.program, symbol) : doc_of_module(compilation.program, module);
    return write_entries(arguments, session, &entry, 1);
}

static int tell_unknown(struct session *session, const struct doc_search *search, const char *name)
{
    struct diag *diag = diag_add(&session->diags, E0101, (Span){0}, "nothing is called '%s'", name);
    if (search->near.best.n) diag_help(&session->diags, diag, "did you mean '%.*s'?", STR_ARG(search->near.best));
    else diag_help(&session->diags, diag, "'stk doc std' lists the library");
    return show_diags(session);
}

static int write_name(struct arguments *arguments, struct session *session, const char *name)
{
    struct doc_search search = {.program = library_program(session, stdlib_folder(session->arena), arguments->stacks.compile.kube)};
    add_library(&search);
    struct doc_entry *library = strcmp(name, "std") == 0 ? doc_of_library(&search) : NULL;
    if (library) return write_entries(arguments, session, &library, 1);
    add_project(&search);
    bool fine = doc_find(&search, str_of(name));
    if (!search.found.n) return tell_unknown(session, &search, name);
    return fine ? write_entries(arguments, session, search.found.at, search.found.n) : show_diags(session);
}

int command_doc(int argc, char **argv)
{
    struct arena *arena = arena_new(0);
    struct arguments arguments = {.format = DOC_TEXT};
    for (int option; (option = next_option(argc, argv, STACK_OPTION_LETTERS, options, help)) != -1;) take_option(arena, &arguments, option);
    refuse_contradictions(&arguments, argc - optind);
    stack_arguments_done(&arguments.stacks);
    const char *name = arguments.stacks.compile.source = argv[optind];
    struct session *session = session_new(STR(""));
    int code = arguments.values ? write_values(&arguments, name)
             : compile_has_source(arena, name) ? write_source(&arguments, session) : write_name(&arguments, session, name);
    end_report(arguments.stacks.report);
    session_free(session);
    arena_free(arena);
    return code;
}
