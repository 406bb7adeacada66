/* Byte buffers. */
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>

void buf_grow(struct buf *buf, size_t more)
{
    size_t wider = buf->cap ? buf->cap : 256;
    while (wider - buf->n < more)
        if (__builtin_mul_overflow(wider, 2, &wider)) panic("buffer too large");
    char *own = memory_checked(realloc(buf->lent ? NULL : buf->s, wider));
    if (buf->lent) memcpy(own, buf->s, buf->n);
    *buf = (struct buf){.s = own, .n = buf->n, .cap = wider};
}

void buf_printf(struct buf *buf, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    buf_vprintf(buf, fmt, args);
    va_end(args);
}

void buf_vprintf(struct buf *buf, const char *fmt, va_list args)
{
    enum { MOSTLY_ENOUGH = 64 };
    va_list again;
    va_copy(again, args);
    buf_need(buf, MOSTLY_ENOUGH);
    size_t room = buf->cap - buf->n;
    int n = vsnprintf(buf->s + buf->n, room, fmt, args);
    if (n < 0) panic("bad format '%s'", fmt);
    if ((size_t)n >= room) {
        buf_need(buf, (size_t)n + 1);
        vsnprintf(buf->s + buf->n, (size_t)n + 1, fmt, again);
    }
    buf->n += (size_t)n;
    va_end(again);
}

void buf_number(struct buf *buf, uint64_t number)
{
    char digits[20];
    size_t at = sizeof digits;
    do digits[--at] = (char)('0' + number % 10);
    while (number /= 10);
    buf_put(buf, digits + at, sizeof digits - at);
}

bool buf_write(const struct buf *buf, void *file) { return buf->n == 0 || fwrite(buf->s, 1, buf->n, file) == buf->n; }

void buf_free(struct buf *buf)
{
    if (!buf->lent) free(buf->s);
    *buf = (struct buf){0};
}
