#include "preflight_parts.h"


#define REVIEWS "authorization.k8s.io/v1"

/* "deployments.apps" */
static Str resource_text(struct arena *arena, const struct resource *resource)
{
    return kind_and_group(arena, resource->api_version, resource->plural);
}

static void tell_permission(struct preflight_run *run, const struct inquiry *inquiry)
{
    const struct access_need *need = inquiry->subject;
    if (inquiry->answer != ANSWER_OK || true_at(inquiry->reply, "status.allowed")) return;
    Str what = resource_text(run->arena, need->resource), option = STR(""), where = STR("in the whole cluster");
    if (need->namespace.n) {
        option = arena_printf(run->arena, " -n %.*s", STR_ARG(need->namespace));
        where = arena_printf(run->arena, "in namespace '%.*s'", STR_ARG(need->namespace));
    }
    Str help = arena_printf(run->arena, "an administrator can grant it; 'kubectl auth can-i %s %.*s%.*s' asks again", need->verb, STR_ARG(what),
                            STR_ARG(option));
    complain(run, STR(""), help, "you may not %s %.*s %.*s", need->verb, STR_ARG(what), STR_ARG(where));
}

static Str review_of(struct arena *arena, const struct access_need *need)
{
    Str group = api_group(need->resource->api_version), version = str_after_last(need->resource->api_version, '/');
    json_t *review = json_pack("{s:s,s:s,s:{s:{s:s%,s:s,s:s%,s:s%,s:s%}}}", "apiVersion", REVIEWS, "kind", "SelfSubjectAccessReview", "spec",
                               "resourceAttributes", "namespace", need->namespace.s, need->namespace.n, "verb", need->verb, "group", group.s, group.n,
                               "version", version.s, version.n, "resource", need->resource->plural.s, need->resource->plural.n);
    return arena_json(arena, review);
}

void preflight_ask_permissions(struct preflight_run *run, const struct access_needs *needs)
{
    struct map seen = {0};
    for (size_t i = 0; i < needs->v.n; i++) {
        struct access_need *need = NEW(run->arena, struct access_need);
        *need = needs->v.at[i];
        if (!need->resource->namespaced) need->namespace = STR("");
        Str body = review_of(run->arena, need);
        const struct name *name = name_of(run->stack->session->names, body);
        if (!need->resource->plural.n || map_get(&seen, name)) continue;
        map_put(run->arena, &seen, name, need);
        preflight_ask(run, &(struct inquiry){.method = "POST", .path = STR("/apis/" REVIEWS "/selfsubjectaccessreviews"), .body = body,
                .tell = tell_permission, .subject = need});
    }
}
