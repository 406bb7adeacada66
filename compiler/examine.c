#include "examine.h"

size_t examine(struct machine *machine, struct reference **references)
{
    struct catalog *catalog = catalog_new(machine);
    size_t n = 0;
    *references = NULL;
    check_names(catalog);
    check_references(catalog, references, &n);
    check_services(catalog);
    check_pods(catalog);
    check_workloads(catalog);
    check_planes(catalog);
    catalog_free(catalog);
    return n;
}
