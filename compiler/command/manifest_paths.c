#include "manifest_paths.h"

#include "compile/compile.h"
#include "compile/manifest_files.h"

bool read_manifest_file(struct manifests *manifests, const char *path, bool (*add)(struct manifests *, uint32_t))
{
    uint32_t id = read_data(manifests->machine->session, path, str_of(path));
    return id && add(manifests, id);
}

bool read_manifest_path(struct manifests *manifests, const char *path, Str input)
{
    struct session *session = manifests->machine->session;
    struct file_list files = {0};
    bool whole = true;
    if (strcmp(path, "-") == 0) return manifests_add(manifests, source_add(&session->sources, STR("<stdin>"), input));
    manifest_files(session->arena, path, &files);
    for (size_t i = 0; i < files.v.n; i++) whole &= read_manifest_file(manifests, files.v.at[i], manifests_add);
    if (files.v.n) return whole;
    struct diag *diag = diag_add(&session->diags, E0006, (Span){0}, "there is neither a stack nor a manifest in folder '%s'", path);
    diag_help(&session->diags, diag, "manifests are files that end with .yaml, .yml or .json; render Helm charts first, and kustomize with its tool");
    return false;
}
