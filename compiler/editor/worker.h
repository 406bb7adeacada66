/* The processes that look at the texts. What goes wrong in one ends that one alone, and what it needs of memory goes with it.
 *
 * One keeps what does not change while somebody types: the library, as it was checked. From it one is forked for each version of the texts
 * that answers, and has to check the sources of the project alone. Another one examines each version, from nothing. Each project of a workspace
 * has its own. */
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
    const char *environment; /* that the user chose; NULL: the first one */
    enum encoding encoding;
    Str stdlib;
    bool ahead;           /* what is kept is looked at before somebody asks */
};

enum task {
    TASK_KEEP,     /* takes notifications of texts, and follows them; and with a file the beginning of TASK_ANSWER. It sends nothing */
    TASK_ANSWER,   /* takes requests, and sends a response for each */
    TASK_EXAMINE,  /* sends {"view": NAME, "found": {URI: [Diagnostic, …]}} of each stack in each environment, that of the changed text first; then {} */
};

/* It takes the system a while to clear away what has ended: nobody waits for that, until the next one ends. */
struct child {
    pid_t id;            /* 0: there is none */
    pid_t before;        /* that was ended the last time; 0: none */
};

struct worker {
    bool runs;
    struct child child;  /* none for TASK_ANSWER, which is a child of TASK_KEEP, and ended when another one begins or with that */
    struct inbox inbox;  /* what comes from it; what it takes is sent to the same file */
};

bool worker_start(struct worker *, enum task, const struct setting *); /* not TASK_ANSWER. False: errno says why */
bool worker_start_answering(struct worker *, const struct worker *keeping, const char *recent); /* false: KEEPING is gone, or errno says why */
void worker_end(struct worker *); /* at once; nothing, if none runs */

#endif
