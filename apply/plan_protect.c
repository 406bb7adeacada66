/* What is never deleted without an explicit word. */
#include "plan.h"

#include <strings.h>

static const char *const protected[] = {"Namespace", "PersistentVolumeClaim", "PersistentVolume", "CustomResourceDefinition", "Secret",
                                        "StorageClass"};

/* Annotations that say: leave it where it is. */
static const struct { const char *key, *value; } keepers[] = {
    {"stk.dev/prune", "keep"}, {"helm.sh/resource-policy", "keep"}, {"client.lifecycle.config.k8s.io/deletion", "detach"},
    {"kapp.k14s.io/delete-strategy", "orphan"}, {"argocd.argoproj.io/sync-options", "Prune=false"},
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

bool is_protected(const struct step *step)
{
    for (size_t i = 0; i < COUNT(protected); i++)
        if (str_is(step->resource->kind, protected[i])) return true;
    return false;
}

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

void plan_protect(struct plan *plan)
{
    for (size_t i = 0; i < plan->steps.n; i++) {
        struct step *step = &plan->steps.at[i];
        if (step->action != ACTION_DELETE) continue;
        if (keep_mark(step)) keep(plan, step, "it is marked by the annotation ", keep_mark(step));
        if (is_protected(step) && !has_consent(plan, step)) keep(plan, step, "deleting it needs --consent ", step->id.s);
    }
}
