/* Where objects belong that tell no instance, since others wrote them: to the workload that they are for, else to their namespace. */
#include "build.h"

#include "objects/catalog.h"

struct homes {
    struct build *build;
    struct compiled *compiled;
    struct session *session;
    struct catalog *labels;          /* of pods, */
    VEC(uint32_t) runners;           /* whose objects these are */
    struct map spaces;               /* interned name of a workload to the interned namespace of the first */
    struct map several;              /* those that are in more than one */
};

static struct compiled_object *object_at(const struct homes *homes, size_t i) { return &homes->compiled->objects.at[i]; }

/* ---- workloads ---- */

static void note_name(struct homes *homes, const struct compiled_object *object)
{
    const struct name *name = name_of(homes->session->names, object->name), *space = name_of(homes->session->names, object->namespace);
    const struct name *first = map_get(&homes->spaces, name);
    if (!first) map_put(homes->session->arena, &homes->spaces, name, (void *)space);
    else if (first != space) map_put(homes->session->arena, &homes->several, name, (void *)name);
}

/* Its own name, which has no dots: they part instances. */
static Str home_of_workload(struct homes *homes, const struct compiled_object *object)
{
    bool twice = map_get(&homes->several, name_of(homes->session->names, object->name));
    Str space = object->namespace, name = object->name;
    Str home = arena_printf(homes->session->arena, "%.*s%s%.*s", STR_ARG(twice ? space : STR("")), twice ? "/" : "", STR_ARG(name));
    char *copy = arena_alloc(homes->session->arena, home.n + 1);
    for (size_t i = 0; i < home.n; i++) copy[i] = home.s[i] == '.' ? '-' : home.s[i];
    return (Str){copy, home.n};
}

static void add_workloads(struct homes *homes)
{
    for (uint32_t i = 0; i < homes->compiled->objects.n; i++) {
        struct compiled_object *object = object_at(homes, i);
        struct value template = pod_template(homes->build, object);
        if (template.kind != V_RECORD) continue;
        note_name(homes, object);
        catalog_add_labels(homes->labels, name_of(homes->session->names, object->namespace), value_field(homes->session, template, "metadata.labels"));
        vec_push(homes->session->arena, &homes->runners, i);
    }
    for (size_t i = 0; i < homes->runners.n; i++) {
        struct compiled_object *object = object_at(homes, homes->runners.at[i]);
        object->instance = home_of_workload(homes, object);
    }
}

/* ---- what is for one of them ---- */

/* HOME, unless there is another one by then; false: there is. */
static bool agree(Str *home, Str other)
{
    if (!home->n) *home = other;
    return !other.n || str_eq(*home, other);
}

/* As a Service selects them, or as a policy or budget does; V_NULL: neither. */
static struct value selector_of(struct homes *homes, struct compiled_object *object)
{
    struct session *session = homes->session;
    struct value spec = value_field(session, compiled_value(homes->compiled, object), "spec"), labels = value_field(session, spec, "selector");
    if (!object->kube) return value_null();
    if (str_is(object->kind, "PodDisruptionBudget")) return labels;
    if (str_is(object->kind, "NetworkPolicy")) return value_field(session, spec, "podSelector");
    if (!str_is(object->kind, "Service") || labels.kind != V_RECORD) return value_null();
    return record_with(session->arena, value_null(), session_name(session, "matchLabels"), labels);
}

/* What chooses the pods of one alone. */
static void join_chosen(struct homes *homes, struct compiled_object *object)
{
    struct value selector = selector_of(homes, object);
    Str home = STR("");
    if (selector.kind != V_RECORD || selects_all(homes->labels, selector)) return;
    struct selection selection = selection_of(homes->labels, name_of(homes->session->names, object->namespace), selector);
    for (const struct workload *pods; (pods = next_selected(homes->labels, &selection));) {
        Str other = object_at(homes, homes->runners.at[pods - homes->labels->workloads.at])->instance;
        if (!agree(&home, other)) return;
    }
    object->instance = home;
}

/* The home of all that OBJECT comes after and that has one; empty: there is none, or several. */
static Str home_behind(struct homes *homes, const struct compiled_object *object)
{
    Str home = STR("");
    size_t i;
    json_t *edge;
    json_array_foreach(compiled_after(homes->compiled, object), i, edge) {
        const struct compiled_object *to = compiled_edge_object(homes->compiled, edge);
        if (to && !agree(&home, to->instance)) return STR("");
    }
    return home;
}

/* The same of what comes after each object, for all at once; SEVERAL in place of more than one. */
static Str *homes_before(struct homes *homes, Str several)
{
    Str *before = NEW_ARRAY(homes->session->arena, homes->compiled->objects.n + 1, Str);
    for (size_t k = 0; k < homes->compiled->objects.n; k++) {
        size_t i;
        json_t *edge;
        json_array_foreach(compiled_after(homes->compiled, object_at(homes, k)), i, edge) {
            const struct compiled_object *to = compiled_edge_object(homes->compiled, edge);
            Str *home = to ? &before[to - homes->compiled->objects.at] : NULL;
            if (home && !agree(home, object_at(homes, k)->instance)) *home = several;
        }
    }
    return before;
}

/* What one of them names alone, and what names one of them alone; then what these name, and so on. False: nothing more. */
static bool join_named(struct homes *homes)
{
    static const char several[] = "several";
    Str *before = homes_before(homes, str_of(several));
    bool more = false;
    for (size_t i = 0; i < homes->compiled->objects.n; i++) {
        struct compiled_object *object = object_at(homes, i);
        if (object->instance.n || str_is(object->kind, "Namespace") || str_is(object->kind, "CustomResourceDefinition")) continue;
        Str home = before[i].n ? before[i] : home_behind(homes, object);
        if (!home.n || home.s == several) continue;
        object->instance = home;
        more = true;
    }
    return more;
}

/* ---- all ---- */

/* A namespace lies in a row of its own: everything waits for it, so no picture has lines from there. */
static void join_namespace(struct homes *homes, struct compiled_object *object)
{
    struct arena *arena = homes->session->arena;
    if (str_is(object->kind, "Namespace")) object->instance = arena_printf(arena, "namespace %.*s", STR_ARG(object->name));
    else if (!object->namespace.n) object->instance = STR("cluster");
    else object->instance = arena_printf(arena, "shared in %.*s", STR_ARG(object->namespace));
}

void find_homes(struct build *build)
{
    struct homes homes = {.build = build, .compiled = build->compiled, .session = build->session, .labels = catalog_of_labels(build->session)};
    add_workloads(&homes);
    for (size_t i = 0; i < build->compiled->objects.n; i++)
        if (!object_at(&homes, i)->instance.n) join_chosen(&homes, object_at(&homes, i));
    while (join_named(&homes)) {}
    for (size_t i = 0; i < build->compiled->objects.n; i++)
        if (!object_at(&homes, i)->instance.n) join_namespace(&homes, object_at(&homes, i));
    catalog_free(homes.labels);
}
