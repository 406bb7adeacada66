/* Single values that the API server refuses, or stores as others: by their type, and by the rules of the type that they are in. */
#include "checks.h"
#include "admit/json_schema.h"
#include "admit/object_names.h"

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

/* A value, and what is in its place in an object of which nothing was said; NULL: nothing is. */
struct twins { struct value value; const struct value *model; };

static void walk(const struct visit *visit, struct way way, const struct kube_type *type, const char *field, struct twins);

static void walk_list(const struct visit *visit, const struct kube_type *type, const char *field, const struct list *list, const struct list *model)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct value *beside = model && model->n ? &model->at[i < model->n ? i : model->n - 1] : NULL;
        walk(visit, (struct way){visit->way, NULL, i}, type->element, field, (struct twins){list->at[i], beside});
    }
}

static void walk_record(const struct visit *visit, const struct kube_type *type, struct value value, const struct record *model)
{
    const struct record *record = value.record;
    const struct shape *shape = shape_of(visit, type, record);
    struct departure departure = departure_from(model, record);
    if (departure.model && !departure.fields && !ASKED_AGAIN) return;
    if (shape->nrules) hold_rules(visit, shape, value, &departure);
    for (size_t i = 0; i < record->n; i++) {
        const struct name *key = record->keys[i];
        if (!shape->parts[i] || record->values[i].kind == V_NULL) continue;
        const struct value *beside = departure.model ? &model->values[i] : model ? record_get(visit->catalog->session->arena, model, key) : NULL;
        walk(visit, (struct way){visit->way, key, 0}, shape->parts[i], key->s, (struct twins){record->values[i], beside});
    }
}

/* FIELD is what the value, or the list that it stands in, is called. */
static void walk_parts(const struct visit *visit, const struct kube_type *type, const char *field, struct twins twins)
{
    struct value value = twins.value;
    bool alike = twins.model && twins.model->kind == value.kind;
    if (alike && value.integer == twins.model->integer && !ASKED_AGAIN) return;
    if (is_int32(type)) check_int32(visit, field, value);
    if (type->kind == KUBE_LIST && value.kind == V_LIST) walk_list(visit, type, field, value.list, alike ? twins.model->list : NULL);
    if ((type->kind == KUBE_STRUCT || type->kind == KUBE_MAP) && value.kind == V_RECORD)
        walk_record(visit, type, value, alike ? twins.model->record : NULL);
}

static void walk(const struct visit *visit, struct way way, const struct kube_type *type, const char *field, struct twins twins)
{
    struct visit inner = *visit;
    inner.way = &way;
    walk_parts(&inner, type, field, twins);
}

/* What nothing was said of is the model of the next: the labels of one with a bad name were not looked at. */
static void walk_object(const struct visit *visit)
{
    const struct object *object = visit->object;
    const void *makers = object->declaration ? object->declaration : object->kube;
    struct quiet quiet = quiet_since(visit);
    walk_parts(visit, object->kube->type, object->kube->kind, (struct twins){object->value, map_get(&visit->book->models, makers)});
    if (!is_quiet(visit, quiet) || !has_good_name(visit->catalog, object)) return;
    map_put(visit->catalog->session->arena, &visit->book->models, makers, (void *)&object->value);
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
    if (object->kube->type) walk_object(&visit);
    else check_bare_metadata(&visit);
}
