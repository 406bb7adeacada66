/* What programs write is read in two ways, and both have to give the same: values, places, messages. */
#include "value/plain_yaml.h"
#include "value/read_yaml.h"
#include "value/serialize.h"

#include "test.h"

static void put_place(struct buf *out, const struct origins *origins, struct value value)
{
    Span at = origin_span(origins, value.origin);
    buf_printf(out, "%u-%u ", at.lo, at.hi);
    for (size_t i = 0; value.kind == V_LIST && i < value.list->n; i++) put_place(out, origins, value.list->at[i]);
    for (size_t i = 0; value.kind == V_RECORD && i < value.record->n; i++) put_place(out, origins, value.record->values[i]);
}

static struct buf reading(Str text, enum yaml_dialect dialect, bool by_library)
{
    struct buf out = {0};
    struct origins origins = {0};
    struct session *session = session_new(STR("stdlib"));
    origin_add(session->arena, &origins, (Span){0}, ORIGIN_WRITTEN, 0);
    uint32_t file = source_add(&session->sources, STR("a.yaml"), text);
    struct value documents = by_library ? read_yaml_by_library(session, &origins, file, dialect)
                                        : read_yaml(session, &origins, file, 0, ORIGIN_WRITTEN, dialect);
    if (documents.kind == V_LIST) write_json(&out, documents, -1);
    buf_char(&out, '\n');
    put_place(&out, &origins, documents);
    diags_finish(&session->diags);
    for (size_t i = 0; i < session->diags.all.n; i++) {
        const struct diag *diag = session->diags.all.at[i];
        buf_printf(&out, "\n%s@%u-%u %.*s", diag_code_name(diag->code), diag->at.lo, diag->at.hi, STR_ARG(diag->text));
    }
    session_free(session);
    return out;
}

static bool agree(Str text)
{
    bool fine = true;
    for (enum yaml_dialect dialect = YAML_PLAIN; dialect <= YAML_MANIFEST; dialect++) {
        struct buf ours = reading(text, dialect, false), theirs = reading(text, dialect, true);
        fine &= same_text("read", (Str){theirs.s, theirs.n}, (Str){ours.s, ours.n});
        if (!fine) remark("of '%.*s'\n", STR_ARG(text));
        buf_free(&ours);
        buf_free(&theirs);
    }
    return fine;
}

static const char *const documents[] = {
    "a: 1\n", "a: 1", "- 1\n- b\n- -3\n", "a:\n  b: c\n  d:\n    - e\n    - f: 1\n      g: \"x y\"\n  h: 'it # is'\n", "a:\n- b\n- c: d\nz: 1\n",
    "a: |\n  one\n  two\n\n  three\nb: |-\n  four\n\n\nc: |+\n  five\n\nd: 1\n", "- |\n  x\n   y\n- z\n", "# c\n\na: {}\n# d\nb: []\n  # e\nc: 1\n",
    "a:\n  - b:\n      c: 1\n    d: 2\n  - b:\n    - e\n", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  .a/b-c_d: \"5\"\n  x: 1.50\n  y: yes\n  z: 0x10\n",
    "a: x: y\n", "a: b #c\n", "a: b#c\n", "a: http://x/y:80\n", "a: b:\n", "a: -\n", "a: -x\n", "a: - x\n", "a: b\n  c\n", "a:\n", "a:\n b\n", "a: b \n",
    "a:  b\n", "a :b\n", "a: \"b\" \n", "a: \"b\\n\"\n", "a: 'b''c'\n", "a: \"\"\nb: ''\n", "a: *x\n", "a: &x 1\n", "a: !t 1\n", "?a: 1\n", "a: ?b\n", "a: [1]\n",
    "a: {b: 1}\n", "a: >\n  x\n", "a: |2\n   x\n", "a: |\n x\n", "a: |\nb: 1\n", "a: |\n\n  x\n", "a: |\n  x", "a: |\n  x\n # c\nb: 1\n", "a: 1\n b: 2\n", " a: 1\n b: 2\n",
    " a: 1\nb: 2\n", "a: 1\na: 2\n", "<<: 1\n", "a: ~\nb: null\n", "a: .5\nb: 1e3\nc: 1_000\nd: 0o7\ne: 07\n", "a:\tb\n", "a: b\n---\nc: d\n", "a: b\n...\n", "---\na: b\n",
    "%a: b\n", "a: %b\n", "a: @b\n", "a: `b\n", "a: b\r\n", "a: \xC3\xA9\n", "- - a\n", "-  a\n", "-\n  a: 1\n", "- a: 1\n b: 2\n", "- a: 1\n   b: 2\n", "- a:\n  - b\n", "- a:\n   - b\n",
    "a:\n  - b\n - c\n", "a:\n    b: 1\n  c: 2\n", "a: |\n  x\n y: 1\n", "a: b\n\n\nc: d\n\n", "null: 1\ny: 2\n1: 3\n0x10: 4\n", "a: b, c [d] {e}\n", "a.b/c: d\n-a: b\n", "a: #b\n",
    "a: | # c\n  x\n", "a: |  \n  x\n", "a: |\n  x\n  \n  y\n", "a: |\n  x\n\ty\n", "a: ...\n", "...: a\n", "- ...\n", "- ---\n", "a: ---\n", "a:\n  # only\nb: 1\n", "a:\n  # c\n  b: 1\n",
    "a: b\n# c", "a: b\n  # c\n", "a: $(X)\nb: (x)\nc: <x>\nd: =\ne: +1\nf: ;\ng: ^x\nh: \\x\n", "- a: |\n    x\n  b: 1\n", "- a: |\n  x\n", "a:\n- |\n x\n", "a:\n- |\n  x\nb: 1\n",
};

static bool documents_are_read_alike(void)
{
    bool fine = true;
    for (size_t i = 0; i < COUNT(documents); i++) fine &= agree(str_of(documents[i]));
    return fine;
}

/* One to three characters are put in, taken out or changed. */
static Str changed(const char *document, uint64_t *seed, char *room)
{
    static const char marks[] = " \n:#-|'\"{}[]&*!?%\t<x0~.,>@\\+\r";
    size_t n = strlen(document);
    memcpy(room, document, n);
    for (size_t changes = 1 + (*seed >> 60) % 3; changes; changes--) {
        *seed = *seed * 6364136223846793005u + 1442695040888963407u;
        size_t place = n ? (*seed >> 20) % n : 0, how = (*seed >> 50) % 3;
        char mark = marks[(*seed >> 40) % (sizeof marks - 1)];
        if (how == 0) {
            memmove(room + place + 1, room + place, n - place);
            n++;
        }
        if (how == 1 && n) memmove(room + place, room + place + 1, --n - place);
        else if (n) room[place] = mark;
    }
    return (Str){room, n};
}

static bool changed_documents_are_read_alike(void)
{
    enum { CHANGES = 300 };
    uint64_t seed = 7;
    char room[1024];
    bool fine = true;
    for (size_t i = 0; i < COUNT(documents); i++)
        for (size_t k = 0; k < CHANGES && fine; k++) fine &= agree(changed(documents[i], &seed, room));
    return fine;
}

static bool is_taken(const char *text)
{
    struct plain_yaml yaml = {.arena = arena_new(0)};
    bool taken = plain_yaml_read(&yaml, str_of(text), 0, strlen(text));
    plain_yaml_free(&yaml);
    arena_free(yaml.arena);
    return taken;
}

static bool what_programs_write_is_taken(void)
{
    static const char *const taken[] = {"a: 1\n", "a:\n- b\n- c: d\nz: {}\n", "a: |\n  one\n\n  two\nb: |-\n  x\n", "- |\n  x\n- \"y z\"\n- 'w'\n", "# c\na.b/c: -3\n"};
    static const char *const left[] = {"", "a\n", "a: b\n c\n", "a: *b\n", "a: \"\\n\"\n", "a: \xC3\xA9\n", "a:\n", "a: [b]\n", "---\na: b\n", "a: b \n", "a: b # c\n"};
    bool fine = true;
    for (size_t i = 0; i < COUNT(taken); i++) fine &= is_taken(taken[i]);
    for (size_t i = 0; i < COUNT(left); i++) fine &= !is_taken(left[i]);
    return fine;
}

static const struct unit_test tests[] = {
    {"what programs write is taken, and nothing else", what_programs_write_is_taken},
    {"it is read as the library reads it", documents_are_read_alike},
    {"so it is with changes", changed_documents_are_read_alike},
};

int main(void) { return run_tests(tests, COUNT(tests)); }
