#include "package/tar.h"

#include <stdio.h>

enum { BLOCK = 512, NAME_MAX_BYTES = 100, PREFIX_MAX_BYTES = 155 };

/* The fields of a header, as they lie in its block; numbers are octal, with a NUL behind. */
struct header {
    char name[NAME_MAX_BYTES], mode[8], owner[8], group[8], size[12], time[12], sum[8], kind, link[100], magic[6], version[2], owner_name[32],
        group_name[32], device[16], prefix[PREFIX_MAX_BYTES], rest[12];
};

static void set_number(char *field, size_t n, uint64_t number)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%0*llo", (int)n - 1, (unsigned long long)number);
    memcpy(field, digits, n);
}

/* The sum of all bytes, with blanks in the place of the sum. */
static uint64_t sum_of(const struct header *header)
{
    const unsigned char *bytes = (const unsigned char *)header;
    uint64_t sum = 0;
    for (size_t i = 0; i < BLOCK; i++) {
        bool blank = i >= offsetof(struct header, sum) && i < offsetof(struct header, sum) + sizeof header->sum;
        sum += blank ? ' ' : bytes[i];
    }
    return sum;
}

/* ---- writing ---- */

/* A long path is cut at a slash. */
static bool set_path(struct header *header, Str path)
{
    size_t cut = 0;
    for (size_t i = 1; path.n > NAME_MAX_BYTES && i < path.n && i <= PREFIX_MAX_BYTES; i++)
        if (path.s[i] == '/' && path.n - i - 1 <= NAME_MAX_BYTES) cut = i;
    if (path.n > NAME_MAX_BYTES && !cut) return false;
    Str name = cut ? str_skip(path, cut + 1) : path;
    memcpy(header->prefix, path.s, cut);
    memcpy(header->name, name.s, name.n);
    return name.n > 0;
}

static void pad(struct buf *out, size_t n) { buf_fill(out, '\0', (BLOCK - n % BLOCK) % BLOCK); }

bool tar_add(struct buf *out, Str path, Str text)
{
    struct header header = {.kind = '0', .magic = "ustar", .version = {'0', '0'}};
    _Static_assert(sizeof header == BLOCK, "a header is one block");
    if (!set_path(&header, path)) return false;
    set_number(header.mode, sizeof header.mode, 0644);
    set_number(header.owner, sizeof header.owner, 0);
    set_number(header.group, sizeof header.group, 0);
    set_number(header.size, sizeof header.size, text.n);
    set_number(header.time, sizeof header.time, 0);
    set_number(header.sum, sizeof header.sum - 1, sum_of(&header));
    header.sum[7] = ' ';
    buf_put(out, (const char *)&header, sizeof header);
    buf_str(out, text);
    pad(out, text.n);
    return true;
}

void tar_end(struct buf *out) { buf_fill(out, '\0', (size_t)2 * BLOCK); }

/* ---- reading ---- */

static bool take_number(const char *field, size_t n, uint64_t *number)
{
    size_t i = 0;
    *number = 0;
    for (; i < n && field[i] >= '0' && field[i] <= '7'; i++) *number = *number * 8 + (uint64_t)(field[i] - '0');
    return i > 0 && (i == n || field[i] == '\0' || field[i] == ' ');
}

static Str field_text(const char *field, size_t n) { return (Str){field, strnlen(field, n)}; }

static bool is_empty(const char *block)
{
    for (size_t i = 0; i < BLOCK; i++)
        if (block[i]) return false;
    return true;
}

static bool refuse(const char **why, const char *text)
{
    *why = text;
    return false;
}

bool tar_next(struct arena *arena, Str tar, size_t *at, struct tar_entry *entry, const char **why)
{
    struct header header;
    uint64_t size, sum;
    *why = NULL;
    if (tar.n - *at < BLOCK) return refuse(why, "its end is missing");
    if (is_empty(tar.s + *at)) return false;
    memcpy(&header, tar.s + *at, BLOCK);
    if (!take_number(header.sum, sizeof header.sum, &sum) || sum != sum_of(&header)) return refuse(why, "it is no tar");
    if (memcmp(header.magic, "ustar", sizeof header.magic) != 0) return refuse(why, "it is not in the format ustar");
    if (header.kind != '0') return refuse(why, "something in it is no file");
    if (!take_number(header.size, sizeof header.size, &size)) return refuse(why, "a size in it is no number");
    if (size > tar.n - *at - BLOCK) return refuse(why, "its end is missing");
    Str prefix = field_text(header.prefix, sizeof header.prefix), name = field_text(header.name, sizeof header.name);
    entry->path = arena_printf(arena, "%.*s%s%.*s", STR_ARG(prefix), prefix.n ? "/" : "", STR_ARG(name));
    entry->text = (Str){tar.s + *at + BLOCK, (size_t)size};
    *at += BLOCK + ((size_t)size + BLOCK - 1) / BLOCK * BLOCK;
    return *at <= tar.n || refuse(why, "its end is missing");
}
