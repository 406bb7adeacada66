#include "compile/kube_release.h"

#include "compile/compile.h"
#include "kube/newer.h"

#include <unistd.h>

Str kube_table_path(struct arena *arena, Str root, int kube)
{
    return arena_printf(arena, "%.*s/kube/1.%d.txt", STR_ARG(root.n ? root : STR(".")), kube);
}

static Span line_span(const struct session *session, uint32_t file, int line)
{
    Str text = source_at(&session->sources, file)->text;
    uint32_t lo = 0, hi;
    for (int i = 1; i < line && lo < text.n; lo++) i += text.s[lo] == '\n';
    while (lo < text.n && text.s[lo] == ' ') lo++;
    for (hi = lo; hi < text.n && text.s[hi] != '\n';) hi++;
    return (Span){file, lo, hi};
}

static bool add_table(struct session *session, Str path, int release)
{
    uint32_t id = read_source(session, path.s, arena_printf(session->arena, "kube/1.%d.txt", release));
    struct kube_mistake mistake;
    if (!id) return false;
    if (kube_add_release(source_at(&session->sources, id)->text, &mistake)) return true;
    struct diag *diag = diag_add(&session->diags, E0807, line_span(session, id, mistake.line), "%s", mistake.what);
    diag_help(&session->diags, diag, "'stk kube add' writes such tables; compiler/kube/schema.txt has their language");
    return false;
}

bool kube_tables_read(struct session *session, Str root, int kube)
{
    bool fine = true;
    for (int minor = KUBE_MINOR_MAX + 1; fine && minor <= kube; minor++) {
        Str path = kube_table_path(session->arena, root, minor);
        if (access(path.s, F_OK) == 0) fine = add_table(session, path, minor);
    }
    return fine;
}

bool target_kube(struct session *session, Str root, int kube)
{
    if (kube) session->kube = kube;
    if (!kube_tables_read(session, root, session->kube)) return false;
    kube_look_at(session->kube);
    if (session->kube <= kube_newest()) return true;
    struct diag *diag = diag_add(&session->diags, E0807, (Span){0}, "Kubernetes 1.%d is not known: stk has tables of 1.%d to 1.%d", kube, KUBE_MINOR_MIN,
            kube_newest());
    diag_help(&session->diags, diag, "'stk kube add FILE' makes kube/1.%d.txt in the folder of the project, of what an API server of that release publishes: "
            "'kubectl get --raw /openapi/v2'", kube);
    return false;
}
