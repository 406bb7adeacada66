/* What "stk diff" prints: consequences first, grouped by service, then the fields with the line that caused each. */
#ifndef STK_DIFF_REPORT_H
#define STK_DIFF_REPORT_H

#include "review/impact.h"

struct diff_report {
    struct session *session;
    struct comparison *comparison;
    struct consequences consequences;
};

enum { DIFF_SCHEMA = 1 };

bool diff_is_empty(const struct diff_report *);
void write_diff_text(const struct diff_report *, bool color, struct buf *out);
/* For a comment on a pull request: at most ROOM bytes, what is too much is left out and counted. GRAPH: address of a picture, in which {stack} and
 * {environment} stand for their names; NULL: none. */
void write_diff_markdown(const struct diff_report *, const char *graph, size_t room, struct buf *out);
enum { COMMENT_MAX = 65536 }; /* characters of a comment of GitHub, 2026 */
void write_diff_json(const struct diff_report *, struct buf *out);

/* ---- what text and Markdown have in common ---- */

/* One or, where they are plain, several consequences of one kind: "created: Service a, ServiceAccount a". */
struct report_line {
    Str service;
    enum weight weight;
    Str subject;            /* "Deployment keystone-api"; may be empty */
    Str text;
    const struct consequence *because; /* its causes and its place; NULL: several */
    bool repeated;          /* the causes are those of the line before */
};
struct report_lines { VEC(struct report_line) v; };
struct report_lines report_lines(const struct diff_report *);

/* "stack webshop, production", "manifests" */
Str report_name(const struct diff_report *);
/* What stands for a SERVICE that has no name, or its name. */
Str report_service(const struct diff_report *, Str service);
/* "3 objects change, 1 is created" */
Str report_summary(const struct diff_report *);
/* "ConfigMap openstack/keystone-conf" */
Str report_title(struct arena *, const struct object_change *);
bool has_shown_fields(const struct object_change *);

#endif
