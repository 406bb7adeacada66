#include "yaml_mold.h"

enum {
    MISFITS_MAX = 4, /* objects in a row: another mold is made */
    MADE_MAX = 16,   /* molds, none of which lasts: the declaration makes something else each time */
};

struct mold *mold_new(struct arena *arena)
{
    struct mold *mold = NEW(arena, struct mold);
    mold->arena = arena;
    return mold;
}

/* ---- making one ---- */

size_t mold_part_begin(const struct yaml_writer *writer, size_t indent, bool inline_first)
{
    struct mold *mold = writer->mold;
    if (!mold) return 0;
    struct mold_part part = {.start = (uint32_t)(writer->out->n - mold->begun), .leaf = mold->nleaves, .indent = (uint32_t)indent, .inline_first = inline_first};
    vec_push(mold->arena, &mold->parts, part);
    return mold->parts.n - 1;
}

void mold_part_end(const struct yaml_writer *writer, size_t number)
{
    struct mold *mold = writer->mold;
    if (!mold) return;
    struct mold_part *part = &mold->parts.at[number];
    part->end = (uint32_t)(writer->out->n - mold->begun);
    part->next = (uint32_t)mold->parts.n;
    if (part->next == number + 1) mold->nleaves++;
}

static void keep_origins(struct mold *mold, const struct origin_list *origins, size_t first_leaf, size_t first_text)
{
    struct origin_list *kept = &mold->origins;
    kept->v.n = kept->texts.n = 0;
    if (!origins) return;
    for (size_t i = first_leaf; i < origins->v.n; i++) vec_push(mold->arena, &kept->v, origins->v.at[i]);
    for (size_t i = first_text; i < origins->texts.n; i++)
        vec_push(mold->arena, &kept->texts, ((struct leaf_lines){origins->texts.at[i].leaf - first_leaf, origins->texts.at[i].lines}));
}

static void write_mold(const struct yaml_writer *plain, struct mold *mold, struct value value)
{
    struct yaml_writer writer = *plain;
    writer.mold = mold;
    mold->parts.n = mold->nleaves = mold->misfits = 0;
    mold->made++;
    mold->begun = writer.out->n;
    size_t first_leaf = writer.origins ? writer.origins->v.n : 0, first_text = writer.origins ? writer.origins->texts.n : 0;
    put_yaml_lines(&writer, value, 0, false);
    mold->value = value;
    mold->text = arena_copy(mold->arena, (Str){writer.out->s + mold->begun, writer.out->n - mold->begun});
    keep_origins(mold, writer.origins, first_leaf, first_text);
}

/* ---- using it ---- */

struct casting {
    const struct yaml_writer *writer;
    const struct mold *mold;
    size_t part;   /* which comes next */
    size_t copied; /* what has been copied of the mold's text, or left out */
    size_t anew;   /* bytes left out */
};

static void copy_until(struct casting *casting, size_t end)
{
    buf_put(casting->writer->out, casting->mold->text.s + casting->copied, end - casting->copied);
    casting->copied = end;
}

/* PART is a list or record to the pointer. */
static void keep_part(struct casting *casting, const struct mold_part *part)
{
    const struct mold *mold = casting->mold;
    struct origin_list *origins = casting->writer->origins;
    casting->part = part->next;
    if (!origins) return;
    size_t end = part->next < mold->parts.n ? mold->parts.at[part->next].leaf : mold->nleaves, before = origins->v.n;
    for (size_t i = part->leaf; i < end; i++) vec_push(origins->arena, &origins->v, mold->origins.v.at[i]);
    for (size_t i = 0; i < mold->origins.texts.n; i++) {
        struct leaf_lines text = mold->origins.texts.at[i];
        if (text.leaf >= part->leaf && text.leaf < end) vec_push(origins->arena, &origins->texts, ((struct leaf_lines){before + text.leaf - part->leaf, text.lines}));
    }
}

static void write_anew(struct casting *casting, const struct mold_part *part, struct value value)
{
    copy_until(casting, part->start);
    if (has_lines(value)) put_yaml_lines(casting->writer, value, part->indent, part->inline_first);
    else put_yaml_leaf(casting->writer, value, part->indent);
    casting->copied = part->end;
    casting->anew += part->end - part->start;
    casting->part = part->next;
}

/* Both stand in the same way behind their key or dash. */
static bool stand_alike(struct value a, struct value b)
{
    bool lines = has_lines(a);
    return lines == has_lines(b) && (!lines || a.kind == b.kind);
}

static bool have_same_fields(const struct record *a, const struct record *b)
{
    if (!record_has_keys_of(a, b)) return false;
    for (size_t i = 0; i < a->n; i++) {
        bool out = absent(a->values[i]);
        if (out != absent(b->values[i]) || (!out && !stand_alike(a->values[i], b->values[i]))) return false;
    }
    return true;
}

static bool have_same_items(const struct list *a, const struct list *b)
{
    if (a->n != b->n) return false;
    for (size_t i = 0; i < a->n; i++)
        if (!stand_alike(a->at[i], b->at[i])) return false;
    return true;
}

/* VALUE stands as the MODEL does, which the mold has in its place. */
static void cast(struct casting *casting, struct value value, struct value model)
{
    const struct mold_part *part = &casting->mold->parts.at[casting->part];
    if (!has_lines(value)) {
        if (!value_looks_same(value, model)) {
            write_anew(casting, part, value);
            return;
        }
        note_yaml_origin(casting->writer->origins, value);
        casting->part++;
    } else if (value.record == model.record) keep_part(casting, part);
    else if (value.kind == V_LIST && have_same_items(value.list, model.list)) {
        casting->part++;
        for (size_t i = 0; i < value.list->n; i++) cast(casting, value.list->at[i], model.list->at[i]);
    } else if (value.kind == V_RECORD && have_same_fields(value.record, model.record)) {
        casting->part++;
        for (size_t i = 0; i < value.record->n; i++)
            if (!absent(value.record->values[i])) cast(casting, value.record->values[i], model.record->values[i]);
    } else write_anew(casting, part, value);
}

void write_by_mold(const struct yaml_writer *writer, struct mold *mold, struct value value)
{
    bool is_given_up = mold->made == MADE_MAX && mold->misfits == MISFITS_MAX;
    if (is_given_up) {
        put_yaml_lines(writer, value, 0, false);
        return;
    }
    if (!mold->made || mold->misfits == MISFITS_MAX) {
        write_mold(writer, mold, value);
        return;
    }
    struct casting casting = {writer, mold, 0, 0, 0};
    cast(&casting, value, mold->value);
    copy_until(&casting, mold->text.n);
    if (casting.anew * 2 <= mold->text.n) mold->misfits = 0;
    else mold->misfits++;
}
