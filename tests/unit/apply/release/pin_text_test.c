/* A digest in stk.project: put in or replaced, and nothing else changes, however the file is written. */
#include "release/release.h"

#include "test.h"

#include <unistd.h>

#define OLD "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const struct { const char *before, *after; } texts[] = {
    {"packages:\n  a:\n    source: oci://h/a\n    tag: x\n", "packages:\n  a:\n    source: oci://h/a\n    digest: NEW\n    tag: x\n"},
    {"packages:\n  a:\n    tag: x\n    source: oci://h/a   # theirs\nstacks: {}\n", "packages:\n  a:\n    tag: x\n    source: oci://h/a   # theirs\n    digest: NEW\nstacks: {}\n"},
    {"packages:\n  a:\n    tag: x\n    source: oci://h/a", "packages:\n  a:\n    tag: x\n    source: oci://h/a\n    digest: NEW"},
    {"packages:\n  a:\n    source: \"oci://h/a\"\n    tag: x\n", "packages:\n  a:\n    source: \"oci://h/a\"\n    digest: NEW\n    tag: x\n"},
    {"packages: { a: { source: oci://h/a, tag: x } }\n", "packages: { a: { source: oci://h/a, digest: NEW, tag: x } }\n"},
    {"packages: { a: { tag: x, source: \"oci://h/a\" } }\n", "packages: { a: { tag: x, source: \"oci://h/a\", digest: NEW } }\n"},
    {"packages: { a: { tag: x, source: 'oci://h/a'} }\n", "packages: { a: { tag: x, source: 'oci://h/a', digest: NEW} }\n"},
    {"packages:\n  a: # { b\n    source: oci://h/a\n    tag: x\n", "packages:\n  a: # { b\n    source: oci://h/a\n    digest: NEW\n    tag: x\n"},
    {"packages:\n  a: {\n    source: oci://h/a,\n    tag: x\n  }\n", "packages:\n  a: {\n    source: oci://h/a, digest: NEW,\n    tag: x\n  }\n"},
    {"packages:\n  a: {\n    tag: x,\n    source: oci://h/a\n  }\n", "packages:\n  a: {\n    tag: x,\n    source: oci://h/a, digest: NEW\n  }\n"},
    {"packages:\n  a:\n    source: oci://h/a\n    tag: x\n    digest: " OLD " # pinned\n", "packages:\n  a:\n    source: oci://h/a\n    tag: x\n    digest: NEW # pinned\n"},
    {"packages: { a: { source: oci://h/a, digest: \"" OLD "\", tag: x } }\n", "packages: { a: { source: oci://h/a, digest: \"NEW\", tag: x } }\n"},
    {"packages:\r\n  a:\r\n    source: oci://h/a\r\n    tag: x\r\n", "packages:\r\n  a:\r\n    source: oci://h/a\r\n    digest: NEW\r\n    tag: x\r\n"},
    {"{\"packages\": {\"a\": {\"source\": \"oci://h/a\", \"tag\": \"x\"}}}\n", "{\"packages\": {\"a\": {\"source\": \"oci://h/a\", \"digest\": \"NEW\", \"tag\": \"x\"}}}\n"},
};

static const char *const new_digest = "sha256:fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";

static Str with_digest(struct arena *arena, const char *text)
{
    const char *at = strstr(text, "NEW");
    return arena_printf(arena, "%.*s%s%s", (int)(at - text), text, new_digest, at + 3);
}

static bool pins(const char *before, const char *after)
{
    struct session *session = session_new(STR("")), *again = session_new(STR(""));
    struct package_pins found = {0}, then = {0};
    FILE *file = fopen("stk.project", "w");
    bool fine = file && fputs(before, file) >= 0 && fclose(file) == 0;
    found = *project_pins(session);
    fine = fine && session_ok(session) && found.v.n == 1;
    Str text = fine ? project_with_digest(session->arena, source_at(&session->sources, found.v.at[0].at.file)->text, &found.v.at[0], str_of(new_digest)) : STR("");
    fine = fine && same_text("text", with_digest(session->arena, after), text);
    file = fopen("stk.project", "w");
    fine = fine && file && fwrite(text.s, 1, text.n, file) == text.n && fclose(file) == 0;
    then = *project_pins(again);
    if (fine && !(session_ok(again) && then.v.n == 1 && str_is(then.v.at[0].digest, new_digest))) remark("it does not read back:\n%.*s", STR_ARG(text)), fine = false;
    session_free(session);
    session_free(again);
    return fine;
}

static bool only_the_digest_changes(void)
{
    bool fine = true;
    for (size_t i = 0; i < COUNT(texts); i++) fine &= pins(texts[i].before, texts[i].after);
    return fine;
}

int main(void)
{
    static const struct unit_test tests[] = {{"a digest is put in, or replaced, and nothing else", only_the_digest_changes}};
    char folder[] = "/tmp/stk.XXXXXX";
    if (!mkdtemp(folder) || chdir(folder) != 0) return EXIT_FAILURE;
    int code = run_tests(tests, COUNT(tests));
    unlink("stk.project");
    rmdir(folder);
    return code;
}
