/* stk check FILE.yaml: foreign manifests */
#include "check_versions.h"
#include "command.h"
#include "manifest_paths.h"
#include "one_stack.h"

#include "base/project_root.h"
#include "compile/kube_release.h"
#include "compile/manifest_files.h"
#include "validate/validate.h"

#include <stdio.h>

/* False: some of it could not be read. */
static bool read_all(struct manifests *manifests, const struct manifest_check *check)
{
    bool whole = true;
    for (size_t i = 0; i < check->ndefinitions; i++) whole &= read_manifest_file(manifests, check->definitions[i], manifests_add_definitions);
    for (size_t i = 0; i < check->npaths; i++) whole &= read_manifest_path(manifests, check->paths[i], check->input);
    return whole;
}

struct checking {
    const struct manifest_check *check;
    struct buf summary; /* of the last version */
};

/* Patches and parts of what kustomize puts together lie in the same folders, and are read as objects. */
static void put_kustomizations(struct buf *out, struct arena *arena, const struct manifest_check *check)
{
    struct file_list files = {0};
    for (size_t i = 0; i < check->npaths; i++) kustomization_files(arena, check->paths[i], &files);
    if (files.v.n) buf_printf(out, "; not what kustomize makes of %s%s: kubectl kustomize FOLDER | stk check -", files.v.at[0],
                                files.v.n > 1 ? " and others" : "");
}

static void put_summary(struct buf *out, const struct manifests *manifests, const struct manifest_check *check)
{
    size_t left = 0;
    for (size_t i = 0; i < manifests->unchecked.n; i++) left += manifests->unchecked.at[i].n;
    buf_printf(out, "%zu object%s checked", manifests->found.n - left, manifests->found.n - left == 1 ? "" : "s");
    if (left) buf_printf(out, "; %zu of custom kinds without their definition (--crd) not:", left);
    for (size_t i = 0; i < manifests->unchecked.n; i++) {
        const struct unchecked *unchecked = &manifests->unchecked.at[i];
        buf_printf(out, "%s %zu %s/%s", i ? "," : "", unchecked->n, unchecked->kind->api_version, unchecked->kind->kind);
    }
    size_t rules = manifests->machine->unevaluated;
    if (rules) buf_printf(out, "; %zu rule%s of their definitions only a server can evaluate (CEL)", rules, rules == 1 ? "" : "s");
    put_kustomizations(out, manifests->machine->arena, check);
    buf_char(out, '\n');
}

/* What objects say of each other is validated only when all of them could be read. */
static int check_for(void *context, struct session *session, int kube)
{
    struct checking *checking = context;
    const struct manifest_check *check = checking->check;
    if (!target_kube(session, project_folder_or_here(session->arena), kube)) return EXIT_DIAGNOSTICS;
    struct manifests *manifests = manifests_new(session, check->namespace);
    bool whole = read_all(manifests, check);
    manifests_done(manifests);
    manifests->machine->pod_security = check->pod_security;
    manifests->machine->rights_asked = check->rights;
    struct reference *references;
    if (whole) validate(manifests->machine, &references);
    checking->summary.n = 0;
    put_summary(&checking->summary, manifests, check);
    return session_ok(session) ? EXIT_FINE : EXIT_DIAGNOSTICS;
}

int check_manifests(const struct manifest_check *check)
{
    struct checking checking = {.check = check};
    int code;
    struct session *session = check_versions(check->kubes, check_for, &checking, &code);
    report_add(check->report, &session->diags, subject_in(session->arena, "."), NULL);
    if (check->summary) buf_write(&checking.summary, stdout);
    buf_free(&checking.summary);
    session_free(session);
    return code;
}
