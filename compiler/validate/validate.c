#include "checks.h"

enum need usual_need(const struct object *object) { return kube_runs_pods(object->kube) ? NEED_WORKING : NEED_PASSED_ON; }

static void validate_objects(struct catalog *catalog)
{
    struct singles singles = {.book.names = NEW_ARRAY(catalog->session->arena, kube_word_count(), const struct name *)};
    for (size_t i = 0; i < catalog->machine->objects.n; i++) {
        validate_name(catalog, &singles, catalog->machine->objects.at[i]);
        validate_value(catalog, &singles, catalog->machine->objects.at[i]);
    }
}

static void validate_workload(struct catalog *catalog, const struct workload *workload)
{
    validate_pod(catalog, workload);
    validate_pod_owner(catalog, workload);
    validate_pod_selectors(catalog, workload);
    validate_pod_effects(catalog, workload);
    validate_pod_secrets(catalog, workload);
}

size_t validate(struct machine *machine, struct reference **references)
{
    struct catalog *catalog = catalog_new(machine);
    validate_objects(catalog);
    for (size_t i = 0; i < catalog->workloads.n; i++) validate_workload(catalog, &catalog->workloads.at[i]);
    size_t n = validate_references(catalog, references);
    validate_services(catalog);
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
