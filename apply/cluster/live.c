#include "cluster/live.h"

#include "common/exit_code.h"
#include "diag/session.h"

size_t list_target_add(struct list_targets *list_targets, const struct resource *resource, Str namespace)
{
    struct arena *arena = list_targets->session->arena;
    Str where = resource->namespaced ? namespace : STR("");
    Str key = arena_printf(arena, "%.*s/%.*s/%.*s", STR_ARG(resource->api_version), STR_ARG(resource->kind), STR_ARG(where));
    const struct name *name = name_of(list_targets->session->names, key);
    uintptr_t number = (uintptr_t)map_get(&list_targets->seen, name);
    if (number) return number - 1;
    vec_push(arena, &list_targets->v, ((struct list_target){.resource = resource, .namespace = where}));
    map_put(arena, &list_targets->seen, name, (void *)(uintptr_t)list_targets->v.n);
    return list_targets->v.n - 1;
}

/* ---- lists, page by page ---- */

enum { PAGE = 1000 };

struct page {
    const struct listing *listing;
    struct list_target *place;
    struct arena *arena;
};

static void ask_page(struct page *page, const char *more);

static void take_items(const struct page *page, const json_t *body)
{
    const struct resource *resource = page->place->resource;
    size_t i;
    json_t *object;
    json_array_foreach(json_object_get(body, "items"), i, object) {
        json_object_set_new(object, "kind", text_json(resource->kind));
        json_object_set_new(object, "apiVersion", text_json(resource->api_version));
        page->listing->take(page->listing->context, page->place, object);
    }
}

static void take_refusal(const struct page *page, const struct reply *reply)
{
    const struct listing *listing = page->listing;
    Str why = arena_printf(page->arena, "%.*s cannot be listed%s%.*s: %.*s", STR_ARG(page->place->resource->kind),
                           page->place->namespace.n ? " in " : "", STR_ARG(page->place->namespace), STR_ARG(answer_text(page->arena, reply)));
    if (listing->lenient && answer_of(reply) == ANSWER_FORBIDDEN) page->place->refusal = why;
    else problem_set(listing->problem, EXIT_ERROR, "%.*s", STR_ARG(why));
}

static void take_page(void *context, const struct reply *reply)
{
    struct page *page = context;
    const char *more = text_at(reply->body, "metadata.continue");
    switch (answer_of(reply)) {
    case ANSWER_OK:
        take_items(page, reply->body);
        if (*more) ask_page(page, arena_copy(page->arena, str_of(more)).s);
        return;
    case ANSWER_NOT_FOUND: return;
    case ANSWER_NO_MATCH:
        page->place->unserved = true;
        return;
    case ANSWER_GONE: /* the pages were too far apart: all at once then */
        ask_page(page, NULL);
        return;
    default: take_refusal(page, reply);
    }
}

/* MORE: where the next page begins; "": the first; NULL: everything in one. */
static void ask_page(struct page *page, const char *more)
{
    const struct listing *listing = page->listing;
    struct buf query = {0};
    buf_printf(&query, "?resourceVersion=%s", more ? "" : "0");
    if (more) buf_printf(&query, "&limit=%d", PAGE);
    if (more && *more) buf_printf(&query, "&continue=%s", url_escape(page->arena, str_of(more)).s);
    if (listing->selector) buf_printf(&query, "&labelSelector=%s", url_escape(page->arena, str_of(listing->selector)).s);
    Str path = api_path(page->arena, page->place->resource, page->place->namespace, STR(""), query.s);
    http_send(listing->http, &(struct request){.method = "GET", .path = path.s, .done = take_page, .context = page,
            .metadata_only = listing->metadata_only || page->place->metadata_only});
    buf_free(&query);
}

void live_list(const struct list_targets *list_targets, const struct listing *listing)
{
    struct arena *arena = list_targets->session->arena;
    for (size_t i = 0; i < list_targets->v.n; i++) {
        if (listing->wanted && !listing->wanted(listing->context, &list_targets->v.at[i])) continue;
        struct page *page = NEW(arena, struct page);
        *page = (struct page){listing, &list_targets->v.at[i], arena};
        if (list_targets->v.at[i].resource->plural.n) ask_page(page, "");
    }
}

/* ---- discovery ---- */

static bool takes_kind(const json_t *entry, Str kind) { return str_is(kind, text_at(entry, "kind")) && !strchr(text_at(entry, "name"), '/'); }

static void take_kinds(struct session *session, const json_t *body, struct resource *resource)
{
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(body, "resources"), i, entry) {
        if (!takes_kind(entry, resource->kind)) continue;
        resource->plural = arena_copy(session->arena, str_of(text_at(entry, "name")));
        resource->namespaced = json_is_true(json_object_get(entry, "namespaced"));
    }
}

bool live_discover(struct http *http, struct session *session, struct resource **resources, size_t n, struct problem *problem)
{
    Str last = STR("");
    const struct reply *reply = NULL;
    for (size_t i = 0; i < n; i++) {
        if (resources[i]->plural.n) continue;
        if (!reply || !str_eq(last, resources[i]->api_version)) {
            Str path = arena_printf(session->arena, "/apis/%.*s", STR_ARG(resources[i]->api_version));
            reply = http_wait(http, &(struct request){.method = "GET", .path = path.s});
            last = resources[i]->api_version;
            enum answer answer = answer_of(reply);
            if (answer != ANSWER_OK && answer != ANSWER_NO_MATCH && answer != ANSWER_NOT_FOUND)
                return problem_set(problem, EXIT_ERROR, "the kinds of %.*s cannot be read: %.*s", STR_ARG(last),
                                   STR_ARG(answer_text(session->arena, reply)));
        }
        take_kinds(session, reply->body, resources[i]);
    }
    return true;
}
