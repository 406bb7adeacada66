/* stk check FILE.yaml: foreign manifests */
#include "command.h"
#include "manifest_paths.h"
#include "one_stack.h"

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
    manifests->machine->pod_security = check->pod_security;
    manifests->machine->rights_asked = check->rights;
    struct reference *references;
    if (whole) validate(manifests->machine, &references);
    int code = session_ok(session) ? EXIT_FINE : EXIT_DIAGNOSTICS;
    report_add(check->report, &session->diags, subject_in(session->arena, "."), NULL);
    if (check->summary) put_summary(manifests);
    session_free(session);
    return code;
}
