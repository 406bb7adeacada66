/* Who asks a registry, as 'docker login' and 'podman login' have left it.
 *
 * Which files: $REGISTRY_AUTH_FILE alone, if it is set. Else $DOCKER_AUTH_CONFIG comes first, the text of such a file, in which GitLab CI gives
 * logins; behind it $DOCKER_CONFIG/config.json alone, if that is set, or the first of these that has a login: ~/.docker/config.json,
 * $XDG_RUNTIME_DIR/containers/auth.json (/run/containers/UID/auth.json without that variable) and
 * $XDG_CONFIG_HOME/containers/auth.json (~/.config). A file that is not there has none.
 *
 * What of a file: the program that "credHelpers" names for the registry; without one, the program that "credsStore" names; and what stands
 * under "auths", unless credHelpers has the registry: it alone is asked then, and "" there means auths. Of keys the longest that fits
 * counts (login_key.h), as long as it has a login: 'docker login' leaves empty ones beside a program.
 *
 * Of $DOCKER_AUTH_CONFIG only auths count: the runner asks the programs that it names, which are on the runner's machine.
 *
 * Where others differ: docker/cli 29.8 (cli/config/configfile/file.go) knows docker's own places only, in this order, and nothing of auths
 * behind credsStore; it passes over a $DOCKER_AUTH_CONFIG that has anything but auth in auths, with a word. containers/image 5.37
 * (pkg/docker/config/config.go) reads podman's files before docker's, and neither credsStore nor $DOCKER_AUTH_CONFIG; nor does oras-go 2 read that
 * (registry/remote/credentials/store.go). go-containerregistry 0.21 (pkg/authn/keychain.go) has it of docker/cli, and reads podman's file if
 * docker's are not there. Whoever has logged in with one of the tools is known here; where both have a login, docker's is meant, unless a
 * variable says so. */
#ifndef STK_LOGIN_H
#define STK_LOGIN_H

#include "common/problem.h"

/* Any of these may be empty. The first that the registry takes counts. */
struct login {
    Str registry_token;  /* it is shown to the registry as it is */
    Str identity_token;  /* a refresh token (OAuth 2), for which the registry's token service gives others */
    Str user, password;
    Str origin;          /* where it is from, for messages: a file, or a program; empty: there is no login */
};

/* For the registry HOST, with its port, and a repository in it. What it gives is of ARENA, which holds secrets then. Runs programs. False: PROBLEM
 * says what is wrong. */
bool login_find(struct arena *, Str host, Str repository, struct login *, struct problem *);
/* "Basic …". */
Str basic_authorization(struct arena *, const struct login *);

#endif
