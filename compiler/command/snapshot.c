#include "snapshot.h"

#include "emit/output.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

/* ---- files ---- */

const char *snapshot_folder(struct arena *arena, const char *module)
{
    Str path = str_of(module), name = str_after_last(path, '/');
    Str folder = {path.s, path.n - name.n}, plain = {name.s, str_ends(name, STR(".stk")) ? name.n - 4 : name.n};
    return arena_printf(arena, "%.*ssnapshots/%.*s", STR_ARG(folder), STR_ARG(plain)).s;
}

const char *snapshot_file(struct arena *arena, const char *folder, Str title)
{
    struct buf name = {0};
    for (size_t i = 0; i < title.n; i++) {
        unsigned char c = (unsigned char)title.s[i];
        if (isalnum(c) || c >= 0x80) buf_char(&name, (char)tolower(c));
        else if (name.n && name.s[name.n - 1] != '-') buf_char(&name, '-');
    }
    while (name.n && name.s[name.n - 1] == '-') name.n--;
    const char *file = arena_printf(arena, "%s/%.*s.yaml", folder, (int)name.n, name.s ? name.s : "").s;
    buf_free(&name);
    return file;
}

static bool is_snapshot(const char *name) { return str_ends(str_of(name), STR(".yaml")); }

struct file_list snapshots_left(struct arena *arena, const char *folder, const struct file_list *expected)
{
    static const struct file_filter snapshots = {is_snapshot, NULL};
    struct file_list found = {0}, left = {0};
    if (is_plain_folder(folder)) folder_files(arena, folder, &snapshots, &found);
    for (size_t i = 0; i < found.v.n; i++) {
        size_t k = 0;
        while (k < expected->v.n && strcmp(expected->v.at[k], found.v.at[i]) != 0) k++;
        if (k == expected->v.n) vec_push(arena, &left.v, found.v.at[i]);
    }
    return left;
}

/* ---- comparing ---- */

/* The first line in which they differ; behind the end of one, it is empty there. */
static void report_difference(struct compilation *compilation, Span at, Str shown, Str old, Str new)
{
    struct diags *diags = &compilation->session->diags;
    size_t line = 1;
    Str before = str_cut(&old, '\n'), after = str_cut(&new, '\n');
    for (; str_eq(before, after) && (old.n || new.n); line++) before = str_cut(&old, '\n'), after = str_cut(&new, '\n');
    struct diag *diag = diag_add(diags, E1101, at, "what is compiled is not what '%.*s' has", STR_ARG(shown));
    diag_note(diags, diag, (Span){0}, "line %zu was '%.*s' and is '%.*s'", line, STR_ARG(str_trim(before)), STR_ARG(str_trim(after)));
    diag_help(diags, diag, "if it is meant to be so: stk test --update, and look at the difference");
}

static void write_snapshot(struct compilation *compilation, const char *file)
{
    const char *slash = strrchr(file, '/');
    const char *folder = arena_printf(compilation->session->arena, "%.*s", (int)(slash - file), file).s;
    struct output_options options = {.target = file, .stream = STREAM_YAML};
    if (!make_folders(folder)) diag_add(&compilation->session->diags, E1005, (Span){0}, "'%s' cannot be made: %s", folder, strerror(errno));
    else if (!write_stream(compilation, &options)) diag_add(&compilation->session->diags, E1005, (Span){0}, "'%s' cannot be written", file);
}

void snapshot_compare(struct compilation *compilation, Span at, const char *file, Str shown, bool update)
{
    struct session *session = compilation->session;
    uint32_t id;
    enum source_error error = source_read_large(&session->sources, file, shown, SIZE_MAX, &id);
    Str now = manifests_text(session->arena, compilation), was = error == SOURCE_OK ? source_at(&session->sources, id)->text : STR("");
    if (error == SOURCE_OK && str_eq(was, now)) return;
    if (update) write_snapshot(compilation, file);
    else if (error == SOURCE_OK) report_difference(compilation, at, shown, was, now);
    else {
        struct diag *diag = diag_add(&session->diags, E1101, at, "there is no '%.*s' that could be compared", STR_ARG(shown));
        diag_help(&session->diags, diag, "stk test --update writes it");
    }
}
