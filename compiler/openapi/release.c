#include "release_reading.h"

#include <stdlib.h>
#include <string.h>

void release_change(struct release_reading *reading, struct release_change change)
{
    vec_push(reading->arena, &reading->release->changes, change);
}

static int compare_changes(const void *left, const void *right)
{
    const struct release_change *a = left, *b = right;
    int order = (a->type != NULL) - (b->type != NULL);
    if (order == 0) order = a->type ? strcmp(a->type, b->type) : strcmp(a->line.api_version, b->line.api_version);
    if (order == 0) order = (b->kind == CHANGE_TYPE) - (a->kind == CHANGE_TYPE);
    if (order == 0) order = strcmp(a->line.name, b->line.name);
    return order ? order : (int)a->kind - (int)b->kind;
}

static bool refuse(const struct api_documents *documents, Span at, const char *what, const char *help)
{
    struct diag *diag = diag_add(&documents->session->diags, E0808, at, "%s", what);
    diag_help(&documents->session->diags, diag, "%s", help);
    return false;
}

bool release_read(const struct api_documents *documents, Span at, struct release *release)
{
    static const char *const of_all[][2] = {{"v1", "Pod"}, {"apps/v1", "Deployment"}};
    struct release_reading reading = {.documents = documents, .arena = documents->session->arena, .release = release};
    *release = (struct release){.minor = documents->release};
    if (!release->minor) return refuse(documents, at, "these documents do not say of which release they are",
            "'info.version' says it, as in v1.37.0: take what a server publishes, 'kubectl get --raw /openapi/v2'");
    for (size_t i = 0; i < COUNT(of_all); i++)
        if (!api_has_kind(documents, kube_resource_exact(of_all[i][0], of_all[i][1])))
            return refuse(documents, at, arena_printf(reading.arena, "these are not all kinds of a server: there is no %s %s", of_all[i][0], of_all[i][1]).s,
                    "give the one document of /openapi/v2, or all of /openapi/v3");
    read_kinds(&reading);
    read_types(&reading);
    if (release->changes.n) qsort(release->changes.at, release->changes.n, sizeof *release->changes.at, compare_changes);
    return true;
}
