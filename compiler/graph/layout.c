#include "layout.h"

static int max(int a, int b) { return a > b ? a : b; }

/* ---- texts and their sizes ---- */

static int letters(Str text)
{
    int n = 0;
    for (size_t i = 0; i < text.n; i++) n += ((unsigned char)text.s[i] & 0xc0) != 0x80;
    return n;
}

static int text_width(Str text, int letter) { return (letters(text) * letter + 9) / 10; }

Str marked(struct arena *arena, enum mark mark, Str text)
{
    static const char *const signs[] = {[MARK_SAME] = "", [MARK_ADDED] = "+ ", [MARK_CHANGED] = "~ ", [MARK_REMOVED] = "− "};
    return mark == MARK_SAME ? text : arena_printf(arena, "%s%.*s", signs[mark], STR_ARG(text));
}

Str object_title(struct arena *arena, const struct graph_object *object)
{
    Str title = arena_printf(arena, "%.*s %.*s", STR_ARG(object->object->kind), STR_ARG(object->object->name));
    return marked(arena, object->mark, title);
}

static struct layout_box box_of(struct arena *arena, const struct graph_part *part)
{
    struct layout_box box = {.title = marked(arena, part->mark, part_title(arena, part))};
    int title = text_width(box.title, TITLE_LETTER), widest = title;
    for (size_t i = 0; i < part->objects.n; i++) widest = max(widest, text_width(object_title(arena, &part->objects.at[i]), OBJECT_LETTER));
    box.closed = (struct layout_size){title + 2 * BOX_PADDING, TITLE_HEIGHT};
    bool told = !part->runs && part->objects.n == 1; /* its title is that object */
    if (told) box.open = box.closed;
    else box.open = (struct layout_size){widest + 2 * BOX_PADDING, TITLE_HEIGHT + (int)part->objects.n * LINE_HEIGHT + BOX_PADDING / 2};
    return box;
}

struct layout_size box_size(const struct layout *layout, uint32_t part)
{
    return layout->open ? layout->boxes[part].open : layout->boxes[part].closed;
}

/* ---- columns ---- */

static void find_columns(struct layout *layout, const struct graph *graph)
{
    int x = layout->labels;
    for (uint32_t i = 0; i < graph->parts.n; i++) {
        struct layout_column column = {.wave = graph->parts.at[i].wave, .width = COLUMN_MIN};
        if (!i || graph->parts.at[i - 1].wave != column.wave) vec_push(graph->session->arena, &layout->columns, column);
        layout->boxes[i].column = (uint32_t)layout->columns.n - 1;
        struct layout_column *own = &layout->columns.at[layout->columns.n - 1];
        own->width = max(own->width, box_size(layout, i).width);
    }
    for (size_t i = 0; i < layout->columns.n; i++) {
        layout->columns.at[i].x = x;
        x += layout->columns.at[i].width + COLUMN_GAP;
    }
    layout->width = x - COLUMN_GAP + MARGIN;
}

/* ---- rows ---- */

/* Where the next box of a row comes: below the last one of its column. */
struct cursor { uint32_t column; int y; };

/* Places from the top of each row, and how high it is. */
static void stack_boxes(struct layout *layout, const struct graph *graph)
{
    struct cursor *cursors = NEW_ARRAY(graph->session->arena, graph->rows.n + 1, struct cursor);
    for (uint32_t i = 0; i < graph->parts.n; i++) {
        struct layout_box *box = &layout->boxes[i];
        struct cursor *cursor = &cursors[graph->parts.at[i].row];
        struct layout_band *row = &layout->rows[graph->parts.at[i].row];
        if (cursor->column != box->column || !cursor->y) *cursor = (struct cursor){box->column, ROW_PADDING};
        box->at = (struct layout_place){layout->columns.at[box->column].x, cursor->y};
        cursor->y += box_size(layout, i).height + BOX_GAP;
        row->height = max(row->height, cursor->y - BOX_GAP + ROW_PADDING);
    }
}

static void place_rows(struct layout *layout, const struct graph *graph)
{
    int y = HEAD_HEIGHT;
    for (size_t i = 0; i < graph->rows.n; i++) {
        struct layout_band *plane = &layout->planes[graph->rows.at[i].plane];
        if (!plane->height) {
            *plane = (struct layout_band){y, PLANE_HEIGHT};
            y += PLANE_HEIGHT;
        }
        layout->rows[i].y = y;
        y += layout->rows[i].height;
        plane->height = y - plane->y;
    }
    for (size_t i = 0; i < graph->parts.n; i++) layout->boxes[i].at.y += layout->rows[graph->parts.at[i].row].y;
    layout->height = y + MARGIN;
}

static int labels_width(const struct graph *graph)
{
    int widest = 0;
    for (size_t i = 0; i < graph->rows.n; i++)
        widest = max(widest, text_width(marked(graph->session->arena, graph->rows.at[i].mark, graph->rows.at[i].service), TITLE_LETTER));
    return max(widest, 120) + 3 * MARGIN;
}

struct layout layout_graph(const struct graph *graph)
{
    struct arena *arena = graph->session->arena;
    struct layout layout = {.open = graph->objects <= SMALL_STACK, .labels = labels_width(graph)};
    layout.boxes = NEW_ARRAY(arena, graph->parts.n + 1, struct layout_box);
    layout.rows = NEW_ARRAY(arena, graph->rows.n + 1, struct layout_band);
    layout.planes = NEW_ARRAY(arena, graph->planes.n + 1, struct layout_band);
    for (size_t i = 0; i < graph->parts.n; i++) layout.boxes[i] = box_of(arena, &graph->parts.at[i]);
    find_columns(&layout, graph);
    stack_boxes(&layout, graph);
    place_rows(&layout, graph);
    return layout;
}
