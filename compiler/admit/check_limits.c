/* Quotas, and limits of a namespace: rules that a table cannot say. */
#include "admit/quantity.h"
#include "resource_name.h"
#include "value_format.h"
#include "visit.h"

/* ---- names of resources ---- */

/* Each resource of AMOUNTS: one that FITS, and a whole number of what is counted so. */
static void check_amounts(const struct visit *visit, struct value amounts, bool (*fits)(Str), const char *possible)
{
    for (size_t i = 0; amounts.kind == V_RECORD && i < amounts.record->n; i++) {
        const struct name *name = amounts.record->keys[i];
        struct value amount = amounts.record->values[i];
        struct way step;
        struct visit at = visit_key(visit, &step, name);
        if (!fits(NAME_STR(name))) value_help(visit, value_error(&at, E0717, amount, "is no resource that is possible here"), possible);
        else if (is_counted_whole(NAME_STR(name)) && !format_fits(FORMAT_INTEGER, amount))
            value_error(&at, E0717, amount, "is %.*s, and it is counted whole", STR_ARG(value_show(visit->catalog->session->arena, amount)));
    }
}

static bool is_in_quota(Str name) { return is_qualified_name(name) && (memchr(name.s, '/', name.n) || is_quota_resource(name)); }

#define CONTAINER_RESOURCES "cpu, memory, ephemeral-storage, hugepages-SIZE, or a device as DOMAIN/NAME"

void check_quota_names(const struct visit *visit, struct value hard)
{
    check_amounts(visit, hard, is_in_quota, "as requests.cpu, limits.memory, pods, requests.storage, count/deployments.apps");
}

enum { WHOLE_PAGES = 21 }; /* the minor version since which huge pages are counted whole */

static bool is_whole_pages(struct arena *arena, Str name, struct value value)
{
    long double size, amount;
    Str page = str_skip(name, strlen("hugepages-"));
    if (!quantity_in(value_string(arena, page), &size) || !quantity_in(value, &amount) || size < 1 || amount > 0x1p62L) return false;
    int64_t bytes = (int64_t)amount;
    return (bytes + (bytes < amount)) % (int64_t)size == 0;
}

static void check_pages(const struct visit *visit, struct value amounts)
{
    bool huge = false, compute = false;
    for (size_t i = 0; amounts.kind == V_RECORD && i < amounts.record->n; i++) {
        Str name = NAME_STR(amounts.record->keys[i]);
        struct way step;
        struct visit at = visit_key(visit, &step, amounts.record->keys[i]);
        compute |= str_is(name, "cpu") || str_is(name, "memory");
        if (!is_huge_pages(name)) continue;
        huge = true;
        if (visit->catalog->session->kube < WHOLE_PAGES || is_whole_pages(visit->catalog->session->arena, name, amounts.record->values[i])) continue;
        value_error(&at, E0717, amounts.record->values[i], "is no number of whole pages of this size");
    }
    if (huge && !compute) value_error(visit, E0717, amounts, "has huge pages, and needs cpu or memory, too");
}

void check_container_resources(const struct visit *visit, struct value amounts)
{
    check_amounts(visit, amounts, is_container_resource, CONTAINER_RESOURCES);
    check_pages(visit, amounts);
}

/* ---- scopes of a quota ---- */

static bool goes_with(Str scope, Str resource)
{
    static const char *const pods[] = {"pods", "cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory", NULL};
    static const char *const volumes[] = {"persistentvolumeclaims", "requests.storage", NULL};
    static const char *const of_pods[] = {"Terminating", "NotTerminating", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity", NULL};
    if (str_is(scope, "BestEffort")) return str_is(resource, "pods");
    if (str_is(scope, "VolumeAttributesClass")) return str_is_among(resource, volumes);
    return !str_is_among(scope, of_pods) || str_is_among(resource, pods);
}

static void check_scope(const struct visit *visit, struct value hard, struct value scope)
{
    for (size_t i = 0; hard.kind == V_RECORD && i < hard.record->n; i++) {
        Str resource = NAME_STR(hard.record->keys[i]);
        if (is_quota_resource(resource) && !goes_with(dig_text(scope), resource))
            value_error(visit, E0717, scope, "has the scope %.*s, which does not go with '%.*s'", STR_ARG(dig_text(scope)), STR_ARG(resource));
    }
}

/* The N scopes of one list. */
static void check_scopes(const struct visit *visit, struct value hard, const struct value *scopes, size_t n)
{
    static const char *const contrary[][2] = {{"BestEffort", "NotBestEffort"}, {"Terminating", "NotTerminating"}};
    size_t seen[COUNT(contrary)][2] = {{0}};
    for (size_t i = 0; i < n; i++) {
        check_scope(visit, hard, scopes[i]);
        for (size_t k = 0; k < COUNT(contrary); k++)
            for (size_t side = 0; side < 2; side++) seen[k][side] += str_is(dig_text(scopes[i]), contrary[k][side]);
    }
    for (size_t k = 0; k < COUNT(contrary); k++)
        if (seen[k][0] && seen[k][1])
            value_error(visit, E0717, scopes[0], "has the scopes %s and %s, and nothing is both", contrary[k][0], contrary[k][1]);
}

void check_quota_scopes(const struct visit *visit, struct value spec)
{
    struct value hard = part(visit, spec, "hard"), scopes = part(visit, spec, "scopes"), expression;
    struct value expressions = dig(visit->catalog, spec, "scopeSelector", "matchExpressions");
    if (scopes.kind == V_LIST && scopes.list->n) check_scopes(visit, hard, scopes.list->at, scopes.list->n);
    if (expressions.kind != V_LIST || expressions.list->n == 0) return;
    struct list *named = list_new(visit->catalog->session->arena, expressions.list->n);
    for (size_t i = 0; each(expressions, i, &expression); i++) named->at[i] = part(visit, expression, "scopeName");
    check_scopes(visit, hard, named->at, named->n);
}

/* ---- limits ---- */

void check_limit_type(const struct visit *visit, struct value type)
{
    static const char *const types[] = {"Pod", "Container", "PersistentVolumeClaim", NULL};
    Str text = dig_text(type);
    if (text.n == 0 || str_is_among(text, types) || (memchr(text.s, '/', text.n) && is_qualified_name(text))) return;
    value_help(visit, value_error(visit, E0717, type, "is '%.*s'", STR_ARG(text)), "Container, Pod or PersistentVolumeClaim");
}

void check_limit_names(const struct visit *visit, struct value limit)
{
    static const char *const lists[] = {"default", "defaultRequest", "max", "min", "maxLimitRequestRatio"};
    bool container = str_is(text_of(visit, limit, "type"), "Container") || str_is(text_of(visit, limit, "type"), "Pod");
    for (size_t i = 0; i < COUNT(lists); i++) {
        struct value amounts = part(visit, limit, lists[i]);
        struct way steps[2];
        struct visit at = visit_field(visit, &steps[0], lists[i]);
        for (size_t k = 0; amounts.kind == V_RECORD && k < amounts.record->n; k++) {
            Str name = NAME_STR(amounts.record->keys[k]);
            struct visit at_name = visit_key(&at, &steps[1], amounts.record->keys[k]);
            if (container ? is_container_resource(name) : is_volume_resource(name)) continue;
            struct diag *diag = value_error(&at_name, E0717, amounts.record->values[k], "is no resource that is possible here");
            value_help(visit, diag, container ? CONTAINER_RESOURCES : "storage, or another resource of Kubernetes");
        }
    }
}

void check_storage_limit(const struct visit *visit, struct value limit)
{
    struct value least = dig(visit->catalog, limit, "min", "storage"), most = dig(visit->catalog, limit, "max", "storage");
    if (least.kind == V_NULL && most.kind == V_NULL) value_error(visit, E0804, limit, "needs min.storage or max.storage, with type = PersistentVolumeClaim");
}

/* What a LimitRange says about one resource. */
enum bound { MIN, DEFAULT_REQUEST, DEFAULT, MAX, RATIO, BOUNDS };
static const char *const bound_names[BOUNDS] = {"min", "defaultRequest", "default", "max", "maxLimitRequestRatio"};
struct bounds {
    const struct name *resource;
    bool has[BOUNDS];
    struct value at[BOUNDS];
    long double amount[BOUNDS];
};

static struct bounds bounds_of(const struct visit *visit, struct value limit, const struct name *resource)
{
    struct bounds bounds = {.resource = resource};
    for (int i = 0; i < BOUNDS; i++) {
        bounds.at[i] = value_get(visit->catalog->session->arena, part(visit, limit, bound_names[i]), resource);
        bounds.has[i] = quantity_in(bounds.at[i], &bounds.amount[i]);
    }
    return bounds;
}

static void check_pair(const struct visit *visit, const struct bounds *bounds, enum bound low, enum bound high)
{
    struct arena *arena = visit->catalog->session->arena;
    if (!bounds->has[low] || !bounds->has[high] || bounds->amount[low] <= bounds->amount[high]) return;
    value_error(visit, E0717, bounds->at[high], "has a %s of %.*s for '%s', and a %s of %.*s, which is less",
                bound_names[low], STR_ARG(value_show(arena, bounds->at[low])), bounds->resource->s, bound_names[high],
                STR_ARG(value_show(arena, bounds->at[high])));
}

static void check_ratio(const struct visit *visit, const struct bounds *bounds)
{
    long double ratio = bounds->amount[RATIO];
    if (!bounds->has[RATIO]) return;
    Str shown = value_show(visit->catalog->session->arena, bounds->at[RATIO]);
    if (ratio < 1)
        value_error(visit, E0717, bounds->at[RATIO], "has a maxLimitRequestRatio of %.*s for '%s', and it must be 1 or more", STR_ARG(shown), bounds->resource->s);
    if (bounds->has[MIN] && bounds->has[MAX] && bounds->amount[MIN] != 0 && ratio > bounds->amount[MAX] / bounds->amount[MIN])
        value_error(visit, E0717, bounds->at[RATIO], "has a maxLimitRequestRatio of %.*s for '%s', and max is not that many times min", STR_ARG(shown),
                    bounds->resource->s);
}

/* What is not shared has one default; that of a limit is max where nothing else is said. */
static void check_one_default(const struct visit *visit, const struct bounds *bounds, bool container)
{
    enum bound limit = bounds->has[DEFAULT] || !container ? DEFAULT : MAX;
    if (!bounds->has[limit] || !bounds->has[DEFAULT_REQUEST] || bounds->amount[limit] <= bounds->amount[DEFAULT_REQUEST]) return;
    if (is_shared_resource(NAME_STR(bounds->resource))) return;
    value_error(visit, E0717, bounds->at[DEFAULT_REQUEST], "has another %s than defaultRequest for '%s', which is not shared", bound_names[limit],
                bounds->resource->s);
}

static void check_bounds(const struct visit *visit, const struct bounds *bounds)
{
    static const enum bound pairs[][2] = {{MIN, MAX}, {MIN, DEFAULT_REQUEST}, {DEFAULT_REQUEST, MAX}, {DEFAULT_REQUEST, DEFAULT}, {MIN, DEFAULT},
                                          {DEFAULT, MAX}};
    for (size_t i = 0; i < COUNT(pairs); i++) check_pair(visit, bounds, pairs[i][0], pairs[i][1]);
    check_ratio(visit, bounds);
}

void check_limit_order(const struct visit *visit, struct value limit)
{
    struct map seen = {0};
    bool container = str_is(text_of(visit, limit, "type"), "Container");
    for (int i = 0; i < BOUNDS; i++) {
        struct value amounts = part(visit, limit, bound_names[i]);
        for (size_t k = 0; amounts.kind == V_RECORD && k < amounts.record->n; k++) {
            const struct name *resource = amounts.record->keys[k];
            if (map_get(&seen, resource)) continue;
            map_put(visit->catalog->session->arena, &seen, resource, &seen);
            struct bounds bounds = bounds_of(visit, limit, resource);
            check_bounds(visit, &bounds);
            check_one_default(visit, &bounds, container);
        }
    }
}
