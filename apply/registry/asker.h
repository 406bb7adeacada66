/* Who asks a registry, and what is said when it wants to know (RFC 9110; distribution 3.0, docs/content/spec/auth: token.md, oauth.md).
 * The login is looked for when it is asked for the first time: a registry that asks nobody needs none, and no program runs. */
#ifndef STK_ASKER_H
#define STK_ASKER_H

#include "http/fetch.h"
#include "registry/login.h"

struct asker {
    struct arena *secrets;      /* of what is said */
    struct fetcher *fetcher;
    Str host, repository;
    bool plain;                 /* http:// may be spoken to other machines, too */
    bool sought;                /* LOGIN is known */
    struct login login;
    const char *said;           /* the last answer; NULL: none */
};

/* Finds out what is to be SAID after CHALLENGE, the WWW-Authenticate of a refusal: a value for Authorization, of SECRETS. It may come from a
 * token service. False: PROBLEM says why there is none. */
bool asker_answer(struct asker *, Str challenge, struct problem *);
/* What to do when the registry refuses who asks, as help of PROBLEM; returns false. */
bool asker_help(const struct asker *, struct problem *);
/* A secret is sent to nobody who could be overheard: https, this machine, or PLAIN. */
bool asker_is_safe(const struct asker *, Str url);

/* Whether a text from elsewhere has something in it of what is said: a registry may tell whom it refuses. */
bool asker_is_told_in(const struct asker *, Str text);

#endif
