/* stk fmt */
#include "command.h"
#include "source_files.h"

#include "syntax/format.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char help[] =
    "usage: stk fmt [--check] [FILE | FOLDER | STACK]…\n\n"
    "Brings .stk files into the one layout; of a folder, all in it and below. Without a name, those of the\n"
    "project of the current folder. - reads standard input and writes standard output.\n\n"
    "      --check   change nothing; name the files that would change, exit code 2\n"
    "  -h, --help\n";

enum { OPTION_CHECK = 256 };

/* A link stays one: what it leads to is replaced. */
static bool write_back(const char *name, const struct buf *text)
{
    char path[PATH_MAX];
    if (!realpath(name, path)) snprintf(path, sizeof path, "%s", name);
    if (replace_file(path, (Str){text->s, text->n})) return true;
    fprintf(stderr, "stk: %s: %s\n", name, strerror(errno));
    return false;
}

static int finish(const char *path, Str before, const struct buf *after, bool check)
{
    bool same = str_eq(before, (Str){after->s, after->n});
    if (strcmp(path, "-") == 0 && !check) {
        buf_write(after, stdout);
        return EXIT_FINE;
    }
    if (same) return EXIT_FINE;
    if (check) {
        printf("%s\n", path);
        return EXIT_DIFFERENT;
    }
    return write_back(path, after) ? EXIT_FINE : EXIT_DIAGNOSTICS;
}

static int format_one(const char *path, bool check)
{
    struct session *session = session_new(STR(""));
    struct buf out = {0};
    uint32_t file;
    int code = EXIT_DIAGNOSTICS;
    if (source_read(&session->sources, path, str_of(path), &file) != SOURCE_OK) fprintf(stderr, "stk: error[E0006]: %s cannot be read\n", path);
    else if (!format_source(session, file, &out)) code = show_diags(session);
    else code = finish(path, source_at(&session->sources, file)->text, &out, check);
    buf_free(&out);
    session_free(session);
    return code;
}

int command_fmt(int argc, char **argv)
{
    static const struct option options[] = {{"check", no_argument, NULL, OPTION_CHECK}, {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
    bool check = false;
    int code = EXIT_FINE;
    while (next_option(argc, argv, "h", options, help) != -1) check = true;
    struct arena *arena = arena_new(0);
    struct file_list files = source_files(arena, "fmt", argv + optind, (size_t)(argc - optind));
    for (size_t i = 0; i < files.v.n; i++) {
        int result = format_one(files.v.at[i], check);
        if (result == EXIT_DIAGNOSTICS || code == EXIT_FINE) code = result;
    }
    arena_free(arena);
    return code;
}
