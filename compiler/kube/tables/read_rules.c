#include "tables.h"
#include "kube/rules.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>

/* Where the reading of a line is: the types it is about, and the next word. */
struct reader {
    struct schema *schema;
    const char *path;
    VEC(const struct type *) types;
    struct line line;
    int at;
};

NORETURN static void refuse(const struct reader *reader, const char *what, const char *word)
{
    fail(reader->path, reader->line.number, "%s: %s", what, word);
}

static const char *peek(const struct reader *reader) { return reader->at < reader->line.count ? reader->line.words[reader->at] : ""; }

static const char *next(struct reader *reader, const char *expected)
{
    if (reader->at == reader->line.count) refuse(reader, "expected", expected);
    return reader->line.words[reader->at++];
}

static bool take(struct reader *reader, const char *word)
{
    bool taken = same(peek(reader), word);
    reader->at += taken;
    return taken;
}

/* ---- words ---- */

/* Adds the parts of TEXT, cut at SEPARATOR, to the words, with their end; returns the number of the first. */
static int add_words(struct reader *reader, const char *text, const char *separator)
{
    struct schema *schema = reader->schema;
    int first = (int)schema->words.n;
    for (const char *part = text, *end;; part = end + 1) {
        end = part + strcspn(part, separator);
        vec_push(schema->arena, &schema->words, arena_copy(schema->arena, (Str){part, (size_t)(end - part)}).s);
        if (*end == '\0') break;
    }
    vec_push(schema->arena, &schema->words, NULL);
    return first;
}

/* A list of no words. */
static int end_of_words(struct reader *reader)
{
    vec_push(reader->schema->arena, &reader->schema->words, NULL);
    return (int)reader->schema->words.n - 1;
}

/* The type, as text, of what lies at WORD of a value of type TEXT. */
static const char *part_type(struct reader *reader, const char *text, const char *word)
{
    if (same(word, "@") && is_map(text)) return "string";
    if (same(word, "*") && (is_map(text) || is_list(text))) return element_of(reader->schema->arena, text);
    if (is_map(text)) return element_of(reader->schema->arena, text);
    const struct type *type = find_type(reader->schema, text);
    if (!type) return same(text, "object") || same(text, "any") ? "any" : NULL;
    const struct field *field = find_field(reader->schema, type, word);
    return field ? field->type : NULL;
}

/* Whether the last field of the path, whose words begin at number FIRST, is one that the schema itself asks for. */
static bool schema_requires(struct reader *reader, const char *text, int first)
{
    const struct field *field = NULL;
    for (int i = first; text && reader->schema->words.at[i]; i++) {
        const char *word = reader->schema->words.at[i];
        const struct type *type = is_map(text) || is_list(text) ? NULL : find_type(reader->schema, text);
        field = type ? find_field(reader->schema, type, word) : NULL;
        text = part_type(reader, text, word);
    }
    return field && field->required;
}

/* A path that each of the types has; "." stands for the value itself. */
static int read_path(struct reader *reader, const char *path)
{
    if (same(path, ".")) return end_of_words(reader);
    int first = add_words(reader, path, ".");
    for (size_t i = 0; i < reader->types.n; i++) {
        const char *text = reader->types.at[i]->entry.name;
        for (int k = first; reader->schema->words.at[k]; k++) {
            text = part_type(reader, text, reader->schema->words.at[k]);
            if (!text) fail(reader->path, reader->line.number, "%s has no %s", reader->types.at[i]->entry.name, path);
        }
    }
    return first;
}

/* ---- rules ---- */

/* "0..255", "1..", "..63". */
static void read_range(struct reader *reader, struct rule *rule, const char *text)
{
    const char *dots = strstr(text, "..");
    char *end;
    errno = 0;
    rule->low = dots == text ? INT64_MIN : strtoll(text, &end, 10);
    if (!dots || (dots != text && end != dots)) refuse(reader, "a range such as 0..255 expected, not", text);
    rule->high = dots[2] ? strtoll(dots + 2, &end, 10) : INT64_MAX;
    if ((dots[2] && *end) || errno) refuse(reader, "a range such as 0..255 expected, not", text);
}

static const char *read_format(const char *word)
{
    static const char *const formats[][2] = {
#define X(format, text) {text, "FORMAT_" #format},
        KUBE_FORMATS(X)
#undef X
    };
    for (size_t i = 0; i < COUNT(formats); i++)
        if (same(word, formats[i][0])) return formats[i][1];
    return NULL;
}

static const char *read_check(const struct reader *reader, const char *word)
{
    static const char *const checks[][2] = {
#define X(check, function, text) {text, "CHECK_" #check},
        KUBE_CHECKS(X) KUBE_CHECKS_WITHIN(X)
#undef X
    };
    for (size_t i = 0; i < COUNT(checks); i++)
        if (same(word, checks[i][0])) return checks[i][1];
    refuse(reader, "unknown check", word);
}

/* "a,b=x": each field with what stands for it where it is absent. */
static int read_fields(struct reader *reader, const char *text)
{
    struct schema *schema = reader->schema;
    int first = (int)schema->words.n;
    for (const char *part = text, *end;; part = end + 1) {
        end = part + strcspn(part, ",");
        size_t name = strcspn(part, ",=");
        vec_push(schema->arena, &schema->words, arena_copy(schema->arena, (Str){part, name}).s);
        const char *other = part + name < end ? part + name + 1 : end;
        vec_push(schema->arena, &schema->words, arena_copy(schema->arena, (Str){other, (size_t)(end - other)}).s);
        if (*end == '\0') break;
    }
    vec_push(schema->arena, &schema->words, NULL);
    return first;
}

/* Rules with a range, with words after the rule's own word, or with none. */
static const struct rule_word {
    const char *word, *kind;
    enum { NOTHING, RANGE, ALTERNATIVES, FIELDS, CHECK, SEVERAL, SENTENCE, NAME_AND_SENTENCE } takes;
} rule_words[] = {
    {"set", "KUBE_RULE_SET", NOTHING}, {"filled", "KUBE_RULE_FILLED", NOTHING}, {"forbidden", "KUBE_RULE_FORBIDDEN", NOTHING},
    {"present", "KUBE_RULE_PRESENT", NOTHING}, {"absent", "KUBE_RULE_ABSENT", NOTHING}, {"unread", "KUBE_RULE_UNREAD", NOTHING},
    {"length", "KUBE_RULE_LENGTH", RANGE}, {"items", "KUBE_RULE_ITEMS", RANGE},
    {"one-of", "KUBE_RULE_ONE_OF", ALTERNATIVES}, {"none-of", "KUBE_RULE_NONE_OF", ALTERNATIVES},
    {"unique", "KUBE_RULE_UNIQUE", NOTHING}, {"unique-by", "KUBE_RULE_UNIQUE", FIELDS},
    {"at-most", "KUBE_RULE_AT_MOST", FIELDS}, {"below", "KUBE_RULE_BELOW", FIELDS}, {"check", "KUBE_RULE_CHECK", CHECK},
    {"exactly-one-of", "KUBE_RULE_EXACTLY_ONE", SEVERAL}, {"at-most-one-of", "KUBE_RULE_AT_MOST_ONE", SEVERAL},
    {"at-least-one-of", "KUBE_RULE_AT_LEAST_ONE", SEVERAL}, {"deprecated", "KUBE_RULE_DEPRECATED", SENTENCE},
    {"old", "KUBE_RULE_OLD", NAME_AND_SENTENCE},
};

static const struct rule_word *find_rule_word(const char *word)
{
    for (size_t i = 0; i < COUNT(rule_words); i++)
        if (same(word, rule_words[i].word)) return &rule_words[i];
    return NULL;
}

static bool at_end(const struct reader *reader)
{
    static const char *const words[] = {"when", "unless", "since", "until", ""};
    for (size_t i = 0; i < COUNT(words); i++)
        if (same(peek(reader), words[i])) return true;
    return false;
}

/* Fields up to a condition; each has to be one. */
static int read_several(struct reader *reader)
{
    struct schema *schema = reader->schema;
    int first = (int)schema->words.n;
    while (!at_end(reader)) {
        read_path(reader, next(reader, "a field"));
        schema->words.n--; /* their ends */
    }
    vec_push(schema->arena, &schema->words, NULL);
    if ((int)schema->words.n - first < 3) refuse(reader, "expected", "two fields or more");
    return first;
}

/* The rest of the line, up to a condition, as one text. */
static int read_sentence(struct reader *reader)
{
    struct schema *schema = reader->schema;
    struct buf text = {0};
    while (!at_end(reader)) buf_printf(&text, "%s%s", text.n ? " " : "", next(reader, "what instead"));
    vec_push(schema->arena, &schema->words, arena_copy(schema->arena, (Str){text.s, text.n}).s);
    vec_push(schema->arena, &schema->words, NULL);
    if (!text.n) refuse(reader, "expected", "what to say instead");
    buf_free(&text);
    return (int)schema->words.n - 2;
}

static int read_name_and_sentence(struct reader *reader)
{
    vec_push(reader->schema->arena, &reader->schema->words, next(reader, "a text"));
    return read_sentence(reader) - 1;
}

static int no_words(struct reader *reader)
{
    vec_push(reader->schema->arena, &reader->schema->words, NULL);
    return (int)reader->schema->words.n - 1;
}

static void read_content(struct reader *reader, struct rule *rule, const struct rule_word *word)
{
    rule->kind = word->kind;
    if (word->takes == NOTHING) rule->words = no_words(reader);
    if (word->takes == RANGE) read_range(reader, rule, next(reader, "a range"));
    if (word->takes == ALTERNATIVES) rule->words = add_words(reader, next(reader, "values, as A|B"), "|");
    if (same(word->word, "unique")) rule->words = end_of_words(reader);
    if (word->takes == FIELDS) rule->words = read_fields(reader, next(reader, "fields, as a,b=x"));
    if (word->takes == CHECK) rule->number = read_check(reader, next(reader, "the name of a check"));
    if (word->takes == SEVERAL) rule->words = read_several(reader);
    if (word->takes == SENTENCE) rule->words = read_sentence(reader);
    if (word->takes == NAME_AND_SENTENCE) rule->words = read_name_and_sentence(reader);
}

static struct rule read_rule(struct reader *reader)
{
    struct rule rule = {.words = -1, .low = INT64_MIN, .high = INT64_MAX, .number = "0"};
    const char *word = next(reader, "a rule"), *format = read_format(word);
    const struct rule_word *known = find_rule_word(word);
    if (known) read_content(reader, &rule, known);
    else if (format) rule.kind = "KUBE_RULE_FORMAT", rule.number = format;
    else if (strstr(word, "..")) rule.kind = "KUBE_RULE_RANGE", read_range(reader, &rule, word);
    else refuse(reader, "unknown rule", word);
    return rule;
}

/* ---- conditions and versions, of all rules of a line ---- */

static bool read_condition(struct reader *reader)
{
    bool unless = take(reader, "unless");
    if (!unless && !take(reader, "when")) return false;
    struct condition condition = {.unless = unless, .values = -1};
    condition.path = read_path(reader, next(reader, "a field"));
    if (take(reader, "=")) condition.values = add_words(reader, next(reader, "values, as A|B"), "|");
    vec_push(reader->schema->arena, &reader->schema->conditions, condition);
    return true;
}

static void read_end(struct reader *reader, struct rule *common)
{
    common->since = KUBE_MINOR_MIN;
    common->conditions = (int)reader->schema->conditions.n;
    while (reader->at < reader->line.count) {
        if (read_condition(reader)) common->nconditions++;
        else if (take(reader, "since")) common->since = read_minor(&reader->line, reader->at++);
        else if (take(reader, "until")) common->until = read_minor(&reader->line, reader->at++);
        else refuse(reader, "unknown word", peek(reader));
    }
}

/* A rule about a field holds in the versions that have it. */
static void narrow_versions(struct reader *reader, struct rule *rule)
{
    const char *text = rule->type;
    for (int i = rule->path; text && reader->schema->words.at[i]; i++) {
        const char *word = reader->schema->words.at[i];
        const struct type *type = is_map(text) || is_list(text) ? NULL : find_type(reader->schema, text);
        const struct field *field = type ? find_field(reader->schema, type, word) : NULL;
        if (field && field->since > rule->since) rule->since = field->since;
        if (field && field->until && (!rule->until || field->until < rule->until)) rule->until = field->until;
        text = part_type(reader, text, word);
    }
}

static void read_rule_line(struct reader *reader)
{
    struct schema *schema = reader->schema;
    VEC(struct rule) rules = {0};
    struct rule common = {0};
    if (reader->types.n == 0) refuse(reader, "a rule before the first type", peek(reader));
    const struct rule_word *about_all = find_rule_word(peek(reader));
    bool several = about_all && about_all->takes == SEVERAL;
    common.path = read_path(reader, several ? "." : next(reader, "a field"));
    do vec_push(schema->arena, &rules, read_rule(reader));
    while (!at_end(reader));
    read_end(reader, &common);
    for (size_t t = 0; t < reader->types.n; t++)
        for (size_t i = 0; i < rules.n; i++) {
            struct rule rule = rules.at[i];
            rule.type = reader->types.at[t]->entry.name;
            if (same(rule.kind, "KUBE_RULE_SET") && schema_requires(reader, rule.type, common.path)) rule.kind = "KUBE_RULE_FILLED";
            rule.order = (int)schema->rules.n;
            rule.path = common.path;
            rule.conditions = common.conditions;
            rule.nconditions = common.nconditions;
            rule.since = common.since;
            rule.until = common.until;
            narrow_versions(reader, &rule);
            vec_push(schema->arena, &schema->rules, rule);
        }
}

/* A type, or all that a name with * stands for. */
static void add_types(struct reader *reader, const char *pattern)
{
    size_t before = reader->types.n;
    for (size_t i = 0; i < reader->schema->types.n; i++)
        if (fnmatch(pattern, reader->schema->types.at[i].entry.name, 0) == 0) vec_push(reader->schema->arena, &reader->types, &reader->schema->types.at[i]);
    if (reader->types.n == before) refuse(reader, "no type is called", pattern);
}

static void read_rules_line(struct reader *reader, const char *text)
{
    if (text[0] == '#') return;
    split_line(reader->schema, &reader->line, text);
    reader->at = 0;
    if (reader->line.count == 0) return;
    if (reader->line.indented) {
        read_rule_line(reader);
        return;
    }
    if (!take(reader, "type")) refuse(reader, "neither a type nor a rule", peek(reader));
    reader->types.n = 0;
    while (reader->at < reader->line.count) add_types(reader, next(reader, "a type"));
}

static int by_type(const void *left, const void *right)
{
    const struct rule *a = left, *b = right;
    int order = strcmp(a->type, b->type);
    return order ? order : a->order - b->order;
}

void read_rules(struct schema *schema, const char *path)
{
    struct reader reader = {.schema = schema, .path = path, .line = {.path = path}};
    FILE *file = fopen(path, "r");
    char *text = NULL;
    size_t size = 0;
    struct buf whole = {0};
    if (!file) fail(path, 0, "%s", strerror(errno));
    while (getline(&text, &size, file) >= 0) {
        reader.line.number++;
        char *comment = strstr(text, " # "), *goes_on = strstr(text, " \\\n");
        if (comment || goes_on) *(comment ? comment : goes_on) = '\0';
        buf_str(&whole, str_of(text));
        if (goes_on) continue;
        buf_char(&whole, '\0');
        read_rules_line(&reader, whole.s);
        whole.n = 0;
    }
    free(text);
    buf_free(&whole);
    fclose(file);
}

void order_rules(struct schema *schema) { qsort(schema->rules.at, schema->rules.n, sizeof *schema->rules.at, by_type); }
