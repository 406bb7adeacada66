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
    size_t size, used;
    _Alignas(ALIGN) char bytes[];
};

/* Of the block that an arena begins with, and of those that follow: a whole huge page, as it costs less than the page faults of a tenth of it;
   sanitizers note for each byte whether it may be touched, and then it costs more. */
enum { FIRST_BLOCK = 64 << 10 };
#ifdef ARENA_SEPARATE
enum { BLOCK = FIRST_BLOCK };
#else
enum { BLOCK = HUGE_PAGE - sizeof(struct block) };
#endif

/* With ARENA_SEPARATE nobody may touch the gaps before and after each piece, so that sanitizers see its bounds. Larger pieces have larger ones. */
#ifdef ARENA_SEPARATE
enum { GAP = 16 };
static size_t gap_after(size_t size) { return GAP + (size / 8 & ~(size_t)(ALIGN - 1)); }
#else
enum { GAP = 0 };
static size_t gap_after(size_t size) { return (void)size, 0; }
#define ASAN_POISON_MEMORY_REGION(memory, size)   ((void)(memory), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(memory, size) ((void)(memory), (void)(size))
#endif

/* Room that somebody has outgrown: its first bytes say so. */
struct spare {
    struct spare *next;
    size_t size;
};

struct arena {
    struct block *newest;
    size_t used, limit;
    struct spare *spares;
};

NORETURN static void over_limit(size_t limit)
{
    fprintf(stderr, "stk: error[E0504]: this needs more than %zu MiB of memory; cut it into parts that are compiled one by one\n", limit >> 20);
    exit(1);
}

/* Large blocks are whole huge pages. */
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
    struct block *block = memory_checked(is_huge(bytes) ? huge_alloc(bytes) : calloc(1, bytes));
    *block = (struct block){.older = older, .size = bytes - sizeof *block, .used = GAP};
    ASAN_POISON_MEMORY_REGION(block->bytes, block->size);
    return block;
}

static void block_free(struct block *block)
{
    size_t bytes = sizeof *block + block->size;
    if (is_huge(bytes)) huge_free(block, bytes);
    else free(block);
}

struct arena *arena_new(size_t limit)
{
    struct arena *arena = memory_checked(calloc(1, sizeof *arena));
    arena->limit = limit;
    arena->newest = block_new(FIRST_BLOCK, NULL);
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
        explicit_bzero(block->bytes, block->used);
    }
    arena_free(arena);
}

static size_t block_size_for(size_t size) { return size + GAP > BLOCK ? size + GAP : BLOCK; }

size_t arena_used(const struct arena *arena) { return arena->used; }

/* Small pieces are not worth a search. With ARENA_SEPARATE nothing is used again, and who still looks into it is caught. */
enum { SPARE_MIN = 512, SPARES_SEARCHED = 32 };

static void *take_spare(struct arena *arena, size_t size)
{
    struct spare **at = &arena->spares;
    for (size_t i = 0; size >= SPARE_MIN && *at && i < SPARES_SEARCHED; i++, at = &(*at)->next) {
        struct spare *spare = *at;
        if (spare->size < size || spare->size / 2 > size) continue;
        *at = spare->next;
        memset(spare, 0, size);
        return spare;
    }
    return NULL;
}

void arena_outgrown(struct arena *arena, void *memory, size_t size)
{
#ifdef ARENA_SEPARATE
    (void)arena;
    ASAN_POISON_MEMORY_REGION(memory, size);
#else
    if (size < SPARE_MIN) return;
    struct spare *spare = memory;
    *spare = (struct spare){arena->spares, size};
    arena->spares = spare;
#endif
}

static __attribute__((noinline)) void *alloc_slowly(struct arena *arena, size_t size)
{
    void *spare = take_spare(arena, size);
    if (spare) return spare;
    size_t rounded;
    if (__builtin_add_overflow(size, ALIGN - 1, &rounded)) panic("allocation too large");
    rounded &= ~(size_t)(ALIGN - 1);
    arena->used += rounded;
    if (arena->limit && arena->used > arena->limit) over_limit(arena->limit);
    rounded += gap_after(rounded);
    if (arena->newest->size - arena->newest->used < rounded)
        arena->newest = block_new(block_size_for(rounded), arena->newest);
    void *memory = arena->newest->bytes + arena->newest->used;
    arena->newest->used += rounded;
    ASAN_UNPOISON_MEMORY_REGION(memory, size);
    return memory;
}

/* Most pieces are small, and have room. */
void *arena_alloc(struct arena *arena, size_t size)
{
#ifndef ARENA_SEPARATE
    struct block *block = arena->newest;
    size_t rounded = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    if (size < SPARE_MIN && rounded <= block->size - block->used && (!arena->limit || arena->used + rounded <= arena->limit)) {
        void *memory = block->bytes + block->used;
        block->used += rounded;
        arena->used += rounded;
        return memory;
    }
#endif
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

void vec_widen(struct arena *arena, void **at, size_t n, size_t *cap, size_t size, size_t wider)
{
    if (wider <= *cap) return;
    void *copy = arena_array(arena, wider, size);
    if (n) memcpy(copy, *at, n * size);
    if (*cap) arena_outgrown(arena, *at, *cap * size);
    *at = copy;
    *cap = wider;
}
