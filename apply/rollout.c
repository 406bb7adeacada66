#include "rollout.h"

#include "event_trouble.h"
#include "json_path.h"
#include "session.h"

#include <stdio.h>
#include <stdlib.h>

static const struct resource pods = {STR("v1"), STR("Pod"), STR("pods"), true};
static const struct resource replica_sets = {STR("apps/v1"), STR("ReplicaSet"), STR("replicasets"), true};
static const struct resource events = {STR("v1"), STR("Event"), STR("events"), true};

struct pod {
    struct owner *owner;     /* NULL: none that we know */
    json_t *json;            /* NULL: gone */
    struct pod_memory memory;
    struct trouble *trouble;
};

/* What events say of an object. */
struct trouble {
    int64_t since;
    json_int_t times, enough;
    int64_t doomed_after;
    char text[512];
};

/* Something that owns pods, or a ReplicaSet that belongs to such. */
struct owner {
    size_t step;             /* + 1; 0: nobody waits for it */
    struct owner *parent;    /* of a ReplicaSet */
    json_int_t revision;     /* of a ReplicaSet */
    VEC(struct owner *) parts;
    VEC(struct pod *) pods;
    struct trouble *trouble;
};

struct rollouts {
    struct rollouts_options options;
    struct map owners, pods; /* by interned uid */
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
    const char *revision = json_string_value(json_object_get(json_at(object, "metadata.annotations"), "deployment.kubernetes.io/revision"));
    set->revision = revision ? strtoll(revision, NULL, 10) : 0;
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
    vec_push(arena, &pod->owner->pods, pod);
    return pod;
}

static void take_pod(void *context, const json_t *object, bool gone)
{
    struct rollouts *rollouts = context;
    struct pod *pod = pod_of(rollouts, object);
    json_decref(pod->json);
    pod->json = gone ? NULL : json_incref((json_t *)(uintptr_t)object);
    changed(rollouts, pod->owner);
}

static void add_trouble(struct rollouts *rollouts, struct trouble **place, const struct event_trouble *event, const struct buf *why)
{
    struct trouble *trouble = *place ? *place : (*place = NEW(rollouts->options.session->arena, struct trouble));
    if (!trouble->since) trouble->since = now_ms();
    trouble->times += event->times > trouble->times ? event->times - trouble->times : 1;
    trouble->enough = event->enough;
    trouble->doomed_after = event->doomed_after;
    snprintf(trouble->text, sizeof trouble->text, "%.*s", (int)why->n, why->s);
}

static void take_event(void *context, const json_t *event, bool gone)
{
    struct rollouts *rollouts = context;
    struct event_trouble trouble;
    struct buf why = {0};
    const struct name *uid = name_find(rollouts->options.session->names, str_of(text_at(event, "involvedObject.uid")));
    struct pod *pod = uid ? map_get(&rollouts->pods, uid) : NULL;
    struct owner *owner = uid ? map_get(&rollouts->owners, uid) : NULL;
    if (!gone && (pod || owner) && event_is_trouble(event, &why, &trouble)) {
        add_trouble(rollouts, pod ? &pod->trouble : &owner->trouble, &trouble, &why);
        changed(rollouts, pod ? pod->owner : owner);
    }
    buf_free(&why);
}

/* ---- looking ---- */

static const char *label_of(const json_t *object, const char *path, const char *key)
{
    const char *text = json_string_value(json_object_get(json_at(object, path), key));
    return text ? text : "";
}

/* Whether a pod is of the revision that is being rolled out. */
static bool is_new(const json_t *workload, const json_t *pod)
{
    const char *update = text_at(workload, "status.updateRevision");
    const char *generation = label_of(workload, "metadata.annotations", "deprecated.daemonset.template.generation");
    if (*update) return strcmp(label_of(pod, "metadata.labels", "controller-revision-hash"), update) == 0;
    if (*generation) return strcmp(label_of(pod, "metadata.labels", "pod-template-generation"), generation) == 0;
    return true;
}

struct tally { size_t ready, doomed; bool deployment, job; };

static void keep_worst(struct rollout_look *look, const json_t *pod, const struct pod_report *report, const struct buf *why)
{
    look->pod = pod;
    look->report = *report;
    look->why.n = 0;
    buf_put(&look->why, why->s, why->n);
}

static void look_again(struct rollout_look *look, int64_t ms)
{
    if (ms > 0 && (!look->again || ms < look->again)) look->again = ms;
}

/* True: events say that it has been impossible for too long. */
static bool is_doomed_by(const struct trouble *trouble, struct rollout_look *look)
{
    if (!trouble || !trouble->doomed_after || trouble->times < trouble->enough) return false;
    int64_t left = trouble->since + trouble->doomed_after - now_ms();
    look_again(look, left);
    return left <= 0;
}

static void look_at_pod(struct pod *pod, const json_t *workload, struct tally *tally, struct rollout_look *look)
{
    struct buf why = {0};
    struct pod_report report = {0};
    int64_t again = 0;
    if (!pod->json || !is_new(workload, pod->json)) return;
    enum pod_health health = pod_health(pod->json, &pod->memory, now_ms(), &why, &report, &again);
    look_again(look, again);
    if (health == POD_READY) tally->ready++;
    if (health == POD_STARTING && is_doomed_by(pod->trouble, look)) {
        health = POD_DOOMED;
        why.n = 0;
        buf_printf(&why, "%s", pod->trouble->text);
    }
    bool doomed = health == POD_DOOMED && !(tally->job && report.crashed); /* a job counts its failures itself */
    if (doomed || (health == POD_AILING && !tally->doomed) || (health == POD_DOOMED && !look->pod)) keep_worst(look, pod->json, &report, &why);
    tally->doomed += doomed;
    buf_free(&why);
}

/* The ReplicaSet that is being rolled out; NULL: it was not seen yet. */
static struct owner *current_part(const struct owner *owner, const json_t *deployment)
{
    json_int_t revision = strtoll(label_of(deployment, "metadata.annotations", "deployment.kubernetes.io/revision"), NULL, 10);
    for (size_t i = 0; i < owner->parts.n; i++)
        if (owner->parts.at[i]->revision == revision) return owner->parts.at[i];
    return NULL;
}

static bool controller_has_seen(const json_t *workload, json_int_t generation)
{
    json_int_t seen = number_at(workload, "status.observedGeneration", 0);
    return seen >= generation && seen >= number_at(workload, "metadata.generation", 0);
}

void rollout_look(struct rollouts *rollouts, size_t step, const json_t *workload, json_int_t generation, struct rollout_look *look)
{
    struct owner *owner = step < rollouts->by_step.n ? rollouts->by_step.at[step] : NULL;
    *look = (struct rollout_look){0};
    if (!owner) return;
    struct tally tally = {.deployment = text_is(workload, "kind", "Deployment") || owner->parts.n, .job = json_at(workload, "spec.backoffLimit") != NULL};
    if (!tally.job && !controller_has_seen(workload, generation)) return;
    struct owner *holder = tally.deployment ? current_part(owner, workload) : owner;
    for (size_t i = 0; holder && i < holder->pods.n; i++) look_at_pod(holder->pods.at[i], workload, &tally, look);
    look->failed = tally.doomed && (!tally.deployment || !tally.ready);
    if (look->failed || !holder || !is_doomed_by(holder->trouble, look)) return;
    look->failed = true;
    look->why.n = 0;
    buf_printf(&look->why, "%s", holder->trouble->text);
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
    struct observer *observer = rollouts->options.observer;
    struct owner *owner = owner_of(rollouts, uid);
    owner->step = step + 1;
    while (rollouts->by_step.n <= step) vec_push(rollouts->options.session->arena, &rollouts->by_step, (struct owner *)NULL);
    rollouts->by_step.at[step] = owner;
    if (str_is(resource->kind, "Deployment"))
        observe(observer, &(struct observed){.resource = &replica_sets, .namespace = namespace, .tell = take_replica_set, .context = rollouts});
    observe(observer, &(struct observed){.resource = &pods, .namespace = namespace, .tell = take_pod, .context = rollouts});
    observe(observer, &(struct observed){.resource = &events, .namespace = namespace, .news_only = true, .tell = take_event, .context = rollouts});
}

struct rollouts *rollouts_new(const struct rollouts_options *options)
{
    struct rollouts *rollouts = NEW(options->session->arena, struct rollouts);
    rollouts->options = *options;
    return rollouts;
}

void rollouts_free(struct rollouts *rollouts)
{
    for (size_t i = 0; rollouts && i < rollouts->all.n; i++) json_decref(rollouts->all.at[i]->json);
}
