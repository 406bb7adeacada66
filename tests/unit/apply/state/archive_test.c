/* Archives: what is packed comes out again, and nothing else does. */
#include "state/archive.h"

#include "test.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena *arena;
static const char *work;

static const char *folder(const char *name)
{
    const char *path = arena_printf(arena, "%s/%s", work, name).s;
    mkdir(path, 0755);
    return path;
}

static void write_text(const char *path, Str text)
{
    FILE *file = fopen(path, "w");
    struct buf content = {.s = (char *)(uintptr_t)text.s, .n = text.n, .cap = text.n};
    if (!file || !buf_write(&content, file) || fclose(file) != 0) panic("cannot write %s", path);
}

static Str read_text(const char *path)
{
    char text[256];
    FILE *file = fopen(path, "r");
    size_t n = file ? fread(text, 1, sizeof text, file) : 0;
    if (file) fclose(file);
    return arena_copy(arena, (Str){text, n});
}

/* A folder as "stk compile" writes them, but small. */
static const char *compiled(const char *name)
{
    const char *path = folder(name);
    mkdir(arena_printf(arena, "%s/.stk", path).s, 0755);
    write_text(arena_printf(arena, "%s/00-namespace--shop.yaml", path).s, STR("kind: Namespace\n"));
    write_text(arena_printf(arena, "%s/.stk/stack.json", path).s, STR("{\"stack\": \"caf\xc3\xa9\"}\n"));
    write_text(arena_printf(arena, "%s/.stk/map", path).s, STR(""));
    return path;
}

static bool come_back(void)
{
    struct problem problem = {.arena = arena};
    struct buf first = {0}, second = {0};
    const char *to = folder("unpacked");
    bool fine = archive_pack(compiled("packed"), &first, &problem) && archive_unpack((Str){first.s, first.n}, to, &problem);
    fine = fine && archive_pack(to, &second, &problem);
    if (!fine) remark("%.*s\n", STR_ARG(problem.text));
    fine = fine && same_text("archive of the copy", (Str){first.s, first.n}, (Str){second.s, second.n});
    fine = fine && same_text("stack.json", STR("{\"stack\": \"caf\xc3\xa9\"}\n"), read_text(arena_printf(arena, "%s/.stk/stack.json", to).s));
    buf_free(&first);
    buf_free(&second);
    return fine;
}

/* ---- what is no text stays out ---- */

static bool is_not_packed(const char *path, const char *reason)
{
    struct problem problem = {.arena = arena};
    struct buf out = {0};
    bool fine = !archive_pack(path, &out, &problem) && problem.code == 1 && strstr(problem.text.s, reason) != NULL;
    if (!fine) remark("%s: '%.*s' instead of '%s'\n", path, STR_ARG(problem.text), reason);
    buf_free(&out);
    return fine;
}

static bool strange_files_stay_out(void)
{
    const char *link = compiled("link"), *bytes = compiled("bytes");
    if (symlink("/etc/passwd", arena_printf(arena, "%s/.stk/passwd", link).s) != 0) return false;
    write_text(arena_printf(arena, "%s/binary", bytes).s, STR("\xff\xfe"));
    return is_not_packed(link, "neither a file nor a folder") & is_not_packed(bytes, "is no text") & is_not_packed("/nowhere/at/all", "No such file");
}

/* ---- hostile and damaged archives ---- */

/* The header of an entry: kind and permissions, bytes, bytes of the name with its NUL. */
#define HEADER(mode, size, name_size) "070701" "00000000" mode "00000000" "00000000" "00000001" "00000000" size "00000000" "00000000" "00000000" \
                                      "00000000" name_size "00000000"
#define TEXT "000081a4"
#define END  HEADER("00000000", "00000000", "0000000b") "TRAILER!!!\0\0\0\0"

static const struct { Str archive; const char *reason; } hostile[] = {
    {STR(HEADER(TEXT, "00000000", "0000000b") "../escaped\0\0\0\0" END), "leads out"},
    {STR(HEADER(TEXT, "00000000", "00000010") "a/../../escaped\0\0\0" END), "leads out"},
    {STR(HEADER(TEXT, "00000000", "0000000e") "/tmp/escaped\0\0" END), "cpio"},
    {STR(HEADER(TEXT, "00000000", "0000000d") "/tmp/escaped\0\0" END), "leads out"},
    {STR(HEADER(TEXT, "00000000", "00000005") "a//b\0\0" END), "leads out"},
    {STR(HEADER(TEXT, "00000000", "00000003") "a/\0\0\0\0" END), "leads out"},
    {STR(HEADER(TEXT, "00000000", "00000002") ".\0" END), "leads out"},
    {STR(HEADER(TEXT, "00000000", "00000001") "\0\0" END), "leads out"},
    {STR(HEADER(TEXT, "00000000", "00000000") "\0\0" END), "cpio"},
    {STR(HEADER(TEXT, "00000000", "00000004") "a\0b\0\0\0" END), "cpio"},
    {STR(HEADER(TEXT, "00000000", "00000002") "ab" END), "cpio"},
    {STR(HEADER(TEXT, "00000000", "ffffffff") "a\0" END), "cpio"},
    {STR(HEADER(TEXT, "ffffffff", "00000002") "a\0" END), "cpio"},
    {STR(HEADER(TEXT, "-0000001", "00000002") "a\0" END), "cpio"},
    {STR(HEADER(TEXT, "00000000", "00000002") "a\0" HEADER(TEXT, "00000000", "00000002") "a\0" END), "File exists"},
    {STR(HEADER(TEXT, "00000000", "00000002") "a\0" HEADER(TEXT, "00000000", "00000004") "a/b\0\0\0" END), "Not a directory"},
    {STR(HEADER("0000a1ff", "0000000b", "00000002") "a\0/etc/passwd\0" END), "no file"},
    {STR(HEADER("000041ed", "00000000", "00000002") "a\0" END), "no file"},
    {STR(HEADER(TEXT, "00000000", "00000002") "a\0"), "cpio"},
    {STR(END "x"), "behind its end"},
    {STR("{}"), "cpio"},
    {STR(""), "cpio"},
};

static bool is_refused(Str archive, const char *to, const char *reason)
{
    struct problem problem = {.arena = arena};
    bool fine = !archive_unpack(archive, to, &problem) && problem.code == 1 && strstr(problem.text.s, reason) != NULL;
    if (!fine) remark("'%.*s' instead of '%s'\n", STR_ARG(problem.text), reason);
    return fine;
}

static bool hostile_ones_are_refused(void)
{
    bool fine = true;
    for (size_t i = 0; i < COUNT(hostile); i++) {
        struct problem problem = {.arena = arena};
        struct buf archive = {0};
        fine &= gzip_pack(hostile[i].archive, &archive, &problem);
        if (!is_refused((Str){archive.s, archive.n}, folder(arena_printf(arena, "hostile-%zu", i).s), hostile[i].reason)) {
            remark("hostile archive %zu\n", i);
            fine = false;
        }
        buf_free(&archive);
    }
    return fine & (access(arena_printf(arena, "%s/escaped", work).s, F_OK) != 0);
}

static bool damaged_ones_are_refused(void)
{
    struct problem problem = {.arena = arena};
    struct buf archive = {0};
    bool fine = archive_pack(compiled("whole"), &archive, &problem);
    for (size_t n = 0; n < archive.n; n++) fine &= is_refused((Str){archive.s, n}, folder("cut"), "its end is missing");
    fine &= is_refused(STR("no gzip"), folder("cut"), "not what was packed");
    archive.s[archive.n - 5] ^= 1;
    fine &= is_refused((Str){archive.s, archive.n}, folder("cut"), "not what was packed");
    archive.s[archive.n - 5] ^= 1;
    buf_char(&archive, 'x');
    fine &= is_refused((Str){archive.s, archive.n}, folder("cut"), "not what was packed");
    buf_free(&archive);
    return fine;
}

/* ---- size ---- */

static bool size_is_limited(void)
{
    struct problem problem = {.arena = arena};
    struct buf text = {0}, packed = {0}, out = {0};
    buf_fill(&text, 'a', 3 << 20);
    bool fine = gzip_pack((Str){text.s, text.n}, &packed, &problem);
    fine = fine && gzip_unpack((Str){packed.s, packed.n}, text.n, &out, &problem) && out.n == text.n && memcmp(out.s, text.s, text.n) == 0;
    fine = fine && !gzip_unpack((Str){packed.s, packed.n}, text.n - 1, &out, &problem) && out.n == text.n;
    fine = fine && same_text("problem", STR("the archive is damaged: it is too large"), problem.text);
    buf_free(&text);
    buf_free(&packed);
    buf_free(&out);
    return fine;
}

static const struct unit_test tests[] = {
    {"a folder that is packed and unpacked is the same, byte for byte", come_back},
    {"links and bytes that are no text are not packed", strange_files_stay_out},
    {"archives with paths out of the folder, or of another form, are refused", hostile_ones_are_refused},
    {"archives that were cut or changed are refused", damaged_ones_are_refused},
    {"no more bytes come out of an archive than were allowed", size_is_limited},
};

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status, (void)kind, (void)place;
    return remove(path);
}

int main(void)
{
    char name[] = "/tmp/archive-test-XXXXXX";
    work = mkdtemp(name);
    if (!work) panic("no temporary folder");
    arena = arena_new(0);
    int code = run_tests(tests, COUNT(tests));
    nftw(work, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(arena);
    return code;
}
