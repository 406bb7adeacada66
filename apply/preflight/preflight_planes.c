#include "preflight_internal.h"

#include "cluster/live.h"

/* A plane of the stack, and the nodes that have its labels. */
struct promise {
    const json_t *fact;
    size_t usable;
    size_t unready, cordoned, tainted; /* those that are not, by their first reason */
};
struct promises { struct promise *at; size_t n; };

static bool has_text(const json_t *object, const char *key, const char *text)
{
    const char *value = json_string_value(json_object_get(object, key));
    return value && strcmp(value, text) == 0;
}

/* An empty choice is every node. */
static bool has_labels(const json_t *node, const json_t *choice)
{
    const char *key;
    json_t *value;
    const json_t *labels = json_at(node, "metadata.labels");
    json_object_foreach((json_t *)(uintptr_t)choice, key, value)
        if (!json_is_string(value) || !has_text(labels, key, json_string_value(value))) return false;
    return true;
}

static bool is_chosen(const json_t *node, const json_t *fact)
{
    size_t i;
    json_t *choice;
    json_array_foreach(json_object_get(fact, "choices"), i, choice)
        if (has_labels(node, choice)) return true;
    return false;
}

/* ---- taints ---- */

/* A toleration of a plane without a value is one for all values. */
static bool is_tolerated(const json_t *taint, const json_t *tolerations)
{
    size_t i;
    json_t *toleration;
    json_array_foreach(tolerations, i, toleration) {
        const char *value = json_string_value(json_object_get(toleration, "value"));
        if (has_text(toleration, "key", text_at(taint, "key")) && has_text(toleration, "effect", text_at(taint, "effect")) &&
            (!value || strcmp(value, text_at(taint, "value")) == 0)) return true;
    }
    return false;
}

static bool keeps_away(const json_t *taint, const json_t *fact)
{
    return !text_is(taint, "effect", "PreferNoSchedule") && !is_tolerated(taint, json_object_get(fact, "tolerations"));
}

static bool is_tainted(const json_t *node, const json_t *fact)
{
    size_t i;
    json_t *taint;
    json_array_foreach(json_at(node, "spec.taints"), i, taint)
        if (keeps_away(taint, fact)) return true;
    return false;
}

/* ---- counting ---- */

static void count_node(struct promise *promise, const json_t *node)
{
    if (!is_chosen(node, promise->fact)) return;
    if (!condition_is(node, "Ready", "True")) promise->unready++;
    else if (true_at(node, "spec.unschedulable")) promise->cordoned++;
    else if (is_tainted(node, promise->fact)) promise->tainted++;
    else promise->usable++;
}

static void take_node(void *context, const struct list_target *place, json_t *node)
{
    struct promises *promises = context;
    (void)place;
    for (size_t i = 0; i < promises->n; i++) count_node(&promises->at[i], node);
}

static void put_count(struct buf *text, size_t n, const char *what)
{
    if (n) buf_printf(text, ", %zu %s", n, what);
}

static void check_promise(struct preflight_run *run, const struct promise *promise)
{
    Str name = json_text(promise->fact, "name"), at = compiled_instance_place(run->stack->compiled, json_text(promise->fact, "instance"));
    json_int_t promised = number_at(promise->fact, "at_least", 0);
    struct buf others = {0};
    if ((json_int_t)promise->usable >= promised) return;
    put_count(&others, promise->unready, "not ready");
    put_count(&others, promise->cordoned, "cordoned");
    put_count(&others, promise->tainted, "with taints that it does not tolerate");
    preflight_error(run, at, STR("label or repair nodes, or promise fewer (at_least)"),
                    "plane '%.*s' promises %lld %s, and the cluster has %zu for it%.*s",
             STR_ARG(name), (long long)promised, promised == 1 ? "node" : "nodes", promise->usable, (int)others.n, others.n ? others.s : "");
    buf_free(&others);
}

/* Compilations of an earlier stk do not say which nodes a plane has. */
static struct promises promises_of(struct preflight_run *run)
{
    size_t i;
    json_t *fact, *facts = compiled_facts(run->stack->compiled, "plane");
    struct promises promises = {.at = NEW_ARRAY(run->arena, json_array_size(facts) + 1, struct promise)};
    json_array_foreach(facts, i, fact)
        if (json_is_array(json_object_get(fact, "choices"))) promises.at[promises.n++].fact = fact;
    return promises;
}

void preflight_planes(struct preflight_run *run)
{
    struct promises promises = promises_of(run);
    struct resource nodes = resource_of(kube_resource_exact("v1", "Node"));
    struct list_targets list_targets = {.session = run->stack->session};
    struct problem problem = {.arena = run->arena};
    if (!promises.n) return;
    list_target_add(&list_targets, &nodes, STR(""));
    struct listing listing = {.http = run->http, .problem = &problem, .take = take_node, .context = &promises};
    live_list(&list_targets, &listing);
    http_drain(run->http);
    for (size_t i = 0; i < promises.n && !problem.code; i++) check_promise(run, &promises.at[i]);
    if (problem.code) preflight_warn(run, STR(""), "whether planes have the nodes that they promise cannot be told: %.*s", STR_ARG(problem.text));
}
