#include "diag/visible_json.h"

#include "diag/render.h"

json_t *visible_json(Str text)
{
    struct buf visible = {0};
    put_visible(&visible, text);
    json_t *string = json_stringn(visible.s ? visible.s : "", visible.n);
    buf_free(&visible);
    return string ? string : json_string("?");
}

json_t *visible_json_of(struct buf *text)
{
    json_t *string = visible_json((Str){text->s, text->n});
    buf_free(text);
    return string;
}
