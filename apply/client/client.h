/* A command at work: where the API server is and who asks, the connection to it, and what is read first. */
#ifndef STK_CLIENT_H
#define STK_CLIENT_H

#include "diag/session.h"
#include "http/http.h"

enum { PARALLEL = 64 };    /* requests at once, where nobody says otherwise */

/* Which cluster, and how it is spoken to. */
struct cluster_options {
    struct access_options access;
    const char *namespace;   /* of the inventory; NULL: that of the context, else "default" */
    unsigned parallel;       /* 0: PARALLEL */
    bool json;               /* events or results for programs */
};

struct stack;
struct inventory;
struct client {
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

/* A command that asks no cluster: its arena, session and problem. */
void client_begin(struct client *, const char *command);
/* One that does. Connects nothing yet; false: client->problem. */
bool client_open(struct client *, const char *command, const struct cluster_options *);
/* Reads a compiled folder and, as the answer is awaited meanwhile, the inventory of its stack. False, and both are NULL: client->problem
 * or diagnostics; the folder is damaged, or for another cluster. */
bool client_read_stack(struct client *, const char *folder, struct stack **, struct inventory **);
/* The inventory of a stack that must be there. NULL: client->problem. */
struct inventory *client_read_inventory(struct client *, const char *stack);
/* As a warning of the server is shown: on standard error, or to whom client->note tells it. */
void client_warn(struct client *, Str text);
/* Shows the problem, if there is one, and the session's diagnostics; frees all. The exit code: CODE unless something was wrong. */
int client_close(struct client *, int code);

#endif
