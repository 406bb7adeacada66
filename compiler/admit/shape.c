#include "admit/shape.h"

#include "visit.h"

/* ---- what a type has to say ---- */

bool is_int32(const struct kube_type *type)
{
    return type->kind == KUBE_INT_OR_STRING || (type->kind == KUBE_INT && type->name && strcmp(type->name, "int32") == 0);
}

/* Nothing is said of texts but by the records that they are in. */
static const struct kube_type *with_something_to_say(const struct kube_type *type)
{
    const struct kube_type *inner = type;
    while (inner && (inner->kind == KUBE_LIST || inner->kind == KUBE_MAP)) inner = inner->element;
    return inner && (inner->kind == KUBE_STRUCT || is_int32(inner)) ? type : NULL;
}

static const struct kube_type *part_of(const struct kube_type *type, const struct name *key, int minor)
{
    if (type->kind == KUBE_MAP) return with_something_to_say(type->element);
    const struct kube_field *field = kube_field_find(type, key->s, key->n);
    return field && kube_field_served(field, minor) ? with_something_to_say(field->type) : NULL;
}

static bool is_in_force(const struct kube_rule *rule, int minor) { return minor >= rule->since && (!rule->until || minor < rule->until); }

bool wants_something(const struct kube_rule *rule) { return !rule->path[1] && (rule->kind == KUBE_RULE_SET || rule->kind == KUBE_RULE_PRESENT); }

static int32_t place_in(const struct shape *shape, const struct name *key)
{
    for (size_t i = 0; i < shape->n; i++)
        if (shape->keys[i] == key) return (int32_t)i;
    return RULE_OF_ABSENT;
}

/* That of the first step of a path; of what is not there: nothing. */
static field_set bit_of_path(const struct visit *visit, const struct shape *shape, kube_path path)
{
    if (!*path || **path == '*' || **path == '@') return ~(field_set)0;
    int32_t place = place_in(shape, name_of_word(visit, path));
    return place == RULE_OF_ABSENT ? 0 : bit_of_field((size_t)place);
}

static bool names_fields(const struct kube_rule *rule)
{
    return rule->kind == KUBE_RULE_EXACTLY_ONE || rule->kind == KUBE_RULE_AT_MOST_ONE || rule->kind == KUBE_RULE_AT_LEAST_ONE;
}

static field_set read_by(const struct visit *visit, const struct shape *shape, const struct kube_rule *rule)
{
    bool compares = rule->kind == KUBE_RULE_AT_MOST || rule->kind == KUBE_RULE_BELOW, inner = *rule->path && rule->path[1];
    field_set reads = 0;
    for (size_t i = 0; i < rule->nconditions; i++) reads |= bit_of_path(visit, shape, rule->conditions[i].path);
    for (const char *const *word = rule->words; names_fields(rule) && !*rule->path && *word; word++) reads |= bit_of_path(visit, shape, word);
    if (reads && names_fields(rule) && !*rule->path) return reads;
    if (compares && !inner) reads |= bit_of_path(visit, shape, rule->words);
    if (rule->kind == KUBE_RULE_CHECK && !inner && check_sees_whole(rule->number)) return ~(field_set)0;
    return reads | bit_of_path(visit, shape, rule->path);
}

/* A field, or a part of one. */
static void add_unread(const struct visit *visit, struct shape *shape, kube_path path)
{
    struct inner_way way = {0};
    if (!path[1]) {
        if (shape->n < FIELD_BITS) shape->read &= ~bit_of_path(visit, shape, path);
        return;
    }
    for (; *path && way.n < INNER_DEPTH; path++) way.at[way.n++] = **path == '*' ? NULL : name_of_word(visit, path);
    if (!*path) shape->unread[shape->nunread++] = way;
}

static void add_rule(const struct visit *visit, struct shape *shape, const struct kube_rule *rule)
{
    if (!is_in_force(rule, visit->catalog->session->kube)) return;
    if (rule->kind == KUBE_RULE_UNREAD) {
        add_unread(visit, shape, rule->path);
        return;
    }
    bool of_field = *rule->path && **rule->path != '*' && **rule->path != '@';
    int32_t at = of_field ? place_in(shape, name_of_word(visit, rule->path)) : RULE_OF_ALL;
    if (at == RULE_OF_ABSENT && !wants_something(rule)) return;
    bool of_keys = at >= 0 && !rule->nconditions && rule->path[1] && strcmp(rule->path[1], "@") == 0 && !rule->path[2];
    shape->rules[shape->nrules++] = (struct shape_rule){rule, at, read_by(visit, shape, rule), of_keys};
}

static struct shape *shape_new(const struct visit *visit, const struct kube_type *type, const struct record *record)
{
    struct arena *arena = visit->catalog->session->arena;
    struct shape *shape = NEW(arena, struct shape);
    *shape = (struct shape){.type = type, .keys = record->keys, .n = record->n, .read = ~(field_set)0};
    shape->parts = NEW_ARRAY(arena, record->n, const struct kube_type *);
    shape->rules = NEW_ARRAY(arena, type->nrules, struct shape_rule);
    shape->unread = NEW_ARRAY(arena, type->nrules, struct inner_way);
    for (size_t i = 0; i < record->n; i++) shape->parts[i] = part_of(type, record->keys[i], visit->catalog->session->kube);
    for (size_t i = 0; i < type->nrules; i++) add_rule(visit, shape, &type->rules[i]);
    return shape;
}

/* ---- finding ---- */

static size_t hash_of(const struct kube_type *type, const struct name *const *keys, size_t n)
{
    uint64_t hash = (uintptr_t)type;
    for (size_t i = 0; i < n; i++) hash = (hash ^ keys[i]->hash) * 0x9e3779b97f4a7c15u;
    return (size_t)(hash ^ hash >> 32);
}

static bool is_shape_of(const struct shape *shape, const struct kube_type *type, const struct name *const *keys, size_t n)
{
    return shape->type == type && shape->n == n && names_equal(shape->keys, keys, n);
}

static struct shape **place_of(const struct shapes *shapes, const struct kube_type *type, const struct name *const *keys, size_t n)
{
    size_t i = hash_of(type, keys, n) & (shapes->cap - 1);
    for (;; i = (i + 1) & (shapes->cap - 1)) {
        struct shape *shape = shapes->at[i];
        if (!shape || is_shape_of(shape, type, keys, n)) return &shapes->at[i];
    }
}

static void widen(struct arena *arena, struct shapes *shapes)
{
    struct shapes wider = {.cap = shapes->cap ? shapes->cap * 2 : 64, .n = shapes->n};
    wider.at = NEW_ARRAY(arena, wider.cap, struct shape *);
    for (size_t i = 0; i < shapes->cap; i++)
        if (shapes->at[i]) *place_of(&wider, shapes->at[i]->type, shapes->at[i]->keys, shapes->at[i]->n) = shapes->at[i];
    *shapes = wider;
}

const struct shape *shape_of(const struct visit *visit, const struct kube_type *type, const struct record *record)
{
    struct shapes *shapes = &visit->book->shapes;
    if (shapes->n * 2 >= shapes->cap) widen(visit->catalog->session->arena, shapes);
    struct shape **place = place_of(shapes, type, record->keys, record->n);
    if (*place) return *place;
    shapes->n++;
    return *place = shape_new(visit, type, record);
}
