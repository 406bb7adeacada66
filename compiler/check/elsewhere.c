/* What the library has, and nobody brought in. */
#include "checker.h"

#include "base/folder.h"

/* Where the line after AT begins. */
static Str next_line(Str text)
{
    const char *end = memchr(text.s, '\n', text.n);
    return end ? str_skip(text, (size_t)(end - text.s) + 1) : (Str){0};
}

static bool is_of_name(char c) { return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* Whether a line of TEXT begins with "KEYWORD NAME". */
static bool declares(Str text, const char *keyword, Str name)
{
    for (; text.n; text = next_line(text)) {
        if (!str_starts(text, str_of(keyword))) continue;
        Str rest = str_skip(text, strlen(keyword) + 1);
        if (str_starts(rest, name) && rest.n > name.n && !is_of_name(rest.s[name.n])) return true;
    }
    return false;
}

static bool is_in_file(struct session *session, const char *path, const char *keyword, Str name)
{
    uint32_t id;
    return source_read(&session->sources, path, str_of(path), &id) == SOURCE_OK && declares(source_at(&session->sources, id)->text, keyword, name);
}

/* "std/link/db" of the file. */
static Str module_of(const struct session *session, const char *path)
{
    Str name = str_skip(str_of(path), session->stdlib.n + 1);
    return arena_printf(session->arena, "std/%.*s", (int)(name.n - strlen(".stk")), name.s);
}

static struct file_list library_files(struct session *session)
{
    struct file_list files = {0};
    struct file_filter filter = {is_stk_source, NULL};
    folder_files(session->arena, arena_copy(session->arena, session->stdlib).s, &filter, &files);
    return files;
}

Str library_module_of(struct session *session, const char *keyword, Str name)
{
    struct file_list files = library_files(session);
    for (size_t i = 0; i < files.v.n; i++)
        if (is_in_file(session, files.v.at[i], keyword, name)) return module_of(session, files.v.at[i]);
    return STR("");
}

void suggest_library_modules(struct session *session, struct suggestion *suggestion)
{
    struct file_list files = library_files(session);
    for (size_t i = 0; i < files.v.n; i++) suggestion_offer(suggestion, module_of(session, files.v.at[i]));
}
