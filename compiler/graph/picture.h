/* The SVG of a graph, alone or in its page. */
#ifndef STK_GRAPH_PICTURE_H
#define STK_GRAPH_PICTURE_H

#include "base/markup.h"
#include "layout.h"

/* Which lines a picture has; in a page, those of the other layers are hidden. */
struct picture {
    const struct graph *graph;
    struct layout layout;
    enum layer layer;
    bool all_layers;
};

/* <svg>…</svg>, with STYLE inside. */
void put_picture(struct buf *, const struct picture *, const char *style);
void put_relations(struct buf *, const struct picture *); /* the lines, a group for each layer */
/* "stack openstack, environment production, for Kubernetes 1.36"; of a change, both. */
Str graph_title(const struct graph *);

/* picture.css, page.css and page.js, as they lie beside this file. */
extern const char picture_css[], page_css[], page_js[];

#endif
