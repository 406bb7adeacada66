/* stk kube: releases of Kubernetes that are newer than stk. */
#include "command.h"
#include "document_files.h"

#include "base/folder.h"
#include "base/project_root.h"
#include "compile/kube_release.h"
#include "openapi/release.h"
#include "value/serialize.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "usage: stk kube add [OPTIONS] FILE…\n\n"
    "Teaches a project a release of Kubernetes that is newer than stk. FILE is what an API server of that release publishes: its\n"
    "OpenAPI document of version 2, or all those of version 3 (files, or a folder of them); '-' is standard input. Told is what is\n"
    "new, on by default, deprecated and removed against the tables that stk has; written is kube/1.N.txt in the folder of the\n"
    "project, which holds that, to be reviewed and committed. From then on '--kube 1.N', and 'kube: \"1.N\"' of an environment, work.\n"
    "Of a release that stk knows nothing is written. The rules of values are those of the newest release that stk comes with.\n\n"
    "      kubectl get --raw /openapi/v2 > openapi.json\n"
    "      stk kube add openapi.json\n"
    "      stk check --kube 1.36,1.37                         # what differs\n\n"
    "      --dry-run        tell, and write nothing\n"
    "      --format FORMAT  text (default), or json: {schema: 1, release, known, changes: [{change, apiVersion, kind,\n"
    "                       deprecated, removed, type, field, is, was, required, off}]}; 'change' is kind-new, kind-kept,\n"
    "                       kind-deprecated, kind-removed, field-new, field-on, field-values, field-type, field-deprecated\n"
    "                       or field-removed\n"
    "  -h, --help\n\n"
    "Exit codes: 0 fine, 1 diagnostics with errors, 64 wrong usage, 70 internal error.\n";

struct arguments {
    bool json, dry_run;
    char **files;
    size_t nfiles;
};

enum { OPTION_DRY_RUN = 256, OPTION_FORMAT };

static const struct option options[] = {{"dry-run", no_argument, NULL, OPTION_DRY_RUN}, {"format", required_argument, NULL, OPTION_FORMAT},
                                        {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};

static void take_option(struct arguments *arguments, int option)
{
    if (option == OPTION_DRY_RUN) arguments->dry_run = true;
    else arguments->json = is_json_format("kube", optarg);
}

static void refuse_document(struct session *session, Span at)
{
    struct diag *diag = diag_add(&session->diags, E0808, at, "this is no OpenAPI document");
    diag_help(&session->diags, diag, "one has 'swagger' or 'openapi', as what 'kubectl get --raw /openapi/v2' prints");
}

static void print_release(struct session *session, const struct arguments *arguments, const struct release *release)
{
    struct buf out = {0};
    if (arguments->json) {
        write_json(&out, release_value(session, release), 0);
        buf_char(&out, '\n');
    } else put_release_text(&out, release);
    buf_write(&out, stdout);
    buf_free(&out);
}

static int write_table(struct session *session, const struct arguments *arguments, const struct release *release, Str root)
{
    Str path = kube_table_path(session->arena, root, release->minor);
    Str folder = {path.s, (size_t)(strrchr(path.s, '/') - path.s)};
    struct buf table = {0};
    put_release_table(&table, release);
    bool fine = make_folders(arena_copy(session->arena, folder).s) && replace_file(path.s, (Str){table.s, table.n});
    if (!fine) fprintf(stderr, "stk kube: error[E1005]: %s: %s\n", path.s, strerror(errno));
    else if (!arguments->json) printf("\nwritten: %s\n", path.s);
    buf_free(&table);
    return fine ? EXIT_FINE : EXIT_DIAGNOSTICS;
}

/* Where the first document begins. */
static Span read_release(struct api_documents *documents, const struct arguments *arguments)
{
    struct session *session = documents->session;
    struct documents read = {0};
    read_documents(session, &documents->origins, arguments->files, arguments->nfiles, &read);
    for (size_t i = 0; i < read.v.n; i++) {
        if (is_api_document(session, read.v.at[i])) api_documents_add(documents, read.v.at[i]);
        else refuse_document(session, origin_span(&documents->origins, read.v.at[i].origin));
    }
    return read.v.n ? origin_span(&documents->origins, read.v.at[0].origin) : (Span){0};
}

/* The releases between those of stk and this one count as known. */
static int add_release(struct session *session, const struct arguments *arguments)
{
    Str root = project_folder_or_here(session->arena);
    struct api_documents documents = {.session = session};
    struct release release;
    session->root = root;
    Span at = read_release(&documents, arguments);
    bool fine = session_ok(session) && kube_tables_read(session, root, documents.release - 1) && release_read(&documents, at, &release);
    if (!fine) return show_diags(session);
    print_release(session, arguments, &release);
    bool known = release.minor <= KUBE_MINOR_MAX;
    if (known && !arguments->json) printf("\n1.%d is in the tables of stk: nothing to write\n", release.minor);
    return known || arguments->dry_run ? EXIT_FINE : write_table(session, arguments, &release, root);
}

int command_kube(int argc, char **argv)
{
    struct arguments arguments = {0};
    for (int option; (option = next_option(argc, argv, "h", options, help)) != -1;) take_option(&arguments, option);
    arguments.files = files_to_add("kube", "OpenAPI documents", argc, argv, &arguments.nfiles);
    struct session *session = session_new(STR(""));
    int code = add_release(session, &arguments);
    session_free(session);
    return code;
}
