#include "access/secret_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

void buf_wipe(struct buf *buf)
{
    if (buf->s) explicit_bzero(buf->s, buf->cap);
    buf_free(buf);
}

void buf_widen(struct buf *buf, size_t more)
{
    if (buf->cap - buf->n >= more) return;
    struct buf wider = {0};
    buf_need(&wider, buf->n + more);
    buf_put(&wider, buf->s, buf->n);
    buf_wipe(buf);
    *buf = wider;
}

/* All that can be read; what was read before it failed is in the buffer. */
static bool read_all(int fd, struct buf *into)
{
    enum { STEP = 16 << 10 };
    size_t before = into->n;
    for (ssize_t got = 1; got;) {
        buf_widen(into, into->n - before + STEP);
        got = read(fd, into->s + into->n, STEP);
        if (got < 0 && errno != EINTR) return false;
        if (got > 0) into->n += (size_t)got;
        errno = EFBIG;
        if (into->n - before > SECRET_FILE_MAX) return false;
    }
    return true;
}

bool secret_file_read(const char *path, struct buf *into)
{
    size_t before = into->n;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    bool done = read_all(fd, into);
    int error = errno;
    close(fd);
    if (!done) into->n = before;
    errno = error;
    return done;
}
