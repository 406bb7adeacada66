#include "planes.h"

#include <stdlib.h>

const struct resource_kind resources[RESOURCE_COUNT] = {[CPU] = {"cpu", V_CPU}, [MEMORY] = {"memory", V_BYTES}};

Span plane_place(const struct planes *planes, struct value value, const struct fact *fact)
{
    Span at = origin_span(&planes->catalog->machine->program->origins, value.origin);
    return at.file ? at : fact->instance->at;
}

static const struct name *name_in(struct planes *planes, struct value value)
{
    return value.kind == V_STRING ? name_of(planes->session->names, value_str(value)) : NULL;
}

static void read_plane(struct planes *planes, const struct fact *fact)
{
    struct catalog *catalog = planes->catalog;
    struct plane *plane = NEW(planes->session->arena, struct plane);
    *plane = (struct plane){.name = name_in(planes, dig(catalog, fact->value, "name", NULL)), .fact = fact};
    if (!plane->name || map_get(&planes->by_name, plane->name)) return;
    number_in(dig(catalog, fact->value, "at_least", NULL), &plane->nodes);
    for (size_t i = 0; i < RESOURCE_COUNT; i++) plane->each[i] = dig(catalog, fact->value, resources[i].name, NULL);
    plane->disjoint = is_true(dig(catalog, fact->value, "disjoint", NULL));
    map_put(planes->session->arena, &planes->by_name, plane->name, plane);
    vec_push(planes->session->arena, &planes->planes, plane);
}

static int by_name(const void *a, const void *b)
{
    const struct plane *x = *(const struct plane *const *)a, *y = *(const struct plane *const *)b;
    return str_cmp(NAME_STR(x->name), NAME_STR(y->name));
}

static const struct name *members_key(struct planes *planes, const struct plane *const *members, size_t n)
{
    struct buf text = {0};
    for (size_t i = 0; i < n; i++) buf_printf(&text, "%s ", members[i]->name->s);
    const struct name *key = name_of(planes->session->names, (Str){text.s, text.n});
    buf_free(&text);
    return key;
}

/* NULL: none, or one of the names is no plane. */
static struct plane_set *set_of(struct planes *planes, struct value names)
{
    size_t n = names.kind == V_LIST ? names.list->n : 0, kept = 0;
    const struct plane **members = NEW_ARRAY(planes->session->arena, n, const struct plane *);
    for (size_t i = 0; i < n; i++) {
        const struct name *name = name_in(planes, names.list->at[i]);
        members[i] = name ? map_get(&planes->by_name, name) : NULL;
        if (!members[i]) return NULL;
    }
    if (n) qsort(members, n, sizeof *members, by_name);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || members[kept - 1] != members[i]) members[kept++] = members[i];
    const struct name *key = members_key(planes, members, kept);
    struct plane_set *set = map_get(&planes->by_members, key);
    if (set || !kept) return set;
    set = NEW(planes->session->arena, struct plane_set);
    *set = (struct plane_set){.members = members, .n = kept, .named = members[0]};
    for (size_t i = 0; i < kept; i++) {
        set->nodes = plus(set->nodes, members[i]->nodes);
        set->open |= !members[i]->disjoint;
    }
    map_put(planes->session->arena, &planes->by_members, key, set);
    vec_push(planes->session->arena, &planes->sets, set);
    return set;
}

static void read_placement(struct planes *planes, const struct fact *fact)
{
    struct catalog *catalog = planes->catalog;
    struct plane_set *set = set_of(planes, dig(catalog, fact->value, "members", NULL));
    if (!set) return;
    struct placement *placement = NEW(planes->session->arena, struct placement);
    *placement = (struct placement){.fact = fact, .set = set, .replicas = dig(catalog, fact->value, "replicas", NULL), .pods = set->nodes};
    placement->workload = dig_text(dig(catalog, fact->value, "workload", NULL));
    placement->plane = dig_text(dig(catalog, fact->value, "plane", NULL));
    placement->everywhere = !number_in(placement->replicas, &placement->pods);
    placement->hard = str_is(dig_text(dig(catalog, fact->value, "spread", NULL)), "hard");
    for (size_t i = 0; i < RESOURCE_COUNT; i++) {
        struct value each = dig(catalog, fact->value, resources[i].name, NULL);
        if (each.kind == resources[i].kind) placement->each[i] = each.integer;
    }
    const struct name *name = name_find(planes->session->names, placement->plane);
    const struct plane *plane = name ? map_get(&planes->by_name, name) : NULL;
    if (plane) set->named = plane;
    vec_push(planes->session->arena, &planes->placements, placement);
    vec_push(planes->session->arena, &set->placements, placement);
}

void planes_read(struct planes *planes)
{
    const struct machine *machine = planes->catalog->machine;
    for (size_t i = 0; i < machine->facts.n; i++)
        if (strcmp(machine->facts.at[i].name->s, "plane") == 0) read_plane(planes, &machine->facts.at[i]);
    for (size_t i = 0; i < machine->facts.n; i++)
        if (strcmp(machine->facts.at[i].name->s, "placement") == 0) read_placement(planes, &machine->facts.at[i]);
}

bool plane_set_has(const struct plane_set *set, const struct plane *plane)
{
    for (size_t i = 0; i < set->n; i++)
        if (set->members[i] == plane) return true;
    return false;
}
