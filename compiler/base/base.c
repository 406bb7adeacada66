#include "base/base.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

/* ---- text ---- */

Str str_of(const char *z) { return (Str){z, strlen(z)}; }

bool str_eq(Str a, Str b) { return a.n == b.n && (a.n == 0 || memcmp(a.s, b.s, a.n) == 0); }

bool str_is(Str a, const char *z) { return str_eq(a, str_of(z)); }

int str_cmp(Str a, Str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.s, b.s, n) : 0;
    return order ? order : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(Str a, Str prefix) { return a.n >= prefix.n && str_eq((Str){a.s, prefix.n}, prefix); }

bool str_ends(Str a, Str suffix)
{
    return a.n >= suffix.n && str_eq((Str){a.s + a.n - suffix.n, suffix.n}, suffix);
}

/* Bytes after the first one of a character; its second byte lies from LOW to HIGH. */
static const struct utf8_lead { unsigned char from, to, more, low, high; } utf8_leads[] = {
    {0x01, 0x7F, 0, 0, 0},          {0xC2, 0xDF, 1, 0x80, 0xBF}, {0xE0, 0xE0, 2, 0xA0, 0xBF}, {0xE1, 0xEC, 2, 0x80, 0xBF},
    {0xED, 0xED, 2, 0x80, 0x9F},    {0xEE, 0xEF, 2, 0x80, 0xBF}, {0xF0, 0xF0, 3, 0x90, 0xBF}, {0xF1, 0xF3, 3, 0x80, 0xBF},
    {0xF4, 0xF4, 3, 0x80, 0x8F},
};

/* Bytes of the character that S begins with; 0: it is none. */
static size_t utf8_character(const unsigned char *s, size_t n)
{
    for (size_t i = 0; i < COUNT(utf8_leads); i++) {
        const struct utf8_lead *lead = &utf8_leads[i];
        if (s[0] < lead->from || s[0] > lead->to) continue;
        if (lead->more >= n || (lead->more && (s[1] < lead->low || s[1] > lead->high))) return 0;
        for (size_t k = 2; k <= lead->more; k++)
            if ((s[k] & 0xC0) != 0x80) return 0;
        return lead->more + 1u;
    }
    return 0;
}

bool str_utf8(Str a)
{
    for (size_t i = 0, n; i < a.n; i += n)
        if (!(n = utf8_character((const unsigned char *)a.s + i, a.n - i))) return false;
    return true;
}

enum { NUMBER_MAX = 1 << 28 };

size_t str_take_number(Str *text)
{
    size_t value = 0, i = 0;
    for (; i < text->n && isdigit((unsigned char)text->s[i]); i++)
        if (value < NUMBER_MAX) value = value * 10 + (size_t)(text->s[i] - '0');
    *text = (Str){text->s + i, text->n - i};
    return value;
}

Str str_after_last(Str a, char c)
{
    const char *last = a.n ? memrchr(a.s, c, a.n) : NULL;
    return last ? (Str){last + 1, a.n - (size_t)(last + 1 - a.s)} : a;
}

static size_t min3(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

enum { DISTANCE_MAX = 64 }; /* longer texts are never suggestions */

size_t str_distance(Str a, Str b, size_t limit)
{
    size_t row[DISTANCE_MAX + 1];
    if (a.n > DISTANCE_MAX || b.n > DISTANCE_MAX || a.n > b.n + limit || b.n > a.n + limit) return limit + 1;
    for (size_t j = 0; j <= b.n; j++) row[j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            bool same = tolower((unsigned char)a.s[i - 1]) == tolower((unsigned char)b.s[j - 1]);
            size_t next = min3(row[j] + 1, row[j - 1] + 1, diagonal + !same);
            diagonal = row[j];
            row[j] = next;
        }
    }
    return row[b.n] > limit ? limit + 1 : row[b.n];
}

void panic(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fputs("stk: internal error: ", stderr);
    vfprintf(stderr, fmt, args);
    fputs("\nThis is a defect of stk; please report it.\n", stderr);
    va_end(args);
    exit(70);
}


/* Not a defect: the input asks for too much. */
NORETURN static void over_limit(size_t limit)
{
    fprintf(stderr, "stk: error[E0504]: this needs more than %zu MiB of memory\n", limit >> 20);
    exit(1);
}

static void *checked(void *memory)
{
    if (memory) return memory;
    fputs("stk: error[E0504]: this needs more memory than there is\n", stderr);
    exit(1);
}

/* ---- arena ---- */

enum { BLOCK_MIN = 64 << 10, BLOCK_MAX = 4 << 20, ALIGN = 16, HUGE_PAGE = 2 << 20 };

struct block {
    struct block *older;
    size_t size, used;
    _Alignas(ALIGN) char bytes[];
};

struct arena {
    struct block *newest;
    size_t used, limit;
};

/* Large blocks are whole huge pages, fresh from the system: no page fault for each 4 KiB, and zero already.
 * Mapped with room to spare, so that both ends can be cut to where huge pages begin. */
static void *huge_alloc(size_t bytes)
{
    char *memory = mmap(NULL, bytes + HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return NULL;
    size_t before = (size_t)-(uintptr_t)memory & (HUGE_PAGE - 1);
    if (before) munmap(memory, before);
    munmap(memory + before + bytes, HUGE_PAGE - before);
    madvise(memory + before, bytes, MADV_HUGEPAGE);
    return memory + before;
}

static bool is_huge(size_t bytes)
{
#ifdef ARENA_SEPARATE
    return (void)bytes, false;
#else
    return bytes >= HUGE_PAGE;
#endif
}

static struct block *block_new(size_t size, struct block *older)
{
    size_t bytes = sizeof(struct block) + size;
    if (is_huge(bytes)) bytes = (bytes + HUGE_PAGE - 1) & ~(size_t)(HUGE_PAGE - 1);
    struct block *block = checked(is_huge(bytes) ? huge_alloc(bytes) : calloc(1, bytes));
    *block = (struct block){.older = older, .size = bytes - sizeof *block};
    return block;
}

static void block_free(struct block *block)
{
    size_t bytes = sizeof *block + block->size;
    if (is_huge(bytes)) munmap(block, bytes);
    else free(block);
}

struct arena *arena_new(size_t limit)
{
    struct arena *arena = checked(calloc(1, sizeof *arena));
    arena->limit = limit;
    arena->newest = block_new(BLOCK_MIN, NULL);
    return arena;
}

void arena_free(struct arena *arena)
{
    if (!arena) return;
    for (struct block *block = arena->newest, *older; block; block = older) {
        older = block->older;
        block_free(block);
    }
    free(arena);
}

void arena_erase(struct arena *arena)
{
    for (struct block *block = arena ? arena->newest : NULL; block; block = block->older) explicit_bzero(block->bytes, block->used);
    arena_free(arena);
}

/* With ARENA_SEPARATE every allocation is a block of its own, so that sanitizers see its bounds. */
static size_t next_block_size(const struct arena *arena, size_t size)
{
#ifdef ARENA_SEPARATE
    (void)arena;
    return size;
#else
    size_t doubled = arena->newest->size * 2;
    size_t wanted = doubled > BLOCK_MAX ? BLOCK_MAX : doubled;
    return size > wanted ? size : wanted;
#endif
}

void *arena_alloc(struct arena *arena, size_t size)
{
    size_t rounded;
    if (__builtin_add_overflow(size, ALIGN - 1, &rounded)) panic("allocation too large");
    rounded &= ~(size_t)(ALIGN - 1);
    arena->used += rounded;
    if (arena->limit && arena->used > arena->limit) over_limit(arena->limit);
#ifdef ARENA_SEPARATE
    rounded = size;
    arena->newest->used = arena->newest->size;
#endif
    if (arena->newest->size - arena->newest->used < rounded)
        arena->newest = block_new(next_block_size(arena, rounded), arena->newest);
    void *memory = arena->newest->bytes + arena->newest->used;
    arena->newest->used += rounded;
    return memory;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) panic("allocation too large");
    return arena_alloc(arena, bytes);
}

Str arena_copy(struct arena *arena, Str text)
{
    char *copy = arena_alloc(arena, text.n + 1);
    if (text.n) memcpy(copy, text.s, text.n);
    return (Str){copy, text.n};
}

Str arena_join(struct arena *arena, const Str *parts, size_t n)
{
    size_t total = 0;
    for (size_t i = 0; i < n; i++) total += parts[i].n;
    char *text = arena_alloc(arena, total + 1), *end = text;
    for (size_t i = 0; i < n; i++) {
        if (parts[i].n) memcpy(end, parts[i].s, parts[i].n);
        end += parts[i].n;
    }
    return (Str){text, total};
}

Str arena_vprintf(struct arena *arena, const char *fmt, va_list args)
{
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    if (n < 0) panic("bad format '%s'", fmt);
    char *text = arena_alloc(arena, (size_t)n + 1);
    vsnprintf(text, (size_t)n + 1, fmt, again);
    va_end(again);
    return (Str){text, (size_t)n};
}

Str arena_printf(struct arena *arena, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    Str text = arena_vprintf(arena, fmt, args);
    va_end(args);
    return text;
}

void vec_reserve(struct arena *arena, void **at, size_t n, size_t *cap, size_t size)
{
    if (n < *cap) return;
    size_t wider = *cap ? *cap * 2 : 4;
    void *copy = arena_array(arena, wider, size);
    if (n) memcpy(copy, *at, n * size);
    *at = copy;
    *cap = wider;
}

/* ---- hashing ---- */

static uint64_t little_endian(const unsigned char *bytes, size_t n)
{
    uint64_t word = 0;
    memcpy(&word, bytes, n);
    return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? __builtin_bswap64(word) : word;
}

/* Eight bytes at a time. */
uint64_t hash_bytes(const void *bytes, size_t n, uint64_t seed)
{
    const unsigned char *p = bytes;
    uint64_t hash = seed ^ (n * 0x9e3779b97f4a7c15u);
    for (; n >= 8; p += 8, n -= 8) {
        hash = (hash ^ little_endian(p, 8)) * 0xff51afd7ed558ccdu;
        hash ^= hash >> 32;
    }
    if (n) hash = (hash ^ little_endian(p, n)) * 0xff51afd7ed558ccdu;
    hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53u;
    return hash ^ hash >> 33;
}

/* ---- names ---- */

/* The hash stands beside the pointer, so that a miss touches one cache line. */
struct name_slot {
    struct name *name; /* NULL: free */
    uint32_t hash;
};

struct names {
    struct arena *arena;
    struct name_slot *slots; /* open addressing, CAP a power of two, at most half full */
    size_t n, cap;
};

struct names *names_new(struct arena *arena)
{
    struct names *names = NEW(arena, struct names);
    *names = (struct names){.arena = arena, .slots = NEW_ARRAY(arena, 1024, struct name_slot), .cap = 1024};
    return names;
}

static struct name_slot *name_slot(const struct names *names, Str text, uint32_t hash)
{
    size_t i = hash & (names->cap - 1);
    for (; names->slots[i].name; i = (i + 1) & (names->cap - 1))
        if (names->slots[i].hash == hash && str_eq(NAME_STR(names->slots[i].name), text)) break;
    return &names->slots[i];
}

static void names_grow(struct names *names)
{
    struct names wider = *names;
    wider.cap *= 2;
    wider.slots = NEW_ARRAY(names->arena, wider.cap, struct name_slot);
    for (size_t i = 0; i < names->cap; i++) {
        size_t k = names->slots[i].hash & (wider.cap - 1);
        if (!names->slots[i].name) continue;
        while (wider.slots[k].name) k = (k + 1) & (wider.cap - 1);
        wider.slots[k] = names->slots[i];
    }
    *names = wider;
}

const struct name *name_find(const struct names *names, Str text)
{
    return name_slot(names, text, (uint32_t)hash_bytes(text.s, text.n, 0))->name;
}

const struct name *name_of(struct names *names, Str text)
{
    uint32_t hash = (uint32_t)hash_bytes(text.s, text.n, 0);
    struct name_slot *slot = name_slot(names, text, hash);
    if (slot->name) return slot->name;
    struct name *name = arena_alloc(names->arena, sizeof *name + text.n + 1);
    *name = (struct name){.hash = hash, .n = (uint32_t)text.n};
    if (text.n) memcpy(name->s, text.s, text.n);
    *slot = (struct name_slot){name, hash};
    if (++names->n * 2 > names->cap) names_grow(names);
    return name;
}

/* ---- pointer maps ---- */

static struct map_slot *map_slot(const struct map *map, const void *key)
{
    size_t i = (size_t)((uintptr_t)key * 0x9e3779b97f4a7c15u >> 32) & (map->cap - 1);
    while (map->slots[i].key && map->slots[i].key != key) i = (i + 1) & (map->cap - 1);
    return &map->slots[i];
}

void *map_get(const struct map *map, const void *key)
{
    return map->cap ? map_slot(map, key)->value : NULL;
}

static void map_grow(struct arena *arena, struct map *map)
{
    struct map wider = {.n = map->n, .cap = map->cap ? map->cap * 2 : 16};
    wider.slots = NEW_ARRAY(arena, wider.cap, struct map_slot);
    for (size_t i = 0; i < map->cap; i++)
        if (map->slots[i].key) *map_slot(&wider, map->slots[i].key) = map->slots[i];
    *map = wider;
}

void map_put(struct arena *arena, struct map *map, const void *key, void *value)
{
    if (map->n * 2 >= map->cap) map_grow(arena, map);
    struct map_slot *slot = map_slot(map, key);
    map->n += !slot->key;
    *slot = (struct map_slot){key, value};
}

/* ---- buffers ---- */

void buf_need(struct buf *buf, size_t more)
{
    if (buf->cap - buf->n >= more) return;
    size_t wider = buf->cap ? buf->cap : 256;
    while (wider - buf->n < more)
        if (__builtin_mul_overflow(wider, 2, &wider)) panic("buffer too large");
    buf->s = checked(realloc(buf->s, wider));
    buf->cap = wider;
}

void buf_put(struct buf *buf, const char *bytes, size_t n)
{
    if (!n) return;
    buf_need(buf, n);
    memcpy(buf->s + buf->n, bytes, n);
    buf->n += n;
}

void buf_str(struct buf *buf, Str text) { buf_put(buf, text.s, text.n); }

void buf_char(struct buf *buf, char c)
{
    buf_need(buf, 1);
    buf->s[buf->n++] = c;
}

void buf_fill(struct buf *buf, char c, size_t count)
{
    if (!count) return;
    buf_need(buf, count);
    memset(buf->s + buf->n, c, count);
    buf->n += count;
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
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    if (n < 0) panic("bad format '%s'", fmt);
    buf_need(buf, (size_t)n + 1);
    vsnprintf(buf->s + buf->n, (size_t)n + 1, fmt, again);
    buf->n += (size_t)n;
    va_end(again);
}

bool buf_write(const struct buf *buf, void *file) { return buf->n == 0 || fwrite(buf->s, 1, buf->n, file) == buf->n; }

void buf_free(struct buf *buf)
{
    free(buf->s);
    *buf = (struct buf){0};
}
