/* Operations: jobs that a stack declares, and that people run on demand with parameters of their own. */
#ifndef STK_OPERATION_H
#define STK_OPERATION_H

#include "common/problem.h"
#include "review/compiled.h"

enum parameter_type { PARAMETER_STRING, PARAMETER_INT, PARAMETER_BOOL };

struct parameter {
    Str name;                /* of the environment variable */
    enum parameter_type type;
    Str pattern;             /* POSIX extended; empty: none */
    bool required;           /* it has no standard */
    Str default_value;       /* its value when none is given */
    Str meaning;
};

struct operation {
    Str name, summary;
    VEC(struct parameter) parameters; /* as they are declared */
    struct compiled_object *job;
};
struct operations { VEC(struct operation) v; };

/* What a parameter is set to. */
struct setting { Str name, value; };
struct settings { VEC(struct setting) v; };

/* Texts are those of the compiled folder. False: it is damaged. */
bool operations_of(const struct compiled *, struct operations *, struct problem *);
void write_operations_text(const struct operations *, struct buf *);
void write_operations_json(const struct operations *, struct buf *);
/* NULL: PROBLEM says which there are. */
const struct operation *operation_find(const struct operations *, Str name, struct problem *);

/* Takes "NAME=VALUE", which is not copied. */
bool setting_read(struct arena *, const char *text, struct settings *, struct problem *);
/* VALUES: one for each parameter, in their order, out of those that are given and the standards. False: PROBLEM tells of all
 * that is wrong with them. */
bool operation_settle(struct session *, const struct operation *, const struct settings *given, struct settings *values, struct problem *);

/* Of one run, besides the settings. */
struct run_labels {
    Str stack, operation;
    Str name;                /* of the Job; empty: a new one, which nobody else has */
    Str by;                  /* who runs it */
    json_int_t revision;     /* of the stack that declares it */
};
#define LABEL_OPERATION       "stk.dev/operation"
#define ANNOTATION_BY         "stk.dev/by"
#define ANNOTATION_REVISION   "stk.dev/revision"
#define ANNOTATION_PARAMETERS "stk.dev/parameters" /* a JSON object of names and values */

/* The Job, ready to be sent: all its containers have the parameters as environment variables, before their own. A new
 * reference; NULL: reported as diagnostics of the session, or in PROBLEM. */
json_t *operation_job(struct compiled *, const struct operation *, const struct settings *, const struct run_labels *, struct problem *);

#endif
