#include "state/store.h"

#include "cluster/owned_fields.h"
#include "common/exit_code.h"
#include "json/json_body.h"

#include <stdlib.h>

const struct resource config_maps = {{"v1", 2}, {"ConfigMap", 9}, {"configmaps", 10}, true};
const struct resource leases = {{"coordination.k8s.io/v1", 22}, {"Lease", 5}, {"leases", 6}, true};
const struct resource namespace_kind = {{"v1", 2}, {"Namespace", 9}, {"namespaces", 10}, false};

/* ---- objects ---- */

void object_set_text(json_t *object, const char *map, const char *key, Str value)
{
    json_t *metadata = json_object_get(object, "metadata"), *texts = json_object_get(metadata, map);
    if (!texts) json_object_set_new(metadata, map, texts = json_object());
    json_object_set_new(texts, key, text_json(value));
}

json_t *store_new_object(const struct store *store, Str name, const char *keeps)
{
    json_t *object = json_object(), *metadata = json_object();
    json_object_set_new(object, "apiVersion", text_json(store->resource->api_version));
    json_object_set_new(object, "kind", text_json(store->resource->kind));
    json_object_set_new(object, "metadata", metadata);
    json_object_set_new(metadata, "name", text_json(name));
    json_object_set_new(metadata, "namespace", text_json(store->namespace));
    object_set_text(object, "labels", LABEL_MANAGED_BY, STR("stk"));
    object_set_text(object, "labels", LABEL_STACK, store->stack);
    if (keeps) object_set_text(object, "labels", LABEL_KEEPS, str_of(keeps));
    return object;
}

Str store_path(const struct store *store, Str name, const char *query)
{
    return api_path(store->arena, store->resource, store->namespace, name, query);
}

/* ---- requests ---- */

/* DONE NULL: waits for the answer, and returns it. */
static const struct reply *send_then(const struct store *store, const struct request *request, const json_t *body)
{
    char *text = json_body(body);
    struct request whole = *request;
    const struct reply *reply = NULL;
    whole.body = text;
    whole.size = strlen(text);
    if (whole.done) http_send(store->http, &whole);
    else reply = http_wait(store->http, &whole);
    free(text);
    return reply;
}

static const struct reply *change(const struct store *store, const char *method, Str path, const char *type, const json_t *body)
{
    return send_then(store, &(struct request){.method = method, .path = path.s, .type = type, .metadata_only = true}, body);
}

#define BY_US "?fieldManager=" FIELD_MANAGER

static Str path_of(const struct store *store, const json_t *object, const char *query)
{
    return store_path(store, str_of(text_at(object, "metadata.name")), query);
}

const struct reply *store_get(const struct store *store, Str name)
{
    return http_wait(store->http, &(struct request){.method = "GET", .path = store_path(store, name, "").s});
}

const struct reply *store_put(const struct store *store, json_t *object, Str version)
{
    if (!version.n) return change(store, "POST", store_path(store, STR(""), BY_US), "application/json", object);
    json_object_set_new(json_object_get(object, "metadata"), "resourceVersion", text_json(version));
    return change(store, "PUT", path_of(store, object, BY_US), "application/json", object);
}

const struct reply *store_apply(const struct store *store, const json_t *object)
{
    return change(store, "PATCH", path_of(store, object, BY_US "&force=true"), "application/apply-patch+yaml", object);
}

void store_apply_async(const struct store *store, const json_t *object, reply_fn *done, void *context)
{
    send_then(store, &(struct request){.method = "PATCH", .path = path_of(store, object, BY_US "&force=true").s,
                                       .type = "application/apply-patch+yaml",
            .metadata_only = true, .done = done, .context = context}, object);
}

const struct reply *store_annotate(const struct store *store, Str name, const char *key, Str value)
{
    json_t *patch = json_pack("{s:{}}", "metadata");
    object_set_text(patch, "annotations", key, value);
    const struct reply *reply = change(store, "PATCH", store_path(store, name, BY_US), "application/merge-patch+json", patch);
    json_decref(patch);
    return reply;
}

const struct reply *store_delete(const struct store *store, Str name, Str version)
{
    json_t *options = json_pack("{s:s, s:s}", "apiVersion", "v1", "kind", "DeleteOptions");
    if (version.n) json_object_set_new(options, "preconditions", json_pack("{s:s%}", "resourceVersion", version.s, version.n));
    const struct reply *reply = change(store, "DELETE", store_path(store, name, ""), "application/json", options);
    json_decref(options);
    return reply;
}

/* ---- lists ---- */

static Str list_path(const struct store *store, const char *labels)
{
    Str selector = store->stack.n ? arena_printf(store->arena, LABEL_STACK "=%.*s,%s", STR_ARG(store->stack), labels) : str_of(labels);
    return store_path(store, STR(""), arena_printf(store->arena, "?labelSelector=%s", url_escape(store->arena, selector).s).s);
}

/* The items of a list, taken out of it; NULL: it is none. */
static json_t *items_of(const json_t *list)
{
    json_t *items = json_at(list, "items");
    return json_is_null(items) ? json_array() : json_is_array(items) ? json_incref(items) : NULL;
}

void store_list_async(const struct store *store, const char *labels, reply_fn *done, void *context)
{
    http_send(store->http, &(struct request){.method = "GET", .path = list_path(store, labels).s, .metadata_only = true, .done = done,
            .context = context});
}

json_t *store_list(const struct store *store, const char *labels, struct problem *problem)
{
    const struct reply *reply = http_wait(store->http, &(struct request){.method = "GET", .path = list_path(store, labels).s, .metadata_only = true});
    json_t *items = NULL;
    if (answer_of(reply) != ANSWER_OK) store_problem(store, reply, STR("*"), "listed", problem);
    else if (!(items = items_of(reply->body))) problem_set(problem, EXIT_ERROR, "the API server answers with something that is no list");
    return items;
}

bool store_sweep(const struct store *store, const char *labels, bool (*chosen)(const void *, const json_t *), const void *context,
                struct problem *problem)
{
    json_t *list = store_list(store, labels, problem), *object;
    bool fine = list != NULL;
    size_t i;
    json_array_foreach(list, i, object) {
        Str name = str_of(text_at(object, "metadata.name"));
        if (!fine || !chosen(context, object)) continue;
        const struct reply *reply = store_delete(store, name, STR(""));
        enum answer answer = answer_of(reply);
        if (answer != ANSWER_OK && answer != ANSWER_NOT_FOUND) fine = store_problem(store, reply, name, "deleted", problem);
    }
    json_decref(list);
    return fine;
}

/* ---- what goes wrong ---- */

static bool no_namespace(Str namespace, struct problem *problem)
{
    problem_set(problem, EXIT_ERROR, "there is no namespace '%.*s', in which the stack's inventory, lock and history are to lie", STR_ARG(namespace));
    return problem_help(problem, "create it: kubectl create namespace %.*s", STR_ARG(namespace));
}

static bool is_about_namespace(const struct reply *reply)
{
    return answer_of(reply) == ANSWER_NOT_FOUND && strcmp(text_at(reply->body, "details.kind"), "namespaces") == 0;
}

static bool no_answer(const struct store *store, const struct reply *reply, Str name, const char *done, struct problem *problem)
{
    problem_set(problem, EXIT_ERROR, "%.*s %.*s/%.*s cannot be %s: no answer from the API server at %.*s: %s", STR_ARG(store->resource->kind),
                STR_ARG(store->namespace), STR_ARG(name), done, STR_ARG(http_server(store->http)), reply->trouble);
    return *reply->help && problem_help(problem, "%s", reply->help);
}

bool store_problem(const struct store *store, const struct reply *reply, Str name, const char *done, struct problem *problem)
{
    const struct resource *resource = store->resource;
    if (is_about_namespace(reply)) return no_namespace(store->namespace, problem);
    if (reply->trouble) return no_answer(store, reply, name, done, problem);
    problem_set(problem, EXIT_ERROR, "%.*s %.*s/%.*s cannot be %s: %.*s", STR_ARG(resource->kind), STR_ARG(store->namespace), STR_ARG(name), done,
                STR_ARG(answer_text(store->arena, reply)));
    switch (answer_of(reply)) {
    case ANSWER_FORBIDDEN:
        return problem_help(problem, "the account needs get, list, create, update, patch and delete of configmaps, and get, create and update of "
                            "leases.coordination.k8s.io, in namespace '%.*s'", STR_ARG(store->namespace));
    case ANSWER_TERMINATING: return problem_help(problem, "wait until namespace '%.*s' is gone, and create it again", STR_ARG(store->namespace));
    default: return *answer_help(reply) && problem_help(problem, "%s", answer_help(reply));
    }
}

struct asked_namespace { Str name; struct problem *problem; };

/* Who may not ask is not told; writing would tell. */
static void take_namespace(void *context, const struct reply *reply)
{
    const struct asked_namespace *asked = context;
    if (answer_of(reply) == ANSWER_NOT_FOUND) no_namespace(asked->name, asked->problem);
}

void store_ask_namespace(const struct store *store, struct problem *problem)
{
    struct asked_namespace *asked = NEW(store->arena, struct asked_namespace);
    *asked = (struct asked_namespace){store->namespace, problem};
    Str path = api_path(store->arena, &namespace_kind, STR(""), store->namespace, "");
    http_send(store->http, &(struct request){.method = "GET", .path = path.s, .done = take_namespace, .context = asked});
}
