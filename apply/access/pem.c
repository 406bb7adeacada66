#include "pem.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/pem.h>

/* NULL: it cannot be read. */
static BIO *bio_of(Str text) { return text.n && text.n < INT_MAX ? BIO_new_mem_buf(text.s, (int)text.n) : NULL; }

static X509 *read_certificate(Str text)
{
    BIO *bio = bio_of(text);
    X509 *certificate = bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
    BIO_free(bio);
    ERR_clear_error();
    return certificate;
}

/* In the place of OpenSSL's question for a pass phrase. */
static int no_phrase(char *phrase, int size, int writing, void *asked)
{
    (void)phrase, (void)size, (void)writing;
    *(bool *)asked = true;
    return -1;
}

static EVP_PKEY *read_key(Str text, bool *encrypted)
{
    BIO *bio = bio_of(text);
    EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, no_phrase, encrypted) : NULL;
    BIO_free(bio);
    ERR_clear_error();
    return key;
}

const char *pem_certificate_problem(Str text)
{
    X509 *certificate = read_certificate(text);
    X509_free(certificate);
    return certificate ? NULL : "is no certificate in PEM";
}

const char *pem_pair_problem(Str certificate_text, Str key_text)
{
    bool encrypted = false;
    X509 *certificate = read_certificate(certificate_text);
    EVP_PKEY *key = read_key(key_text, &encrypted);
    bool pair = certificate && key && X509_check_private_key(certificate, key) == 1;
    const char *problem = !certificate ? "is no certificate in PEM"
                        : encrypted    ? "has a key that is encrypted"
                        : !key         ? "has a key that is no private key in PEM"
                        : !pair        ? "has the key of another certificate"
                                       : NULL;
    X509_free(certificate);
    EVP_PKEY_free(key);
    ERR_clear_error();
    return problem;
}

const char *pem_time_problem(Str text)
{
    X509 *certificate = read_certificate(text);
    if (!certificate) return "is no certificate in PEM";
    bool early = X509_cmp_current_time(X509_get0_notBefore(certificate)) > 0, late = X509_cmp_current_time(X509_get0_notAfter(certificate)) < 0;
    X509_free(certificate);
    return late ? "has expired" : early ? "is not valid yet: is the clock of this machine right?" : NULL;
}
