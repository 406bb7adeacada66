#include "health/rollout.h"

#include "diag/session.h"
#include "json/json_path.h"

#include <stdlib.h>

static const struct resource pods = {STR("v1"), STR("Pod"), STR("pods"), true};
static const struct resource nodes = {STR("v1"), STR("Node"), STR("nodes"), false};
static const struct resource replica_sets = {STR("apps/v1"), STR("ReplicaSet"), STR("replicasets"), true};
static const struct resource events = {STR("v1"), STR("Event"), STR("events"), true};

struct pod {
    struct group_pod seen;
    struct owner *owner;     /* NULL: none that we know */
};

/* Something that owns pods, or a ReplicaSet that belongs to such. */
struct owner {
    size_t step;             /* + 1; 0: nobody waits for it */
    struct owner *parent;    /* of a ReplicaSet */
    json_int_t revision;     /* of a ReplicaSet */
    VEC(struct owner *) parts;
    struct pod_group group;
    bool on_each_node;       /* a DaemonSet */
};

struct rollouts {
    struct rollouts_options options;
    struct map owners, pods; /* by interned uid */
    struct map nodes;        /* by interned name: enum node_state */
    VEC(struct owner *) by_step;
    VEC(struct pod *) all;
};

static const struct name *uid_name(struct rollouts *rollouts, const char *uid) { return name_of(rollouts->options.session->names, str_of(uid)); }

static struct owner *owner_of(struct rollouts *rollouts, const char *uid)
{
    const struct name *name = uid_name(rollouts, uid);
    struct owner *owner = map_get(&rollouts->owners, name);
    if (owner) return owner;
    owner = NEW(rollouts->options.session->arena, struct owner);
    map_put(rollouts->options.session->arena, &rollouts->owners, name, owner);
    return owner;
}

static const char *controller_of(const json_t *object)
{
    size_t i;
    json_t *reference;
    json_array_foreach(json_at(object, "metadata.ownerReferences"), i, reference)
        if (true_at(reference, "controller")) return text_at(reference, "uid");
    return "";
}

/* Of a Deployment and of its ReplicaSets; 0: none. */
static json_int_t revision_of(const json_t *object)
{
    const char *revision = json_string_value(json_object_get(json_at(object, "metadata.annotations"), "deployment.kubernetes.io/revision"));
    return revision ? strtoll(revision, NULL, 10) : 0;
}

static void changed(struct rollouts *rollouts, const struct owner *owner)
{
    while (owner && !owner->step) owner = owner->parent;
    if (owner) rollouts->options.changed(rollouts->options.context, owner->step - 1);
}

/* ---- what is watched ---- */

static void take_replica_set(void *context, const json_t *object, bool gone)
{
    struct rollouts *rollouts = context;
    const char *controller = controller_of(object);
    if (gone || !*controller) return;
    struct owner *set = owner_of(rollouts, text_at(object, "metadata.uid")), *parent = owner_of(rollouts, controller);
    if (!set->parent) vec_push(rollouts->options.session->arena, &parent->parts, set);
    set->parent = parent;
    set->revision = revision_of(object);
    changed(rollouts, parent);
}

static struct pod *pod_of(struct rollouts *rollouts, const json_t *object)
{
    struct arena *arena = rollouts->options.session->arena;
    const struct name *uid = uid_name(rollouts, text_at(object, "metadata.uid"));
    struct pod *pod = map_get(&rollouts->pods, uid);
    if (pod) return pod;
    pod = NEW(arena, struct pod);
    map_put(arena, &rollouts->pods, uid, pod);
    vec_push(arena, &rollouts->all, pod);
    const char *controller = controller_of(object);
    if (!*controller) return pod;
    pod->owner = owner_of(rollouts, controller);
    vec_push(arena, &pod->owner->group.pods, &pod->seen);
    return pod;
}

static void take_pod(void *context, const json_t *object, bool gone)
{
    struct rollouts *rollouts = context;
    struct pod *pod = pod_of(rollouts, object);
    pod_group_take(pod->owner ? &pod->owner->group : NULL, &pod->seen, object, gone);
    changed(rollouts, pod->owner);
}

static void take_node(void *context, const json_t *object, bool gone)
{
    struct rollouts *rollouts = context;
    bool away = gone || true_at(object, "spec.unschedulable") || !condition_is(object, "Ready", "True");
    bool unreachable_count = gone || condition_is(object, "Ready", "Unknown");
    enum node_state state = unreachable_count ? NODE_UNREACHABLE : away ? NODE_UNAVAILABLE : NODE_HERE;
    const struct name *name = name_of(rollouts->options.session->names, str_of(text_at(object, "metadata.name")));
    if ((uintptr_t)map_get(&rollouts->nodes, name) == (uintptr_t)state) return;
    map_put(rollouts->options.session->arena, &rollouts->nodes, name, (void *)(uintptr_t)state);
    for (size_t i = 0; i < rollouts->by_step.n; i++)
        if (rollouts->by_step.at[i] && rollouts->by_step.at[i]->on_each_node) changed(rollouts, rollouts->by_step.at[i]);
}

static void take_event(void *context, const json_t *event, bool gone)
{
    struct rollouts *rollouts = context;
    const struct name *uid = name_find(rollouts->options.session->names, str_of(text_at(event, "involvedObject.uid")));
    struct pod *pod = uid ? map_get(&rollouts->pods, uid) : NULL;
    struct owner *owner = uid ? map_get(&rollouts->owners, uid) : NULL;
    if (gone || (!pod && !owner)) return;
    if (event_remember(pod ? &pod->seen.events : &owner->group.events, event, now_ms())) changed(rollouts, pod ? pod->owner : owner);
}

/* ---- looking ---- */

/* The ReplicaSet that is being rolled out; NULL: it was not seen yet. */
static struct owner *current_part(const struct owner *owner, const json_t *deployment)
{
    json_int_t revision = revision_of(deployment);
    for (size_t i = 0; i < owner->parts.n; i++)
        if (owner->parts.at[i]->revision == revision) return owner->parts.at[i];
    return NULL;
}

/* What is known by now of the nodes of its pods. */
static void look_at_nodes(struct rollouts *rollouts, struct owner *owner)
{
    for (size_t i = 0; i < owner->group.pods.n; i++) {
        struct group_pod *pod = owner->group.pods.at[i];
        const struct name *name = name_find(rollouts->options.session->names, str_of(text_at(pod->json, "spec.nodeName")));
        enum node_state node = name ? (enum node_state)(uintptr_t)map_get(&rollouts->nodes, name) : NODE_ANY;
        pod->node = node == NODE_ANY ? NODE_AWAITED : node;
    }
}

static bool controller_has_seen(const json_t *workload, json_int_t generation)
{
    json_int_t seen = number_at(workload, "status.observedGeneration", 0);
    return seen >= generation && seen >= number_at(workload, "metadata.generation", 0);
}

void rollout_assess(struct rollouts *rollouts, size_t step, const json_t *workload, json_int_t generation, struct rollout_status *status)
{
    struct owner *owner = step < rollouts->by_step.n ? rollouts->by_step.at[step] : NULL;
    *status = (struct rollout_status){0};
    bool job = json_at(workload, "spec.backoffLimit"), deployment = text_is(workload, "kind", "Deployment") || (owner && owner->parts.n);
    if (!owner || (!job && !controller_has_seen(workload, generation))) return;
    if (owner->on_each_node) look_at_nodes(rollouts, owner);
    struct owner *holder = deployment ? current_part(owner, workload) : owner;
    if (holder) pod_group_assess(&holder->group, workload, now_ms(), status);
}

/* ---- following ---- */

bool has_pods_of_its_own(const struct resource *resource)
{
    static const char *const kinds[] = {"Deployment", "StatefulSet", "DaemonSet", "Job"};
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_is(resource->kind, kinds[i])) return true;
    return false;
}

void rollout_follow(struct rollouts *rollouts, size_t step, const struct resource *resource, Str namespace, const char *uid)
{
    struct informer *informer = rollouts->options.informer;
    struct owner *owner = owner_of(rollouts, uid);
    owner->step = step + 1;
    while (rollouts->by_step.n <= step) vec_push(rollouts->options.session->arena, &rollouts->by_step, (struct owner *)NULL);
    rollouts->by_step.at[step] = owner;
    owner->on_each_node = str_is(resource->kind, "DaemonSet");
    if (owner->on_each_node) informer_watch(informer, &(struct informer_target){.resource = &nodes, .tell = take_node, .context = rollouts});
    if (str_is(resource->kind, "Deployment"))
        informer_watch(informer, &(struct informer_target){.resource = &replica_sets, .namespace = namespace, .tell = take_replica_set,
                                                           .context = rollouts});
    informer_watch(informer, &(struct informer_target){.resource = &pods, .namespace = namespace, .tell = take_pod, .context = rollouts});
    informer_watch(informer, &(struct informer_target){.resource = &events, .namespace = namespace, .news_only = true, .tell = take_event,
                                                       .context = rollouts});
}

struct rollouts *rollouts_new(const struct rollouts_options *options)
{
    struct rollouts *rollouts = NEW(options->session->arena, struct rollouts);
    rollouts->options = *options;
    return rollouts;
}

void rollouts_free(struct rollouts *rollouts)
{
    for (size_t i = 0; rollouts && i < rollouts->all.n; i++) json_decref(rollouts->all.at[i]->seen.json);
}
