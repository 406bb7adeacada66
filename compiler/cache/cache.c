#include "cache/cache.h"

#include "entry.h"
#include "place.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

static Str name_of_entry(struct arena *arena, const struct question *question)
{
    struct digest digest = sha256(question->text);
    return digest_text(arena, &digest);
}

static void keep(struct arena *arena, const char *folder, const struct question *question, const struct answer *answer)
{
    struct buf bytes = {0};
    struct entry entry = {question->asked, *answer};
    put_entry(&bytes, &entry);
    write_entry(arena, folder, name_of_entry(arena, question), &bytes);
    buf_free(&bytes);
}

/* ---- whether it still holds ---- */

/* The worst of what became of them. */
static enum file_now files_now(int folder, int flags, struct known_files *files, int64_t seen)
{
    enum file_now now = FILE_SAME;
    for (size_t i = 0; i < files->v.n && now != FILE_CHANGED; i++) {
        enum file_now one = file_now(folder, flags, &files->v.at[i], seen);
        if (one > now) now = one;
    }
    return now;
}

/* All that is in it and below; a folder counts only when it is empty, since no run leaves one. FOLDER is closed. */
static size_t count_files(int folder)
{
    size_t n = 0;
    DIR *dir = fdopendir(folder);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        bool file = entry->d_type == DT_REG; /* others may be folders, or not known */
        int below = file ? -1 : openat(folder, entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
        size_t inside = below < 0 ? 0 : count_files(below);
        n += inside ? inside : 1;
    }
    if (dir) closedir(dir);
    else close(folder);
    return n;
}

static enum file_now target_now(const char *target, struct known_files *written, int64_t seen)
{
    int folder = open(target, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return FILE_CHANGED;
    enum file_now now = files_now(folder, AT_SYMLINK_NOFOLLOW, written, seen);
    return count_files(folder) == written->v.n ? now : FILE_CHANGED;
}

bool cache_find(struct arena *arena, const struct question *question, struct answer *answer)
{
    Str bytes;
    struct entry entry;
    const char *folder = cache_folder(arena);
    if (!folder || !read_entry(arena, folder, name_of_entry(arena, question), &bytes) || !take_entry(arena, bytes, &entry)) return false;
    enum file_now read = files_now(AT_FDCWD, 0, &entry.answer.read, entry.asked);
    if (read == FILE_CHANGED) return false;
    enum file_now written = question->target ? target_now(question->target, &entry.answer.written, entry.asked) : FILE_SAME;
    if (written == FILE_CHANGED) return false;
    *answer = entry.answer;
    if (read == FILE_TOUCHED || written == FILE_TOUCHED) keep(arena, folder, question, answer);
    return true;
}

void cache_keep(struct arena *arena, const struct question *question, const struct answer *answer)
{
    const char *folder = cache_folder(arena);
    for (size_t i = 0; i < answer->read.v.n; i++)
        if (!S_ISREG(answer->read.v.at[i].stamp.mode)) return;
    if (folder) keep(arena, folder, question, answer);
}
