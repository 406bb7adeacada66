/* What an exec plugin printed: an ExecCredential. As kubectl (1.36.4) takes it: what begins with a brace is JSON, with nothing after it, all
 * else is YAML, of which the first document counts; an apiVersion has to be there, a kind has not. */
#include "exec_plugin.h"

#include "access/secret_file.h"
#include "common/exit_code.h"
#include "common/timestamp.h"
#include "json/json_value.h"
#include "pem.h"
#include "value/read_yaml.h"

#include <ctype.h>

void exec_answer_wipe(struct exec_answer *answer)
{
    buf_wipe(&answer->token);
    buf_wipe(&answer->certificate);
    buf_wipe(&answer->key);
    answer->expires = INT64_MAX;
}

static bool refuse(const struct exec_plugin *plugin, struct problem *problem, const char *why)
{
    return problem_set(problem, EXIT_ERROR, "the answer of the exec plugin %.*s %s", STR_ARG(plugin->command), why);
}

static Str text_of(const json_t *object, const char *key)
{
    const json_t *text = json_object_get(object, key);
    return (Str){json_is_string(text) ? json_string_value(text) : "", json_string_length(text)};
}

/* Absent or null is fine. In YAML a number without quotes is no text. */
static bool are_texts(const json_t *status)
{
    static const char *const keys[] = {"token", "clientCertificateData", "clientKeyData", "expirationTimestamp"};
    for (size_t i = 0; i < COUNT(keys); i++) {
        const json_t *text = json_object_get(status, keys[i]);
        if (text && !json_is_string(text) && !json_is_null(text)) return false;
    }
    return true;
}

/* NULL: fine. */
static const char *status_problem(const json_t *status, struct exec_answer *answer)
{
    Str token = text_of(status, "token"), certificate = text_of(status, "clientCertificateData"), key = text_of(status, "clientKeyData");
    Str expires = text_of(status, "expirationTimestamp");
    answer->expires = INT64_MAX;
    if (!json_is_object(status)) return "has no 'status'";
    if (!are_texts(status)) return "has a token, a certificate, a key or an expirationTimestamp that is no text";
    if (!token.n && !certificate.n && !key.n) return "has neither a token nor a certificate";
    if (!certificate.n != !key.n) return "has a certificate or a key without the other";
    if (certificate.n && pem_pair_problem(certificate, key)) return "has a certificate and a key that cannot be read or are no pair";
    if (!fits_header(token)) return "has a token with a line end or a control character in it";
    if (expires.n && !timestamp_read(expires, &answer->expires)) return "has an expirationTimestamp that is no time";
    buf_str(&answer->token, token);
    buf_str(&answer->certificate, certificate);
    buf_str(&answer->key, key);
    return NULL;
}

static bool has_kind(const json_t *object)
{
    const json_t *kind = json_object_get(object, "kind");
    Str name = text_of(object, "kind");
    return !kind || json_is_null(kind) || (json_is_string(kind) && (!name.n || str_is(name, "ExecCredential")));
}

static bool read_object(const struct exec_plugin *plugin, const json_t *object, struct exec_answer *answer, struct problem *problem)
{
    Str version = text_of(object, "apiVersion");
    if (!json_is_object(object)) return refuse(plugin, problem, "is no ExecCredential in JSON or YAML");
    if (!has_kind(object)) return refuse(plugin, problem, "is no ExecCredential: its kind is another");
    if (!str_eq(version, plugin->api_version)) {
        refuse(plugin, problem, "has another apiVersion than the kubeconfig");
        return problem_help(problem, "the kubeconfig says %.*s: bring the plugin and the kubeconfig up to date", STR_ARG(plugin->api_version));
    }
    const char *wrong = status_problem(json_object_get(object, "status"), answer);
    return !wrong || refuse(plugin, problem, wrong);
}

/* Before jansson gives their memory back. */
static void wipe_texts(const json_t *status)
{
    static const char *const secret[] = {"token", "clientKeyData", "clientCertificateData"};
    for (size_t i = 0; i < COUNT(secret); i++) {
        const json_t *text = json_object_get(status, secret[i]);
        if (json_is_string(text)) explicit_bzero((char *)(uintptr_t)json_string_value(text), json_string_length(text));
    }
}

static json_t *read_yaml_text(Str printed)
{
    struct session *session = session_new(STR(""));
    struct origins origins = {0};
    uint32_t file = source_add(&session->sources, STR(""), arena_copy(session->arena, printed));
    struct value documents = read_yaml(session, &origins, file, 0, ORIGIN_WRITTEN, YAML_MANIFEST);
    json_t *object = session_ok(session) && documents.list->n ? json_of_value(documents.list->at[0]) : NULL;
    arena_erase(session->arena);
    return object;
}

static json_t *read_text(Str printed)
{
    size_t blanks = 0;
    while (blanks < printed.n && isspace((unsigned char)printed.s[blanks])) blanks++;
    bool brace = blanks < printed.n && printed.s[blanks] == '{';
    return brace ? json_loadb(printed.s, printed.n, JSON_REJECT_DUPLICATES, NULL) : read_yaml_text(printed);
}

bool exec_plugin_read(const struct exec_plugin *plugin, Str printed, struct exec_answer *answer, struct problem *problem)
{
    json_t *object = read_text(printed);
    bool read = read_object(plugin, object, answer, problem);
    wipe_texts(json_object_get(object, "status"));
    json_decref(object);
    if (!read) exec_answer_wipe(answer);
    return read;
}
