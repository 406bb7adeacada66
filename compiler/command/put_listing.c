#include "listing.h"

#include "value/record_builder.h"
#include "value/serialize.h"

enum { COLUMNS_MAX = 8 };

/* ---- tables ---- */

/* Rows of as many cells as the first, which is the head. */
struct table {
    struct arena *arena;
    size_t columns;
    VEC(Str) cells;
};

static void add_cell(struct table *table, Str text) { vec_push(table->arena, &table->cells, text.n ? text : STR("-")); }

static void add_head(struct table *table, const char *const *names, size_t n)
{
    table->columns = n;
    for (size_t i = 0; i < n; i++) add_cell(table, str_of(names[i]));
}

static size_t width_of(Str text)
{
    size_t width = 0;
    for (size_t i = 0; i < text.n; i++) width += ((unsigned char)text.s[i] & 0xC0) != 0x80;
    return width;
}

static void put_table(struct buf *out, const struct table *table)
{
    size_t widths[COLUMNS_MAX] = {0};
    for (size_t i = 0; i < table->cells.n; i++)
        if (width_of(table->cells.at[i]) > widths[i % table->columns]) widths[i % table->columns] = width_of(table->cells.at[i]);
    for (size_t i = 0; i < table->cells.n; i++) {
        bool last = (i + 1) % table->columns == 0;
        buf_str(out, table->cells.at[i]);
        buf_fill(out, last ? '\n' : ' ', last ? 1 : widths[i % table->columns] + 2 - width_of(table->cells.at[i]));
    }
}

static Str words(struct arena *arena, const struct listed_stack *stack)
{
    struct buf out = {0};
    for (size_t i = 0; i < stack->values.n; i++) buf_printf(&out, "%s%s", i ? " " : "", stack->values.at[i]);
    Str text = arena_copy(arena, (Str){out.s, out.n});
    buf_free(&out);
    return text;
}

static void add_stack(struct table *table, const struct listed_stack *stack)
{
    add_cell(table, stack->stack);
    add_cell(table, stack->environment);
    add_cell(table, stack->source);
    add_cell(table, arena_printf(table->arena, "1.%d", stack->kube));
    add_cell(table, words(table->arena, stack));
}

static Str waves_of(struct arena *arena, const struct listed_service *service)
{
    if (!service->objects) return STR("");
    if (service->first == service->last) return arena_printf(arena, "%u", service->first);
    return arena_printf(arena, "%u-%u", service->first, service->last);
}

static void add_services(struct table *table, const struct listed_stack *stack)
{
    for (size_t i = 0; i < stack->services.n; i++) {
        const struct listed_service *service = &stack->services.at[i];
        add_cell(table, stack->stack);
        add_cell(table, stack->environment);
        add_cell(table, service->name);
        add_cell(table, service->component);
        add_cell(table, arena_printf(table->arena, "%zu", service->objects));
        add_cell(table, waves_of(table->arena, service));
        add_cell(table, service->at);
    }
}

static void add_objects(struct table *table, const struct listed_stack *stack)
{
    for (size_t i = 0; i < stack->objects.n; i++) {
        const struct listed_object *object = &stack->objects.at[i];
        add_cell(table, stack->stack);
        add_cell(table, stack->environment);
        add_cell(table, object->kind);
        add_cell(table, object->namespace);
        add_cell(table, object->name);
        add_cell(table, object->service);
        add_cell(table, arena_printf(table->arena, "%u", object->wave));
        add_cell(table, object->at);
    }
}

void put_listing_text(struct buf *out, const struct listing *listing, enum listed what)
{
    static const char *const stacks[] = {"STACK", "ENVIRONMENT", "SOURCE", "KUBE", "VALUES"};
    static const char *const services[] = {"STACK", "ENVIRONMENT", "SERVICE", "COMPONENT", "OBJECTS", "WAVES", "DECLARED"};
    static const char *const objects[] = {"STACK", "ENVIRONMENT", "KIND", "NAMESPACE", "NAME", "SERVICE", "WAVE", "DECLARED"};
    struct table table = {.arena = listing->arena};
    if (what == LIST_STACKS) add_head(&table, stacks, COUNT(stacks));
    if (what == LIST_SERVICES) add_head(&table, services, COUNT(services));
    if (what == LIST_OBJECTS) add_head(&table, objects, COUNT(objects));
    for (size_t i = 0; i < listing->stacks.n; i++)
        (what == LIST_STACKS ? add_stack : what == LIST_SERVICES ? add_services : add_objects)(&table, &listing->stacks.at[i]);
    put_table(out, &table);
}

/* ---- JSON ---- */

static struct value service_value(struct session *session, const struct listed_service *service)
{
    struct fields fields = {.session = session};
    put_text(&fields, "name", service->name);
    put_text(&fields, "component", service->component);
    put(&fields, "objects", value_int((int64_t)service->objects));
    if (service->objects) put(&fields, "first_wave", value_int(service->first));
    if (service->objects) put(&fields, "last_wave", value_int(service->last));
    put_filled(&fields, "at", service->at);
    return done(&fields);
}

static struct value object_value(struct session *session, const struct listed_object *object)
{
    struct fields fields = {.session = session};
    put_text(&fields, "id", object->id);
    put_text(&fields, "kind", object->kind);
    put_filled(&fields, "namespace", object->namespace);
    put_text(&fields, "name", object->name);
    put_filled(&fields, "service", object->service);
    put(&fields, "wave", value_int(object->wave));
    put_filled(&fields, "at", object->at);
    return done(&fields);
}

static struct value stack_value(struct session *session, const struct listed_stack *stack, enum listed what)
{
    struct fields fields = {.session = session};
    struct items values = {0}, parts = {0};
    for (size_t i = 0; i < stack->values.n; i++) vec_push(session->arena, &values.v, value_string(session->arena, str_of(stack->values.at[i])));
    for (size_t i = 0; what == LIST_SERVICES && i < stack->services.n; i++)
        vec_push(session->arena, &parts.v, service_value(session, &stack->services.at[i]));
    for (size_t i = 0; what == LIST_OBJECTS && i < stack->objects.n; i++)
        vec_push(session->arena, &parts.v, object_value(session, &stack->objects.at[i]));
    put_text(&fields, "stack", stack->stack);
    put_filled(&fields, "environment", stack->environment);
    put_text(&fields, "source", stack->source);
    put_text(&fields, "kube", arena_printf(session->arena, "1.%d", stack->kube));
    put(&fields, "values", list_of(session, &values));
    if (what != LIST_STACKS) put(&fields, what == LIST_SERVICES ? "services" : "objects", list_of(session, &parts));
    return done(&fields);
}

void put_listing_json(struct buf *out, const struct listing *listing, enum listed what)
{
    struct session *session = session_new(STR(""));
    struct fields fields = {.session = session};
    struct items stacks = {0};
    for (size_t i = 0; i < listing->stacks.n; i++) vec_push(session->arena, &stacks.v, stack_value(session, &listing->stacks.at[i], what));
    put(&fields, "schema", value_int(1));
    put(&fields, "stacks", list_of(session, &stacks));
    write_json(out, done(&fields), 0);
    buf_char(out, '\n');
    session_free(session);
}
