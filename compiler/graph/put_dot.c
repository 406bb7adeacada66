/* The language of Graphviz. Nodes have numbers for names, and every text is quoted. */
#include "drawn.h"
#include "layout.h"

static const char *const colors[] = {[MARK_SAME] = "", [MARK_ADDED] = "#15803d", [MARK_CHANGED] = "#a16207", [MARK_REMOVED] = "#b91c1c"};

static void put_quoted(struct buf *out, Str text)
{
    buf_char(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        if (text.s[i] == '"' || text.s[i] == '\\') buf_char(out, '\\');
        if (text.s[i] == '\n') buf_str(out, STR("\\n"));
        else buf_char(out, text.s[i]);
    }
    buf_char(out, '"');
}

static void put_color(struct buf *out, enum mark mark, bool critical)
{
    if (mark) buf_printf(out, ", color=\"%s\", fontcolor=\"%s\", penwidth=2", colors[mark], colors[mark]);
    else if (critical) buf_str(out, STR(", color=\"#c2410c\", penwidth=2"));
    if (mark == MARK_REMOVED) buf_str(out, STR(", style=dashed"));
}

/* ---- nodes ---- */

static void put_node(struct buf *out, const struct graph *graph, uint32_t i)
{
    static const char *const forms[] = {[FORM_SERVES] = "fillcolor=\"#dbe9fb\"", [FORM_JOB] = "fillcolor=\"#fff0cf\"",
            [FORM_SCHEDULED] = "fillcolor=\"#fff0cf\"", [FORM_OPERATION] = "fillcolor=\"#ffffff\"", [FORM_NO_PODS] = "fillcolor=\"#eef0f3\""};
    const struct graph_part *part = &graph->parts.at[i];
    struct arena *arena = graph->session->arena;
    Str path = marked(arena, part->mark, part_path(arena, graph, part));
    buf_printf(out, "    n%u [label=", i);
    put_quoted(out, arena_printf(arena, "%.*s\n%.*s", STR_ARG(path), STR_ARG(part_about(arena, part))));
    buf_printf(out, ", tooltip=");
    put_quoted(out, part->id);
    buf_printf(out, ", %s", forms[part->form]);
    put_color(out, part->mark, part->critical);
    buf_str(out, STR("]\n"));
}

static void begin_plane(struct buf *out, const struct graph *graph, size_t plane)
{
    buf_printf(out, "  subgraph cluster_%zu {\n    label=", plane);
    put_quoted(out, plane_title(graph->session->arena, &graph->planes.at[plane]));
    buf_char(out, '\n');
}

static void put_nodes(struct buf *out, const struct graph *graph)
{
    put_by_plane(out, graph, &(struct plane_writer){begin_plane, put_node, "  }\n"});
}

/* ---- edges ---- */

static void put_waits(struct buf *out, const struct graph *graph)
{
    struct drawn drawn = drawn_of(graph);
    for (size_t i = 0; i < graph->waits.n; i++) {
        const struct graph_wait *wait = &graph->waits.at[i];
        if (!is_drawn(&drawn, wait)) continue;
        buf_printf(out, "  n%u -> n%u [%s=", wait->to, wait->from, graph->objects <= SMALL_STACK ? "label" : "tooltip");
        put_quoted(out, wait_reason(graph->session->arena, wait));
        put_color(out, wait->mark, wait->critical);
        buf_str(out, STR("]\n"));
    }
}

static void put_secrets(struct buf *out, const struct graph *graph)
{
    for (size_t i = 0; i < graph->secrets.n; i++) {
        const struct graph_secret *secret = &graph->secrets.at[i];
        buf_printf(out, "  s%zu [shape=note, fillcolor=\"#efe3fb\", label=", i);
        put_quoted(out, marked(graph->session->arena, secret->mark, secret->name));
        put_color(out, secret->mark, false);
        buf_str(out, STR("]\n"));
        if (secret->maker != NO_PART) buf_printf(out, "  n%u -> s%zu [label=\"makes\"]\n", secret->maker, i);
        for (size_t k = 0; k < secret->readers.n; k++) buf_printf(out, "  s%zu -> n%u\n", i, secret->readers.at[k]);
    }
}

static void put_reaches(struct buf *out, const struct graph *graph)
{
    for (size_t i = 0; i < graph->reaches.n; i++) {
        const struct graph_reach *reach = &graph->reaches.at[i];
        buf_printf(out, "  n%u -> n%u [label=", reach->from, reach->to);
        put_quoted(out, ports_text(graph->session->arena, &reach->ports));
        put_color(out, reach->mark, false);
        buf_str(out, STR("]\n"));
    }
}

void write_graph_dot(const struct graph *graph, enum layer layer, struct buf *out)
{
    buf_str(out, STR("digraph "));
    put_quoted(out, json_text(graph->compiled->stack->head, "stack"));
    buf_str(out, STR(" {\n  rankdir=LR\n  nslimit=2\n  ranksep=0.8\n"
                     "  graph [fontname=\"monospace\", fontsize=10, color=\"#d5dae0\"]\n"
                     "  node [shape=box, style=\"filled,rounded\", fontname=\"monospace\", fontsize=10]\n"
                     "  edge [fontname=\"monospace\", fontsize=8, color=\"#8493a3\"]\n"));
    put_nodes(out, graph);
    if (layer == LAYER_ORDER) put_waits(out, graph);
    else if (layer == LAYER_SECRETS) put_secrets(out, graph);
    else put_reaches(out, graph);
    buf_str(out, STR("}\n"));
}
