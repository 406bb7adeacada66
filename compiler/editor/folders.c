/* The folders of the workspace, each with the project that it is or lies in. */
#include "editor/server.h"

#include "base/project_root.h"

#include <stdlib.h>

/* ---- one ---- */

/* Takes PATH. */
static struct folder *new_folder(const struct server *server, char *path)
{
    struct folder *folder = memory_checked(calloc(1, sizeof *folder));
    folder->setting = (struct setting){.folder = path, .environment = server->environment, .encoding = server->encoding, .stdlib = server->stdlib};
    folder->pending = json_array();
    published_init(&folder->published);
    return folder;
}

static void free_folder(struct folder *folder)
{
    end_workers(folder);
    texts_free(&folder->setting.texts);
    free(folder->setting.recent);
    free(folder->setting.folder);
    json_decref(folder->pending);
    published_free(&folder->published);
    free(folder);
}

/* What was said of its files is said no more. */
static void leave_folder(struct server *server, struct folder *folder)
{
    refuse_pending(server, folder);
    published_begin(&folder->published);
    published_finish(&folder->published);
    publish(server, folder);
    free_folder(folder);
}

/* ---- which ---- */

/* The project around the folder at URI, or the folder itself; NULL: it is no folder. */
static char *root_of(const char *uri)
{
    struct arena *arena = arena_new(0);
    char *folder = file_of_uri(uri);
    Str root = folder ? project_root(arena, folder) : STR("");
    if (root.n) {
        free(folder);
        folder = memory_checked(strndup(root.s, root.n));
    }
    arena_free(arena);
    return folder;
}

static bool is_at(const struct folder *folder, const char *path)
{
    const char *own = folder->setting.folder;
    return own && path ? strcmp(own, path) == 0 : own == path;
}

static struct folder **find_at(struct folder **folders, size_t n, const char *path)
{
    for (size_t i = 0; i < n; i++)
        if (folders[i] && is_at(folders[i], path)) return &folders[i];
    return NULL;
}

/* The one that is there, or another. Takes PATH. */
static void add_folder(struct server *server, struct folder **old, size_t nold, char *path)
{
    struct folder **known = find_at(old, nold, path), *folder = known ? *known : NULL;
    bool again = find_at(server->folders, server->nfolders, path) != NULL;
    if (known) *known = NULL;
    if (known || again) free(path);
    if (again) return;
    server->folders[server->nfolders++] = folder ? folder : new_folder(server, path);
}

/* ---- whose a text is ---- */

static bool holds(const struct folder *folder, const char *file)
{
    size_t n = folder->setting.folder ? strlen(folder->setting.folder) : 0;
    return n && strncmp(file, folder->setting.folder, n) == 0 && (file[n] == '/' || !file[n]);
}

struct folder *folder_of(const struct server *server, const char *file)
{
    struct folder *best = NULL;
    for (size_t i = 0; file && i < server->nfolders; i++) {
        struct folder *folder = server->folders[i];
        if (holds(folder, file) && (!best || strlen(folder->setting.folder) > strlen(best->setting.folder))) best = folder;
    }
    return best ? best : server->folders[0];
}

static void deal_texts(struct server *server, struct folder *from)
{
    struct texts texts = from->setting.texts;
    from->setting.texts = (struct texts){0};
    if (from->setting.recent && folder_of(server, from->setting.recent) != from) {
        free(from->setting.recent);
        from->setting.recent = NULL;
    }
    for (size_t i = 0; i < texts.n; i++) texts_add(&folder_of(server, texts.at[i].file)->setting.texts, texts.at[i]);
    free(texts.at);
}

/* ---- all ---- */

void settle_folders(struct server *server)
{
    size_t nold = server->nfolders, most = json_array_size(server->workspace);
    struct folder **old = server->folders, **before = memory_checked(calloc(nold + 1, sizeof *before));
    if (nold) memcpy(before, old, nold * sizeof *old);
    server->folders = memory_checked(calloc(most + 1, sizeof *server->folders));
    server->nfolders = 0;
    for (size_t i = 0; i < most; i++) {
        char *path = root_of(json_string_value(json_array_get(server->workspace, i)));
        if (path) add_folder(server, old, nold, path);
    }
    if (!server->nfolders) add_folder(server, old, nold, NULL);
    for (size_t i = 0; i < nold; i++) deal_texts(server, before[i]);
    for (size_t i = 0; i < nold; i++)
        if (old[i]) leave_folder(server, old[i]);
    for (size_t i = 0; i < server->nfolders; i++) leave_kept(server->folders[i]);
    free(before);
    free(old);
}

void free_folders(struct server *server)
{
    for (size_t i = 0; i < server->nfolders; i++) free_folder(server->folders[i]);
    free(server->folders);
}
