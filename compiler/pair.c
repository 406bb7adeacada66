/* Which object of before became which of after. Each way gives objects a key; those with the same key are a pair. */
#include "compare.h"

#include <ctype.h>

/* ---- keys ---- */

enum { HASH_LENGTH = 10 };

static bool is_hash(Str text)
{
    size_t digits = 0;
    for (size_t i = 0; i < text.n; i++) digits += isdigit((unsigned char)text.s[i]) || (text.s[i] >= 'a' && text.s[i] <= 'f');
    return text.n == HASH_LENGTH && digits == HASH_LENGTH;
}

Str without_hash(Str name)
{
    if (name.n <= HASH_LENGTH + 1 || name.s[name.n - HASH_LENGTH - 1] != '-') return name;
    return is_hash((Str){name.s + name.n - HASH_LENGTH, HASH_LENGTH}) ? (Str){name.s, name.n - HASH_LENGTH - 1} : name;
}

static Str kind_of_id(const struct compiled_object *object)
{
    const char *slash = memchr(object->id.s, '/', object->id.n);
    return (Str){object->id.s, slash ? (size_t)(slash - object->id.s) : object->id.n};
}

static void key_by_stem(struct buf *key, struct compiled *side, struct compiled_object *object)
{
    (void)side;
    Str stem = without_hash(object->name);
    if (!str_is(object->kind, "Job") || stem.n == object->name.n) return;
    buf_printf(key, "%.*s/%.*s/%.*s", STR_ARG(object->namespace), STR_ARG(object->instance), STR_ARG(stem));
}

static void key_by_name(struct buf *key, struct compiled *side, struct compiled_object *object)
{
    (void)side;
    buf_printf(key, "%.*s/%.*s/%.*s", STR_ARG(object->kind), STR_ARG(object->namespace), STR_ARG(object->name));
}

static void key_without_namespace(struct buf *key, struct compiled *side, struct compiled_object *object)
{
    (void)side;
    Str kind = kind_of_id(object);
    if (object->namespace.n) buf_printf(key, "%.*s/%.*s", STR_ARG(kind), STR_ARG(object->name));
}

/* ---- keys by content: the manifest without its own name and without hashes ---- */

static char folded(char c) { return c == '_' ? '-' : (char)tolower((unsigned char)c); }

static bool stands_at(Str text, size_t i, Str word)
{
    if (i + word.n > text.n || (i + word.n < text.n && isalnum((unsigned char)text.s[i + word.n]))) return false;
    for (size_t k = 0; k < word.n; k++)
        if (folded(text.s[i + k]) != folded(word.s[k])) return false;
    return true;
}

static size_t word_length(Str text, size_t i)
{
    size_t n = 0;
    while (i + n < text.n && isalnum((unsigned char)text.s[i + n])) n++;
    return n;
}

static void put_without(struct buf *key, Str text, Str word)
{
    for (size_t i = 0; i < text.n;) {
        size_t n = word_length(text, i);
        if (n && stands_at(text, i, word)) {
            buf_char(key, '\1');
            i += word.n;
        } else if (is_hash((Str){text.s + i, n})) i += n;
        else {
            buf_put(key, text.s + i, n ? n : 1);
            i += n ? n : 1;
        }
    }
}

static void key_by_content(struct buf *key, struct compiled *side, struct compiled_object *object, Str word)
{
    if (!word.n) return;
    Str kind = kind_of_id(object), text = compiled_text(side, object);
    struct buf content = {0};
    put_without(&content, text, word);
    buf_printf(key, "%.*s/%016llx", STR_ARG(kind), (unsigned long long)hash_bytes(content.s, content.n, 0));
    buf_free(&content);
}

static void key_by_first_name(struct buf *key, struct compiled *side, struct compiled_object *object)
{
    const char *dot = object->instance.n ? memchr(object->instance.s, '.', object->instance.n) : NULL;
    key_by_content(key, side, object, (Str){object->instance.s, dot ? (size_t)(dot - object->instance.s) : object->instance.n});
}

static void key_by_last_name(struct buf *key, struct compiled *side, struct compiled_object *object)
{
    key_by_content(key, side, object, str_after_last(object->instance, '.'));
}

/* In this order: the surest first. */
static const struct pairing {
    enum change_kind kind;
    void (*put_key)(struct buf *, struct compiled *, struct compiled_object *); /* empty: cannot be paired so */
} pairings[] = {
    {CHANGE_RERUN, key_by_stem}, {CHANGE_GROUP, key_by_name}, {CHANGE_NAMESPACE, key_without_namespace}, {CHANGE_RENAMED, key_by_first_name},
    {CHANGE_RENAMED, key_by_last_name},
};

/* ---- pairs ---- */

static void add_change(struct comparison *comparison, enum change_kind kind, struct compiled_object *before, struct compiled_object *after)
{
    vec_push(comparison->session->arena, &comparison->changes, ((struct object_change){.kind = kind, .before = before, .after = after}));
}

struct unpaired { VEC(struct compiled_object *) v; };

static const struct name *key_of(struct comparison *comparison, const struct pairing *pairing, struct compiled *side, struct compiled_object *object)
{
    struct buf key = {0};
    pairing->put_key(&key, side, object);
    const struct name *name = key.n ? name_of(comparison->session->names, (Str){key.s, key.n}) : NULL;
    buf_free(&key);
    return name;
}

/* Pairs are taken out of both lists; a key that several removed objects have stands for the first of them. */
static void pair_by(struct comparison *comparison, const struct pairing *pairing, struct unpaired *removed, struct unpaired *created)
{
    struct arena *arena = comparison->session->arena;
    struct map by_key = {0}, taken = {0};
    size_t kept = 0;
    if (!removed->v.n || !created->v.n) return;
    for (size_t i = removed->v.n; i-- > 0;) {
        const struct name *key = key_of(comparison, pairing, comparison->before, removed->v.at[i]);
        if (key) map_put(arena, &by_key, key, removed->v.at[i]);
    }
    for (size_t i = 0; i < created->v.n; i++) {
        const struct name *key = key_of(comparison, pairing, comparison->after, created->v.at[i]);
        struct compiled_object *before = key ? map_get(&by_key, key) : NULL;
        if (before && !map_get(&taken, before)) {
            map_put(arena, &taken, before, before);
            add_change(comparison, pairing->kind, before, created->v.at[i]);
        } else created->v.at[kept++] = created->v.at[i];
    }
    created->v.n = kept;
    kept = 0;
    for (size_t i = 0; i < removed->v.n; i++)
        if (!map_get(&taken, removed->v.at[i])) removed->v.at[kept++] = removed->v.at[i];
    removed->v.n = kept;
}

static void pair_by_id(struct comparison *comparison, struct unpaired *removed, struct unpaired *created)
{
    struct compiled *before = comparison->before, *after = comparison->after;
    for (size_t i = 0; i < before->objects.n; i++)
        if (!compiled_find(after, before->objects.at[i].id)) vec_push(comparison->session->arena, &removed->v, &before->objects.at[i]);
    for (size_t i = 0; i < after->objects.n; i++) {
        struct compiled_object *old = compiled_find(before, after->objects.at[i].id);
        if (!old) vec_push(comparison->session->arena, &created->v, &after->objects.at[i]);
        else if (!str_eq(compiled_text(before, old), compiled_text(after, &after->objects.at[i])))
            add_change(comparison, CHANGE_FIELDS, old, &after->objects.at[i]);
    }
}

void pair_objects(struct comparison *comparison)
{
    struct unpaired removed = {0}, created = {0};
    pair_by_id(comparison, &removed, &created);
    for (size_t i = 0; i < COUNT(pairings); i++) pair_by(comparison, &pairings[i], &removed, &created);
    for (size_t i = 0; i < created.v.n; i++) add_change(comparison, CHANGE_CREATED, NULL, created.v.at[i]);
    for (size_t i = 0; i < removed.v.n; i++) add_change(comparison, CHANGE_REMOVED, removed.v.at[i], NULL);
}
