/* Texts in fields that name an object, or something of one; the examination has followed them. */
#include "editor/answers.h"

#include "editor/cursor.h"

#include <ctype.h>

static bool is_at(const struct spot *spot, Span at) { return at.file == spot->file && at.lo <= spot->offset && spot->offset <= at.hi; }

static bool is_in(const struct spans *spans, Span at)
{
    for (size_t i = 0; i < spans->v.n; i++) {
        Span one = spans->v.at[i];
        if (one.file == at.file && one.lo == at.lo && one.hi == at.hi) return true;
    }
    return false;
}

static void add(struct desk *desk, struct spans *spans, Span at)
{
    if (!is_in(spans, at)) vec_push(desk->session->arena, &spans->v, at);
}

static void find_named(struct desk *desk, const struct spot *spot, const struct meanings *all, struct links_at *found)
{
    for (size_t i = 0; i < all->links.n; i++)
        if (is_at(spot, all->links.at[i].declared)) add(desk, &found->declared, all->links.at[i].declared);
}

/* What the text there names; where none does, what is declared there, or by the value of a key, and named by some. */
static void find_declared(struct desk *desk, const struct spot *spot, const struct meanings *all, struct links_at *found)
{
    for (size_t i = 0; i < all->links.n; i++) {
        if (!is_at(spot, all->links.at[i].at)) continue;
        found->at = all->links.at[i].at;
        add(desk, &found->declared, all->links.at[i].declared);
    }
    struct spot value = *spot;
    value.offset = value_behind(spot);
    if (!found->declared.v.n) find_named(desk, spot, all, found);
    if (!found->declared.v.n && value.offset) find_named(desk, &value, all, found);
}

struct links_at links_at(struct desk *desk, const struct spot *spot)
{
    struct links_at found = {0};
    view_run(desk, spot->view);
    const struct program *program = spot->view->compilation.program;
    const struct meanings *all = program ? program->meanings : NULL;
    if (all) find_declared(desk, spot, all, &found);
    for (size_t i = 0; all && i < all->links.n; i++)
        if (is_in(&found.declared, all->links.at[i].declared)) add(desk, &found.uses, all->links.at[i].at);
    return found;
}

/* A number may be a port. */
bool may_name(const struct spot *spot)
{
    if (!is_stk(spot)) return true;
    struct cursor cursor = cursor_at(spot->text, spot->offset);
    bool number = cursor.lo < cursor.hi && isdigit((unsigned char)spot->text.s[cursor.lo]);
    return cursor.in_plain_text || (number && !cursor.in_text && !cursor.in_comment);
}
