/* Fuzzer: any bytes as a source. What can be parsed is formatted, and formatting that again must change nothing. */
#include "diag/render.h"
#include "syntax/format.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* False: TEXT has syntax errors. */
static bool format(Str text, struct buf *out)
{
    struct session *session = session_new(STR(""));
    uint32_t file = source_add(&session->sources, STR("fuzz.stk"), arena_copy(session->arena, text));
    bool fine = format_source(session, file, out);
    struct buf shown = {0};
    diags_finish(&session->diags);
    render_diags(&session->diags, false, &shown);
    buf_free(&shown);
    session_free(session);
    return fine;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf once = {0}, twice = {0};
    if (format((Str){(const char *)data, size}, &once)) {
        Str first = {once.s, once.n};
        if (!format(first, &twice) || !str_eq(first, (Str){twice.s, twice.n})) abort();
    }
    buf_free(&once);
    buf_free(&twice);
    return 0;
}
