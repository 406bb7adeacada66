/* stk import */
#include "command.h"
#include "lift_differences.h"
#include "manifest_paths.h"

#include "base/folder.h"
#include "base/project_root.h"
#include "compile/kube_release.h"
#include "import/import.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char help[] =
    "usage: stk import [OPTIONS] MANIFESTS…\n\n"
    "Turns Kubernetes objects that others wrote into the source of a stack that compiles to the same objects: each\n"
    "a typed 'resource', with the comments of the YAML. MANIFESTS are files, folders, or -. What cannot be as it was is\n"
    "told (W1301) and stands at the head of the source. The content of Secrets is not imported (W1302).\n\n"
    "      helm template shop charts/shop | stk import --name shop -o stacks/shop/shop.stk -\n"
    "      stk check stacks/shop\n\n"
    "  -o, --out FILE       the source is written there instead of to standard output; no file that is there is touched.\n"
    "                       Definitions of custom kinds come into files beside it\n"
    "      --name NAME      of the stack; without it that of FILE, or of the first of MANIFESTS\n"
    "  -n, --namespace N    of objects that tell none\n"
    "      --lift           Deployments, StatefulSets, DaemonSets, Jobs and CronJobs become what the library has for them,\n"
    "                       with their Services, accounts and rights, budgets, autoscalers and further containers as\n"
    "                       parameters, Ingresses in front of them alone, and what their accounts may do in the whole\n"
    "                       cluster; what the library makes otherwise stands at the head\n"
    "      --kube 1.NN      version for which the manifests are written, 1.20 to 1.36 (default 1.36)\n"
    "  -h, --help\n\n"
    "Exit codes: 0 fine, 1 diagnostics with errors, or nothing could be written, 64 wrong usage, 70 internal error.\n";

struct arguments {
    const char *out, *name, *namespace;
    int kube;
    bool lift;
    char **paths;
    size_t npaths;
};

enum { OPTION_KUBE = 256, OPTION_NAME, OPTION_LIFT };

static const struct option options[] = {
    {"out", required_argument, NULL, 'o'}, {"name", required_argument, NULL, OPTION_NAME}, {"namespace", required_argument, NULL, 'n'},
    {"kube", required_argument, NULL, OPTION_KUBE}, {"lift", no_argument, NULL, OPTION_LIFT}, {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0},
};

static void take_option(struct arguments *arguments, int option)
{
    switch (option) {
    case 'o': arguments->out = strcmp(optarg, "-") == 0 ? NULL : optarg; return;
    case 'n': arguments->namespace = optarg; return;
    case OPTION_NAME: arguments->name = optarg; return;
    case OPTION_LIFT: arguments->lift = true; return;
    case OPTION_KUBE: arguments->kube = parse_kube("import", optarg); return;
    }
}

/* ---- reading ---- */

static Str input_of(struct session *session, const char *path)
{
    uint32_t id = strcmp(path, "-") == 0 ? read_data(session, "-", STR("<stdin>")) : 0;
    return id ? source_at(&session->sources, id)->text : STR("");
}

/* The last part of PATH, without what it ends with. */
static Str stem(const char *path)
{
    Str text = str_of(path);
    while (text.n > 1 && text.s[text.n - 1] == '/') text.n--;
    text = str_after_last(text, '/');
    const char *dot = text.n > 1 ? memchr(text.s + 1, '.', text.n - 1) : NULL;
    return dot ? (Str){text.s, (size_t)(dot - text.s)} : text;
}

static Str stack_name(struct session *session, const struct arguments *arguments)
{
    const char *from = arguments->name ? arguments->name : arguments->out ? arguments->out : arguments->paths[0];
    if (strcmp(from, "-") == 0) return STR("imported");
    return NAME_STR(stack_identifier(session, arguments->name ? str_of(from) : stem(from)));
}

static bool read_all(struct import *import, const struct arguments *arguments)
{
    bool whole = true;
    for (size_t i = 0; i < arguments->npaths; i++)
        whole &= read_manifest_path(import->manifests, arguments->paths[i], input_of(import->session, arguments->paths[i]));
    if (whole) manifests_done(import->manifests);
    return whole && session_ok(import->session);
}

/* ---- writing ---- */

struct output { const char *path; const struct buf *text; };

static bool failed(const char *path, const char *why)
{
    fprintf(stderr, "stk: error[E1005]: %s: %s\n", path, why);
    return false;
}

static bool write_new(const struct output *output)
{
    size_t folder = strlen(output->path) - str_after_last(str_of(output->path), '/').n;
    struct arena *arena = arena_new(0);
    bool made = folder <= 1 || make_folders(arena_copy(arena, (Str){output->path, folder - 1}).s);
    arena_free(arena);
    FILE *file = made ? fopen(output->path, "wx") : NULL;
    if (!file) return failed(output->path, strerror(errno));
    bool fine = buf_write(output->text, file);
    fine = fclose(file) == 0 && fine;
    return fine || failed(output->path, strerror(errno));
}

/* All or none. */
static bool write_all(const struct output *outputs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (access(outputs[i].path, F_OK) == 0) return failed(outputs[i].path, "it is there already; nothing was written");
    size_t written = 0;
    while (written < n && write_new(&outputs[written])) written++;
    for (size_t i = 0; written < n && i < written; i++) unlink(outputs[i].path);
    return written == n;
}

static const char *beside(struct import *import, const char *out, const char *name)
{
    const char *slash = strrchr(out, '/');
    return arena_printf(import->session->arena, "%.*s%s", slash ? (int)(slash - out) + 1 : 0, out, name).s;
}

static bool put_out(struct import *import, const char *out, const struct import_output *made)
{
    struct output outputs[3];
    size_t n = 0;
    if (!out) return buf_write(&made->source, stdout) || failed("standard output", strerror(errno));
    if (made->definitions.n) outputs[n++] = (struct output){beside(import, out, definitions_name(import)), &made->definitions};
    if (made->kinds.n) outputs[n++] = (struct output){beside(import, out, kinds_name(import)), &made->kinds};
    outputs[n++] = (struct output){out, &made->source};
    return write_all(outputs, n);
}

/* ---- all ---- */

/* The text of the source names files that lie beside it. */
static bool has_its_files(struct import *import, const struct arguments *arguments, const struct import_output *made)
{
    struct diags *diags = &import->session->diags;
    if (arguments->out || (!made->definitions.n && !made->kinds.n)) return true;
    struct diag *diag = diag_add(diags, E1301, (Span){0}, "there are custom kinds, whose definitions come into files beside the source");
    diag_help(diags, diag, "-o FILE.stk says where the source comes");
    return false;
}

/* What was lifted is written again, with what is otherwise at the head. */
static bool tell_lifted(struct import *import, const struct arguments *arguments, struct import_output *made)
{
    if (!arguments->lift) return true;
    if (!find_lift_differences(import, made)) return false;
    tell_differences(import);
    import_output_free(made);
    *made = (struct import_output){0};
    return write_import(import, made);
}

static int import_all(struct session *session, const struct arguments *arguments)
{
    struct import import = {.session = session, .manifests = manifests_new(session, arguments->namespace), .name = stack_name(session, arguments)};
    struct import_output made = {0};
    if (!read_all(&import, arguments)) return show_diags(session);
    import_objects(&import, arguments->namespace, arguments->lift);
    bool fine = write_import(&import, &made) && has_its_files(&import, arguments, &made) && tell_lifted(&import, arguments, &made);
    int code = show_diags(session);
    if (!fine) code = EXIT_DIAGNOSTICS;
    if (fine && !put_out(&import, arguments->out, &made)) code = EXIT_DIAGNOSTICS;
    import_output_free(&made);
    return code;
}

int command_import(int argc, char **argv)
{
    struct arguments arguments = {0};
    for (int option; (option = next_option(argc, argv, "o:n:h", options, help)) != -1;) take_option(&arguments, option);
    arguments.paths = argv + optind;
    arguments.npaths = (size_t)(argc - optind);
    if (!arguments.npaths) usage_error("import", "name files or folders with manifests, or - for standard input");
    struct session *session = session_new(STR(""));
    session->diags.unexamined = true;
    bool known = target_kube(session, project_folder_or_here(session->arena), arguments.kube);
    int code = known ? import_all(session, &arguments) : show_diags(session);
    session_free(session);
    return code;
}
