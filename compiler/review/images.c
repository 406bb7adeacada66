#include "review/images.h"

#include "value/field.h"
#include "review/workload.h"
#include "value/record_builder.h"
#include "value/serialize.h"

#include <stdlib.h>

/* ---- who runs what ---- */

/* These two make pods, too, but no rollouts. */
static const char *pods_path(Str kind)
{
    if (str_is(kind, "ReplicationController")) return "spec.template";
    return str_is(kind, "PodTemplate") ? "template" : template_path(kind);
}

static void add_image(struct image_uses *uses, Str object, struct value image, struct value name)
{
    if (image.kind != V_STRING || !value_text(image).n) return;
    struct image_use use = {arena_copy(uses->arena, value_text(image)), arena_copy(uses->arena, object), arena_copy(uses->arena, value_text(name))};
    vec_push(uses->arena, &uses->v, use);
}

void images_add(struct image_uses *uses, struct session *session, Str object, Str kind, struct value manifest)
{
    static const char *const places[][2] = {{"initContainers", "image"}, {"containers", "image"}, {"ephemeralContainers", "image"},
                                            {"volumes", "image.reference"}};
    const char *path = pods_path(kind);
    if (!path) return;
    struct value spec = value_field(session, value_field(session, manifest, path), "spec");
    for (size_t i = 0; i < COUNT(places); i++) {
        struct value list = value_field(session, spec, places[i][0]);
        for (size_t k = 0; list.kind == V_LIST && k < list.list->n; k++)
            add_image(uses, object, value_field(session, list_item(list, k), places[i][1]), value_field(session, list_item(list, k), "name"));
    }
}

/* ---- writing ---- */

static int compare_uses(const void *first, const void *second)
{
    const struct image_use *a = first, *b = second;
    int order = str_cmp(a->image, b->image);
    if (!order) order = str_cmp(a->object, b->object);
    return order ? order : str_cmp(a->container, b->container);
}

/* The end of the run of uses of one image that begins at START. */
static size_t run_end(const struct image_uses *uses, size_t start)
{
    size_t end = start;
    while (end < uses->v.n && str_eq(uses->v.at[end].image, uses->v.at[start].image)) end++;
    return end;
}

static void sort(struct image_uses *uses)
{
    if (uses->v.n) qsort(uses->v.at, uses->v.n, sizeof *uses->v.at, compare_uses);
}

void write_images_text(struct image_uses *uses, struct buf *out)
{
    sort(uses);
    for (size_t i = 0; i < uses->v.n; i = run_end(uses, i)) buf_printf(out, "%.*s\n", STR_ARG(uses->v.at[i].image));
}

static struct value use_entry(struct session *session, const struct image_use *use)
{
    struct fields fields = {.session = session};
    put_text(&fields, "object", use->object);
    put_text(&fields, "container", use->container);
    return done(&fields);
}

static struct value image_entry(struct session *session, const struct image_uses *uses, size_t start)
{
    struct fields fields = {.session = session};
    struct items users = {0};
    for (size_t i = start; i < run_end(uses, start); i++)
        if (i == start || compare_uses(&uses->v.at[i - 1], &uses->v.at[i]) != 0) /* several environments may say the same */
            vec_push(session->arena, &users.v, use_entry(session, &uses->v.at[i]));
    put_text(&fields, "image", uses->v.at[start].image);
    put(&fields, "users", list_of(session, &users));
    return done(&fields);
}

void write_images_json(struct image_uses *uses, struct buf *out)
{
    struct session *session = session_new(STR(""));
    struct fields fields = {.session = session};
    struct items images = {0};
    sort(uses);
    for (size_t i = 0; i < uses->v.n; i = run_end(uses, i)) vec_push(session->arena, &images.v, image_entry(session, uses, i));
    put(&fields, "schema", value_int(1));
    put(&fields, "images", list_of(session, &images));
    write_json(out, done(&fields), 0);
    buf_char(out, '\n');
    session_free(session);
}
