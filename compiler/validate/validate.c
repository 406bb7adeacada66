#include "checks.h"

enum need usual_need(const struct object *object) { return kube_runs_pods(object->kube) ? NEED_WORKING : NEED_PASSED_ON; }

static void validate_workload(struct catalog *catalog, const struct workload *workload)
{
    validate_pod(catalog, workload);
    validate_pod_owner(catalog, workload);
    validate_pod_selectors(catalog, workload);
    validate_pod_effects(catalog, workload);
    validate_pod_name_server(catalog, workload);
    validate_pod_update(catalog, workload);
    validate_pod_secrets(catalog, workload);
}

/* The workloads are in the order of the objects. */
static void validate_singles(struct catalog *catalog)
{
    struct singles singles = {.book.names = NEW_ARRAY(catalog->session->arena, kube_word_count(), const struct name *)};
    size_t next = 0;
    for (size_t i = 0; i < catalog->machine->objects.n; i++) {
        struct object *object = catalog->machine->objects.at[i];
        validate_name(catalog, &singles, object);
        validate_value(catalog, &singles, object);
        validate_service(catalog, &singles, object);
        if (next < catalog->workloads.n && catalog->workloads.at[next].object == object) validate_workload(catalog, &catalog->workloads.at[next++]);
    }
}

size_t validate(struct machine *machine, struct reference **references)
{
    struct catalog *catalog = catalog_new(machine);
    validate_singles(catalog);
    size_t n = validate_references(catalog, references);
    validate_admission(catalog);
    validate_certificates(catalog);
    validate_waits(catalog);
    validate_workloads(catalog);
    validate_selectors(catalog);
    validate_monitors(catalog);
    validate_effects(catalog);
    validate_rights(catalog);
    validate_broad_rights(catalog);
    validate_quotas(catalog);
    validate_policies(catalog);
    validate_policy_ports(catalog);
    validate_plain_secrets(catalog);
    validate_planes(catalog);
    follow_selectors(catalog);
    follow_rights(catalog);
    catalog_free(catalog);
    return n;
}
