/* The server: what it knows of the editor, and of the processes that look at the texts. */
#ifndef STK_SERVER_H
#define STK_SERVER_H

#include "editor/published.h"
#include "editor/worker.h"

/* Of JSON-RPC and of the protocol. */
enum error { PARSE_ERROR = -32700, INVALID_REQUEST = -32600, METHOD_NOT_FOUND = -32601, INTERNAL_ERROR = -32603, NOT_INITIALIZED = -32002,
             REQUEST_CANCELLED = -32800 };

struct server {
    struct setting setting;
    struct inbox editor;
    struct worker keeping, answering, examining;
    json_t *pending;             /* requests that wait for the response of ANSWERING, in their order */
    struct published published;
    bool changed;                /* ANSWERING and EXAMINING see an older version */
    bool unexamined;             /* it will be, when nobody waits for a response */
    int crashes;                 /* of ANSWERING, since the last change */
    bool initialized;
    bool watches;                /* the editor can be asked to tell of changed files, */
    bool registers_layout;       /* that the layout is one of .stk files only, */
    bool refreshes_hints;        /* and to ask for hints again */
    bool shows_progress;         /* it can be told what goes on */
    bool examines;               /* it was told that this goes on */
    bool shut_down, done;
};

/* ---- to_editor.c: what the editor is told; none takes ID or MESSAGE but send_to_editor ---- */

void send_to_editor(struct server *, json_t *message); /* takes it */
void respond(struct server *, const json_t *id, json_t *result); /* takes RESULT */
void refuse_message(struct server *, const json_t *id, enum error, const char *message); /* ID NULL: of nothing */
void notify(struct server *, const char *method, json_t *params); /* takes PARAMS */
void publish(struct server *); /* diagnostics that it shows otherwise */
void tell_progress(struct server *, bool examines);
#define PROGRESS "stk check" /* its token, and what is shown */

/* ---- ask_editor.c: what the editor is asked for, as far as it is able to ---- */

void note_abilities(struct server *, const json_t *capabilities); /* of the editor */
void ask_editor(struct server *);      /* once it is ready */
void ask_for_hints(struct server *);   /* they have become others, and no text of theirs has changed */

/* ---- processes.c: who looks at the texts, and what they say ---- */

void leave_kept(struct server *);      /* what is kept is not as it was */
void start_examining(struct server *);
bool need_answers(struct server *);    /* somebody answers about the texts as they are; false: nobody can */
void ask(struct server *, json_t *request);
bool forget_pending(struct server *, const json_t *id); /* that request does not wait any more; false: it did not */
void take_responses(struct server *);
void take_findings(struct server *);
void after_crash(struct server *);     /* of who answers */

/* ---- from_editor.c ---- */

void take_messages(struct server *);   /* those that are there */

#endif
