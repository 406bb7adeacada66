/* Single values that the API server refuses, or stores as others: by their type, and by the field that they are of. */
#include "catalog.h"
#include "schedule.h"

#include <ctype.h>
#include <inttypes.h>

/* The walk through an object. */
struct visit {
    struct catalog *catalog;
    const struct object *object;
    const struct kube_type *const *types; /* of value_rules */
};

/* ---- by type ---- */

/* Server-side apply wraps without a word: 4294967299 is stored as 3, and later dry runs change nothing (seen on 1.36.2 and 1.20.2). */
static void check_int32(struct visit visit, const char *field, struct value value)
{
    int64_t number;
    if (!number_in(value, &number) || (number >= INT32_MIN && number <= INT32_MAX)) return;
    struct diag *diag = object_error(visit.catalog, E0717, value, visit.object, "%s '%s' sets '%s' to %" PRId64 ", and it has 32 bits",
                                     visit.object->kube->kind, visit.object->name->s, field, number);
    diag_help(&visit.catalog->session->diags, diag, "the most is %d, the least %d; of more, Kubernetes stores the lower half without a word", INT32_MAX,
              INT32_MIN);
}

/* ---- by field ---- */

static void check_schedule(struct visit visit, struct value value)
{
    Str schedule = dig_text(value), fault = schedule_fault(visit.catalog->session->arena, schedule);
    if (value.kind != V_STRING || !fault.n) return;
    struct diag *diag = object_error(visit.catalog, E0717, value, visit.object, "%s '%s' has the schedule '%.*s': %.*s", visit.object->kube->kind,
                                     visit.object->name->s, STR_ARG(schedule), STR_ARG(fault));
    diag_help(&visit.catalog->session->diags, diag, "five fields, minute, hour, day of the month, month, day of the week: \"30 2 * * SUN\", "
              "\"*/15 * * * *\"");
}

enum { ANY_VARIABLE = 32 }; /* the minor version since which a variable's name is any printable ASCII without '=' (KEP-4369) */

static bool variable_character(const struct visit visit, Str name, size_t i)
{
    char c = name.s[i];
    if (visit.catalog->session->kube >= ANY_VARIABLE) return c >= ' ' && c <= '~' && c != '=';
    return isalpha((unsigned char)c) || c == '_' || c == '-' || c == '.' || (i > 0 && isdigit((unsigned char)c));
}

static bool is_variable(const struct visit visit, Str name)
{
    size_t i = 0;
    while (i < name.n && variable_character(visit, name, i)) i++;
    bool dots = visit.catalog->session->kube < ANY_VARIABLE && (str_is(name, ".") || str_is(name, ".."));
    return name.n > 0 && i == name.n && !dots;
}

/* The key of a map becomes a name in the library; what was written is the value. */
static struct value place_of_variable(struct visit visit, struct value variable)
{
    struct value name = dig(visit.catalog, variable, "name", NULL), value = dig(visit.catalog, variable, "value", NULL);
    uint32_t file = where(visit.catalog, name, visit.object).file;
    return file && source_at(visit.catalog->session->diags.sources, file)->library && value.origin ? value : name;
}

static void check_variable(struct visit visit, struct value variable)
{
    struct value name = dig(visit.catalog, variable, "name", NULL);
    if (name.kind != V_STRING || is_variable(visit, value_str(name))) return;
    struct diag *diag = object_error(visit.catalog, E0717, place_of_variable(visit, variable), visit.object, "%s '%s' has a variable called '%.*s'",
                                     visit.object->kube->kind, visit.object->name->s, STR_ARG(value_str(name)));
    if (visit.catalog->session->kube >= ANY_VARIABLE) diag_help(&visit.catalog->session->diags, diag, "any ASCII will do, but for '='");
    else diag_help(&visit.catalog->session->diags, diag, "letters, digits, '_', '-' and '.', not beginning with a digit; from Kubernetes 1.32 on, "
                   "any ASCII but for '='");
}

static void check_metadata(struct visit visit, struct value value) { check_labels(visit.catalog, visit.object, value); }

/* A field, or all of a type where FIELD is NULL. */
static const struct value_rule {
    const char *type, *field;
    void (*check)(struct visit, struct value);
} value_rules[] = {
    {"batch.v1.CronJobSpec", "schedule", check_schedule}, {"batch.v1beta1.CronJobSpec", "schedule", check_schedule},
    {"core.v1.EnvVar", NULL, check_variable}, {"meta.v1.ObjectMeta", NULL, check_metadata},
};
enum { VALUE_RULES = COUNT(value_rules) };

static void check_by_field(struct visit visit, const struct kube_type *type, struct value value)
{
    for (size_t i = 0; i < VALUE_RULES; i++) {
        const struct value_rule *rule = &value_rules[i];
        if (type == visit.types[i]) rule->check(visit, rule->field ? dig(visit.catalog, value, rule->field, NULL) : value);
    }
}

/* ---- the walk ---- */

/* FIELD is what VALUE, or the list that it stands in, is called. */
static void walk(struct visit visit, const struct kube_type *type, const char *field, struct value value)
{
    bool int32 = type->kind == KUBE_INT_OR_STRING || (type->kind == KUBE_INT && type->name && strcmp(type->name, "int32") == 0);
    if (int32) check_int32(visit, field, value);
    for (size_t i = 0; type->kind == KUBE_LIST && value.kind == V_LIST && i < value.list->n; i++) walk(visit, type->element, field, value.list->at[i]);
    if (value.kind != V_RECORD || (type->kind != KUBE_STRUCT && type->kind != KUBE_MAP)) return;
    if (type->kind == KUBE_STRUCT) check_by_field(visit, type, value);
    for (size_t i = 0; i < value.record->n; i++) {
        const struct name *key = value.record->keys[i];
        const struct kube_type *part = kube_part_type(type, key->s, key->n);
        if (part) walk(visit, part, key->s, value.record->values[i]);
    }
}

void validate_values(struct catalog *catalog)
{
    const struct kube_type *types[VALUE_RULES];
    for (size_t i = 0; i < VALUE_RULES; i++) types[i] = kube_type_find(value_rules[i].type);
    for (size_t i = 0; i < catalog->machine->objects.n; i++) {
        struct visit visit = {catalog, catalog->machine->objects.at[i], types};
        if (visit.object->kube->type) walk(visit, visit.object->kube->type, visit.object->kube->kind, visit.object->value);
        else check_metadata(visit, dig(catalog, visit.object->value, "metadata", NULL));
    }
}
