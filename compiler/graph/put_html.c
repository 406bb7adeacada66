/* The page: the picture, what it does with keys and mouse, and tables of what a picture cannot say. */
#include "picture.h"

#include <stdlib.h>

static void put_link(struct buf *out, const struct graph *graph, uint32_t part)
{
    buf_printf(out, "<a href=\"#part%u\">", part);
    put_xml(out, part_path(graph->session->arena, graph, &graph->parts.at[part]));
    buf_str(out, STR("</a>"));
}

static void begin_row(struct buf *out, enum mark mark)
{
    buf_str(out, STR("<tr"));
    if (mark) put_attribute(out, "class", str_of(mark_name(mark)));
    buf_char(out, '>');
}

static void begin_table(struct buf *out, const char *id, const char *title, const char *const *heads, size_t n)
{
    buf_printf(out, "<section id=\"%s\">\n<h2>%s</h2>\n<table>\n<thead><tr>", id, title);
    for (size_t i = 0; i < n; i++) buf_printf(out, "<th>%s</th>", heads[i]);
    buf_str(out, STR("</tr></thead>\n<tbody>\n"));
}

static void end_table(struct buf *out) { buf_str(out, STR("</tbody>\n</table>\n</section>\n")); }

/* ---- changes ---- */

static void put_change_row(struct buf *out, const struct graph *graph, uint32_t i)
{
    const struct graph_part *part = &graph->parts.at[i];
    size_t told = 0;
    begin_row(out, part->mark);
    buf_str(out, STR("<td>"));
    put_link(out, graph, i);
    buf_printf(out, "</td><td>%s</td><td>", mark_name(part->mark));
    for (size_t k = 0; k < part->objects.n; k++) {
        if (part->objects.at[k].mark == MARK_SAME) continue;
        if (told++) buf_str(out, STR(", "));
        put_xml(out, object_title(graph->session->arena, &part->objects.at[k]));
    }
    buf_str(out, STR("</td></tr>\n"));
}

static void put_changes(struct buf *out, const struct graph *graph)
{
    static const char *const heads[] = {"box", "change", "objects"};
    if (!graph->before) return;
    begin_table(out, "changes", "What changes", heads, COUNT(heads));
    for (uint32_t i = 0; i < graph->parts.n; i++)
        if (graph->parts.at[i].mark) put_change_row(out, graph, i);
    end_table(out);
}

/* ---- secrets ---- */

static void put_secret_row(struct buf *out, const struct graph *graph, const struct graph_secret *secret)
{
    struct arena *arena = graph->session->arena;
    Str others = graph->compiled->written ? STR("not among these") : STR("not of this stack");
    Str provider = secret->provider.n ? secret->provider : others;
    begin_row(out, secret->mark);
    put_element(out, "td", marked(arena, secret->mark, secret->name));
    if (secret->generation) provider = arena_printf(arena, "%.*s, generation %lld", STR_ARG(provider), (long long)secret->generation);
    put_element(out, "td", provider);
    buf_str(out, STR("<td>"));
    if (secret->maker != NO_PART) put_link(out, graph, secret->maker);
    buf_str(out, STR("</td><td>"));
    for (size_t i = 0; i < secret->readers.n; i++) {
        if (i) buf_str(out, STR(", "));
        put_link(out, graph, secret->readers.at[i]);
    }
    buf_str(out, STR("</td></tr>\n"));
}

static void put_secrets(struct buf *out, const struct graph *graph)
{
    static const char *const heads[] = {"secret", "where it comes from", "made by", "read by"};
    if (!graph->secrets.n) return;
    begin_table(out, "secrets", "Secrets and their readers", heads, COUNT(heads));
    for (size_t i = 0; i < graph->secrets.n; i++) put_secret_row(out, graph, &graph->secrets.at[i]);
    end_table(out);
}

/* ---- network ---- */

/* The reaches of a graph by whom they lead to. */
static int compare_targets(const void *first, const void *second)
{
    const struct graph_reach *a = *(const struct graph_reach *const *)first, *b = *(const struct graph_reach *const *)second;
    if (a->to != b->to) return a->to < b->to ? -1 : 1;
    return a->from < b->from ? -1 : a->from > b->from;
}

static const struct graph_reach **by_target(const struct graph *graph)
{
    const struct graph_reach **sorted = NEW_ARRAY(graph->session->arena, graph->reaches.n + 1, const struct graph_reach *);
    for (size_t i = 0; i < graph->reaches.n; i++) sorted[i] = &graph->reaches.at[i];
    if (graph->reaches.n) qsort(sorted, graph->reaches.n, sizeof *sorted, compare_targets);
    return sorted;
}

static void put_gate(struct buf *out, struct arena *arena, const struct gate *gate)
{
    buf_str(out, STR("<td>"));
    if (gate->free) buf_str(out, STR("no policy: all"));
    put_xml(out, ports_text(arena, &gate->any));
    for (size_t i = 0; i < gate->networks.n; i++) {
        buf_str(out, i || gate->any.v.n ? STR("; ") : STR(""));
        put_xml(out, gate->networks.at[i]);
    }
    buf_str(out, STR("</td>"));
}

/* Those that reach one part: from *AT on. */
static void put_callers(struct buf *out, const struct graph *graph, uint32_t part, const struct graph_reach **sorted, size_t *at)
{
    size_t first = *at;
    buf_str(out, STR("<td>"));
    for (; *at < graph->reaches.n && sorted[*at]->to == part; ++*at) {
        if (*at > first) buf_str(out, STR(", "));
        put_link(out, graph, sorted[*at]->from);
        buf_char(out, ' ');
        put_xml(out, ports_text(graph->session->arena, &sorted[*at]->ports));
    }
    buf_str(out, STR("</td>"));
}

static bool is_held(const struct graph *graph)
{
    for (size_t i = 0; i < graph->parts.n; i++)
        if (graph->parts.at[i].runs && !(graph->parts.at[i].in.free && graph->parts.at[i].out.free)) return true;
    return false;
}

static void put_network(struct buf *out, const struct graph *graph)
{
    static const char *const heads[] = {"pods", "may be reached by", "by anybody at", "may connect to anybody at"};
    const struct graph_reach **sorted = by_target(graph);
    size_t at = 0;
    if (!is_held(graph)) {
        buf_str(out, STR("<section id=\"network\">\n<h2>Who may reach whom</h2>\n"
                         "<p>No network policy holds these pods: everybody reaches everybody.</p>\n</section>\n"));
        return;
    }
    begin_table(out, "network", "Who may reach whom", heads, COUNT(heads));
    for (uint32_t i = 0; i < graph->parts.n; i++) {
        const struct graph_part *part = &graph->parts.at[i];
        if (!part->runs) continue;
        begin_row(out, part->mark);
        buf_str(out, STR("<td>"));
        put_link(out, graph, i);
        buf_str(out, STR("</td>"));
        put_callers(out, graph, i, sorted, &at);
        if (part->on_node_network) buf_str(out, STR("<td colspan=\"2\">on the network of its node, which policies do not hold</td>"));
        else {
            put_gate(out, graph->session->arena, &part->in);
            put_gate(out, graph->session->arena, &part->out);
        }
        buf_str(out, STR("</tr>\n"));
    }
    end_table(out);
}

/* ---- the head ---- */

static void put_critical(struct buf *out, const struct graph *graph)
{
    if (!graph->critical.n) return;
    buf_str(out, STR("<details id=\"critical\"><summary>"));
    buf_printf(out, "Critical path: %zu that start one after the other</summary>\n<p>", graph->critical.n);
    for (size_t i = 0; i < graph->critical.n; i++) {
        if (i) buf_str(out, STR(" → "));
        put_link(out, graph, graph->critical.at[i]);
    }
    buf_str(out, STR("</p></details>\n"));
}

static void put_legend(struct buf *out, const struct graph *graph)
{
    buf_str(out, STR("<p class=\"legend\"><b class=\"serves\">serves</b> <b class=\"job\">job</b> <b class=\"scheduled\">on schedule</b> "
                     "<b class=\"operation\">on demand</b> <b class=\"nopods\">no pods</b> <b class=\"critical\">critical path</b>"));
    if (graph->before) buf_str(out, STR(" <b class=\"added\">+ added</b> <b class=\"changed\">~ changed</b> <b class=\"removed\">− removed</b>"));
    buf_str(out, STR("</p>\n"));
}

static void put_tools(struct buf *out)
{
    buf_str(out, STR(
        "<div class=\"tools\">\n"
        "<input id=\"search\" type=\"search\" placeholder=\"search  /\" aria-label=\"search services, objects and kinds\">"
        "<output id=\"found\"></output>\n"
        "<fieldset id=\"layers\"><label><input type=\"radio\" name=\"layer\" value=\"order\" checked>what waits for what</label>"
        "<label><input type=\"radio\" name=\"layer\" value=\"secrets\">who reads whose secret</label>"
        "<label><input type=\"radio\" name=\"layer\" value=\"network\">who may reach whom</label></fieldset>\n"
        "<button id=\"unfold\">unfold all</button><button id=\"fold\">fold all</button>"
        "<button id=\"smaller\" aria-label=\"smaller\">−</button><button id=\"larger\" aria-label=\"larger\">+</button>"
        "<button id=\"fit\">fit</button>\n"
        "</div>\n"));
}

static void put_count(struct buf *out, size_t n, const char *word, const char *behind)
{
    buf_printf(out, "%zu %s%s%s", n, word, n == 1 ? "" : "s", behind);
}

static void put_head(struct buf *out, const struct graph *graph, size_t waves)
{
    size_t changed = 0;
    for (size_t i = 0; i < graph->parts.n; i++) changed += graph->parts.at[i].mark != MARK_SAME;
    buf_str(out, STR("<header>\n"));
    put_element(out, "h1", graph_title(graph));
    buf_str(out, STR("\n<p class=\"summary\">"));
    put_count(out, graph->objects, "object", " of ");
    put_count(out, graph->rows.n, "service", "; something starts in ");
    put_count(out, waves, "wave", "");
    if (graph->before) buf_printf(out, "; %zu of %zu boxes differ", changed, graph->parts.n);
    buf_str(out, STR("</p>\n"));
    put_tools(out);
    put_legend(out, graph);
    put_critical(out, graph);
    buf_str(out, STR("</header>\n"));
}

void write_graph_html(const struct graph *graph, struct buf *out)
{
    struct picture picture = {.graph = graph, .layout = layout_graph(graph), .all_layers = true};
    buf_str(out, STR("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width\">\n"));
    put_element(out, "title", graph_title(graph));
    buf_printf(out, "\n<style>\n%s%s</style>\n</head>\n<body>\n", picture_css, page_css);
    put_head(out, graph, picture.layout.columns.n);
    buf_str(out, STR("<main>\n<div id=\"view\" tabindex=\"-1\">\n"));
    put_picture(out, &picture, NULL);
    buf_str(out, STR("</div>\n<aside id=\"about\" hidden></aside>\n</main>\n"));
    put_changes(out, graph);
    put_secrets(out, graph);
    put_network(out, graph);
    buf_str(out, STR(
        "<footer>A line leads from what comes first to what waits for it. Keys: <kbd>/</kbd> search, <kbd>Enter</kbd> next hit or choose, "
        "<kbd>←</kbd> <kbd>→</kbd> along the lines, <kbd>↑</kbd> <kbd>↓</kbd> to the neighbours, <kbd>f</kbd> fold the row, "
        "<kbd>1</kbd> <kbd>2</kbd> <kbd>3</kbd> what is drawn, <kbd>+</kbd> <kbd>−</kbd> <kbd>0</kbd> size, <kbd>Esc</kbd> all again."
        "</footer>\n"));
    buf_printf(out, "<script>\n%s</script>\n</body>\n</html>\n", page_js);
}
