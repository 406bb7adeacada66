/* The report for programs; "stk diff --help" describes it. */
#include "review/diff_report.h"
#include "review/show_field.h"
#include "value/record_builder.h"
#include "value/serialize.h"

static struct value side(const struct compiled *compiled)
{
    static const char *const keys[] = {"stack", "kube", "environment", "cluster"};
    struct fields fields = {.session = compiled->session};
    for (size_t i = 0; i < COUNT(keys); i++) put_filled(&fields, keys[i], json_text(compiled->stack->head, keys[i]));
    return done(&fields);
}

static struct value consequence_entry(struct session *session, const struct consequence *consequence)
{
    struct fields fields = {.session = session};
    struct items because = {0};
    put_text(&fields, "kind", str_of(consequence_name(consequence->kind)));
    put_text(&fields, "weight", str_of(weight_name(consequence->weight)));
    put_filled(&fields, "service", consequence->service);
    put_filled(&fields, "of", consequence->kind_of);
    put_filled(&fields, "name", consequence->name);
    put_text(&fields, "text", consequence->text);
    for (size_t i = 0; i < consequence->because.n; i++)
        vec_push(session->arena, &because.v, value_string(session->arena, consequence->because.at[i]));
    if (because.v.n) put(&fields, "because", list_of(session, &because));
    put_filled(&fields, "at", consequence->at);
    return done(&fields);
}

static struct value field_entry(struct session *session, const struct field_change *field)
{
    struct fields fields = {.session = session};
    put_field_change(&fields, field);
    put_filled(&fields, "at", field->at);
    if (field->noise) put(&fields, "follows", value_bool(true));
    return done(&fields);
}

const char *change_name(enum change_kind kind)
{
    static const char *const names[] = {[CHANGE_FIELDS] = "changed", [CHANGE_RERUN] = "runs-again", [CHANGE_GROUP] = "group",
        [CHANGE_NAMESPACE] = "namespace", [CHANGE_RENAMED] = "renamed", [CHANGE_CREATED] = "created", [CHANGE_REMOVED] = "pruned"};
    return names[kind];
}

static struct value change_entry(struct session *session, const struct object_change *change)
{
    struct fields fields = {.session = session};
    struct items items = {0};
    put_text(&fields, "id", change_subject(change)->id);
    put_text(&fields, "change", str_of(change_name(change->kind)));
    if (change->before && change->after && !str_eq(change->before->id, change->after->id)) put_text(&fields, "was", change->before->id);
    put_filled(&fields, "instance", change_subject(change)->instance);
    for (size_t i = 0; i < change->fields.n; i++) vec_push(session->arena, &items.v, field_entry(session, &change->fields.at[i]));
    put(&fields, "fields", list_of(session, &items));
    return done(&fields);
}

void write_diff_json(const struct diff_report *report, struct buf *out)
{
    struct session *session = report->session;
    struct fields fields = {.session = session};
    struct items consequences = {0}, objects = {0};
    for (size_t i = 0; i < report->consequences.v.n; i++)
        vec_push(session->arena, &consequences.v, consequence_entry(session, &report->consequences.v.at[i]));
    for (size_t i = 0; i < report->comparison->changes.n; i++)
        vec_push(session->arena, &objects.v, change_entry(session, &report->comparison->changes.at[i]));
    put(&fields, "schema", value_int(DIFF_SCHEMA));
    put(&fields, "before", side(report->comparison->before));
    put(&fields, "after", side(report->comparison->after));
    put(&fields, "consequences", list_of(session, &consequences));
    put(&fields, "objects", list_of(session, &objects));
    write_json(out, done(&fields), 0);
    buf_char(out, '\n');
}
