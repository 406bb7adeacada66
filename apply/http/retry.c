#include "retry.h"

#include "http/api.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { PAUSE_FIRST = 200, PAUSE_MOST = 10 * 1000, RETRY_AFTER_MOST = 30 * 1000, TRIES_UNREACHED = 3, TRIES_BROKEN_OFF = 7 };

int64_t retry_after_ms(Str value)
{
    while (value.n && value.s[0] == ' ') value.s++, value.n--;
    Str rest = value;
    size_t seconds = str_take_number(&rest);
    if (rest.s == value.s) {
        struct tm date = {0};
        char text[64];
        snprintf(text, sizeof text, "%.*s", STR_ARG(value));
        double left = strptime(text, "%a, %d %b %Y %H:%M:%S GMT", &date) ? difftime(timegm(&date), time(NULL)) : 1;
        seconds = left > 0 ? (size_t)left : 0;
    }
    return seconds > RETRY_AFTER_MOST / 1000 ? RETRY_AFTER_MOST : (int64_t)seconds * 1000;
}

/* ---- what passes by itself ---- */

/* Nothing that another try would change: certificates, addresses that are none. "Unsupported protocol" is not among them: so libcurl
 * calls bytes that an earlier answer left over on a connection. */
static bool is_lasting(CURLcode code)
{
    switch (code) {
    case CURLE_URL_MALFORMAT: case CURLE_PEER_FAILED_VERIFICATION: case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE: case CURLE_SSL_CIPHER: case CURLE_SSL_ISSUER_ERROR: case CURLE_WRITE_ERROR: case CURLE_OUT_OF_MEMORY:
    case CURLE_COULDNT_RESOLVE_PROXY: case CURLE_PROXY: return true;
    default: return false;
    }
}

static bool contains(Str text, const char *part) { return text.n && memmem(text.s, text.n, part, strlen(part)); }

/* Errors 500 whose texts say that they are somebody else's, for now. Those without a reason are for good. */
static bool is_transient_error(Str body)
{
    static const char *const texts[] = {"failed calling webhook", "leader changed", "etcdserver: request timed out", "conversion webhook",
                                        "context deadline exceeded", "connection refused"};
    for (size_t i = 0; i < COUNT(texts); i++)
        if (contains(body, texts[i])) return true;
    return false;
}

static bool is_transient_status(const struct attempt *attempt)
{
    switch (attempt->status) {
    case 429: case 502: case 503: case 504: return true;
    case 500: return is_transient_error(attempt->body);
    case 409: return contains(attempt->body, "resourcequotas") && contains(attempt->body, "the object has been modified");
    default: return false;
    }
}

/* What comes of a server that ends the connection, or the stream, in place of an answer: so it does when it panics. */
static bool is_break(CURLcode code)
{
    switch (code) {
    case CURLE_GOT_NOTHING: case CURLE_HTTP2: case CURLE_HTTP2_STREAM: case CURLE_PARTIAL_FILE: case CURLE_RECV_ERROR: case CURLE_SEND_ERROR: return true;
    default: return false;
    }
}

bool is_broken_off(const struct attempt *attempt)
{
    return is_break(attempt->transport) && attempt->others && attempt->tries >= TRIES_BROKEN_OFF;
}

static bool is_retryable(const struct attempt *attempt)
{
    if (is_broken_off(attempt)) return false;
    if (!attempt->transport) return is_transient_status(attempt) || (attempt->garbled && !attempt->object.n);
    if (is_lasting(attempt->transport)) return false;
    return attempt->reached || attempt->tries < TRIES_UNREACHED;
}

/* Doubles each time, and differs by a fifth so that many do not come at once. */
static int64_t pause_after(unsigned tries)
{
    int64_t pause = PAUSE_FIRST;
    for (unsigned i = 1; i < tries && pause < PAUSE_MOST; i++) pause *= 2;
    if (pause > PAUSE_MOST) pause = PAUSE_MOST;
    return pause * (90 + random() % 20) / 100;
}

int64_t retry_delay(const struct attempt *attempt)
{
    if (!is_retryable(attempt)) return -1;
    int64_t delay = attempt->retry_after >= 0 ? attempt->retry_after : pause_after(attempt->tries);
    return attempt->elapsed + delay > attempt->retry_timeout ? -1 : delay;
}

/* ---- texts ---- */

/* Of certificates libcurl's own text says more than its code. */
static Str error_text(const struct attempt *attempt)
{
    bool certificate = attempt->transport == CURLE_PEER_FAILED_VERIFICATION || attempt->transport == CURLE_SSL_CERTPROBLEM;
    return certificate && attempt->error.n ? attempt->error : str_of(curl_easy_strerror(attempt->transport));
}

/* The path that was asked for, without what was asked of it. */
static Str place_of(const struct attempt *attempt)
{
    Str rest = attempt->path;
    return str_cut(&rest, '?');
}

static const char *describe(const struct attempt *attempt)
{
    static char text[800];
    if (attempt->transport && attempt->proxy_status / 100 > 2)
        snprintf(text, sizeof text, "the proxy %.*s answers with status %ld", STR_ARG(attempt->proxy), attempt->proxy_status);
    else if (attempt->transport && attempt->proxy.n)
        snprintf(text, sizeof text, "through the proxy %.*s: %.*s", STR_ARG(attempt->proxy), STR_ARG(error_text(attempt)));
    else if (attempt->transport) snprintf(text, sizeof text, "%.*s", STR_ARG(error_text(attempt)));
    else if (attempt->garbled && attempt->object.n)
        snprintf(text, sizeof text, "its answer to %.*s cannot be read: the object %.*s in it is no JSON, or is nested too deeply",
                 STR_ARG(place_of(attempt)), STR_ARG(attempt->object));
    else if (attempt->garbled) snprintf(text, sizeof text, "its answer is cut or is no JSON");
    else if (attempt->status == 429) snprintf(text, sizeof text, "it has too much to do (429)");
    else snprintf(text, sizeof text, "it answers with status %ld", attempt->status);
    return text;
}

const char *retry_reason(const struct attempt *attempt)
{
    static char text[900];
    snprintf(text, sizeof text, "trying again: the API server, %s", describe(attempt));
    return text;
}

const char *attempt_trouble(const struct attempt *attempt)
{
    static char text[900];
    if (is_broken_off(attempt)) {
        snprintf(text, sizeof text, "it breaks the request off each time, and answers others: %s", describe(attempt));
        return text;
    }
    if (attempt->transport || attempt->object.n) return describe(attempt);
    snprintf(text, sizeof text, "its answer to %.*s is cut or is no JSON", STR_ARG(place_of(attempt)));
    return attempt->garbled ? text : NULL;
}

const char *attempt_help(const struct attempt *attempt)
{
    static const char authority[] = "'certificate-authority' of the cluster in the kubeconfig has to name the authority of the server's certificate";
    static const struct { const char *error, *help; } causes[] = {
        {"issuer certificate", authority},
        {"self-signed", authority},
        {"self signed", authority},
        {"target host name", "'tls-server-name' of the cluster in the kubeconfig tells the name that the certificate is for"},
        {"not yet valid", "see whether the clock of this machine is right"},
        {"has expired", "the server needs a new certificate, unless the clock of this machine is wrong"},
    };
    for (size_t i = 0; i < COUNT(causes) && attempt->transport == CURLE_PEER_FAILED_VERIFICATION; i++)
        if (contains(attempt->error, causes[i].error)) return causes[i].help;
    if (is_broken_off(attempt)) return "see the log of the API server: it may panic at this request";
    return attempt->withheld ? WITHHELD_HELP : "";
}
