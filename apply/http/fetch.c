#include "http/fetch.h"

#include "issuer.h"
#include "retry.h"

#include "access/proxy.h"
#include "access/secret_file.h"
#include "access/server_url.h"
#include "base/version.h"
#include "common/exit_code.h"
#include "common/interrupt.h"
#include "http/http.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <unistd.h>

enum { CONNECT_MS = 10 * 1000, STALLED_S = 60, RETRY_MS = 30 * 1000, REDIRECTIONS = 5 };

struct fetcher {
    CURL *easy; /* keeps its connections from one request to the next */
    const char *ca_file;
};

struct fetcher *fetcher_new(const char *ca_file)
{
    struct fetcher *fetcher = memory_checked(calloc(1, sizeof *fetcher));
    curl_global_init(CURL_GLOBAL_DEFAULT);
    *fetcher = (struct fetcher){curl_easy_init(), ca_file};
    if (!fetcher->easy) panic("libcurl cannot begin a request");
    return fetcher;
}

void fetcher_free(struct fetcher *fetcher)
{
    if (!fetcher) return;
    curl_easy_cleanup(fetcher->easy);
    free(fetcher);
}

void fetched_free(struct fetched *fetched) { buf_wipe(&fetched->body); }

/* 127.0.0.0/8. A name that begins like that may be anybody's. */
static bool is_loopback(Str host)
{
    struct in_addr address;
    char text[INET_ADDRSTRLEN] = "";
    if (host.n < sizeof text) memcpy(text, host.s, host.n);
    return inet_pton(AF_INET, text, &address) == 1 && ntohl(address.s_addr) >> 24 == 127;
}

bool url_is_local(Str url)
{
    Str authority = url_authority(url), host = url_host(authority);
    if (memchr(authority.s, '@', authority.n)) return false;
    return str_is(host, "localhost") || str_is(host, "[::1]") || is_loopback(host);
}

/* ---- the answer ---- */

/* One that is on its way. */
struct arrival {
    struct fetched *fetched;
    struct arena *arena;
    size_t most;
    bool too_large;
    Str location, next;  /* as the server names them */
    int64_t retry_after; /* ms; -1: it does not say */
};

static size_t take_body(char *bytes, size_t one, size_t n, void *context)
{
    struct arrival *arrival = context;
    (void)one;
    arrival->too_large = arrival->fetched->body.n + n > arrival->most;
    if (arrival->too_large) return 0;
    buf_widen(&arrival->fetched->body, n);
    buf_put(&arrival->fetched->body, bytes, n);
    return n;
}

static bool take_value(Str line, const char *name, Str *value)
{
    size_t n = strlen(name);
    if (line.n < n || strncasecmp(line.s, name, n) != 0) return false;
    *value = str_trim(str_skip(line, n));
    return true;
}

/* Of the header Link, "<ADDRESS>; rel=\"next\"", the address. */
static Str next_of(Str link)
{
    Str address = str_cut(&link, '>');
    return str_starts(address, STR("<")) && memmem(link.s, link.n, "next", 4) ? str_skip(address, 1) : STR("");
}

static void forget_headers(struct arrival *arrival)
{
    arrival->location = arrival->next = arrival->fetched->challenge = STR("");
    arrival->retry_after = -1;
}

static size_t take_header(char *bytes, size_t one, size_t n, void *context)
{
    struct arrival *arrival = context;
    Str line = {bytes, n}, value;
    (void)one;
    if (str_starts(line, STR("HTTP/"))) forget_headers(arrival);
    if (take_value(line, "location:", &value)) arrival->location = arena_copy(arrival->arena, value);
    if (take_value(line, "retry-after:", &value)) arrival->retry_after = retry_after_ms(value);
    if (take_value(line, "link:", &value)) arrival->next = arena_copy(arrival->arena, next_of(value));
    bool better = take_value(line, "www-authenticate:", &value) && (!arrival->fetched->challenge.n || !strncasecmp(value.s, "bearer", 6));
    if (better) arrival->fetched->challenge = arena_copy(arrival->arena, value);
    return n;
}

/* LOCATION may be relative to the address that answered; empty: it is none. */
static Str whole_address(struct arena *arena, Str base, Str location)
{
    CURLU *url = curl_url();
    char *text = NULL;
    bool fine = location.n && url && !curl_url_set(url, CURLUPART_URL, base.s, 0) && !curl_url_set(url, CURLUPART_URL, location.s, 0)
        && !curl_url_get(url, CURLUPART_URL, &text, 0);
    Str whole = fine ? arena_copy(arena, str_of(text)) : STR("");
    curl_free(text);
    curl_url_cleanup(url);
    return whole;
}

static void take_addresses(CURL *easy, struct arrival *arrival)
{
    const char *url = NULL;
    curl_easy_getinfo(easy, CURLINFO_EFFECTIVE_URL, &url);
    arrival->fetched->url = arena_copy(arrival->arena, str_of(url ? url : ""));
    arrival->fetched->location = whole_address(arrival->arena, arrival->fetched->url, arrival->location);
    arrival->fetched->next = whole_address(arrival->arena, arrival->fetched->url, arrival->next);
}

/* ---- the request ---- */

static struct curl_slist *add_header(struct curl_slist *headers, const char *name, const char *value)
{
    struct buf line = {0};
    buf_printf(&line, "%s: %s", name, value);
    headers = curl_slist_append(headers, line.s);
    buf_wipe(&line);
    return headers;
}

static struct curl_slist *headers_of(const struct fetch *fetch)
{
    struct curl_slist *headers = add_header(NULL, "Accept", fetch->accept ? fetch->accept : "*/*");
    if (fetch->authorization) headers = add_header(headers, "Authorization", fetch->authorization);
    headers = add_header(headers, "Content-Type", fetch->type ? fetch->type : "");
    return curl_slist_append(headers, "Expect:");
}

static void free_headers(struct curl_slist *headers)
{
    for (struct curl_slist *line = headers; line; line = line->next) explicit_bzero(line->data, strlen(line->data));
    curl_slist_free_all(headers);
}

/* Changes nothing, and is sent on to where the server says. */
static bool is_question(const struct fetch *fetch) { return strcmp(fetch->method, "GET") == 0 || strcmp(fetch->method, "HEAD") == 0; }

static void set_connection(const struct fetcher *fetcher, const struct fetch *fetch, const struct proxy *proxy)
{
    CURL *easy = fetcher->easy;
    const char *protocols = url_is_plain(str_of(fetch->url)) ? "http,https" : "https";
    curl_easy_setopt(easy, CURLOPT_URL, fetch->url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, protocols);
    curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, protocols);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, is_question(fetch) ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_MAXREDIRS, (long)REDIRECTIONS);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (fetcher->ca_file) curl_easy_setopt(easy, CURLOPT_CAINFO, fetcher->ca_file);
    issuer_by_key(easy);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)fetch->limit);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, (long)STALLED_S);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "stk-apply/" STK_VERSION " (linux)");
    curl_easy_setopt(easy, CURLOPT_PROXY, proxy->url.n ? proxy->url.s : "");
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
}

static void set_method(CURL *easy, const struct fetch *fetch)
{
    if (strcmp(fetch->method, "GET") == 0) return;
    if (strcmp(fetch->method, "HEAD") == 0) {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
        return;
    }
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, fetch->method);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)fetch->body.n);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, fetch->body.n ? fetch->body.s : "");
}

static CURLcode try_once(struct fetcher *fetcher, const struct fetch *fetch, const struct proxy *proxy, struct arrival *arrival, char *error)
{
    CURL *easy = fetcher->easy;
    struct curl_slist *headers = headers_of(fetch);
    curl_easy_reset(easy);
    arrival->fetched->body.n = 0;
    *error = 0;
    set_connection(fetcher, fetch, proxy);
    set_method(easy, fetch);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, arrival);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, arrival);
    CURLcode code = curl_easy_perform(easy);
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &arrival->fetched->status);
    take_addresses(easy, arrival);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, NULL);
    free_headers(headers);
    return code;
}

static bool refuse(const struct fetch *fetch, const struct arrival *arrival, const struct attempt *attempt, struct problem *problem)
{
    Str host = url_authority(str_of(fetch->url));
    if (arrival->too_large) return problem_set(problem, EXIT_ERROR, "%.*s: an answer is larger than it may be", STR_ARG(host));
    problem_set(problem, EXIT_ERROR, "%.*s does not answer: %s", STR_ARG(host), attempt_trouble(attempt));
    if (attempt->transport == CURLE_PEER_FAILED_VERIFICATION) problem_help(problem, "--ca FILE names certificates of authorities that are trusted");
    return false;
}

bool fetch(struct fetcher *fetcher, const struct fetch *fetch, struct fetched *fetched, struct problem *problem)
{
    char error[CURL_ERROR_SIZE];
    struct proxy proxy = {0};
    struct arrival arrival = {.fetched = fetched, .arena = problem->arena, .most = fetch->most, .retry_after = -1};
    struct attempt attempt = {.retry_timeout = RETRY_MS, .path = STR("/")};
    int64_t begun = now_ms();
    *fetched = (struct fetched){0};
    if (!proxy_of_environment(problem->arena, str_of(fetch->url), &proxy, problem)) return false;
    attempt.proxy = proxy.shown;
    for (;;) {
        attempt.transport = try_once(fetcher, fetch, &proxy, &arrival, error);
        attempt.error = str_of(error);
        attempt.status = fetched->status;
        attempt.retry_after = arrival.retry_after;
        attempt.tries++;
        attempt.elapsed = now_ms() - begun;
        curl_easy_getinfo(fetcher->easy, CURLINFO_HTTP_CONNECTCODE, &attempt.proxy_status);
        int64_t delay = arrival.too_large || interrupted() ? -1 : retry_delay(&attempt);
        if (delay < 0) break;
        usleep((useconds_t)delay * 1000);
    }
    return attempt.transport == CURLE_OK || refuse(fetch, &arrival, &attempt, problem);
}
