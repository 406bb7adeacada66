#include "put_value.h"

#include "import/literals.h"
#include "parts.h"

/* A value that is being written. */
struct place {
    struct value value;
    const struct kube_type *type; /* NULL: untyped */
    const struct name *key;       /* of an item of a list: that of the list */
};

static const struct origins *origins_of(const struct writer *writer) { return &writer->import->manifests->machine->program->origins; }

/* ---- lines and comments ---- */

static struct comment *next_comment(struct writer *writer)
{
    struct comments *comments = &writer->comments;
    return comments->next < comments->v.n ? &comments->v.at[comments->next] : NULL;
}

static void put_comment(struct writer *writer)
{
    Str text = next_comment(writer)->text;
    buf_str(writer->out, text.n ? STR("// ") : STR("//"));
    buf_str(writer->out, text);
    writer->comments.next++;
}

void begin_line(struct writer *writer) { buf_fill(writer->out, ' ', writer->depth * 2); }

void end_line(struct writer *writer, Span at)
{
    struct comment *comment = next_comment(writer);
    bool behind = comment && comment->behind && at.file && comment->line <= at.lo && comment->lo > at.lo;
    if (behind) buf_str(writer->out, STR("  "));
    if (behind) put_comment(writer);
    buf_char(writer->out, '\n');
}

void put_comments_before(struct writer *writer, uint32_t lo)
{
    for (struct comment *comment; (comment = next_comment(writer)) && comment->lo < lo;) {
        begin_line(writer);
        put_comment(writer);
        buf_char(writer->out, '\n');
    }
}

/* Those behind the last field, which is indented by COLUMN blanks. */
static void put_comments_inside(struct writer *writer, uint32_t column)
{
    for (const struct comment *comment; column && (comment = next_comment(writer)) && comment->lo < writer->limit;) {
        if (comment->behind || comment->lo - comment->line < column) return;
        put_comments_before(writer, comment->lo + 1);
    }
}

/* ---- what is written ---- */

static bool is_open(const struct kube_type *type) { return !type || type->kind == KUBE_ANY || type->kind == KUBE_OBJECT; }

/* Null leaves a field out; in untyped data it is a value. */
static bool is_written(const struct place *record, size_t i)
{
    return is_open(record->type) || record->value.record->values[i].kind != V_NULL;
}

static size_t count_written(const struct place *record)
{
    size_t n = 0;
    for (size_t i = 0; i < record->value.record->n; i++) n += is_written(record, i);
    return n;
}

static struct place field_of(const struct place *record, size_t i)
{
    const struct name *key = record->value.record->keys[i];
    const struct kube_type *type = is_open(record->type) ? NULL : kube_part_type(record->type, key->s, key->n);
    return (struct place){record->value.record->values[i], type, key};
}

static struct place item_of(const struct place *list, size_t i)
{
    return (struct place){list->value.list->at[i], is_open(list->type) ? NULL : list->type->element, list->key};
}

static Span key_at(const struct writer *writer, struct value value) { return origin_at(origins_of(writer), value.origin).key_at; }
static Span value_at(const struct writer *writer, struct value value) { return origin_span(origins_of(writer), value.origin); }

/* ---- on one line ---- */

enum { NESTED_MOST = 3 }; /* brackets within brackets on one line */

static bool put_inline(const struct writer *, struct buf *, const struct place *, size_t depth);

static bool put_inline_record(const struct writer *writer, struct buf *buf, const struct place *place, size_t depth)
{
    size_t n = 0;
    if (!count_written(place)) {
        buf_str(buf, STR("{}"));
        return true;
    }
    for (size_t i = 0; i < place->value.record->n; i++) {
        struct place field = field_of(place, i);
        if (!is_written(place, i)) continue;
        buf_str(buf, n++ ? STR(", ") : STR("{ "));
        put_key(buf, field.key);
        buf_str(buf, STR(" = "));
        if (!put_inline(writer, buf, &field, depth + 1)) return false;
    }
    buf_str(buf, STR(" }"));
    return true;
}

static bool put_inline_list(const struct writer *writer, struct buf *buf, const struct place *place, size_t depth)
{
    buf_char(buf, '[');
    for (size_t i = 0; i < place->value.list->n; i++) {
        struct place item = item_of(place, i);
        if (i) buf_str(buf, STR(", "));
        if (!put_inline(writer, buf, &item, depth)) return false;
    }
    buf_char(buf, ']');
    return true;
}

/* False: it does not fit. */
static bool put_inline(const struct writer *writer, struct buf *buf, const struct place *place, size_t depth)
{
    struct value value = place->value;
    bool record = value.kind == V_RECORD, list = value.kind == V_LIST;
    if (buf->n > LINE_MOST * 4 || depth > NESTED_MOST) return false;
    if (record) return put_inline_record(writer, buf, place, depth);
    if (list) return put_inline_list(writer, buf, place, depth);
    if (value.kind == V_STRING && is_lines(value_str(value))) return false;
    return !put_scalar(buf, writer->import->session->arena, value, place->type, place->key);
}

/* Characters of the line that is being written, and of TEXT behind it. */
static size_t width_with(const struct writer *writer, Str text)
{
    size_t width = 0, begin = writer->out->n;
    while (begin > 0 && writer->out->s[begin - 1] != '\n') begin--;
    for (size_t i = begin; i < writer->out->n; i++) width += ((unsigned char)writer->out->s[i] & 0xC0) != 0x80;
    for (size_t i = 0; i < text.n; i++) width += ((unsigned char)text.s[i] & 0xC0) != 0x80;
    return width;
}

/* The last byte of the value in its file. */
static Span end_of(const struct writer *writer, struct value value)
{
    Span at = value_at(writer, value);
    if (!at.file) return at;
    span_value(writer->import, value, &at);
    return (Span){at.file, at.hi - 1, at.hi};
}

static bool has_comment(struct writer *writer, struct value value)
{
    const struct comment *comment = next_comment(writer);
    return comment && comment->lo < end_of(writer, value).lo;
}

static bool put_on_this_line(struct writer *writer, const struct place *place)
{
    struct buf text = {0};
    bool fits = put_inline(writer, &text, place, 0) && width_with(writer, (Str){text.s, text.n}) <= LINE_MOST && !has_comment(writer, place->value);
    if (fits) buf_put(writer->out, text.s, text.n);
    buf_free(&text);
    return fits;
}

/* ---- over several lines ---- */

/* Returns where the value ends, for a comment that stood behind it. HEAD is where a comment on its first line stood. */
static Span put_value(struct writer *, const struct place *, Span head);

static void put_record_lines(struct writer *writer, const struct place *place, Span head)
{
    buf_char(writer->out, '{');
    end_line(writer, head);
    writer->depth++;
    put_fields(writer, place->value, place->type);
    writer->depth--;
    begin_line(writer);
    buf_char(writer->out, '}');
}

/* One record in a list shares its brackets. */
static void put_only_record(struct writer *writer, const struct place *item, Span head)
{
    buf_char(writer->out, '[');
    put_record_lines(writer, item, head);
    buf_char(writer->out, ']');
}

/* What is told behind AT begins at NEXT, if that stands behind it in the file. Returns the limit until now. */
static uint32_t set_limit(struct writer *writer, Span at, Span next)
{
    uint32_t outer = writer->limit;
    if (next.file == at.file && next.lo > at.lo && next.lo < outer) writer->limit = next.lo;
    return outer;
}

static void put_items(struct writer *writer, const struct place *list, Span head)
{
    buf_char(writer->out, '[');
    end_line(writer, head);
    writer->depth++;
    for (size_t i = 0; i < list->value.list->n; i++) {
        const struct value *items = list->value.list->at;
        struct place item = item_of(list, i);
        Span at = value_at(writer, item.value);
        uint32_t outer = set_limit(writer, at, i + 1 < list->value.list->n ? value_at(writer, items[i + 1]) : (Span){0});
        if (at.file) put_comments_before(writer, at.lo);
        begin_line(writer);
        Span end = put_value(writer, &item, (Span){0});
        buf_char(writer->out, ',');
        end_line(writer, end);
        writer->limit = outer;
    }
    writer->depth--;
    begin_line(writer);
    buf_char(writer->out, ']');
}

static void put_long_scalar(struct writer *writer, const struct place *place)
{
    struct value value = place->value;
    if (value.kind == V_STRING && is_lines(value_str(value))) {
        put_lines(writer->out, value_str(value), (writer->depth + 1) * 2);
        return;
    }
    const char *problem = put_scalar(writer->out, writer->import->session->arena, value, place->type, place->key);
    if (!problem) return;
    struct diags *diags = &writer->import->session->diags;
    struct diag *diag = diag_add(diags, E1301, value_at(writer, value), "a stack cannot say this: %s", problem);
    diag_help(diags, diag, "write another value, or leave the object out of the import");
    writer->failed = true;
}

static Span put_value(struct writer *writer, const struct place *place, Span head)
{
    struct value value = place->value;
    bool list = value.kind == V_LIST, record = value.kind == V_RECORD;
    if ((list || record) && put_on_this_line(writer, place)) return end_of(writer, value);
    struct place only = list && value.list->n == 1 ? item_of(place, 0) : (struct place){.value = value_null()};
    if (only.value.kind == V_RECORD) put_only_record(writer, &only, head);
    else if (list) put_items(writer, place, head);
    else if (record) put_record_lines(writer, place, head);
    else put_long_scalar(writer, place);
    return list || record ? (Span){0} : value_at(writer, value);
}

static void put_field(struct writer *writer, const struct place *field)
{
    Span key = key_at(writer, field->value);
    if (key.file) put_comments_before(writer, key.lo);
    begin_line(writer);
    put_key(writer->out, field->key);
    buf_str(writer->out, STR(" = "));
    end_line(writer, put_value(writer, field, key));
}

static Span next_key(const struct writer *writer, const struct place *record, size_t i)
{
    while (++i < record->value.record->n)
        if (is_written(record, i)) return key_at(writer, record->value.record->values[i]);
    return (Span){0};
}

void put_fields(struct writer *writer, struct value record, const struct kube_type *type)
{
    struct place place = {record, type, NULL};
    uint32_t column = 0;
    for (size_t i = 0; i < record.record->n; i++) {
        struct place field = field_of(&place, i);
        Span key = key_at(writer, field.value);
        if (!is_written(&place, i)) continue;
        uint32_t outer = set_limit(writer, key, next_key(writer, &place, i));
        put_field(writer, &field);
        writer->limit = outer;
        if (key.file) column = source_position(&writer->import->session->sources, key.file, key.lo).column - 1;
    }
    put_comments_inside(writer, column);
}

void put_any(struct writer *writer, struct value value, const struct kube_type *type)
{
    struct place place = {value, type, NULL};
    put_value(writer, &place, (Span){0});
}
