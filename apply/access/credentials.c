#include "access/credentials.h"

#include "access/secret_file.h"
#include "base/base64.h"
#include "common/exit_code.h"
#include "common/timestamp.h"
#include "exec_plugin.h"
#include "pem.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

enum {
    TOKEN_FILE_MS = 60 * 1000,  /* a token file is read again after this */
    AGAIN_MS = 10 * 1000,       /* least time between two renewals */
    SKEW_MS = 60 * 1000,        /* what expires is renewed this much earlier, or after three quarters of its time */
};

/* Points in time are elapsed_ms. */
struct credentials {
    const struct access *access;
    struct buf header;            /* NUL-terminated; empty: none */
    struct buf certificate, key;
    unsigned serial;              /* of the certificate */
    bool good;                    /* may be sent; false: FAILURE says why not, or they were never looked for */
    int64_t due;                  /* when they are to be renewed; INT64_MAX: never */
    int64_t expires;              /* until when old ones are used on if that fails */
    bool refused;                 /* by the server, and not renewed since */
    int64_t answered;             /* when they were last renewed for that reason */
    struct problem failure;       /* of the last renewal; its arena is owned */
};

struct credentials *credentials_new(const struct access *access)
{
    struct credentials *credentials = calloc(1, sizeof *credentials);
    if (!credentials) panic("out of memory");
    credentials->access = access;
    credentials->answered = -AGAIN_MS;
    buf_str(&credentials->certificate, access->certificate_data);
    buf_str(&credentials->key, access->key_data);
    return credentials;
}

void credentials_free(struct credentials *credentials)
{
    if (!credentials) return;
    buf_wipe(&credentials->header);
    buf_wipe(&credentials->certificate);
    buf_wipe(&credentials->key);
    arena_free(credentials->failure.arena);
    free(credentials);
}

/* ---- what they are set to ---- */

static void set_header(struct credentials *credentials, const char *scheme, Str secret)
{
    struct buf header = {0};
    buf_need(&header, strlen(scheme) + secret.n + 1);
    buf_put(&header, scheme, strlen(scheme));
    buf_str(&header, secret);
    buf_put(&header, "", 1);
    buf_wipe(&credentials->header);
    credentials->header = header;
}

static void set_basic(struct credentials *credentials)
{
    const struct access *access = credentials->access;
    struct buf pair = {0}, encoded = {0};
    buf_need(&pair, access->username.n + 1 + access->password.n);
    buf_str(&pair, access->username);
    buf_char(&pair, ':');
    buf_str(&pair, access->password);
    base64_encode((Str){pair.s, pair.n}, &encoded);
    set_header(credentials, "Basic ", (Str){encoded.s, encoded.n});
    buf_wipe(&pair);
    buf_wipe(&encoded);
}

/* Takes the buffers over. */
static void set_certificate(struct credentials *credentials, struct buf *certificate, struct buf *key)
{
    Str old = {credentials->certificate.s, credentials->certificate.n}, old_key = {credentials->key.s, credentials->key.n};
    bool same = str_eq(old, (Str){certificate->s, certificate->n}) && str_eq(old_key, (Str){key->s, key->n});
    credentials->serial += !same;
    buf_wipe(&credentials->certificate);
    buf_wipe(&credentials->key);
    credentials->certificate = *certificate;
    credentials->key = *key;
    *certificate = *key = (struct buf){0};
}

/* ---- where they come from ---- */

static bool read_token(struct credentials *credentials, struct problem *problem)
{
    struct buf bytes = {0};
    const char *path = credentials->access->token_file.s;
    bool read = secret_file_read(path, &bytes);
    Str token = str_trim((Str){bytes.s, bytes.n});
    bool fine = read && token.n && fits_header(token);
    if (!read) problem_set(problem, EXIT_ERROR, "the token file %s cannot be read: %s", path, strerror(errno));
    else if (!token.n) problem_set(problem, EXIT_ERROR, "the token file %s is empty", path);
    else if (!fine) problem_set(problem, EXIT_ERROR, "the token file %s holds more than one line", path);
    else set_header(credentials, "Bearer ", token);
    buf_wipe(&bytes);
    credentials->due = elapsed_ms() + TOKEN_FILE_MS;
    credentials->expires = INT64_MAX; /* nobody knows: while the file is being replaced, the old one is used */
    return fine;
}

/* A plugin that answers with what has expired is not run all the time: the server judges, its clock may be another. */
static void set_times(struct credentials *credentials, int64_t expires)
{
    int64_t now = elapsed_ms(), left = expires - calendar_ms();
    int64_t early = left / 4 < SKEW_MS ? left / 4 : SKEW_MS;
    bool never = expires == INT64_MAX;
    credentials->expires = never ? INT64_MAX : now + left;
    credentials->due = never ? INT64_MAX : now + (left - early < AGAIN_MS ? AGAIN_MS : left - early);
}

static bool run_plugin(struct credentials *credentials, struct problem *problem)
{
    struct exec_answer answer;
    if (!exec_plugin_run(credentials->access->exec, 0, &answer, problem)) return false;
    set_times(credentials, answer.expires);
    if (answer.token.n) set_header(credentials, "Bearer ", (Str){answer.token.s, answer.token.n});
    else buf_wipe(&credentials->header);
    set_certificate(credentials, &answer.certificate, &answer.key);
    exec_answer_wipe(&answer);
    return true;
}

/* Where the files are just being replaced, the old ones stay. */
static void read_certificate(struct credentials *credentials)
{
    const struct access *access = credentials->access;
    struct buf certificate = {0}, key = {0};
    bool read = secret_file_read(access->certificate_file.s, &certificate);
    if (access->key_file.n) read = read && secret_file_read(access->key_file.s, &key);
    else buf_str(&key, access->key_data);
    if (read && !pem_pair_problem((Str){certificate.s, certificate.n}, (Str){key.s, key.n})) set_certificate(credentials, &certificate, &key);
    buf_wipe(&certificate);
    buf_wipe(&key);
}

static bool renew(struct credentials *credentials, struct problem *problem)
{
    const struct access *access = credentials->access;
    if (access->certificate_file.n && credentials->refused) read_certificate(credentials);
    if (access->exec) return run_plugin(credentials, problem);
    if (access->token_file.n) return read_token(credentials, problem);
    if (access->token.n) set_header(credentials, "Bearer ", access->token);
    else if (access->username.n || access->password.n) set_basic(credentials);
    credentials->due = INT64_MAX;
    return true;
}

/* ---- for requests ---- */

/* After a failure the old ones are used on where that makes sense, and nothing is tried for a while. */
static void bring_up_to_date(struct credentials *credentials)
{
    arena_free(credentials->failure.arena);
    credentials->failure = (struct problem){.arena = arena_new(0)};
    bool renewed = renew(credentials, &credentials->failure), refused = credentials->refused;
    int64_t now = elapsed_ms();
    if (!renewed) credentials->due = now + AGAIN_MS;
    if (refused) credentials->answered = now;
    credentials->good = renewed || (credentials->good && !refused && now < credentials->expires);
    credentials->refused = false;
}

bool credentials_authorization(struct credentials *credentials, const char **header, struct problem *problem)
{
    const struct problem *failure = &credentials->failure;
    if (credentials->refused || elapsed_ms() >= credentials->due) bring_up_to_date(credentials);
    *header = credentials->header.n ? credentials->header.s : "";
    if (credentials->good) return true;
    problem_set(problem, failure->code, "%.*s", STR_ARG(failure->text));
    return failure->help.n ? problem_help(problem, "%.*s", STR_ARG(failure->help)) : false;
}

bool credentials_refused(struct credentials *credentials)
{
    const struct access *access = credentials->access;
    if (!access->exec && !access->token_file.n && !access->certificate_file.n) return false;
    credentials->refused |= elapsed_ms() - credentials->answered >= AGAIN_MS;
    return true;
}

struct client_certificate credentials_certificate(const struct credentials *credentials)
{
    const struct buf *certificate = &credentials->certificate, *key = &credentials->key;
    return (struct client_certificate){{certificate->s, certificate->n}, {key->s, key->n}, credentials->serial};
}
