/* The vocabulary of both programs: text slices, arenas, vectors, interned names.
 *
 * One arena per compilation owns everything; nothing in it is freed singly. Sizes are size_t and checked.
 * Running out of memory or over the arena's limit ends the process with E0504 and exit code 1. */
#ifndef STK_BASE_H
#define STK_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define NORETURN          __attribute__((noreturn))
#define COUNT(array)      (sizeof(array) / sizeof *(array))

/* ---- text: a slice, not NUL-terminated, not owned ---- */

typedef struct {
    const char *s;
    size_t n;
} Str;

#define STR(literal)  ((Str){literal, sizeof(literal) - 1})
#define STR_ARG(str)  (int)(str).n, (str).s /* for "%.*s" */

Str  str_of(const char *z);
bool str_eq(Str a, Str b);
bool str_is(Str a, const char *z);
bool str_is_among(Str a, const char *const *words); /* the last of which is NULL */
int  str_cmp(Str a, Str b); /* bytewise */
bool str_starts(Str a, Str prefix);
bool str_ends(Str a, Str suffix);
bool str_utf8(Str a);      /* well-formed, without NUL */
Str str_skip(Str a, size_t n); /* without its first N bytes, of which it has as many */
Str str_trim(Str a);       /* without white space at both ends */
Str str_cut(Str *, char at); /* what stands before the first AT, which is taken away with it; all of it if there is none */
size_t str_take_number(Str *); /* takes the digits it begins with; 0: none. What is too large stops growing */
Str  str_after_last(Str a, char c); /* all of A where there is no C */
/* The edit distance of A and B, at most LIMIT + 1; letters of another case count as equal. */
size_t str_distance(Str a, Str b, size_t limit);

/* ---- internal errors ---- */

NORETURN void panic(const char *fmt, ...) PRINTF(1, 2); /* "please report", exit 70 */
void *memory_checked(void *memory); /* what malloc or the like gave; NULL ends the process */

/* ---- arena ---- */

struct arena;
struct arena *arena_new(size_t limit); /* LIMIT in bytes; 0: none */
void  arena_free(struct arena *);
void  arena_erase(struct arena *); /* arena_free, with all that it holds zeroed: there are secrets in it */
size_t arena_used(const struct arena *); /* bytes that were asked for */
void *arena_alloc(struct arena *, size_t size); /* zeroed, 8-byte aligned: for all but long double */
void *arena_array(struct arena *, size_t count, size_t size);
void  arena_outgrown(struct arena *, void *, size_t size); /* nobody looks into it any more: it may become something else */
Str   arena_copy(struct arena *, Str); /* NUL-terminated copy */
Str   arena_lower(struct arena *, Str); /* in small letters; NUL-terminated, too */
Str   arena_percent(struct arena *, Str, const char *kept); /* as in URLs (RFC 3986): all but letters, digits, "-._~" and KEPT is escaped */
Str   arena_join(struct arena *, const Str *parts, size_t n); /* one text, NUL-terminated */
Str   arena_printf(struct arena *, const char *fmt, ...) PRINTF(2, 3);
Str   arena_vprintf(struct arena *, const char *fmt, va_list) PRINTF(2, 0);

#define NEW(arena, type)           ((type *)arena_alloc(arena, sizeof(type)))
#define NEW_ARRAY(arena, n, type)  ((type *)arena_array(arena, n, sizeof(type)))

/* ---- vectors: grow inside an arena; what they were before becomes something else ---- */

#define VEC(type) struct { type *at; size_t n, cap; }
#define vec_push(arena, vec, item) \
    (vec_reserve(arena, (void **)&(vec)->at, (vec)->n, &(vec)->cap, sizeof *(vec)->at), \
     (void)((vec)->at[(vec)->n++] = (item)))
void vec_reserve(struct arena *, void **at, size_t n, size_t *cap, size_t size);
/* Room for MORE items at once, when it is known how many come. */
#define vec_room(arena, vec, more) vec_widen(arena, (void **)&(vec)->at, (vec)->n, &(vec)->cap, sizeof *(vec)->at, (vec)->n + (more))
void vec_widen(struct arena *, void **at, size_t n, size_t *cap, size_t size, size_t wider);
/* It is not used any more. */
#define vec_outgrown(arena, vec) ((vec)->cap ? arena_outgrown(arena, (vec)->at, (vec)->cap * sizeof *(vec)->at) : (void)0)

/* ---- names: interned, compared by pointer ---- */

struct name {
    uint32_t hash, n;
    char s[];
};
#define NAME_STR(name) ((Str){(name)->s, (name)->n})

struct names;
struct names      *names_new(struct arena *);
const struct name *name_of(struct names *, Str);
bool               names_equal(const struct name *const *, const struct name *const *, size_t n); /* N of each; of none, they may be NULL */
const struct name *name_find(const struct names *, Str); /* NULL: never interned */

/* ---- maps from pointers (names, types) to pointers; keeps no order ---- */

struct map {
    struct map_slot { const void *key; void *value; } *slots;
    size_t n, cap;
};
void *map_get(const struct map *, const void *key); /* NULL: absent */
void  map_put(struct arena *, struct map *, const void *key, void *value);

/* Names, each once; begins as zeros. Most are small, and need no map. */
enum { FEW_NAMES = 8 };
struct name_set {
    const struct name *few[FEW_NAMES];
    size_t n;        /* of these */
    struct map more; /* the rest */
};
bool name_set_has(const struct name_set *, const struct name *);
bool name_set_add(struct arena *, struct name_set *, const struct name *); /* false: it was there */

uint64_t hash_bytes(const void *, size_t, uint64_t seed); /* same on every machine */

/* ---- byte buffers: malloc'ed, grow as needed ---- */

struct buf {
    char *s;
    size_t n, cap;
    bool lent; /* S is its owner's, and does until it is too small */
};
void buf_grow(struct buf *, size_t more); /* of buf_need, which is called for each few bytes */

static inline void buf_need(struct buf *buf, size_t more)
{
    if (buf->cap - buf->n < more) buf_grow(buf, more);
}

static inline void buf_put(struct buf *buf, const char *bytes, size_t n)
{
    if (!n) return;
    buf_need(buf, n);
    memcpy(buf->s + buf->n, bytes, n);
    buf->n += n;
}

static inline void buf_str(struct buf *buf, Str text) { buf_put(buf, text.s, text.n); }

static inline void buf_char(struct buf *buf, char c)
{
    buf_need(buf, 1);
    buf->s[buf->n++] = c;
}

static inline void buf_fill(struct buf *buf, char c, size_t count)
{
    if (!count) return;
    buf_need(buf, count);
    memset(buf->s + buf->n, c, count);
    buf->n += count;
}

void buf_printf(struct buf *, const char *fmt, ...) PRINTF(2, 3);
void buf_vprintf(struct buf *, const char *fmt, va_list) PRINTF(2, 0);
void buf_number(struct buf *, uint64_t);
void buf_free(struct buf *);
bool buf_write(const struct buf *, void *file); /* a FILE; false: errno says why */

#endif
