#include "kube/newer.h"

#include "kube/kube_tables.h"
#include "kube/preference.h"
#include "kube/table_line.h"

#include <stdlib.h>
#include <string.h>

struct numbered_line {
    struct table_line line;
    int number;
};

/* The lines about one type. */
struct type_lines {
    const char *name;
    size_t first, n; /* its fields, among all lines */
};

/* Tables on their way from what is known and TEXT. */
struct merge {
    struct arena *arena;            /* never freed */
    const struct kube_tables *from;
    struct kube_tables *made;
    struct kube_type *types;        /* of the new tables; so are these */
    struct kube_resource *resources;
    VEC(struct numbered_line) lines;
    VEC(struct type_lines) changed; /* by name */
    struct map renewed;             /* lists and maps of the old tables to those of the new */
    struct kube_mistake mistake;    /* the first; line 0: none */
};

static void refuse(struct merge *merge, int number, const char *what)
{
    if (!merge->mistake.line) merge->mistake = (struct kube_mistake){number, what};
}

/* ---- lines ---- */

static void add_line(struct merge *merge, const struct numbered_line *line)
{
    size_t here = merge->lines.n;
    if (line->line.kind == TABLE_TYPE) {
        struct type_lines type = {line->line.name, here + 1, 0};
        vec_push(merge->arena, &merge->changed, type);
    } else if (line->line.kind == TABLE_FIELD) {
        if (merge->changed.n == 0) refuse(merge, line->number, "a field before the first type");
        else merge->changed.at[merge->changed.n - 1].n++;
    }
    vec_push(merge->arena, &merge->lines, *line);
}

static void read_lines(struct merge *merge, Str text)
{
    for (int number = 1; text.n; number++) {
        struct numbered_line line = {.number = number};
        const char *wrong = table_line_read(merge->arena, arena_copy(merge->arena, str_cut(&text, '\n')).s, &line.line);
        if (wrong) refuse(merge, number, wrong);
        if (!wrong && line.line.kind != TABLE_EMPTY) add_line(merge, &line);
    }
    bool named = merge->lines.n > 0 && merge->lines.at[0].line.kind == TABLE_RELEASE;
    if (!named) refuse(merge, 1, "a table begins with the release that it tells of, as in 'kubernetes 1.37'");
    else merge->made->newest = merge->lines.at[0].line.release;
    for (size_t i = 1; i < merge->lines.n; i++)
        if (merge->lines.at[i].line.kind == TABLE_RELEASE) refuse(merge, merge->lines.at[i].number, "a table is of one release");
}

static int by_name(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static void sort_changed(struct merge *merge)
{
    struct type_lines *at = merge->changed.at;
    if (merge->changed.n) qsort(at, merge->changed.n, sizeof *at, by_name);
    for (size_t i = 1; i < merge->changed.n; i++)
        if (strcmp(at[i].name, at[i - 1].name) == 0)
            refuse(merge, merge->lines.at[at[i].first - 1].number, arena_printf(merge->arena, "%s appears twice", at[i].name).s);
}

static const struct type_lines *lines_about(const struct merge *merge, const char *name)
{
    if (merge->changed.n == 0) return NULL;
    return bsearch(&name, merge->changed.at, merge->changed.n, sizeof *merge->changed.at, by_name);
}

/* ---- types ---- */

/* Their names alone, so that fields can point to them. */
static void name_types(struct merge *merge)
{
    struct kube_tables *made = merge->made;
    const struct kube_tables *from = merge->from;
    merge->types = NEW_ARRAY(merge->arena, from->ntypes + merge->changed.n, struct kube_type);
    made->types = merge->types;
    for (size_t old = 0, new = 0; old < from->ntypes || new < merge->changed.n;) {
        int order = old == from->ntypes ? 1 : new == merge->changed.n ? -1 : strcmp(from->types[old].name, merge->changed.at[new].name);
        struct kube_type fresh = {.kind = KUBE_STRUCT, .name = order > 0 ? merge->changed.at[new].name : NULL};
        merge->types[made->ntypes++] = order > 0 ? fresh : from->types[old];
        old += order <= 0;
        new += order >= 0;
    }
}

static const struct kube_type *container(struct merge *merge, enum kube_kind kind, const struct kube_type *element, const char *keys)
{
    struct kube_type *type = NEW(merge->arena, struct kube_type);
    *type = (struct kube_type){.kind = kind, .element = element, .list_keys = keys};
    return type;
}

/* What a type of the old tables is in the new ones. */
static const struct kube_type *renew(struct merge *merge, const struct kube_type *type)
{
    if (type->kind == KUBE_STRUCT) return kube_type_in(merge->made, type->name);
    if (!type->element) return type;
    const struct kube_type *known = map_get(&merge->renewed, type);
    if (known) return known;
    const struct kube_type *made = container(merge, type->kind, renew(merge, type->element), type->list_keys);
    map_put(merge->arena, &merge->renewed, type, (void *)made);
    return made;
}

static const struct kube_type *enum_of_text(struct merge *merge, const char *text)
{
    struct kube_type *type = NEW(merge->arena, struct kube_type);
    VEC(const char *) values = {0};
    for (Str rest = str_of(text); rest.n;) vec_push(merge->arena, &values, arena_copy(merge->arena, str_cut(&rest, '|')).s);
    qsort(values.at, values.n, sizeof *values.at, by_name);
    vec_push(merge->arena, &values, NULL);
    *type = (struct kube_type){.kind = KUBE_ENUM, .name = text, .values = values.at};
    return type;
}

/* NULL: it is none, which was refused. */
static const struct kube_type *type_of_text(struct merge *merge, const char *text, int number)
{
    struct arena *arena = merge->arena;
    enum kube_kind scalar;
    const struct kube_type *found = kube_type_in(merge->made, text);
    if (found) return found;
    if (is_list(text) || is_map(text)) {
        const char *inner = element_of(arena, text);
        const struct kube_type *element = inner ? type_of_text(merge, inner, number) : NULL;
        if (!inner) refuse(merge, number, arena_printf(arena, "%s does not end with its bracket", text).s);
        return element ? container(merge, is_list(text) ? KUBE_LIST : KUBE_MAP, element, list_keys(text)) : NULL;
    }
    if (is_enum(text)) return enum_of_text(merge, text);
    if (!scalar_kind(text, &scalar)) {
        refuse(merge, number, arena_printf(arena, "unknown type %s", text).s);
        return NULL;
    }
    struct kube_type *type = NEW(arena, struct kube_type);
    *type = (struct kube_type){.kind = scalar, .name = text};
    return type;
}

static int compare_fields(const void *a, const void *b)
{
    return strcmp(((const struct kube_field *)a)->name, ((const struct kube_field *)b)->name);
}

/* In the place of what was known, or behind the others. */
static void set_field(struct merge *merge, struct kube_type *type, struct kube_field *fields, const struct numbered_line *line)
{
    const struct table_line *said = &line->line;
    size_t at = 0;
    while (at < type->nfields && strcmp(fields[at].name, said->name)) at++;
    fields[at] = (struct kube_field){said->name, type_of_text(merge, said->type, line->number), (uint8_t)said->since, (uint8_t)said->until,
            said->required, said->old};
    if (at == type->nfields) type->nfields++;
}

static void fill_type(struct merge *merge, struct kube_type *type)
{
    const struct type_lines *lines = lines_about(merge, type->name);
    size_t added = lines ? lines->n : 0;
    struct kube_field *fields = NEW_ARRAY(merge->arena, type->nfields + added + 1, struct kube_field);
    for (size_t i = 0; i < type->nfields; i++) {
        fields[i] = type->fields[i];
        fields[i].type = renew(merge, fields[i].type);
    }
    for (size_t i = 0; i < added; i++) set_field(merge, type, fields, &merge->lines.at[lines->first + i]);
    qsort(fields, type->nfields, sizeof *fields, compare_fields);
    type->fields = fields;
}

/* ---- resources ---- */

static void set_resource(struct merge *merge, const struct numbered_line *line)
{
    const struct table_line *said = &line->line;
    struct kube_resource *at = merge->resources, *end = at + merge->made->nresources;
    while (at < end && (strcmp(at->kind, said->name) || strcmp(at->api_version, said->api_version))) at++;
    if (at == end) merge->made->nresources++;
    *at = (struct kube_resource){.api_version = said->api_version, .kind = said->name, .plural = said->plural, .namespaced = said->namespaced,
        .gated = said->gated, .since = (uint8_t)said->since, .deprecated = (uint8_t)said->deprecated, .removed = (uint8_t)said->removed,
        .type = kube_type_in(merge->made, said->type)};
    if (!at->type) refuse(merge, line->number, arena_printf(merge->arena, "unknown type %s", said->type).s);
}

static int by_preference(const void *left, const void *right)
{
    const struct kube_resource *a = left, *b = right;
    int order = strcmp(a->kind, b->kind);
    return order ? order : compare_api_versions(a->api_version, a->removed, b->api_version, b->removed);
}

static void fill_resources(struct merge *merge)
{
    struct kube_tables *made = merge->made;
    merge->resources = NEW_ARRAY(merge->arena, merge->from->nresources + merge->lines.n, struct kube_resource);
    made->resources = merge->resources;
    made->nresources = merge->from->nresources;
    for (size_t i = 0; i < made->nresources; i++) {
        merge->resources[i] = merge->from->resources[i];
        merge->resources[i].type = renew(merge, merge->resources[i].type);
    }
    for (size_t i = 0; i < merge->lines.n; i++)
        if (merge->lines.at[i].line.kind == TABLE_RESOURCE) set_resource(merge, &merge->lines.at[i]);
    qsort(merge->resources, made->nresources, sizeof *merge->resources, by_preference);
}

/* ---- short names ---- */

static void fill_short_names(struct merge *merge)
{
    struct kube_tables *made = merge->made;
    const char **names = NEW_ARRAY(merge->arena, made->ntypes, const char *);
    struct short_name *short_names = NEW_ARRAY(merge->arena, made->ntypes, struct short_name);
    for (size_t i = 0; i < made->ntypes; i++) names[i] = merge->types[i].name;
    made->nshort_names = keep_best_types(names, made->ntypes);
    for (size_t i = 0; i < made->nshort_names; i++) short_names[i] = (struct short_name){short_type_name(names[i]), kube_type_in(made, names[i])};
    made->short_names = short_names;
}

/* ---- all of it ---- */

/* Tables that tell of nothing from RELEASE on. */
static const struct kube_tables *tables_before(int release)
{
    const struct kube_tables *tables = kube_tables_known();
    while (tables->before && tables->newest >= release) tables = tables->before;
    return tables;
}

static void make_tables(struct merge *merge)
{
    name_types(merge);
    for (size_t i = 0; i < merge->made->ntypes; i++) fill_type(merge, &merge->types[i]);
    fill_resources(merge);
    fill_short_names(merge);
}

static bool is_known(Str text)
{
    for (const struct kube_tables *tables = kube_tables_known(); tables->before; tables = tables->before)
        if (str_eq(tables->text, text)) return true;
    return false;
}

bool kube_add_release(Str text, struct kube_mistake *mistake)
{
    static struct arena *arena;
    if (is_known(text)) return true;
    if (!arena) arena = arena_new(0);
    struct merge merge = {.arena = arena, .made = NEW(arena, struct kube_tables)};
    read_lines(&merge, text);
    sort_changed(&merge);
    merge.from = tables_before(merge.made->newest);
    if (merge.made->newest <= merge.from->newest) refuse(&merge, 1, arena_printf(arena, "stk knows 1.%d without it", merge.made->newest).s);
    merge.made->before = merge.from;
    merge.made->text = arena_copy(arena, text);
    if (!merge.mistake.line) make_tables(&merge);
    *mistake = merge.mistake;
    if (!merge.mistake.line) kube_tables_add(merge.made);
    return !merge.mistake.line;
}
