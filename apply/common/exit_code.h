/* The exit codes of stk-apply, as product documentation promises them. */
#ifndef STK_EXIT_CODE_H
#define STK_EXIT_CODE_H

enum exit_code {
    EXIT_OK = 0,           /* done, or nothing to do */
    EXIT_ERROR = 1,        /* something could not be read, reached or was refused before anything began */
    EXIT_PENDING = 2,      /* plan: there are changes */
    EXIT_CONFLICT = 3,     /* another manager's fields, or what was planned on has moved */
    EXIT_NOT_READY = 4,    /* an object failed, or was not ready in time */
    EXIT_PARTIAL = 5,      /* interrupted: the same command goes on */
    EXIT_LOCKED = 6,       /* another applier holds the lock */
    EXIT_WRONG_USAGE = 64,
    EXIT_BUG = 70,
    EXIT_INTERRUPTED = 130,
};

#endif
