/* stk schema: kinds of others become typed. */
#include "command.h"
#include "document_files.h"
#include "schema_files.h"

#include "base/project_root.h"
#include "value/field.h"
#include "value/record_builder.h"
#include "value/serialize.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

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

struct arguments {
    bool json, install;
    char **files;
    size_t nfiles;
};

/* What one run makes. */
struct adding {
    struct session *session;
    const struct arguments *arguments;
    struct definitions definitions;
    size_t passed_over;         /* objects that define nothing */
    struct groups groups;       /* of the definitions, each once */
    struct schema_files files;
};

enum { OPTION_INSTALL = 256, OPTION_FORMAT };

static const struct option options[] = {{"install", no_argument, NULL, OPTION_INSTALL}, {"format", required_argument, NULL, OPTION_FORMAT},
                                        {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};

static void take_option(struct arguments *arguments, int option)
{
    if (option == OPTION_INSTALL) arguments->install = true;
    else arguments->json = is_json_format("schema", optarg);
}

/* ---- reading ---- */

/* "List" and "CustomResourceDefinitionList" hold objects. */
static void add_document(struct adding *adding, struct api_documents *documents, struct value document)
{
    struct session *session = adding->session;
    struct value items = value_field(session, document, "items");
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
    struct session *session = adding->session;
    struct name_set known = {0};
    bool fine = true;
    for (size_t i = 0; i < adding->definitions.v.n; i++) {
        Str group = adding->definitions.v.at[i].group;
        if (!name_set_add(session->arena, &known, name_of(session->names, group))) continue;
        vec_push(session->arena, &adding->groups.v, group);
        fine &= is_group(session, group);
    }
    return fine;
}

/* ---- telling ---- */

static struct items versions_of(const struct adding *adding, const struct definition *definition)
{
    struct session *session = adding->session;
    struct items names = {0};
    struct value versions = value_field(session, definition->value, "spec.versions");
    for (size_t i = 0; i < versions.list->n; i++) vec_push(session->arena, &names.v, value_field(session, versions.list->at[i], "name"));
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
    for (size_t i = 0; i < adding->files.written.v.n; i++) buf_printf(out, " %.*s", STR_ARG(adding->files.written.v.at[i]));
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
    struct arena *arena = adding->session->arena;
    struct items files = {0}, kinds = {0};
    for (size_t i = 0; i < adding->files.written.v.n; i++) vec_push(arena, &files.v, value_string(arena, adding->files.written.v.at[i]));
    for (size_t i = 0; i < adding->definitions.v.n; i++) vec_push(arena, &kinds.v, kind_value(adding, &adding->definitions.v.at[i]));
    put(&fields, "schema", value_int(1));
    put(&fields, "files", list_of(adding->session, &files));
    put(&fields, "kinds", list_of(adding->session, &kinds));
    put(&fields, "passed_over", value_int((int64_t)adding->passed_over));
    write_json(out, done(&fields), 0);
    buf_char(out, '\n');
}

/* ---- all of it ---- */

static int add_schemas(struct session *session, const struct arguments *arguments)
{
    session->root = project_folder_or_here(session->arena);
    struct adding adding = {.session = session, .arguments = arguments, .files = {.root = session->root, .install = arguments->install}};
    struct buf out = {0};
    if (!read_definitions(&adding) || !list_groups(&adding)) return show_diags(session);
    if (!write_schemas(session, &adding.files, &adding.definitions, &adding.groups)) return session_ok(session) ? EXIT_DIAGNOSTICS : show_diags(session);
    if (arguments->json) put_json_report(&out, &adding);
    else put_text_report(&out, &adding);
    buf_write(&out, stdout);
    buf_free(&out);
    return EXIT_FINE;
}

int command_schema(int argc, char **argv)
{
    struct arguments arguments = {0};
    for (int option; (option = next_option(argc, argv, "h", options, help)) != -1;) take_option(&arguments, option);
    arguments.files = files_to_add("schema", "definitions", argc, argv, &arguments.nfiles);
    struct session *session = session_new(STR(""));
    int code = add_schemas(session, &arguments);
    session_free(session);
    return code;
}
