/* Deletes what the stack has no more, in stages: what uses others goes before them. */
#include "run.h"

#include "interrupt.h"

/* The last go first. Kinds that are not here are custom ones: they go before what runs their operators. */
static const char *const stages[] = {
    "Namespace", "CustomResourceDefinition", "PersistentVolume StorageClass PriorityClass IngressClass RuntimeClass",
    "ConfigMap Secret PersistentVolumeClaim ServiceAccount Role RoleBinding ClusterRole ClusterRoleBinding ResourceQuota LimitRange NetworkPolicy",
    "Service", "Deployment StatefulSet DaemonSet ReplicaSet Pod", "Job CronJob", "HorizontalPodAutoscaler PodDisruptionBudget Ingress",
    "MutatingWebhookConfiguration ValidatingWebhookConfiguration APIService",
};

static size_t stage_of(const struct step *step)
{
    if (!kube_resource_exact(step->resource->api_version.s, step->resource->kind.s)) return COUNT(stages) - 2;
    for (size_t i = 0; i < COUNT(stages); i++) {
        const char *found = strstr(stages[i], step->resource->kind.s);
        size_t n = step->resource->kind.n;
        if (found && (found == stages[i] || found[-1] == ' ') && (found[n] == ' ' || !found[n])) return i;
    }
    return COUNT(stages) - 3;
}

static void begin_stage(struct run *run, size_t stage)
{
    for (size_t i = run->plan->stack->members.n; i < run->plan->steps.n; i++) {
        struct task *task = &run->tasks[i];
        if (task->step->action != ACTION_DELETE || stage_of(task->step) != stage) continue;
        run->open++;
        task->phase = PHASE_SENT;
        progress_object(run->options.progress, task->index, STATE_SENT, "");
        task_delete(task);
    }
}

static void time_out(struct run *run)
{
    for (size_t i = run->plan->stack->members.n; i < run->plan->steps.n; i++) {
        struct task *task = &run->tasks[i];
        if (task->phase != PHASE_GOING || now_ms() - task->begun < run->options.timeout) continue;
        run->unready++;
        task_fail(task, "somebody has to remove its finalizers", "still there after %lld s", (long long)(run->options.timeout / 1000));
    }
}

void run_prune(struct run *run)
{
    for (size_t stage = COUNT(stages); stage-- > 0 && !run->failed && !run->broken && !interrupted();) {
        begin_stage(run, stage);
        while ((run->open || http_busy(run->http)) && !run->broken && !interrupted()) {
            run_turn(run);
            time_out(run);
        }
    }
}
