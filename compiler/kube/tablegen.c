/* Turns schema.txt, which tells its own format, into the constant tables that kube.c includes:
 *
 *     tablegen schema.txt > kube_tables.c
 *
 * They are sorted for binary search. A malformed schema is an error with its line. */
#include "base/base.h"
#include "kube/kube.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { WORDS_MAX = 16 };

/* A line of the schema, cut into words. */
struct line {
    const char *path;
    int number;
    bool indented;
    const char *words[WORDS_MAX];
    int count;
};

/* What the other structures start with: the name to sort by, and the line to blame. */
struct entry {
    const char *name;
    int line;
};

struct field {
    struct entry entry;
    const char *type; /* as text, followed by its merge keys if it has some: "string", "[core.v1.EnvVar] name" */
    int since, until;
    bool required;
};

struct type {
    struct entry entry;
    size_t first, nfields; /* its part of all fields */
};

struct resource {
    struct entry entry; /* the kind */
    const char *api_version, *plural, *type;
    bool namespaced;
    int since, deprecated, removed;
};

/* A type under its short name. */
struct alias {
    struct entry entry;
    const char *full_name;
};

struct schema {
    struct arena *arena;
    const char *path;
    VEC(struct type) types;
    VEC(struct field) fields; /* those of a type together */
    VEC(struct resource) resources;
    VEC(struct alias) aliases;
    VEC(const char *) shapes; /* types that need no name: scalars, enums, lists and maps, as text */
};

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

NORETURN static void fail(const char *path, int line, const char *fmt, ...) PRINTF(3, 4);

static void fail(const char *path, int line, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fprintf(stderr, "%s:%d: ", path, line);
    vfprintf(stderr, fmt, args);
    fputc('\n', stderr);
    va_end(args);
    exit(EXIT_FAILURE);
}

static bool same(const char *a, const char *b) { return strcmp(a, b) == 0; }

/* ---- reading ---- */

static void split(struct schema *schema, struct line *line, const char *text)
{
    line->indented = text[0] == ' ';
    line->count = 0;
    for (const char *word = text + strspn(text, " \n"); *word != '\0'; word += strspn(word, " \n")) {
        size_t length = strcspn(word, " \n");
        if (line->count == WORDS_MAX) fail(line->path, line->number, "more than %d words", WORDS_MAX);
        line->words[line->count++] = arena_copy(schema->arena, (Str){word, length}).s;
        word += length;
    }
}

static int read_minor(const struct line *line, int index)
{
    const char *text = index < line->count ? line->words[index] : "nothing";
    char *end = NULL;
    long minor = strncmp(text, "1.", 2) == 0 ? strtol(text + 2, &end, 10) : 0;
    if (minor <= 0 || minor > UINT8_MAX || *end != '\0')
        fail(line->path, line->number, "a version such as 1.20 expected, not %s", text);
    return (int)minor;
}

static const char *read_keyed_list(struct schema *schema, const struct line *line, int index)
{
    const char *list = line->words[1];
    if (list[0] != '[' || index >= line->count) fail(line->path, line->number, "keys expects a list and its keys");
    return arena_printf(schema->arena, "%s %s", list, line->words[index]).s;
}

static void read_field_attributes(struct schema *schema, struct field *field, const struct line *line)
{
    for (int i = 2; i < line->count; i++) {
        const char *word = line->words[i];
        if (same(word, "required")) field->required = true;
        else if (same(word, "gated")) field->since = KUBE_MINOR_GATED;
        else if (same(word, "since")) field->since = read_minor(line, ++i);
        else if (same(word, "until")) field->until = read_minor(line, ++i);
        else if (same(word, "keys")) field->type = read_keyed_list(schema, line, ++i);
        else fail(line->path, line->number, "unknown attribute %s", word);
    }
}

static void read_field(struct schema *schema, const struct line *line)
{
    if (schema->types.n == 0) fail(line->path, line->number, "a field before the first type");
    if (line->count < 2) fail(line->path, line->number, "a field expects a name and a type");
    struct field field = {{line->words[0], line->number}, line->words[1], .since = KUBE_MINOR_MIN};
    read_field_attributes(schema, &field, line);
    vec_push(schema->arena, &schema->fields, field);
    schema->types.at[schema->types.n - 1].nfields++;
}

static void read_type(struct schema *schema, const struct line *line)
{
    if (line->count != 2) fail(line->path, line->number, "a type expects a name");
    struct type type = {{line->words[1], line->number}, .first = schema->fields.n};
    vec_push(schema->arena, &schema->types, type);
}

static void read_resource_attributes(struct resource *resource, const struct line *line)
{
    for (int i = 6; i < line->count; i++) {
        const char *word = line->words[i];
        if (same(word, "since")) resource->since = read_minor(line, ++i);
        else if (same(word, "deprecated")) resource->deprecated = read_minor(line, ++i);
        else if (same(word, "removed")) resource->removed = read_minor(line, ++i);
        else fail(line->path, line->number, "unknown attribute %s", word);
    }
}

static void read_resource(struct schema *schema, const struct line *line)
{
    const char *const *words = line->words;
    if (line->count < 6 || !(same(words[4], "namespaced") || same(words[4], "cluster")))
        fail(line->path, line->number, "a resource expects an API version, kind, plural, scope and type");
    struct resource resource = {
        .entry = {words[2], line->number}, .api_version = words[1], .plural = words[3], .type = words[5],
        .namespaced = same(words[4], "namespaced"), .since = KUBE_MINOR_MIN,
    };
    read_resource_attributes(&resource, line);
    vec_push(schema->arena, &schema->resources, resource);
}

static void read_line(struct schema *schema, struct line *line, const char *text)
{
    if (text[0] == '#') return;
    if (strpbrk(text, "\t\"\\")) fail(line->path, line->number, "tabs, quotes and backslashes have no use here");
    split(schema, line, text);
    if (line->count == 0) return;
    if (line->indented) read_field(schema, line);
    else if (same(line->words[0], "type")) read_type(schema, line);
    else if (same(line->words[0], "resource")) read_resource(schema, line);
    else fail(line->path, line->number, "neither a type nor a resource");
}

static void read_lines(struct schema *schema, FILE *file)
{
    struct line line = {.path = schema->path};
    char *text = NULL;
    size_t size = 0;
    while (getline(&text, &size, file) >= 0) {
        line.number++;
        read_line(schema, &line, text);
    }
    free(text);
    if (schema->resources.n == 0 || schema->fields.n == 0) fail(line.path, line.number, "no resources or no fields");
}

static void read_schema(struct schema *schema)
{
    FILE *file = fopen(schema->path, "r");
    if (!file) fail(schema->path, 0, "%s", strerror(errno));
    read_lines(schema, file);
    fclose(file);
}

/* ---- order ---- */

/* Of two pointers to anything that starts with its name. */
static int by_name(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

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

static bool is_list(const char *text) { return text[0] == '['; }
static bool is_map(const char *text) { return text[0] == '{'; }
static bool is_enum(const char *text) { return !is_list(text) && !is_map(text) && strchr(text, '|'); }

/* The T of "[T]", "[T] keys" or "{T}"; NULL if the bracket is not closed there. */
static const char *element_of(struct schema *schema, const char *text)
{
    const char *end = strrchr(text, is_list(text) ? ']' : '}');
    if (!end || !(end[1] == '\0' || end[1] == ' ')) return NULL;
    return arena_copy(schema->arena, (Str){text + 1, (size_t)(end - text) - 1}).s;
}

static const char *list_keys(const char *text)
{
    const char *space = strchr(text, ' ');
    return space ? space + 1 : NULL;
}

static const struct scalar *find_scalar(const char *text)
{
    return bsearch(&text, scalars, COUNT(scalars), sizeof *scalars, by_name);
}

static const struct type *find_type(const struct schema *schema, const char *name)
{
    return bsearch(&name, schema->types.at, schema->types.n, sizeof *schema->types.at, by_name);
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
    } else if (!is_enum(text) && !find_scalar(text)) {
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

/* ---- writing ---- */

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
        write_reference(schema, element_of(schema, text));
        printf(", .list_keys = ");
        write_string(list_keys(text));
    } else {
        printf("    {.kind = %s, .name = \"%s\"", is_enum(text) ? "KUBE_ENUM" : find_scalar(text)->kind, text);
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
        printf(", %d, %d, %d},\n", field->since, field->until, field->required);
    }
    printf("};\n\n");
}

static void write_types(const struct schema *schema)
{
    printf("static const struct kube_type kube_types[%zu] = {\n", schema->types.n);
    for (size_t i = 0; i < schema->types.n; i++) {
        const struct type *type = &schema->types.at[i];
        printf("    {.kind = KUBE_STRUCT, .name = \"%s\", .fields = kube_fields + %zu, .nfields = %zu},\n",
               type->entry.name, type->first, type->nfields);
    }
    printf("};\n\n");
}

static void write_short_names(const struct schema *schema)
{
    printf("static const struct short_name kube_short_names[] = {\n");
    for (size_t i = 0; i < schema->aliases.n; i++) {
        printf("    {\"%s\", ", schema->aliases.at[i].entry.name);
        write_reference(schema, schema->aliases.at[i].full_name);
        printf("},\n");
    }
    printf("};\n\n");
}

static void write_resources(const struct schema *schema)
{
    printf("static const struct kube_resource kube_resources[] = {\n");
    for (size_t i = 0; i < schema->resources.n; i++) {
        const struct resource *resource = &schema->resources.at[i];
        printf("    {\"%s\", \"%s\", \"%s\", %d, %d, %d, %d, ", resource->api_version, resource->entry.name,
               resource->plural, resource->namespaced, resource->since, resource->deprecated, resource->removed);
        write_reference(schema, resource->type);
        printf("},\n");
    }
    printf("};\n");
}

static void write_tables(struct schema *schema)
{
    printf("/* Made from schema.txt by tablegen. */\n\n");
    printf("static const struct kube_type kube_types[%zu];\n", schema->types.n);
    printf("static const struct kube_type kube_shapes[%zu];\n\n", schema->shapes.n);
    write_enums(schema);
    write_shapes(schema);
    write_fields(schema);
    write_types(schema);
    write_short_names(schema);
    write_resources(schema);
}

static int usage(void)
{
    fprintf(stderr, "usage: tablegen schema.txt > kube_tables.c\n");
    return 2;
}

int main(int argc, char **argv)
{
    if (argc != 2) return usage();
    struct schema schema = {.arena = arena_new(0), .path = argv[1]};
    read_schema(&schema);
    sort_types(&schema);
    sort_resources(&schema);
    add_aliases(&schema);
    find_shapes(&schema);
    write_tables(&schema);
    arena_free(schema.arena);
    return fflush(stdout) == 0 && !ferror(stdout) ? EXIT_SUCCESS : EXIT_FAILURE;
}
