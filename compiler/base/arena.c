/* Arenas, and the vectors that grow inside of them. */
#include "base/base.h"
#include "base/huge_pages.h"

#include <ctype.h>
#ifdef ARENA_SEPARATE
#include <sanitizer/asan_interface.h>
#endif
#include <stdio.h>
#include <stdlib.h>

enum { ALIGN = 8 };

struct block {
    struct block *older;
    size_t size;
    _Alignas(ALIGN) char bytes[];
};

/* With ARENA_SEPARATE nobody may touch the gaps before and after each piece, so that sanitizers see its bounds; larger pieces have larger ones. And
 * nothing is used again: who looks into what was outgrown is caught. */
#ifdef ARENA_SEPARATE
enum { SEPARATE = true, GAP = 16 };
static size_t gap_after(size_t size) { return GAP + (size / 8 & ~(size_t)(ALIGN - 1)); }
#else
enum { SEPARATE = false, GAP = 0 };
static size_t gap_after(size_t size) { return (void)size, 0; }
#define ASAN_POISON_MEMORY_REGION(memory, size)   ((void)(memory), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(memory, size) ((void)(memory), (void)(size))
#endif

/* Of the block that an arena begins with, and of those that follow: a whole huge page, as it costs less than the page faults of a tenth of it;
 * sanitizers note for each byte whether it may be touched, and then it costs more. */
enum { FIRST_BLOCK = 64 << 10, BLOCK = SEPARATE ? FIRST_BLOCK : HUGE_PAGE - sizeof(struct block) };

/* Room that somebody has outgrown: its first bytes say so. Lists by the logarithm of the size; large ones become room for small pieces again, some
 * of it at a time. */
enum { SPARE_MIN = 512, SPARE_LISTS = 48, ROOM_LIST = 13, ROOM = 64 << 10 };
struct spare {
    struct spare *next;
    size_t size;
};

struct arena {
    struct block *newest;
    char *at, *end;                     /* what small pieces are taken of: all zero */
    size_t used, limit;
    struct spare *spares[SPARE_LISTS];
};

NORETURN static void over_limit(size_t limit)
{
    fprintf(stderr, "stk: error[E0504]: this needs more than %zu MiB of memory; cut it into parts that are compiled one by one\n", limit >> 20);
    exit(1);
}

/* Large blocks are whole huge pages. */
static bool is_huge(size_t bytes) { return !SEPARATE && bytes >= HUGE_PAGE; }

static struct block *block_new(size_t size, struct block *older)
{
    size_t bytes = sizeof(struct block) + size;
    if (is_huge(bytes)) bytes = (bytes + HUGE_PAGE - 1) & ~(size_t)(HUGE_PAGE - 1);
    struct block *block = memory_checked(is_huge(bytes) ? huge_alloc(bytes) : calloc(1, bytes));
    *block = (struct block){.older = older, .size = bytes - sizeof *block};
    ASAN_POISON_MEMORY_REGION(block->bytes, block->size);
    return block;
}

static void block_free(struct block *block)
{
    size_t bytes = sizeof *block + block->size;
    if (is_huge(bytes)) huge_free(block, bytes);
    else free(block);
}

static void begin_room(struct arena *arena, char *bytes, size_t size)
{
    arena->at = bytes + GAP;
    arena->end = bytes + size;
}

struct arena *arena_new(size_t limit)
{
    struct arena *arena = memory_checked(calloc(1, sizeof *arena));
    arena->limit = limit;
    arena->newest = block_new(FIRST_BLOCK, NULL);
    begin_room(arena, arena->newest->bytes, arena->newest->size);
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
    for (struct block *block = arena ? arena->newest : NULL; block; block = block->older) {
        ASAN_UNPOISON_MEMORY_REGION(block->bytes, block->size);
        explicit_bzero(block->bytes, block->size);
    }
    arena_free(arena);
}

size_t arena_used(const struct arena *arena) { return arena->used; }

static size_t round_up(size_t size)
{
    size_t rounded;
    if (__builtin_add_overflow(size, ALIGN - 1, &rounded)) panic("allocation too large");
    return rounded & ~(size_t)(ALIGN - 1);
}

static void count(struct arena *arena, size_t size)
{
    arena->used += size;
    if (arena->limit && arena->used > arena->limit) over_limit(arena->limit);
}

/* ---- what is used again ---- */

static unsigned list_of(size_t size) { return 63 - (unsigned)__builtin_clzll(size); }

static void give_back(struct arena *arena, char *memory, size_t size)
{
    if (SEPARATE || size < SPARE_MIN) return;
    struct spare **list = &arena->spares[list_of(size)], *spare = (struct spare *)(void *)memory;
    *spare = (struct spare){*list, size};
    *list = spare;
}

/* The first SIZE bytes of the newest of a list, zeroed; what is left is given back. */
static char *take_from(struct arena *arena, unsigned list, size_t size)
{
    struct spare *spare = arena->spares[list];
    size_t left = spare->size - size;
    arena->spares[list] = spare->next;
    memset(spare, 0, size);
    give_back(arena, (char *)spare + size, left);
    return (char *)spare;
}

/* NULL: there is none of about that size. */
static char *take_spare(struct arena *arena, size_t size)
{
    for (unsigned list = list_of(size), last = list + 1; list <= last && list < SPARE_LISTS; list++)
        if (arena->spares[list] && arena->spares[list]->size >= size) return take_from(arena, list, size);
    return NULL;
}

static bool take_room(struct arena *arena)
{
    for (unsigned list = SPARE_LISTS; list-- > ROOM_LIST;) {
        if (!arena->spares[list]) continue;
        size_t size = arena->spares[list]->size < ROOM ? arena->spares[list]->size & ~(size_t)(ALIGN - 1) : ROOM;
        begin_room(arena, take_from(arena, list, size), size);
        return true;
    }
    return false;
}

void arena_outgrown(struct arena *arena, void *memory, size_t size)
{
    ASAN_POISON_MEMORY_REGION(memory, size);
    give_back(arena, memory, size);
}

/* ---- pieces ---- */

/* One with a block of its own. */
static char *alloc_block(struct arena *arena, size_t size)
{
    arena->newest = block_new(GAP + size, arena->newest);
    give_back(arena, arena->newest->bytes + size, arena->newest->size - size);
    return arena->newest->bytes + GAP;
}

static void next_room(struct arena *arena, bool small)
{
    give_back(arena, arena->at, (size_t)(arena->end - arena->at));
    if (small && take_room(arena)) return;
    arena->newest = block_new(BLOCK, arena->newest);
    begin_room(arena, arena->newest->bytes, arena->newest->size);
}

static __attribute__((noinline)) void *alloc_slowly(struct arena *arena, size_t size)
{
    size_t rounded = round_up(size), room = rounded + gap_after(rounded);
    bool small = size < SPARE_MIN;
    char *memory = small ? NULL : take_spare(arena, rounded);
    if (memory) return memory;
    count(arena, rounded);
    if (room > BLOCK - GAP) memory = alloc_block(arena, room);
    else {
        if ((size_t)(arena->end - arena->at) < room) next_room(arena, small);
        memory = arena->at;
        arena->at += room;
    }
    ASAN_UNPOISON_MEMORY_REGION(memory, size);
    return memory;
}

/* Most pieces are small, and have room. */
void *arena_alloc(struct arena *arena, size_t size)
{
    size_t rounded = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    bool fits = rounded <= (size_t)(arena->end - arena->at) && (!arena->limit || arena->used + rounded <= arena->limit);
    if (!SEPARATE && size < SPARE_MIN && fits) {
        arena->at += rounded;
        arena->used += rounded;
        return arena->at - rounded;
    }
    return alloc_slowly(arena, size);
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

Str arena_lower(struct arena *arena, Str text)
{
    char *small = arena_alloc(arena, text.n + 1);
    for (size_t i = 0; i < text.n; i++) small[i] = (char)tolower((unsigned char)text.s[i]);
    small[text.n] = '\0';
    return (Str){small, text.n};
}

Str arena_percent(struct arena *arena, Str text, const char *kept)
{
    static const char digits[] = "0123456789ABCDEF";
    char *out = arena_alloc(arena, text.n * 3 + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.s[i];
        if (isalnum(c) || memchr("-._~", c, 4) || (c && strchr(kept, c))) out[n++] = (char)c;
        else {
            out[n++] = '%';
            out[n++] = digits[c >> 4];
            out[n++] = digits[c & 15];
        }
    }
    return (Str){out, n};
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
    if (n >= *cap) vec_widen(arena, at, n, cap, size, *cap ? *cap * 2 : 4);
}

/* What was made last can have more of the room behind it. */
static bool widen_in_place(struct arena *arena, char *memory, size_t old, size_t new)
{
    size_t more = round_up(new) - round_up(old);
    if (SEPARATE || !memory || memory + round_up(old) != arena->at || more > (size_t)(arena->end - arena->at)) return false;
    count(arena, more);
    arena->at += more;
    return true;
}

void vec_widen(struct arena *arena, void **at, size_t n, size_t *cap, size_t size, size_t wider)
{
    size_t bytes;
    if (wider <= *cap) return;
    if (__builtin_mul_overflow(wider, size, &bytes)) panic("allocation too large");
    if (widen_in_place(arena, *at, *cap * size, bytes)) {
        *cap = wider;
        return;
    }
    void *copy = arena_array(arena, wider, size);
    if (n) memcpy(copy, *at, n * size);
    if (*cap) arena_outgrown(arena, *at, *cap * size);
    *at = copy;
    *cap = wider;
}
