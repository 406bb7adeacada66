#include "state/archive.h"

#include "common/exit_code.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH_MAX = 32 }; /* folders in folders */

static bool failed(const char *path, struct problem *problem) { return problem_set(problem, EXIT_ERROR, "'%s': %s", path, strerror(errno)); }

/* ---- entries of the format: cpio's "newc" ---- */

#define MAGIC   "070701"
#define TRAILER "TRAILER!!!" /* the name of an entry behind the last */

enum { FIELD = 8, FIELDS = 13, HEADER = sizeof MAGIC - 1 + FIELDS * FIELD, ALIGNED = 4, FILE_MODE = S_IFREG | 0644 };
enum field { MODE = 1, LINKS = 4, SIZE = 6, NAME_SIZE = 11 };

static void put_padded(struct buf *out, const char *bytes, size_t n)
{
    buf_put(out, bytes, n);
    buf_fill(out, '\0', -out->n % ALIGNED);
}

static void put_entry(struct buf *out, const char *name, unsigned mode, Str text)
{
    size_t length = strlen(name) + 1, fields[FIELDS] = {[MODE] = mode, [LINKS] = 1, [SIZE] = text.n, [NAME_SIZE] = length};
    buf_str(out, STR(MAGIC));
    for (size_t i = 0; i < FIELDS; i++) buf_printf(out, "%08zx", fields[i]);
    put_padded(out, name, length);
    put_padded(out, text.s, text.n);
}

/* An archive that is read. */
struct cursor { Str archive; size_t at; };

static bool take_bytes(struct cursor *cursor, size_t n, Str *bytes)
{
    if (n > cursor->archive.n - cursor->at) return false;
    *bytes = (Str){cursor->archive.s + cursor->at, n};
    cursor->at += n;
    return true;
}

static bool take_padded(struct cursor *cursor, size_t n, Str *bytes)
{
    Str padding;
    return take_bytes(cursor, n, bytes) && take_bytes(cursor, -cursor->at % ALIGNED, &padding);
}

static size_t field_of(Str header, enum field field)
{
    char text[FIELD + 1] = "";
    memcpy(text, header.s + sizeof MAGIC - 1 + field * FIELD, FIELD);
    return strtoul(text, NULL, 16);
}

/* NAME ends with a NUL, and has no other. */
static bool take_entry(struct cursor *cursor, const char **name, unsigned *mode, Str *text)
{
    Str header, path;
    if (!take_bytes(cursor, HEADER, &header) || !str_starts(header, STR(MAGIC))) return false;
    *mode = (unsigned)field_of(header, MODE);
    if (!take_padded(cursor, field_of(header, NAME_SIZE), &path) || !take_padded(cursor, field_of(header, SIZE), text)) return false;
    *name = path.s;
    return path.n && memchr(path.s, '\0', path.n) == path.s + path.n - 1;
}

/* ---- packing ---- */

struct packing {
    struct buf text;
    struct buf file;        /* the one that is being read */
    struct problem *problem;
};

static bool read_bytes(int file, struct buf *text, size_t most)
{
    ssize_t n;
    text->n = 0;
    do {
        buf_need(text, 64 * 1024);
        n = read(file, text->s + text->n, 64 * 1024);
        if (n > 0) text->n += (size_t)n;
    } while (n > 0 && text->n <= most);
    return n >= 0;
}

static bool add_text(struct packing *packing, const char *path, const char *inside, Str text)
{
    if (!str_utf8(text)) return problem_set(packing->problem, EXIT_ERROR, "'%s' is no text, so it is nothing that 'stk compile' wrote", path);
    put_entry(&packing->text, inside, FILE_MODE, text);
    if (packing->text.n <= ARCHIVE_MAX) return true;
    return problem_set(packing->problem, EXIT_ERROR, "'%s': the folder has more than %d MiB", path, ARCHIVE_MAX >> 20);
}

static bool add_file(struct packing *packing, const char *path, const char *inside)
{
    int file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    bool fine = file >= 0 && read_bytes(file, &packing->file, ARCHIVE_MAX);
    fine = fine ? add_text(packing, path, inside, (Str){packing->file.s, packing->file.n}) : failed(path, packing->problem);
    if (file >= 0) close(file);
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

bool archive_pack(const char *folder, struct buf *out, struct problem *problem)
{
    struct packing packing = {.problem = problem};
    bool fine = add_folder(&packing, folder, "", 0);
    put_entry(&packing.text, TRAILER, 0, STR(""));
    fine = fine && gzip_pack((Str){packing.text.s, packing.text.n}, out, problem);
    buf_free(&packing.file);
    buf_free(&packing.text);
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

static bool unpack_file(const char *folder, const char *inside, Str text, struct problem *problem)
{
    Str path = arena_printf(problem->arena, "%s/%s", folder, inside);
    if (!make_folders((char *)(uintptr_t)path.s, strlen(folder) + 1, problem)) return false;
    int file = open(path.s, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (file < 0) return failed(path.s, problem);
    bool fine = write_bytes(file, text.s, text.n);
    fine = close(file) == 0 && fine;
    return fine || failed(path.s, problem);
}

static bool damaged(struct problem *problem, const char *why) { return problem_set(problem, EXIT_ERROR, "the archive is damaged: %s", why); }

static bool unpack_files(struct cursor *cursor, const char *folder, struct problem *problem)
{
    const char *name;
    unsigned mode;
    for (Str text; take_entry(cursor, &name, &mode, &text);) {
        if (strcmp(name, TRAILER) == 0) return cursor->at == cursor->archive.n || damaged(problem, "something is behind its end");
        if (!is_path_allowed(name)) return damaged(problem, "a path in it leads out of its folder");
        if (!S_ISREG(mode)) return damaged(problem, "something in it is no file");
        if (!unpack_file(folder, name, text, problem)) return false;
    }
    return damaged(problem, "it is not in the format of cpio");
}

bool archive_unpack(Str packed, const char *folder, struct problem *problem)
{
    struct buf text = {0};
    bool fine = gzip_unpack(packed, ARCHIVE_MAX, &text, problem);
    struct cursor cursor = {{text.s, text.n}, 0};
    fine = fine && unpack_files(&cursor, folder, problem);
    buf_free(&text);
    return fine;
}
