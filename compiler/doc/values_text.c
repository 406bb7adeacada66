#include "doc/values_text.h"

#include "doc/flow.h"
#include "doc/type_words.h"
#include "syntax/ast.h"
#include "value/record_builder.h"
#include "value/serialize.h"

enum { STEP_OF_INDENT = 2 };

static void begin_line(struct values_text *text)
{
    if (text->off) buf_char(text->out, '#');
    buf_fill(text->out, ' ', text->indent);
}

void put_comment(struct values_text *text, Str comment)
{
    Str prefix = arena_printf(text->session->arena, "%s%*s# ", text->off ? "#" : "", (int)text->indent, "");
    put_flow(text->out, prefix, comment);
}

static const struct type *documented(const struct type *type)
{
    bool wraps = type->kind == T_OPTIONAL || type->kind == T_REFINED || type->kind == T_LIST || type->kind == T_MAP;
    return type->doc.n || !wraps ? type : documented(type->of);
}

Str type_comment(struct session *session, const struct type *type)
{
    Str words = type_words(session, type), doc = documented(type)->doc;
    return arena_printf(session->arena, "Type: %.*s.%s%.*s", STR_ARG(words), doc.n ? " " : "", STR_ARG(doc));
}

/* ---- scalars ---- */

static bool is_nested(struct value value)
{
    return (value.kind == V_RECORD && value.record->n) || (value.kind == V_LIST && value.list->n);
}

/* A scalar, or what is empty; its lines after the first are as write_yaml has them. */
static Str scalar_text(struct arena *arena, struct value value)
{
    Str unit = unit_text(arena, value);
    struct buf out = {0};
    if (unit.n) return unit;
    write_yaml(&out, value, NULL);
    Str text = arena_copy(arena, (Str){out.s, out.n - 1});
    buf_free(&out);
    return text;
}

static void put_scalar(struct values_text *text, struct value value)
{
    Str rest = scalar_text(text->session->arena, value);
    buf_str(text->out, str_cut(&rest, '\n'));
    buf_char(text->out, '\n');
    while (rest.n) {
        Str line = str_cut(&rest, '\n');
        if (line.n || text->off) begin_line(text);
        buf_str(text->out, line);
        buf_char(text->out, '\n');
    }
}

/* Keys of several lines are rare, and JSON's texts are YAML's, too. */
static void put_key(struct values_text *text, const struct name *key)
{
    struct value value = value_string(text->session->arena, NAME_STR(key));
    begin_line(text);
    if (memchr(key->s, '\n', key->n)) write_json(text->out, value, -1);
    else buf_str(text->out, scalar_text(text->session->arena, value));
    buf_char(text->out, ':');
}

void put_opening(struct values_text *text, const struct name *key)
{
    put_key(text, key);
    buf_char(text->out, '\n');
}

void put_gap(struct values_text *text, const struct name *key)
{
    put_key(text, key);
    buf_str(text->out, STR(" …\n"));
}

/* ---- lists ---- */

/* "[a, b]"; empty: its items are no scalars, or there are too many for a line. */
static Str flow_list(struct arena *arena, const struct list *list)
{
    Str text = STR("[");
    for (size_t i = 0; i < list->n; i++) {
        if (is_nested(list->at[i])) return STR("");
        text = arena_printf(arena, "%.*s%s%.*s", STR_ARG(text), i ? ", " : "", STR_ARG(scalar_text(arena, list->at[i])));
        if (text.n > FLOW_WIDTH || memchr(text.s, '\n', text.n)) return STR("");
    }
    return arena_printf(arena, "%.*s]", STR_ARG(text));
}

static void put_items(struct values_text *, const struct list *, const struct type *);
static void put_entries(struct values_text *, const struct record *, const struct type *);

/* What is nested begins on the line of its dash. */
static void put_item(struct values_text *text, struct value item, const struct type *type)
{
    struct values_text inner = *text;
    size_t dash = text->out->n + text->off + text->indent;
    inner.indent += STEP_OF_INDENT;
    inner.plain = true;
    if (!is_nested(item)) {
        begin_line(&inner);
        put_scalar(&inner, item);
    } else if (item.kind == V_RECORD) put_entries(&inner, item.record, type);
    else put_items(&inner, item.list, type ? type_strip(type)->of : NULL);
    text->out->s[dash] = '-';
}

static void put_items(struct values_text *text, const struct list *list, const struct type *type)
{
    for (size_t i = 0; i < list->n; i++) put_item(text, list->at[i], type);
}

/* ---- records and maps ---- */

static const struct type *part_type(const struct type *type, const struct name *key)
{
    type = type ? type_strip(type) : NULL;
    if (!type) return NULL;
    const struct record_field *field = type->kind == T_RECORD ? type_field(type, key) : NULL;
    return field ? field->type : type->kind == T_MAP || type->kind == T_LIST ? type->of : NULL;
}

static void comment_field(struct values_text *text, const struct type *record, const struct name *key)
{
    const struct record_field *field = record && record->kind == T_RECORD ? type_field(record, key) : NULL;
    if (!field || text->plain) return;
    if (field->written) put_comment(text, field->written->doc);
    put_comment(text, type_comment(text->session, field->type));
}

/* What stands behind "KEY:". */
static void put_value(struct values_text *text, struct value value, const struct type *type)
{
    Str flow = value.kind == V_LIST && value.list->n ? flow_list(text->session->arena, value.list) : STR("");
    struct values_text inner = *text;
    inner.indent += STEP_OF_INDENT;
    if (is_nested(value) && !flow.n) buf_char(text->out, '\n');
    else buf_char(text->out, ' ');
    if (flow.n) buf_printf(text->out, "%.*s\n", STR_ARG(flow));
    else if (!is_nested(value)) put_scalar(text, value);
    else if (value.kind == V_RECORD) put_entries(&inner, value.record, type);
    else put_items(&inner, value.list, type ? type_strip(type)->of : NULL);
}

/* Optional fields that are not there. */
static void put_absent(struct values_text *text, const struct record *record, const struct type *type)
{
    for (size_t i = 0; i < type->nfields; i++) {
        const struct record_field *field = &type->fields[i];
        if (type_base(field->type)->kind != T_OPTIONAL || record_get(text->session->arena, record, field->name)) continue;
        comment_field(text, type, field->name);
        put_key(text, field->name);
        buf_str(text->out, STR(" null\n"));
    }
}

static void put_entries(struct values_text *text, const struct record *record, const struct type *type)
{
    struct values_text entry = *text;
    type = type ? type_strip(type) : NULL;
    for (size_t i = 0; i < record->n; i++) {
        comment_field(&entry, type, record->keys[i]);
        put_key(&entry, record->keys[i]);
        put_value(&entry, record->values[i], part_type(type, record->keys[i]));
        if (type && type->kind == T_MAP) entry.plain = true; /* what all have alike is said of the first one */
    }
    if (text->whole && type && type->kind == T_RECORD) put_absent(&entry, record, type);
}

void put_setting(struct values_text *text, const struct name *key, struct value value, const struct type *type)
{
    put_key(text, key);
    put_value(text, value, type);
}

/* ---- examples ---- */

static struct value example_of(struct values_text *text, const struct type *type);

static struct value example_field(struct values_text *text, const struct record_field *field)
{
    if (field->default_value) return eval(text->machine, field->default_value, NULL);
    if (type_base(field->type)->kind == T_OPTIONAL) return value_null();
    return example_of(text, field->type);
}

static struct value example_of(struct values_text *text, const struct type *type)
{
    struct session *session = text->session;
    type = type_strip(type);
    struct fields fields = {.session = session};
    struct items items = {0};
    if (type->kind == T_LIST) vec_push(session->arena, &items.v, example_of(text, type->of));
    if (type->kind == T_LIST) return list_of(session, &items);
    if (type->kind == T_MAP) put(&fields, "NAME", example_of(text, type->of));
    for (size_t i = 0; type->kind == T_RECORD && i < type->nfields; i++)
        if (!type_holds_instance(type->fields[i].type)) put_named(&fields, type->fields[i].name, example_field(text, &type->fields[i]));
    return type->kind == T_MAP || type->kind == T_RECORD ? done(&fields) : value_string(session->arena, STR("…"));
}

void put_example(struct values_text *text, const struct name *key, const struct type *type)
{
    const struct type *plain = type_strip(type);
    while (plain->kind == T_LIST || plain->kind == T_MAP) plain = type_strip(plain->of);
    if (plain->kind != T_RECORD || type_holds_instance(type)) return;
    struct values_text off = *text;
    off.off = true;
    put_setting(&off, key, example_of(text, type), type);
}
