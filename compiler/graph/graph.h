/* A compiled stack as a picture shows it: what starts when and waits for what, who reads which secret, who may reach whom.
 *
 * What starts as one is a part: an object that runs pods, with all objects that are there for it; or, of a service without pods, its
 * objects of one wave. Parts lie in rows: a service (a top instance) on a plane of nodes. graph_of makes it of what "stk compile" wrote;
 * graph_of_change joins two, and marks what differs. All lives in the session of the compiled stacks. */
#ifndef STK_GRAPH_H
#define STK_GRAPH_H

#include "review/compare.h"

enum mark { MARK_SAME, MARK_ADDED, MARK_CHANGED, MARK_REMOVED };
const char *mark_name(enum mark); /* "added"; of MARK_SAME empty */

enum { NO_PART = UINT32_MAX, NO_WAVE = UINT32_MAX };

struct graph_object {
    struct compiled_object *object;
    enum mark mark;
};

/* Ports as policies tell them: "5000/TCP", "any port". Each once, in the order of the manifests. */
struct port_texts { VEC(Str) v; };

/* What policies say of the pods of a part in one direction, besides those whom they name. */
struct gate {
    bool free;               /* no policy holds them: anybody, or anywhere */
    struct port_texts any;   /* to or from anybody */
    VEC(Str) networks;       /* "10.0.0.0/8: 443/TCP" */
};

/* What the pods of a part are, for the picture. */
enum part_form { FORM_SERVES, FORM_JOB, FORM_SCHEDULED, FORM_OPERATION /* on demand */, FORM_NO_PODS };

struct graph_part {
    Str id;                  /* of the object that runs pods; else "SERVICE, wave N" */
    Str label;               /* the instance without its service: "api"; else what it is: "Ingress front-door" */
    enum part_form form;
    uint32_t row;
    uint32_t wave;           /* NO_WAVE: an operation, which nobody starts but people */
    int64_t pods;            /* -1: one on every node; 0: not told */
    bool on_node_network;    /* which policies do not hold */
    VEC(struct graph_object) objects; /* by wave; the one that runs pods is among them */
    struct compiled_object *runs;     /* that one; NULL: no pods */
    struct gate in, out;
    uint32_t depth;          /* parts with pods on the longest chain that leads to it, itself included */
    bool critical;           /* on the longest of all: the critical path */
    enum mark mark;
};

struct graph_row {
    Str service;             /* the top instance; empty: objects that schemas brought */
    uint32_t plane;          /* index in planes */
    uint32_t last_wave;      /* of its parts; NO_WAVE: all are operations */
    enum mark mark;
};

struct graph_plane {
    Str name;                /* empty: parts without pods, or on any node */
    bool has_pods;
    int64_t nodes;           /* at least; 0: not told */
};

/* FROM starts when TO works. */
struct graph_wait {
    uint32_t from, to;
    Str reason;              /* "refers to", "mounts", "after" … */
    Str through;             /* what leads there, if it is not TO itself: the id of an object, or the path of an instance */
    Str port;                /* that is waited for; may be empty */
    Str at;                  /* "FILE:LINE:COLUMN"; empty: that of the declaration */
    bool implied;            /* follows from other waits */
    bool critical;
    enum mark mark;
};

struct graph_secret {
    Str name, namespace;
    Str instance;            /* that declares it; empty: it is not of this stack */
    Str provider;
    int64_t generation;
    uint32_t maker;          /* part; NO_PART: others make it */
    VEC(uint32_t) readers;   /* parts, ascending */
    enum mark mark;
};

/* Pods of FROM may connect to those of TO, since a policy names the one or the other, and none forbids it. */
struct graph_reach {
    uint32_t from, to;
    struct port_texts ports;
    enum mark mark;
};

struct graph {
    struct session *session;
    const struct compiled *compiled; /* of a change: the new one */
    const struct compiled *before;   /* NULL: this is no change */
    VEC(struct graph_plane) planes;
    VEC(struct graph_row) rows;            /* by plane, then by last_wave and service */
    VEC(struct graph_part) parts;          /* by wave, then in the order of stack.json */
    VEC(struct graph_wait) waits;          /* by from, then by to: all that follow from no others, and what a part refers to itself */
    VEC(uint32_t) critical;          /* parts of the critical path, the first to start first */
    VEC(struct graph_secret) secrets;
    VEC(struct graph_reach) reaches;       /* by from, then by to */
    size_t objects;
};

/* NULL: a manifest cannot be read, which is reported. */
struct graph *graph_of(struct compiled *);
struct graph *graph_of_change(struct compiled *before, struct compiled *after);
bool graph_differs(const struct graph *);

/* "api ×3" */
Str part_title(struct arena *, const struct graph_part *);
/* "keystone.api": as tables and programs name it. */
Str part_path(struct arena *, const struct graph *, const struct graph_part *);
/* "Deployment, wave 16" */
Str part_about(struct arena *, const struct graph_part *);
Str plane_title(struct arena *, const struct graph_plane *);
/* "5000/TCP, 5001/TCP" */
Str ports_text(struct arena *, const struct port_texts *);

/* ---- formats ---- */

/* Which relation is drawn, of which a picture bears one at a time. */
enum layer { LAYER_ORDER, LAYER_SECRETS, LAYER_NETWORK };

void write_graph_json(const struct graph *, struct buf *out);   /* all layers; "stk graph --help" describes it */
void write_graph_dot(const struct graph *, enum layer, struct buf *out);
/* What Mermaid draws without being configured: 11.17 says "Edge limit exceeded" of 501 edges, and draws "Maximum text size in diagram exceeded"
 * for 50001 characters. */
enum { MERMAID_EDGES = 500, MERMAID_CHARACTERS = 50000 };
struct mermaid_size { size_t edges, characters; };
struct mermaid_size write_graph_mermaid(const struct graph *, enum layer, struct buf *out);
void write_graph_svg(const struct graph *, enum layer, struct buf *out);
void write_graph_html(const struct graph *, struct buf *out);   /* all layers */

#endif
