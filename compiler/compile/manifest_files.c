#include "compile/manifest_files.h"

#include "compile/compile.h"

#include <unistd.h>

bool is_manifest_name(const char *name)
{
    static const char *const ends[] = {".yaml", ".yml", ".json"};
    for (size_t i = 0; i < COUNT(ends); i++)
        if (str_ends(str_of(name), str_of(ends[i]))) return true;
    return false;
}

static bool is_kustomization(const char *name)
{
    return strcmp(name, "kustomization.yaml") == 0 || strcmp(name, "kustomization.yml") == 0 || strcmp(name, "Kustomization") == 0;
}

static bool is_manifest(const char *name) { return is_manifest_name(name) && !is_kustomization(name); }

static bool is_chart(struct arena *arena, const char *folder)
{
    return access(arena_printf(arena, "%s/Chart.yaml", folder).s, F_OK) == 0;
}

void manifest_files(struct arena *arena, const char *path, struct file_list *files)
{
    static const struct file_filter manifests = {is_manifest, is_chart};
    folder_files(arena, path, &manifests, files);
}

void kustomization_files(struct arena *arena, const char *path, struct file_list *files)
{
    static const struct file_filter kustomizations = {is_kustomization, is_chart};
    if (is_plain_folder(path)) folder_files(arena, path, &kustomizations, files);
}
