/* The one layout, as an edit. */
#include "editor/answers.h"

#include "syntax/format.h"

json_t *answer_formatting(struct desk *desk, const json_t *params)
{
    struct spot spot;
    struct buf out = {0};
    if (!find_spot(desk, params, &spot) || !is_stk(&spot)) return NULL;
    struct session *session = session_new(desk->stdlib);
    uint32_t file = source_add(&session->sources, STR("text"), spot.text);
    bool fine = format_source(session, file, &out);
    json_t *edits = fine ? json_array() : NULL;
    if (fine && !str_eq((Str){out.s, out.n}, spot.text))
        json_array_append_new(edits, edit_of(range_to_json(spot.text, 0, spot.text.n, desk->encoding), (Str){out.s, out.n}));
    buf_free(&out);
    session_free(session);
    return edits;
}
