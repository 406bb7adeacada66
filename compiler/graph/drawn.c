#include "drawn.h"

/* Everything waits for its namespace and for what is declared with it, such as the policy that closes it: nobody needs to be shown that. */
static const bool *namespace_rows(const struct graph *graph)
{
    bool *rows = NEW_ARRAY(graph->session->arena, graph->rows.n + 1, bool);
    for (size_t i = 0; i < graph->parts.n; i++)
        for (size_t k = 0; k < graph->parts.at[i].objects.n; k++)
            if (!graph->parts.at[i].runs && str_is(graph->parts.at[i].objects.at[k].object->kind, "Namespace")) rows[graph->parts.at[i].row] = true;
    return rows;
}

struct drawn drawn_of(const struct graph *graph) { return (struct drawn){graph, namespace_rows(graph)}; }

bool is_drawn(const struct drawn *drawn, const struct graph_wait *wait)
{
    return (!wait->implied || wait->critical) && !drawn->hidden[drawn->graph->parts.at[wait->to].row];
}

Str wait_reason(struct arena *arena, const struct graph_wait *wait)
{
    Str reason = wait->reason;
    if (wait->through.n) reason = arena_printf(arena, "%.*s %.*s", STR_ARG(reason), STR_ARG(wait->through));
    return wait->port.n ? arena_printf(arena, "%.*s, port %.*s", STR_ARG(reason), STR_ARG(wait->port)) : reason;
}

void put_by_plane(struct buf *out, const struct graph *graph, const struct plane_writer *writer)
{
    for (size_t plane = 0; plane < graph->planes.n; plane++) {
        bool begun = false;
        for (uint32_t i = 0; i < graph->parts.n; i++) {
            if (graph->rows.at[graph->parts.at[i].row].plane != plane) continue;
            if (!begun) writer->begin(out, graph, plane);
            begun = true;
            writer->part(out, graph, i);
        }
        if (begun) buf_str(out, str_of(writer->end));
    }
}
