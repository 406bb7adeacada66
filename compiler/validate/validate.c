#include "validate/validate.h"

size_t examine(struct machine *machine, struct reference **references)
{
    struct catalog *catalog = catalog_new(machine);
    check_names(catalog);
    size_t n = check_references(catalog, references);
    check_services(catalog);
    check_pods(catalog);
    check_workloads(catalog);
    check_planes(catalog);
    catalog_free(catalog);
    return n;
}
