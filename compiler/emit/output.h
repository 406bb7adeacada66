/* What "stk compile" writes: a folder of manifests with .stk/ beside them, or one stream. */
#ifndef STK_OUTPUT_H
#define STK_OUTPUT_H

#include "compile/compile.h"

enum stream_format { STREAM_YAML, STREAM_JSON };
enum order_style { ORDER_WAVES, ORDER_ARGOCD, ORDER_KAPP, ORDER_FLUX };

/* Of the Kustomizations that ORDER_FLUX writes. */
struct flux_options {
    const char *name;      /* NULL: that of the stack */
    const char *namespace; /* "flux-system" */
    const char *interval;  /* "10m" */
    const char *source;    /* "GitRepository/flux-system": kind and name */
    const char *path;      /* of the stack's folder in that source, without "./"; NULL: from the top of the git repository in which it lies */
};

struct output_options {
    const char *folder;
    enum order_style order;
    struct flux_options flux;
};

/* Replaces the folder at once; one that stk did not write is left alone. False: reported on standard error. */
bool write_folder(const struct compilation *, const struct output_options *);
bool write_stream(const struct compilation *, enum stream_format);

/* "03-deployment.apps-shop-api.yaml" */
Str manifest_name(struct arena *, const struct object *);

/* .stk/stack.json, as text in OUT. */
void write_stack_json(const struct compilation *, struct buf *out);

/* A summary for people: waves, order, planes. */
void write_summary(const struct compilation *, struct buf *out);

#endif
