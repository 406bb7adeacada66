#include "impact_rules.h"

#include "value/json_scan.h"

#include <stdlib.h>

const char *consequence_name(enum consequence_kind kind)
{
    static const char *const names[] = {[CANNOT_CHANGE] = "cannot-change", [STORAGE_LOST] = "storage-lost", [QUORUM_LOST] = "quorum-lost",
        [REFERENCE_LOST] = "reference-lost", [OUTAGE] = "outage", [PRIVILEGE] = "privilege", [SECRET_CHANGED] = "secret", [REPLACED] = "replaced",
        [MOVED] = "namespace", [RENAMED] = "renamed", [PRUNED] = "pruned", [ROLLS] = "rolls", [RESTART_PENDING] = "restart-pending",
        [SCALES] = "scales", [RUNS_AGAIN] = "runs-again", [RUNS] = "runs", [VERSION] = "version", [PROMISE] = "promise", [OPERATION] = "operation",
        [NOT_READ] = "not-read", [STAYS] = "stays", [CHANGED] = "changed", [CREATED] = "created"};
    return names[kind];
}

const char *weight_name(enum weight weight)
{
    static const char *const names[] = {[WEIGHT_DANGER] = "danger", [WEIGHT_CARE] = "care", [WEIGHT_NOTE] = "note", [WEIGHT_PLAIN] = "plain"};
    return names[weight];
}

/* ---- consequences ---- */

static Str first_of_path(Str path)
{
    const char *dot = path.n ? memchr(path.s, '.', path.n) : NULL;
    return dot ? (Str){path.s, (size_t)(dot - path.s)} : path;
}

static struct consequence *add(struct impact *impact, struct consequence consequence, const char *fmt, va_list args)
{
    consequence.text = arena_vprintf(impact->session->arena, fmt, args);
    consequence.order = impact->out.v.n;
    vec_push(impact->session->arena, &impact->out.v, consequence);
    return &impact->out.v.at[impact->out.v.n - 1];
}

struct consequence *add_consequence(struct impact *impact, enum consequence_kind kind, enum weight weight, const struct object_change *change,
                         const char *fmt, ...)
{
    const struct compiled_object *object = change_subject(change);
    const struct compiled *side = change->after ? impact->comparison->after : impact->comparison->before;
    struct consequence consequence = {.kind = kind, .weight = weight, .service = first_of_path(object->instance), .kind_of = object->kind,
            .name = change->kind == CHANGE_RERUN ? without_hash(object->name) : object->name};
    if (!change->fields.n) consequence.at = compiled_cause(side, object, value_null());
    va_list args;
    va_start(args, fmt);
    struct consequence *told = add(impact, consequence, fmt, args);
    va_end(args);
    return told;
}

struct consequence *add_consequence_of(struct impact *impact, enum consequence_kind kind, enum weight weight, Str path, const char *kind_of, Str name,
                            const char *fmt, ...)
{
    struct compiled_object nowhere = {.instance = path};
    struct consequence consequence = {.kind = kind, .weight = weight, .service = first_of_path(path), .kind_of = str_of(kind_of), .name = name,
            .at = compiled_cause(impact->comparison->after, &nowhere, value_null())};
    if (!consequence.at.n) consequence.at = compiled_cause(impact->comparison->before, &nowhere, value_null());
    va_list args;
    va_start(args, fmt);
    struct consequence *told = add(impact, consequence, fmt, args);
    va_end(args);
    return told;
}

void add_cause(struct impact *impact, struct consequence *consequence, Str cause) { vec_push(impact->session->arena, &consequence->because, cause); }

/* ---- looking up ---- */

struct value field_before(struct impact *impact, const struct object_change *change, const char *path)
{
    return change->before ? value_field(impact->session, compiled_value(impact->comparison->before, change->before), path) : value_null();
}

struct value field_after(struct impact *impact, const struct object_change *change, const char *path)
{
    return change->after ? value_field(impact->session, compiled_value(impact->comparison->after, change->after), path) : value_null();
}

/* "instance Kind/name" */
static const struct name *workload_of_fact(struct impact *impact, Str fact)
{
    struct arena *arena = impact->session->arena;
    Str key = arena_printf(arena, "%.*s %.*s", STR_ARG(json_field(arena, fact, "instance")), STR_ARG(json_field(arena, fact, "workload")));
    return name_of(impact->session->names, key);
}

static void fill(struct impact *impact, struct fact_index *index, Str list)
{
    struct json_scan scan = {.text = list};
    index->filled = true;
    json_enter(&scan, '[');
    while (json_next_item(&scan)) {
        Str *fact = NEW(impact->session->arena, Str);
        *fact = json_skip(&scan);
        map_put(impact->session->arena, &index->facts, workload_of_fact(impact, *fact), fact);
    }
}

static json_t *fact_of(struct impact *impact, struct fact_index *index, Str name, const struct compiled_object *object)
{
    if (!object) return NULL;
    struct stack_file *stack = impact->comparison->after->stack;
    if (!index->filled) fill(impact, index, stack_file_facts(stack, name));
    Str key = arena_printf(impact->session->arena, "%.*s %.*s/%.*s", STR_ARG(object->instance), STR_ARG(object->kind), STR_ARG(object->name));
    const struct name *workload = name_find(impact->session->names, key);
    const Str *fact = workload ? map_get(&index->facts, workload) : NULL;
    return fact ? stack_file_part(stack, *fact) : NULL;
}

json_t *availability_of(struct impact *impact, const struct compiled_object *object)
{
    return fact_of(impact, &impact->availability, STR("availability"), object);
}

json_t *placement_of(struct impact *impact, const struct compiled_object *object)
{
    return fact_of(impact, &impact->placement, STR("placement"), object);
}

/* ---- sorting ---- */

/* The worst of a service, and when the service was first met. */
struct rank { enum weight worst; size_t order; };

struct ranked { struct rank rank; struct consequence consequence; };

static int compare_ranked(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->rank.worst != y->rank.worst) return x->rank.worst < y->rank.worst ? -1 : 1;
    if (x->rank.order != y->rank.order) return x->rank.order < y->rank.order ? -1 : 1;
    if (x->consequence.weight != y->consequence.weight) return x->consequence.weight < y->consequence.weight ? -1 : 1;
    if (x->consequence.kind != y->consequence.kind) return x->consequence.kind < y->consequence.kind ? -1 : 1;
    return x->consequence.order < y->consequence.order ? -1 : x->consequence.order > y->consequence.order;
}

static struct rank *rank_of(struct impact *impact, struct map *ranks, Str service)
{
    const struct name *name = name_of(impact->session->names, service);
    struct rank *rank = map_get(ranks, name);
    if (rank) return rank;
    rank = NEW(impact->session->arena, struct rank);
    *rank = (struct rank){WEIGHT_PLAIN, ranks->n};
    map_put(impact->session->arena, ranks, name, rank);
    return rank;
}

static void sort_all(struct impact *impact)
{
    struct consequence *all = impact->out.v.at;
    size_t n = impact->out.v.n;
    struct map ranks = {0};
    struct ranked *ranked = NEW_ARRAY(impact->session->arena, n + 1, struct ranked);
    for (size_t i = 0; i < n; i++) {
        struct rank *rank = rank_of(impact, &ranks, all[i].service);
        if (all[i].weight < rank->worst) rank->worst = all[i].weight;
    }
    for (size_t i = 0; i < n; i++) ranked[i] = (struct ranked){*rank_of(impact, &ranks, all[i].service), all[i]};
    qsort(ranked, n, sizeof *ranked, compare_ranked);
    for (size_t i = 0; i < n; i++) all[i] = ranked[i].consequence;
}

struct consequences analyse_impact(struct comparison *comparison)
{
    struct impact impact = {.session = comparison->session, .comparison = comparison};
    impact_stack(&impact);
    for (size_t i = 0; i < comparison->changes.n; i++) impact_object(&impact, &comparison->changes.at[i]);
    impact_references(&impact);
    sort_all(&impact);
    return impact.out;
}
