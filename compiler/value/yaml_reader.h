/* What reads one file of YAML or JSON: where it stands, and what it has to say. */
#ifndef STK_YAML_READER_H
#define STK_YAML_READER_H

#include "json_events.h"
#include "plain_yaml.h"
#include "value/repeated.h"
#include "value/read_yaml.h"

struct reader {
    struct session *session;
    struct origins *origins;
    Str text;
    uint32_t file;
    enum origin_role role;
    enum yaml_dialect dialect;
    bool discreet;              /* there may be Secrets: lines are not quoted */
    VEC(const struct name *) keys; /* of the mappings that have begun */
    VEC(struct value) values;   /* of the mappings and sequences that have begun */
    struct map anchors;         /* interned name to struct anchored */
    size_t reported;            /* messages so far */
    size_t unfolded;            /* values that aliases stood for */
    size_t nodes, copies;       /* of a document, as kubectl counts them; copies are those that aliases stand for */
    yaml_parser_t parser;
    struct json_events json;
    bool is_json;               /* events come from JSON, not from the parser */
    struct plain_yaml plain;
    bool is_plain;              /* they come from there */
    bool by_library;            /* they never do */
    yaml_event_t event;
    bool failed;
    size_t depth;
    size_t start;               /* the byte of the parser's first character */
    struct repeated repeated;   /* of manifests: elsewhere the addresses of texts tell them apart */
    size_t index, offset;       /* a character that was looked up, and its byte: look-ups go forward */
};

/* A node with a name, and the nodes in it. */
struct anchored {
    struct value value;
    size_t nodes;
};

uint32_t reader_byte(struct reader *, yaml_mark_t);
Span reader_span(struct reader *); /* of the event, on its first line */
/* HELP may be NULL. The first ends the reading with the hundredth message, the second with the first. */
void reader_report(struct reader *, enum diag_code, Span, const char *what, const char *help);
void reader_refuse(struct reader *, enum diag_code, Span, const char *what, const char *help);
const char *reader_template_help(const struct reader *); /* NULL: the text does not look like a template */
bool reader_next(struct reader *); /* False: refused, or the text has ended */
/* The node that begins with the event. */
struct value reader_node(struct reader *);

#endif
