/* stk check FILE.yaml: foreign manifests */
#include "command.h"

#include "examine.h"
#include "manifest_files.h"
#include "manifests.h"

#include <stdio.h>

static void read_path(struct manifests *manifests, const struct manifest_check *check, const char *path)
{
    struct session *session = manifests->machine->session;
    struct file_list files = {0};
    if (strcmp(path, "-") == 0) {
        manifests_add(manifests, source_add(&session->sources, STR("<stdin>"), check->input));
        return;
    }
    manifest_files(session->arena, path, &files);
    for (size_t i = 0; i < files.v.n; i++) {
        uint32_t id = read_source(session, files.v.at[i], str_of(files.v.at[i]));
        if (id) manifests_add(manifests, id);
    }
    if (files.v.n) return;
    struct diag *diag = diag_add(&session->diags, E0006, (Span){0}, "there is neither a stack nor a manifest in folder '%s'", path);
    diag_help(&session->diags, diag, "manifests are files that end with .yaml, .yml or .json; render Helm charts first, and kustomize with its tool");
}

static void read_all(struct manifests *manifests, const struct manifest_check *check)
{
    struct session *session = manifests->machine->session;
    for (size_t i = 0; i < check->ndefinitions; i++) {
        uint32_t id = read_source(session, check->definitions[i], str_of(check->definitions[i]));
        if (id) manifests_add_definitions(manifests, id);
    }
    for (size_t i = 0; i < check->npaths; i++) read_path(manifests, check, check->paths[i]);
}

static void put_summary(const struct manifests *manifests)
{
    size_t left = 0;
    for (size_t i = 0; i < manifests->unchecked.n; i++) left += manifests->unchecked.at[i].n;
    printf("%zu object%s checked", manifests->found.n - left, manifests->found.n - left == 1 ? "" : "s");
    if (left) printf("; %zu of custom kinds without their definition (--crd) not:", left);
    for (size_t i = 0; i < manifests->unchecked.n; i++) {
        const struct unchecked *unchecked = &manifests->unchecked.at[i];
        printf("%s %zu %s/%s", i ? "," : "", unchecked->n, unchecked->kind->api_version, unchecked->kind->kind);
    }
    putchar('\n');
}

/* What objects say of each other is examined only when all of them could be read. */
int check_manifests(const struct manifest_check *check)
{
    struct session *session = session_new(STR(""));
    if (check->kube) session->kube = check->kube;
    struct manifests *manifests = manifests_new(session, check->namespace);
    read_all(manifests, check);
    bool complete = session_ok(session);
    manifests_done(manifests);
    struct reference *references;
    if (complete) examine(manifests->machine, &references);
    int code = show_diags(session, check->format);
    if (check->format == FORMAT_TEXT) put_summary(manifests);
    session_free(session);
    return code;
}
