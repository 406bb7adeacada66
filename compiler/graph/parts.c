/* Which objects belong together: a part is what runs pods, with what is there for it. */
#include "build.h"

#include "review/workload.h"

#include <stdlib.h>

Str service_of(Str instance)
{
    Str rest = instance;
    return str_cut(&rest, '.');
}

Str parent_of(Str instance)
{
    const char *dot = instance.n ? memrchr(instance.s, '.', instance.n) : NULL;
    return dot ? (Str){instance.s, (size_t)(dot - instance.s)} : STR("");
}

struct value pod_template(struct build *build, struct compiled_object *object)
{
    const char *path = object->kube || str_is(object->kind, "Operation") ? template_path(object->kind) : NULL;
    return path ? value_field(build->session, compiled_value(build->compiled, object), path) : value_null();
}

Str namespace_of_pods(struct build *build, struct compiled_object *object)
{
    if (!str_is(object->kind, "Operation")) return object->namespace;
    return field_text(build->session, compiled_value(build->compiled, object), "metadata.namespace");
}

/* ---- those that run pods ---- */

static enum part_form form_of(Str kind)
{
    if (str_is(kind, "Job")) return FORM_JOB;
    if (str_is(kind, "CronJob")) return FORM_SCHEDULED;
    return str_is(kind, "Operation") ? FORM_OPERATION : FORM_SERVES;
}

static int64_t pods_of(struct build *build, struct compiled_object *object)
{
    if (str_is(object->kind, "DaemonSet")) return -1;
    bool counted = str_is(object->kind, "Deployment") || str_is(object->kind, "StatefulSet");
    return counted ? replicas_of(build->session, compiled_value(build->compiled, object)) : 0;
}

static uint32_t add_part(struct build *build, struct graph_part part)
{
    vec_push(build->session->arena, &build->graph->parts, part);
    return (uint32_t)build->graph->parts.n - 1;
}

static void add_running(struct build *build, size_t i)
{
    struct compiled_object *object = &build->compiled->objects.at[i];
    struct value template = pod_template(build, object);
    if (template.kind != V_RECORD) return;
    struct value shared = value_field(build->session, template, "spec.hostNetwork");
    struct graph_part part = {.id = object->id, .form = form_of(object->kind), .wave = object->wave, .pods = pods_of(build, object),
            .runs = object, .on_node_network = shared.kind == V_BOOL && shared.boolean};
    if (part.form == FORM_OPERATION) part.wave = NO_WAVE;
    build->part_of[i] = add_part(build, part);
}

/* ---- the rest joins them ---- */

/* The part that runs the pods of an instance, or of the nearest around it. */
static uint32_t part_around(struct build *build, const struct map *running, Str instance)
{
    for (; instance.n; instance = parent_of(instance)) {
        const struct name *name = name_find(build->session->names, instance);
        uintptr_t part = name ? (uintptr_t)map_get(running, name) : 0;
        if (part) return (uint32_t)(part - 1);
    }
    return NO_PART;
}

static struct map running_instances(struct build *build)
{
    struct map running = {0};
    for (size_t i = build->graph->parts.n; i-- > 0;) {
        Str instance = build->graph->parts.at[i].runs->instance;
        if (instance.n) map_put(build->session->arena, &running, name_of(build->session->names, instance), (void *)(uintptr_t)(i + 1));
    }
    return running;
}

static size_t index_of(const struct build *build, const struct compiled_object *object) { return (size_t)(object - build->compiled->objects.at); }

static void join_reader(struct build *build, uint32_t part, const struct compiled_object *object)
{
    const struct compiled_object *reader = build->graph->parts.at[part].runs;
    if (!object || build->part_of[index_of(build, object)] != NO_PART) return;
    if (str_eq(service_of(object->instance), service_of(reader->instance))) build->part_of[index_of(build, object)] = part;
}

/* Nothing orders operations: what they read stands in their manifests. */
static void join_operation(struct build *build, uint32_t part)
{
    struct session *session = build->session;
    struct compiled_object *reader = build->graph->parts.at[part].runs;
    struct value volumes = value_field(session, pod_template(build, reader), "spec.volumes");
    Str namespace = namespace_of_pods(build, reader);
    for (size_t i = 0; volumes.kind == V_LIST && i < volumes.list->n; i++) {
        Str name = field_text(session, volumes.list->at[i], "configMap.name");
        Str id = arena_printf(session->arena, "configmap/%.*s/%.*s", STR_ARG(namespace), STR_ARG(name));
        join_reader(build, part, compiled_find(build->compiled, id));
    }
}

/* An object that is only read, a ConfigMap, joins the first of its service that reads it. */
static void join_readers(struct build *build)
{
    for (uint32_t i = 0; i < build->graph->parts.n; i++) {
        size_t k;
        json_t *edge;
        json_array_foreach(compiled_after(build->compiled, build->graph->parts.at[i].runs), k, edge)
            join_reader(build, i, compiled_edge_object(build->compiled, edge));
        if (build->graph->parts.at[i].form == FORM_OPERATION) join_operation(build, i);
    }
}

/* The parts of a service that start by themselves, by wave. */
struct service_parts { VEC(uint32_t) v; };

static struct map parts_by_service(struct build *build)
{
    struct map services = {0};
    for (size_t i = 0; i < build->graph->parts.n; i++) {
        const struct graph_part *part = &build->graph->parts.at[i];
        const struct name *service = name_of(build->session->names, service_of(part->runs->instance));
        struct service_parts *parts = map_get(&services, service);
        if (part->wave == NO_WAVE) continue;
        if (!parts) map_put(build->session->arena, &services, service, parts = NEW(build->session->arena, struct service_parts));
        vec_push(build->session->arena, &parts->v, (uint32_t)i);
    }
    return services;
}

/* What nobody in particular reads joins the first part of its service that starts with it or later, else the last. */
static uint32_t part_later(const struct build *build, const struct map *services, const struct compiled_object *object)
{
    const struct name *name = object->instance.n ? name_find(build->session->names, service_of(object->instance)) : NULL;
    const struct service_parts *parts = name ? map_get(services, name) : NULL;
    if (!parts) return NO_PART;
    size_t low = 0, high = parts->v.n - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (build->graph->parts.at[parts->v.at[middle]].wave >= object->wave) high = middle;
        else low = middle + 1;
    }
    return parts->v.at[low];
}

/* Those of a service without pods: of one wave they are a part. */
static uint32_t part_of_rest(struct build *build, struct map *rests, const struct compiled_object *object)
{
    Str service = service_of(object->instance);
    Str id = arena_printf(build->session->arena, "%.*s, wave %u", STR_ARG(service.n ? service : STR("definitions")), object->wave);
    const struct name *name = name_of(build->session->names, id);
    uintptr_t part = (uintptr_t)map_get(rests, name);
    if (part) return (uint32_t)(part - 1);
    uint32_t added = add_part(build, (struct graph_part){.id = NAME_STR(name), .form = FORM_NO_PODS, .wave = object->wave});
    map_put(build->session->arena, rests, name, (void *)(uintptr_t)(added + 1));
    return added;
}

static void join_rest(struct build *build)
{
    struct map running = running_instances(build), services = parts_by_service(build), rests = {0};
    for (size_t i = 0; i < build->compiled->objects.n; i++)
        if (build->part_of[i] == NO_PART) build->part_of[i] = part_around(build, &running, build->compiled->objects.at[i].instance);
    join_readers(build);
    for (size_t i = 0; i < build->compiled->objects.n; i++)
        if (build->part_of[i] == NO_PART) build->part_of[i] = part_later(build, &services, &build->compiled->objects.at[i]);
    for (size_t i = 0; i < build->compiled->objects.n; i++)
        if (build->part_of[i] == NO_PART) build->part_of[i] = part_of_rest(build, &rests, &build->compiled->objects.at[i]);
}

/* ---- by wave ---- */

struct placed { struct graph_part part; uint32_t was; };

static int compare_placed(const void *first, const void *second)
{
    const struct placed *a = first, *b = second;
    if (a->part.wave != b->part.wave) return a->part.wave < b->part.wave ? -1 : 1;
    return a->was < b->was ? -1 : a->was > b->was;
}

uint32_t *sort_parts(struct graph *graph)
{
    size_t n = graph->parts.n;
    struct placed *placed = NEW_ARRAY(graph->session->arena, n + 1, struct placed);
    uint32_t *now = NEW_ARRAY(graph->session->arena, n + 1, uint32_t);
    for (uint32_t i = 0; i < n; i++) placed[i] = (struct placed){graph->parts.at[i], i};
    if (n) qsort(placed, n, sizeof *placed, compare_placed);
    for (uint32_t i = 0; i < n; i++) {
        graph->parts.at[i] = placed[i].part;
        now[placed[i].was] = i;
    }
    return now;
}

static void fill_parts(struct build *build, const uint32_t *now)
{
    for (size_t i = 0; i < build->compiled->objects.n; i++) {
        build->part_of[i] = now[build->part_of[i]];
        struct graph_part *part = &build->graph->parts.at[build->part_of[i]];
        vec_push(build->session->arena, &part->objects, (struct graph_object){.object = &build->compiled->objects.at[i]});
    }
}

void find_parts(struct build *build)
{
    size_t n = build->compiled->objects.n;
    build->part_of = NEW_ARRAY(build->session->arena, n + 1, uint32_t);
    for (size_t i = 0; i < n; i++) build->part_of[i] = NO_PART;
    for (size_t i = 0; i < n; i++) add_running(build, i);
    join_rest(build);
    fill_parts(build, sort_parts(build->graph));
    find_rows(build);
}
