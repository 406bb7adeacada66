#include "tables.h"

#include <stdlib.h>

struct scalar {
    const char *text, *kind;
};

static const struct scalar scalars[] = {
    {"any", "KUBE_ANY"},
    {"base64", "KUBE_BASE64"},
    {"bool", "KUBE_BOOL"},
    {"float", "KUBE_FLOAT"},
    {"int-or-string", "KUBE_INT_OR_STRING"},
    {"int32", "KUBE_INT"},
    {"int64", "KUBE_INT"},
    {"object", "KUBE_OBJECT"},
    {"quantity", "KUBE_QUANTITY"},
    {"string", "KUBE_STRING"},
    {"time", "KUBE_TIME"},
};

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

enum { RANK_MAJOR = 1000, RANK_STABLE = 1000 * RANK_MAJOR, RANK_CORE = 2 * RANK_STABLE };

/* How far the version that TEXT starts with is preferred: v1 before v2beta2, that before v1beta1. */
static long version_rank(const char *text)
{
    char *end = NULL;
    long major = strtol(text + 1, &end, 10);
    if (*end == '\0' || *end == '.') return RANK_STABLE + major * RANK_MAJOR;
    return major * RANK_MAJOR + strtol(end + strcspn(end, "0123456789"), NULL, 10);
}

static long api_version_rank(const char *api_version)
{
    const char *slash = strrchr(api_version, '/');
    return version_rank(slash ? slash + 1 : api_version);
}

static int higher_first(long a, long b) { return (a < b) - (a > b); }

static int last_minor(const struct resource *resource) { return resource->removed ? resource->removed : UINT8_MAX; }

/* By kind, the best first; if all else is equal that of core, which has the shortest API version. */
static int by_preference(const void *left, const void *right)
{
    const struct resource *a = left, *b = right;
    int order = strcmp(a->entry.name, b->entry.name);
    if (order == 0) order = higher_first(api_version_rank(a->api_version), api_version_rank(b->api_version));
    if (order == 0) order = higher_first(last_minor(a), last_minor(b));
    if (order == 0) order = (int)strlen(a->api_version) - (int)strlen(b->api_version);
    return order ? order : strcmp(a->api_version, b->api_version);
}

static void sort_resources(struct schema *schema)
{
    const struct resource *at = schema->resources.at;
    qsort(schema->resources.at, schema->resources.n, sizeof *at, by_preference);
    for (size_t i = 1; i < schema->resources.n; i++)
        if (by_preference(&at[i - 1], &at[i]) == 0)
            fail(schema->path, at[i].entry.line, "%s %s appears twice", at[i].api_version, at[i].entry.name);
}

/* The rank of a type among those of its short name: core.v1.Event before events.v1.Event. */
static long type_rank(const char *full_name)
{
    return strncmp(full_name, "core.v1.", 8) == 0 ? RANK_CORE : version_rank(strchr(full_name, '.') + 1);
}

static int by_alias(const void *left, const void *right)
{
    const struct alias *a = left, *b = right;
    int order = strcmp(a->entry.name, b->entry.name);
    return order ? order : higher_first(type_rank(a->full_name), type_rank(b->full_name));
}

/* Leaves the best type of each short name, and none where two are as good. */
static void keep_best_aliases(struct schema *schema)
{
    struct alias *at = schema->aliases.at, *end = at + schema->aliases.n;
    size_t kept = 0;
    for (struct alias *best = at, *next; best < end; best = next) {
        next = best + 1;
        bool ambiguous = next < end && by_alias(best, next) == 0;
        while (next < end && same(next->entry.name, best->entry.name)) next++;
        if (!ambiguous) at[kept++] = *best;
    }
    schema->aliases.n = kept;
}

static void add_aliases(struct schema *schema)
{
    for (size_t i = 0; i < schema->types.n; i++) {
        struct entry entry = schema->types.at[i].entry;
        const char *dot = strrchr(entry.name, '.');
        if (!dot || dot == strchr(entry.name, '.')) fail(schema->path, entry.line, "a type is group.version.name");
        struct alias alias = {{dot + 1, entry.line}, entry.name};
        vec_push(schema->arena, &schema->aliases, alias);
    }
    qsort(schema->aliases.at, schema->aliases.n, sizeof *schema->aliases.at, by_alias);
    keep_best_aliases(schema);
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

bool is_list(const char *text) { return text[0] == '['; }
bool is_map(const char *text) { return text[0] == '{'; }
bool is_enum(const char *text) { return !is_list(text) && !is_map(text) && strchr(text, '|'); }

const char *element_of(struct schema *schema, const char *text)
{
    const char *end = strrchr(text, is_list(text) ? ']' : '}');
    if (!end || !(end[1] == '\0' || end[1] == ' ')) return NULL;
    return arena_copy(schema->arena, (Str){text + 1, (size_t)(end - text) - 1}).s;
}

const char *scalar_kind(const char *text)
{
    const struct scalar *scalar = bsearch(&text, scalars, COUNT(scalars), sizeof *scalars, by_name);
    return scalar ? scalar->kind : NULL;
}

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
    if (find_type(schema, text)) return;
    vec_push(schema->arena, &schema->shapes, text);
    if (is_list(text) || is_map(text)) {
        const char *element = element_of(schema, text);
        if (!element) fail(schema->path, line, "%s does not end with its bracket", text);
        add_shapes(schema, element, line);
    } else if (!is_enum(text) && !scalar_kind(text)) {
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
    add_aliases(schema);
    find_shapes(schema);
}
