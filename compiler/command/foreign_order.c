#include "foreign_order.h"

#include "emit/output.h"
#include "order/order.h"

#include <stdlib.h>

struct ordering {
    struct compiled *compiled;
    const uint32_t *numbers;     /* by the node of an object */
    json_t **after;              /* by the number; owned, NULL: nothing */
};

Str foreign_place(struct session *session, Span at)
{
    if (!at.file) return STR("");
    struct source_position position = source_position(&session->sources, at.file, at.lo);
    Str path = source_at(&session->sources, at.file)->path;
    return arena_printf(session->arena, "%.*s:%u:%u", STR_ARG(path), position.line, position.column);
}

/* As stack.json has it. */
static void add_edge(struct ordering *ordering, const struct reference *reference)
{
    json_t **after = &ordering->after[ordering->numbers[reference->from]];
    json_t *edge = json_pack("{s:I, s:s}", "object", (json_int_t)ordering->numbers[reference->to], "reason", reference->reason);
    const char *need = emitted_need(reference->need);
    if (need) json_object_set_new(edge, "need", json_string(need));
    if (reference->at.file) json_object_set_new(edge, "at", json_string(foreign_place(ordering->compiled->session, reference->at).s));
    if (!*after) *after = json_array();
    json_array_append_new(*after, edge);
}

static void keep_edges(struct ordering *ordering, size_t i)
{
    if (!ordering->after[i]) return;
    char *text = json_dumps(ordering->after[i], JSON_COMPACT);
    ordering->compiled->objects.at[i].after = arena_copy(ordering->compiled->session->arena, str_of(text));
    free(text);
    json_decref(ordering->after[i]);
}

static void order(struct ordering *ordering, struct machine *machine)
{
    struct reference *references;
    size_t n = validate(machine, &references);
    struct order *order = order_objects(machine, references, n);
    for (size_t i = 0; i < order->n; i++) ordering->compiled->objects.at[ordering->numbers[order->sorted[i]->node]].wave = order->sorted[i]->wave;
    for (size_t i = 0; i < n; i++) add_edge(ordering, &references[i]);
    for (size_t i = 0; i < ordering->compiled->objects.n; i++) keep_edges(ordering, i);
}

void order_foreign(struct compiled *compiled, struct manifests *manifests, const uint32_t *numbers)
{
    struct session *session = compiled->session;
    struct ordering ordering = {compiled, numbers, NEW_ARRAY(session->arena, compiled->objects.n + 1, json_t *)};
    struct diags_mark mark = diags_mark(&session->diags);
    manifests_done(manifests);
    order(&ordering, manifests->machine);
    diags_back_to(&session->diags, mark);
}
