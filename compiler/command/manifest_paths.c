#include "manifest_paths.h"

#include "compile/compile.h"
#include "compile/manifest_files.h"
#include "compile/project.h"

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

/* Whether TEXT is YAML or JSON with objects, and no stack. */
static bool is_manifest_text(Str text)
{
    static const char *const starts[] = {"apiVersion:", "kind:", "---", "- apiVersion:"};
    size_t first = 0;
    while (first < text.n && strchr(" \t\r\n", text.s[first])) first++;
    if (first < text.n && text.s[first] == '{') return true;
    for (size_t i = 0; i < text.n; i++) {
        Str rest = {text.s + i, text.n - i};
        for (size_t k = 0; (i == 0 || text.s[i - 1] == '\n') && k < COUNT(starts); k++)
            if (str_starts(rest, str_of(starts[k]))) return true;
    }
    return false;
}

bool names_manifests(const char *path, Str input)
{
    if (strcmp(path, "-") == 0) return is_manifest_text(input);
    return is_manifest_name(path) || (is_plain_folder(path) && !is_project(path));
}
