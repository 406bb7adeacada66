/* stk schema: kinds of others become typed. */
#include "command.h"
#include "document_files.h"

#include "base/folder.h"
#include "base/project_root.h"
#include "openapi/definitions.h"
#include "value/record_builder.h"
#include "value/serialize.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "usage: stk schema add [OPTIONS] FILE…\n\n"
    "Makes the kinds of others typed. FILE holds their CustomResourceDefinitions (an operator's install.yaml, the crds folder of a\n"
    "chart, 'kubectl get crd NAME -o yaml'), or is an OpenAPI document of a server, which knows the kinds of aggregated APIs, too;\n"
    "folders are read to their bottom, '-' is standard input; other objects are passed over. Written are, in the folder of the\n"
    "project, schemas/GROUP.yaml with all kinds of a group and schemas/kinds.stk, which brings them in: a module that says\n"
    "'use schemas/kinds' can write them as 'resource NAME : KIND'. Kinds that are there already and come again are replaced.\n"
    "Without --install others install them: kept is what types need, without descriptions.\n\n"
    "      stk schema add cert-manager.yaml\n"
    "      kubectl get --raw /openapi/v3/apis/metrics.k8s.io/v1beta1 | stk schema add -\n\n"
    "      --install        the stack itself installs them: whole definitions, which it emits first\n"
    "      --format FORMAT  of what is printed: text (default), or json: {schema: 1, files: [PATH], kinds: [{group, kind,\n"
    "                       versions: [NAME], typed}], passed_over}\n"
    "  -h, --help\n\n"
    "Exit codes: 0 fine, 1 diagnostics with errors, 64 wrong usage, 70 internal error.\n";

#define FOLDER "schemas"
#define MODULE FOLDER "/kinds.stk"

struct arguments {
    bool json, install;
    char **files;
    size_t nfiles;
};

/* What one run makes. */
struct adding {
    struct session *session;
    const struct arguments *arguments;
    Str root;
    struct definitions definitions;
    size_t passed_over;             /* objects that define nothing */
    VEC(Str) groups;                /* of the definitions, each once */
    struct items written;           /* paths below ROOT */
};

enum { OPTION_INSTALL = 256, OPTION_FORMAT };

static const struct option options[] = {{"install", no_argument, NULL, OPTION_INSTALL}, {"format", required_argument, NULL, OPTION_FORMAT},
                                        {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};

static void take_option(struct arguments *arguments, int option)
{
    switch (option) {
    case OPTION_INSTALL: arguments->install = true; return;
    case OPTION_FORMAT: arguments->json = is_json_format("schema", optarg); return;
    case 'h': fputs(help, stdout); exit(EXIT_FINE);
    default: usage_error("schema", "unknown option; 'stk schema --help' lists them");
    }
}

/* ---- reading ---- */

/* "List" and "CustomResourceDefinitionList" hold objects. */
static void add_document(struct adding *adding, struct api_documents *documents, struct value document)
{
    struct session *session = adding->session;
    struct value items = value_get(session->arena, document, session_name(session, "items"));
    for (size_t i = 0; items.kind == V_LIST && i < items.list->n; i++) add_document(adding, documents, items.list->at[i]);
    if (items.kind == V_LIST) return;
    if (is_api_document(session, document)) api_documents_add(documents, document);
    else if (!definitions_add(session, &adding->definitions, document, !adding->arguments->install)) adding->passed_over++;
}

static bool read_definitions(struct adding *adding)
{
    struct session *session = adding->session;
    struct api_documents documents = {.session = session};
    struct documents read = {0};
    read_documents(session, &documents.origins, adding->arguments->files, adding->arguments->nfiles, &read);
    for (size_t i = 0; i < read.v.n; i++) add_document(adding, &documents, read.v.at[i]);
    definitions_add_kinds(&documents, &adding->definitions);
    if (session_ok(session) && !adding->definitions.v.n) {
        struct diag *diag = diag_add(&session->diags, E0805, (Span){0}, "there is no kind of others in what was read");
        diag_help(&session->diags, diag, "it is defined by a CustomResourceDefinition, or in the OpenAPI document of a server that serves it");
    }
    return session_ok(session);
}

/* It becomes the name of a file. */
static bool is_group(struct session *session, Str group)
{
    size_t fine = strspn(arena_copy(session->arena, group).s, "abcdefghijklmnopqrstuvwxyz0123456789-.");
    if (fine == group.n && group.s[0] != '.') return true;
    diag_add(&session->diags, E0805, (Span){0}, "'%.*s' is no API group", STR_ARG(group));
    return false;
}

static bool list_groups(struct adding *adding)
{
    bool fine = true;
    for (size_t i = 0; i < adding->definitions.v.n; i++) {
        Str group = adding->definitions.v.at[i].group;
        bool known = false;
        for (size_t k = 0; k < adding->groups.n; k++) known |= str_eq(adding->groups.at[k], group);
        if (!known) vec_push(adding->session->arena, &adding->groups, group);
        if (!known) fine &= is_group(adding->session, group);
    }
    return fine;
}

/* ---- writing ---- */

static const char *path_in_project(struct adding *adding, Str path) { return arena_printf(adding->session->arena, "%.*s/%.*s", STR_ARG(adding->root), STR_ARG(path)).s; }

static bool write_part(struct adding *adding, Str path, const struct buf *text)
{
    vec_push(adding->session->arena, &adding->written.v, value_string(adding->session->arena, path));
    if (replace_file(path_in_project(adding, path), (Str){text->s, text->n})) return true;
    fprintf(stderr, "stk schema: error[E1005]: %.*s: %s\n", STR_ARG(path), strerror(errno));
    return false;
}

/* Those of the file that were there, with the new ones. */
static bool merge_group(struct adding *adding, Str group, const char *file, struct definitions *all)
{
    struct origins origins = {0};
    struct documents before = {0};
    char *paths[] = {(char *)file};
    if (access(file, F_OK) == 0) read_documents(adding->session, &origins, paths, 1, &before);
    for (size_t i = 0; i < before.v.n; i++) definitions_add(adding->session, all, before.v.at[i], false);
    for (size_t i = 0; i < adding->definitions.v.n; i++) {
        const struct definition *definition = &adding->definitions.v.at[i];
        if (str_eq(definition->group, group)) definitions_set(adding->session, all, definition);
    }
    return session_ok(adding->session);
}

static bool write_group(struct adding *adding, Str group)
{
    struct buf text = {0};
    struct definitions all = {0};
    Str path = arena_printf(adding->session->arena, FOLDER "/%.*s.yaml", STR_ARG(group));
    bool fine = merge_group(adding, group, path_in_project(adding, path), &all);
    buf_printf(&text, "# Kinds of %.*s. Written by \"stk schema add\"%s.\n", STR_ARG(group), adding->arguments->install ? "" : ": what types need of their definitions");
    for (size_t i = 0; fine && i < all.v.n; i++) {
        buf_str(&text, STR("---\n"));
        write_yaml(&text, all.v.at[i].value, NULL);
    }
    fine = fine && write_part(adding, path, &text);
    buf_free(&text);
    return fine;
}

/* One line for each group; those that are there stay, but for how they are installed. */
static bool write_module(struct adding *adding)
{
    const char *file = path_in_project(adding, STR(MODULE));
    uint32_t id = access(file, F_OK) == 0 ? read_source(adding->session, file, STR(MODULE)) : 0;
    Str before = id ? source_at(&adding->session->sources, id)->text : STR("// Kinds of others. \"stk schema add\" adds to them.\n");
    struct buf text = {0};
    for (Str line; before.n;) {
        line = str_cut(&before, '\n');
        bool renewed = false;
        for (size_t i = 0; i < adding->groups.n; i++)
            renewed |= str_ends(line, arena_printf(adding->session->arena, "schema \"" FOLDER "/%.*s.yaml\"", STR_ARG(adding->groups.at[i])));
        if (!renewed) buf_printf(&text, "%.*s\n", STR_ARG(line));
    }
    for (size_t i = 0; i < adding->groups.n; i++)
        buf_printf(&text, "%sschema \"" FOLDER "/%.*s.yaml\"\n", adding->arguments->install ? "" : "external ", STR_ARG(adding->groups.at[i]));
    bool fine = session_ok(adding->session) && write_part(adding, STR(MODULE), &text);
    buf_free(&text);
    return fine;
}

static bool write_all(struct adding *adding)
{
    if (!make_folders(path_in_project(adding, STR(FOLDER)))) {
        fprintf(stderr, "stk schema: error[E1005]: " FOLDER ": %s\n", strerror(errno));
        return false;
    }
    for (size_t i = 0; i < adding->groups.n; i++)
        if (!write_group(adding, adding->groups.at[i])) return false;
    return write_module(adding);
}

/* ---- telling ---- */

static struct items versions_of(const struct adding *adding, const struct definition *definition)
{
    struct session *session = adding->session;
    struct items names = {0};
    struct value spec = value_get(session->arena, definition->value, session_name(session, "spec"));
    struct value versions = value_get(session->arena, spec, session_name(session, "versions"));
    for (size_t i = 0; i < versions.list->n; i++)
        vec_push(session->arena, &names.v, value_get(session->arena, versions.list->at[i], session_name(session, "name")));
    return names;
}

static void put_text_report(struct buf *out, const struct adding *adding)
{
    for (size_t i = 0; i < adding->definitions.v.n; i++) {
        const struct definition *definition = &adding->definitions.v.at[i];
        struct items versions = versions_of(adding, definition);
        buf_printf(out, "%.*s %.*s", STR_ARG(definition->group), STR_ARG(definition->kind));
        for (size_t k = 0; k < versions.v.n; k++) {
            buf_str(out, k ? STR(", ") : STR(" "));
            value_print(versions.v.at[k], out);
        }
        if (definition->bare) buf_str(out, STR(": not all of its fields are described; others are not checked"));
        buf_char(out, '\n');
    }
    if (adding->passed_over) buf_printf(out, "\npassed over: %zu other object%s\n", adding->passed_over, adding->passed_over == 1 ? "" : "s");
    buf_str(out, STR("\nwritten:"));
    for (size_t i = 0; i < adding->written.v.n; i++) buf_printf(out, " %.*s", STR_ARG(value_str(adding->written.v.at[i])));
    buf_str(out, STR("\nwrite 'use schemas/kinds' in the module whose resources are of these kinds\n"));
}

static struct value kind_value(const struct adding *adding, const struct definition *definition)
{
    struct fields fields = {.session = adding->session};
    struct items versions = versions_of(adding, definition);
    put_text(&fields, "group", definition->group);
    put_text(&fields, "kind", definition->kind);
    put(&fields, "versions", list_of(adding->session, &versions));
    put(&fields, "typed", value_bool(!definition->bare));
    return done(&fields);
}

static void put_json_report(struct buf *out, const struct adding *adding)
{
    struct fields fields = {.session = adding->session};
    struct items kinds = {0};
    for (size_t i = 0; i < adding->definitions.v.n; i++) vec_push(adding->session->arena, &kinds.v, kind_value(adding, &adding->definitions.v.at[i]));
    put(&fields, "schema", value_int(1));
    put(&fields, "files", list_of(adding->session, &adding->written));
    put(&fields, "kinds", list_of(adding->session, &kinds));
    put(&fields, "passed_over", value_int((int64_t)adding->passed_over));
    write_json(out, done(&fields), 0);
    buf_char(out, '\n');
}

/* ---- all of it ---- */

static int add_schemas(struct session *session, const struct arguments *arguments)
{
    struct adding adding = {.session = session, .arguments = arguments, .root = project_folder_or_here(session->arena)};
    struct buf out = {0};
    session->root = adding.root;
    if (!read_definitions(&adding) || !list_groups(&adding)) return show_diags(session);
    if (!write_all(&adding)) return session_ok(session) ? EXIT_DIAGNOSTICS : show_diags(session);
    if (arguments->json) put_json_report(&out, &adding);
    else put_text_report(&out, &adding);
    buf_write(&out, stdout);
    buf_free(&out);
    return EXIT_FINE;
}

int command_schema(int argc, char **argv)
{
    struct arguments arguments = {0};
    optind = 1;
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "h", options, NULL)) != -1;) take_option(&arguments, option);
    if (!argv[optind] || strcmp(argv[optind], "add") != 0) usage_error("schema", "write 'stk schema add FILE'");
    arguments.files = argv + optind + 1;
    arguments.nfiles = (size_t)(argc - optind - 1);
    if (!arguments.nfiles) usage_error("schema", "name files with definitions, or - for standard input");
    struct session *session = session_new(STR(""));
    int code = add_schemas(session, &arguments);
    session_free(session);
    return code;
}
