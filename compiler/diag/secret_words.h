/* What is called like a secret, and what looks like one: judged by words alone, for places that no type speaks of. */
#ifndef STK_SECRET_WORDS_H
#define STK_SECRET_WORDS_H

#include "base/base.h"

/* A key whose value is a secret, also one that is misspelt. Names of secrets are public: "secretName" is none. */
bool sounds_secret(Str key);

/* The password of the first URL in TEXT that has one, scheme://user:PASSWORD@host; empty: none. */
Str url_password(Str text);

#endif
