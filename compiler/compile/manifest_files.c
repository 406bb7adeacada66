#include "compile/manifest_files.h"

#include <unistd.h>

bool is_manifest_name(const char *name)
{
    static const char *const ends[] = {".yaml", ".yml", ".json"};
    for (size_t i = 0; i < COUNT(ends); i++)
        if (str_ends(str_of(name), str_of(ends[i]))) return true;
    return false;
}

static bool is_manifest(const char *name)
{
    bool kustomize = str_starts(str_of(name), STR("kustomization.")) || strcmp(name, "Kustomization") == 0;
    return is_manifest_name(name) && !kustomize;
}

static bool is_chart(struct arena *arena, const char *folder)
{
    return access(arena_printf(arena, "%s/Chart.yaml", folder).s, F_OK) == 0;
}

void manifest_files(struct arena *arena, const char *path, struct file_list *files)
{
    static const struct file_filter manifests = {is_manifest, is_chart};
    folder_files(arena, path, &manifests, files);
}
