#include "tables.h"

#include "kube/preference.h"

#include <stdlib.h>

static void write_string(const char *text)
{
    if (text) printf("\"%s\"", text);
    else printf("NULL");
}

static void write_reference(const struct schema *schema, const char *text)
{
    const struct type *type = find_type(schema, text);
    const char **at = schema->shapes.at;
    if (type) printf("&kube_types[%td]", type - schema->types.at);
    else printf("&kube_shapes[%td]", (const char **)bsearch(&text, at, schema->shapes.n, sizeof *at, by_name) - at);
}

static void write_values(const char *text)
{
    for (const char *value = text, *end;; value = end + 1) {
        end = value + strcspn(value, "|");
        printf("\"%.*s\", ", (int)(end - value), value);
        if (*end == '\0') return;
    }
}

static void write_enums(const struct schema *schema)
{
    for (size_t i = 0; i < schema->shapes.n; i++) {
        if (!is_enum(schema->shapes.at[i])) continue;
        printf("static const char *const kube_values_%zu[] = {", i);
        write_values(schema->shapes.at[i]);
        printf("NULL};\n");
    }
    printf("\n");
}

static void write_shape(struct schema *schema, size_t index)
{
    const char *text = schema->shapes.at[index];
    if (is_list(text) || is_map(text)) {
        printf("    {.kind = %s, .element = ", is_list(text) ? "KUBE_LIST" : "KUBE_MAP");
        write_reference(schema, element_of(schema->arena, text));
        printf(", .list_keys = ");
        write_string(list_keys(text));
    } else {
        enum kube_kind kind = KUBE_ENUM;
        scalar_kind(text, &kind);
        printf("    {.kind = %d, .name = \"%s\"", kind, text);
        if (is_enum(text)) printf(", .values = kube_values_%zu", index);
    }
    printf("},\n");
}

static void write_shapes(struct schema *schema)
{
    printf("static const struct kube_type kube_shapes[%zu] = {\n", schema->shapes.n);
    for (size_t i = 0; i < schema->shapes.n; i++) write_shape(schema, i);
    printf("};\n\n");
}

static void write_fields(const struct schema *schema)
{
    printf("static const struct kube_field kube_fields[%zu] = {\n", schema->fields.n);
    for (size_t i = 0; i < schema->fields.n; i++) {
        const struct field *field = &schema->fields.at[i];
        printf("    {\"%s\", ", field->entry.name);
        write_reference(schema, field->type);
        printf(", %d, %d, %d, %d},\n", field->since, field->until, field->required, field->deprecated);
    }
    printf("};\n\n");
}

/* Of the rules, which are in the order of types, those from FIRST on that are about TYPE. */
static size_t count_rules(const struct schema *schema, const struct type *type, size_t first)
{
    size_t n = 0;
    while (first + n < schema->rules.n && same(schema->rules.at[first + n].type, type->entry.name)) n++;
    return n;
}

static void write_types(const struct schema *schema)
{
    size_t first = 0;
    printf("static const struct kube_type kube_types[%zu] = {\n", schema->types.n);
    for (size_t i = 0; i < schema->types.n; i++) {
        const struct type *type = &schema->types.at[i];
        size_t rules = count_rules(schema, type, first);
        printf("    {.kind = KUBE_STRUCT, .name = \"%s\", .fields = kube_fields + %zu, .nfields = %zu", type->entry.name, type->first, type->nfields);
        if (rules) printf(", .rules = kube_rule_table + %zu, .nrules = %zu", first, rules);
        printf("},\n");
        first += rules;
    }
    printf("};\n\n");
}

/* ---- rules ---- */

static void write_words(const struct schema *schema)
{
    printf("const char *const kube_words[%zu] = {", schema->words.n);
    for (size_t i = 0; i < schema->words.n; i++) {
        printf("%s", i % 12 ? " " : "\n    ");
        write_string(schema->words.at[i]);
        printf(",");
    }
    printf("\n};\n\n");
}

static void write_conditions(const struct schema *schema)
{
    printf("static const struct kube_condition kube_conditions[] = {\n");
    for (size_t i = 0; i < schema->conditions.n; i++) {
        const struct condition *condition = &schema->conditions.at[i];
        printf("    {kube_words + %d, ", condition->path);
        if (condition->values < 0) printf("NULL");
        else printf("kube_words + %d", condition->values);
        printf(", %d},\n", condition->unless);
    }
    printf("    {0},\n};\n\n");
}

static void write_bound(int64_t bound)
{
    if (bound == INT64_MIN) printf("INT64_MIN, ");
    else if (bound == INT64_MAX) printf("INT64_MAX, ");
    else printf("%lld, ", (long long)bound);
}

static void write_rule(const struct rule *rule)
{
    printf("    {%s, %d, %d, %d, kube_conditions + %d, kube_words + %d, ", rule->kind, rule->since, rule->until, rule->nconditions, rule->conditions,
           rule->path);
    write_bound(rule->low);
    write_bound(rule->high);
    printf("%s, ", rule->number);
    if (rule->words < 0) printf("NULL},\n");
    else printf("kube_words + %d},\n", rule->words);
}

static void write_rules(const struct schema *schema)
{
    write_words(schema);
    write_conditions(schema);
    printf("static const struct kube_rule kube_rule_table[%zu] = {\n", schema->rules.n);
    for (size_t i = 0; i < schema->rules.n; i++) write_rule(&schema->rules.at[i]);
    printf("};\n\n");
}

static void write_short_names(const struct schema *schema)
{
    printf("static const struct short_name kube_short_names[] = {\n");
    for (size_t i = 0; i < schema->short_named.n; i++) {
        printf("    {\"%s\", ", short_type_name(schema->short_named.at[i]));
        write_reference(schema, schema->short_named.at[i]);
        printf("},\n");
    }
    printf("};\n\n");
}

static void write_resources(const struct schema *schema)
{
    printf("static const struct kube_resource kube_resources[] = {\n");
    for (size_t i = 0; i < schema->resources.n; i++) {
        const struct resource *resource = &schema->resources.at[i];
        printf("    {\"%s\", \"%s\", \"%s\", %d, %d, %d, %d, %d, ", resource->api_version, resource->entry.name, resource->plural,
               resource->namespaced, resource->gated, resource->since, resource->deprecated, resource->removed);
        write_reference(schema, resource->type);
        printf("},\n");
    }
    printf("};\n");
}

void write_tables(struct schema *schema)
{
    printf("/* Made from schema.txt and rules/ by tablegen. */\n\n");
    printf("static const struct kube_type kube_types[%zu];\n", schema->types.n);
    printf("static const struct kube_type kube_shapes[%zu];\n\n", schema->shapes.n);
    write_enums(schema);
    write_shapes(schema);
    write_fields(schema);
    write_rules(schema);
    write_types(schema);
    write_short_names(schema);
    write_resources(schema);
}

