/* One place of logins, a config.json of docker or auth.json of podman, and what is sought in it: see login.h. */
#ifndef STK_LOGIN_FILE_H
#define STK_LOGIN_FILE_H

#include "registry/login.h"

struct login_file {
    struct arena *arena;     /* of what is found */
    Str path;                /* NUL-terminated; of a text, what it is called in messages */
    const char *text;        /* instead of that of a file; the programs that it names are of another machine, and not asked. NULL: the file is read */
    Str host, repository;
    struct problem *problem;
};

/* LOGIN stays as it is when there is none. */
bool login_file_read(const struct login_file *, struct login *);

#endif
