#include "tables.h"

#include <errno.h>
#include <stdlib.h>

void split_line(struct schema *schema, struct line *line, const char *text)
{
    line->indented = text[0] == ' ';
    line->count = split_words(schema->arena, text, line->words);
    if (line->count < 0) fail(line->path, line->number, "more than %d words", TABLE_WORDS_MAX);
}

int read_minor(const struct line *line, int index)
{
    const char *text = index < line->count ? line->words[index] : "nothing";
    int minor = minor_of(text);
    if (!minor) fail(line->path, line->number, "a version such as 1.20 expected, not %s", text);
    return minor;
}

static void add_field(struct schema *schema, const struct table_line *line, int number)
{
    if (schema->types.n == 0) fail(schema->path, number, "a field before the first type");
    struct field field = {{line->name, number}, line->type, .since = line->since, .until = line->until, .required = line->required,
        .deprecated = line->old};
    vec_push(schema->arena, &schema->fields, field);
    schema->types.at[schema->types.n - 1].nfields++;
}

static void add_type(struct schema *schema, const struct table_line *line, int number)
{
    struct type type = {{line->name, number}, .first = schema->fields.n};
    vec_push(schema->arena, &schema->types, type);
}

static void add_resource(struct schema *schema, const struct table_line *line, int number)
{
    struct resource resource = {
        .entry = {line->name, number}, .api_version = line->api_version, .plural = line->plural, .type = line->type,
        .namespaced = line->namespaced, .gated = line->gated, .since = line->since, .deprecated = line->deprecated, .removed = line->removed,
    };
    vec_push(schema->arena, &schema->resources, resource);
}

static void read_line(struct schema *schema, const char *text, int number)
{
    struct table_line line;
    const char *wrong = table_line_read(schema->arena, text, &line);
    if (wrong) fail(schema->path, number, "%s", wrong);
    switch (line.kind) {
    case TABLE_EMPTY: return;
    case TABLE_FIELD: add_field(schema, &line, number); return;
    case TABLE_TYPE: add_type(schema, &line, number); return;
    case TABLE_RESOURCE: add_resource(schema, &line, number); return;
    case TABLE_RELEASE: fail(schema->path, number, "this is not the table of one release");
    }
}

static void read_lines(struct schema *schema, FILE *file)
{
    int number = 0;
    char *text = NULL;
    size_t size = 0;
    while (getline(&text, &size, file) >= 0) read_line(schema, text, ++number);
    free(text);
    if (schema->resources.n == 0 || schema->fields.n == 0) fail(schema->path, number, "no resources or no fields");
}

void read_schema(struct schema *schema, const char *path)
{
    schema->path = path;
    FILE *file = fopen(schema->path, "r");
    if (!file) fail(schema->path, 0, "%s", strerror(errno));
    read_lines(schema, file);
    fclose(file);
}

