/* What an API server takes, and what then does something else than it says: warnings. */
#include "checks.h"

/* ---- variables ---- */

/* The variables of a container that is looked at. */
struct variables {
    struct catalog *catalog;
    const struct object *object;
    struct value list;
    struct map first;       /* name to the position of the first one of it, from 1 */
};

static const struct name *name_in(const struct variables *variables, Str text) { return name_of(variables->catalog->session->names, text); }

static size_t position_in(const struct map *map, const struct name *name) { return (size_t)(uintptr_t)map_get(map, name); }

static struct value variable_at(const struct variables *variables, size_t position) { return variables->list.list->at[position - 1]; }

static Str called(const struct variables *variables, struct value variable) { return dig_text(dig(variables->catalog, variable, "name")); }

static struct variables variables_of(struct catalog *catalog, const struct object *object, struct value container)
{
    struct variables variables = {.catalog = catalog, .object = object, .list = dig(catalog, container, "env")};
    struct value variable;
    for (size_t i = 0; each(variables.list, i, &variable); i++) {
        const struct name *name = name_in(&variables, called(&variables, variable));
        if (!position_in(&variables.first, name)) map_put(catalog->session->arena, &variables.first, name, (void *)(uintptr_t)(i + 1));
    }
    return variables;
}

static void warn_twice(const struct variables *variables, size_t earlier, struct value variable)
{
    const struct object *object = variables->object;
    struct diags *diags = &variables->catalog->session->diags;
    struct value at = dig(variables->catalog, variable, "name");
    struct diag *diag = object_error(variables->catalog, W0704, at.origin ? at : variable, object, "%s '%s' sets variable '%.*s' twice: the last one counts",
                                     object->kube->kind, object->name->s, STR_ARG(called(variables, variable)));
    diag_note(diags, diag, where(variables->catalog, variable_at(variables, earlier), object), "first set here");
    diag_help(diags, diag, "take one of them away");
}

static void warn_later(const struct variables *variables, struct value value, Str name, size_t later)
{
    const struct object *object = variables->object;
    struct diags *diags = &variables->catalog->session->diags;
    struct diag *diag = object_error(variables->catalog, W0704, value, object, "%s '%s' uses $(%.*s) before it is set: it stays as it is written",
                                     object->kube->kind, object->name->s, STR_ARG(name));
    diag_note(diags, diag, where(variables->catalog, variable_at(variables, later), object), "set here");
    diag_help(diags, diag, "put '%.*s' before it", STR_ARG(name));
}

/* The next "$(NAME)" of TEXT, which is taken away; "$$" is an escape. Empty: none. */
static Str next_use(Str *text)
{
    while (text->n > 1) {
        bool dollar = text->s[0] == '$', escape = dollar && text->s[1] == '$', use = dollar && text->s[1] == '(';
        *text = str_skip(*text, escape || use ? 2 : 1);
        if (use && memchr(text->s, ')', text->n)) return str_cut(text, ')');
    }
    return STR("");
}

/* Those that are only set behind POSITION. */
static void check_uses(const struct variables *variables, size_t position, struct value variable)
{
    struct value value = dig(variables->catalog, variable, "value");
    Str text = dig_text(value);
    for (Str name; (name = next_use(&text)).n;) {
        size_t first = position_in(&variables->first, name_in(variables, name));
        if (first > position) warn_later(variables, value, name, first);
    }
}

/* What envFrom brings comes first, and may set what is used. */
static void check_variables(struct catalog *catalog, const struct object *object, struct value container)
{
    struct variables variables = variables_of(catalog, object, container);
    bool others = dig(catalog, container, "envFrom").kind == V_LIST;
    struct value variable;
    for (size_t i = 0; each(variables.list, i, &variable); i++) {
        size_t first = position_in(&variables.first, name_in(&variables, called(&variables, variable)));
        if (first < i + 1) warn_twice(&variables, first, variable);
        if (!others) check_uses(&variables, i + 1, variable);
    }
}

/* ---- autoscalers ---- */

static void warn_replicas(struct catalog *catalog, const struct object *scaler, const struct object *scaled, struct value replicas)
{
    struct diag *diag = object_error(catalog, W0705, replicas, scaled, "%s '%s' says how many replicas there are, and so does autoscaler '%s'",
                                     scaled->kube->kind, scaled->name->s, scaler->name->s);
    diag_note(&catalog->session->diags, diag, scaler->at, "the autoscaler is here: each apply takes back what it has done");
    diag_help(&catalog->session->diags, diag, "take 'replicas' away");
}

/* A limit is a request, too, where none is written. */
static bool asks_for(struct catalog *catalog, struct value container, const char *resource)
{
    return dig(catalog, container, "resources", "requests", resource).kind != V_NULL ||
           dig(catalog, container, "resources", "limits", resource).kind != V_NULL;
}

static void warn_request(struct catalog *catalog, const struct object *scaler, struct value at, const struct workload *workload, const char *resource)
{
    struct value containers = dig(catalog, workload->pod_spec, "containers"), container;
    for (size_t i = 0; each(containers, i, &container); i++) {
        if (asks_for(catalog, container, resource)) continue;
        Str name = dig_text(dig(catalog, container, "name"));
        struct diag *diag = object_error(catalog, W0705, at, scaler, "autoscaler '%s' goes by a share of %s, of which container '%.*s' requests none",
                                         scaler->name->s, resource, STR_ARG(name));
        diag_note(&catalog->session->diags, diag, where(catalog, container, workload->object), "the container is here: no share can be computed");
        diag_help(&catalog->session->diags, diag, "give the container a request for %s", resource);
        return;
    }
}

static void check_metrics(struct catalog *catalog, const struct object *scaler, const struct workload *workload)
{
    static const char *const resources[] = {"cpu", "memory"};
    struct value metrics = dig(catalog, scaler->value, "spec", "metrics"), metric;
    for (size_t i = 0; each(metrics, i, &metric); i++) {
        struct value resource = dig(catalog, metric, "resource"), target = dig(catalog, resource, "target", "averageUtilization");
        for (size_t k = 0; target.kind != V_NULL && k < COUNT(resources); k++)
            if (str_is(dig_text(dig(catalog, resource, "name")), resources[k])) warn_request(catalog, scaler, target, workload, resources[k]);
    }
    struct value share = dig(catalog, scaler->value, "spec", "targetCPUUtilizationPercentage");
    if (share.kind != V_NULL) warn_request(catalog, scaler, share, workload, "cpu");
}

static void check_scaler(struct catalog *catalog, const struct object *scaler)
{
    struct value target = dig(catalog, scaler->value, "spec", "scaleTargetRef");
    Str kind = dig_text(dig(catalog, target, "kind")), name = dig_text(dig(catalog, target, "name"));
    const struct object *scaled = kind.n ? catalog_find(catalog, kind.s, scaler->namespace, name) : NULL;
    const struct workload *workload = scaled ? workload_of_object(catalog, scaled) : NULL;
    if (!workload || scaler->broken || scaled->broken) return;
    struct value replicas = dig(catalog, scaled->value, "spec", "replicas");
    if (replicas.kind != V_NULL) warn_replicas(catalog, scaler, scaled, replicas);
    if (!catalog_holds(catalog, "LimitRange", scaler->namespace)) check_metrics(catalog, scaler, workload);
}

/* ---- budgets ---- */

/* Evictions of a pod with two budgets are refused, whatever they allow (pkg/registry/core/pod/rest/eviction.go, 1.20 to 1.36). */
static void check_budget(struct catalog *catalog, const struct object *budget, struct map *budgets)
{
    struct selection selection = selection_of(catalog, budget->namespace, dig(catalog, budget->value, "spec", "selector"));
    for (const struct workload *workload; (workload = next_selected(catalog, &selection));) {
        const struct object *first = map_get(budgets, workload->object);
        if (!first) map_put(catalog->session->arena, budgets, workload->object, (void *)budget);
        if (!first || first == budget) continue;
        struct diag *diag = object_error(catalog, W0706, dig(catalog, budget->value, "spec", "selector"), budget,
                                         "pods of %s '%s' have two budgets, '%s' and '%s': none of them can be evicted", workload->object->kube->kind,
                                         workload->object->name->s, first->name->s, budget->name->s);
        diag_note(&catalog->session->diags, diag, first->at, "the other one is here");
        diag_help(&catalog->session->diags, diag, "let one budget select them");
        return;
    }
}

/* ---- claims ---- */

/* Pods of one node at a time, or one pod, may mount it. */
static bool is_for_one(struct catalog *catalog, const struct object *claim)
{
    struct value modes = dig(catalog, claim->value, "spec", "accessModes"), mode;
    bool one = false;
    for (size_t i = 0; each(modes, i, &mode); i++) {
        one = str_is(dig_text(mode), "ReadWriteOnce") || str_is(dig_text(mode), "ReadWriteOncePod");
        if (!one) return false;
    }
    return one;
}

static void check_claims(struct catalog *catalog, const struct workload *workload)
{
    const struct object *object = workload->object;
    struct value replicas = dig(catalog, object->value, "spec", "replicas"), volumes = dig(catalog, workload->pod_spec, "volumes"), volume;
    int64_t wanted = 0;
    if (!built_in(object, "Deployment") || object->broken || !number_in(replicas, &wanted) || wanted < 2) return;
    for (size_t i = 0; each(volumes, i, &volume); i++) {
        struct value name = dig(catalog, volume, "persistentVolumeClaim", "claimName");
        const struct object *claim = catalog_find(catalog, "PersistentVolumeClaim", object->namespace, dig_text(name));
        if (!claim || !is_for_one(catalog, claim)) continue;
        struct diag *diag = object_error(catalog, W0708, name, object, "%lld replicas of Deployment '%s' share claim '%s', which one node at a time can have",
                                         (long long)wanted, object->name->s, claim->name->s);
        diag_note(&catalog->session->diags, diag, claim->at, "the claim is here: pods on other nodes never start");
        diag_help(&catalog->session->diags, diag, "run one replica, or let the claim be ReadWriteMany; a StatefulSet gives each pod a claim of its own");
    }
}

/* ---- ingresses ---- */

/* Some controllers share one path among several ingresses when they are told to: a canary beside the usual one. */
static bool is_canary(struct catalog *catalog, const struct object *ingress)
{
    struct value annotations = dig(catalog, ingress->value, "metadata", "annotations");
    for (size_t i = 0; annotations.kind == V_RECORD && i < annotations.record->n; i++)
        if (strstr(annotations.record->keys[i]->s, "canary")) return true;
    return false;
}

/* The controllers of Google's and AWS's clouds make a balancer for each Ingress; that of AWS makes one for all of a group. */
static Str balancer_of(struct catalog *catalog, const struct object *ingress, Str class)
{
    static const char *const own[] = {"alb", "gce", "gce-internal", NULL};
    struct value group = dig(catalog, ingress->value, "metadata", "annotations", "alb.ingress.kubernetes.io/group.name");
    if (group.kind == V_STRING || !str_is_among(class, own)) return dig_text(group);
    return arena_printf(catalog->session->arena, "%s/%s", ingress->namespace ? ingress->namespace->s : "", ingress->name->s);
}

static const struct name *route_key(struct catalog *catalog, const struct object *ingress, struct value host, struct value path)
{
    struct value class = dig(catalog, ingress->value, "spec", "ingressClassName");
    struct value old = dig(catalog, ingress->value, "metadata", "annotations", "kubernetes.io/ingress.class");
    Str word = dig_text(class.kind == V_NULL ? old : class);
    const Str parts[] = {word, STR("\n"), balancer_of(catalog, ingress, word), STR("\n"), dig_text(host), STR("\n"),
                         dig_text(dig(catalog, path, "path")), STR("\n"), dig_text(dig(catalog, path, "pathType"))};
    return name_of(catalog->session->names, arena_join(catalog->session->arena, parts, COUNT(parts)));
}

/* A copy, or an object that is made twice, which is told elsewhere. */
static bool is_same_object(const struct object *a, const struct object *b) { return a->name == b->name && a->namespace == b->namespace; }

static void check_route(struct catalog *catalog, const struct object *ingress, struct value host, struct value path, struct map *routes)
{
    const struct name *key = route_key(catalog, ingress, host, path);
    const struct object *first = map_get(routes, key);
    if (!first) map_put(catalog->session->arena, routes, key, (void *)ingress);
    if (!first || is_same_object(first, ingress)) return;
    Str where_to = dig_text(dig(catalog, path, "path"));
    struct diag *diag = object_error(catalog, W0709, dig(catalog, path, "path"), ingress,
                                     "Ingress '%s' takes %.*s%.*s, and so does Ingress '%s': only one of them gets the requests", ingress->name->s,
                                     STR_ARG(dig_text(host)), STR_ARG(where_to), first->name->s);
    diag_note(&catalog->session->diags, diag, first->at, "the other one is here");
    diag_help(&catalog->session->diags, diag, "take one of them away, or give it another host, path or class");
}

/* Rules without a host count, too, for all names. */
static void check_ingress(struct catalog *catalog, const struct object *ingress, struct map *routes)
{
    struct value rules = dig(catalog, ingress->value, "spec", "rules"), rule, path;
    if (ingress->broken || is_canary(catalog, ingress)) return;
    for (size_t i = 0; each(rules, i, &rule); i++) {
        struct value paths = dig(catalog, rule, "http", "paths");
        for (size_t k = 0; each(paths, k, &path); k++) check_route(catalog, ingress, dig(catalog, rule, "host"), path, routes);
    }
}

/* ---- all ---- */

static void check_containers(struct catalog *catalog, const struct workload *workload)
{
    struct value container;
    for (size_t i = 0; each_container(workload, i, &container); i++) check_variables(catalog, workload->object, container);
}

void validate_pod_effects(struct catalog *catalog, const struct workload *workload)
{
    check_containers(catalog, workload);
    check_claims(catalog, workload);
}

void validate_effects(struct catalog *catalog)
{
    struct map budgets = {0};   /* object whose pods a budget selects to the first that does */
    struct map routes = {0};    /* class, balancer, host, path and its type to the first Ingress that has them */
    const struct object *object;
    for (struct of_kind cursor = {0}; (object = next_of_kind(catalog, "HorizontalPodAutoscaler", &cursor));) check_scaler(catalog, object);
    for (struct of_kind cursor = {0}; (object = next_of_kind(catalog, "Ingress", &cursor));) check_ingress(catalog, object, &routes);
    for (struct of_kind cursor = {0}; (object = next_of_kind(catalog, "PodDisruptionBudget", &cursor));)
        if (!object->broken) check_budget(catalog, object, &budgets);
}
