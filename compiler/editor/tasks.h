/* What the processes of worker.h do. FILE leads to the server. */
#ifndef STK_TASKS_H
#define STK_TASKS_H

#include "editor/view.h"
#include "editor/worker.h"

NORETURN void keep(struct setting, int file);                            /* TASK_KEEP */
void answer_all(struct desk *, int file, const char *recent);            /* TASK_ANSWER; RECENT: file of the text that was changed last, or NULL */
void examine_all(const struct setting *, int file);                      /* TASK_EXAMINE */

void end_child(struct child *);
pid_t fork_child(void); /* one that ends with its parent; otherwise like fork */
bool is_said(int file, int patience); /* whether something comes from FILE in so many ms */

#endif
