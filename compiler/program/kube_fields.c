#include "program/kube_fields.h"

static const char *shown(struct session *session, const struct kube_type *kube)
{
    return type_show(session->arena, type_of_kube(session, kube)).s;
}

static void report_vanishing(struct session *session, Span at, const struct kube_type *kube, const struct name *key)
{
    struct diag *diag = diag_add(&session->diags, E0107, at,
                                 "'%s' would vanish: the schema of '%s' has no fields, and the API server drops others without a word", key->s,
                                 shown(session, kube));
    diag_help(&session->diags, diag, "its CustomResourceDefinition needs properties there, additionalProperties, or "
              "x-kubernetes-preserve-unknown-fields: true");
}

/* What apimachinery's strategicpatch/patch.go takes for an order. */
static bool is_patch_order(Str key)
{
    return str_is(key, "$patch") || str_is(key, "$retainKeys") || str_starts(key, STR("$deleteFromPrimitiveList/")) ||
           str_starts(key, STR("$setElementOrder/"));
}

static void report_unknown(struct session *session, Span at, const struct kube_type *kube, const struct name *key)
{
    struct suggestion suggestion = suggestion_for(&session->diags, NAME_STR(key));
    for (size_t i = 0; i < kube->nfields && suggestions_wanted(&session->diags); i++)
        if (kube_field_served(&kube->fields[i], session->kube)) suggestion_offer(&suggestion, str_of(kube->fields[i].name));
    struct diag *diag = diag_add(&session->diags, E0107, at, "%s has no field '%s'", shown(session, kube), key->s);
    diag_suggest(&session->diags, diag, &suggestion);
    if (is_patch_order(NAME_STR(key)))
        diag_help(&session->diags, diag, "this tells kustomize or kubectl how to patch an object; here stands the object that comes of it");
}

void report_kube_field(struct session *session, Span at, const struct kube_type *kube, const struct name *key)
{
    const struct kube_field *field = kube_field_find(kube, key->s, key->n);
    if (!field) {
        if (kube->nfields) report_unknown(session, at, kube, key);
        else report_vanishing(session, at, kube, key);
        return;
    }
    struct diag *diag = diag_add(&session->diags, E0803, at, "%s has no field '%s' in Kubernetes 1.%d", shown(session, kube), key->s, session->kube);
    if (field->since > session->kube && field->since <= kube_newest()) diag_help(&session->diags, diag, "it came with 1.%d", field->since);
    else if (field->until && field->until <= session->kube) diag_help(&session->diags, diag, "it went away with 1.%d", field->until);
}

void report_missing_kube_fields(struct session *session, Span at, const struct kube_type *kube, const struct record *given)
{
    for (size_t i = 0; i < kube->nfields; i++) {
        const struct kube_field *field = &kube->fields[i];
        if (!field->required || !kube_field_served(field, session->kube)) continue;
        const struct value *value = record_get(session->arena, given, session_name(session, field->name));
        if (value && value->kind != V_NULL) continue;
        struct diag *diag = diag_add(&session->diags, E0804, at, "%s needs '%s'", shown(session, kube), field->name);
        diag_help(&session->diags, diag, "it is of type %.*s", STR_ARG(type_show(session->arena, type_of_kube(session, field->type))));
    }
}
