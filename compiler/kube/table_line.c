#include "kube/table_line.h"

#include <stdlib.h>
#include <string.h>

int split_words(struct arena *arena, const char *text, const char *words[TABLE_WORDS_MAX])
{
    int count = 0;
    for (const char *word = text + strspn(text, " \n"); *word != '\0'; word += strspn(word, " \n")) {
        size_t length = strcspn(word, " \n");
        if (count == TABLE_WORDS_MAX) return -1;
        words[count++] = arena_copy(arena, (Str){word, length}).s;
        word += length;
    }
    return count;
}

int minor_of(const char *text)
{
    char *end = NULL;
    long minor = strncmp(text, "1.", 2) == 0 ? strtol(text + 2, &end, 10) : 0;
    return minor > 0 && minor <= KUBE_MINOR_LATEST && *end == '\0' ? (int)minor : 0;
}

/* ---- reading ---- */

struct reading {
    struct arena *arena;
    const char *words[TABLE_WORDS_MAX];
    int count;
    struct table_line *line;
    const char *wrong; /* the first thing; NULL: nothing */
};

static void refuse(struct reading *reading, const char *what)
{
    if (!reading->wrong) reading->wrong = what;
}

static int read_minor(struct reading *reading, int index)
{
    const char *text = index < reading->count ? reading->words[index] : "nothing";
    int minor = minor_of(text);
    if (!minor) refuse(reading, arena_printf(reading->arena, "a version such as 1.20 expected, not %s", text).s);
    return minor;
}

static void read_keys(struct reading *reading, int index)
{
    struct table_line *line = reading->line;
    if (!is_list(line->type) || index >= reading->count) refuse(reading, "keys expects a list and its keys");
    else line->type = arena_printf(reading->arena, "%s %s", line->type, reading->words[index]).s;
}

static void read_attributes(struct reading *reading, int first)
{
    struct table_line *line = reading->line;
    bool field = line->kind == TABLE_FIELD;
    for (int i = first; i < reading->count; i++) {
        const char *word = reading->words[i];
        if (strcmp(word, "gated") == 0) line->gated = true;
        else if (strcmp(word, "since") == 0) line->since = read_minor(reading, ++i);
        else if (field && strcmp(word, "required") == 0) line->required = true;
        else if (field && strcmp(word, "deprecated") == 0) line->old = true;
        else if (field && strcmp(word, "until") == 0) line->until = read_minor(reading, ++i);
        else if (field && strcmp(word, "keys") == 0) read_keys(reading, ++i);
        else if (!field && strcmp(word, "deprecated") == 0) line->deprecated = read_minor(reading, ++i);
        else if (!field && strcmp(word, "removed") == 0) line->removed = read_minor(reading, ++i);
        else refuse(reading, arena_printf(reading->arena, "unknown attribute %s", word).s);
    }
    if (field && line->gated) line->since = KUBE_MINOR_GATED;
}

static void read_field(struct reading *reading)
{
    if (reading->count < 2) {
        refuse(reading, "a field expects a name and a type");
        return;
    }
    *reading->line = (struct table_line){TABLE_FIELD, .name = reading->words[0], .type = reading->words[1], .since = KUBE_MINOR_MIN};
    read_attributes(reading, 2);
}

static void read_type(struct reading *reading)
{
    const char *name = reading->count == 2 ? reading->words[1] : "", *dot = strchr(name, '.');
    *reading->line = (struct table_line){TABLE_TYPE, .name = name};
    if (!*name) refuse(reading, "a type expects a name");
    else if (!dot || dot == strrchr(name, '.')) refuse(reading, "a type is group.version.name");
}

static void read_resource(struct reading *reading)
{
    const char *const *words = reading->words;
    if (reading->count < 6 || (strcmp(words[4], "namespaced") && strcmp(words[4], "cluster"))) {
        refuse(reading, "a resource expects an API version, kind, plural, scope and type");
        return;
    }
    *reading->line = (struct table_line){TABLE_RESOURCE, .name = words[2], .type = words[5], .api_version = words[1], .plural = words[3],
        .namespaced = strcmp(words[4], "namespaced") == 0, .since = KUBE_MINOR_MIN};
    read_attributes(reading, 6);
}

const char *table_line_read(struct arena *arena, const char *text, struct table_line *line)
{
    struct reading reading = {.arena = arena, .line = line};
    *line = (struct table_line){.kind = TABLE_EMPTY};
    if (text[0] == '#') return NULL;
    if (strpbrk(text, "\t\"\\\r")) return "tabs, quotes and backslashes have no use here";
    reading.count = split_words(arena, text, reading.words);
    if (reading.count < 0) return arena_printf(arena, "more than %d words", TABLE_WORDS_MAX).s;
    if (reading.count == 0) return NULL;
    if (text[0] == ' ') read_field(&reading);
    else if (strcmp(reading.words[0], "type") == 0) read_type(&reading);
    else if (strcmp(reading.words[0], "resource") == 0) read_resource(&reading);
    else if (strcmp(reading.words[0], "kubernetes") == 0) *line = (struct table_line){TABLE_RELEASE, .release = read_minor(&reading, 1)};
    else refuse(&reading, "neither a type nor a resource");
    return reading.wrong;
}

/* ---- writing ---- */

static void put_minor(struct buf *out, const char *word, int minor)
{
    if (minor) buf_printf(out, " %s 1.%d", word, minor);
}

static void put_attributes(struct buf *out, const struct table_line *line)
{
    if (line->required) buf_str(out, STR(" required"));
    if (line->old) buf_str(out, STR(" deprecated"));
    if (line->gated) buf_str(out, STR(" gated"));
    if (line->since > KUBE_MINOR_MIN && line->since < KUBE_MINOR_GATED) put_minor(out, "since", line->since);
    put_minor(out, "until", line->until);
    put_minor(out, "deprecated", line->deprecated);
    put_minor(out, "removed", line->removed);
}

void put_table_line(struct buf *out, const struct table_line *line)
{
    const char *keys = line->type ? list_keys(line->type) : NULL;
    int type_length = line->type ? (int)strcspn(line->type, " ") : 0;
    switch (line->kind) {
    case TABLE_EMPTY: break;
    case TABLE_RELEASE: buf_printf(out, "kubernetes 1.%d", line->release); break;
    case TABLE_TYPE: buf_printf(out, "type %s", line->name); break;
    case TABLE_FIELD: buf_printf(out, "  %s %.*s", line->name, type_length, line->type); break;
    case TABLE_RESOURCE:
        buf_printf(out, "resource %s %s %s %s %s", line->api_version, line->name, line->plural, line->namespaced ? "namespaced" : "cluster", line->type);
    }
    put_attributes(out, line);
    if (keys) buf_printf(out, " keys %s", keys);
    buf_char(out, '\n');
}

/* ---- types ---- */

bool is_list(const char *type) { return type[0] == '['; }
bool is_map(const char *type) { return type[0] == '{'; }
bool is_enum(const char *type) { return !is_list(type) && !is_map(type) && strchr(type, '|'); }

const char *element_of(struct arena *arena, const char *type)
{
    const char *end = strrchr(type, is_list(type) ? ']' : '}');
    if (!end || !(end[1] == '\0' || end[1] == ' ')) return NULL;
    return arena_copy(arena, (Str){type + 1, (size_t)(end - type) - 1}).s;
}

const char *list_keys(const char *type)
{
    const char *space = strchr(type, ' ');
    return space ? space + 1 : NULL;
}

bool scalar_kind(const char *type, enum kube_kind *kind)
{
    static const struct { const char *name; enum kube_kind kind; } scalars[] = {
        {"any", KUBE_ANY}, {"base64", KUBE_BASE64}, {"bool", KUBE_BOOL}, {"float", KUBE_FLOAT}, {"int-or-string", KUBE_INT_OR_STRING},
        {"int32", KUBE_INT}, {"int64", KUBE_INT}, {"object", KUBE_OBJECT}, {"quantity", KUBE_QUANTITY}, {"string", KUBE_STRING},
        {"time", KUBE_TIME}};
    for (size_t i = 0; i < COUNT(scalars); i++)
        if (strcmp(type, scalars[i].name) == 0) {
            *kind = scalars[i].kind;
            return true;
        }
    return false;
}
