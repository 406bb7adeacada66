/* Classes that objects name: of storage, of ingresses, of priority. */
#include "resolver.h"

#include "validate/links.h"

/* The cluster may have others; but where some are declared, the one that is named is probably among them. */
static void check_class(struct resolver *resolver, const struct object *from, const char *kind, struct value name)
{
    struct catalog *catalog = resolver->catalog;
    Str text = dig_text(name);
    if (!text.n || str_starts(text, STR("system-"))) return;
    struct of_kind cursor = {0};
    const struct object *declared = next_of_kind(catalog, kind, &cursor), *next = declared;
    if (!declared) return;
    const struct object *found = catalog_find(catalog, kind, NULL, text);
    if (found) {
        link_object(catalog, name, found);
        return;
    }
    struct diag *diag = object_error(catalog, W0703, name, from, "%s '%s' wants %s '%.*s', which is not among those declared here", from->kube->kind,
                                     from->name->s, kind, STR_ARG(text));
    struct suggestion suggestion = suggestion_for(&catalog->session->diags, text);
    for (; next && worth_searching(catalog); next = next_of_kind(catalog, kind, &cursor))
        suggestion_offer_declared(&suggestion, NAME_STR(next->name), declared_place(catalog, next->at, next));
    diag_suggest(&catalog->session->diags, diag, &suggestion);
    diag_note(&catalog->session->diags, diag, declared->at, "%s '%s' is declared here", kind, declared->name->s);
}

static void check_claim_classes(struct resolver *resolver, const struct object *set)
{
    struct value templates = dig(resolver->catalog, set->value, "spec", "volumeClaimTemplates"), template;
    for (size_t i = 0; each(templates, i, &template); i++)
        check_class(resolver, set, "StorageClass", dig(resolver->catalog, template, "spec", "storageClassName"));
}

void check_pod_classes(struct resolver *resolver, const struct workload *workload)
{
    check_class(resolver, workload->object, "PriorityClass", dig(resolver->catalog, workload->pod_spec, "priorityClassName"));
    check_class(resolver, workload->object, "RuntimeClass", dig(resolver->catalog, workload->pod_spec, "runtimeClassName"));
}

static void check_claim(struct resolver *resolver, const struct object *claim)
{
    struct value spec = dig(resolver->catalog, claim->value, "spec");
    check_class(resolver, claim, "StorageClass", dig(resolver->catalog, spec, "storageClassName"));
    check_class(resolver, claim, "VolumeAttributesClass", dig(resolver->catalog, spec, "volumeAttributesClassName"));
}

void check_classes(struct resolver *resolver, const struct object *object)
{
    if (built_in(object, "Ingress")) check_class(resolver, object, "IngressClass", dig(resolver->catalog, object->value, "spec", "ingressClassName"));
    else if (built_in(object, "StatefulSet")) check_claim_classes(resolver, object);
    else if (built_in(object, "PersistentVolumeClaim")) check_claim(resolver, object);
}
