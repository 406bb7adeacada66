/* What is never deleted without an explicit word. */
#include "plan_internal.h"

#include <strings.h>

/* Annotations that say: leave it where it is. */
static const struct { const char *key, *value; } keepers[] = {
    {"stk.dev/prune", "keep"}, {"helm.sh/resource-policy", "keep"}, {"client.lifecycle.config.k8s.io/deletion", "detach"},
    {"kapp.k14s.io/delete-strategy", "orphan"}, {"argocd.argoproj.io/sync-options", "Prune=false"}, {"kustomize.toolkit.fluxcd.io/prune", "disabled"},
};

const char *keep_mark(const struct step *step)
{
    const json_t *annotations = json_at(step->live, "metadata.annotations");
    for (size_t i = 0; i < COUNT(keepers); i++) {
        const char *value = json_string_value(json_object_get(annotations, keepers[i].key));
        if (value && strstr(value, keepers[i].value)) return keepers[i].key;
    }
    return NULL;
}

bool is_protected(const struct step *step) { return kube_is_protected(step->resource->kind); }

bool consents_to(const char *consent, const struct step *step)
{
    Str kind = step->resource->kind;
    return str_is(step->id, consent) || (strlen(consent) == kind.n && strncasecmp(consent, kind.s, kind.n) == 0);
}

bool has_consent(const struct plan *plan, const struct step *step)
{
    for (size_t i = 0; i < plan->options->consents.n; i++)
        if (consents_to(plan->options->consents.at[i], step)) return true;
    return false;
}

static void keep(struct plan *plan, struct step *step, const char *why, const char *what)
{
    step->action = ACTION_KEEP;
    step->reason = arena_printf(plan->session->arena, "%s%s", why, what);
}

/* ---- what others are in ---- */

/* The step that takes away what it is in; NULL: none does. */
static struct step *leaving(struct plan *plan, Str id)
{
    size_t index = plan_step_of(plan, id);
    struct step *step = index ? &plan->steps.at[index - 1] : NULL;
    return step && step->action == ACTION_DELETE ? step : NULL;
}

static struct step *leaving_namespace(struct plan *plan, Str name)
{
    return leaving(plan, object_id(plan->session->arena, &namespace_kind, STR(""), name));
}

static struct step *leaving_definition(struct plan *plan, const struct step *step)
{
    static const struct resource definitions = {{"apiextensions.k8s.io/v1", 23}, {"CustomResourceDefinition", 24}, {"customresourcedefinitions", 25},
                                                false};
    struct arena *arena = plan->session->arena;
    Str name = arena_printf(arena, "%.*s.%.*s", STR_ARG(step->resource->plural), STR_ARG(api_group(step->resource->api_version)));
    return leaving(plan, object_id(arena, &definitions, STR(""), name));
}

static void keep_around(struct plan *plan, struct step *around, Str id)
{
    if (around) keep(plan, around, "it is needed for what stays: ", id.s);
}

/* Namespaces and definitions stay as long as something in them has to stay, or the stack has something in them. */
static void keep_needed(struct plan *plan)
{
    for (size_t i = 0; i < plan->steps.n; i++) {
        const struct step *step = &plan->steps.at[i];
        if (!step->member && !(step->action == ACTION_KEEP && step->uid.n)) continue;
        keep_around(plan, leaving_namespace(plan, step->namespace), step->id);
        keep_around(plan, leaving_definition(plan, step), step->id);
    }
    for (size_t i = 0; i < plan->secrets.v.n; i++) {
        const struct secret *secret = &plan->secrets.v.at[i];
        keep_around(plan, leaving_namespace(plan, secret->namespace), secret_entry(plan->session->arena, secret).id);
    }
}

/* What is protected goes with its namespace, where that may go. */
static bool may_go(struct plan *plan, const struct step *step)
{
    struct step *namespace = leaving_namespace(plan, step->namespace);
    return !is_protected(step) || has_consent(plan, step) || (namespace && may_go(plan, namespace));
}

/* ---- all of it ---- */

void plan_protect(struct plan *plan)
{
    for (size_t i = plan->stack->members.n; i < plan->steps.n; i++) {
        struct step *step = &plan->steps.at[i];
        if (step->action == ACTION_DELETE && keep_mark(step)) keep(plan, step, "it is marked by the annotation ", keep_mark(step));
    }
    if (plan->steps.n > plan->stack->members.n) keep_needed(plan);
    for (size_t i = plan->stack->members.n; i < plan->steps.n; i++) {
        struct step *step = &plan->steps.at[i];
        if (step->action == ACTION_DELETE && !may_go(plan, step)) keep(plan, step, "deleting it needs --consent ", step->id.s);
    }
}
