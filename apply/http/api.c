#include "http/api.h"

#include "refusal.h"

#include <ctype.h>
#include <curl/curl.h>

struct resource resource_of(const struct kube_resource *kube)
{
    return (struct resource){str_of(kube->api_version), str_of(kube->kind), str_of(kube->plural), kube->namespaced};
}

/* ---- addresses ---- */

Str url_escape(struct arena *arena, Str text)
{
    char *escaped = curl_easy_escape(NULL, text.s, (int)text.n);
    if (!escaped) panic("out of memory");
    Str copy = arena_copy(arena, str_of(escaped));
    curl_free(escaped);
    return copy;
}

Str object_id(struct arena *arena, const struct resource *resource, Str namespace, Str name)
{
    Str kind = kind_and_group(arena, resource->api_version, resource->kind);
    return arena_printf(arena, "%.*s/%.*s/%.*s", STR_ARG(kind), STR_ARG(resource->namespaced ? namespace : STR("")), STR_ARG(name));
}

Str api_path(struct arena *arena, const struct resource *resource, Str namespace, Str name, const char *query)
{
    struct buf path = {0};
    bool core = !api_group(resource->api_version).n;
    buf_printf(&path, "/%s/%.*s", core ? "api" : "apis", STR_ARG(resource->api_version));
    if (resource->namespaced && namespace.n) buf_printf(&path, "/namespaces/%.*s", STR_ARG(url_escape(arena, namespace)));
    buf_printf(&path, "/%.*s", STR_ARG(resource->plural));
    if (name.n) buf_printf(&path, "/%.*s", STR_ARG(url_escape(arena, name)));
    buf_printf(&path, "%s", query);
    Str copy = arena_copy(arena, (Str){path.s, path.n});
    buf_free(&path);
    return copy;
}

/* ---- what an answer means ---- */

static bool says(const struct reply *reply, const char *part) { return strstr(text_at(reply->body, "message"), part) != NULL; }

static json_t *causes_of(const struct reply *reply) { return json_at(reply->body, "details.causes"); }

static bool has_cause(const struct reply *reply, const char *key, const char *value)
{
    size_t i;
    json_t *cause;
    json_array_foreach(causes_of(reply), i, cause)
        if (strcmp(text_at(cause, key), value) == 0) return true;
    return false;
}

static enum answer conflict_of(const struct reply *reply)
{
    if (has_cause(reply, "reason", "FieldManagerConflict")) return ANSWER_FIELD_CONFLICT;
    if (strcmp(text_at(reply->body, "reason"), "AlreadyExists") == 0)
        return says(reply, "object is being deleted") ? ANSWER_TERMINATING : ANSWER_EXISTS;
    return says(reply, "being deleted") ? ANSWER_TERMINATING : ANSWER_STALE;
}

/* The wording differs from kind to kind. */
static bool is_immutable(const struct reply *reply)
{
    static const char *const texts[] = {"field is immutable", "may not change once set", "Forbidden: updates to ", "may not be changed in an update",
                                        "field can not be less than", "cannot change roleRef", "is immutable after creation",
                                        "updates may not change ", "can only be modified in tandem with", "existing toleration can not be modified",
                                        "only deletion is allowed", "only additions ", "equal to previous value", "must not update from ",
                                        "to nil is forbidden", "was previously a storage version", "value as indicated by `ipFamilies"};
    for (size_t i = 0; i < COUNT(texts); i++)
        if (says(reply, texts[i])) return true;
    return false;
}

static enum answer not_found_of(const struct reply *reply)
{
    bool status = strcmp(text_at(reply->body, "kind"), "Status") == 0;
    return status && *text_at(reply->body, "details.name") ? ANSWER_NOT_FOUND : ANSWER_NO_MATCH;
}

enum answer answer_of(const struct reply *reply)
{
    if (reply->trouble) return reply->broken_off ? ANSWER_FAILED : ANSWER_UNREACHABLE;
    switch (reply->status) {
    case 200: case 201: case 202: return ANSWER_OK;
    case 401: return ANSWER_UNAUTHORIZED;
    case 403: return says(reply, "because it is being terminated") ? ANSWER_TERMINATING : ANSWER_FORBIDDEN;
    case 404: return not_found_of(reply);
    case 409: return conflict_of(reply);
    case 410: return ANSWER_GONE;
    case 422: return has_cause(reply, "field", "metadata.uid") ? ANSWER_STALE : is_immutable(reply) ? ANSWER_IMMUTABLE : ANSWER_INVALID;
    case 400: case 405: case 406: case 413: case 415: return ANSWER_INVALID;
    default: return says(reply, "resourceVersion should not be set on objects to be created") ? ANSWER_VERSION_ON_CREATE : ANSWER_FAILED;
    }
}

/* Whether LINE, up to END, begins with a Go type: "  core.PodSpec", "*[]v1.Pod". */
static bool begins_with_type(const char *line, const char *end)
{
    while (line < end && strchr(" \t*&[]", *line)) line++;
    const char *package = line;
    while (line < end && (islower((unsigned char)*line) || isdigit((unsigned char)*line))) line++;
    return line > package && end - line > 1 && line[0] == '.' && isupper((unsigned char)line[1]);
}

/* "… is immutable after creation\n  core.PersistentVolumeSource{\n…" without what differs, as Go writes it in lines of their own,
 * also where the server has cut it. */
static Str without_difference(Str text)
{
    const char *end = text.s + text.n;
    for (const char *line = memchr(text.s, '\n', text.n), *next; line; line = next) {
        next = memchr(line + 1, '\n', (size_t)(end - line) - 1);
        char last = (next ? next : end)[-1];
        if (last == '{' || last == '(' || begins_with_type(line + 1, next ? next : end)) return (Str){text.s, (size_t)(line - text.s)};
    }
    return text;
}

static void put_cause(struct buf *out, const json_t *cause)
{
    if (out->n) buf_put(out, "; ", 2);
    if (*text_at(cause, "field") && strcmp(text_at(cause, "field"), "<nil>") != 0) buf_printf(out, "%s: ", text_at(cause, "field"));
    put_refusal(out, without_difference(str_of(text_at(cause, "message"))));
}

enum { MESSAGE_MAX = 400 }; /* bytes */

/* To whole characters, with an ellipsis. */
static void shorten(struct buf *text)
{
    if (text->n <= MESSAGE_MAX) return;
    text->n = MESSAGE_MAX;
    while (((unsigned char)text->s[text->n] & 0xC0) == 0x80) text->n--;
    buf_str(text, STR("…"));
}

/* A server that speaks TLS answers plain http with 400, or leads to https. */
static bool lacks_credentials(const struct reply *reply)
{
    return reply->withheld && (reply->status / 100 == 3 || reply->status == 400 || reply->status == 401 || reply->status == 403);
}

/* What comes without JSON: the one sentence that a server says when it panics. Pages of proxies, and what may repeat the request, are none. */
static Str sentence_in(const struct reply *reply)
{
    Str text = reply->body || !reply->size ? STR("") : str_trim((Str){reply->text, reply->size});
    for (size_t i = 0; i < text.n; i++)
        if (!isalpha((unsigned char)text.s[i]) && !strchr(" .,:;/'-", text.s[i])) return STR("");
    return text;
}

static void put_answer(struct buf *text, const struct reply *reply)
{
    size_t i;
    json_t *cause;
    json_array_foreach(causes_of(reply), i, cause) put_cause(text, cause);
    if (!text->n) put_refusal(text, without_difference(str_of(text_at(reply->body, "message"))));
    if (!text->n) buf_str(text, sentence_in(reply));
    shorten(text);
    if (!text->n) buf_printf(text, "status %ld", reply->status);
    else if (reply->status / 100 == 5 || !reply->body) buf_printf(text, " (status %ld)", reply->status);
    if (lacks_credentials(reply)) buf_str(text, STR(" (no credentials were sent: the server's URL is not https)"));
}

Str answer_text(struct arena *arena, const struct reply *reply)
{
    struct buf text = {0};
    enum answer answer = answer_of(reply);
    if (reply->trouble) buf_str(&text, str_of(reply->trouble));
    else put_answer(&text, reply);
    if (reply->tries > 1 && (answer == ANSWER_FAILED || answer == ANSWER_UNREACHABLE))
        buf_printf(&text, ", after %u tries in %lld s", reply->tries, (long long)(reply->elapsed + 500) / 1000);
    for (size_t k = 0; k < text.n; k++)
        if ((unsigned char)text.s[k] < ' ') text.s[k] = ' ';
    Str copy = arena_copy(arena, (Str){text.s, text.n});
    buf_free(&text);
    return copy;
}

const char *answer_help(const struct reply *reply)
{
    if (reply->trouble) return reply->help;
    if (lacks_credentials(reply)) return WITHHELD_HELP;
    if (answer_of(reply) != ANSWER_UNAUTHORIZED) return "";
    return "check the token, the certificate or the exec plugin of the context's user; 'kubectl auth whoami' asks with the same";
}

const char *answer_verdict(const struct reply *reply) { return answer_of(reply) == ANSWER_FAILED && !reply->body ? "fails at" : "refuses"; }

/* 'conflict with "kubectl-edit" using apps/v1' */
static Str manager_in(struct arena *arena, const char *message)
{
    const char *begin = strchr(message, '"'), *end = begin ? strchr(begin + 1, '"') : NULL;
    return end ? arena_copy(arena, (Str){begin + 1, (size_t)(end - begin) - 1}) : STR("another manager");
}

void answer_conflicts(struct arena *arena, const struct reply *reply, struct field_conflicts *conflicts)
{
    size_t i;
    json_t *cause;
    json_array_foreach(causes_of(reply), i, cause) {
        if (strcmp(text_at(cause, "reason"), "FieldManagerConflict") != 0) continue;
        const char *field = text_at(cause, "field");
        struct field_conflict conflict = {arena_copy(arena, str_of(*field == '.' ? field + 1 : field)), manager_in(arena, text_at(cause, "message"))};
        vec_push(arena, &conflicts->v, conflict);
    }
}

Str conflict_lines(struct arena *arena, const struct field_conflicts *conflicts)
{
    struct buf lines = {0};
    for (size_t i = 0; i < conflicts->v.n; i++)
        buf_printf(&lines, "%.*s belongs to %.*s\n", STR_ARG(conflicts->v.at[i].field), STR_ARG(conflicts->v.at[i].manager));
    Str copy = arena_copy(arena, (Str){lines.s, lines.n});
    buf_free(&lines);
    return copy;
}
