/* Manifests: what is written is read back by libyaml and jansson as the same value. */
#include "value/serialize.h"

#include "test.h"

#include <jansson.h>
#include <regex.h>
#include <yaml.h>

static struct arena *arena;
static struct names *names;

#define X10 "xxxxxxxxxx"
#define X200 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10

static const Str texts[] = {
    STR("plain"), STR("two words"), STR(""), STR(" "), STR("  "), STR(" leading"), STR("trailing "), STR("\t"), STR("\ttab"), STR("tab\tinside"), STR("tab\t"),
    STR("yes"), STR("Yes"), STR("YES"), STR("no"), STR("on"), STR("Off"), STR("true"), STR("True"), STR("FALSE"), STR("y"), STR("N"), STR("null"), STR("Null"),
    STR("~"), STR("0"), STR("012"), STR("0o14"), STR("0x1F"), STR("0b1"), STR("1e3"), STR("1E3"), STR("1."), STR(".5"), STR("+1"), STR("-1"), STR("-"), STR("1_000"),
    STR("1:30"), STR("190:20:30"), STR("12:30:45"), STR(".inf"), STR("-.INF"), STR(".nan"), STR("2001-12-14"), STR("2001-12-14t21:59:43.10-05:00"), STR("="),
    STR("<<"), STR("- x"), STR("-x"), STR("---"), STR("--- a"), STR("..."), STR("?"), STR("? x"), STR(":"), STR(": x"), STR("a: b"), STR("a:b"), STR("a:"), STR("a :b"),
    STR("#"), STR("# x"), STR("a # b"), STR("a#b"), STR("&a"), STR("*a"), STR("!a"), STR("!!str"), STR("|"), STR(">"), STR("%TAG"), STR("@a"), STR("`a`"),
    STR("{"), STR("}"), STR("{}"), STR("["), STR("]"), STR("[]"), STR(","), STR("a, b"), STR("\""), STR("'"), STR("'a'"), STR("\"a\""), STR("it's"), STR("\\"),
    STR("a\\nb"), STR("a\nb"), STR("a\n"), STR("a\n\n"), STR("a\n\n\n"), STR("\n"), STR("\n\n"), STR("\na"), STR("a\n\nb\n"), STR("a\n b\n  c\n"), STR(" a\nb"),
    STR("a \nb"), STR("a\nb "), STR("a\n \nb"), STR("a\n\tb\n"), STR("\ta\nb\n"), STR("# a\n# b\n"), STR("- a\n- b\n"), STR("---\n...\n"), STR("a: b\nc: d\n"),
    STR("#!/bin/sh\nexec \"$@\"\n"), STR("a\r\nb"), STR("a\r"), STR("\r"), STR("a\0b"), STR("\0"), STR("\x01"), STR("\x1b[0m"), STR("\x7f"), STR("a\x0c\nb"),
    STR("\xC2\x80"), STR("\xC2\x85"), STR("a\xC2\x85\nb"), STR("\xC2\x9F"), STR("\xC2\xA0"), STR("\xE2\x80\xA8"), STR("a\xE2\x80\xA9z"), STR("\xEF\xBB\xBF"),
    STR("\xEF\xBB\xBFx\ny"), STR("\xEF\xBF\xBD"), STR("\xEF\xBF\xBE"), STR("\xEF\xBF\xBF"), STR("ä"), STR("日本\n語\n"), STR("😀"), STR("😀\n😀"), STR("é: ü"),
    STR("/etc/x"), STR("$(A)"), STR("${a}"), STR("a=b"), STR("http://x:80/?a=b&c"), STR("*.example.org"), STR("50%"), STR("512Mi"), STR("1Gi"), STR("250m"), STR("30s"),
    STR("NaN"), STR("Infinity"), STR("inf"), STR("nan"), STR("0.0.0.0"), STR("1.27"), STR("1e"), STR("e1"), STR("00"), STR("0_"), STR("0xg"), STR(X200), STR(X200 ": " X200),
    STR(X200 "\n" X200 "\n"),
};

/* ---- reading back ---- */

/* Plain scalars that some YAML reader, of 1.1 or 1.2, takes for something other than text. */
static bool is_ambiguous(Str text)
{
    static const char pattern[] = "^(|~|null|true|false|yes|no|on|off|y|n|=|<<|[-+]?0[xob][0-9a-f_]+|[-+]?[0-9_,.:]*[0-9][0-9_,.:]*(e[-+]?[0-9]+)?|[-+]?\\.(inf|nan)|"
                                  "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*)$";
    static regex_t regex;
    static bool compiled;
    if (!compiled) compiled = regcomp(&regex, pattern, REG_EXTENDED | REG_ICASE | REG_NOSUB) == 0;
    bool digits_first = text.n && strchr("0123456789+-.", text.s[0]);
    bool word = text.n && text.n < 6 && !digits_first;
    return (digits_first || word || !text.n) && regexec(&regex, arena_copy(arena, text).s, 0, NULL, 0) == 0;
}

static bool scalar_is(yaml_document_t *document, int index, Str expected)
{
    yaml_node_t *node = yaml_document_get_node(document, index);
    if (!node || node->type != YAML_SCALAR_NODE) return false;
    Str got = {(const char *)node->data.scalar.value, node->data.scalar.length};
    if (node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && is_ambiguous(got)) {
        remark("'%.*s' is written without quotes\n", STR_ARG(got));
        return false;
    }
    return str_eq(got, expected);
}

/* The document is {before: 1, KEY: VALUE, after: [VALUE, 2]}. */
static bool document_holds(yaml_document_t *document, Str key, Str value)
{
    yaml_node_t *root = yaml_document_get_root_node(document);
    if (!root || root->type != YAML_MAPPING_NODE || root->data.mapping.pairs.top - root->data.mapping.pairs.start != 3) return false;
    yaml_node_pair_t *pair = root->data.mapping.pairs.start + 1;
    yaml_node_t *list = yaml_document_get_node(document, pair[1].value);
    return scalar_is(document, pair->key, key) && scalar_is(document, pair->value, value) && scalar_is(document, pair[1].key, STR("after")) && list &&
           list->type == YAML_SEQUENCE_NODE && scalar_is(document, list->data.sequence.items.start[0], value);
}

static bool yaml_holds(Str yaml, Str key, Str value)
{
    yaml_parser_t parser;
    yaml_document_t document;
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_string(&parser, (const unsigned char *)yaml.s, yaml.n);
    bool read = yaml_parser_load(&parser, &document), fine = read && document_holds(&document, key, value);
    if (!fine) remark("%s; this was written:\n", read ? "something else comes back" : parser.problem);
    for (size_t start = 0; !fine && start < yaml.n; start++) {
        const char *end = memchr(yaml.s + start, '\n', yaml.n - start);
        size_t n = end ? (size_t)(end - yaml.s) - start : yaml.n - start;
        remark("  %.*s\n", (int)(n > 100 ? 100 : n), yaml.s + start);
        start += n;
    }
    if (read) yaml_document_delete(&document);
    yaml_parser_delete(&parser);
    return fine;
}

/* jansson reads no key with a NUL. */
static bool json_holds(Str json, Str key, Str value)
{
    if (memchr(key.s, '\0', key.n)) return true;
    json_error_t error;
    json_t *root = json_loadb(json.s, json.n, JSON_ALLOW_NUL, &error), *item = json_array_get(json_object_get(root, "after"), 0);
    bool fine = root && json_string_length(item) == value.n && memcmp(json_string_value(item), value.s, value.n) == 0;
    fine = fine && json_object_get(root, arena_copy(arena, key).s);
    if (!fine) remark("%s: %.*s\n", root ? "something else comes back" : error.text, STR_ARG(json));
    json_decref(root);
    return fine;
}

/* ---- writing ---- */

static struct value document_of(Str key, Str text)
{
    const struct name **keys = NEW_ARRAY(arena, 3, const struct name *);
    keys[0] = name_of(names, STR("before"));
    keys[1] = name_of(names, key);
    keys[2] = name_of(names, STR("after"));
    struct record *record = record_new(arena, keys, 3);
    struct list *list = list_new(arena, 2);
    list->at[0] = value_string(arena, text);
    list->at[1] = value_int(2);
    record->values[0] = value_int(1);
    record->values[1] = value_string(arena, text);
    record->values[2] = value_list(list);
    return value_record(record);
}

static bool survives(Str key, Str text)
{
    struct buf out = {0};
    struct value document = document_of(key, text);
    write_yaml(&out, document, NULL);
    bool fine = yaml_holds((Str){out.s, out.n}, key, text);
    for (int indent = -1; indent <= 0; indent++) {
        out.n = 0;
        write_json(&out, document, indent);
        fine = json_holds((Str){out.s, out.n}, key, text) && fine;
    }
    buf_free(&out);
    return fine;
}

/* ---- the table as tests ---- */

static Str title_of(Str text)
{
    struct buf out = {0};
    for (size_t i = 0; i < text.n && i < 30; i++) {
        unsigned char c = (unsigned char)text.s[i];
        if (c < ' ' || c >= 0x7f || c == '#' || c == '\\') buf_printf(&out, "\\x%02x", c);
        else buf_char(&out, (char)c);
    }
    if (text.n > 30) buf_str(&out, STR("..."));
    Str title = arena_copy(arena, (Str){out.s, out.n});
    buf_free(&out);
    return title;
}

static bool report_text(size_t number, const char *what, Str text, bool holds)
{
    return report(number, arena_printf(arena, "as a %s: '%s'", what, title_of(text).s).s, holds);
}

int main(void)
{
    arena = arena_new(0);
    names = names_new(arena);
    bool passed = true;
    printf("1..%zu\n", 2 * COUNT(texts));
    for (size_t i = 0; i < COUNT(texts); i++) {
        passed = report_text(2 * i + 1, "value", texts[i], survives(STR("key"), texts[i])) && passed;
        passed = report_text(2 * i + 2, "key", texts[i], survives(texts[i], STR("value"))) && passed;
    }
    arena_free(arena);
    return passed ? EXIT_SUCCESS : EXIT_FAILURE;
}
