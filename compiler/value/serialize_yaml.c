/* Values as manifests in YAML, fast. */
#include "yaml_mold.h"

/* ---- leaves ---- */

void note_yaml_origin(struct origin_list *origins, struct value value)
{
    if (!origins) return;
    if (origins->text) text_mark_rest(origins->text, value.origin);
    else vec_push(origins->arena, &origins->v, value.origin);
    const struct line_origins *lines = origins->lines && value.kind == V_STRING ? map_get(origins->lines, value.string) : NULL;
    if (lines) vec_push(origins->arena, &origins->texts, ((struct leaf_lines){origins->v.n - 1, lines}));
}

void put_yaml_leaf(const struct yaml_writer *writer, struct value value, size_t indent)
{
    if (scalar(value)) put_yaml_scalar(writer->out, value, indent);
    else buf_str(writer->out, value.kind == V_LIST ? STR("[]") : STR("{}"));
    note_yaml_origin(writer->origins, value);
}

static void put_leaf_line(const struct yaml_writer *writer, struct value value, size_t indent)
{
    size_t part = mold_part_begin(writer, indent, false);
    put_yaml_leaf(writer, value, indent);
    mold_part_end(writer, part);
    buf_char(writer->out, '\n');
}

/* ---- lists and records ---- */

static void put_list(const struct yaml_writer *writer, const struct list *list, size_t indent)
{
    for (size_t i = 0; i < list->n; i++) {
        struct value value = list->at[i];
        buf_fill(writer->out, ' ', indent);
        buf_put(writer->out, "- ", 2);
        if (!has_lines(value)) put_leaf_line(writer, value, indent + 2);
        else {
            if (value.kind == V_LIST) buf_char(writer->out, '\n');
            put_yaml_lines(writer, value, indent + 2, true);
        }
    }
}

enum { KEY_MAX = 1000 }; /* longer keys must be marked as such */

static bool is_plain_key(const struct yaml_writer *writer, const struct name *key)
{
    if (!writer->plain) return yaml_is_plain(NAME_STR(key));
    const struct name **known = &writer->plain[key->hash % PLAIN_KEYS];
    if (*known == key) return true;
    bool plain = yaml_is_plain(NAME_STR(key));
    if (plain) *known = key;
    return plain;
}

static void put_key(const struct yaml_writer *writer, const struct name *key, size_t indent)
{
    bool long_key = key->n > KEY_MAX / 6;
    if (long_key) buf_put(writer->out, "? ", 2);
    if (is_plain_key(writer, key)) buf_str(writer->out, NAME_STR(key));
    else put_yaml_quoted(writer->out, NAME_STR(key));
    if (!long_key) return;
    buf_char(writer->out, '\n');
    buf_fill(writer->out, ' ', indent);
}

static void put_field(const struct yaml_writer *writer, const struct name *key, struct value value, size_t indent)
{
    put_key(writer, key, indent);
    bool lines = has_lines(value);
    buf_put(writer->out, lines ? ":\n" : ": ", 2);
    if (!lines) put_leaf_line(writer, value, indent + 2);
    else put_yaml_lines(writer, value, value.kind == V_LIST ? indent : indent + 2, false);
}

static void put_record(const struct yaml_writer *writer, const struct record *record, size_t indent, bool inline_first)
{
    for (size_t i = 0; i < record->n; i++) {
        if (absent(record->values[i])) continue;
        if (!inline_first) buf_fill(writer->out, ' ', indent);
        inline_first = false;
        put_field(writer, record->keys[i], record->values[i], indent);
    }
}

void put_yaml_lines(const struct yaml_writer *writer, struct value value, size_t indent, bool inline_first)
{
    size_t part = mold_part_begin(writer, indent, inline_first);
    if (value.kind == V_LIST) put_list(writer, value.list, indent);
    else put_record(writer, value.record, indent, inline_first);
    mold_part_end(writer, part);
}

/* ---- whole values ---- */

void write_yaml(struct buf *out, struct value value, struct origin_list *origins)
{
    struct yaml_writer writer = {.out = out, .origins = origins};
    if (has_lines(value)) {
        put_yaml_lines(&writer, value, 0, false);
        return;
    }
    writer.origins = NULL;
    put_leaf_line(&writer, value, 2);
}

/* What a declaration makes only once needs no mold. */
void write_yaml_again(struct buf *out, struct value object, struct origin_list *origins, struct yaml_molds *molds, const void *declaration)
{
    static struct mold none;
    struct yaml_writer writer = {.out = out, .origins = origins, .plain = molds->plain};
    struct mold *mold = declaration ? map_get(&molds->of, declaration) : NULL;
    if (!mold) {
        if (declaration) map_put(molds->arena, &molds->of, declaration, &none);
        put_yaml_lines(&writer, object, 0, false);
        return;
    }
    if (mold == &none) {
        mold = mold_new(molds->arena);
        map_put(molds->arena, &molds->of, declaration, mold);
    }
    write_by_mold(&writer, mold, object);
}
