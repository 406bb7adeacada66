/* The flowcharts of Mermaid. Nodes are n0, n1 …: "end" and "default" are words of its own, "a/b" is none, and "o" or "x" before a line makes
 * another arrow. Texts stand in quotation marks, where "#" begins an entity. */
#include "drawn.h"
#include "layout.h"

static void put_text(struct buf *out, Str text)
{
    static const char *const entities[] = {['"'] = "#quot;", ['#'] = "#35;", ['<'] = "#lt;", ['>'] = "#gt;", ['&'] = "#amp;", ['`'] = "#96;",
            [';'] = "#59;"};
    buf_char(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.s[i];
        if (c < COUNT(entities) && entities[c]) buf_printf(out, "%s", entities[c]);
        else buf_char(out, c < ' ' ? ' ' : (char)c);
    }
    buf_char(out, '"');
}

/* ---- nodes ---- */

static const char *class_of(const struct graph_part *part)
{
    static const char *const forms[] = {[FORM_SERVES] = "serves", [FORM_JOB] = "job", [FORM_SCHEDULED] = "job", [FORM_OPERATION] = "plain",
            [FORM_NO_PODS] = "plain"};
    if (part->mark) return mark_name(part->mark);
    return part->critical ? "critical" : forms[part->form];
}

static void put_node(struct buf *out, const struct graph *graph, uint32_t i)
{
    const struct graph_part *part = &graph->parts.at[i];
    struct arena *arena = graph->session->arena;
    Str path = part_path(arena, graph, part);
    buf_printf(out, "    n%u[", i);
    put_text(out, marked(arena, part->mark, part->wave == NO_WAVE ? path : arena_printf(arena, "%.*s, wave %u", STR_ARG(path), part->wave)));
    buf_printf(out, "]:::%s\n", class_of(part));
}

static void begin_plane(struct buf *out, const struct graph *graph, size_t plane)
{
    buf_printf(out, "  subgraph p%zu[", plane);
    put_text(out, plane_title(graph->session->arena, &graph->planes.at[plane]));
    buf_str(out, STR("]\n"));
}

static void put_nodes(struct buf *out, const struct graph *graph)
{
    put_by_plane(out, graph, &(struct plane_writer){begin_plane, put_node, "  end\n"});
}

/* ---- edges ---- */

/* Edges that are marked are drawn so by their number. */
struct edges { struct buf *out, styles; size_t n; };

static void put_edge(struct edges *edges, enum mark mark, bool critical, const char *fmt, ...) PRINTF(4, 5);
static void put_edge(struct edges *edges, enum mark mark, bool critical, const char *fmt, ...)
{
    static const char *const styles[] = {[MARK_SAME] = "stroke:#c2410c,stroke-width:3px", [MARK_ADDED] = "stroke:#15803d,stroke-width:3px",
            [MARK_CHANGED] = "stroke:#a16207,stroke-width:3px", [MARK_REMOVED] = "stroke:#b91c1c,stroke-width:3px,stroke-dasharray:4"};
    va_list args;
    va_start(args, fmt);
    buf_vprintf(edges->out, fmt, args);
    va_end(args);
    if (mark || critical) buf_printf(&edges->styles, "  linkStyle %zu %s\n", edges->n, styles[mark]);
    edges->n++;
}

static void put_labelled(struct edges *edges, uint32_t from, uint32_t to, enum mark mark, bool critical, Str label)
{
    struct buf text = {0};
    put_text(&text, label);
    put_edge(edges, mark, critical, "  n%u -->|%.*s| n%u\n", from, (int)text.n, text.s, to);
    buf_free(&text);
}

static void put_waits(struct edges *edges, const struct graph *graph)
{
    struct drawn drawn = drawn_of(graph);
    for (size_t i = 0; i < graph->waits.n; i++) {
        const struct graph_wait *wait = &graph->waits.at[i];
        if (!is_drawn(&drawn, wait)) continue;
        Str reason = wait_reason(graph->session->arena, wait);
        if (graph->objects <= SMALL_STACK) put_labelled(edges, wait->to, wait->from, wait->mark, wait->critical, reason);
        else put_edge(edges, wait->mark, wait->critical, "  n%u --> n%u\n", wait->to, wait->from);
    }
}

static void put_secrets(struct edges *edges, const struct graph *graph)
{
    for (size_t i = 0; i < graph->secrets.n; i++) {
        const struct graph_secret *secret = &graph->secrets.at[i];
        buf_printf(edges->out, "  s%zu([", i);
        put_text(edges->out, marked(graph->session->arena, secret->mark, secret->name));
        buf_printf(edges->out, "]):::%s\n", secret->mark ? mark_name(secret->mark) : "secret");
        if (secret->maker != NO_PART) put_edge(edges, MARK_SAME, false, "  n%u -->|makes| s%zu\n", secret->maker, i);
        for (size_t k = 0; k < secret->readers.n; k++) put_edge(edges, MARK_SAME, false, "  s%zu --> n%u\n", i, secret->readers.at[k]);
    }
}

static void put_reaches(struct edges *edges, const struct graph *graph)
{
    for (size_t i = 0; i < graph->reaches.n; i++) {
        const struct graph_reach *reach = &graph->reaches.at[i];
        put_labelled(edges, reach->from, reach->to, reach->mark, false, ports_text(graph->session->arena, &reach->ports));
    }
}

/* As JavaScript counts them, where what is beyond U+FFFF is two. */
static size_t characters(const char *text, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) count += (((unsigned char)text[i] & 0xc0) != 0x80 ? 1u : 0u) + ((unsigned char)text[i] >= 0xf0 ? 1u : 0u);
    return count;
}

struct mermaid_size write_graph_mermaid(const struct graph *graph, enum layer layer, struct buf *out)
{
    struct edges edges = {.out = out};
    size_t begin = out->n;
    buf_str(out, STR("flowchart LR\n"));
    put_nodes(out, graph);
    if (layer == LAYER_ORDER) put_waits(&edges, graph);
    else if (layer == LAYER_SECRETS) put_secrets(&edges, graph);
    else put_reaches(&edges, graph);
    buf_str(out, (Str){edges.styles.s, edges.styles.n});
    buf_free(&edges.styles);
    buf_str(out, STR("  classDef serves fill:#dbe9fb,stroke:#3b73b9,color:#1c2733\n  classDef job fill:#fff0cf,stroke:#a87b16,color:#1c2733\n"
                     "  classDef plain fill:#eef0f3,stroke:#8a96a3,color:#1c2733\n  classDef secret fill:#efe3fb,stroke:#7d4bb3,color:#1c2733\n"
                     "  classDef critical fill:#ffffff,stroke:#c2410c,stroke-width:3px,color:#1c2733\n"
                     "  classDef added fill:#ffffff,stroke:#15803d,stroke-width:3px,color:#15803d\n"
                     "  classDef changed fill:#ffffff,stroke:#a16207,stroke-width:3px,color:#a16207\n"
                     "  classDef removed fill:#ffffff,stroke:#b91c1c,stroke-width:3px,stroke-dasharray:4,color:#b91c1c\n"));
    return (struct mermaid_size){edges.n, characters(out->s + begin, out->n - begin)};
}
