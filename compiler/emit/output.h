/* What "stk compile" writes: a folder of manifests with .stk/ beside them, or one stream. */
#ifndef STK_OUTPUT_H
#define STK_OUTPUT_H

#include "compile/compile.h"

#include <stdio.h>

enum stream_format { STREAM_NONE, STREAM_YAML, STREAM_JSON };
enum order_style { ORDER_WAVES, ORDER_ARGOCD, ORDER_KAPP, ORDER_FLUX };

/* Of the Kustomizations that ORDER_FLUX writes. */
struct flux_options {
    const char *name;      /* NULL: that of the stack */
    const char *namespace; /* "flux-system" */
    const char *interval;  /* "10m" */
    const char *source;    /* "GitRepository/flux-system": kind and name */
    const char *path;      /* of the stack's folder in that source, without "./"; NULL: from the top of the git repository in which it lies */
};

#define STANDARD_FLUX {.namespace = "flux-system", .interval = "10m", .source = "GitRepository/flux-system"}

struct output_options {
    const char *target;        /* a folder, a file, or - for standard output */
    enum stream_format stream; /* of a file or standard output; STREAM_NONE: a folder */
    enum order_style order;
    struct flux_options flux;
    struct known_files *written; /* gets the files of the folder, named from there; NULL: nobody asks */
};

/* Both replace at once what was there; a folder that stk did not write is left alone. False: reported on standard error. */
bool write_folder(const struct compilation *, const struct output_options *);
bool write_stream(const struct compilation *, const struct output_options *);
/* A stream of YAML, as text. */
Str manifests_text(struct arena *, const struct compilation *);

/* What WRITE writes becomes the file PATH at once, or comes on standard output for "-". False: it is reported on standard error, and what was
 * there before stays. */
typedef bool write_content(const void *context, FILE *);
bool write_file(struct arena *, const char *path, write_content *, const void *context);

/* The path of FOLDER, which need not exist, from the top of its git repository; outside of one, as it was given. */
const char *path_in_repository(struct arena *, const char *folder);

/* The format that a target asks for by its name: - is YAML, NAME.yaml, NAME.yml and NAME.json are what they say, a folder is none. */
enum stream_format stream_format_of(const char *target);

/* "deployment.apps/openstack/keystone-api" */
Str emitted_id(struct arena *, const struct object *);
/* What an edge of stack.json says of it; NULL: nothing, as of NEED_WORKING. */
const char *emitted_need(enum need);

/* .stk/stack.json, as text in OUT. */
void write_stack_json(const struct compilation *, struct buf *out);

/* A summary for people: waves, order, planes. */
void write_summary(const struct compilation *, struct buf *out);

#endif
