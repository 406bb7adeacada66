#include "editor/published.h"

void published_init(struct published *published)
{
    *published = (struct published){json_object(), json_object(), json_object()};
}

void published_free(struct published *published)
{
    json_decref(published->found);
    json_decref(published->now);
    json_decref(published->shown);
}

void published_begin(struct published *published) { json_object_clear(published->now); }

/* ---- one view ---- */

static bool has(const json_t *list, const json_t *diagnostic)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (json_equal(json_array_get(list, i), diagnostic)) return true;
    return false;
}

static void take_out(json_t *list, const json_t *diagnostic)
{
    for (size_t i = json_array_size(list); i-- > 0;)
        if (json_equal(json_array_get(list, i), diagnostic)) json_array_remove(list, i);
}

/* In those that are not yet examined. */
static void take_out_everywhere(struct published *published, const char *uri, const json_t *diagnostic)
{
    const char *view;
    json_t *found;
    json_object_foreach(published->found, view, found)
        if (!json_object_get(published->now, view)) take_out(json_object_get(found, uri), diagnostic);
}

void published_take(struct published *published, const char *view, json_t *found)
{
    json_t *before = json_incref(json_object_get(published->found, view)), *list;
    const char *uri;
    json_object_set(published->now, view, found);
    json_object_set(published->found, view, found);
    json_object_foreach(before, uri, list)
        for (size_t i = 0; i < json_array_size(list); i++) {
            const json_t *diagnostic = json_array_get(list, i);
            if (!has(json_object_get(found, uri), diagnostic)) take_out_everywhere(published, uri, diagnostic);
        }
    json_decref(before);
}

void published_finish(struct published *published)
{
    json_decref(published->found);
    published->found = json_copy(published->now);
}

/* ---- another text ---- */

struct edit {
    Str before, after;
    size_t start;   /* where they begin to differ */
    size_t end;     /* where, in BEFORE, they are the same again */
    enum encoding encoding;
};

static struct edit edit_between(Str before, Str after, enum encoding encoding)
{
    struct edit edit = {before, after, 0, before.n, encoding};
    size_t shorter = before.n < after.n ? before.n : after.n;
    while (edit.start < shorter && before.s[edit.start] == after.s[edit.start]) edit.start++;
    while (edit.end > edit.start && after.n + edit.end > before.n + edit.start && before.s[edit.end - 1] == after.s[after.n - (before.n - edit.end) - 1])
        edit.end--;
    return edit;
}

/* False: the place is in what has changed. */
static bool move_place(const struct edit *edit, json_t *range, const char *which)
{
    size_t offset = offset_at(edit->before, place_from_json(json_object_get(range, which)), edit->encoding);
    if (offset > edit->start && offset < edit->end) return false;
    if (offset >= edit->end) offset += edit->after.n - edit->before.n;
    json_object_set_new(range, which, place_to_json(place_at(edit->after, offset, edit->encoding)));
    return true;
}

static bool move_range(const struct edit *edit, json_t *range) { return move_place(edit, range, "start") && move_place(edit, range, "end"); }

/* What is said of what has changed is said no more. */
static void move_all(const struct edit *edit, json_t *list)
{
    for (size_t i = json_array_size(list); i-- > 0;)
        if (!move_range(edit, json_object_get(json_array_get(list, i), "range"))) json_array_remove(list, i);
}

static void move_notes(const struct edit *edit, const char *uri, json_t *diagnostic)
{
    json_t *notes = json_object_get(diagnostic, "relatedInformation");
    for (size_t i = json_array_size(notes); i-- > 0;) {
        json_t *place = json_object_get(json_array_get(notes, i), "location");
        bool here = strcmp(json_string_value(json_object_get(place, "uri")), uri) == 0;
        if (here && !move_range(edit, json_object_get(place, "range"))) json_array_remove(notes, i);
    }
}

void published_move(struct published *published, const char *uri, Str before, Str after, enum encoding encoding)
{
    struct edit edit = edit_between(before, after, encoding);
    const char *view, *file;
    json_t *found, *list, *all = json_deep_copy(published->found);
    json_object_foreach(all, view, found) {
        move_all(&edit, json_object_get(found, uri));
        json_object_foreach(found, file, list)
            for (size_t i = 0; i < json_array_size(list); i++) move_notes(&edit, uri, json_array_get(list, i));
    }
    json_decref(published->found);
    published->found = all;
}

/* ---- telling ---- */

static void add_once(json_t *all, const char *uri, json_t *list)
{
    json_t *joined = json_object_get(all, uri);
    if (!joined) json_object_set_new(all, uri, joined = json_array());
    for (size_t i = 0; i < json_array_size(list); i++)
        if (!has(joined, json_array_get(list, i))) json_array_append(joined, json_array_get(list, i));
}

/* The same may be said of a file in several environments. */
static json_t *joined(const struct published *published)
{
    json_t *all = json_object(), *found, *list;
    const char *view, *uri;
    json_object_foreach(published->found, view, found) json_object_foreach(found, uri, list) add_once(all, uri, list);
    json_object_foreach(published->shown, uri, list)
        if (!json_object_get(all, uri)) json_object_set_new(all, uri, json_array());
    return all;
}

json_t *published_changes(struct published *published)
{
    json_t *all = joined(published), *changed = json_object(), *list;
    const char *uri;
    json_object_foreach(all, uri, list)
        if (!json_equal(json_object_get(published->shown, uri), list)) json_object_set(changed, uri, list);
    json_decref(published->shown);
    published->shown = all;
    return changed;
}
