/* Single values that the API server refuses, or stores as others: by their type, and by the rules of the type that they are in. */
#include "checks.h"
#include "admit/json_schema.h"

#include <inttypes.h>

/* Server-side apply wraps without a word: 4294967299 is stored as 3, and later dry runs change nothing (seen on 1.36.2 and 1.20.2). */
static void check_int32(const struct visit *visit, const char *field, struct value value)
{
    int64_t number;
    if (!number_in(value, &number) || (number >= INT32_MIN && number <= INT32_MAX)) return;
    struct diag *diag = object_error(visit->catalog, E0717, value, visit->object, "%s '%s' sets '%s' to %" PRId64 ", and it has 32 bits",
                                     visit->object->kube->kind, visit->object->name->s, field, number);
    diag_help(&visit->catalog->session->diags, diag, "the most is %d, the least %d; of more, Kubernetes stores the lower half without a word", INT32_MAX,
              INT32_MIN);
}

static void walk(struct visit visit, const struct kube_type *type, const char *field, struct value value);

static void walk_into(const struct visit *visit, struct way way, const struct kube_type *type, const char *field, struct value value)
{
    struct visit inner = *visit;
    inner.way = &way;
    walk(inner, type, field, value);
}

/* FIELD is what VALUE, or the list that it stands in, is called. */
static void walk(struct visit visit, const struct kube_type *type, const char *field, struct value value)
{
    bool int32 = type->kind == KUBE_INT_OR_STRING || (type->kind == KUBE_INT && type->name && strcmp(type->name, "int32") == 0);
    if (int32) check_int32(&visit, field, value);
    for (size_t i = 0; type->kind == KUBE_LIST && value.kind == V_LIST && i < value.list->n; i++)
        walk_into(&visit, (struct way){visit.way, NULL, i}, type->element, field, value.list->at[i]);
    if (value.kind != V_RECORD || (type->kind != KUBE_STRUCT && type->kind != KUBE_MAP)) return;
    if (type->nrules) hold_rules(&visit, type, value);
    for (size_t i = 0; i < value.record->n; i++) {
        const struct name *key = value.record->keys[i];
        const struct kube_field *known = type->kind == KUBE_STRUCT ? kube_field_find(type, key->s, key->n) : NULL;
        const struct kube_type *part = known ? known->type : type->kind == KUBE_MAP ? type->element : NULL;
        if (known && !kube_field_served(known, visit.catalog->session->kube)) continue;
        if (part) walk_into(&visit, (struct way){visit.way, key, 0}, part, key->s, value.record->values[i]);
    }
}

/* A custom kind's own fields; what every object has is Kubernetes' own. SEEN: the kinds before. */
static void check_custom(const struct visit *visit, struct map *seen)
{
    struct machine *machine = visit->catalog->machine;
    const struct value *schema = map_get(&machine->program->schemas, visit->object->kube);
    if (!schema) return;
    if (!map_get(seen, schema)) machine->unevaluated += unevaluated_rules(visit->catalog, *schema);
    map_put(machine->arena, seen, schema, seen);
    hold_schema(visit, *schema, visit->object->value);
}

/* Of an object whose type is not known. */
static void check_bare_metadata(const struct visit *visit)
{
    struct way step;
    struct visit at = visit_field(visit, &step, "metadata");
    check_metadata(&at, visit->object->value, dig(visit->catalog, visit->object->value, "metadata", NULL));
}

void validate_values(struct catalog *catalog)
{
    const struct name **names = NEW_ARRAY(catalog->session->arena, kube_word_count(), const struct name *);
    struct map seen = {0};
    for (size_t i = 0; i < catalog->machine->objects.n; i++) {
        struct visit visit = {.catalog = catalog, .object = catalog->machine->objects.at[i], .names = names};
        check_custom(&visit, &seen);
        if (visit.object->kube->type) walk(visit, visit.object->kube->type, visit.object->kube->kind, visit.object->value);
        else check_bare_metadata(&visit);
    }
}
