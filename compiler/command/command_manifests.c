/* stk check FILE.yaml: foreign manifests */
#include "command.h"

#include "compile/manifest_files.h"
#include "compile/manifests.h"
#include "validate/validate.h"

#include <stdio.h>

static bool read_file(struct manifests *manifests, const char *path, bool (*add)(struct manifests *, uint32_t))
{
    uint32_t id = read_source(manifests->machine->session, path, str_of(path));
    return id && add(manifests, id);
}

static bool read_path(struct manifests *manifests, const struct manifest_check *check, const char *path)
{
    struct session *session = manifests->machine->session;
    struct file_list files = {0};
    bool whole = true;
    if (strcmp(path, "-") == 0) return manifests_add(manifests, source_add(&session->sources, STR("<stdin>"), check->input));
    manifest_files(session->arena, path, &files);
    for (size_t i = 0; i < files.v.n; i++) whole &= read_file(manifests, files.v.at[i], manifests_add);
    if (files.v.n) return whole;
    struct diag *diag = diag_add(&session->diags, E0006, (Span){0}, "there is neither a stack nor a manifest in folder '%s'", path);
    diag_help(&session->diags, diag, "manifests are files that end with .yaml, .yml or .json; render Helm charts first, and kustomize with its tool");
    return false;
}

/* False: some of it could not be read. */
static bool read_all(struct manifests *manifests, const struct manifest_check *check)
{
    bool whole = true;
    for (size_t i = 0; i < check->ndefinitions; i++) whole &= read_file(manifests, check->definitions[i], manifests_add_definitions);
    for (size_t i = 0; i < check->npaths; i++) whole &= read_path(manifests, check, check->paths[i]);
    return whole;
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
    size_t rules = manifests->machine->unevaluated;
    if (rules) printf("; %zu rule%s of their definitions only a server can evaluate (CEL)", rules, rules == 1 ? "" : "s");
    putchar('\n');
}

/* What objects say of each other is validated only when all of them could be read. */
int check_manifests(const struct manifest_check *check)
{
    struct session *session = session_new(STR(""));
    if (check->kube) session->kube = check->kube;
    struct manifests *manifests = manifests_new(session, check->namespace);
    bool whole = read_all(manifests, check);
    manifests_done(manifests);
    struct reference *references;
    if (whole) validate(manifests->machine, &references);
    int code = session_ok(session) ? EXIT_FINE : EXIT_DIAGNOSTICS;
    report_add(check->report, &session->diags, (struct subject){0});
    if (check->summary) put_summary(manifests);
    session_free(session);
    return code;
}
