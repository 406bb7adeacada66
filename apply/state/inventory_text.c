#include "inventory_text.h"

#include <stdlib.h>

/* ---- writing ---- */

static int by_id(const void *a, const void *b) { return str_cmp((*(struct entry *const *)a)->id, (*(struct entry *const *)b)->id); }

static struct entry **sorted(const struct inventory *inventory)
{
    struct entry **all = NEW_ARRAY(inventory->arena, inventory->entries.n + 1, struct entry *);
    for (size_t i = 0; i < inventory->entries.n; i++) all[i] = &inventory->entries.at[i];
    qsort(all, inventory->entries.n, sizeof *all, by_id);
    return all;
}

static void put_entry(const struct entry *entry, struct buf *out)
{
    Str parts[] = {entry->resource.api_version, entry->resource.kind, entry->resource.plural, entry->namespace, entry->name, entry->uid};
    json_t *line = json_array();
    for (size_t i = 0; i < COUNT(parts); i++) json_array_append_new(line, text_json(parts[i]));
    json_array_append_new(line, json_integer(entry->wave));
    buf_json_line(out, line);
}

void inventory_text_write(const struct inventory *inventory, struct buf *out)
{
    struct entry **all = sorted(inventory);
    for (size_t i = 0; i < inventory->entries.n; i++) put_entry(all[i], out);
}

Str inventory_text_cut(Str text, size_t most)
{
    if (text.n <= most) return text;
    const char *end = memrchr(text.s, '\n', most);
    if (!end) end = memchr(text.s, '\n', text.n);
    return end ? (Str){text.s, (size_t)(end - text.s) + 1} : text;
}

/* ---- reading ---- */

/* "Deployment.apps", "ConfigMap". */
static Str group_kind(struct arena *arena, const struct resource *resource)
{
    Str group = api_group(resource->api_version);
    return arena_printf(arena, "%.*s%s%.*s", STR_ARG(resource->kind), group.n ? "." : "", STR_ARG(group));
}

enum { PARTS = 6, NAMESPACE = 3, UID = 5, WAVE_MAX = 999 };

/* No part has blanks or control characters: they are shown to people. */
static bool is_word(const json_t *part)
{
    const char *text = json_string_value(part);
    for (size_t i = 0; text && i < json_string_length(part); i++)
        if ((unsigned char)text[i] <= ' ' || text[i] == 0x7f) return false;
    return text != NULL;
}

static bool read_parts(struct arena *arena, Str text, Str parts[PARTS], uint32_t *wave)
{
    json_t *line = json_loadb(text.s, text.n, 0, NULL), *number = json_array_get(line, PARTS);
    bool fine = json_is_array(line) && json_array_size(line) == PARTS + 1 && json_is_integer(number);
    fine = fine && json_integer_value(number) >= 0 && json_integer_value(number) <= WAVE_MAX;
    if (fine) *wave = (uint32_t)json_integer_value(number);
    for (size_t i = 0; i < PARTS && fine; i++) {
        const json_t *part = json_array_get(line, i);
        fine = is_word(part) && (json_string_length(part) || i == NAMESPACE || i == UID);
        if (fine) parts[i] = arena_copy(arena, (Str){json_string_value(part), json_string_length(part)});
    }
    json_decref(line);
    return fine;
}

static bool read_entry(struct inventory *inventory, Str text, const char **why)
{
    Str parts[PARTS];
    struct entry entry = {0};
    *why = "a line of it is no JSON array of six words and a number";
    if (!read_parts(inventory->arena, text, parts, &entry.wave)) return false;
    entry.resource = (struct resource){parts[0], parts[1], parts[2], parts[3].n > 0};
    entry.namespace = parts[3];
    entry.name = parts[4];
    entry.uid = parts[5];
    entry.id = object_id(inventory->arena, &entry.resource, entry.namespace, entry.name);
    *why = "an object is named twice in it";
    if (inventory_find(inventory, entry.id)) return false;
    inventory_put(inventory, &entry);
    return true;
}

bool inventory_text_read(struct inventory *inventory, Str text, const char **why)
{
    while (text.n) {
        const char *end = memchr(text.s, '\n', text.n);
        *why = "its last line is cut";
        if (!end || !read_entry(inventory, (Str){text.s, (size_t)(end - text.s)}, why)) return false;
        text.n -= (size_t)(end - text.s) + 1;
        text.s = end + 1;
    }
    return true;
}

/* ---- the ApplySet annotations ---- */

/* Texts, each of them once. */
struct set { struct map known; VEC(Str) v; };

static void add(const struct inventory *inventory, struct set *set, Str text)
{
    const struct name *name = name_of(inventory->names, text);
    if (map_get(&set->known, name)) return;
    map_put(inventory->arena, &set->known, name, set);
    vec_push(inventory->arena, &set->v, NAME_STR(name));
}

static int by_text(const void *a, const void *b) { return str_cmp(*(const Str *)a, *(const Str *)b); }

static Str joined(const struct inventory *inventory, struct set *set)
{
    struct buf text = {0};
    if (set->v.n) qsort(set->v.at, set->v.n, sizeof *set->v.at, by_text);
    for (size_t i = 0; i < set->v.n; i++) {
        if (i) buf_char(&text, ',');
        buf_str(&text, set->v.at[i]);
    }
    Str copy = arena_copy(inventory->arena, (Str){text.s, text.n});
    buf_free(&text);
    return copy;
}

Str inventory_group_kinds(const struct inventory *inventory)
{
    struct set kinds = {0};
    for (size_t i = 0; i < inventory->entries.n; i++) add(inventory, &kinds, group_kind(inventory->arena, &inventory->entries.at[i].resource));
    return joined(inventory, &kinds);
}

Str inventory_namespaces(const struct inventory *inventory)
{
    struct set namespaces = {0};
    for (size_t i = 0; i < inventory->entries.n; i++) {
        Str namespace = inventory->entries.at[i].namespace;
        if (namespace.n && !str_eq(namespace, inventory->namespace)) add(inventory, &namespaces, namespace);
    }
    return joined(inventory, &namespaces);
}
