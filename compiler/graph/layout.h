/* Where everything lies in the picture, in pixels: a column for each wave in which something starts, a row for each service on a plane.
 * Parts of one row and column lie one below the other. A row that is open shows the objects of its parts. Linear in parts and objects.
 *
 * page.js places the same boxes anew when rows are opened and closed: what it needs to know is in the sizes and in enum measure. */
#ifndef STK_GRAPH_LAYOUT_H
#define STK_GRAPH_LAYOUT_H

#include "graph/graph.h"

enum measure {
    TITLE_HEIGHT = 22, LINE_HEIGHT = 15, BOX_PADDING = 8, BOX_GAP = 6, COLUMN_GAP = 52, ROW_PADDING = 9, HEAD_HEIGHT = 30, PLANE_HEIGHT = 26,
    MARGIN = 16, COLUMN_MIN = 64,
    FIRST_TRACK = 2, TRACKS = 3, TRACK_GAP = 2, /* of lines, in the padding of a row */
    LEGEND_WIDTH = 136, LEGEND_HEIGHT = 64, LEGEND_MIN = 9 * LEGEND_WIDTH + MARGIN, /* of a picture without a page */
    /* tenths of a pixel that a letter takes, of a font whose letters are all as wide as each other: of titles (12 px), of objects (11 px) */
    TITLE_LETTER = 73, OBJECT_LETTER = 67,
    SMALL_STACK = 60, /* objects; of such a stack all rows are open at first */
};

struct layout_size { int width, height; };
struct layout_place { int x, y; };

struct layout_box {
    uint32_t column;
    struct layout_size closed, open;
    struct layout_place at;
    Str title;
};

struct layout_column { uint32_t wave; int x, width; };
struct layout_band { int y, height; };   /* of rows; of planes, with their title */

struct layout {
    bool open;                           /* all rows; else none */
    struct layout_box *boxes;            /* by part */
    struct layout_band *rows, *planes;
    VEC(struct layout_column) columns;
    int labels;                          /* the width of the services' names */
    int width, height;
};

struct layout layout_graph(const struct graph *);
struct layout_size box_size(const struct layout *, uint32_t part);
/* What a line of an open box says of an object: "ConfigMap keystone-conf". */
Str object_title(struct arena *, const struct graph_object *);
/* With what marks it: "+ api". */
Str marked(struct arena *, enum mark, Str text);

#endif
