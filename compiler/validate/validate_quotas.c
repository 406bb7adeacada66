/* ResourceQuotas against the pods and claims of their namespaces: pods that are refused when they come, long after their Deployment was taken.
 *
 * What is summed is what there is in any case: containers that run at once, of workloads that do not end, in the fewest replicas. Steps before them,
 * daemons' nodes and what runtimes take are left out. */
#include "checks.h"
#include "admit/quantity.h"

/* A namespace, and what is asked for in it, by the words of quotas: "requests.cpu", "pods". */
struct demand {
    struct map sums;       /* interned word to struct sum */
    struct map silent;     /* interned word to the first workload with a container that does not say it */
    bool fills_in;         /* a LimitRange says it for those that do not */
};

struct sum { double amount; const struct workload *most; double of_most; };

struct quotas {
    struct catalog *catalog;
    struct map demands;    /* interned namespace to struct demand */
    struct arena *arena;
};

/* What containers say. Of those that must be said, a pod whose containers do not all say it is refused where a quota counts it. */
static const struct wording { const char *word, *list, *name; bool must; } wordings[] = {
    {"requests.cpu", "requests", "cpu", true}, {"requests.memory", "requests", "memory", true}, {"limits.cpu", "limits", "cpu", true},
    {"limits.memory", "limits", "memory", true}, {"requests.ephemeral-storage", "requests", "ephemeral-storage", false},
    {"limits.ephemeral-storage", "limits", "ephemeral-storage", false},
};

static const struct name *word(struct quotas *quotas, const char *text) { return session_name(quotas->catalog->session, text); }

static struct demand *demand_in(struct quotas *quotas, const struct name *namespace)
{
    struct demand *demand = map_get(&quotas->demands, namespace);
    if (demand) return demand;
    demand = NEW(quotas->arena, struct demand);
    map_put(quotas->arena, &quotas->demands, namespace, demand);
    return demand;
}

/* ---- what is asked for ---- */

static void ask(struct quotas *quotas, struct demand *demand, const struct name *resource, long double amount, const struct workload *who)
{
    struct sum *sum = map_get(&demand->sums, resource);
    if (!sum) {
        sum = NEW(quotas->arena, struct sum);
        map_put(quotas->arena, &demand->sums, resource, sum);
    }
    sum->amount += (double)amount;
    if (amount > sum->of_most) sum->of_most = (double)amount, sum->most = who;
}

static int64_t fewest_pods(struct catalog *catalog, const struct object *object)
{
    int64_t replicas;
    if (built_in(object, "Job") || built_in(object, "CronJob") || built_in(object, "DaemonSet")) return 0;
    return number_in(dig(catalog, object->value, "spec", "replicas"), &replicas) ? replicas : 1;
}

/* A limit stands for a request that is not said. */
static struct value amount_said(struct catalog *catalog, struct value container, const struct wording *wording)
{
    struct value resources = dig(catalog, container, "resources"), amount = dig(catalog, resources, wording->list, wording->name);
    return amount.kind == V_NULL ? dig(catalog, resources, "limits", wording->name) : amount;
}

static void ask_for_container(struct quotas *quotas, struct demand *demand, struct value container, int64_t pods, const struct workload *who)
{
    for (size_t i = 0; i < COUNT(wordings); i++) {
        long double amount;
        if (quantity_in(amount_said(quotas->catalog, container, &wordings[i]), &amount))
            ask(quotas, demand, word(quotas, wordings[i].word), amount * (long double)pods, who);
    }
}

static void note_silent(struct quotas *quotas, struct demand *demand, struct value container, const struct workload *who)
{
    for (size_t i = 0; i < COUNT(wordings) && wordings[i].must; i++) {
        const struct name *resource = word(quotas, wordings[i].word);
        if (!map_get(&demand->silent, resource) && amount_said(quotas->catalog, container, &wordings[i]).kind == V_NULL)
            map_put(quotas->arena, &demand->silent, resource, (void *)(uintptr_t)who);
    }
}

static void ask_for_claim(struct quotas *quotas, struct demand *demand, struct value spec, int64_t times, const struct workload *who)
{
    long double size;
    ask(quotas, demand, word(quotas, "persistentvolumeclaims"), (long double)times, who);
    if (quantity_in(dig(quotas->catalog, spec, "resources", "requests", "storage"), &size))
        ask(quotas, demand, word(quotas, "requests.storage"), size * (long double)times, who);
}

static void ask_for_workload(struct quotas *quotas, const struct workload *workload)
{
    struct catalog *catalog = quotas->catalog;
    struct demand *demand = demand_in(quotas, workload->object->namespace);
    int64_t pods = fewest_pods(catalog, workload->object);
    struct value running = dig(catalog, workload->pod_spec, "containers"), one;
    struct value templates = dig(catalog, workload->object->value, "spec", "volumeClaimTemplates");
    ask(quotas, demand, word(quotas, "pods"), (long double)pods, workload);
    for (size_t i = 0; each(running, i, &one); i++) ask_for_container(quotas, demand, one, pods, workload);
    for (size_t i = 0; each_container(workload, i, &one); i++) note_silent(quotas, demand, one, workload);
    for (size_t i = 0; each(templates, i, &one); i++) ask_for_claim(quotas, demand, dig(catalog, one, "spec"), pods, workload);
}

/* ---- what there is ---- */

/* The word under which a sum stands: bare names mean requests, and some things are counted under two. */
static const struct name *counted_as(struct quotas *quotas, const struct name *said)
{
    static const char *const others[][2] = {
        {"cpu", "requests.cpu"}, {"memory", "requests.memory"}, {"ephemeral-storage", "requests.ephemeral-storage"}, {"count/pods", "pods"},
        {"count/persistentvolumeclaims", "persistentvolumeclaims"},
    };
    for (size_t i = 0; i < COUNT(others); i++)
        if (strcmp(said->s, others[i][0]) == 0) return word(quotas, others[i][1]);
    return said;
}

static Str shown(struct quotas *quotas, const struct name *resource, long double amount)
{
    Str text = NAME_STR(resource);
    if (str_ends(text, STR("cpu"))) return value_show(quotas->arena, value_unit(V_CPU, (int64_t)(amount * 1000)));
    if (str_ends(text, STR("memory")) || str_ends(text, STR("storage"))) return value_show(quotas->arena, value_unit(V_BYTES, (int64_t)amount));
    return arena_printf(quotas->arena, "%lld", (long long)amount);
}

static void report_too_much(struct quotas *quotas, const struct object *quota, const struct name *resource, struct value hard, const struct sum *sum)
{
    struct diags *diags = &quotas->catalog->session->diags;
    long double held = 0;
    quantity_in(hard, &held);
    struct diag *diag = object_error(quotas->catalog, E0718, hard, quota, "ResourceQuota '%s' allows %s = %.*s, and its namespace asks for %.*s",
                                     quota->name->s, resource->s, STR_ARG(shown(quotas, resource, held)), STR_ARG(shown(quotas, resource, sum->amount)));
    if (sum->most)
        diag_note(diags, diag, sum->most->object->at, "%s '%s' asks for %.*s", sum->most->object->kube->kind, sum->most->object->name->s,
                  STR_ARG(shown(quotas, resource, sum->of_most)));
    diag_help(diags, diag, "the pods that come last are refused: let it allow more, or ask for less");
}

static void report_silent(struct quotas *quotas, const struct object *quota, const struct name *resource, struct value hard, const struct workload *who)
{
    struct diags *diags = &quotas->catalog->session->diags;
    struct diag *diag = object_error(quotas->catalog, E0718, hard, quota, "ResourceQuota '%s' counts %s, and pods of %s '%s' do not say theirs", quota->name->s,
                                     resource->s, who->object->kube->kind, who->object->name->s);
    diag_note(diags, diag, who->object->at, "a container says nothing of it here");
    diag_help(diags, diag, "such pods are refused: say it, or have a LimitRange say it for those that do not");
}

static void check_hard(struct quotas *quotas, const struct object *quota, struct demand *demand, const struct name *said, struct value hard)
{
    const struct name *resource = counted_as(quotas, said);
    const struct sum *sum = map_get(&demand->sums, resource);
    const struct workload *silent = map_get(&demand->silent, resource);
    long double held;
    if (!quantity_in(hard, &held)) return;
    if (sum && sum->amount > held) report_too_much(quotas, quota, resource, hard, sum);
    if (silent && !demand->fills_in && !quotas->catalog->machine->foreign) report_silent(quotas, quota, resource, hard, silent);
}

/* One with scopes counts some pods alone. */
static void check_quota(struct quotas *quotas, const struct object *quota)
{
    struct value spec = dig(quotas->catalog, quota->value, "spec"), hard = dig(quotas->catalog, spec, "hard");
    if (dig(quotas->catalog, spec, "scopes").kind != V_NULL || dig(quotas->catalog, spec, "scopeSelector").kind != V_NULL) return;
    for (size_t i = 0; hard.kind == V_RECORD && i < hard.record->n; i++)
        check_hard(quotas, quota, demand_in(quotas, quota->namespace), hard.record->keys[i], hard.record->values[i]);
}

static const struct object *next_whole(struct catalog *catalog, const char *kind, struct of_kind *cursor)
{
    const struct object *object;
    do object = next_of_kind(catalog, kind, cursor);
    while (object && (object->broken || !object->namespace));
    return object;
}

void validate_quotas(struct catalog *catalog)
{
    struct quotas quotas = {.catalog = catalog, .arena = catalog->session->arena};
    const struct object *object;
    if (!next_whole(catalog, "ResourceQuota", &(struct of_kind){0})) return;
    for (size_t i = 0; i < catalog->workloads.n; i++)
        if (catalog->workloads.at[i].object->namespace) ask_for_workload(&quotas, &catalog->workloads.at[i]);
    for (struct of_kind cursor = {0}; (object = next_whole(catalog, "LimitRange", &cursor));) demand_in(&quotas, object->namespace)->fills_in = true;
    for (struct of_kind cursor = {0}; (object = next_whole(catalog, "PersistentVolumeClaim", &cursor));)
        ask_for_claim(&quotas, demand_in(&quotas, object->namespace), dig(catalog, object->value, "spec"), 1, NULL);
    for (struct of_kind cursor = {0}; (object = next_whole(catalog, "ResourceQuota", &cursor));) check_quota(&quotas, object);
}
