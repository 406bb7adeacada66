/* Text, arenas, vectors, names, maps, buffers. */
#include "test.h"

#ifdef ARENA_SEPARATE
#include <sanitizer/asan_interface.h>
static bool guarded(char *at, size_t n) { return __asan_region_is_poisoned(at, n) == at && __asan_region_is_poisoned(at + n - 1, 1); }
#else
static bool guarded(const char *at, size_t n) { return at && n; }
#endif

static bool slices_compare_bytewise(void)
{
    return str_eq(STR(""), (Str){NULL, 0}) && !str_eq(STR("a"), STR("ab")) && str_cmp(STR("a"), STR("ab")) < 0 && str_cmp(STR("b"), STR("ab")) > 0 &&
           str_cmp(STR("\xff"), STR("a")) > 0 && str_cmp(STR("a"), STR("a")) == 0 && str_is(STR("abc"), "abc");
}

static bool slices_start_and_end(void)
{
    return str_starts(STR("abc"), STR("ab")) && str_starts(STR("abc"), STR("")) && !str_starts(STR("a"), STR("ab")) && str_ends(STR("abc"), STR("bc")) &&
           !str_ends(STR("c"), STR("bc"));
}

static bool utf8_is_told_from_other_bytes(void)
{
    static const char *const fine[] = {"", "plain", "\xC3\xA9", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"};
    static const char *const broken[] = {"\x80", "\xC0\xAF", "\xC3", "\xE0\x9F\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "a\xFF"};
    bool right = !str_utf8((Str){"a\0b", 3});
    for (size_t i = 0; i < COUNT(fine); i++) right &= str_utf8(str_of(fine[i]));
    for (size_t i = 0; i < COUNT(broken); i++) right &= !str_utf8(str_of(broken[i]));
    return right;
}

static bool distances_are_edits(void)
{
    return str_distance(STR("replicas"), STR("replicas"), 3) == 0 && str_distance(STR("replcas"), STR("replicas"), 3) == 1 &&
           str_distance(STR("Replicas"), STR("replicas"), 3) == 0 && str_distance(STR("kitten"), STR("sitting"), 5) == 3 &&
           str_distance(STR(""), STR("abc"), 5) == 3;
}

static bool distances_stop_at_their_limit(void)
{
    char longer[80];
    memset(longer, 'x', sizeof longer);
    return str_distance(STR("kitten"), STR("sitting"), 2) == 3 && str_distance((Str){longer, 80}, (Str){longer, 80}, 4) == 5;
}

static bool arenas_give_zeroed_aligned_memory(void)
{
    struct arena *arena = arena_new(0);
    bool fine = true;
    for (size_t size = 0; size < 3000; size += 7) {
        unsigned char *memory = arena_alloc(arena, size);
        fine = fine && (uintptr_t)memory % 8 == 0;
        for (size_t i = 0; i < size; i++) fine = fine && memory[i] == 0;
        memset(memory, 0xAA, size);
    }
    arena_free(arena);
    return fine;
}

static bool arenas_take_what_is_large(void)
{
    struct arena *arena = arena_new(0);
    char *small = arena_alloc(arena, 1), *large = arena_alloc(arena, 50 << 20), *after = arena_alloc(arena, 1);
    large[0] = large[(50 << 20) - 1] = *small = *after = 1;
    bool fine = large[1] == 0 && after != small;
    arena_free(arena);
    arena_free(NULL);
    return fine;
}

static bool sanitizers_see_the_bounds_of_pieces(void)
{
    struct arena *arena = arena_new(0);
    bool right = true;
    for (size_t size = 0; size < 5000; size += size < 40 ? 1 : 777) {
        char *piece = arena_alloc(arena, size);
        right = right && guarded(piece - 16, 16) && guarded(piece + size, 16) && memset(piece, 'x', size);
    }
    char *old = arena_alloc(arena, 600);
    arena_outgrown(arena, old, 600);
    right = right && guarded(old, 600);
    arena_free(arena);
    return right;
}

static bool arena_texts_end_with_nul(void)
{
    struct arena *arena = arena_new(0);
    Str copy = arena_copy(arena, (Str){"abcdef", 3}), printed = arena_printf(arena, "%d-%s", 7, "x"), none = arena_copy(arena, (Str){NULL, 0});
    bool fine = copy.s[3] == '\0' && str_is(copy, "abc") && str_is(printed, "7-x") && printed.s[3] == '\0' && none.s[0] == '\0';
    arena_free(arena);
    return fine;
}

static bool vectors_keep_their_items(void)
{
    struct arena *arena = arena_new(0);
    VEC(size_t) vec = {0};
    for (size_t i = 0; i < 10000; i++) vec_push(arena, &vec, i * i);
    bool fine = vec.n == 10000;
    for (size_t i = 0; i < vec.n; i++) fine = fine && vec.at[i] == i * i;
    arena_free(arena);
    return fine;
}

static bool names_are_one_for_one_text(void)
{
    struct arena *arena = arena_new(0);
    struct names *names = names_new(arena);
    const struct name *first = name_of(names, STR("first")), *nul = name_of(names, STR("a\0b"));
    bool fine = !name_find(names, STR("other")) && nul != name_of(names, STR("a")) && nul->n == 3;
    for (int i = 0; i < 20000; i++) name_of(names, arena_printf(arena, "name-%d", i));
    fine = fine && name_of(names, STR("first")) == first && name_find(names, STR("first")) == first && first->s[first->n] == '\0';
    fine = fine && name_find(names, STR("name-19999")) && name_find(names, STR("name-19999")) == name_of(names, STR("name-19999"));
    arena_free(arena);
    return fine;
}

static bool maps_find_what_was_put(void)
{
    enum { MANY = 20000 };
    static char keys[MANY];
    struct arena *arena = arena_new(0);
    struct map map = {0};
    bool fine = !map_get(&map, &keys[0]);
    for (size_t i = 0; i < MANY; i += 2) map_put(arena, &map, &keys[i], &keys[MANY - 1 - i]);
    map_put(arena, &map, &keys[0], &keys[5]);
    for (size_t i = 0; i < MANY; i++) fine = fine && map_get(&map, &keys[i]) == (i == 0 ? &keys[5] : i % 2 ? NULL : &keys[MANY - 1 - i]);
    fine = fine && map.n == MANY / 2;
    arena_free(arena);
    return fine;
}

/* Few, as many as need no map, and more. */
static bool sets_take_a_name_once(void)
{
    struct arena *arena = arena_new(0);
    struct names *names = names_new(arena);
    struct name_set set = {0};
    bool fine = true;
    for (int i = 0; i < 3 * FEW_NAMES; i++) {
        const struct name *name = name_of(names, arena_printf(arena, "name %d", i));
        fine = fine && !name_set_has(&set, name) && name_set_add(arena, &set, name) && name_set_has(&set, name) && !name_set_add(arena, &set, name);
    }
    for (int i = 0; i < 3 * FEW_NAMES; i++) fine = fine && !name_set_add(arena, &set, name_of(names, arena_printf(arena, "name %d", i)));
    arena_free(arena);
    return fine;
}

static bool hashes_are_the_same_everywhere(void)
{
    bool pinned = hash_bytes("abc", 3, 0) == UINT64_C(0x45d0c24f0aa5eacf) && hash_bytes("", 0, 7) == UINT64_C(0x61a715f2897afcbc) &&
                  hash_bytes("a longer text", 13, 1) == UINT64_C(0xb25ce62971db17);
    return pinned && hash_bytes("abc", 3, 1) != hash_bytes("abc", 3, 0);
}

static bool buffers_grow(void)
{
    struct buf buf = {0};
    buf_put(&buf, NULL, 0);
    buf_fill(&buf, 'x', 0);
    for (int i = 0; i < 1000; i++) buf_printf(&buf, "%d,", i % 10);
    buf_fill(&buf, '-', 3000);
    buf_char(&buf, '\n');
    buf_str(&buf, STR("end"));
    bool fine = buf.n == 5004 && memcmp(buf.s, "0,1,2,", 6) == 0 && buf.s[1999] == ',' && buf.s[4999] == '-' && str_ends((Str){buf.s, buf.n}, STR("-\nend"));
    buf_free(&buf);
    return fine && !buf.s;
}

static const struct unit_test tests[] = {
    {"slices compare bytewise", slices_compare_bytewise},
    {"slices start and end", slices_start_and_end},
    {"UTF-8 is told from other bytes", utf8_is_told_from_other_bytes},
    {"distances are edits, and do not see case", distances_are_edits},
    {"distances stop at their limit", distances_stop_at_their_limit},
    {"arenas give zeroed, aligned memory", arenas_give_zeroed_aligned_memory},
    {"arenas take what is large", arenas_take_what_is_large},
    {"sanitizers see the bounds of pieces", sanitizers_see_the_bounds_of_pieces},
    {"texts of an arena end with NUL", arena_texts_end_with_nul},
    {"vectors keep their items", vectors_keep_their_items},
    {"a name is one pointer for one text", names_are_one_for_one_text},
    {"maps find what was put", maps_find_what_was_put},
    {"sets take a name once", sets_take_a_name_once},
    {"hashes are the same everywhere", hashes_are_the_same_everywhere},
    {"buffers grow", buffers_grow},
};

int main(void) { return run_tests(tests, COUNT(tests)); }
