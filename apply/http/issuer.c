#include "issuer.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdbool.h>

/* OpenSSL itself goes by names, and by identifiers of keys where certificates have them; with none it takes the first authority of a name for the
 * issuer, and the certificate for a bad one when its key does not fit (3.0, findings/certificates-same-name.sh). What the authority may sign is
 * looked at later: that it may not sign certificates is told then. */
static int is_issued(X509_STORE_CTX *context, X509 *certificate, X509 *issuer)
{
    (void)context;
    int likely = X509_check_issued(issuer, certificate);
    if (likely != X509_V_OK && likely != X509_V_ERR_KEYUSAGE_NO_CERTSIGN) return 0;
    ERR_set_mark();
    bool fits = X509_verify(certificate, X509_get0_pubkey(issuer)) == 1;
    ERR_pop_to_mark(); /* libcurl tells what it finds there */
    return fits;
}

static CURLcode prepare(CURL *easy, void *tls, void *context)
{
    (void)easy, (void)context;
    X509_STORE_set_check_issued(SSL_CTX_get_cert_store(tls), is_issued);
    return CURLE_OK;
}

void issuer_by_key(CURL *easy) { curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, prepare); }
