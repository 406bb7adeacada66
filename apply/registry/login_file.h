/* One file of logins, config.json of docker or auth.json of podman, and what is sought in it: see login.h. */
#ifndef STK_LOGIN_FILE_H
#define STK_LOGIN_FILE_H

#include "registry/login.h"

struct login_file {
    struct arena *arena;     /* of what is found */
    Str path;                /* NUL-terminated */
    Str host, repository;
    struct problem *problem;
};

/* LOGIN stays as it is when there is none. */
bool login_file_read(const struct login_file *, struct login *);

#endif
