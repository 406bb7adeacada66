/* The commands of stk-apply: each takes its own arguments (argv[0] is its name) and returns the exit code. */
#ifndef STK_APPLY_COMMAND_H
#define STK_APPLY_COMMAND_H

#include "command_line.h"
#include "common/exit_code.h"

int command_plan(int argc, char **argv);
int command_apply(int argc, char **argv);
int command_status(int argc, char **argv);
int command_history(int argc, char **argv);
int command_rollback(int argc, char **argv);
int command_delete(int argc, char **argv);
int command_run(int argc, char **argv);
int command_secret(int argc, char **argv);
int command_push(int argc, char **argv);
int command_pull(int argc, char **argv);

#endif
