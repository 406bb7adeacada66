/* A command at work: where the API server is and who asks, the connection to it, and what is read first. */
#ifndef STK_CLIENT_H
#define STK_CLIENT_H

#include "diag/session.h"
#include "http/http.h"

enum { PARALLEL = 64 };    /* requests at once, where nobody says otherwise */

struct cluster_options {
    struct access_options access;
    const char *namespace;   /* of the inventory; NULL: that of the context, else "default" */
    unsigned parallel;       /* 0: PARALLEL */
    bool json;               /* events or results for programs */
};

struct stack;
struct inventory;
struct desk {
    struct arena *arena;     /* holds secrets: erased at the end */
    struct session *session; /* names, diagnostics, the compiled folder */
    struct access *access;
    struct credentials *credentials;
    struct http *http;
    Str namespace;           /* of the inventory */
    struct problem problem;
    const char *command;
    void (*note)(void *context, const char *text); /* warnings; NULL: standard error */
    void *note_context;
};

/* Connects nothing yet; false: desk->problem. */
bool desk_open(struct desk *, const char *command, const struct cluster_options *);
/* Reads a compiled folder and, as the answer is awaited meanwhile, the inventory of its stack. False, and both are NULL: desk->problem
 * or diagnostics; the folder is damaged, or for another cluster. */
bool desk_stack(struct desk *, const char *folder, struct stack **, struct inventory **);
/* The inventory of a stack that must be there. NULL: desk->problem. */
struct inventory *desk_inventory(struct desk *, const char *stack);
/* As a warning of the server is shown: on standard error, or to whom desk->note tells it. */
void desk_warn(struct desk *, Str text);
/* Shows the problem, if there is one, and the session's diagnostics; frees all. The exit code: CODE unless something was wrong. */
int desk_close(struct desk *, int code);

#endif
