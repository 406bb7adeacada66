/* Who asks a registry, as 'docker login' has left it: "auths" in $DOCKER_CONFIG/config.json or ~/.docker/config.json. Programs that keep
 * credentials (credsStore, credHelpers) are not asked. */
#ifndef STK_LOGIN_H
#define STK_LOGIN_H

#include "common/problem.h"

struct login { Str user, password; }; /* empty: none */

/* For HOST, with its port. What it gives is of ARENA, which holds secrets then. False: PROBLEM says what is wrong with the file. */
bool login_read(struct arena *, Str host, struct login *, struct problem *);
/* "Basic …". */
Str basic_authorization(struct arena *, const struct login *);

#endif
