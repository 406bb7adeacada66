#include "archive.h"

#include "exit_code.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH_MAX = 32 }; /* folders in folders */

static bool failed(const char *path, struct problem *problem) { return problem_set(problem, EXIT_ERROR, "'%s': %s", path, strerror(errno)); }

/* ---- packing ---- */

struct packing {
    json_t *files;
    size_t size;          /* bytes so far */
    struct problem *problem;
};

static bool read_bytes(int file, struct buf *text, size_t most)
{
    ssize_t n;
    do {
        buf_need(text, 64 * 1024);
        n = read(file, text->s + text->n, 64 * 1024);
        if (n > 0) text->n += (size_t)n;
    } while (n > 0 && text->n <= most);
    return n >= 0;
}

static bool add_text(struct packing *packing, const char *path, const char *inside, Str text)
{
    json_t *json = json_stringn(text.n ? text.s : "", text.n);
    packing->size += text.n;
    if (packing->size > ARCHIVE_MAX) {
        json_decref(json);
        return problem_set(packing->problem, EXIT_ERROR, "'%s': the folder has more than %d MiB", path, ARCHIVE_MAX >> 20);
    }
    if (json && str_utf8(text) && json_object_set_new(packing->files, inside, json) == 0) return true;
    return problem_set(packing->problem, EXIT_ERROR, "'%s' is no text, so it is nothing that 'stk compile' wrote", path);
}

static bool add_file(struct packing *packing, const char *path, const char *inside)
{
    struct buf text = {0};
    int file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    bool fine = file >= 0 && read_bytes(file, &text, ARCHIVE_MAX);
    fine = fine ? add_text(packing, path, inside, (Str){text.s, text.n}) : failed(path, packing->problem);
    if (file >= 0) close(file);
    buf_free(&text);
    return fine;
}

static bool add_folder(struct packing *packing, const char *path, const char *inside, unsigned depth);

static bool add_thing(struct packing *packing, const char *folder, const char *inside, const char *name, unsigned depth)
{
    struct arena *arena = packing->problem->arena;
    const char *path = arena_printf(arena, "%s/%s", folder, name).s;
    const char *below = *inside ? arena_printf(arena, "%s/%s", inside, name).s : name;
    struct stat status;
    if (lstat(path, &status) != 0) return failed(path, packing->problem);
    if (S_ISDIR(status.st_mode)) return add_folder(packing, path, below, depth + 1);
    if (S_ISREG(status.st_mode)) return add_file(packing, path, below);
    return problem_set(packing->problem, EXIT_ERROR, "'%s' is neither a file nor a folder, so it is nothing that 'stk compile' wrote", path);
}

static int is_content(const struct dirent *entry) { return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0; }
static int by_bytes(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }

static bool add_folder(struct packing *packing, const char *path, const char *inside, unsigned depth)
{
    struct dirent **entries;
    if (depth > DEPTH_MAX) return problem_set(packing->problem, EXIT_ERROR, "'%s': folders lie too deep in each other", path);
    int n = scandir(path, &entries, is_content, by_bytes);
    if (n < 0) return failed(path, packing->problem);
    bool fine = true;
    for (int i = 0; i < n; i++) {
        fine = fine && add_thing(packing, path, inside, entries[i]->d_name, depth);
        free(entries[i]);
    }
    free(entries);
    return fine;
}

static int put_json(const char *text, size_t n, void *out)
{
    buf_put(out, text, n);
    return 0;
}

bool archive_pack(const char *folder, struct buf *out, struct problem *problem)
{
    struct packing packing = {.files = json_object(), .problem = problem};
    json_t *archive = json_pack("{s:o}", "files", packing.files);
    struct buf text = {0};
    bool fine = add_folder(&packing, folder, "", 0);
    if (fine) json_dump_callback(archive, put_json, &text, JSON_COMPACT);
    fine = fine && gzip_pack((Str){text.s, text.n}, out, problem);
    buf_free(&text);
    json_decref(archive);
    return fine;
}

/* ---- unpacking ---- */

static bool is_part_allowed(Str part) { return part.n && part.n < 256 && !str_is(part, ".") && !str_is(part, ".."); }

/* Relative, and every part of it is a name. */
static bool is_path_allowed(const char *path)
{
    size_t parts = 0;
    for (;; path++, parts++) {
        size_t n = strcspn(path, "/");
        if (!is_part_allowed((Str){path, n}) || parts > DEPTH_MAX) return false;
        path += n;
        if (!*path) return true;
    }
}

static bool make_folders(char *path, size_t from, struct problem *problem)
{
    for (char *slash = path + from; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        bool fine = mkdir(path, 0755) == 0 || errno == EEXIST || failed(path, problem);
        *slash = '/';
        if (!fine) return false;
    }
    return true;
}

static bool write_bytes(int file, const char *bytes, size_t n)
{
    while (n) {
        ssize_t written = write(file, bytes, n);
        if (written < 0) return false;
        bytes += written;
        n -= (size_t)written;
    }
    return true;
}

static bool unpack_file(const char *folder, const char *inside, const json_t *text, struct problem *problem)
{
    Str path = arena_printf(problem->arena, "%s/%s", folder, inside);
    if (!make_folders((char *)(uintptr_t)path.s, strlen(folder) + 1, problem)) return false;
    int file = open(path.s, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (file < 0) return failed(path.s, problem);
    bool fine = write_bytes(file, json_string_value(text), json_string_length(text));
    fine = close(file) == 0 && fine;
    return fine || failed(path.s, problem);
}

static bool damaged(struct problem *problem, const char *why) { return problem_set(problem, EXIT_ERROR, "the archive is damaged: %s", why); }

static bool unpack_files(const json_t *archive, const char *folder, struct problem *problem)
{
    const char *path;
    json_t *files = json_object_get(archive, "files"), *text;
    if (!json_is_object(files)) return damaged(problem, "it has no files");
    json_object_foreach(files, path, text) {
        if (!is_path_allowed(path)) return damaged(problem, "a path in it leads out of its folder");
        if (!json_is_string(text)) return damaged(problem, "a file in it is no text");
        if (!unpack_file(folder, path, text, problem)) return false;
    }
    return true;
}

bool archive_unpack(Str packed, const char *folder, struct problem *problem)
{
    struct buf text = {0};
    bool fine = gzip_unpack(packed, ARCHIVE_MAX, &text, problem);
    json_t *archive = fine ? json_loadb(text.s, text.n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL) : NULL;
    buf_free(&text);
    if (fine) fine = archive ? unpack_files(archive, folder, problem) : damaged(problem, "it is no JSON");
    json_decref(archive);
    return fine;
}
