/* The nodes of YAML: scalars, collections, aliases. */
#include "plain_word.h"
#include "value/literal.h"
#include "yaml_reader.h"

#include <math.h>

enum { DEPTH_MAX = 64, UNFOLDED_MAX = 1000000 };

#define TAG "tag:yaml.org,2002:"

static void report(struct reader *reader, enum diag_code code, const char *what, const char *help)
{
    reader_report(reader, code, reader_span(reader), what, help);
}

static void refuse(struct reader *reader, enum diag_code code, const char *what, const char *help)
{
    reader_refuse(reader, code, reader_span(reader), what, help);
}

static void refuse_mark(struct reader *reader) { refuse(reader, E1002, "anchors and tags are not read here", "write the value where it is needed"); }

/* ---- how much aliases may stand for ---- */

/* go.yaml.in/yaml/v2 2.4 and gopkg.in/yaml.v2, decode.go: 99 of 100 nodes in a document of up to 400,000, 10 of 100 in one of 4,000,000
 * and more, evenly less in between. Each node counts, and an alias both for itself and for what it stands for. */
static bool too_many_copies(double nodes, double copies)
{
    enum { SMALL = 400000, LARGE = 4000000, FEW_NODES = 1000, FEW_COPIES = 100 };
    double share = nodes <= SMALL ? 0.99 : nodes >= LARGE ? 0.10 : 0.99 - 0.89 * ((nodes - SMALL) / (LARGE - SMALL));
    return copies > FEW_COPIES && nodes > FEW_NODES && copies / nodes > share;
}

static void count_nodes(struct reader *reader, size_t nodes, size_t copies)
{
    reader->nodes += nodes;
    reader->copies += copies;
    if (!reader->copies || !too_many_copies((double)reader->nodes, (double)reader->copies)) return;
    Str what = arena_printf(reader->session->arena, "kubectl refuses this document: aliases stand for %zu of its %zu values", reader->copies,
                            reader->nodes);
    refuse(reader, E0504, what.s, "write them where they are needed");
}

/* ---- scalars ---- */

static bool is_word(Str text, const char *a, const char *b, const char *c) { return str_is(text, a) || str_is(text, b) || str_is(text, c); }

static struct value plain_scalar(struct reader *reader, Str text)
{
    struct arena *arena = reader->session->arena;
    struct value value;
    enum type_kind kind;
    if (!text.n || str_is(text, "~") || is_word(text, "null", "Null", "NULL")) return value_null();
    if (is_word(text, "true", "True", "TRUE")) return value_bool(true);
    if (is_word(text, "false", "False", "FALSE")) return value_bool(false);
    bool negative = text.s[0] == '-';
    Str digits = negative ? (Str){text.s + 1, text.n - 1} : text;
    bool leading_zero = digits.n > 1 && digits.s[0] == '0' && digits.s[1] != '.';
    bool number = digits.n && digits.s[0] >= '0' && digits.s[0] <= '9' && !leading_zero;
    if (!number || literal_number(arena, digits, &value, &kind) || (kind != T_INT && kind != T_FLOAT)) return value_string(arena, text);
    if (negative && kind == T_FLOAT) value.real = -value.real;
    else if (negative) value.integer = -value.integer;
    return value;
}

/* JSON has neither infinite numbers nor such that a double cannot hold; a YAML reader takes the latter for text. */
static struct value word_value(struct reader *reader, struct word word, Str text)
{
    bool fine = word.kind == WORD_FLOAT ? isfinite(word.real) : word.kind != WORD_TEXT || !reader->is_json;
    if (fine && word.kind == WORD_TEXT) return repeated_text(reader->session->arena, &reader->repeated, text);
    if (fine) return plain_word_value(reader->session->arena, word, text);
    report(reader, E1006, "kubectl refuses this: JSON has no such number", "put it in quotes if it is text");
    return value_poison();
}

/* TAG as the same readers take it: of an unknown one nothing is left, and the scalar is text. Bytes that are no text are lost on their
 * way to JSON, so these are refused here. */
static struct value tagged_scalar(struct reader *reader, Str text, Str tag)
{
    static const struct { const char *tag; enum word_kind kind; } kinds[] = {
        {TAG "int", WORD_INT}, {TAG "float", WORD_FLOAT}, {TAG "bool", WORD_BOOL}, {TAG "null", WORD_NULL}};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (!str_is(tag, kinds[i].tag)) continue;
        struct word word = plain_word(text);
        if (word.kind == WORD_INT && kinds[i].kind == WORD_FLOAT) word = (struct word){WORD_FLOAT, .real = (double)word.integer};
        if (word.kind == kinds[i].kind) return word_value(reader, word, text);
        report(reader, E1006, "kubectl refuses this: it is not what its tag says", "take the tag away");
        return value_poison();
    }
    if (str_is(tag, TAG "binary")) report(reader, E1006, "kubectl keeps of '!!binary' what is text", "write the text itself, or base64 without the tag");
    return str_is(tag, TAG "binary") ? value_poison() : value_string(reader->session->arena, text);
}

static Str event_text(const struct reader *reader)
{
    return (Str){(const char *)reader->event.data.scalar.value, reader->event.data.scalar.length};
}

/* A "!" alone says that it is text; libyaml 0.2.5 does not hand it on. */
static struct value manifest_scalar(struct reader *reader, uint32_t at)
{
    Str text = event_text(reader);
    const char *tag = (const char *)reader->event.data.scalar.tag;
    if (tag) return tagged_scalar(reader, text, str_of(tag));
    bool plain = reader->event.data.scalar.plain_implicit && reader->text.s[at] != '!';
    return plain ? word_value(reader, plain_word(text), text) : repeated_text(reader->session->arena, &reader->repeated, text);
}

static struct value read_scalar(struct reader *reader)
{
    Span at = reader_span(reader);
    struct value value;
    bool quoted = reader->event.data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    if (reader->dialect != YAML_PLAIN) value = manifest_scalar(reader, at.lo);
    else if (reader->event.data.scalar.anchor || reader->event.data.scalar.tag) {
        refuse_mark(reader);
        return value_poison();
    } else value = quoted ? value_string(reader->session->arena, event_text(reader)) : plain_scalar(reader, event_text(reader));
    return value_with_origin(value, origin_add(reader->session->arena, reader->origins, at, reader->role, 0));
}

/* ---- keys ---- */

/* "<<", without quotes or with its tag. */
static bool is_merge(const struct reader *reader)
{
    if (reader->event.type != YAML_SCALAR_EVENT || !str_is(event_text(reader), "<<")) return false;
    const char *tag = (const char *)reader->event.data.scalar.tag;
    return tag ? strcmp(tag, TAG "merge") == 0 : reader->event.data.scalar.plain_implicit;
}

static const struct name *refuse_key(struct reader *reader)
{
    refuse(reader, E1001, "keys are plain text", reader_template_help(reader));
    return NULL;
}

/* An alias, or with an anchor or a tag. */
static const struct name *read_marked_key(struct reader *reader)
{
    if (reader->event.type != YAML_SCALAR_EVENT && reader->event.type != YAML_ALIAS_EVENT) return refuse_key(reader);
    struct value value = reader_node(reader);
    Str text = value.kind == V_STRING ? value_str(value) : STR("");
    struct word word = {.kind = WORD_TEXT};
    if (value.kind == V_BOOL) word = (struct word){WORD_BOOL, .boolean = value.boolean};
    else if (value.kind == V_INT) word = (struct word){WORD_INT, .integer = value.integer};
    else if (value.kind == V_FLOAT) word = (struct word){WORD_FLOAT, .real = value.real};
    else if (value.kind != V_STRING) return refuse_key(reader);
    return name_of(reader->session->names, plain_word_key(reader->session->arena, word, text));
}

/* NULL: refused. */
static const struct name *read_plain_key(struct reader *reader)
{
    if (reader->event.type != YAML_SCALAR_EVENT) return refuse_key(reader);
    if (reader->event.data.scalar.anchor || reader->event.data.scalar.tag) refuse_mark(reader);
    if (str_is(event_text(reader), "<<")) refuse(reader, E1002, "merge keys are not read here", "write the values where they are needed");
    return name_of(reader->session->names, event_text(reader));
}

static const struct name *read_key(struct reader *reader)
{
    if (reader->dialect == YAML_PLAIN) return read_plain_key(reader);
    bool scalar = reader->event.type == YAML_SCALAR_EVENT;
    if (!scalar || reader->event.data.scalar.anchor || reader->event.data.scalar.tag) return read_marked_key(reader);
    count_nodes(reader, 1, 0);
    Str text = event_text(reader);
    struct word word = reader->event.data.scalar.plain_implicit ? plain_word(text) : (struct word){.kind = WORD_TEXT};
    if (word.kind == WORD_NULL) return refuse_key(reader);
    Str key = plain_word_key(reader->session->arena, word, text);
    if (!str_eq(key, text))
        report(reader, W1001, arena_printf(reader->session->arena, "kubectl takes this key for '%.*s'", STR_ARG(key)).s, "put it in quotes");
    return name_of(reader->session->names, key);
}

/* ---- collections ---- */

/* Elements and entries wait on the reader's stacks until their collection ends, and are copied as many as they are. */
static struct value read_sequence(struct reader *reader, uint32_t origin)
{
    size_t base = reader->values.n;
    while (reader_next(reader) && reader->event.type != YAML_SEQUENCE_END_EVENT) {
        struct value element = reader_node(reader);
        vec_push(reader->session->arena, &reader->values, element);
    }
    struct list *list = list_new(reader->session->arena, reader->values.n - base);
    if (list->n) memcpy(list->at, reader->values.at + base, list->n * sizeof *list->at);
    reader->values.n = base;
    return value_with_origin(value_list(list), origin);
}

enum { SEARCHED_MOST = 12 }; /* entries that are looked through one by one */

/* A mapping that is being read: the later line wins. Its keys and values are the reader's from keys_at and values_at on. */
struct entries {
    struct reader *reader;
    size_t keys_at, values_at;
    struct map seen;   /* of many entries: key to its position + 1 */
    struct map merged; /* keys that only "<<" gave so far */
    bool merges;       /* there was a "<<" */
};

static size_t count_entries(const struct entries *entries) { return entries->reader->keys.n - entries->keys_at; }

/* NULL: KEY is new. */
static struct value *entry_at(const struct entries *entries, const struct name *key)
{
    struct value *values = entries->reader->values.at + entries->values_at;
    size_t n = count_entries(entries), position = n > SEARCHED_MOST ? (size_t)(uintptr_t)map_get(&entries->seen, key) : 0;
    if (n > SEARCHED_MOST) return position ? &values[position - 1] : NULL;
    for (size_t i = 0; i < n; i++)
        if (entries->reader->keys.at[entries->keys_at + i] == key) return &values[i];
    return NULL;
}

/* Once there are many, all of them are. */
static void remember(struct entries *entries)
{
    size_t n = count_entries(entries);
    if (n <= SEARCHED_MOST) return;
    for (size_t i = n == SEARCHED_MOST + 1 ? 0 : n - 1; i < n; i++)
        map_put(entries->reader->session->arena, &entries->seen, entries->reader->keys.at[entries->keys_at + i], (void *)(uintptr_t)(i + 1));
}

static void put_entry(struct reader *reader, struct entries *entries, const struct name *key, struct value value)
{
    struct value *known = entry_at(entries, key);
    if (known) {
        *known = value;
        return;
    }
    vec_push(reader->session->arena, &reader->keys, key);
    vec_push(reader->session->arena, &reader->values, value);
    remember(entries);
}

static void check_twice(struct reader *reader, struct entries *entries, const struct name *key)
{
    if (!entry_at(entries, key)) return;
    bool merged = map_get(&entries->merged, key), plain = reader->dialect == YAML_PLAIN;
    if (merged) {
        map_put(reader->session->arena, &entries->merged, key, NULL);
        return;
    }
    (plain ? refuse : report)(reader, E1003, arena_printf(reader->session->arena, "'%s' is given twice", key->s).s,
                             plain ? NULL : "kubectl takes the last one");
}

/* ---- "<<" ----
 *
 * For go.yaml.in/yaml/v2 2.4 and gopkg.in/yaml.v2 it is a line like the others: it takes the place of what stands before it, and what
 * follows takes its place. PyYAML, ruamel, js-yaml, kustomize and yq have what is written beside it win wherever it stands. */

static void merge_record(struct reader *reader, struct entries *entries, struct value from, const struct name **hidden)
{
    for (size_t i = 0; i < from.record->n; i++) {
        const struct name *key = from.record->keys[i];
        struct value *known = entry_at(entries, key);
        bool written = known && !map_get(&entries->merged, key);
        if (written && !*hidden && !value_equal(*known, from.record->values[i])) *hidden = key;
        if (!known) map_put(reader->session->arena, &entries->merged, key, entries);
        put_entry(reader, entries, key, from.record->values[i]);
    }
}

/* Of a list, the first mapping wins. */
static bool merge(struct reader *reader, struct entries *entries, struct value from, bool list, const struct name **hidden)
{
    if (from.kind == V_RECORD) merge_record(reader, entries, from, hidden);
    if (from.kind != V_LIST || !list) return from.kind == V_RECORD || from.kind == V_POISON;
    bool maps = true;
    for (size_t i = from.list->n; i > 0; i--) maps &= merge(reader, entries, from.list->at[i - 1], false, hidden);
    return maps;
}

static void warn_hidden(struct reader *reader, Span at, const struct name *hidden)
{
    Str what = arena_printf(reader->session->arena, "this takes the place of '%s' above it for kubectl, not for other readers", hidden->s);
    reader_report(reader, W1001, at, what.s, "put '<<' first");
}

static bool read_merge(struct reader *reader, struct entries *entries)
{
    Span at = reader_span(reader);
    const struct name *hidden = NULL;
    if (!reader_next(reader)) return false;
    bool list = reader->event.type == YAML_SEQUENCE_START_EVENT;
    struct value from = reader_node(reader);
    if (list) reader->nodes--; /* what reads "<<" does not read the list as such */
    if (!merge(reader, entries, from, list, &hidden))
        reader_report(reader, E1006, at, "kubectl refuses this: '<<' takes a map, or a list of maps", NULL);
    if (entries->merges)
        reader_report(reader, W1001, at, "a second '<<' in the same map: other readers than kubectl refuse it, or pass over one",
                      "write one, with a list of maps; the first of them wins");
    else if (hidden) warn_hidden(reader, at, hidden);
    entries->merges = true;
    return true;
}

static bool read_entry(struct reader *reader, struct entries *entries)
{
    if (reader->dialect != YAML_PLAIN && is_merge(reader)) return read_merge(reader, entries);
    Span key_at = reader_span(reader);
    const struct name *key = read_key(reader);
    if (!key) return false;
    check_twice(reader, entries, key);
    if (!reader_next(reader)) return false;
    struct value value = reader_node(reader);
    if (value.origin) value.origin = origin_with_key(reader->session->arena, reader->origins, value.origin, key, key_at);
    put_entry(reader, entries, key, value);
    return true;
}

static const struct record *finished(const struct entries *entries)
{
    struct reader *reader = entries->reader;
    size_t n = count_entries(entries);
    struct arena *arena = reader->session->arena;
    const struct name *const *keys = repeated_keys(arena, &reader->repeated, reader->keys.at + entries->keys_at, n);
    return record_of(arena, keys, reader->values.at + entries->values_at, n);
}

static struct value read_mapping(struct reader *reader, uint32_t origin)
{
    struct entries entries = {.reader = reader, .keys_at = reader->keys.n, .values_at = reader->values.n};
    while (reader_next(reader) && reader->event.type != YAML_MAPPING_END_EVENT)
        if (!read_entry(reader, &entries)) break;
    struct value value = value_record(finished(&entries));
    reader->keys.n = entries.keys_at;
    reader->values.n = entries.values_at;
    return value_with_origin(value, origin);
}

static struct value read_collection(struct reader *reader)
{
    bool mapping = reader->event.type == YAML_MAPPING_START_EVENT;
    bool anchored = mapping ? reader->event.data.mapping_start.anchor : reader->event.data.sequence_start.anchor;
    bool tagged = mapping ? reader->event.data.mapping_start.tag : reader->event.data.sequence_start.tag;
    if ((tagged || anchored) && reader->dialect == YAML_PLAIN) refuse_mark(reader);
    if (++reader->depth > DEPTH_MAX) refuse(reader, E0005, "nested deeper than 64 levels", NULL);
    uint32_t origin = origin_add(reader->session->arena, reader->origins, reader_span(reader), reader->role, 0);
    struct value value = mapping ? read_mapping(reader, origin) : read_sequence(reader, origin);
    reader->depth--;
    return value;
}

/* ---- aliases ---- */

/* What is shared is counted each time: walks over it are as long as if it were written out. */
static struct value read_alias(struct reader *reader)
{
    const char *name = (const char *)reader->event.data.alias.anchor;
    const struct anchored *found = map_get(&reader->anchors, session_name(reader->session, name));
    if (reader->dialect == YAML_PLAIN) refuse(reader, E1002, "aliases are not read here", "write the value where it is needed");
    else if (!found) refuse(reader, E1001, "there is no anchor of this name before this", NULL);
    if (reader->failed) return value_poison();
    count_nodes(reader, found->nodes, found->nodes);
    if (found->value.kind == V_LIST || found->value.kind == V_RECORD) reader->unfolded += value_expanded_size(found->value);
    if (reader->unfolded > UNFOLDED_MAX) refuse(reader, E0504, "aliases stand for more than a million values", "write them where they are needed");
    return value_with_origin(found->value, origin_add(reader->session->arena, reader->origins, reader_span(reader), reader->role, 0));
}

/* The anchor of a node that begins with this event; NULL: none. */
static const struct name *anchor_of(struct reader *reader)
{
    const yaml_event_t *event = &reader->event;
    const yaml_char_t *anchor = event->type == YAML_SCALAR_EVENT         ? event->data.scalar.anchor
                              : event->type == YAML_SEQUENCE_START_EVENT ? event->data.sequence_start.anchor
                              : event->type == YAML_MAPPING_START_EVENT  ? event->data.mapping_start.anchor
                                                                         : NULL;
    return anchor ? session_name(reader->session, (const char *)anchor) : NULL;
}

/* In itself, its name stands for nothing. */
static struct value read_anchored(struct reader *reader, const struct name *anchor)
{
    struct anchored *kept = NEW(reader->session->arena, struct anchored);
    size_t before = reader->nodes - 1;
    map_put(reader->session->arena, &reader->anchors, anchor, NULL);
    kept->value = reader->event.type == YAML_SCALAR_EVENT ? read_scalar(reader) : read_collection(reader);
    kept->nodes = reader->nodes - before;
    map_put(reader->session->arena, &reader->anchors, anchor, kept);
    return kept->value;
}

struct value reader_node(struct reader *reader)
{
    count_nodes(reader, 1, 0);
    if (reader->failed) return value_poison();
    if (reader->event.type == YAML_ALIAS_EVENT) return read_alias(reader);
    const struct name *anchor = anchor_of(reader);
    if (anchor) return read_anchored(reader, anchor);
    return reader->event.type == YAML_SCALAR_EVENT ? read_scalar(reader) : read_collection(reader);
}
