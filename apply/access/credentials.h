/* What proves who asks, kept fresh: a token out of a file that changes, or an exec plugin's answer until it expires.
 *
 * One thread; the plugin is run at most once at a time, so that any number of requests share its answer. What is secret
 * here is wiped when it is replaced and at the end. */
#ifndef STK_CREDENTIALS_H
#define STK_CREDENTIALS_H

#include "access/access.h"

struct credentials;
struct credentials *credentials_new(const struct access *);
void credentials_free(struct credentials *);

/* The value of the header Authorization, "" for none; valid until the next call. Reads the token file or runs the plugin
 * when that is due, which blocks: for a second as a rule, for PROGRAM_TIMEOUT at most. False: PROBLEM says why. */
bool credentials_authorization(struct credentials *, const char **header, struct problem *);

/* The server refused them (401): the request may be sent again, once, after the next credentials_authorization. Ones that were
 * renewed within the last ten seconds stay: the refusal is of older ones, which came late. False: there are no others to be had. */
bool credentials_refused(struct credentials *);

/* Client certificate and key as PEM, as of the last credentials_authorization; both empty: none. SERIAL grows whenever they change: connections made with older ones
 * have to be closed. */
struct client_certificate { Str certificate, key; unsigned serial; };
struct client_certificate credentials_certificate(const struct credentials *);

#endif
