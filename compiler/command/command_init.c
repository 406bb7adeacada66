/* stk init: a project that compiles, with a values file that explains itself, as a copy of one of the library's templates. */
#include "command.h"

#include "base/folder.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char help[] =
    "usage: stk init [--template NAME] FOLDER\n\n"
    "Begins a project in FOLDER, which may be there already (\".\"); no file that is there is touched.\n\n"
    "      --template NAME  service: a web site (default); stateful: a shop with a database, its password and\n"
    "                       a migration; library: components for other projects, with an example and tests\n"
    "  -h, --help\n";

static const char *const templates[] = {"service", "stateful", "library"};

static void require_template(const char *name)
{
    struct suggestion suggestion = suggestion_for(NULL, str_of(name));
    for (size_t i = 0; i < COUNT(templates); i++) {
        if (strcmp(name, templates[i]) == 0) return;
        suggestion_offer(&suggestion, str_of(templates[i]));
    }
    if (suggestion.best.n) usage_error("init", "there is no template '%s'; did you mean '%.*s'?", name, STR_ARG(suggestion.best));
    usage_error("init", "there is no template '%s': it is service, stateful or library", name);
}

static bool failed(const char *path)
{
    fprintf(stderr, "stk init: %s: %s\n", path, strerror(errno));
    return false;
}

/* One file of the template, and what it becomes. */
struct copy { const char *from, *to; };
struct copies { VEC(struct copy) v; };

/* A README.md of one's own stays. False: something is in the way, and nothing shall be begun. */
static bool plan_copies(struct arena *arena, const struct file_list *files, size_t skip, const char *folder, struct copies *copies)
{
    bool free = true;
    for (size_t i = 0; i < files->v.n; i++) {
        const char *name = files->v.at[i] + skip;
        struct copy copy = {files->v.at[i], arena_printf(arena, "%s/%s", folder, name).s};
        bool there = access(copy.to, F_OK) == 0;
        if (!there) vec_push(arena, &copies->v, copy);
        else if (strcmp(name, "README.md") != 0) {
            fprintf(stderr, "stk init: %s is there already; nothing was written\n", copy.to);
            free = false;
        }
    }
    return free;
}

static bool copy_file(struct arena *arena, const char *from, const char *to)
{
    struct session *session = session_new(STR(""));
    uint32_t id = read_source(session, from, str_of(from));
    const char *folder = arena_copy(arena, (Str){to, (size_t)(strrchr(to, '/') - to)}).s;
    bool fine = id && (make_folders(folder) || failed(folder));
    FILE *file = fine ? fopen(to, "wx") : NULL;
    if (fine && !file) fine = failed(to);
    if (file) {
        fine = fputs(source_at(&session->sources, id)->text.s, file) >= 0;
        fine = fclose(file) == 0 && fine;
        if (!fine) failed(to);
    } else if (!id) show_diags(session);
    session_free(session);
    return fine;
}

static bool is_any(const char *name) { return *name; }

static bool copy_template(struct arena *arena, const char *name, const char *folder)
{
    static const struct file_filter all = {is_any, NULL};
    Str source = arena_printf(arena, "%.*s/templates/%s", STR_ARG(stdlib_folder(arena)), name);
    struct file_list files = {0};
    struct copies copies = {0};
    folder_files(arena, source.s, &all, &files);
    bool fine = plan_copies(arena, &files, source.n + 1, folder, &copies);
    for (size_t i = 0; fine && i < copies.v.n; i++) fine = copy_file(arena, copies.v.at[i].from, copies.v.at[i].to);
    return fine;
}

int command_init(int argc, char **argv)
{
    static const struct option options[] = {{"template", required_argument, NULL, 't'}, {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
    const char *template = templates[0];
    while (next_option(argc, argv, "h", options, help) != -1) template = optarg;
    if (optind + 1 != argc || !*argv[optind]) usage_error("init", "name one folder");
    require_template(template);
    struct arena *arena = arena_new(0);
    const char *folder = argv[optind];
    bool fine = copy_template(arena, template, folder), here = strcmp(folder, ".") == 0;
    if (fine && here) printf("made a project here; README.md says how it goes on: stk check\n");
    else if (fine) printf("made %s; README.md in it says how it goes on: cd %s && stk check\n", folder, folder);
    arena_free(arena);
    return fine ? EXIT_FINE : EXIT_DIAGNOSTICS;
}
