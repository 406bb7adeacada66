/* Fuzzer: any bytes as a module; it is checked against the real standard library, and what is wrong is shown. */
#include "check/check.h"
#include "diag/render.h"
#include "diag/report.h"
#include "program/program.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct session *session = session_new(STR("stdlib"));
    session->root = STR(".");
    uint32_t file = source_add(&session->sources, STR("fuzz.stk"), arena_copy(session->arena, (Str){(const char *)data, size}));
    check_program(session, file);
    diags_finish(&session->diags);
    struct buf shown = {0};
    render_diags(&session->diags, true, &shown);
    for (int format = FORMAT_JSON; format <= FORMAT_GITLAB; format++) {
        struct report *report = report_new((enum diag_format)format);
        report_add(report, &session->diags, (struct subject){0}, NULL);
        report_end(report, &shown);
    }
    buf_free(&shown);
    session_free(session);
    return 0;
}
