/* A program that keeps logins: 'docker-credential-NAME get' reads the registry on standard input, and prints {"ServerURL", "Username", "Secret"}
 * (github.com/docker/docker-credential-helpers 0.9: client/client.go, credentials/credentials.go). The user "<token>" means that the
 * secret is an identity token. It fails with a certain text when it has no login for the registry.
 *
 * It may ask people on the terminal. What it prints is never quoted. */
#ifndef STK_CREDENTIAL_HELPER_H
#define STK_CREDENTIAL_HELPER_H

#include "registry/login.h"

struct credential_helper {
    Str name;        /* "pass" */
    Str server;      /* the registry, with its port */
    Str file;        /* that names the program, for messages */
    int64_t timeout; /* ms; 0: the standard one */
};

/* LOGIN, of the arena, stays as it is when the program has none. False: PROBLEM says why. */
bool credential_helper_get(const struct credential_helper *, struct arena *, struct login *, struct problem *);

#endif
