/* The lines of the picture: what waits for what, who reads whose secret, who may reach whom. */
#include "drawn.h"
#include "picture.h"

struct line {
    uint32_t from, to;       /* it is drawn from FROM to TO */
    enum mark mark;
    bool critical;
    Str why;                 /* what it says when it is pointed at */
};

/* Boxes stand in columns, so nothing is in the way between two of these: there a line changes its height. Over further columns it goes
 * along the top of the row that it leads to, in one of a few tracks. */
struct way {
    int x1, y1, x2, y2;      /* where it leaves the one box and enters the other */
    int edge1, edge2;        /* of their columns, on these sides */
    int sign;                /* 1: to the right, -1: to the left */
    int track;
};

static struct way way_of(const struct picture *picture, uint32_t from, uint32_t to)
{
    const struct layout *layout = &picture->layout;
    const struct layout_box *a = &layout->boxes[from], *b = &layout->boxes[to];
    const struct layout_column *first = &layout->columns.at[a->column], *last = &layout->columns.at[b->column];
    bool back = b->column < a->column;
    int right1 = a->at.x + box_size(layout, from).width, right2 = b->at.x + box_size(layout, to).width;
    struct way way = {.y1 = a->at.y + TITLE_HEIGHT / 2, .y2 = b->at.y + TITLE_HEIGHT / 2, .sign = back ? -1 : 1};
    way.x1 = back ? a->at.x : right1;
    way.x2 = b->column > a->column ? b->at.x : right2;
    way.edge1 = back ? first->x : first->x + first->width;
    way.edge2 = b->column > a->column ? last->x : last->x + last->width;
    way.track = layout->rows[picture->graph->parts.at[to].row].y + FIRST_TRACK + (int)(from % TRACKS) * TRACK_GAP;
    return way;
}

/* From the height Y1 to the point X2, Y2, by way of MIDDLE. */
static void put_bend(struct buf *out, int middle, int y1, int x2, int y2)
{
    buf_printf(out, "C%d %d %d %d %d %d", middle, y1, middle, y2, x2, y2);
}

static void put_way(struct buf *out, const struct way *way)
{
    int bend = way->sign * COLUMN_GAP / 2, far = (way->edge2 - way->edge1) * way->sign;
    buf_printf(out, "M%d %dH%d", way->x1, way->y1, way->edge1);
    if (far <= COLUMN_GAP) put_bend(out, way->edge1 + bend, way->y1, way->edge2, way->y2);
    else {
        put_bend(out, way->edge1 + bend, way->y1, way->edge1 + 2 * bend, way->track);
        buf_printf(out, "H%d", way->edge2 - 2 * bend);
        put_bend(out, way->edge2 - bend, way->track, way->edge2, way->y2);
    }
    if (way->x2 != way->edge2) buf_printf(out, "H%d", way->x2);
}

static void put_line(struct buf *out, const struct picture *picture, const struct line *line)
{
    buf_printf(out, "<path class=\"line%s%s%s\" data-from=\"%u\" data-to=\"%u\" d=\"", line->critical ? " critical" : "", line->mark ? " " : "",
               mark_name(line->mark), line->from, line->to);
    struct way way = way_of(picture, line->from, line->to);
    put_way(out, &way);
    buf_str(out, STR("\"><title>"));
    put_xml(out, line->why);
    buf_str(out, STR("</title></path>\n"));
}

static void begin_group(struct buf *out, const struct picture *picture, enum layer layer, const char *name)
{
    buf_printf(out, "<g class=\"lines %s\" data-layer=\"%s\"%s>\n", name, name, picture->layer == layer ? "" : " display=\"none\"");
}

/* ---- order ---- */

static Str wait_words(struct arena *arena, const struct graph *graph, const struct graph_wait *wait)
{
    Str from = part_path(arena, graph, &graph->parts.at[wait->from]), to = part_path(arena, graph, &graph->parts.at[wait->to]);
    Str why = arena_printf(arena, "%.*s waits for %.*s: %.*s", STR_ARG(from), STR_ARG(to), STR_ARG(wait_reason(arena, wait)));
    return wait->at.n ? arena_printf(arena, "%.*s (%.*s)", STR_ARG(why), STR_ARG(wait->at)) : why;
}

static void put_waits(struct buf *out, const struct picture *picture)
{
    const struct graph *graph = picture->graph;
    struct drawn drawn = drawn_of(graph);
    for (int critical = 0; critical < 2; critical++) /* what comes later lies above */
        for (size_t i = 0; i < graph->waits.n; i++) {
            const struct graph_wait *wait = &graph->waits.at[i];
            if (!is_drawn(&drawn, wait) || wait->critical != critical) continue;
            struct line line = {wait->to, wait->from, wait->mark, wait->critical, wait_words(graph->session->arena, graph, wait)};
            put_line(out, picture, &line);
        }
}

/* ---- secrets ---- */

static void put_secret(struct buf *out, const struct picture *picture, const struct graph_secret *secret)
{
    const struct graph *graph = picture->graph;
    struct arena *arena = graph->session->arena;
    for (size_t i = 0; secret->maker != NO_PART && i < secret->readers.n; i++) {
        if (secret->readers.at[i] == secret->maker) continue;
        Str reader = part_path(arena, graph, &graph->parts.at[secret->readers.at[i]]);
        Str maker = part_path(arena, graph, &graph->parts.at[secret->maker]);
        Str why = arena_printf(arena, "%.*s reads secret %.*s, which %.*s makes", STR_ARG(reader), STR_ARG(secret->name), STR_ARG(maker));
        put_line(out, picture, &(struct line){secret->maker, secret->readers.at[i], secret->mark, false, why});
    }
}

/* ---- network ---- */

static void put_reach(struct buf *out, const struct picture *picture, const struct graph_reach *reach)
{
    const struct graph *graph = picture->graph;
    struct arena *arena = graph->session->arena;
    Str from = part_path(arena, graph, &graph->parts.at[reach->from]), to = part_path(arena, graph, &graph->parts.at[reach->to]);
    Str why = arena_printf(arena, "%.*s may reach %.*s: %.*s", STR_ARG(from), STR_ARG(to), STR_ARG(ports_text(arena, &reach->ports)));
    put_line(out, picture, &(struct line){reach->from, reach->to, reach->mark, false, why});
}

/* ---- all ---- */

void put_relations(struct buf *out, const struct picture *picture)
{
    const struct graph *graph = picture->graph;
    if (picture->all_layers || picture->layer == LAYER_ORDER) {
        begin_group(out, picture, LAYER_ORDER, "order");
        put_waits(out, picture);
        buf_str(out, STR("</g>\n"));
    }
    if (picture->all_layers || picture->layer == LAYER_SECRETS) {
        begin_group(out, picture, LAYER_SECRETS, "secrets");
        for (size_t i = 0; i < graph->secrets.n; i++) put_secret(out, picture, &graph->secrets.at[i]);
        buf_str(out, STR("</g>\n"));
    }
    if (picture->all_layers || picture->layer == LAYER_NETWORK) {
        begin_group(out, picture, LAYER_NETWORK, "network");
        for (size_t i = 0; i < graph->reaches.n; i++) put_reach(out, picture, &graph->reaches.at[i]);
        buf_str(out, STR("</g>\n"));
    }
}
