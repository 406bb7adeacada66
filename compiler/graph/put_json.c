#include "graph/graph.h"

#include "value/record_builder.h"
#include "value/serialize.h"

static void put_flag(struct fields *fields, const char *key, bool flag)
{
    if (flag) put(fields, key, value_bool(true));
}

static void put_list(struct fields *fields, const char *key, const struct items *items)
{
    if (items->v.n) put(fields, key, list_of(fields->session, items));
}

static void put_mark(struct fields *fields, enum mark mark) { put_filled(fields, "change", str_of(mark_name(mark))); }

static void add_item(struct items *items, struct session *session, struct value item) { vec_push(session->arena, &items->v, item); }

static void put_texts(struct fields *fields, const char *key, const Str *texts, size_t n)
{
    struct items items = {0};
    for (size_t i = 0; i < n; i++) add_item(&items, fields->session, value_string(fields->session->arena, texts[i]));
    put_list(fields, key, &items);
}

static void put_part_id(struct fields *fields, const char *key, const struct graph *graph, uint32_t part)
{
    if (part != NO_PART) put_text(fields, key, graph->parts.at[part].id);
}

static void put_part_ids(struct fields *fields, const char *key, const struct graph *graph, const uint32_t *parts, size_t n)
{
    struct items items = {0};
    for (size_t i = 0; i < n; i++) add_item(&items, fields->session, value_string(fields->session->arena, graph->parts.at[parts[i]].id));
    put_list(fields, key, &items);
}

/* ---- parts ---- */

static struct value object_entry(struct session *session, const struct graph_object *object)
{
    struct fields fields = {.session = session};
    put_text(&fields, "id", object->object->id);
    if (!str_is(object->object->kind, "Operation")) put(&fields, "wave", value_int(object->object->wave));
    put_filled(&fields, "instance", object->object->instance);
    put_filled(&fields, "at", object->object->at);
    put_mark(&fields, object->mark);
    return done(&fields);
}

static struct value gate_entry(struct session *session, const struct gate *gate)
{
    struct fields fields = {.session = session};
    put_flag(&fields, "free", gate->free);
    put_texts(&fields, "anybody", gate->any.v.at, gate->any.v.n);
    put_texts(&fields, "networks", gate->networks.at, gate->networks.n);
    return done(&fields);
}

static struct value part_entry(struct session *session, const struct graph *graph, const struct graph_part *part)
{
    static const char *const forms[] = {[FORM_SERVES] = "service", [FORM_JOB] = "job", [FORM_SCHEDULED] = "scheduled",
            [FORM_OPERATION] = "operation", [FORM_NO_PODS] = "no pods"};
    const struct graph_row *row = &graph->rows.at[part->row];
    struct fields fields = {.session = session};
    struct items objects = {0};
    for (size_t i = 0; i < part->objects.n; i++) add_item(&objects, session, object_entry(session, &part->objects.at[i]));
    put_text(&fields, "id", part->id);
    put_text(&fields, "label", part->label);
    put_filled(&fields, "service", row->service);
    put_filled(&fields, "plane", graph->planes.at[row->plane].name);
    put_text(&fields, "form", str_of(forms[part->form]));
    if (part->wave != NO_WAVE) put(&fields, "wave", value_int(part->wave));
    if (part->pods > 0) put(&fields, "pods", value_int(part->pods));
    put_flag(&fields, "onEveryNode", part->pods < 0);
    put_flag(&fields, "onNodeNetwork", part->on_node_network);
    if (part->runs && !part->on_node_network) put(&fields, "in", gate_entry(session, &part->in));
    if (part->runs && !part->on_node_network) put(&fields, "out", gate_entry(session, &part->out));
    put_mark(&fields, part->mark);
    put_list(&fields, "objects", &objects);
    return done(&fields);
}

/* ---- relations ---- */

static struct value wait_entry(struct session *session, const struct graph *graph, const struct graph_wait *wait)
{
    struct fields fields = {.session = session};
    put_part_id(&fields, "from", graph, wait->from);
    put_part_id(&fields, "to", graph, wait->to);
    put_text(&fields, "reason", wait->reason);
    put_filled(&fields, "through", wait->through);
    put_filled(&fields, "port", wait->port);
    put_filled(&fields, "at", wait->at);
    put_flag(&fields, "implied", wait->implied);
    put_mark(&fields, wait->mark);
    return done(&fields);
}

static struct value secret_entry(struct session *session, const struct graph *graph, const struct graph_secret *secret)
{
    struct fields fields = {.session = session};
    put_filled(&fields, "namespace", secret->namespace);
    put_text(&fields, "name", secret->name);
    put_filled(&fields, "instance", secret->instance);
    put_filled(&fields, "provider", secret->provider);
    if (secret->generation) put(&fields, "generation", value_int(secret->generation));
    put_part_id(&fields, "maker", graph, secret->maker);
    put_part_ids(&fields, "readers", graph, secret->readers.at, secret->readers.n);
    put_mark(&fields, secret->mark);
    return done(&fields);
}

static struct value reach_entry(struct session *session, const struct graph *graph, const struct graph_reach *reach)
{
    struct fields fields = {.session = session};
    put_part_id(&fields, "from", graph, reach->from);
    put_part_id(&fields, "to", graph, reach->to);
    put_texts(&fields, "ports", reach->ports.v.at, reach->ports.v.n);
    put_mark(&fields, reach->mark);
    return done(&fields);
}

static struct value plane_entry(struct session *session, const struct graph_plane *plane)
{
    struct fields fields = {.session = session};
    put_text(&fields, "name", plane->name);
    if (plane->nodes) put(&fields, "nodes", value_int(plane->nodes));
    return done(&fields);
}

/* ---- all ---- */

static void put_stack(struct fields *fields, const struct compiled *compiled)
{
    static const char *const heads[] = {"stack", "kube", "environment"};
    for (size_t i = 0; i < COUNT(heads); i++) put_filled(fields, heads[i], json_text(compiled->stack->head, heads[i]));
}

#define PUT_ALL(key, list, entry) do { \
        struct items items = {0}; \
        for (size_t i = 0; i < (list).n; i++) add_item(&items, session, entry); \
        put(&fields, key, list_of(session, &items)); \
    } while (0)

void write_graph_json(const struct graph *graph, struct buf *out)
{
    struct session *session = graph->session;
    struct fields fields = {.session = session}, before = {.session = session};
    struct items planes = {0};
    put(&fields, "schema", value_int(1));
    put_stack(&fields, graph->compiled);
    if (graph->before) put_stack(&before, graph->before);
    if (graph->before) put(&fields, "before", done(&before));
    for (size_t i = 0; i < graph->planes.n; i++)
        if (graph->planes.at[i].name.n) add_item(&planes, session, plane_entry(session, &graph->planes.at[i]));
    put(&fields, "planes", list_of(session, &planes));
    PUT_ALL("parts", graph->parts, part_entry(session, graph, &graph->parts.at[i]));
    PUT_ALL("waits", graph->waits, wait_entry(session, graph, &graph->waits.at[i]));
    PUT_ALL("criticalPath", graph->critical, value_string(session->arena, graph->parts.at[graph->critical.at[i]].id));
    PUT_ALL("secrets", graph->secrets, secret_entry(session, graph, &graph->secrets.at[i]));
    PUT_ALL("reaches", graph->reaches, reach_entry(session, graph, &graph->reaches.at[i]));
    write_json(out, done(&fields), 0);
    buf_char(out, '\n');
}
