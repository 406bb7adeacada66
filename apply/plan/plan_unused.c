/* What --consent and --take name in vain: mostly what was misspelt. */
#include "plan_internal.h"

#include <strings.h>

/* kubectl's short names of kinds that need a consent. */
static const struct { const char *name, *kind; } short_names[] = {
    {"ns", "Namespace"}, {"pvc", "PersistentVolumeClaim"}, {"pv", "PersistentVolume"}, {"crd", "CustomResourceDefinition"},
    {"crds", "CustomResourceDefinition"}, {"sc", "StorageClass"},
};

/* Why one is left where it is although there is a consent, the plan tells. */
static bool is_consent_used(const struct plan *plan, const char *consent)
{
    for (size_t i = 0; i < plan->steps.n; i++) {
        const struct step *step = &plan->steps.at[i];
        if (step->action >= ACTION_REPLACE && consents_to(consent, step)) return true;
    }
    return false;
}

/* A kind, or the id of an object; empty: nobody knows. */
static Str meant_by(const struct plan *plan, const char *consent)
{
    for (size_t i = 0; i < COUNT(short_names); i++)
        if (strcasecmp(short_names[i].name, consent) == 0) return str_of(short_names[i].kind);
    for (size_t i = 0; i < plan->steps.n; i++) {
        const struct step *step = &plan->steps.at[i];
        bool other_case = step->id.n == strlen(consent) && strncasecmp(step->id.s, consent, step->id.n) == 0 && !str_is(step->id, consent);
        if (other_case) return step->id;
        if (str_is(step->resource->plural, consent)) return step->resource->kind;
    }
    return STR("");
}

static bool is_take_used(const struct plan *plan, const char *take)
{
    for (size_t i = 0; i < plan->steps.n; i++) {
        const struct step *step = &plan->steps.at[i];
        if (str_is(step->id, take)) return true;
        for (size_t k = 0; k < step->conflicts.v.n; k++)
            if (str_is(step->conflicts.v.at[k].manager, take)) return true;
    }
    return false;
}

void plan_unused(const struct plan *plan, struct text_list *warnings)
{
    struct arena *arena = plan->session->arena;
    for (size_t i = 0; i < plan->options->consents.n; i++) {
        const char *consent = plan->options->consents.at[i];
        if (is_consent_used(plan, consent)) continue;
        Str meant = meant_by(plan, consent);
        vec_push(arena, warnings, arena_printf(arena, "--consent %s matches nothing that is to be deleted or replaced%s%.*s%s", consent,
                                               meant.n ? "; did you mean '" : "", STR_ARG(meant), meant.n ? "'?" : ""));
    }
    for (size_t i = 0; i < plan->options->takes.n; i++) {
        const char *take = plan->options->takes.at[i];
        if (is_take_used(plan, take)) continue;
        vec_push(arena, warnings, arena_printf(arena, "--take %s: no such manager owns fields that are to change, and no object is called that",
                                               take));
    }
}
