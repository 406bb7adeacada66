#include "checks.h"

enum need usual_need(const struct object *object) { return kube_runs_pods(object->kube) ? NEED_WORKING : NEED_PASSED_ON; }

size_t validate(struct machine *machine, struct reference **references)
{
    struct catalog *catalog = catalog_new(machine);
    validate_names(catalog);
    validate_values(catalog);
    size_t n = validate_references(catalog, references);
    validate_services(catalog);
    validate_pods(catalog);
    validate_admission(catalog);
    validate_waits(catalog);
    validate_workloads(catalog);
    validate_selectors(catalog);
    validate_effects(catalog);
    validate_rights(catalog);
    validate_broad_rights(catalog);
    validate_quotas(catalog);
    validate_policies(catalog);
    validate_plain_secrets(catalog);
    validate_planes(catalog);
    catalog_free(catalog);
    return n;
}
