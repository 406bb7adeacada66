#include "value/read_yaml.h"

#include "value/literal.h"

#include <errno.h>
#include <stdlib.h>
#include <yaml.h>

struct reader {
    struct session *session;
    struct origins *origins;
    uint32_t file;
    enum origin_role role;
    enum yaml_dialect dialect;
    bool discreet;              /* there may be Secrets: lines are not quoted */
    struct map anchors;         /* interned name to struct value */
    size_t repeated;            /* keys that were given twice */
    size_t unfolded;            /* values that aliases stood for */
    yaml_parser_t parser;
    yaml_event_t event;
    bool failed;
    size_t depth;
    size_t start;               /* where the text begins: behind a byte order mark, or behind "PATH=" */
    size_t index, offset;       /* a character that was looked up, and its byte: look-ups go forward */
};

enum { DEPTH_MAX = 64, UNFOLDED_MAX = 1000000, REPEATED_MAX = 100 };

/* libyaml counts characters, we count bytes. */
static uint32_t byte_of(struct reader *reader, yaml_mark_t mark)
{
    Str text = source_at(&reader->session->sources, reader->file)->text;
    if (mark.index < reader->index || reader->offset < reader->start) {
        reader->index = 0;
        reader->offset = reader->start;
    }
    for (; reader->index < mark.index && reader->offset < text.n; reader->index++)
        do reader->offset++;
        while (reader->offset < text.n && ((unsigned char)text.s[reader->offset] & 0xC0) == 0x80);
    return (uint32_t)reader->offset;
}

static Span span_of(struct reader *reader, yaml_mark_t from, yaml_mark_t to)
{
    uint32_t lo = byte_of(reader, from);
    return (Span){reader->file, lo, byte_of(reader, to)};
}

static Span event_span(struct reader *reader)
{
    yaml_mark_t from = reader->event.start_mark, to = reader->event.end_mark;
    if (to.line != from.line) to = (yaml_mark_t){from.index + 1, from.line, from.column + 1};
    return span_of(reader, from, to);
}

/* Of the line of AT, only AT itself is shown. */
static void hide_around(struct reader *reader, Span at)
{
    if (!reader->discreet) return;
    Str text = source_at(&reader->session->sources, reader->file)->text;
    uint32_t start = at.lo, end = at.hi;
    while (start > 0 && text.s[start - 1] != '\n') start--;
    while (end < text.n && text.s[end] != '\n') end++;
    diag_hide(&reader->session->diags, (Span){reader->file, start, at.lo});
    diag_hide(&reader->session->diags, (Span){reader->file, at.hi, end});
}

static void report(struct reader *reader, enum diag_code code, const char *what, const char *help)
{
    Span at = event_span(reader);
    struct diag *diag = diag_add(&reader->session->diags, code, at, "%s", what);
    if (help) diag_help(&reader->session->diags, diag, "%s", help);
    hide_around(reader, at);
}

static void refuse(struct reader *reader, enum diag_code code, const char *what, const char *help)
{
    if (!reader->failed) report(reader, code, what, help);
    reader->failed = true;
}

static void refuse_mark(struct reader *reader) { refuse(reader, E1002, "anchors and tags are not read here", "write the value where it is needed"); }

/* NULL: it does not look like a template. */
static const char *template_help(const struct reader *reader)
{
    Str text = source_at(&reader->session->sources, reader->file)->text;
    return reader->dialect == YAML_MANIFEST && memmem(text.s, text.n, "{{", 2) ? "a template must be rendered before it is checked" : NULL;
}

static void refuse_syntax(struct reader *reader)
{
    if (reader->failed) return;
    reader->failed = true;
    yaml_mark_t mark = reader->parser.problem_mark;
    yaml_mark_t end = {mark.index + 1, mark.line, mark.column + 1};
    Span at = span_of(reader, mark, end);
    bool tab = source_at(&reader->session->sources, reader->file)->text.s[at.lo] == '\t';
    struct diag *diag = diag_add(&reader->session->diags, E1001, at, "this is not YAML: %s",
             tab ? "lines are indented with blanks, not with tabs" : reader->parser.problem ? reader->parser.problem : "it cannot be read");
    if (template_help(reader)) diag_help(&reader->session->diags, diag, "%s", template_help(reader));
    hide_around(reader, at);
}

static bool next_event(struct reader *reader)
{
    yaml_event_delete(&reader->event);
    if (reader->failed) return false;
    if (yaml_parser_parse(&reader->parser, &reader->event)) return true;
    memset(&reader->event, 0, sizeof reader->event);
    refuse_syntax(reader);
    return false;
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

/* The numbers of YAML 1.1 as kubectl knows them: 0644, 0x1f, 1_000, 1e3. The words are NUL-terminated. */
static bool old_number(const char *word, struct value *value)
{
    char digits[64], *end;
    size_t n = 0;
    for (size_t i = 0; word[i]; i++) {
        if (word[i] == '_') continue;
        if (n + 1 == sizeof digits || !strchr("0123456789abcdefABCDEFxXoO.+-", word[i])) return false;
        digits[n++] = word[i];
    }
    digits[n] = '\0';
    const char *sign = digits[0] == '-' || digits[0] == '+' ? digits + 1 : digits;
    if ((sign[0] < '0' || sign[0] > '9') && sign[0] != '.') return false;
    bool octal = sign[0] == '0' && (sign[1] == 'o' || sign[1] == 'O');
    errno = 0;
    long long integer = strtoll(octal ? sign + 2 : sign, &end, octal ? 8 : 0);
    *value = value_int(*digits == '-' ? -integer : integer);
    if (*end == '\0' && errno == 0 && end > sign) return true;
    *value = value_float(strtod(digits, &end));
    return *end == '\0' && end > digits && !strpbrk(digits, "xX");
}

static struct value manifest_scalar(struct reader *reader, Str text)
{
    static const char *const yes[] = {"y", "Y", "yes", "Yes", "YES", "on", "On", "ON"};
    static const char *const no[] = {"n", "N", "no", "No", "NO", "off", "Off", "OFF"};
    struct value value;
    for (size_t i = 0; i < COUNT(yes); i++) {
        if (str_is(text, yes[i])) return value_bool(true);
        if (str_is(text, no[i])) return value_bool(false);
    }
    return text.n && old_number(text.s, &value) ? value : plain_scalar(reader, text);
}

static bool is_text_tag(const char *tag) { return strcmp(tag, "tag:yaml.org,2002:str") == 0; }

static struct value read_scalar(struct reader *reader)
{
    Str text = {(const char *)reader->event.data.scalar.value, reader->event.data.scalar.length};
    const char *tag = (const char *)reader->event.data.scalar.tag;
    bool manifest = reader->dialect == YAML_MANIFEST, plain = reader->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE && !tag;
    if ((reader->event.data.scalar.anchor && !manifest) || (tag && !(manifest && is_text_tag(tag)))) {
        refuse_mark(reader);
        return value_poison();
    }
    struct value value = !plain ? value_string(reader->session->arena, text) : manifest ? manifest_scalar(reader, text) : plain_scalar(reader, text);
    return value_with_origin(value, origin_add(reader->session->arena, reader->origins, event_span(reader), reader->role, 0));
}

/* ---- collections ---- */

static struct value read_node(struct reader *reader);

static struct value read_sequence(struct reader *reader, uint32_t origin)
{
    VEC(struct value) items = {0};
    while (next_event(reader) && reader->event.type != YAML_SEQUENCE_END_EVENT) vec_push(reader->session->arena, &items, read_node(reader));
    struct list *list = list_new(reader->session->arena, items.n);
    if (items.n) memcpy(list->at, items.at, items.n * sizeof *list->at);
    return value_with_origin(value_list(list), origin);
}

/* NULL: refused. *TWICE: it was there before, which is reported. */
static const struct name *read_key(struct reader *reader, struct map *seen, bool *twice)
{
    if (reader->event.type != YAML_SCALAR_EVENT) {
        refuse(reader, E1001, "keys are plain text", template_help(reader));
        return NULL;
    }
    Str text = {(const char *)reader->event.data.scalar.value, reader->event.data.scalar.length};
    const struct name *key = name_of(reader->session->names, text);
    if (reader->event.data.scalar.anchor || reader->event.data.scalar.tag) refuse_mark(reader);
    if (reader->dialect == YAML_PLAIN && str_is(text, "<<"))
        refuse(reader, E1002, "merge keys are not read here", "write the values where they are needed");
    *twice = map_get(seen, key);
    if (*twice) {
        bool last = reader->dialect == YAML_PLAIN || ++reader->repeated == REPEATED_MAX;
        (last ? refuse : report)(reader, E1003, arena_printf(reader->session->arena, "'%s' is given twice", key->s).s, NULL);
    }
    map_put(reader->session->arena, seen, key, seen);
    return key;
}

/* A mapping that is being read. */
struct entries {
    VEC(const struct name *) keys;
    VEC(struct value) values;
    struct map seen;
};

static void add_entry(struct reader *reader, struct entries *entries, const struct name *key, struct value value)
{
    vec_push(reader->session->arena, &entries->keys, key);
    vec_push(reader->session->arena, &entries->values, value);
}

/* "<<": the entries of a mapping, or of several, that are not given otherwise. */
static void merge(struct reader *reader, struct entries *entries, struct value from)
{
    for (size_t i = 0; from.kind == V_LIST && i < from.list->n; i++) merge(reader, entries, from.list->at[i]);
    for (size_t i = 0; from.kind == V_RECORD && i < from.record->n; i++) {
        if (map_get(&entries->seen, from.record->keys[i])) continue;
        map_put(reader->session->arena, &entries->seen, from.record->keys[i], entries);
        add_entry(reader, entries, from.record->keys[i], from.record->values[i]);
    }
}

/* MERGED gets what stands at "<<". */
static bool read_entry(struct reader *reader, struct entries *entries, struct value *merged)
{
    bool twice;
    const struct name *key = read_key(reader, &entries->seen, &twice);
    Span key_at = event_span(reader);
    if (!key || !next_event(reader)) return false;
    struct value value = read_node(reader);
    if (value.origin) {
        reader->origins->v.at[value.origin].name = key;
        reader->origins->v.at[value.origin].key_at = key_at;
    }
    if (str_is(NAME_STR(key), "<<")) *merged = value;
    else if (!twice) add_entry(reader, entries, key, value);
    return true;
}

static struct value read_mapping(struct reader *reader, uint32_t origin)
{
    struct entries entries = {0};
    struct value merged = value_null();
    while (next_event(reader) && reader->event.type != YAML_MAPPING_END_EVENT)
        if (!read_entry(reader, &entries, &merged)) break;
    merge(reader, &entries, merged);
    struct record *record = NEW(reader->session->arena, struct record);
    *record = (struct record){.n = entries.values.n, .keys = entries.keys.at, .values = entries.values.at};
    return value_with_origin(value_record(record), origin);
}

static struct value read_collection(struct reader *reader)
{
    bool mapping = reader->event.type == YAML_MAPPING_START_EVENT;
    bool anchored = mapping ? reader->event.data.mapping_start.anchor : reader->event.data.sequence_start.anchor;
    bool tagged = mapping ? reader->event.data.mapping_start.tag : reader->event.data.sequence_start.tag;
    if (tagged || (anchored && reader->dialect == YAML_PLAIN)) refuse_mark(reader);
    if (++reader->depth > DEPTH_MAX) refuse(reader, E0005, "nested deeper than 64 levels", NULL);
    uint32_t origin = origin_add(reader->session->arena, reader->origins, event_span(reader), reader->role, 0);
    struct value value = mapping ? read_mapping(reader, origin) : read_sequence(reader, origin);
    reader->depth--;
    return value;
}

/* What is shared is counted each time: walks over it are as long as if it were written out. */
static struct value read_alias(struct reader *reader)
{
    const char *name = (const char *)reader->event.data.alias.anchor;
    const struct value *found = map_get(&reader->anchors, session_name(reader->session, name));
    if (reader->dialect == YAML_PLAIN) refuse(reader, E1002, "aliases are not read here", "write the value where it is needed");
    else if (!found) refuse(reader, E1001, "there is no anchor of this name before this", NULL);
    if (reader->failed) return value_poison();
    if (found->kind == V_LIST || found->kind == V_RECORD) reader->unfolded += value_expanded_size(*found);
    if (reader->unfolded > UNFOLDED_MAX) refuse(reader, E0504, "aliases stand for more than a million values", "write them where they are needed");
    return value_with_origin(*found, origin_add(reader->session->arena, reader->origins, event_span(reader), reader->role, 0));
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

static struct value read_node(struct reader *reader)
{
    if (reader->failed) return value_poison();
    if (reader->event.type == YAML_ALIAS_EVENT) return read_alias(reader);
    const struct name *anchor = anchor_of(reader);
    struct value value = reader->event.type == YAML_SCALAR_EVENT ? read_scalar(reader) : read_collection(reader);
    if (!anchor) return value;
    struct value *kept = NEW(reader->session->arena, struct value);
    *kept = value;
    map_put(reader->session->arena, &reader->anchors, anchor, kept);
    return value;
}

static struct value read_documents(struct reader *reader)
{
    VEC(struct value) documents = {0};
    while (next_event(reader) && reader->event.type != YAML_STREAM_END_EVENT)
        if (reader->event.type == YAML_DOCUMENT_START_EVENT && next_event(reader)) {
            reader->anchors = (struct map){0};
            vec_push(reader->session->arena, &documents, read_node(reader));
        }
    if (reader->failed) return value_poison();
    struct list *list = list_new(reader->session->arena, documents.n);
    if (documents.n) memcpy(list->at, documents.at, documents.n * sizeof *list->at);
    return value_list(list);
}

/* libyaml takes time quadratic in the depth of flow collections; such depth is refused before it starts. */
static bool too_deep(Str text)
{
    size_t depth = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.s[i] == '[' || text.s[i] == '{') depth++;
        if ((text.s[i] == ']' || text.s[i] == '}') && depth) depth--;
        if (text.s[i] == '\n' && i + 1 < text.n && text.s[i + 1] != ' ' && text.s[i + 1] != ']' &&
                text.s[i + 1] != '}') depth = depth > 256 ? depth : 0;
        if (depth > 256) return true;
    }
    return false;
}

struct value read_yaml(struct session *session, struct origins *origins, uint32_t file, size_t from, enum origin_role role,
        enum yaml_dialect dialect)
{
    Str text = source_at(&session->sources, file)->text;
    if (too_deep(text)) {
        diag_add(&session->diags, E0005, (Span){file, 0, 0}, "brackets are nested too deep");
        return value_poison();
    }
    size_t mark = str_starts(text, STR("\xEF\xBB\xBF")) ? 3 : 0;
    struct reader reader = {.session = session, .origins = origins, .file = file, .role = role, .dialect = dialect,
                            .start = from > mark ? from : mark};
    bool secrets = memmem(text.s, text.n, "Secret", 6) || memmem(text.s, text.n, "stringData", 10);
    reader.discreet = dialect == YAML_MANIFEST && secrets;
    if (!yaml_parser_initialize(&reader.parser)) panic("out of memory");
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)text.s + reader.start, text.n - reader.start);
    struct value documents = read_documents(&reader);
    yaml_event_delete(&reader.event);
    yaml_parser_delete(&reader.parser);
    return documents;
}
