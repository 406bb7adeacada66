#include "transfer.h"

#include "issuer.h"

#include "access/server_url.h"
#include "base/version.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>

enum {
    CONNECT_MS = 10 * 1000,
    UNACKNOWLEDGED_MS = 30 * 1000, /* bytes that nobody acknowledges: the connection is dead */
};

struct server {
    struct arena *arena;
    const struct access *access;
    struct credentials *credentials;
    Str url_base;
    struct curl_slist *connect_to; /* NULL: the host of the URL */
    Str host;                      /* a header; empty: that of the URL */
    VEC(const char *) impersonate; /* headers */
};

/* ---- the server ---- */

static Str header_of(struct arena *arena, const char *name, Str value) { return arena_printf(arena, "%s: %.*s", name, STR_ARG(value)); }

static void prepare_impersonation(struct server *server)
{
    struct arena *arena = server->arena;
    const struct impersonation *as = &server->access->as;
    if (as->user.n) vec_push(arena, &server->impersonate, header_of(arena, "Impersonate-User", as->user).s);
    if (as->uid.n) vec_push(arena, &server->impersonate, header_of(arena, "Impersonate-Uid", as->uid).s);
    for (size_t i = 0; i < as->groups.n; i++) vec_push(arena, &server->impersonate, header_of(arena, "Impersonate-Group", as->groups.at[i]).s);
    for (size_t i = 0; i < as->nextra; i++) {
        char *key = curl_easy_escape(NULL, as->extra[i].key.s, (int)as->extra[i].key.n);
        Str name = arena_printf(arena, "Impersonate-Extra-%s", key);
        curl_free(key);
        vec_push(arena, &server->impersonate, header_of(arena, name.s, as->extra[i].value).s);
    }
}

/* A name for TLS other than the host's goes into the URL, and the connection to the host that is meant. The server is still called by its
 * own name (by kubectl, too): what stands before it may go by that. */
static void prepare_address(struct server *server)
{
    const struct access *access = server->access;
    server->url_base = access->server;
    CURLU *url = access->tls_server_name.n && !url_is_plain(access->server) ? curl_url() : NULL;
    char *host = NULL, *port = NULL, *base = NULL;
    if (url && !curl_url_set(url, CURLUPART_URL, access->server.s, 0) && !curl_url_get(url, CURLUPART_HOST, &host, 0) &&
        !curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) && !curl_url_set(url, CURLUPART_HOST, access->tls_server_name.s, 0) &&
        !curl_url_get(url, CURLUPART_URL, &base, 0)) {
        Str rule = arena_printf(server->arena, "%.*s:%s:%s:%s", STR_ARG(access->tls_server_name), port, host, port);
        server->connect_to = curl_slist_append(NULL, rule.s);
        server->host = header_of(server->arena, "Host", url_authority(access->server));
        server->url_base = arena_copy(server->arena, str_of(base));
        while (str_ends(server->url_base, STR("/"))) server->url_base.n--;
    }
    curl_free(host);
    curl_free(port);
    curl_free(base);
    curl_url_cleanup(url);
}

struct server *server_new(const struct access *access, struct credentials *credentials)
{
    struct arena *arena = arena_new(0);
    struct server *server = NEW(arena, struct server);
    *server = (struct server){.arena = arena, .access = access, .credentials = credentials};
    prepare_impersonation(server);
    prepare_address(server);
    return server;
}

void server_free(struct server *server)
{
    curl_slist_free_all(server->connect_to);
    arena_free(server->arena);
}

/* ---- one transfer ---- */

static int set_socket(void *context, curl_socket_t socket, curlsocktype purpose)
{
    (void)context, (void)purpose;
    unsigned ms = UNACKNOWLEDGED_MS;
    setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, sizeof ms);
    return CURL_SOCKOPT_OK;
}

static struct curl_blob blob_of(Str text) { return (struct curl_blob){(void *)(uintptr_t)text.s, text.n, CURL_BLOB_COPY}; }

static void set_tls(const struct server *server, CURL *easy)
{
    const struct access *access = server->access;
    struct curl_blob ca = blob_of(access->ca_data);
    struct client_certificate client = credentials_certificate(server->credentials);
    struct curl_blob certificate = blob_of(client.certificate), key = blob_of(client.key);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, access->insecure ? 0L : 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, access->insecure ? 0L : 2L);
    if (ca.len) curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &ca);
    issuer_by_key(easy);
    if (certificate.len) {
        curl_easy_setopt(easy, CURLOPT_SSLCERT_BLOB, &certificate);
        curl_easy_setopt(easy, CURLOPT_SSLKEY_BLOB, &key);
    }
}

static void set_connection(const struct server *server, CURL *easy)
{
    const struct access *access = server->access;
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, url_is_plain(access->server) ? "http" : "https");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPIDLE, 30L);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPINTVL, 15L);
    curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, set_socket);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "stk-apply/" STK_VERSION " (linux)");
    if (server->connect_to) curl_easy_setopt(easy, CURLOPT_CONNECT_TO, server->connect_to);
    /* Even where there is none: else libcurl asks the environment, by rules of its own. */
    curl_easy_setopt(easy, CURLOPT_PROXY, access->proxy.url.n ? access->proxy.url.s : "");
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
    set_tls(server, easy);
}

static bool add_headers(struct server *server, struct curl_slist **headers, const char *accept, const char *type, struct problem *problem)
{
    const char *authorization;
    if (!credentials_authorization(server->credentials, &authorization, problem)) return false;
    struct buf line = {0};
    if (*authorization) {
        buf_printf(&line, "Authorization: %s", authorization);
        *headers = curl_slist_append(*headers, line.s);
        explicit_bzero(line.s, line.n);
        line.n = 0;
    }
    buf_printf(&line, "Accept: %s", accept);
    *headers = curl_slist_append(*headers, line.s);
    line.n = 0;
    buf_printf(&line, "Content-Type: %s", type ? type : "");
    *headers = curl_slist_append(*headers, line.s);
    *headers = curl_slist_append(*headers, "Expect:");
    if (server->host.n) *headers = curl_slist_append(*headers, server->host.s);
    for (size_t i = 0; i < server->impersonate.n; i++) *headers = curl_slist_append(*headers, server->impersonate.at[i]);
    buf_free(&line);
    return true;
}

static void free_headers(struct curl_slist *headers)
{
    for (struct curl_slist *line = headers; line; line = line->next)
        if (strncmp(line->data, "Authorization:", 14) == 0) explicit_bzero(line->data, strlen(line->data));
    curl_slist_free_all(headers);
}

static void set_url(const struct server *server, CURL *easy, const char *path)
{
    struct buf url = {0};
    buf_str(&url, server->url_base);
    buf_put(&url, path, strlen(path) + 1);
    curl_easy_setopt(easy, CURLOPT_URL, url.s);
    buf_free(&url);
}

bool transfer_begin(struct transfer *transfer, struct server *server, const struct transfer_options *options, struct problem *problem)
{
    transfer->easy = curl_easy_init();
    if (!transfer->easy) panic("libcurl cannot begin a request");
    if (!add_headers(server, &transfer->headers, options->accept, options->type, problem)) return false;
    set_url(server, transfer->easy, options->path);
    set_connection(server, transfer->easy);
    curl_easy_setopt(transfer->easy, CURLOPT_ERRORBUFFER, transfer->error);
    if (options->connection_age) curl_easy_setopt(transfer->easy, CURLOPT_MAXLIFETIME_CONN, options->connection_age);
    curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, transfer->headers);
    return true;
}

void transfer_free(struct transfer *transfer, CURLM *multi)
{
    if (transfer->easy) curl_multi_remove_handle(multi, transfer->easy);
    curl_easy_cleanup(transfer->easy);
    free_headers(transfer->headers);
    *transfer = (struct transfer){0};
}
