/* Which object of before became which of after. Each way gives objects a key; those with the same key are a pair. */
#include "review/compare.h"

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

static void key_by_stem(struct buf *key, const struct compiled_object *object)
{
    Str stem = without_hash(object->name);
    if (!str_is(object->kind, "Job") || stem.n == object->name.n) return;
    buf_printf(key, "%.*s/%.*s/%.*s", STR_ARG(object->namespace), STR_ARG(object->instance), STR_ARG(stem));
}

static void key_by_name(struct buf *key, const struct compiled_object *object)
{
    buf_printf(key, "%.*s/%.*s/%.*s", STR_ARG(object->kind), STR_ARG(object->namespace), STR_ARG(object->name));
}

static void key_without_namespace(struct buf *key, const struct compiled_object *object)
{
    Str kind = kind_of_id(object);
    if (object->namespace.n) buf_printf(key, "%.*s/%.*s", STR_ARG(kind), STR_ARG(object->name));
}

/* ---- another name of the instance: the same place below it, and the same content but for the name ---- */

static char folded(char c) { return c == '_' ? '-' : (char)tolower((unsigned char)c); }

/* Whether WORD stands at TEXT[I], which begins a word; "_" and "-", large and small letters are the same. */
static bool stands_at(Str text, size_t i, Str word)
{
    if (i + word.n > text.n || (i + word.n < text.n && isalnum((unsigned char)text.s[i + word.n]))) return false;
    for (size_t k = 0; k < word.n; k++)
        if (folded(text.s[i + k]) != folded(word.s[k])) return false;
    return word.n > 0;
}

static size_t word_length(Str text, size_t i)
{
    size_t n = 0;
    while (i + n < text.n && isalnum((unsigned char)text.s[i + n])) n++;
    return n;
}

/* Whether the texts differ only where one has the one word and the other the other, and in hashes. */
static bool same_but_for(Str a, Str b, Str word_a, Str word_b)
{
    size_t i = 0, k = 0;
    while (i < a.n && k < b.n) {
        size_t n = word_length(a, i), m = word_length(b, k);
        Str x = {a.s + i, n}, y = {b.s + k, m};
        bool renamed = n && m && stands_at(a, i, word_a) && stands_at(b, k, word_b), hashes = is_hash(x) && is_hash(y);
        if (!renamed && !hashes && (n ? !str_eq(x, y) : a.s[i] != b.s[k])) return false;
        i += renamed ? word_a.n : n ? n : 1;
        k += renamed ? word_b.n : m ? m : 1;
    }
    return i == a.n && k == b.n;
}

static Str first_name(Str path)
{
    const char *dot = path.n ? memchr(path.s, '.', path.n) : NULL;
    return dot ? (Str){path.s, (size_t)(dot - path.s)} : path;
}

static Str last_name(Str path) { return str_after_last(path, '.'); }

static void put_without(struct buf *key, Str text, Str word)
{
    for (size_t i = 0; i < text.n;) {
        size_t n = word_length(text, i), taken = stands_at(text, i, word) ? word.n : n ? n : 1;
        if (n && taken == word.n && stands_at(text, i, word)) buf_char(key, '*');
        else buf_put(key, text.s + i, taken);
        i += taken;
    }
}

static void key_without(struct buf *key, const struct compiled_object *object, Str word)
{
    if (!word.n) return;
    buf_printf(key, "%.*s/%.*s/", STR_ARG(kind_of_id(object)), STR_ARG(object->namespace));
    put_without(key, object->instance, word);
    buf_char(key, '/');
    put_without(key, without_hash(object->name), word);
}

static void key_by_first_name(struct buf *key, const struct compiled_object *object) { key_without(key, object, first_name(object->instance)); }
static void key_by_last_name(struct buf *key, const struct compiled_object *object) { key_without(key, object, last_name(object->instance)); }

/* In this order: the surest first. */
static const struct pairing {
    enum change_kind kind;
    void (*put_key)(struct buf *, const struct compiled_object *); /* empty: cannot be paired so */
    Str (*word)(Str path); /* the part of the instance's path that is another one, but for which the content is the same; NULL: any content */
} pairings[] = {
    {CHANGE_RERUN, key_by_stem, NULL}, {CHANGE_GROUP, key_by_name, NULL}, {CHANGE_NAMESPACE, key_without_namespace, NULL},
    {CHANGE_RENAMED, key_by_first_name, first_name}, {CHANGE_RENAMED, key_by_last_name, last_name},
};

/* ---- pairs ---- */

static void add_change(struct comparison *comparison, enum change_kind kind, struct compiled_object *before, struct compiled_object *after)
{
    vec_push(comparison->session->arena, &comparison->changes, ((struct object_change){.kind = kind, .before = before, .after = after}));
}

struct unpaired { VEC(struct compiled_object *) v; };

static const struct name *key_of(struct comparison *comparison, const struct pairing *pairing, const struct compiled_object *object)
{
    struct buf key = {0};
    pairing->put_key(&key, object);
    const struct name *name = key.n ? name_of(comparison->session->names, (Str){key.s, key.n}) : NULL;
    buf_free(&key);
    return name;
}

/* Removed objects by their key; a pair takes its object out. */
static struct map by_key(struct comparison *comparison, const struct pairing *pairing, const struct unpaired *removed)
{
    struct arena *arena = comparison->session->arena;
    struct map lists = {0};
    for (size_t i = removed->v.n; i-- > 0;) {
        const struct name *key = key_of(comparison, pairing, removed->v.at[i]);
        struct unpaired *list = key ? map_get(&lists, key) : NULL;
        if (key && !list) map_put(arena, &lists, key, list = NEW(arena, struct unpaired));
        if (list) vec_push(arena, &list->v, removed->v.at[i]);
    }
    return lists;
}

enum { CANDIDATES_MAX = 8 }; /* more of the same key are not looked into: the work stays linear */

static struct compiled_object *take_match(struct comparison *comparison, const struct pairing *pairing, struct unpaired *list,
                                          struct compiled_object *created)
{
    for (size_t tried = 0; list && tried < CANDIDATES_MAX && tried < list->v.n; tried++) {
        struct compiled_object **last = &list->v.at[list->v.n - 1 - tried], *removed = *last;
        bool same = !pairing->word || same_but_for(compiled_text(comparison->before, removed), compiled_text(comparison->after, created),
                pairing->word(removed->instance), pairing->word(created->instance));
        if (!same) continue;
        memmove(last, last + 1, tried * sizeof *last);
        list->v.n--;
        return removed;
    }
    return NULL;
}

/* Pairs are taken out of both lists. */
static void pair_by(struct comparison *comparison, const struct pairing *pairing, struct unpaired *removed, struct unpaired *created)
{
    if (!removed->v.n || !created->v.n) return;
    struct map lists = by_key(comparison, pairing, removed), taken = {0};
    size_t kept = 0;
    for (size_t i = 0; i < created->v.n; i++) {
        const struct name *key = key_of(comparison, pairing, created->v.at[i]);
        struct compiled_object *before = take_match(comparison, pairing, key ? map_get(&lists, key) : NULL, created->v.at[i]);
        if (before) map_put(comparison->session->arena, &taken, before, before);
        if (before) add_change(comparison, pairing->kind, before, created->v.at[i]);
        else created->v.at[kept++] = created->v.at[i];
    }
    created->v.n = kept;
    kept = 0;
    for (size_t i = 0; i < removed->v.n; i++)
        if (!map_get(&taken, removed->v.at[i])) removed->v.at[kept++] = removed->v.at[i];
    removed->v.n = kept;
}

/* A job of another's manifest, whose generateName stands for its name: each time it is another one. */
static bool is_named_by_server(const struct compiled_object *object) { return str_is(object->kind, "Job") && str_ends(object->name, STR("-")); }

static bool have_same_hash(const struct compiled_object *before, const struct compiled_object *after)
{
    return before->hash.n && str_eq(before->hash, after->hash);
}

static void pair_by_id(struct comparison *comparison, struct unpaired *removed, struct unpaired *created)
{
    struct compiled *before = comparison->before, *after = comparison->after;
    for (size_t i = 0; i < before->objects.n; i++)
        if (!compiled_find(after, before->objects.at[i].id)) vec_push(comparison->session->arena, &removed->v, &before->objects.at[i]);
    for (size_t i = 0; i < after->objects.n; i++) {
        struct compiled_object *old = compiled_find(before, after->objects.at[i].id);
        if (!old) vec_push(comparison->session->arena, &created->v, &after->objects.at[i]);
        else if (!have_same_hash(old, &after->objects.at[i]) && !str_eq(compiled_text(before, old), compiled_text(after, &after->objects.at[i])))
            add_change(comparison, is_named_by_server(old) ? CHANGE_RERUN : CHANGE_FIELDS, old, &after->objects.at[i]);
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
