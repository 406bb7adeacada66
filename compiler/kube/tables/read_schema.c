#include "tables.h"

#include <errno.h>
#include <stdlib.h>

void split_line(struct schema *schema, struct line *line, const char *text)
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

int read_minor(const struct line *line, int index)
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
        if (same(word, "gated")) resource->gated = true;
        else if (same(word, "since")) resource->since = read_minor(line, ++i);
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
    split_line(schema, line, text);
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

void read_schema(struct schema *schema, const char *path)
{
    schema->path = path;
    FILE *file = fopen(schema->path, "r");
    if (!file) fail(schema->path, 0, "%s", strerror(errno));
    read_lines(schema, file);
    fclose(file);
}

