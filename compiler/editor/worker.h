/* Each version of the texts is looked at by processes of their own, which see them as they are when they start. What goes wrong in one ends
 * that one alone, and what it needs of memory goes with it. */
#ifndef STK_WORKER_H
#define STK_WORKER_H

#include "editor/message.h"
#include "editor/texts.h"

#include <sys/types.h>

/* What an editor said of itself and of the project. */
struct setting {
    struct texts texts;
    char *recent;         /* file of the text that was changed last; NULL: none was */
    char *folder;         /* of the workspace; NULL: none is known */
    char *environment;    /* that the user chose; NULL: the first one */
    enum encoding encoding;
    Str stdlib;
};

enum task {
    TASK_ANSWER,   /* takes requests, and sends a response for each */
    TASK_EXAMINE,  /* sends {"all": false, "found": {URI: [Diagnostic, …]}} of the stack that was changed, then of everything with "all": true */
};

struct worker {
    pid_t id;            /* 0: none runs */
    struct inbox inbox;  /* what comes from it; requests are sent to the same file */
};

bool worker_start(struct worker *, enum task, const struct setting *); /* false: errno says why */
void worker_end(struct worker *); /* at once; nothing, if none runs */

#endif
