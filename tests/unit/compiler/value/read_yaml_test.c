/* What stands in a file, as kubectl reads it; the tables were asked of kubectl 1.36.4 and 1.20.2 (create --dry-run=client). */
#include "value/read_yaml.h"
#include "value/serialize.h"

#include "test.h"

/* The documents on one line each, then the messages with their places. */
static struct buf reading(Str text, enum yaml_dialect dialect)
{
    struct buf out = {0};
    struct origins origins = {0};
    struct session *session = session_new(STR("stdlib"));
    origin_add(session->arena, &origins, (Span){0}, ORIGIN_WRITTEN, 0);
    uint32_t file = source_add(&session->sources, STR("a.yaml"), text);
    struct value documents = read_yaml(session, &origins, file, 0, ORIGIN_WRITTEN, dialect);
    for (size_t i = 0; documents.kind == V_LIST && i < documents.list->n; i++) {
        write_json(&out, documents.list->at[i], -1);
        buf_char(&out, ' ');
    }
    diags_finish(&session->diags);
    for (size_t i = 0; i < session->diags.all.n; i++) {
        const struct diag *diag = session->diags.all.at[i];
        struct source_position place = source_position(&session->sources, file, diag->at.lo);
        buf_printf(&out, "%s@%u:%u ", diag_code_name(diag->code), place.line, place.column);
    }
    buf_put(&out, "", 1);
    out.n -= out.n > 1 ? 2 : 1;
    session_free(session);
    return out;
}

struct reading { const char *text, *read; };

static bool reads(const struct reading *readings, size_t n, enum yaml_dialect dialect)
{
    bool fine = true;
    for (size_t i = 0; i < n; i++) {
        struct buf got = reading(str_of(readings[i].text), dialect);
        fine &= same_text(readings[i].text, str_of(readings[i].read), (Str){got.s, got.n});
        buf_free(&got);
    }
    return fine;
}

#define MARK "\xEF\xBB\xBF"

static bool documents_are_found(void)
{
    static const struct reading readings[] = {
        {"a: 1\n---\nb: 2\n", "{\"a\":1} {\"b\":2}"}, {"---\n---\n# c\n---\na: 1\n---\n---", "{\"a\":1}"}, {"a: 1\n---\t\r\nb: 2\n", "{\"a\":1} {\"b\":2}"},
        {"", ""}, {"# c\n", ""}, {"null\n---\na: 1\n", "null {\"a\":1}"}, {MARK "a: 1\n---\n" MARK "b: 2\n", "{\"a\":1} {\"b\":2}"},
        {"a: |\n  x\n---\nb: 2\n", "{\"a\":\"x\\n\"} {\"b\":2}"}, {"a: 1\n...\n", "{\"a\":1}"}, {"a: 1\n...\n# c\n---\nb: 2\n", "{\"a\":1} {\"b\":2}"},
        {"--- # c\na: 1\n", "{\"a\":1}"}, {"a: 1\n# c\n---\n--- # c\nb: 1\n", "{\"a\":1} {\"b\":1}"},
    };
    return reads(readings, COUNT(readings), YAML_MANIFEST);
}

static bool what_kubectl_drops_or_refuses_is_told(void)
{
    static const struct reading readings[] = {
        {"a: 1\n...\nb: 2\n", "{\"a\":1} E1006@3:1"}, {"a: 1\n...\n...\n# c\n  b: 2\n---\nc: 3\n", "{\"a\":1} {\"c\":3} E1006@5:3"},
        {"a: 1\n--- {b: 2}\n", "{\"a\":1} E1006@2:5"}, {"--- {b: 2}\n", "E1006@1:5"}, {"a: 1\n---x\n", "{\"a\":1} E1006@2:4"}, {"---# c\na: 1\n", "{\"a\":1} E1006@1:4"},
        {"%YAML 1.2\n---\na: 1\n", "E1006@1:1"}, {"# c\n%TAG ! x,2000:\n---\na: 1\n", "E1006@2:1"}, {"a: 1\n---\n%YAML 1.1\n---\nb: 1\n", "E1006@3:1"},
        {"a: 1\n--- # c\nb: 2\n", "{\"a\":1} {\"b\":2} W1001@2:5"}, {"a: \"x\n---\ny\"\n", "E1001@2:1"},
        {"\xFF\xFE" "a", "E1001@1:1"},
    };
    return reads(readings, COUNT(readings), YAML_MANIFEST);
}

static bool json_is_read_object_by_object(void)
{
    static const struct reading readings[] = {
        {"{\"a\":1}{\"b\":2}\n{\"c\":3}\n", "{\"a\":1} {\"b\":2} {\"c\":3}"}, {"\n " "{\"a\":\t\"\\ud83d\\ude00\\/\"}", "{\"a\":\"😀/\"}"},
        {"{\"yes\":1.0,\"<<\":{\"b\":\"no\"}}", "{\"yes\":1,\"<<\":{\"b\":\"no\"}}"}, {"{\"a\":1e400}", "{} E1006@1:6"}, {MARK "{\"a\":1}", "{\"a\":1}"},
        {"{\"a\":1}\n---\nb: 2\n", "{\"a\":1} {\"b\":2} W1001@2:1"}, {"{\"a\":1}\n# c\n", "{\"a\":1} W1001@2:1"}, {"{\"a\":1}\nb: 2\n", "{\"a\":1} {\"b\":2} W1001@2:1"},
        {"{\"a\":1}\n{\"b\":2}\n---\nc: 3\n", "E1006@3:1"}, {"{a: 1}\n", "{\"a\":1} W1001@1:1"}, {"{\"a\":01}\n", "{\"a\":1} W1001@1:1"},
        {"---\n{\"a\":1}\n{\"b\":2}\n", "{\"a\":1} E1006@3:1"}, {"{\"a\":1,\"a\":2}", "{\"a\":2} E1003@1:8"}, {"{{ if }}\n", "E1001@1:2"},
    };
    return reads(readings, COUNT(readings), YAML_MANIFEST);
}

static bool the_later_line_wins(void)
{
    static const struct reading readings[] = {
        {"x: &x {a: 1}\nm: {<<: *x, a: 2}\n", "{\"x\":{\"a\":1},\"m\":{\"a\":2}}"},
        {"x: &x {a: 1}\nm: {a: 2, <<: *x}\n", "{\"x\":{\"a\":1},\"m\":{\"a\":1}} W1001@2:11"}, {"{a: 1, b: &x {a: 1}}", "{\"a\":1,\"b\":{\"a\":1}} W1001@1:1"},
        {"x: &x {a: 1}\nm: {a: 1, <<: *x}\n", "{\"x\":{\"a\":1},\"m\":{\"a\":1}}"}, {"m: {<<: [{a: 1}, {a: 2, b: 3}]}\n", "{\"m\":{\"a\":1,\"b\":3}}"},
        {"m: {<<: {a: 1}, <<: {a: 2, b: 3}}\n", "{\"m\":{\"a\":2,\"b\":3}} W1001@1:17"}, {"m: {\"<<\": {a: 1}}\n", "{\"m\":{\"<<\":{\"a\":1}}}"},
        {"x: &x {a: 1}\nm: &y {<<: *x, b: 2}\nz: {<<: *y}\n", "{\"x\":{\"a\":1},\"m\":{\"a\":1,\"b\":2},\"z\":{\"a\":1,\"b\":2}}"},
        {"m: {!!merge <<: {a: 1}, !!str <<: 2}\n", "{\"m\":{\"a\":1,\"<<\":2}}"}, {"m: {<<: {a: 1}, a: 2, a: 3}\n", "{\"m\":{\"a\":3}} E1003@1:23"},
        {"m: {<<: 1}\n", "{\"m\":{}} E1006@1:5"}, {"m: {<<: [1]}\n", "{\"m\":{}} E1006@1:5"}, {"x: &x [{a: 1}]\nm: {<<: *x}\n", "{\"x\":[{\"a\":1}],\"m\":{}} E1006@2:5"},
        {"a: 1\na: 2\n", "{\"a\":2} E1003@2:1"}, {"yes: 1\ntrue: 2\n", "{\"true\":2} W1001@1:1 E1003@2:1"}, {"1: a\n0x1: b\n", "{\"1\":\"b\"} E1003@2:1 W1001@2:1"},
    };
    return reads(readings, COUNT(readings), YAML_MANIFEST);
}

static bool words_tags_and_names_are_read(void)
{
    static const struct reading readings[] = {
        {"[08, 3.0, 1e1, 0b11, 0o8, yes, \"yes\", 'on']", "[8,3,10,3,\"0o8\",true,\"yes\",\"on\"]"}, {"[!!str 1, ! 1, !x 1]", "[\"1\",\"1\",\"1\"]"},
        {"[!!int \"1\", !!float 1, !!bool yes, !!null \"\"]", "[1,1,true,null]"}, {"a: !!int x", "{} E1006@1:4"}, {"a: .inf", "{} E1006@1:4"},
        {"y: 1\n? 0x10\n: 2\n", "{\"true\":1,\"16\":2} W1001@1:1 W1001@2:3"}, {"x: &a 1\n*a : 2\n", "{\"x\":1,\"1\":2}"}, {"~: 1\n", "E1001@1:1"}, {"a: {{b}}\n", "E1001@1:5"},
        {"a: *x\n", "E1001@1:4"}, {"a: &x [*x]\n", "E1001@1:8"}, {"a: &x 1\n---\na: *x\n", "E1001@3:4"}, {"[&x 1, &x 2, *x]", "[1,2,2]"},
    };
    return reads(readings, COUNT(readings), YAML_MANIFEST);
}

static bool values_files_are_stricter(void)
{
    static const struct reading readings[] = {
        {"[08, 0b11, yes, 1e1, 0644, 3.0, y]", "[\"08\",\"0b11\",\"yes\",\"1e1\",\"0644\",3.0,\"y\"]"}, {"yes: 1\n", "{\"yes\":1}"}, {"a: &x 1\n", "E1002@1:4"},
        {"a: 1\n<<: {b: 1}\n", "E1002@2:1"}, {"a: 1\na: 2\n", "E1003@2:1"}, {"%YAML 1.2\n--- {a: 1}\n", "{\"a\":1}"}, {"a: 1\n...\n---\nb: 2\n", "{\"a\":1} {\"b\":2}"},
    };
    return reads(readings, COUNT(readings), YAML_PLAIN);
}

static bool a_kubeconfig_is_one_text(void)
{
    static const struct reading readings[] = {
        {"--- {a: 1}\n", "{\"a\":1}"}, {"{a: y}\n", "{\"a\":true}"}, {"a: 1\n<<: {a: 2}\n", "{\"a\":2} W1001@2:1"},
    };
    return reads(readings, COUNT(readings), YAML_CONFIG);
}

/* N texts with a name that stands for them M times. */
static Str aliased(struct buf *out, size_t n, size_t m)
{
    out->n = 0;
    buf_printf(out, "apiVersion: t.io/v1\nkind: X\nmetadata: {name: a, namespace: default}\nspec:\n  a: &a [x");
    for (size_t i = 1; i < n; i++) buf_printf(out, ",x");
    buf_printf(out, "]\n  b:\n");
    for (size_t i = 0; i < m; i++) buf_printf(out, "  - *a\n");
    buf_char(out, '\0');
    return (Str){out->s, out->n - 1};
}

static bool aliases_stand_for_as_much_as_kubectl_lets_them(void)
{
    static const struct { size_t n, most; } limits[] = {{100, 3924}, {1000, 111}, {10000, 43}};
    struct buf text = {0};
    bool fine = true;
    for (size_t i = 0; i < COUNT(limits); i++) {
        for (size_t more = 0; more < 2; more++) {
            struct buf got = reading(aliased(&text, limits[i].n, limits[i].most + more), YAML_MANIFEST);
            fine &= !strstr(got.s, "E0504") == !more;
            buf_free(&got);
        }
    }
    buf_free(&text);
    return fine;
}

/* What is wrong on a thousand lines is not told a thousand times. */
static bool messages_are_bounded(void)
{
    struct buf text = {0};
    for (size_t i = 0; i < 1000; i++) buf_printf(&text, "---x\n");
    buf_char(&text, '\0');
    struct buf got = reading((Str){text.s, text.n - 1}, YAML_MANIFEST);
    size_t n = 0;
    for (const char *at = got.s; (at = strstr(at, "E1006")); at++) n++;
    buf_free(&got);
    buf_free(&text);
    return n == 100;
}

static const struct unit_test tests[] = {
    {"documents are found", documents_are_found},
    {"what kubectl drops or refuses is told", what_kubectl_drops_or_refuses_is_told},
    {"JSON is read object by object", json_is_read_object_by_object},
    {"the later line wins", the_later_line_wins},
    {"words, tags and names are read", words_tags_and_names_are_read},
    {"values files are stricter", values_files_are_stricter},
    {"a kubeconfig is one text", a_kubeconfig_is_one_text},
    {"aliases stand for as much as kubectl lets them", aliases_stand_for_as_much_as_kubectl_lets_them},
    {"messages are bounded", messages_are_bounded},
};

int main(void) { return run_tests(tests, COUNT(tests)); }
