/* The rules of kube/rules/, held against values. */
#include "visit.h"
#include "admit/quantity.h"
#include "value_format.h"

#include <inttypes.h>
#include <stdio.h>

bool is_empty_value(struct value value)
{
    if (value.kind == V_STRING) return value.string->n == 0;
    if (value.kind == V_LIST) return value.list->n == 0;
    if (value.kind == V_RECORD) return value.record->n == 0;
    return value.kind == V_NULL;
}

const struct object *object_around(const struct visit *visit)
{
    visit->book->looked_around++;
    return visit->object;
}

struct quiet quiet_since(const struct visit *visit)
{
    return (struct quiet){visit->catalog->session->diags.all.n, visit->book->looked_around};
}

bool is_quiet(const struct visit *visit, struct quiet since)
{
    return since.said == visit->catalog->session->diags.all.n && since.looked_around == visit->book->looked_around;
}

const struct name *name_of_word(const struct visit *visit, const char *const *word)
{
    const struct name **name = &visit->book->names[word - kube_words];
    if (!*name) *name = session_name(visit->catalog->session, *word);
    return *name;
}

struct value field_of(const struct visit *visit, struct value whole, const char *const *word)
{
    return value_get(visit->catalog->session->arena, whole, name_of_word(visit, word));
}

struct value part(const struct visit *visit, struct value whole, const char *field)
{
    return field_in(visit->catalog, whole, field_name(visit->catalog, field));
}

Str text_of(const struct visit *visit, struct value whole, const char *field) { return dig_text(part(visit, whole, field)); }

bool has_text(struct value list, Str text)
{
    struct value value;
    for (size_t i = 0; each(list, i, &value); i++)
        if (value.kind == V_STRING && str_eq(value_str(value), text)) return true;
    return false;
}

/* ---- conditions ---- */

static struct value at_path(const struct visit *visit, struct value value, kube_path path)
{
    for (; *path; path++) value = field_of(visit, value, path);
    return value;
}

/* Whether a scalar is written as WORD; "" stands for what is not there, too. */
static bool is_word(struct value value, const char *word)
{
    char number[24];
    if (is_empty_value(value)) return *word == '\0';
    if (value.kind == V_STRING) return str_is(value_str(value), word);
    if (value.kind == V_BOOL) return strcmp(word, value.boolean ? "true" : "false") == 0;
    int64_t integer;
    if (!number_in(value, &integer)) return false;
    snprintf(number, sizeof number, "%" PRId64, integer);
    return strcmp(word, number) == 0;
}

static bool is_among(struct value value, const char *const *words)
{
    for (; *words; words++)
        if (is_word(value, *words)) return true;
    return false;
}

static bool applies(const struct visit *visit, const struct kube_rule *rule, struct value whole)
{
    for (size_t i = 0; i < rule->nconditions; i++) {
        const struct kube_condition *condition = &rule->conditions[i];
        struct value value = at_path(visit, whole, condition->path);
        bool holds = condition->values ? is_among(value, condition->values) : !is_empty_value(value);
        if (holds == condition->unless) return false;
    }
    return true;
}

/* ---- messages ---- */

struct visit visit_key(const struct visit *visit, struct way *step, const struct name *key)
{
    struct visit inner = *visit;
    *step = (struct way){visit->way, key, 0};
    inner.way = step;
    return inner;
}

struct visit visit_field(const struct visit *visit, struct way *step, const char *field)
{
    return visit_key(visit, step, field_name(visit->catalog, field));
}

struct visit visit_element(const struct visit *visit, struct way *step, size_t index)
{
    struct visit inner = *visit;
    *step = (struct way){visit->way, NULL, index};
    inner.way = step;
    return inner;
}

/* "spec.template.spec.containers[0].name", "metadata.annotations['a.b/c']" */
static void put_way(struct buf *text, const struct way *way)
{
    if (!way) return;
    put_way(text, way->outer);
    if (!way->key) buf_printf(text, "[%zu]", way->index);
    else if (strpbrk(way->key->s, " ./")) buf_printf(text, "['%s']", way->key->s);
    else buf_printf(text, "%s%s", text->n ? "." : "", way->key->s);
}

struct diag *value_error(const struct visit *visit, enum diag_code code, struct value at, const char *fmt, ...)
{
    const struct object *object = visit->object;
    struct buf text = {0};
    va_list args;
    put_way(&text, visit->way);
    if (text.n) buf_char(&text, ' ');
    va_start(args, fmt);
    buf_vprintf(&text, fmt, args);
    va_end(args);
    struct diag *diag = object_error(visit->catalog, code, at, object, "%s '%s': %.*s", object->kube->kind, object->name->s, (int)text.n, text.s);
    buf_free(&text);
    return diag;
}

struct diag *field_error(const struct visit *visit, const char *field, enum diag_code code, struct value at, const char *fmt, ...)
{
    struct way step;
    struct visit inner = visit_field(visit, &step, field);
    struct buf text = {0};
    va_list args;
    va_start(args, fmt);
    buf_vprintf(&text, fmt, args);
    va_end(args);
    struct diag *diag = value_error(&inner, code, at, "%.*s", (int)text.n, text.s);
    buf_free(&text);
    return diag;
}

static Str shown(const struct visit *visit, struct value value) { return value_show(visit->catalog->session->arena, value); }

void value_help(const struct visit *visit, struct diag *diag, const char *text) { diag_help(&visit->catalog->session->diags, diag, "%s", text); }

static Str listed(const struct visit *visit, const char *const *words)
{
    struct buf text = {0};
    for (size_t i = 0; words[i]; i++)
        if (*words[i]) buf_printf(&text, "%s%s", text.n ? ", " : "", words[i]);
    Str copy = arena_copy(visit->catalog->session->arena, (Str){text.s, text.n});
    buf_free(&text);
    return copy;
}

static void put_path(struct buf *text, kube_path path)
{
    for (kube_path part = path; *part; part++) buf_printf(text, "%s%s", part == path ? "" : ".", *part);
}

/* "with operator = Exists or none", "with operator other than Exists", "with key", "without key". */
static void put_condition(struct buf *text, const struct kube_condition *condition)
{
    if (!condition->values) {
        buf_printf(text, "%s ", condition->unless ? "without" : "with");
        put_path(text, condition->path);
        return;
    }
    buf_str(text, STR("with "));
    put_path(text, condition->path);
    buf_str(text, condition->unless ? STR(" other than ") : STR(" = "));
    for (const char *const *value = condition->values; *value; value++)
        buf_printf(text, "%s%s", value == condition->values ? "" : " or ", **value ? *value : "none");
}

/* As value_error, followed by what RULE has as conditions: "…, with operator = Exists". */
PRINTF(5, 6) static struct diag *rule_error(const struct visit *visit, const struct kube_rule *rule, enum diag_code code, struct value at,
                                            const char *fmt, ...)
{
    struct buf text = {0};
    va_list args;
    va_start(args, fmt);
    buf_vprintf(&text, fmt, args);
    va_end(args);
    for (size_t i = 0; i < rule->nconditions; i++) {
        buf_str(&text, i ? STR(" and ") : STR(", "));
        put_condition(&text, &rule->conditions[i]);
    }
    struct diag *diag = value_error(visit, code, at, "%.*s", (int)text.n, text.s);
    buf_free(&text);
    return diag;
}

/* ---- one value ---- */

static const char *bounds(const struct visit *visit, const struct kube_rule *rule) { return kube_rule_bounds(visit->catalog->session->arena, rule).s; }

static void hold_range(const struct visit *visit, const struct kube_rule *rule, struct value value)
{
    int64_t number;
    if (!number_in(value, &number) || (number >= rule->low && number <= rule->high)) return;
    rule_error(visit, rule, E0717, value, "is %" PRId64 ", and it must be %s", number, bounds(visit, rule));
}

static void hold_size(const struct visit *visit, const struct kube_rule *rule, struct value value)
{
    bool items = rule->kind == KUBE_RULE_ITEMS;
    int64_t size;
    if (items && value.kind == V_LIST) size = (int64_t)value.list->n;
    else if (items && value.kind == V_RECORD) size = (int64_t)value.record->n;
    else if (!items && value.kind == V_STRING) size = (int64_t)value.string->n;
    else return;
    if (size >= rule->low && size <= rule->high) return;
    rule_error(visit, rule, E0717, value, "has %" PRId64 " %s%s, and it must have %s", size, items ? "element" : "character", size == 1 ? "" : "s",
               bounds(visit, rule));
}

static void hold_format(const struct visit *visit, const struct kube_rule *rule, struct value value)
{
    if (is_empty_value(value) || format_fits(rule->number, value)) return;
    struct diag *diag = rule_error(visit, rule, E0717, value, "is '%.*s'", STR_ARG(shown(visit, value)));
    value_help(visit, diag, format_meaning(rule->number));
}

static void hold_words(const struct visit *visit, const struct kube_rule *rule, struct value value)
{
    bool wanted = rule->kind == KUBE_RULE_ONE_OF;
    if (is_empty_value(value) || is_among(value, rule->words) == wanted) return;
    struct diag *diag = rule_error(visit, rule, E0717, value, "is '%.*s'", STR_ARG(shown(visit, value)));
    value_help(visit, diag,
               arena_printf(visit->catalog->session->arena, "%s: %.*s", wanted ? "possible" : "not possible", STR_ARG(listed(visit, rule->words))).s);
}

static void hold_order(const struct visit *visit, const struct kube_rule *rule, struct value whole, struct value value)
{
    struct value other = field_of(visit, whole, rule->words);
    if (is_empty_value(other) && *rule->words[1]) other = value_string(visit->catalog->session->arena, str_of(rule->words[1]));
    long double amount, limit;
    if (!quantity_in(value, &amount) || !quantity_in(other, &limit)) return;
    if (rule->kind == KUBE_RULE_BELOW ? amount < limit : amount <= limit) return;
    rule_error(visit, rule, E0717, value, "is %.*s, and it must be %s '%s', which is %.*s", STR_ARG(shown(visit, value)),
                rule->kind == KUBE_RULE_BELOW ? "less than" : "at most", rule->words[0], STR_ARG(shown(visit, other)));
}

/* ---- lists ---- */

/* What tells ELEMENT from others: itself, or its fields; NULL: it has none of them. */
static const struct name *identity_of(const struct visit *visit, const char *const *words, struct value element)
{
    struct buf text = {0};
    bool any = !*words;
    if (!*words) value_identity(element, &text);
    for (; *words; words += 2) {
        struct value field = field_of(visit, element, words);
        any |= !is_empty_value(field);
        value_identity(is_empty_value(field) ? value_of_name(session_name(visit->catalog->session, words[1])) : field, &text);
    }
    const struct name *identity = any ? name_of(visit->catalog->session->names, (Str){text.s, text.n}) : NULL;
    buf_free(&text);
    return identity;
}

static void report_twice(const struct visit *visit, const struct kube_rule *rule, struct value element)
{
    struct value field = *rule->words ? field_of(visit, element, rule->words) : element;
    bool named = *rule->words && field.kind != V_NULL;
    struct visit at = *visit;
    struct way way = {visit->way, named ? name_of_word(visit, rule->words) : NULL, 0};
    if (named) at.way = &way;
    if (field.kind == V_NULL) rule_error(&at, rule, E0717, element, "is what an earlier one is, too");
    else rule_error(&at, rule, E0717, field.origin ? field : element, "is '%.*s', and an earlier one is that, too", STR_ARG(shown(visit, field)));
}

static void hold_unique(const struct visit *visit, const struct kube_rule *rule, struct value value)
{
    struct name_set seen = {0};
    if (value.kind != V_LIST || value.list->n < 2) return;
    for (size_t i = 0; i < value.list->n; i++) {
        const struct name *identity = identity_of(visit, rule->words, value.list->at[i]);
        struct way way = {visit->way, NULL, i};
        struct visit at = *visit;
        at.way = &way;
        if (identity && !name_set_add(visit->catalog->session->arena, &seen, identity)) report_twice(&at, rule, value.list->at[i]);
    }
}

/* ---- several fields ---- */

static void report_several(const struct visit *visit, const struct kube_rule *rule, struct value whole, const char *first, const char *const *second)
{
    struct value field = second ? field_of(visit, whole, second) : whole;
    if (second) rule_error(visit, rule, E0717, field.origin ? field : whole, "has '%s' and '%s', and only one of them is possible", first, *second);
    else rule_error(visit, rule, E0804, whole, "needs one of: %.*s", STR_ARG(listed(visit, rule->words)));
}

static void hold_several(const struct visit *visit, const struct kube_rule *rule, struct value whole)
{
    const char *first = NULL;
    for (const char *const *word = rule->words; *word; word++) {
        if (field_of(visit, whole, word).kind == V_NULL) continue;
        if (first && rule->kind != KUBE_RULE_AT_LEAST_ONE) {
            report_several(visit, rule, whole, first, word);
            return;
        }
        first = *word;
    }
    if (!first && rule->kind != KUBE_RULE_AT_MOST_ONE) report_several(visit, rule, whole, NULL, NULL);
}

/* ---- what goes away ---- */

static void warn_deprecated(const struct visit *visit, const struct kube_rule *rule, struct value value)
{
    value_help(visit, rule_error(visit, rule, W0803, value, "is deprecated"), rule->words[0]);
}

static bool is_old(const struct visit *visit, const struct kube_rule *rule, struct value value)
{
    Str text = dig_text(value), old = NAME_STR(name_of_word(visit, &rule->words[0]));
    return str_ends(old, STR("/")) ? str_starts(text, old) : str_eq(text, old);
}

static bool is_about_keys(kube_path path)
{
    while (path[0] && path[1]) path++;
    return path[0] && strcmp(path[0], "@") == 0;
}

/* A key of a map stands in the path already. */
static void hold_old(const struct visit *visit, const struct kube_rule *rule, struct value value)
{
    if (!is_old(visit, rule, value)) return;
    struct diag *diag = is_about_keys(rule->path)
        ? rule_error(visit, rule, W0803, value, "is deprecated")
        : rule_error(visit, rule, W0803, value, "is '%.*s', which is deprecated", STR_ARG(dig_text(value)));
    value_help(visit, diag, rule->words[1]);
}

/* ---- all of them ---- */

/* One of both. */
static const struct {
    void (*alone)(const struct visit *, struct value);
    void (*within)(const struct visit *, struct value whole, struct value);
} checks[] = {
#define X(check, function, word) [CHECK_##check] = {.alone = function},
    KUBE_CHECKS(X)
#undef X
#define X(check, function, word) [CHECK_##check] = {.within = function},
    KUBE_CHECKS_WITHIN(X)
#undef X
};

static void hold_check(const struct visit *visit, enum kube_check check, struct value whole, struct value value)
{
    if (checks[check].alone) checks[check].alone(visit, value);
    else checks[check].within(visit, whole, value);
}

static void hold_rule(const struct visit *visit, const struct kube_rule *rule, struct value whole, struct value value)
{
    bool absent = value.kind == V_NULL, empty = is_empty_value(value);
    if ((rule->kind == KUBE_RULE_SET && empty) || (rule->kind == KUBE_RULE_PRESENT && absent) || (rule->kind == KUBE_RULE_FILLED && empty && !absent))
        rule_error(visit, rule, E0804, value.origin ? value : whole, "is needed");
    if (absent || value.kind == V_POISON) return;
    switch (rule->kind) {
    case KUBE_RULE_FORBIDDEN:
        if (!empty) rule_error(visit, rule, E0717, value, "is not possible here");
        break;
    case KUBE_RULE_ABSENT: rule_error(visit, rule, E0717, value, "is not possible here"); break;
    case KUBE_RULE_RANGE: hold_range(visit, rule, value); break;
    case KUBE_RULE_LENGTH: case KUBE_RULE_ITEMS: hold_size(visit, rule, value); break;
    case KUBE_RULE_FORMAT: hold_format(visit, rule, value); break;
    case KUBE_RULE_ONE_OF: case KUBE_RULE_NONE_OF: hold_words(visit, rule, value); break;
    case KUBE_RULE_UNIQUE: hold_unique(visit, rule, value); break;
    case KUBE_RULE_AT_MOST: case KUBE_RULE_BELOW: hold_order(visit, rule, whole, value); break;
    case KUBE_RULE_CHECK: hold_check(visit, rule->number, whole, value); break;
    case KUBE_RULE_EXACTLY_ONE: case KUBE_RULE_AT_MOST_ONE: case KUBE_RULE_AT_LEAST_ONE: hold_several(visit, rule, value); break;
    case KUBE_RULE_DEPRECATED:
        if (!empty) warn_deprecated(visit, rule, value);
        break;
    case KUBE_RULE_OLD: hold_old(visit, rule, value); break;
    case KUBE_RULE_SET: case KUBE_RULE_FILLED: case KUBE_RULE_PRESENT: case KUBE_RULE_UNREAD: break;
    }
}

static void follow(const struct visit *visit, const struct kube_rule *rule, struct value whole, struct value value, kube_path path);

static void follow_into(const struct visit *visit, struct way way, const struct kube_rule *rule, struct value whole, struct value value, kube_path path)
{
    struct visit inner = *visit;
    inner.way = &way;
    follow(&inner, rule, whole, value, path);
}

/* Each key of a map, or each element of a list or map. */
static void follow_all(const struct visit *visit, const struct kube_rule *rule, struct value whole, struct value value, kube_path path)
{
    bool keys = **path == '@';
    for (size_t i = 0; value.kind == V_LIST && i < value.list->n; i++)
        follow_into(visit, (struct way){visit->way, NULL, i}, rule, whole, value.list->at[i], path + 1);
    for (size_t i = 0; value.kind == V_RECORD && i < value.record->n; i++) {
        const struct name *key = value.record->keys[i];
        struct value element = value.record->values[i];
        if (keys) element = value_with_origin(value_of_name(key), element.origin);
        follow_into(visit, (struct way){visit->way, key, 0}, rule, whole, element, path + 1);
    }
}

static void follow(const struct visit *visit, const struct kube_rule *rule, struct value whole, struct value value, kube_path path)
{
    if (!*path) hold_rule(visit, rule, whole, value);
    else if (**path == '*' || **path == '@') follow_all(visit, rule, whole, value, path);
    else if (value.kind == V_RECORD) {
        const struct name *key = name_of_word(visit, path);
        follow_into(visit, (struct way){visit->way, key, 0}, rule, value, value_get(visit->catalog->session->arena, value, key), path + 1);
    }
}

/* ---- all of a record ---- */

bool check_sees_whole(enum kube_check check) { return checks[check].within; }

static void hold(const struct visit *visit, const struct shape_rule *held, struct value value)
{
    struct value field = held->at >= 0 ? value.record->values[held->at] : value_null();
    if (held->at >= 0 && field.kind == V_NULL && !wants_something(held->rule)) return;
    if (!applies(visit, held->rule, value)) return;
    if (held->at == RULE_OF_ALL) follow(visit, held->rule, value, value, held->rule->path);
    else follow_into(visit, (struct way){visit->way, name_of_word(visit, held->rule->path), 0}, held->rule, value, field, held->rule->path + 1);
}

/* In builds for tests: that nothing is said was not only assumed. */
static void hold_in_silence(const struct visit *visit, const struct shape_rule *held, struct value value)
{
    struct quiet quiet = quiet_since(visit);
    hold(visit, held, value);
    if (!is_quiet(visit, quiet)) panic("a rule about %s had to be asked again", held->rule->path[0] ? held->rule->path[0] : "a whole type");
}

void hold_rules(const struct visit *visit, const struct shape *shape, struct value value, const struct departure *departure)
{
    bool whole = is_concerned_as_whole(shape, value.record, departure);
    for (size_t i = 0; i < shape->nrules; i++) {
        const struct shape_rule *held = &shape->rules[i];
        bool of_whole = held->at == RULE_OF_ALL && held->rule->kind == KUBE_RULE_CHECK;
        if (of_whole ? whole : is_concerned(held, value.record, departure)) hold(visit, held, value);
        else if (ASKED_AGAIN) hold_in_silence(visit, held, value);
    }
}
