#include "read_yaml.h"

#include "literal.h"

#include <yaml.h>

struct reader {
    struct session *session;
    struct origins *origins;
    uint32_t file;
    enum origin_role role;
    yaml_parser_t parser;
    yaml_event_t event;
    bool failed;
    size_t depth;
    size_t start;               /* where the text begins: behind a byte order mark, or behind "PATH=" */
    size_t index, offset;       /* a character that was looked up, and its byte: look-ups go forward */
};

enum { DEPTH_MAX = 64 };

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

static void refuse(struct reader *reader, enum diag_code code, const char *what, const char *help)
{
    if (reader->failed) return;
    reader->failed = true;
    struct diag *diag = diag_add(&reader->session->diags, code, event_span(reader), "%s", what);
    if (help) diag_help(&reader->session->diags, diag, "%s", help);
}

static void refuse_syntax(struct reader *reader)
{
    if (reader->failed) return;
    reader->failed = true;
    yaml_mark_t mark = reader->parser.problem_mark;
    yaml_mark_t end = {mark.index + 1, mark.line, mark.column + 1};
    Span at = span_of(reader, mark, end);
    bool tab = source_at(&reader->session->sources, reader->file)->text.s[at.lo] == '\t';
    diag_add(&reader->session->diags, E1001, at, "this is not YAML: %s",
             tab ? "lines are indented with blanks, not with tabs" : reader->parser.problem ? reader->parser.problem : "it cannot be read");
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

static struct value read_scalar(struct reader *reader)
{
    Str text = {(const char *)reader->event.data.scalar.value, reader->event.data.scalar.length};
    bool plain = reader->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (reader->event.data.scalar.anchor || reader->event.data.scalar.tag) {
        refuse(reader, E1002, "anchors and tags are not read here", "write the value where it is needed");
        return value_poison();
    }
    struct value value = plain ? plain_scalar(reader, text) : value_string(reader->session->arena, text);
    return value_at(value, origin_add(reader->session->arena, reader->origins, event_span(reader), reader->role, 0));
}

/* ---- collections ---- */

static struct value read_node(struct reader *reader);

static struct value read_sequence(struct reader *reader, uint32_t origin)
{
    VEC(struct value) items = {0};
    while (next_event(reader) && reader->event.type != YAML_SEQUENCE_END_EVENT) vec_push(reader->session->arena, &items, read_node(reader));
    struct list *list = list_new(reader->session->arena, items.n);
    if (items.n) memcpy(list->at, items.at, items.n * sizeof *list->at);
    return value_at(value_list(list), origin);
}

static const struct name *read_key(struct reader *reader, struct map *seen)
{
    if (reader->event.type != YAML_SCALAR_EVENT) {
        refuse(reader, E1001, "keys are plain text", NULL);
        return NULL;
    }
    Str text = {(const char *)reader->event.data.scalar.value, reader->event.data.scalar.length};
    const struct name *key = name_of(reader->session->names, text);
    if (reader->event.data.scalar.anchor || reader->event.data.scalar.tag)
        refuse(reader, E1002, "anchors and tags are not read here", "write the value where it is needed");
    if (str_is(text, "<<")) refuse(reader, E1002, "merge keys are not read here", "write the values where they are needed");
    if (map_get(seen, key)) refuse(reader, E1003, arena_printf(reader->session->arena, "'%s' is given twice", key->s).s, NULL);
    map_put(reader->session->arena, seen, key, seen);
    return key;
}

static struct value read_mapping(struct reader *reader, uint32_t origin)
{
    struct arena *arena = reader->session->arena;
    VEC(const struct name *) keys = {0};
    VEC(struct value) values = {0};
    struct map seen = {0};
    while (next_event(reader) && reader->event.type != YAML_MAPPING_END_EVENT) {
        const struct name *key = read_key(reader, &seen);
        Span key_at = event_span(reader);
        if (!key || !next_event(reader)) break;
        struct value value = read_node(reader);
        if (value.origin) {
            reader->origins->v.at[value.origin].name = key;
            reader->origins->v.at[value.origin].key_at = key_at;
        }
        vec_push(arena, &keys, key);
        vec_push(arena, &values, value);
    }
    struct record *record = NEW(arena, struct record);
    *record = (struct record){.n = values.n, .keys = keys.at, .values = values.at};
    return value_at(value_record(record), origin);
}

static struct value read_collection(struct reader *reader)
{
    bool mapping = reader->event.type == YAML_MAPPING_START_EVENT;
    bool marked = mapping ? reader->event.data.mapping_start.anchor || reader->event.data.mapping_start.tag
                          : reader->event.data.sequence_start.anchor || reader->event.data.sequence_start.tag;
    if (marked) refuse(reader, E1002, "anchors and tags are not read here", "write the value where it is needed");
    if (++reader->depth > DEPTH_MAX) refuse(reader, E0005, "nested deeper than 64 levels", NULL);
    uint32_t origin = origin_add(reader->session->arena, reader->origins, event_span(reader), reader->role, 0);
    struct value value = mapping ? read_mapping(reader, origin) : read_sequence(reader, origin);
    reader->depth--;
    return value;
}

static struct value read_node(struct reader *reader)
{
    if (reader->failed) return value_poison();
    switch (reader->event.type) {
    case YAML_SCALAR_EVENT: return read_scalar(reader);
    case YAML_SEQUENCE_START_EVENT: case YAML_MAPPING_START_EVENT: return read_collection(reader);
    case YAML_ALIAS_EVENT:
        refuse(reader, E1002, "aliases are not read here", "write the value where it is needed");
        return value_poison();
    default: return value_poison();
    }
}

static struct value read_documents(struct reader *reader)
{
    VEC(struct value) documents = {0};
    while (next_event(reader) && reader->event.type != YAML_STREAM_END_EVENT)
        if (reader->event.type == YAML_DOCUMENT_START_EVENT && next_event(reader)) vec_push(reader->session->arena, &documents, read_node(reader));
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

struct value read_yaml(struct session *session, struct origins *origins, uint32_t file, size_t from, enum origin_role role)
{
    Str text = source_at(&session->sources, file)->text;
    if (too_deep(text)) {
        diag_add(&session->diags, E0005, (Span){file, 0, 0}, "brackets are nested too deep");
        return value_poison();
    }
    size_t mark = str_starts(text, STR("\xEF\xBB\xBF")) ? 3 : 0;
    struct reader reader = {.session = session, .origins = origins, .file = file, .role = role, .start = from > mark ? from : mark};
    if (!yaml_parser_initialize(&reader.parser)) panic("out of memory");
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)text.s + reader.start, text.n - reader.start);
    struct value documents = read_documents(&reader);
    yaml_event_delete(&reader.event);
    yaml_parser_delete(&reader.parser);
    return documents;
}
