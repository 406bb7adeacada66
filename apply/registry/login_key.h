/* What a key of "auths" or "credHelpers" names: HOST, HOST/PATH for the repositories below (containers-auth.json(5)), or an address, of which
 * the host counts. Docker Hub has several names: 'docker login' writes https://index.docker.io/v1/, 'podman login' docker.io. */
#ifndef STK_LOGIN_KEY_H
#define STK_LOGIN_KEY_H

#include "base/base.h"

/* How well KEY fits a repository of HOST, the more the better: by the length of its path, then if it is the host as it is called.
 * 0: it is of something else. */
size_t login_key_fits(Str key, Str host, Str repository);

bool is_docker_hub(Str host);

#endif
