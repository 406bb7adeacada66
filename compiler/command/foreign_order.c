#include "foreign_order.h"

#include "manifest_paths.h"

#include "base/project_root.h"
#include "compile/kube_release.h"
#include "emit/output.h"
#include "order/order.h"

#include <stdlib.h>

struct ordering {
    struct compiled *compiled;
    struct session *session;     /* of the objects as they are examined: what is said of them stays in it */
    struct machine *machine;
    json_t **after;              /* by the number of the object in COMPILED; owned, NULL: nothing */
};

static struct compiled_object *compiled_of(const struct ordering *ordering, const struct object *object)
{
    return compiled_find(ordering->compiled, emitted_id(ordering->session->arena, object));
}

static size_t number_of(const struct ordering *ordering, const struct compiled_object *object)
{
    return (size_t)(object - ordering->compiled->objects.at);
}

static Str place(const struct ordering *ordering, Span at)
{
    struct source_position position = source_position(&ordering->session->sources, at.file, at.lo);
    Str path = source_at(&ordering->session->sources, at.file)->path;
    return arena_printf(ordering->session->arena, "%.*s:%u:%u", STR_ARG(path), position.line, position.column);
}

/* As stack.json has it. */
static void add_edge(struct ordering *ordering, const struct reference *reference)
{
    const struct node *nodes = ordering->machine->nodes.at;
    const struct compiled_object *from = compiled_of(ordering, nodes[reference->from].object), *to = compiled_of(ordering, nodes[reference->to].object);
    if (!from || !to) return;
    json_t **after = &ordering->after[number_of(ordering, from)];
    json_t *edge = json_pack("{s:I, s:s}", "object", (json_int_t)number_of(ordering, to), "reason", reference->reason);
    const char *need = emitted_need(reference->need);
    if (need) json_object_set_new(edge, "need", json_string(need));
    if (reference->at.file) json_object_set_new(edge, "at", json_string(place(ordering, reference->at).s));
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

static void order(struct ordering *ordering)
{
    struct reference *references;
    size_t n = validate(ordering->machine, &references);
    struct order *order = order_objects(ordering->machine, references, n);
    for (size_t i = 0; i < order->n; i++) {
        struct compiled_object *object = compiled_of(ordering, order->sorted[i]);
        if (object) object->wave = order->sorted[i]->wave;
    }
    for (size_t i = 0; i < n; i++) add_edge(ordering, &references[i]);
    for (size_t i = 0; i < ordering->compiled->objects.n; i++) keep_edges(ordering, i);
}

void order_foreign(struct compiled *compiled, const char *path, Str input, const struct foreign_options *options)
{
    struct session *session = session_new(STR(""));
    struct ordering ordering = {compiled, session, NULL, NEW_ARRAY(session->arena, compiled->objects.n + 1, json_t *)};
    if (target_kube(session, project_folder_or_here(session->arena), options->kube)) {
        struct manifests *manifests = manifests_new(session, options->namespace);
        if (read_manifest_path(manifests, path, input)) {
            manifests_done(manifests);
            ordering.machine = manifests->machine;
            order(&ordering);
        }
    }
    session_free(session);
}
