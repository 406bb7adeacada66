#include "tables.h"

#include "kube/preference.h"

#include <stdlib.h>

/* ---- order ---- */

int by_name(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static const struct entry *entry_at(const void *items, size_t index, size_t size)
{
    return (const void *)((const char *)items + index * size);
}

static void sort_by_name(struct schema *schema, void *items, size_t n, size_t size)
{
    qsort(items, n, size, by_name);
    for (size_t i = 1; i < n; i++) {
        const struct entry *entry = entry_at(items, i, size);
        if (same(entry->name, entry_at(items, i - 1, size)->name))
            fail(schema->path, entry->line, "%s appears twice", entry->name);
    }
}

/* By kind, the best first. */
static int by_preference(const void *left, const void *right)
{
    const struct resource *a = left, *b = right;
    int order = strcmp(a->entry.name, b->entry.name);
    return order ? order : compare_api_versions(a->api_version, a->removed, b->api_version, b->removed);
}

static void sort_resources(struct schema *schema)
{
    const struct resource *at = schema->resources.at;
    qsort(schema->resources.at, schema->resources.n, sizeof *at, by_preference);
    for (size_t i = 1; i < schema->resources.n; i++)
        if (by_preference(&at[i - 1], &at[i]) == 0)
            fail(schema->path, at[i].entry.line, "%s %s appears twice", at[i].api_version, at[i].entry.name);
}

static void name_shortly(struct schema *schema)
{
    for (size_t i = 0; i < schema->types.n; i++) vec_push(schema->arena, &schema->short_named, schema->types.at[i].entry.name);
    schema->short_named.n = keep_best_types(schema->short_named.at, schema->short_named.n);
}

static void sort_types(struct schema *schema)
{
    sort_by_name(schema, schema->types.at, schema->types.n, sizeof *schema->types.at);
    for (size_t i = 0; i < schema->types.n; i++) {
        const struct type *type = &schema->types.at[i];
        sort_by_name(schema, schema->fields.at + type->first, type->nfields, sizeof *schema->fields.at);
    }
}

/* ---- shapes ---- */

const struct type *find_type(const struct schema *schema, const char *name)
{
    return bsearch(&name, schema->types.at, schema->types.n, sizeof *schema->types.at, by_name);
}

const struct field *find_field(const struct schema *schema, const struct type *type, const char *name)
{
    return bsearch(&name, schema->fields.at + type->first, type->nfields, sizeof *schema->fields.at, by_name);
}

/* Adds the shapes in TEXT, which must be a type. */
static void add_shapes(struct schema *schema, const char *text, int line)
{
    enum kube_kind scalar;
    if (find_type(schema, text)) return;
    vec_push(schema->arena, &schema->shapes, text);
    if (is_list(text) || is_map(text)) {
        const char *element = element_of(schema->arena, text);
        if (!element) fail(schema->path, line, "%s does not end with its bracket", text);
        add_shapes(schema, element, line);
    } else if (!is_enum(text) && !scalar_kind(text, &scalar)) {
        fail(schema->path, line, "unknown type %s", text);
    }
}

static void sort_shapes(struct schema *schema)
{
    const char **at = schema->shapes.at;
    size_t kept = 0;
    qsort(at, schema->shapes.n, sizeof *at, by_name);
    for (size_t i = 0; i < schema->shapes.n; i++)
        if (kept == 0 || !same(at[kept - 1], at[i])) at[kept++] = at[i];
    schema->shapes.n = kept;
}

static void find_shapes(struct schema *schema)
{
    for (size_t i = 0; i < schema->fields.n; i++)
        add_shapes(schema, schema->fields.at[i].type, schema->fields.at[i].entry.line);
    sort_shapes(schema);
    for (size_t i = 0; i < schema->resources.n; i++)
        if (!find_type(schema, schema->resources.at[i].type))
            fail(schema->path, schema->resources.at[i].entry.line, "unknown type %s", schema->resources.at[i].type);
}

void order_schema(struct schema *schema)
{
    sort_types(schema);
    sort_resources(schema);
    name_shortly(schema);
    find_shapes(schema);
}
