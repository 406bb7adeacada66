#include "picture.h"

/* An attribute that says nothing is left out. */
static void put_data(struct buf *out, const char *name, Str text)
{
    if (text.n) put_attribute(out, name, text);
}

/* "openstack, production, Kubernetes 1.36" */
static Str stack_title(struct arena *arena, const struct compiled *compiled)
{
    Str stack = json_text(compiled->stack->head, "stack"), kube = json_text(compiled->stack->head, "kube");
    Str environment = json_text(compiled->stack->head, "environment");
    return arena_printf(arena, "%.*s%s%.*s, Kubernetes %.*s", STR_ARG(stack), environment.n ? ", " : "", STR_ARG(environment), STR_ARG(kube));
}

Str graph_title(const struct graph *graph)
{
    struct arena *arena = graph->session->arena;
    Str now = stack_title(arena, graph->compiled), then = graph->before ? stack_title(arena, graph->before) : now;
    const char *what = graph->compiled->written ? "" : "stack ";
    if (!graph->before) return arena_printf(arena, "%s%.*s", what, STR_ARG(now));
    if (str_eq(now, then)) return arena_printf(arena, "changes of %s%.*s", what, STR_ARG(now));
    return arena_printf(arena, "changes from %s%.*s to %.*s", what, STR_ARG(then), STR_ARG(now));
}

/* ---- the ground ---- */

static void put_columns(struct buf *out, const struct picture *picture)
{
    const struct layout *layout = &picture->layout;
    buf_str(out, STR("<g class=\"columns\">\n"));
    for (size_t i = 0; i < layout->columns.n; i++) {
        int x = layout->columns.at[i].x - COLUMN_GAP / 2;
        buf_printf(out, "<line data-column=\"%zu\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>\n", i, x, x, HEAD_HEIGHT, layout->height);
    }
    buf_str(out, STR("</g>\n"));
}

static void put_heads(struct buf *out, const struct picture *picture)
{
    const struct layout *layout = &picture->layout;
    buf_printf(out, "<g class=\"heads\">\n<rect class=\"cover\" width=\"%d\" height=\"%d\"/>\n", layout->width, HEAD_HEIGHT);
    for (size_t i = 0; i < layout->columns.n; i++) {
        const struct layout_column *column = &layout->columns.at[i];
        buf_printf(out, "<text data-column=\"%zu\" x=\"%d\" y=\"19\">", i, column->x);
        if (column->wave == NO_WAVE) buf_str(out, STR("on demand"));
        else buf_printf(out, "wave %02u", column->wave);
        buf_str(out, STR("</text>\n"));
    }
    buf_str(out, STR("</g>\n"));
}

static void put_plane_band(struct buf *out, size_t plane, int y, int width, int height)
{
    buf_printf(out, "<rect class=\"plane\" data-plane=\"%zu\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n", plane, y, width, height);
}

static void put_bands(struct buf *out, const struct picture *picture)
{
    const struct graph *graph = picture->graph;
    const struct layout *layout = &picture->layout;
    buf_str(out, STR("<g class=\"bands\">\n"));
    for (size_t i = 0; i < graph->planes.n; i++)
        if (layout->planes[i].height) put_plane_band(out, i, layout->planes[i].y, layout->width, layout->planes[i].height);
    for (size_t i = 0; i < graph->rows.n; i++)
        buf_printf(out, "<rect class=\"row\" data-row=\"%zu\" data-plane=\"%u\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n", i, graph->rows.at[i].plane,
                   layout->rows[i].y, layout->width, layout->rows[i].height);
    buf_str(out, STR("</g>\n"));
}

static Str row_title(const struct graph *graph, const struct graph_row *row)
{
    return marked(graph->session->arena, row->mark, row->service.n ? row->service : STR("definitions"));
}

static void put_labels(struct buf *out, const struct picture *picture)
{
    const struct graph *graph = picture->graph;
    const struct layout *layout = &picture->layout;
    buf_printf(out, "<g class=\"labels\">\n<rect class=\"cover\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n", HEAD_HEIGHT, layout->labels - MARGIN,
               layout->height - HEAD_HEIGHT);
    for (size_t i = 0; i < graph->planes.n; i++) {
        if (!layout->planes[i].height) continue;
        put_plane_band(out, i, layout->planes[i].y, layout->labels - MARGIN, PLANE_HEIGHT);
        buf_printf(out, "<text class=\"plane\" data-plane=\"%zu\" x=\"%d\" y=\"%d\">", i, MARGIN, layout->planes[i].y + 18);
        put_xml(out, plane_title(graph->session->arena, &graph->planes.at[i]));
        buf_str(out, STR("</text>\n"));
    }
    for (size_t i = 0; i < graph->rows.n; i++) {
        const struct graph_row *row = &graph->rows.at[i];
        buf_printf(out, "<text class=\"row%s%s\" data-row=\"%zu\" data-open=\"%d\" x=\"%d\" y=\"%d\">", row->mark ? " " : "", mark_name(row->mark), i,
                   layout->open, MARGIN, layout->rows[i].y + ROW_PADDING + 15);
        if (picture->all_layers) buf_printf(out, "<tspan class=\"fold\">%s</tspan> ", layout->open ? "▾" : "▸"); /* a page folds */
        put_xml(out, row_title(graph, row));
        buf_str(out, STR("</text>\n"));
    }
    buf_str(out, STR("</g>\n"));
}

/* ---- parts ---- */

/* Of one direction: "anybody: 5000/TCP; 10.0.0.0/8: 443/TCP" */
static Str gate_words(struct arena *arena, const struct gate *gate)
{
    if (gate->free) return STR("anybody, at any port: no policy");
    Str words = gate->any.v.n ? arena_printf(arena, "anybody: %.*s", STR_ARG(ports_text(arena, &gate->any))) : STR("");
    for (size_t i = 0; i < gate->networks.n; i++)
        words = arena_printf(arena, "%.*s%s%.*s", STR_ARG(words), words.n ? "; " : "", STR_ARG(gate->networks.at[i]));
    return words;
}

static Str part_words(struct arena *arena, const struct graph *graph, const struct graph_part *part)
{
    const struct graph_plane *plane = &graph->planes.at[graph->rows.at[part->row].plane];
    Str words = part_about(arena, part);
    if (part->runs) words = arena_printf(arena, "%.*s, %.*s", STR_ARG(words), STR_ARG(plane_title(arena, plane)));
    return part->on_node_network ? arena_printf(arena, "%.*s, on the network of its node, which policies do not hold", STR_ARG(words)) : words;
}

static void put_objects(struct buf *out, const struct picture *picture, const struct graph_part *part)
{
    buf_printf(out, "<g class=\"objects\"%s>\n", picture->layout.open ? "" : " display=\"none\"");
    for (size_t i = 0; i < part->objects.n && (part->runs || part->objects.n > 1); i++) {
        const struct graph_object *object = &part->objects.at[i];
        buf_printf(out, "<text class=\"object%s%s\" x=\"%d\" y=\"%d\">", object->mark ? " " : "", mark_name(object->mark), BOX_PADDING,
                   TITLE_HEIGHT + (int)i * LINE_HEIGHT + 10);
        put_xml(out, object_title(picture->graph->session->arena, object));
        buf_str(out, STR("<title>"));
        put_xml(out, object->object->id);
        if (object->object->at.n) buf_printf(out, ", made at %.*s", STR_ARG(object->object->at));
        buf_str(out, STR("</title></text>\n"));
    }
    buf_str(out, STR("</g>\n"));
}

static void put_title(struct buf *out, const struct picture *picture, uint32_t i)
{
    const struct graph_part *part = &picture->graph->parts.at[i];
    struct arena *arena = picture->graph->session->arena;
    Str path = part_path(arena, picture->graph, part), words = part_words(arena, picture->graph, part);
    buf_printf(out, "<text class=\"title\" x=\"%d\" y=\"15\">", BOX_PADDING);
    put_xml(out, picture->layout.boxes[i].title);
    buf_str(out, STR("<title>"));
    put_xml(out, arena_printf(arena, "%.*s: %.*s", STR_ARG(path), STR_ARG(words)));
    buf_str(out, STR("</title></text>\n"));
}

static void put_part(struct buf *out, const struct picture *picture, uint32_t i)
{
    static const char *const forms[] = {[FORM_SERVES] = "serves", [FORM_JOB] = "job", [FORM_SCHEDULED] = "scheduled", [FORM_OPERATION] = "operation",
            [FORM_NO_PODS] = "nopods"};
    const struct graph_part *part = &picture->graph->parts.at[i];
    const struct layout_box *box = &picture->layout.boxes[i];
    struct layout_size size = box_size(&picture->layout, i);
    struct arena *arena = picture->graph->session->arena;
    buf_printf(out, "<g class=\"part %s%s%s%s\" id=\"part%u\" data-row=\"%u\" data-column=\"%u\"", forms[part->form],
               part->critical ? " critical" : "", part->mark ? " " : "", mark_name(part->mark), i, part->row, box->column);
    buf_printf(out, " data-closed=\"%d %d\" data-open=\"%d %d\"", box->closed.width, box->closed.height, box->open.width, box->open.height);
    put_data(out, "data-path", part_path(arena, picture->graph, part));
    put_data(out, "data-words", part_words(arena, picture->graph, part));
    if (part->runs && !part->on_node_network) put_data(out, "data-in", gate_words(arena, &part->in));
    if (part->runs && !part->on_node_network) put_data(out, "data-out", gate_words(arena, &part->out));
    buf_printf(out, " transform=\"translate(%d %d)\">\n", box->at.x, box->at.y);
    buf_printf(out, "<rect class=\"box\" width=\"%d\" height=\"%d\" rx=\"4\"/>\n", size.width, size.height);
    put_title(out, picture, i);
    put_objects(out, picture, part);
    buf_str(out, STR("</g>\n"));
}

/* ---- the legend ---- */

/* Below the picture, where no page tells it. */
static void put_legend(struct buf *out, const struct picture *picture)
{
    static const struct { const char *form, *text; } forms[] = {{"serves", "serves"}, {"job", "job"}, {"scheduled", "on schedule"},
            {"operation", "on demand"}, {"nopods", "no pods"}, {"nopods critical", "critical path"}, {"nopods added", "+ added"},
            {"nopods changed", "~ changed"}, {"nopods removed", "− removed"}};
    int x = MARGIN, y = picture->layout.height;
    buf_str(out, STR("<g class=\"legend\">\n"));
    for (size_t i = 0; i < COUNT(forms) - (picture->graph->before ? 0 : 3); i++, x += LEGEND_WIDTH) {
        buf_printf(out, "<g class=\"part %s\" transform=\"translate(%d %d)\">", forms[i].form, x, y);
        buf_printf(out, "<rect class=\"box\" width=\"%d\" height=\"%d\" rx=\"4\"/>", LEGEND_WIDTH - MARGIN, TITLE_HEIGHT);
        buf_printf(out, "<text class=\"title\" x=\"%d\" y=\"15\">%s</text></g>\n", BOX_PADDING, forms[i].text);
    }
    buf_printf(out, "<text x=\"%d\" y=\"%d\">", MARGIN, y + 2 * TITLE_HEIGHT);
    put_xml(out, graph_title(picture->graph));
    buf_str(out, STR("</text>\n</g>\n"));
}

/* ---- all ---- */

void put_picture(struct buf *out, const struct picture *picture, const char *style)
{
    const struct layout *layout = &picture->layout;
    int width = layout->width, height = layout->height;
    if (style && width < LEGEND_MIN) width = LEGEND_MIN;
    if (style) height += LEGEND_HEIGHT;
    buf_str(out, STR("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"picture\""));
    buf_printf(out, " width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n<title>", width, height, width, height);
    put_xml(out, graph_title(picture->graph));
    buf_str(out, STR("</title>\n"));
    if (style) buf_printf(out, "<style>\n%s</style>\n", style);
    buf_str(out, STR("<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" "
                     "markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"tip\" d=\"M0 0L8 4L0 8z\"/></marker></defs>\n"));
    buf_printf(out, "<rect class=\"ground\" width=\"%d\" height=\"%d\"/>\n", width, height);
    put_bands(out, picture);
    put_columns(out, picture);
    put_relations(out, picture);
    buf_str(out, STR("<g class=\"parts\">\n"));
    for (uint32_t i = 0; i < picture->graph->parts.n; i++) put_part(out, picture, i);
    buf_str(out, STR("</g>\n"));
    put_labels(out, picture);
    put_heads(out, picture);
    if (style) put_legend(out, picture);
    buf_str(out, STR("</svg>\n"));
}

void write_graph_svg(const struct graph *graph, enum layer layer, struct buf *out)
{
    struct picture picture = {.graph = graph, .layout = layout_graph(graph), .layer = layer};
    buf_str(out, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
    put_picture(out, &picture, picture_css);
}
