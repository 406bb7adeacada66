/* WWW-Authenticate of a registry: how somebody says who he is (RFC 9110; distribution specification 1.1, token authentication). */
#ifndef STK_CHALLENGE_H
#define STK_CHALLENGE_H

#include "base/base.h"

struct challenge {
    enum { CHALLENGE_OTHER, CHALLENGE_BASIC, CHALLENGE_BEARER } scheme;
    Str realm, service, scope; /* of Bearer: where a token is given, and for what; in the arena */
};

struct challenge challenge_parse(struct arena *, Str header);

#endif
