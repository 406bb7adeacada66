/* What is called like a secret, and what looks like one: judged by words alone, for places that no type speaks of. */
#ifndef STK_SECRET_WORDS_H
#define STK_SECRET_WORDS_H

#include "base/base.h"

/* A key whose value is a secret, also one that is misspelt. Names of secrets are public: "secretName" is none. */
bool sounds_secret(Str key);

/* A variable that holds a secret itself: DB_PASSWORD, not PASSWORD_FILE or TOKEN_TTL. A warning is given too seldom rather than too often,
 * so the end of the name counts; text is hidden too often rather than too seldom, so above any part of it does. */
bool is_called_secret(Str variable);

/* S3_ACCESS_KEY is to S3_SECRET_KEY what a user is to a password (MinIO names them MINIO_ROOT_USER and MINIO_ROOT_PASSWORD since 2021). */
bool is_user_of(Str variable, Str other);

/* The password of the first URL in TEXT that has one, scheme://user:PASSWORD@host; empty: none. */
Str url_password(Str text);

#endif
