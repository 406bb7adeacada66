#include "base/file_stamp.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

static int64_t nanoseconds(struct timespec time) { return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec; }

int64_t time_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return nanoseconds(now);
}

struct file_stamp file_stamp(const struct stat *status)
{
    return (struct file_stamp){.inode = status->st_ino, .size = (uint64_t)status->st_size, .mode = status->st_mode,
                               .modified = nanoseconds(status->st_mtim), .changed = nanoseconds(status->st_ctim)};
}

static bool stamp_eq(const struct file_stamp *a, const struct file_stamp *b) { return memcmp(a, b, sizeof *a) == 0; }

/* Whether its bytes may have changed once more without leaving another stamp. */
static bool is_fresh(const struct file_stamp *stamp, int64_t seen)
{
    int64_t last = stamp->modified > stamp->changed ? stamp->modified : stamp->changed;
    return last + STAMP_GRAIN > seen;
}

static bool has_bytes(int descriptor, const struct known_file *file)
{
    struct buf text = {0};
    ssize_t n;
    buf_need(&text, file->stamp.size + 1);
    while ((n = read(descriptor, text.s + text.n, text.cap - text.n)) > 0) text.n += (size_t)n;
    struct digest digest = sha256((Str){text.s, text.n});
    buf_free(&text);
    return n == 0 && digest_eq(&digest, &file->digest);
}

static bool is_alike(const struct file_stamp *a, const struct file_stamp *b) { return a->mode == b->mode && a->size == b->size; }

static enum file_now read_again(int folder, struct known_file *file)
{
    struct stat status;
    int descriptor = openat(folder, file->name, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return FILE_CHANGED;
    struct file_stamp stamp = {0};
    if (fstat(descriptor, &status) == 0) stamp = file_stamp(&status);
    bool same = is_alike(&stamp, &file->stamp) && has_bytes(descriptor, file);
    close(descriptor);
    if (same) file->stamp = stamp;
    return same ? FILE_TOUCHED : FILE_CHANGED;
}

enum file_now file_now(int folder, int flags, struct known_file *file, int64_t seen)
{
    struct stat status;
    if (fstatat(folder, file->name, &status, flags) != 0) return FILE_CHANGED;
    struct file_stamp stamp = file_stamp(&status);
    if (!is_alike(&stamp, &file->stamp)) return FILE_CHANGED;
    return stamp_eq(&stamp, &file->stamp) && !is_fresh(&stamp, seen) ? FILE_SAME : read_again(folder, file);
}
