/* The server: what it knows of the editor, and of the processes that look at the texts of each project. */
#ifndef STK_SERVER_H
#define STK_SERVER_H

#include "editor/published.h"
#include "editor/worker.h"

/* Of JSON-RPC and of the protocol. */
enum error { PARSE_ERROR = -32700, INVALID_REQUEST = -32600, METHOD_NOT_FOUND = -32601, INTERNAL_ERROR = -32603, NOT_INITIALIZED = -32002,
             REQUEST_CANCELLED = -32800 };

/* A project of the workspace, or a folder of it without one: its texts, and who looks at them. */
struct folder {
    struct setting setting;
    struct worker keeping, answering, examining;
    json_t *pending;             /* requests that wait for the response of ANSWERING, in their order */
    struct published published;
    bool changed;                /* ANSWERING and EXAMINING see an older version */
    bool unexamined;             /* it will be, when nobody waits for a response */
    int crashes;                 /* of ANSWERING, since the last change */
};

struct server {
    struct inbox editor;
    Str stdlib;
    enum encoding encoding;
    char *environment;           /* that the user chose; NULL: the first one */
    json_t *workspace;           /* the addresses of its folders */
    struct folder **folders;     /* at least one, once it is initialized */
    size_t nfolders;
    json_t *gathering;           /* {id, left, parts: {FOLDER: list}} of requests that each folder answers */
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
void publish(struct server *, struct folder *); /* diagnostics that it shows otherwise */
void tell_progress(struct server *);   /* whether something is examined, or will be */
#define PROGRESS "stk check" /* its token, and what is shown */

/* ---- ask_editor.c: what the editor is asked for, as far as it is able to ---- */

void note_abilities(struct server *, const json_t *capabilities); /* of the editor */
void ask_editor(struct server *);      /* once it is ready */
void ask_for_hints(struct server *);   /* they have become others, and no text of theirs has changed */

/* ---- folders.c: which texts belong together ---- */

/* As the workspace is now. A project counts once, with how many of its folders ever. */
void settle_folders(struct server *);
void free_folders(struct server *);
struct folder *folder_of(const struct server *, const char *file); /* that holds it, else the first; FILE may be NULL */

/* ---- processes.c: who looks at the texts, and what they say ---- */

void leave_kept(struct folder *);      /* what is kept is not as it was */
void end_workers(struct folder *);
void start_examining(struct folder *);
bool need_answers(struct folder *);    /* somebody answers about the texts as they are; false: nobody can */
void ask(struct server *, struct folder *, json_t *request);
void refuse_pending(struct server *, struct folder *); /* all */
bool forget_pending(struct folder *, const json_t *id); /* that request does not wait any more; false: it did not */
void take_responses(struct server *, struct folder *);
void take_findings(struct server *, struct folder *);
void after_crash(struct server *, struct folder *); /* of who answers */

/* ---- gathering.c: requests of the whole workspace ---- */

void ask_all(struct server *, json_t *request);
void take_response(struct server *, const struct folder *, json_t *response); /* takes it */
/* No folder answers it any more; BUT: one whose pending requests are left as they are, or NULL. False: none would have. */
bool drop_request(struct server *, const json_t *id, const struct folder *but);

/* ---- from_editor.c ---- */

void take_messages(struct server *);   /* those that are there */

#endif
