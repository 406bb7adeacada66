/* The whole pipeline: a stack's source and values become ordered objects. */
#ifndef STK_COMPILE_H
#define STK_COMPILE_H

#include "compile/timings.h"
#include "order/order.h"

struct compile_options {
    const char *source;             /* file, or folder FOO with FOO/FOO.stk; "-" is standard input */
    Str input;                      /* what standard input gave; s NULL: it is not yet read */
    const char *const *values;      /* values files, later ones win */
    size_t nvalues;
    const char *const *settings;    /* "path=value" */
    size_t nsettings;
    int kube;                       /* target minor version; 0: the newest */
    const char *environment;        /* name; NULL: none */
    const char *images_lock;        /* file with the digests of images; NULL: they run by their tags */
    bool unlocked;                  /* the same, whatever the environment says */
    const char *cluster;            /* identity that apply must find; NULL: any */
};

struct compilation {
    struct session *session;
    const struct compile_options *options;
    struct program *program;
    struct machine *machine;
    struct instance *root;          /* NULL: not evaluated */
    struct order *order;            /* NULL: not reached */
    struct timings timings;         /* of the stages up to the order */
};

/* FOO/FOO.stk of a folder FOO; a file itself. */
Str compile_entry_file(struct arena *, const char *source);
/* Whether that file exists. */
bool compile_has_source(struct arena *, const char *source);
/* Whether SOURCE is a folder without a stack of its name. */
bool is_plain_folder(const char *source);
/* Paths are shown from a root, so that nothing that is written depends on where the project lies: the nearest folder above FILE with a
 * stk.project, else the folder of FILE; absolute. A path that is not below it is shown by its last part. */
Str root_of(struct arena *, Str file);
Str shown_path(struct arena *, Str root, Str file);
/* Reads FILE as the source SHOWN; 0: reported. The second for manifests, of which a whole platform may be one file. */
uint32_t read_source(struct session *, const char *file, Str shown);
uint32_t read_data(struct session *, const char *file, Str shown);
/* Reads and checks; the program is complete even after errors. */
struct compilation compile_check(struct session *, const struct compile_options *);
/* The same in the session of COMPILATION, when sources have changed and the library has not: what was checked of that stays. False: it cannot,
 * and nothing has changed. */
bool compile_check_again(struct compilation *);
/* Evaluates and validates what compile_check read. Does nothing after errors, and nothing for a module without a stack. */
void compile_run(struct compilation *);
/* Adds what the options' values files and settings say. */
void read_values(struct compilation *, struct override_values *);
/* Evaluates STACK with OVERRIDES instead of the options' values. */
void compile_run_with(struct compilation *, struct component *stack, const struct override_values *);
/* The two halves of this; the second one only after the first has said true: without errors. */
bool compile_evaluate(struct compilation *, struct component *stack, const struct override_values *);
void compile_validate(struct compilation *);

#endif
