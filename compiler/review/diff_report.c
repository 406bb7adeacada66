#include "review/diff_report.h"

bool diff_is_empty(const struct diff_report *report) { return !report->comparison->changes.n && !report->consequences.v.n; }

/* ---- lines ---- */

static Str subject_of(struct arena *arena, const struct consequence *consequence)
{
    bool both = consequence->kind_of.n && consequence->name.n;
    return arena_printf(arena, "%.*s%s%.*s", STR_ARG(consequence->kind_of), both ? " " : "", STR_ARG(consequence->name));
}

static const char *verb_of(enum consequence_kind kind)
{
    static const char *const verbs[] = {[CREATED] = "created", [PRUNED] = "pruned", [CHANGED] = "changed in place",
                                        [STAYS] = "stay as they are, only defaults of the server come or go"};
    return verbs[kind];
}

static bool can_join(const struct consequence *consequence)
{
    enum consequence_kind kind = consequence->kind;
    return consequence->weight == WEIGHT_PLAIN && (kind == CREATED || kind == PRUNED || kind == CHANGED || kind == STAYS);
}

/* The consequences FIRST … END - 1, which are alike. */
static struct report_line joined(const struct diff_report *report, size_t first, size_t end)
{
    struct arena *arena = report->session->arena;
    const struct consequence *all = report->consequences.v.at;
    struct buf text = {0};
    buf_printf(&text, "%s: ", verb_of(all[first].kind));
    for (size_t i = first; i < end; i++) {
        if (i > first) buf_put(&text, ", ", 2);
        buf_str(&text, subject_of(arena, &all[i]));
    }
    struct report_line line = {.service = all[first].service, .weight = WEIGHT_PLAIN, .subject = STR("")};
    line.text = arena_copy(arena, (Str){text.s, text.n});
    buf_free(&text);
    return line;
}

static bool same_causes(const struct consequence *a, const struct consequence *b)
{
    bool same = str_eq(a->service, b->service) && a->because.n == b->because.n && a->because.n > 0;
    for (size_t i = 0; same && i < a->because.n; i++) same = str_eq(a->because.at[i], b->because.at[i]);
    return same;
}

struct report_lines report_lines(const struct diff_report *report)
{
    struct arena *arena = report->session->arena;
    const struct consequence *all = report->consequences.v.at;
    struct report_lines lines = {0};
    for (size_t i = 0, end; i < report->consequences.v.n; i = end) {
        end = i + 1;
        while (can_join(&all[i]) && end < report->consequences.v.n && can_join(&all[end]) && all[end].kind == all[i].kind &&
                str_eq(all[end].service, all[i].service)) end++;
        bool repeated = i > 0 && same_causes(&all[i - 1], &all[i]);
        struct report_line one = {all[i].service, all[i].weight, subject_of(arena, &all[i]), all[i].text, &all[i], repeated};
        vec_push(arena, &lines.v, can_join(&all[i]) ? joined(report, i, end) : one);
    }
    return lines;
}

/* ---- summary ---- */

static void count(struct buf *out, size_t n, const char *one, const char *several)
{
    if (!n) return;
    if (out->n) buf_put(out, ", ", 2);
    buf_printf(out, "%zu %s", n, n == 1 ? one : several);
}

Str report_summary(const struct diff_report *report)
{
    size_t n[CHANGE_REMOVED + 1] = {0};
    struct buf out = {0};
    for (size_t i = 0; i < report->comparison->changes.n; i++) n[report->comparison->changes.at[i].kind]++;
    count(&out, n[CHANGE_FIELDS] + n[CHANGE_GROUP], "object changes", "objects change");
    count(&out, n[CHANGE_RERUN], "job runs again", "jobs run again");
    count(&out, n[CHANGE_NAMESPACE], "moves to another namespace", "move to another namespace");
    count(&out, n[CHANGE_RENAMED], "has another name", "have another name");
    count(&out, n[CHANGE_CREATED], "is created", "are created");
    count(&out, n[CHANGE_REMOVED], "is pruned", "are pruned");
    if (!out.n) buf_str(&out, STR("no object changes"));
    Str copy = arena_copy(report->session->arena, (Str){out.s, out.n});
    buf_free(&out);
    return copy;
}

Str report_title(struct arena *arena, const struct object_change *change)
{
    const struct compiled_object *object = change_subject(change);
    Str name = change->kind == CHANGE_RERUN ? without_hash(object->name) : object->name;
    return arena_printf(arena, "%.*s %.*s%s%.*s", STR_ARG(object->kind), STR_ARG(object->namespace), object->namespace.n ? "/" : "", STR_ARG(name));
}

bool has_shown_fields(const struct object_change *change)
{
    for (size_t i = 0; i < change->fields.n; i++)
        if (!change->fields.at[i].noise) return true;
    return false;
}

/* ---- names ---- */

/* That of both sides; empty where both are manifests of others. */
static const json_t *stack_of(const struct diff_report *report)
{
    const struct comparison *comparison = report->comparison;
    return json_text(comparison->after->stack->head, "stack").n ? comparison->after->stack->head : comparison->before->stack->head;
}

Str report_name(const struct diff_report *report)
{
    const json_t *stack = stack_of(report);
    Str name = json_text(stack, "stack"), environment = json_text(stack, "environment");
    if (!name.n) return STR("manifests");
    return arena_printf(report->session->arena, "stack %.*s%s%.*s", STR_ARG(name), environment.n ? ", " : "", STR_ARG(environment));
}

Str report_service(const struct diff_report *report, Str service)
{
    return service.n ? service : json_text(stack_of(report), "stack").n ? STR("(stack)") : STR("(manifests)");
}
