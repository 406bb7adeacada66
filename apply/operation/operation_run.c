#include "operation/operation_run.h"

#include "cluster/live.h"
#include "common/exit_code.h"
#include "health/readiness.h"
#include "state/store.h"

#include <stdlib.h>

const struct resource jobs = {{"batch/v1", 8}, {"Job", 3}, {"jobs", 4}, true};

struct runs_reading { struct arena *arena; struct operation_runs *runs; };

static enum operation_state state_of(const json_t *job, struct buf *why)
{
    switch (readiness_of("batch/v1", "Job", job, NULL, why, NULL)) {
    case READINESS_READY: return OPERATION_SUCCEEDED;
    case READINESS_FAILED: return OPERATION_FAILED;
    default: return OPERATION_RUNNING;
    }
}

static void take_job(void *context, const struct list_target *place, json_t *job)
{
    const struct runs_reading *reading = context;
    struct arena *arena = reading->arena;
    struct buf why = {0};
    const char *operation = json_string_value(json_object_get(json_at(job, "metadata.labels"), LABEL_OPERATION));
    struct operation_run run = {.operation = arena_copy(arena, str_of(operation ? operation : "")), .namespace = place->namespace,
                                .job = clean_text_at(arena, job, "metadata.name"), .uid = clean_text_at(arena, job, "metadata.uid"),
                                .time = clean_text_at(arena, job, "metadata.creationTimestamp"), .by = clean_annotation(arena, job, ANNOTATION_BY),
                                .parameters = clean_annotation(arena, job, ANNOTATION_PARAMETERS), .state = state_of(job, &why)};
    run.why = arena_copy(arena, (Str){why.s, why.n});
    vec_push(arena, &reading->runs->v, run);
    buf_free(&why);
}

/* Times of this form sort as texts. */
static int newest_first(const void *a, const void *b)
{
    const struct operation_run *left = a, *right = b;
    int order = str_cmp(right->time, left->time);
    return order ? order : str_cmp(left->job, right->job);
}

bool operation_runs(struct http *http, struct session *session, Str stack, const struct text_list *namespaces, struct operation_runs *runs,
                    struct problem *problem)
{
    struct list_targets list_targets = {.session = session};
    struct runs_reading reading = {session->arena, runs};
    Str selector = arena_printf(session->arena, LABEL_STACK "=%.*s," LABEL_OPERATION, STR_ARG(stack));
    for (size_t i = 0; i < namespaces->n; i++) list_target_add(&list_targets, &jobs, namespaces->at[i]);
    struct listing listing = {.http = http, .problem = problem, .selector = selector.s, .take = take_job, .lenient = true, .context = &reading};
    live_list(&list_targets, &listing);
    http_drain(http);
    for (size_t i = 0; i < list_targets.v.n; i++)
        if (list_targets.v.at[i].refusal.n) runs->refusal = list_targets.v.at[i].refusal;
    if (runs->v.n) qsort(runs->v.at, runs->v.n, sizeof *runs->v.at, newest_first);
    return !problem->code;
}

static bool forget(struct http *http, struct arena *arena, const struct operation_run *run, struct problem *problem)
{
    static const char options[] = "{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\",\"propagationPolicy\":\"Background\",\"preconditions\":{\"uid\":\"%.*s\"}}";
    Str body = arena_printf(arena, options, STR_ARG(run->uid)), path = api_path(arena, &jobs, run->namespace, run->job, "");
    const struct reply *reply = http_wait(http, &(struct request){.method = "DELETE", .path = path.s, .type = "application/json", .body = body.s,
            .size = body.n});
    enum answer answer = answer_of(reply);
    if (answer == ANSWER_OK || answer == ANSWER_NOT_FOUND || answer == ANSWER_STALE || answer == ANSWER_TERMINATING) return true;
    return problem_set(problem, EXIT_ERROR, "Job %.*s/%.*s, of an old run, cannot be deleted: %.*s", STR_ARG(run->namespace), STR_ARG(run->job),
                       STR_ARG(answer_text(arena, reply)));
}

bool operation_runs_forget(struct http *http, struct session *session, const struct operation_runs *runs, struct problem *problem)
{
    struct map counts = {0};
    bool fine = true;
    for (size_t i = 0; i < runs->v.n && fine; i++) {
        const struct operation_run *run = &runs->v.at[i];
        const struct name *name = name_of(session->names, run->operation);
        uintptr_t count = (uintptr_t)map_get(&counts, name) + 1;
        map_put(session->arena, &counts, name, (void *)count);
        if (count > RUNS_KEPT && run->state != OPERATION_RUNNING) fine = forget(http, session->arena, run, problem);
    }
    return fine;
}
