#include "secret/secret.h"

#include "http/api.h"

/* Those of the stack's Secrets that lie in one namespace. */
struct looking {
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
    struct looking *looking = context;
    size_t i;
    json_t *object;
    if (answer_of(reply) != ANSWER_OK) return;
    for (size_t k = 0; k < looking->secrets.n; k++) looking->secrets.at[k]->presence = ABSENT;
    json_array_foreach(json_object_get(reply->body, "items"), i, object) {
        const struct name *name = name_find(looking->names, str_of(text_at(object, "metadata.name")));
        struct secret *secret = name ? map_get(&looking->by_name, name) : NULL;
        if (!secret) continue;
        secret->presence = PRESENT;
        if (stack_has(looking->stack, object)) secret->uid = arena_copy(looking->arena, str_of(text_at(object, "metadata.uid")));
    }
}

static void ask(struct http *http, struct looking *looking)
{
    Str path = api_path(looking->arena, &secret_kind, looking->namespace, STR(""), "");
    http_send(http, &(struct request){.method = "GET", .path = path.s, .metadata_only = true, .done = take_list, .context = looking});
}

void secrets_list(struct http *http, struct arena *arena, struct secrets *secrets, const struct stack *stack)
{
    struct map by_namespace = {0};
    for (size_t i = 0; i < secrets->v.n; i++) {
        struct secret *secret = &secrets->v.at[i];
        const struct name *namespace = name_of(secrets->names, secret->namespace);
        struct looking *looking = map_get(&by_namespace, namespace);
        if (!looking) {
            looking = NEW(arena, struct looking);
            *looking = (struct looking){.arena = arena, .stack = stack, .namespace = secret->namespace, .names = secrets->names};
            map_put(arena, &by_namespace, namespace, looking);
            ask(http, looking);
        }
        vec_push(arena, &looking->secrets, secret);
        map_put(arena, &looking->by_name, name_of(secrets->names, secret->name), secret);
    }
}
