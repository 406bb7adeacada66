/* Deletes what the stack has no more, in the opposite order: what uses others goes before them. */
#include "run_internal.h"

#include "common/interrupt.h"
#include "json/json_path.h"

#include <stdlib.h>

/* The last go first. Those of one wave, or of several, go wave by wave. Kinds that are not here are custom ones: they go before
 * what runs their operators. */
static const struct stage { const char *kinds; bool in_waves; } stages[] = {
    {"Namespace", false},
    {"CustomResourceDefinition", false},
    {"PersistentVolume StorageClass PriorityClass IngressClass RuntimeClass", false},
    {"ConfigMap Secret PersistentVolumeClaim ServiceAccount Role RoleBinding ClusterRole ClusterRoleBinding ResourceQuota LimitRange NetworkPolicy",
     true},
    {"Service", true},
    {"Deployment StatefulSet DaemonSet ReplicaSet Pod", true},
    {"Job CronJob", true},
    {"HorizontalPodAutoscaler PodDisruptionBudget Ingress", true},
    {"", false},
    {"MutatingWebhookConfiguration ValidatingWebhookConfiguration APIService", false},
};
enum { UNKNOWN_KIND = 7, CUSTOM_KIND = 8 }; /* their stages */

static bool names_kind(const char *kinds, Str kind)
{
    const char *found = strstr(kinds, kind.s);
    return found && (found == kinds || found[-1] == ' ') && (found[kind.n] == ' ' || !found[kind.n]);
}

static size_t stage_of(const struct step *step)
{
    if (!kube_resource_exact(step->resource->api_version.s, step->resource->kind.s)) return CUSTOM_KIND;
    for (size_t i = 0; i < COUNT(stages); i++)
        if (names_kind(stages[i].kinds, step->resource->kind)) return i;
    return UNKNOWN_KIND;
}

/* The highest go first, equal ones together. All stages in waves share the place of the lowest of them. */
static uint64_t turn_of(const struct step *step)
{
    size_t stage = stage_of(step), place = stage;
    while (stages[stage].in_waves && stages[place - 1].in_waves) place--;
    return (uint64_t)place << 40 | (stages[stage].in_waves ? (uint64_t)step->wave << 8 | stage : 0);
}

struct deletion { struct task *task; uint64_t turn; };

static int highest_first(const void *a, const void *b)
{
    uint64_t x = ((const struct deletion *)a)->turn, y = ((const struct deletion *)b)->turn;
    return (x < y) - (x > y);
}

static void begin_deletion(struct task *task)
{
    task->run->open++;
    task->phase = PHASE_SENT;
    progress_object(task->run->options.progress, task->index, STATE_SENT, "");
    task_delete(task);
}

/* Those that others than the cluster itself have to take away. */
static void put_finalizers(struct buf *text, const json_t *object)
{
    const json_t *names = json_at(object, "metadata.finalizers");
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        if (!name || strcmp(name, "foregroundDeletion") == 0 || strcmp(name, "orphan") == 0) continue;
        buf_printf(text, "%s%s", text->n ? ", " : "; finalizers: ", name);
    }
}

static void fail_held(struct task *task)
{
    struct buf names = {0};
    put_finalizers(&names, task->seen);
    task->run->unready++;
    task_fail(task, names.n ? "whoever has set a finalizer takes it away when its work is done: see whether that runs"
                            : "it goes when what belongs to it, or lies in it, is gone", "still there after %lld s%.*s",
              (long long)(task->run->options.timeout / 1000), (int)names.n, names.n ? names.s : "");
    buf_free(&names);
}

/* Turns are many, and so are tasks. */
enum { TIMES_OUT_EACH_MS = 100 };

void run_time_out(struct run *run)
{
    int64_t now = now_ms();
    if (now - run->timed_at < TIMES_OUT_EACH_MS) return;
    run->timed_at = now;
    for (size_t i = 0; i < run->plan->steps.n; i++) {
        struct task *task = &run->tasks[i];
        bool there = task->phase == PHASE_DELETING && task->step->uid.n; /* if not, its successor is on the way */
        if (there && now - task->begun >= run->options.timeout) fail_held(task);
    }
}

static void finish_turn(struct run *run)
{
    while ((run->open || http_busy(run->http)) && !run->broken && !interrupted()) run_turn(run);
}

void run_prune(struct run *run)
{
    size_t first = run->plan->stack->members.n, n = 0;
    struct deletion *deletions = NEW_ARRAY(run->session->arena, run->plan->steps.n - first + 1, struct deletion);
    for (size_t i = first; i < run->plan->steps.n; i++)
        if (run->plan->steps.at[i].action == ACTION_DELETE) deletions[n++] = (struct deletion){&run->tasks[i], turn_of(&run->plan->steps.at[i])};
    qsort(deletions, n, sizeof *deletions, highest_first);
    for (size_t i = 0; i < n && !run->failed && !run->broken && !interrupted();) {
        for (uint64_t turn = deletions[i].turn; i < n && deletions[i].turn == turn; i++) begin_deletion(deletions[i].task);
        finish_turn(run);
    }
}
