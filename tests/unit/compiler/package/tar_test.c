/* Archives: what is put in comes out, whatever its length; what is damaged is told. */
#include "package/tar.h"

#include "test.h"

static struct arena *arena;

static bool lengths_come_back(void)
{
    static const size_t lengths[] = {0, 1, 511, 512, 513, 1024, 100000};
    struct buf tar = {0}, text = {0};
    struct tar_entry entry;
    const char *why;
    size_t at = 0;
    bool fine = true;
    buf_fill(&text, 'x', 100000);
    for (size_t i = 0; i < COUNT(lengths); i++) tar_add(&tar, arena_printf(arena, "%zu", lengths[i]), (Str){text.s, lengths[i]});
    tar_end(&tar);
    for (size_t i = 0; i < COUNT(lengths); i++)
        fine &= tar_next(arena, (Str){tar.s, tar.n}, &at, &entry, &why) && str_eq(entry.text, (Str){text.s, lengths[i]})
             && same_text("name", arena_printf(arena, "%zu", lengths[i]), entry.path);
    fine &= !tar_next(arena, (Str){tar.s, tar.n}, &at, &entry, &why) && !why && tar.n % 512 == 0;
    buf_free(&tar);
    buf_free(&text);
    return fine;
}

static Str part(char letter, size_t n)
{
    struct buf text = {0};
    buf_fill(&text, letter, n);
    Str copy = arena_copy(arena, (Str){text.s, text.n});
    buf_free(&text);
    return copy;
}

/* Of FRONT and LAST bytes with a slash between them; no front: the last part alone. */
static bool path_comes_back(size_t front, size_t last, bool fits)
{
    struct buf tar = {0};
    struct tar_entry entry;
    const char *why;
    size_t at = 0;
    Str path = front ? arena_printf(arena, "%.*s/%.*s", STR_ARG(part('a', front)), STR_ARG(part('b', last))) : part('b', last);
    bool added = tar_add(&tar, path, STR("x"));
    tar_end(&tar);
    bool fine = added == fits && (!fits || (tar_next(arena, (Str){tar.s, tar.n}, &at, &entry, &why) && same_text("path", path, entry.path)));
    if (!fine) remark("%zu and %zu bytes\n", front, last);
    buf_free(&tar);
    return fine;
}

static bool long_paths_come_back(void)
{
    return path_comes_back(0, 1, true) & path_comes_back(0, 100, true) & path_comes_back(0, 101, false) & path_comes_back(50, 49, true)
         & path_comes_back(50, 50, true) & path_comes_back(155, 100, true) & path_comes_back(155, 101, false) & path_comes_back(156, 100, false);
}

/* Each cut, and each single bit of a header that is turned. */
static bool damage_is_told(void)
{
    struct buf tar = {0};
    struct tar_entry entry;
    const char *why;
    bool fine = true;
    tar_add(&tar, STR("a.stk"), STR("let a = 1"));
    tar_end(&tar);
    for (size_t n = 0; n < 1024 + 512; n++) {
        size_t at = 0;
        Str cut = {memcpy(memory_checked(malloc(n + 1)), tar.s, n), n}; /* so that a sanitizer sees what is read behind it */
        while (tar_next(arena, cut, &at, &entry, &why)) continue;
        fine &= why != NULL;
        free((char *)(uintptr_t)cut.s);
    }
    for (size_t bit = 0; bit < 512 * 8; bit++) {
        size_t at = 0;
        tar.s[bit / 8] = (char)(tar.s[bit / 8] ^ 1 << bit % 8);
        bool same = tar_next(arena, (Str){tar.s, tar.n}, &at, &entry, &why) && str_is(entry.path, "a.stk") && str_is(entry.text, "let a = 1");
        if (!same && !why) remark("bit %zu\n", bit), fine = false;
        tar.s[bit / 8] = (char)(tar.s[bit / 8] ^ 1 << bit % 8);
    }
    buf_free(&tar);
    return fine;
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"texts of any length come back", lengths_come_back},
        {"long paths come back, or are refused", long_paths_come_back},
        {"what is cut or damaged is told", damage_is_told},
    };
    arena = arena_new(0);
    int code = run_tests(tests, COUNT(tests));
    arena_free(arena);
    return code;
}
