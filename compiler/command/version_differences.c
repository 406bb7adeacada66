#include "version_differences.h"

#include "foreign_stack.h"

#include "diag/render.h"
#include "review/diff_report.h"
#include "review/show_field.h"
#include "value/record_builder.h"
#include "value/serialize.h"

/* ---- lines ---- */

static void put_change_lines(struct buf *out, struct arena *arena, const struct object_change *change)
{
    Str title = report_title(arena, change);
    if (!change->fields.n) buf_printf(out, "  %.*s: %s\n", STR_ARG(title), change->after ? "only in the newer one" : "only in the older one");
    for (size_t i = 0; i < change->fields.n; i++) {
        buf_printf(out, "  %.*s: ", STR_ARG(title));
        put_visible(out, show_field(arena, &change->fields.at[i], 0, SHOW_LONG));
        buf_char(out, '\n');
    }
}

/* ---- JSON ---- */

static struct value field_value(struct session *session, const struct field_change *field)
{
    struct fields fields = {.session = session};
    put_field_change(&fields, field);
    return done(&fields);
}

static struct value change_value(struct session *session, const struct object_change *change, struct value between)
{
    struct fields fields = {.session = session};
    struct items items = {0};
    for (size_t i = 0; i < change->fields.n; i++) vec_push(session->arena, &items.v, field_value(session, &change->fields.at[i]));
    put(&fields, "between", between);
    put_text(&fields, "object", change_subject(change)->id);
    put_text(&fields, "change", str_of(change_name(change->kind)));
    put(&fields, "fields", list_of(session, &items));
    return done(&fields);
}

/* ---- both ---- */

struct output {
    struct session *session;
    struct buf *lines;
    struct items found;
    Str name;
};

static void put_pair(struct output *output, const struct version_manifests *older, const struct version_manifests *newer)
{
    struct session *session = output->session;
    struct foreign_options options = {0};
    struct compiled *before = foreign_stack_of(session, older->text, &options), *after = foreign_stack_of(session, newer->text, &options);
    struct comparison *comparison = before && after ? compare(before, after) : NULL;
    struct items versions = {0};
    vec_push(session->arena, &versions.v, value_string(session->arena, arena_printf(session->arena, "1.%d", older->kube)));
    vec_push(session->arena, &versions.v, value_string(session->arena, arena_printf(session->arena, "1.%d", newer->kube)));
    struct value between = list_of(session, &versions);
    if (comparison && comparison->changes.n)
        buf_printf(output->lines, "%.*s differs between Kubernetes 1.%d and 1.%d:\n", STR_ARG(output->name), older->kube, newer->kube);
    for (size_t i = 0; comparison && i < comparison->changes.n; i++) {
        put_change_lines(output->lines, session->arena, &comparison->changes.at[i]);
        vec_push(session->arena, &output->found.v, change_value(session, &comparison->changes.at[i], between));
    }
    if (comparison) comparison_free(comparison);
    compiled_free(before);
    compiled_free(after);
}

void put_version_differences(const struct version_list *versions, Str name, struct buf *lines, struct buf *json)
{
    struct output output = {.session = session_new(STR("")), .lines = lines, .name = name};
    for (size_t i = 1; i < versions->v.n; i++) put_pair(&output, &versions->v.at[i - 1], &versions->v.at[i]);
    if (output.found.v.n) write_json(json, list_of(output.session, &output.found), 0);
    session_free(output.session);
}
