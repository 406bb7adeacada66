/* stk package: the files of a project as one archive, the same bytes on every machine. */
#include "command.h"
#include "package_files.h"

#include "base/folder.h"
#include "base/version.h"
#include "package/pins.h"
#include "package/oci_address.h"
#include "package/tar.h"
#include "value/record_builder.h"
#include "value/serialize.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char help[] =
    "usage: stk package [OPTIONS] [FOLDER]\n\n"
    "Makes an archive of a project, which others use as 'use NAME/module': its .stk files, and what they read (schemas, files\n"
    "of data, values files and lock files of its environments), README.md and LICENSE. All of it is checked first. The same\n"
    "files are the same bytes on every machine; the digest that is printed is the one that other projects pin.\n"
    "'package' in stk.project says the name and the version: package: { name: shopkit, version: 1.4.0 }.\n\n"
    "      stk package                                        # shopkit-1.4.0.tar\n"
    "      stk push shopkit-1.4.0.tar oci://registry.example.org/team/shopkit:stable\n\n"
    "  -o, --out FILE       the archive (NAME-VERSION.tar here)\n"
    "      --version V      instead of that of stk.project\n"
    "      --format FORMAT  of what is printed: text (default) or json:\n"
    "                       {schema: 1, archive, name, version, digest, files: [{path, sha256}]}\n"
    "  -h, --help\n\n"
    "Exit codes: 0 fine, 1 diagnostics with errors, 64 wrong usage, 70 internal error.\n";

struct arguments {
    const char *out, *version, *folder;
    bool json;
};

enum { OPTION_VERSION = 256, OPTION_FORMAT };

static const struct option options[] = {{"out", required_argument, NULL, 'o'}, {"version", required_argument, NULL, OPTION_VERSION},
                                        {"format", required_argument, NULL, OPTION_FORMAT}, {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};

static void take_option(struct arguments *arguments, int option)
{
    if (option == 'o') arguments->out = optarg;
    else if (option == OPTION_VERSION) arguments->version = optarg;
    else arguments->json = is_json_format("package", optarg);
}

/* ---- what it says of itself ---- */

static bool set_title(struct session *session, const struct arguments *arguments, const struct project *project, struct package *package)
{
    const struct package_title *title = &project->title;
    package->name = title->name;
    package->version = arguments->version ? str_of(arguments->version) : title->version;
    package->stk = STR(STK_VERSION);
    if (arguments->version && !is_version(session, package->version))
        usage_error("package", "--version takes one of semver.org, such as 1.4.0, not '%s'", arguments->version);
    if (package->name.n && package->version.n) return true;
    struct diag *diag = diag_add(&session->diags, E1004, title->at, "stk.project does not say %s", title->at.file ? "which version this is"
            : "what the package is called");
    diag_help(&session->diags, diag, "write package: { name: shopkit, version: 1.0.0 }%s", title->at.file ? ", or give --version" : "");
    return false;
}

/* All that the project pins. */
static bool add_uses(struct session *session, struct package *package, Str root)
{
    session->root = root;
    struct package_pins *pins = project_pins(session);
    bool fine = true;
    for (size_t i = 0; i < pins->v.n; i++) {
        const struct package_pin *pin = &pins->v.at[i];
        struct package_use use = {NAME_STR(pin->name), pin->source, pin->digest};
        vec_push(session->arena, &package->packages, use);
        if (pin->digest.n) continue;
        struct diag *diag = diag_add(&session->diags, E1401, pin->at, "the package '%s' is not pinned yet", pin->name->s);
        diag_help(&session->diags, diag, "'stk pull --update %s' brings it, and pins it", pin->name->s);
        fine = false;
    }
    return fine;
}

/* ---- writing ---- */

/* CONFIG and then the files. False: a path does not fit, which is told. */
static bool put_archive(struct buf *out, const struct package_contents *contents, Str config)
{
    tar_add(out, STR(PACKAGE_FILE), config);
    for (size_t i = 0; i < contents->v.n; i++) {
        if (tar_add(out, contents->v.at[i].path, contents->v.at[i].text)) continue;
        fprintf(stderr, "stk package: error[E1005]: '%.*s' has too long a name for an archive\n", STR_ARG(contents->v.at[i].path));
        return false;
    }
    tar_end(out);
    return true;
}

static bool write_archive(const struct buf *archive, const char *path)
{
    if (replace_file(path, (Str){archive->s, archive->n})) return true;
    fprintf(stderr, "stk package: error[E1005]: %s: %s\n", path, strerror(errno));
    return false;
}

static void print_json(struct session *session, const struct package *package, const char *archive, Str digest)
{
    struct fields fields = {.session = session};
    put(&fields, "schema", value_int(1));
    put_text(&fields, "archive", str_of(archive));
    put_text(&fields, "name", package->name);
    put_text(&fields, "version", package->version);
    put_text(&fields, "digest", digest);
    put(&fields, "files", package_files_value(session, package));
    struct buf out = {0};
    write_json(&out, done(&fields), 0);
    buf_char(&out, '\n');
    buf_write(&out, stdout);
    buf_free(&out);
}

static int make_archive(struct session *session, const struct arguments *arguments, const struct package_contents *contents, struct package *package)
{
    struct arena *arena = session->arena;
    struct buf archive = {0};
    for (size_t i = 0; i < contents->v.n; i++) {
        struct digest digest = sha256(contents->v.at[i].text);
        struct package_file file = {contents->v.at[i].path, digest_text(arena, &digest)};
        vec_push(arena, &package->files, file);
    }
    Str config = package_text(session, package);
    const char *path = arguments->out ? arguments->out : arena_printf(arena, "%.*s-%.*s.tar", STR_ARG(package->name), STR_ARG(package->version)).s;
    bool fine = put_archive(&archive, contents, config) && write_archive(&archive, path);
    Str digest = digest_of(arena, manifest_text(session, package, config, (Str){archive.s, archive.n}));
    buf_free(&archive);
    if (fine && arguments->json) print_json(session, package, path, digest);
    else if (fine) printf("%s  %.*s, %zu files\n%.*s\n", path, STR_ARG(package->version), package->files.n, STR_ARG(digest));
    return fine ? EXIT_FINE : EXIT_DIAGNOSTICS;
}

/* ---- all of it ---- */

static int package_project(struct session *session, const struct arguments *arguments, Str root)
{
    struct package package = {0};
    struct package_contents contents = {.arena = session->arena, .root = root};
    const struct project *project = project_read(session, root.s);
    bool fine = project && set_title(session, arguments, project, &package) && add_uses(session, &package, root);
    if (!fine) return show_diags(session);
    if (!package_collect(&contents, project)) return EXIT_DIAGNOSTICS;
    return make_archive(session, arguments, &contents, &package);
}

int command_package(int argc, char **argv)
{
    struct arguments arguments = {.folder = "."};
    for (int option; (option = next_option(argc, argv, "o:h", options, help)) != -1;) take_option(&arguments, option);
    if (argc - optind > 1) usage_error("package", "name one folder");
    if (argv[optind]) arguments.folder = argv[optind];
    struct session *session = session_new(STR(""));
    Str root = project_root(session->arena, arguments.folder);
    if (!root.n) usage_error("package", "there is no stk.project in '%s' or above it", arguments.folder);
    int code = package_project(session, &arguments, root);
    session_free(session);
    return code;
}
