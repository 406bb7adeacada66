/* Fuzzer: any bytes as manifests that others wrote, read and validated. */
#include "compile/manifests.h"
#include "diag/render.h"
#include "validate/validate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct session *session = session_new(STR("stdlib"));
    struct manifests *manifests = manifests_new(session, NULL);
    Str text = arena_copy(session->arena, (Str){(const char *)data, size});
    bool whole = manifests_add(manifests, source_add(&session->sources, STR("fuzz.yaml"), text));
    struct reference *references;
    manifests_done(manifests);
    if (whole) validate(manifests->machine, &references);
    struct buf shown = {0};
    diags_finish(&session->diags);
    render_diags(&session->diags, false, &shown);
    buf_free(&shown);
    session_free(session);
    return 0;
}
