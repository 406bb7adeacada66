#include "listing.h"

#include "emit/output.h"

static Str place(struct arena *arena, struct session *session, Span at)
{
    if (!at.file) return STR("");
    Str path = source_at(&session->sources, at.file)->path;
    return arena_printf(arena, "%.*s:%u", STR_ARG(path), source_position(&session->sources, at.file, at.lo).line);
}

static struct listed_stack stack_of(struct listing *listing, Str stack, const struct compile_options *options, int kube)
{
    struct arena *arena = listing->arena;
    const char **values = NEW_ARRAY(arena, options->nvalues + 1, const char *);
    for (size_t i = 0; i < options->nvalues; i++) values[i] = arena_copy(arena, str_of(options->values[i])).s;
    struct listed_stack listed = {.stack = arena_copy(arena, stack), .source = arena_copy(arena, str_of(options->source)), .kube = kube,
                                  .values = {values, options->nvalues}};
    if (options->environment) listed.environment = arena_copy(arena, str_of(options->environment));
    return listed;
}

/* The instance of the stack's body that has INSTANCE in it; NULL: the stack itself. */
static const struct instance *service_of(const struct instance *instance)
{
    while (instance && instance->parent && instance->parent->parent) instance = instance->parent;
    return instance && instance->parent ? instance : NULL;
}

/* By the name of INSTANCE; NULL: not yet. */
static struct listed_service *find_service(struct listed_stack *stack, const struct map *numbers, const struct instance *instance)
{
    uintptr_t number = (uintptr_t)map_get(numbers, instance->name);
    return number ? &stack->services.at[number - 1] : NULL;
}

/* In the order in which they were made. */
static void add_services(struct listing *listing, struct listed_stack *stack, const struct compilation *compilation, struct map *numbers)
{
    const struct machine *machine = compilation->machine;
    for (size_t i = 0; i < machine->nodes.n; i++) {
        const struct node *node = &machine->nodes.at[i];
        const struct instance *instance = node->instance;
        if (node->object || node->part != PART_ALL || !instance || service_of(instance) != instance) continue;
        if (find_service(stack, numbers, instance)) continue; /* under for, the first of them stands for all */
        struct listed_service service = {.name = arena_copy(listing->arena, NAME_STR(instance->name)),
                .component = arena_copy(listing->arena, NAME_STR(instance->component->name)),
                .at = place(listing->arena, compilation->session, instance->at)};
        vec_push(listing->arena, &stack->services, service);
        map_put(listing->arena, numbers, instance->name, (void *)(uintptr_t)stack->services.n);
    }
}

static void count_object(struct listed_service *service, uint32_t wave)
{
    if (!service->objects++ || wave < service->first) service->first = wave;
    if (wave > service->last) service->last = wave;
}

static void add_objects(struct listing *listing, struct listed_stack *stack, const struct compilation *compilation, const struct map *numbers)
{
    struct arena *arena = listing->arena;
    for (size_t i = 0; i < compilation->order->n; i++) {
        const struct object *object = compilation->order->sorted[i];
        const struct instance *instance = service_of(object->instance);
        struct listed_service *service = instance ? find_service(stack, numbers, instance) : NULL;
        Span at = instance && source_at(&compilation->session->sources, object->at.file)->library ? instance->at : object->at;
        struct listed_object listed = {.id = emitted_id(arena, object), .kind = arena_copy(arena, str_of(object->kube->kind)),
                .namespace = object->namespace ? arena_copy(arena, NAME_STR(object->namespace)) : STR(""),
                .name = arena_copy(arena, NAME_STR(object->name)), .service = service ? service->name : STR(""), .at = place(arena, compilation->session, at), .wave = object->wave};
        if (service) count_object(service, object->wave);
        vec_push(arena, &stack->objects, listed);
    }
}

void list_compilation(struct listing *listing, const struct compilation *compilation, Str name)
{
    struct listed_stack stack = stack_of(listing, name, compilation->options, compilation->session->kube);
    struct map numbers = {0};
    add_services(listing, &stack, compilation, &numbers);
    add_objects(listing, &stack, compilation, &numbers);
    vec_push(listing->arena, &listing->stacks, stack);
}

void list_environment(struct listing *listing, const struct environment *environment)
{
    int kube = environment->options.kube ? environment->options.kube : KUBE_MINOR_MAX;
    vec_push(listing->arena, &listing->stacks, stack_of(listing, str_of(environment->stack), &environment->options, kube));
}
