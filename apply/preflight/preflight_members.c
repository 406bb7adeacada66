/* Members that vote, and are away already. */
#include "preflight_internal.h"

#include "health/readiness.h"
#include "json/json_path.h"

static bool votes(const struct member *member)
{
    json_t *manifest = str_is(member->resource.kind, "StatefulSet") ? member_manifest(member) : NULL;
    bool rolled = manifest && has_roller(manifest);
    json_decref(manifest);
    return rolled;
}

static void tell_missing(struct preflight_run *run, const struct member *member, const json_t *live)
{
    json_int_t wanted = number_at(live, "spec.replicas", 1), ready = number_at(live, "status.readyReplicas", 0);
    if (ready < wanted)
        preflight_warn(run, member->at, "StatefulSet '%.*s' votes, and %" JSON_INTEGER_FORMAT " of its %" JSON_INTEGER_FORMAT
                       " members %s ready: an update makes broken ones anew, and takes no other before all are back",
                       STR_ARG(member->compiled->name), ready, wanted, ready == 1 ? "is" : "are");
}

static void tell_members(struct preflight_run *run, const struct query *query)
{
    const struct member *member = query->subject;
    if (query->answer == ANSWER_OK) tell_missing(run, member, query->reply);
    else if (query->answer != ANSWER_NOT_FOUND && query->answer != ANSWER_NO_MATCH)
        preflight_warn(run, member->at, "StatefulSet '%.*s' cannot be looked up: %.*s", STR_ARG(member->compiled->name), STR_ARG(query->why));
}

void preflight_ask_members(struct preflight_run *run)
{
    for (size_t i = 0; i < run->stack->members.n; i++) {
        const struct member *member = &run->stack->members.at[i];
        if (!votes(member)) continue;
        Str path = api_path(run->arena, &member->resource, member->compiled->namespace, member->compiled->name, "");
        preflight_ask(run, &(struct query){.method = "GET", .path = path, .tell = tell_members, .subject = member});
    }
}
