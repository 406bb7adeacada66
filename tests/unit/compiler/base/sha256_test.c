/* SHA-256: what FIPS 180-4 and its examples say of texts, and lengths around the end of a block. */
#include "base/sha256.h"

#include "test.h"

static const struct { const char *text; size_t repeat; const char *digest; } known[] = {
    {"", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {"a", 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
    {"a", 55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"},
    {"a", 56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"},
    {"a", 64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"},
};

static bool digests_are_those_that_are_known(void)
{
    struct arena *arena = arena_new(0);
    bool fine = true;
    for (size_t i = 0; i < COUNT(known); i++) {
        struct buf text = {0};
        for (size_t n = 0; n < known[i].repeat; n++) buf_str(&text, str_of(known[i].text));
        struct digest digest = sha256((Str){text.s, text.n});
        fine &= same_text(known[i].text, str_of(known[i].digest), digest_text(arena, &digest));
        buf_free(&text);
    }
    arena_free(arena);
    return fine;
}

int main(void)
{
    const struct unit_test tests[] = {{"digests are those that are known", digests_are_those_that_are_known}};
    return run_tests(tests, COUNT(tests));
}
