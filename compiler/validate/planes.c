#include "planes.h"

#include <stdlib.h>

/* ---- resources ---- */

static void add_devices(struct planes *planes, struct map *seen, struct value devices)
{
    for (size_t i = 0; devices.kind == V_RECORD && i < devices.record->n; i++) {
        const struct name *name = devices.record->keys[i];
        if (map_get(seen, name)) continue;
        map_put(planes->session->arena, seen, name, planes);
        vec_push(planes->session->arena, &planes->resources, ((struct resource){name->s, V_INT}));
    }
}

static void find_resources(struct planes *planes)
{
    static const struct resource plain[] = {{"cpu", V_CPU}, {"memory", V_BYTES}, {"disk", V_BYTES}};
    const struct machine *machine = planes->catalog->machine;
    struct map seen = {0};
    for (size_t i = 0; i < COUNT(plain); i++) vec_push(planes->session->arena, &planes->resources, plain[i]);
    for (size_t i = 0; i < machine->facts.n; i++) {
        const struct fact *fact = &machine->facts.at[i];
        bool of_planes = strcmp(fact->name->s, "plane") == 0 || strcmp(fact->name->s, "placement") == 0;
        if (of_planes) add_devices(planes, &seen, dig(planes->catalog, fact->value, "devices"));
    }
}

/* Of a fact; V_NULL: it does not tell. */
static struct value told(struct planes *planes, const struct fact *fact, const struct resource *resource)
{
    struct value whole = resource->kind == V_INT ? dig(planes->catalog, fact->value, "devices") : fact->value;
    struct value found = value_get(planes->session->arena, whole, session_name(planes->session, resource->name));
    return found.kind == resource->kind ? found : value_null();
}

/* A node that is described has no devices but those that are named. */
static struct value offered(struct planes *planes, const struct fact *fact, const struct resource *resource)
{
    struct value found = told(planes, fact, resource), described = dig(planes->catalog, fact->value, "cpu");
    bool none = found.kind == V_NULL && resource->kind == V_INT && described.kind != V_NULL;
    return none ? value_with_origin(value_int(0), described.origin) : found;
}

/* ---- planes and placements ---- */

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
    *plane = (struct plane){.name = name_in(planes, dig(catalog, fact->value, "name")), .fact = fact};
    if (!plane->name || map_get(&planes->by_name, plane->name)) return;
    number_in(dig(catalog, fact->value, "at_least"), &plane->nodes);
    plane->each = NEW_ARRAY(planes->session->arena, planes->resources.n, struct value);
    for (size_t i = 0; i < planes->resources.n; i++) plane->each[i] = offered(planes, fact, &planes->resources.at[i]);
    plane->disjoint = is_true(dig(catalog, fact->value, "disjoint"));
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
    for (size_t i = 0; i < n; i++) {
        buf_str(&text, NAME_STR(members[i]->name));
        buf_char(&text, ' ');
    }
    const struct name *key = name_of(planes->session->names, (Str){text.s, text.n});
    buf_free(&text);
    return key;
}

/* A node may be in several planes, but for those that are disjoint: of the others, the largest is all that is sure. */
static int64_t sure_nodes(const struct plane_set *set)
{
    int64_t apart = 0, shared = 0;
    for (size_t i = 0; i < set->n; i++) {
        const struct plane *member = set->members[i];
        if (member->disjoint) apart = plus(apart, member->nodes);
        else if (member->nodes > shared) shared = member->nodes;
    }
    return plus(apart, shared);
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
    set->sure = sure_nodes(set);
    map_put(planes->session->arena, &planes->by_members, key, set);
    vec_push(planes->session->arena, &planes->sets, set);
    return set;
}

/* "Kind/name" among the objects of the fact's instance. */
static const struct workload *workload_of(const struct planes *planes, const struct placement *placement)
{
    const struct machine *machine = planes->catalog->machine;
    const char *slash = memchr(placement->workload.s, '/', placement->workload.n);
    if (!slash) return NULL;
    Str kind = {placement->workload.s, (size_t)(slash - placement->workload.s)}, name = {slash + 1, placement->workload.n - kind.n - 1};
    for (uint32_t i = placement->fact->instance->first_object; i < placement->fact->instance->end_object; i++) {
        const struct object *object = machine->objects.at[i];
        if (str_is(kind, object->kube->kind) && str_eq(name, NAME_STR(object->name))) return workload_of_object(planes->catalog, object);
    }
    return NULL;
}

/* What its RuntimeClass, if it is in the stack, asks for each pod beside its containers. */
static void add_overhead(struct planes *planes, struct placement *placement)
{
    static const char *const names[] = {"cpu", "memory", "ephemeral-storage"};
    struct catalog *catalog = planes->catalog;
    Str class = placement->object ? dig_text(dig(catalog, placement->object->pod_spec, "runtimeClassName")) : STR("");
    const struct object *object = class.n ? catalog_find(catalog, "RuntimeClass", NULL, class) : NULL;
    struct value fixed = object ? dig(catalog, object->value, "overhead", "podFixed") : value_null();
    for (size_t i = 0; i < COUNT(names); i++) {
        struct value overhead = dig(catalog, fixed, names[i]);
        if (overhead.kind == planes->resources.at[i].kind) placement->each[i] = plus(placement->each[i], overhead.integer);
    }
}

static void read_placement(struct planes *planes, const struct fact *fact)
{
    struct catalog *catalog = planes->catalog;
    struct plane_set *set = set_of(planes, dig(catalog, fact->value, "members"));
    if (!set) return;
    struct placement *placement = NEW(planes->session->arena, struct placement);
    *placement = (struct placement){.fact = fact, .set = set, .replicas = dig(catalog, fact->value, "replicas"), .pods = set->nodes};
    placement->workload = dig_text(dig(catalog, fact->value, "workload"));
    placement->plane = dig_text(dig(catalog, fact->value, "plane"));
    placement->everywhere = !number_in(placement->replicas, &placement->pods);
    placement->hard = str_is(dig_text(dig(catalog, fact->value, "spread")), "hard");
    placement->each = NEW_ARRAY(planes->session->arena, planes->resources.n, int64_t);
    for (size_t i = 0; i < planes->resources.n; i++) placement->each[i] = told(planes, fact, &planes->resources.at[i]).integer;
    placement->object = workload_of(planes, placement);
    add_overhead(planes, placement);
    const struct name *name = name_find(planes->session->names, placement->plane);
    const struct plane *plane = name ? map_get(&planes->by_name, name) : NULL;
    if (plane) set->named = plane;
    vec_push(planes->session->arena, &planes->placements, placement);
    vec_push(planes->session->arena, &set->placements, placement);
}

void planes_read(struct planes *planes)
{
    const struct machine *machine = planes->catalog->machine;
    find_resources(planes);
    const struct fact *fact;
    for (size_t i = 0; (fact = next_fact(machine, "plane", &i));) read_plane(planes, fact);
    for (size_t i = 0; (fact = next_fact(machine, "placement", &i));) read_placement(planes, fact);
}

bool plane_set_has(const struct plane_set *set, const struct plane *plane)
{
    for (size_t i = 0; i < set->n; i++)
        if (set->members[i] == plane) return true;
    return false;
}
