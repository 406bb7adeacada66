/* What the library has, and nobody brought in: for messages alone. */
#include "checker.h"

#include "base/folder.h"

static struct file_list library_files(struct session *session)
{
    struct file_list files = {0};
    struct file_filter filter = {is_stk_source, NULL};
    folder_files(session->arena, arena_copy(session->arena, session->stdlib).s, &filter, &files);
    return files;
}

/* "std/link/db" of the file. */
static Str module_of(const struct session *session, const char *path)
{
    Str name = str_skip(str_of(path), session->stdlib.n + 1);
    return arena_printf(session->arena, "std/%.*s", (int)(name.n - strlen(".stk")), name.s);
}

void suggest_library_modules(struct session *session, struct suggestion *suggestion)
{
    struct file_list files = library_files(session);
    for (size_t i = 0; i < files.v.n; i++) suggestion_offer(suggestion, module_of(session, files.v.at[i]));
}

/* ---- declarations ---- */

static bool is_of_name(char c) { return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* The line's "KEYWORD NAME", as the one layout writes it; empty: it declares nothing that others bring in. */
static Str declaration_in(Str line)
{
    static const char *const keywords[] = {"component ", "fn ", "type "};
    for (size_t i = 0; i < COUNT(keywords); i++) {
        size_t n = strlen(keywords[i]);
        if (!str_starts(line, str_of(keywords[i]))) continue;
        while (n < line.n && is_of_name(line.s[n])) n++;
        return (Str){line.s, n};
    }
    return STR("");
}

static void note_declarations(struct session *session, Str text, const Str *module)
{
    while (text.n) {
        Str declaration = declaration_in(str_cut(&text, '\n'));
        const struct name *key = declaration.n ? name_of(session->names, declaration) : NULL;
        if (key && !map_get(session->declared, key)) map_put(session->arena, session->declared, key, (void *)module);
    }
}

/* The files are read beside the session's sources, which they are none of. */
static void read_library(struct session *session)
{
    struct arena *scratch = arena_new(0);
    struct sources sources;
    struct file_list files = library_files(session);
    sources_init(&sources, scratch);
    session->declared = NEW(session->arena, struct map);
    for (size_t i = 0; i < files.v.n; i++) {
        uint32_t id;
        Str *module = NEW(session->arena, Str);
        *module = module_of(session, files.v.at[i]);
        if (source_read(&sources, files.v.at[i], str_of(files.v.at[i]), &id) == SOURCE_OK) note_declarations(session, source_at(&sources, id)->text, module);
    }
    arena_free(scratch);
}

Str library_module_of(struct session *session, const char *keyword, Str name)
{
    if (!session->declared) read_library(session);
    const struct name *key = name_find(session->names, arena_printf(session->arena, "%s %.*s", keyword, STR_ARG(name)));
    const Str *module = key ? map_get(session->declared, key) : NULL;
    return module ? *module : STR("");
}
