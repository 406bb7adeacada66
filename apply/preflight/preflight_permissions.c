#include "preflight_internal.h"

#define REVIEWS "authorization.k8s.io/v1"

static void tell_permission(struct preflight_run *run, const struct query *query)
{
    const struct permission *need = query->subject;
    if (query->answer != ANSWER_OK || true_at(query->reply, "status.allowed")) return;
    Str what = kind_and_group(run->arena, need->resource->api_version, need->resource->plural), option = STR(""), where = STR("in the whole cluster");
    if (need->namespace.n) {
        option = arena_printf(run->arena, " -n %.*s", STR_ARG(need->namespace));
        where = arena_printf(run->arena, "in namespace '%.*s'", STR_ARG(need->namespace));
    }
    Str help = arena_printf(run->arena, "an administrator can grant it; 'kubectl auth can-i %s %.*s%.*s' asks again", need->verb, STR_ARG(what),
                            STR_ARG(option));
    preflight_error(run, STR(""), help, "you may not %s %.*s %.*s", need->verb, STR_ARG(what), STR_ARG(where));
}

static Str review_of(struct arena *arena, const struct permission *need)
{
    Str group = api_group(need->resource->api_version), version = str_after_last(need->resource->api_version, '/');
    json_t *review = json_pack("{s:s,s:s,s:{s:{s:s%,s:s,s:s%,s:s%,s:s%}}}", "apiVersion", REVIEWS, "kind", "SelfSubjectAccessReview", "spec",
                               "resourceAttributes", "namespace", need->namespace.s, need->namespace.n, "verb", need->verb, "group", group.s, group.n,
                               "version", version.s, version.n, "resource", need->resource->plural.s, need->resource->plural.n);
    return arena_json(arena, review);
}

/* Needs of the same kind in the same namespace are one. */
static bool is_new(struct preflight_run *run, struct map *seen, const struct permission *need)
{
    Str key = arena_printf(run->arena, "%s %.*s %.*s %.*s", need->verb, STR_ARG(need->resource->api_version), STR_ARG(need->resource->plural),
                           STR_ARG(need->namespace));
    const struct name *name = name_of(run->stack->session->names, key);
    if (map_get(seen, name)) return false;
    map_put(run->arena, seen, name, run);
    return true;
}

void preflight_ask_permissions(struct preflight_run *run, const struct permissions *needs)
{
    struct map seen = {0};
    for (size_t i = 0; i < needs->v.n; i++) {
        struct permission need = needs->v.at[i];
        if (!need.resource->namespaced) need.namespace = STR("");
        if (!need.resource->plural.n || !is_new(run, &seen, &need)) continue;
        struct permission *subject = NEW(run->arena, struct permission);
        *subject = need;
        preflight_ask(run, &(struct query){.method = "POST", .path = STR("/apis/" REVIEWS "/selfsubjectaccessreviews"),
                .body = review_of(run->arena, subject), .tell = tell_permission, .subject = subject});
    }
}
