/* Who has signed a server's certificate. */
#ifndef STK_ISSUER_H
#define STK_ISSUER_H

#include <curl/curl.h>

/* Of several authorities of one name, the one whose key fits is found, as by kubectl. Where libcurl does not go by OpenSSL, nothing changes. */
void issuer_by_key(CURL *);

#endif
