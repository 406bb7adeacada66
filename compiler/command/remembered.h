/* One stack in one environment, as it is asked of the cache and told to it. */
#ifndef STK_REMEMBERED_H
#define STK_REMEMBERED_H

#include "cache/cache.h"
#include "one_stack.h"

/* A run of "stk check" or "stk compile"; zeroed at first, but for the first three. */
struct remembered {
    const char *command;
    const struct output_options *output; /* of a folder; NULL: nothing is written */
    bool quiet;                          /* no summary is asked for */
    bool found;                          /* all has been said again, and there is no compilation */
    struct question question;
    struct known_files read, written;    /* those of this run */
    struct buf said;                     /* what report_add gave as its part */
};

/* Before anything is read. */
void remembered_begin(struct remembered *, struct session *);
/* When the environment is merged into ARGUMENTS (NULL: none is named): says again what an earlier run said. False: there was none, or something
 * has changed. */
bool remembered_find(struct remembered *, const struct stack_arguments *, const struct environment *, struct session *);
/* After a run without errors: SUMMARY went to standard output. */
void remembered_keep(struct remembered *, struct session *, Str summary);
void remembered_free(struct remembered *);

/* Whether the variables CI and STK_CACHE allow it. */
bool cache_is_wanted(void);

#endif
