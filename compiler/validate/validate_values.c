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

/* Of values that many share: nothing was said of it as that type, in an object of that kind. */
struct clean_as {
    const struct kube_type *type;
    const struct kube_resource *kube;
    const struct clean_as *next;
};

static bool is_clean(const struct visit *visit, const struct kube_type *type, const void *value)
{
    const struct clean_as *clean = map_get(&visit->book->clean, value);
    while (clean && (clean->type != type || clean->kube != visit->object->kube)) clean = clean->next;
    return clean;
}

static void note_clean(const struct visit *visit, const struct kube_type *type, const void *value)
{
    struct clean_as *clean = NEW(visit->catalog->session->arena, struct clean_as);
    *clean = (struct clean_as){type, visit->object->kube, map_get(&visit->book->clean, value)};
    map_put(visit->catalog->session->arena, &visit->book->clean, value, clean);
}

static void walk_list(const struct visit *visit, const struct kube_type *type, const char *field, const struct list *list)
{
    for (size_t i = 0; i < list->n; i++) walk_into(visit, (struct way){visit->way, NULL, i}, type->element, field, list->at[i]);
}

static void walk_record(const struct visit *visit, const struct kube_type *type, struct value value)
{
    const struct record *record = value.record;
    const struct shape *shape = shape_of(visit, type, record);
    if (shape->nrules) hold_rules(visit, shape, value);
    for (size_t i = 0; i < record->n; i++) {
        const struct name *key = record->keys[i];
        if (!shape->parts[i] || record->values[i].kind == V_NULL) continue;
        walk_into(visit, (struct way){visit->way, key, 0}, shape->parts[i], key->s, record->values[i]);
    }
}

static void walk_parts(const struct visit *visit, const struct kube_type *type, const char *field, struct value value)
{
    if (type->kind == KUBE_LIST && value.kind == V_LIST) walk_list(visit, type, field, value.list);
    if ((type->kind == KUBE_STRUCT || type->kind == KUBE_MAP) && value.kind == V_RECORD) walk_record(visit, type, value);
}

/* FIELD is what VALUE, or the list that it stands in, is called. */
static void walk(struct visit visit, const struct kube_type *type, const char *field, struct value value)
{
    if (!value_is_shared(value)) {
        if (is_int32(type)) check_int32(&visit, field, value);
        walk_parts(&visit, type, field, value);
        return;
    }
    if (is_clean(&visit, type, value.record)) return;
    struct quiet quiet = quiet_since(&visit);
    walk_parts(&visit, type, field, value);
    if (is_quiet(&visit, quiet)) note_clean(&visit, type, value.record);
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
    check_metadata(&at, dig(visit->catalog, visit->object->value, "metadata"));
}

void validate_value(struct catalog *catalog, struct singles *singles, const struct object *object)
{
    struct visit visit = {.catalog = catalog, .object = object, .book = &singles->book};
    check_custom(&visit, &singles->customs);
    if (object->kube->type) walk(visit, object->kube->type, object->kube->kind, object->value);
    else check_bare_metadata(&visit);
}
