#include "secret/secret.h"

#include "http/api.h"

/* Those of the stack's Secrets that lie in one namespace. */
struct secret_listing {
    struct arena *arena;
    const struct stack *stack;
    Str namespace;
    VEC(struct secret *) secrets;
    struct map by_name;     /* interned name to struct secret */
    struct names *names;
};

/* Who may not list does not know. */
static void take_list(void *context, const struct reply *reply)
{
    struct secret_listing *secret_listing = context;
    size_t i;
    json_t *object;
    if (answer_of(reply) != ANSWER_OK) return;
    for (size_t k = 0; k < secret_listing->secrets.n; k++) secret_listing->secrets.at[k]->presence = ABSENT;
    json_array_foreach(json_object_get(reply->body, "items"), i, object) {
        const struct name *name = name_find(secret_listing->names, str_of(text_at(object, "metadata.name")));
        struct secret *secret = name ? map_get(&secret_listing->by_name, name) : NULL;
        if (!secret) continue;
        secret->presence = PRESENT;
        if (stack_has(secret_listing->stack, object)) secret->uid = arena_copy(secret_listing->arena, str_of(text_at(object, "metadata.uid")));
    }
}

static void ask(struct http *http, struct secret_listing *secret_listing)
{
    Str path = api_path(secret_listing->arena, &secret_kind, secret_listing->namespace, STR(""), "");
    http_send(http, &(struct request){.method = "GET", .path = path.s, .metadata_only = true, .done = take_list, .context = secret_listing});
}

void secrets_list(struct http *http, struct arena *arena, struct secrets *secrets, const struct stack *stack)
{
    struct map by_namespace = {0};
    for (size_t i = 0; i < secrets->v.n; i++) {
        struct secret *secret = &secrets->v.at[i];
        const struct name *namespace = name_of(secrets->names, secret->namespace);
        struct secret_listing *secret_listing = map_get(&by_namespace, namespace);
        if (!secret_listing) {
            secret_listing = NEW(arena, struct secret_listing);
            *secret_listing = (struct secret_listing){.arena = arena, .stack = stack, .namespace = secret->namespace, .names = secrets->names};
            map_put(arena, &by_namespace, namespace, secret_listing);
            ask(http, secret_listing);
        }
        vec_push(arena, &secret_listing->secrets, secret);
        map_put(arena, &secret_listing->by_name, name_of(secrets->names, secret->name), secret);
    }
}
