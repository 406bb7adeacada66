#include "body.h"

#include "value/record_builder.h"

uint32_t add_node(struct machine *machine, struct instance *instance, struct object *object)
{
    struct node node = {.instance = instance, .object = object};
    if (machine->nodes.n == NODES_MAX) {
        Span at = instance ? instance->at : object->at;
        struct diag *diag = diag_add(&machine->session->diags, E0504, at, "this stack has more than 2,000,000 instances and objects");
        diag_help(&machine->session->diags, diag, "cut it into stacks that are compiled and applied one by one");
    }
    vec_push(machine->arena, &machine->nodes, node);
    return (uint32_t)machine->nodes.n - 1;
}

struct machine *machine_new(struct program *program)
{
    struct machine *machine = NEW(program->session->arena, struct machine);
    *machine = (struct machine){.program = program, .session = program->session, .arena = program->session->arena};
    machine->nothing = record_new(machine->arena, NULL, 0);
    for (size_t i = 0; i + 1 < COUNT(machine->literals); i++) machine->literals[i] = record_new(machine->arena, NULL, LITERAL_FIELDS);
    machine->draft = NEW(machine->arena, struct fields);
    machine->draft->session = machine->session;
    if (program->session->for_editor) machine->kept = NEW(machine->arena, struct map);
    return machine;
}

Str instance_path(struct arena *arena, const struct instance *parent, const struct name *name, const struct name *key)
{
    bool first = !parent->parent;
    const Str none = STR(""), dot = STR(".");
    const Str parts[] = {first ? none : parent->path, first ? none : dot, NAME_STR(name), key ? dot : none, key ? NAME_STR(key) : none};
    return arena_join(arena, parts, COUNT(parts));
}

Str written_path(const struct machine *machine, const struct instance *instance) { return instance == machine->unnamed ? STR("") : instance->path; }

void note_instance(struct machine *machine, struct diag *diag, const struct instance *instance)
{
    for (; instance && instance->parent; instance = instance->parent)
        diag_note_around(&machine->session->diags, diag, instance->at, "in %s '%s'", instance->component->name->s,
                         instance->path.s);
}

/* Underscores cannot stand in object names. */
Str object_name_of(struct arena *arena, const struct instance *parent, const struct name *name, const struct name *key)
{
    size_t room = parent->object_name.n + name->n + (key ? key->n : 0) + 3;
    char *text = arena_alloc(arena, room);
    size_t n = 0;
    if (parent->object_name.n) {
        memcpy(text, parent->object_name.s, parent->object_name.n);
        n = parent->object_name.n;
        text[n++] = '-';
    }
    size_t own = n;
    memcpy(text + n, name->s, name->n);
    n += name->n;
    if (key) {
        text[n++] = '-';
        memcpy(text + n, key->s, key->n);
        n += key->n;
    }
    for (size_t i = own; i < n; i++)
        if (text[i] == '_') text[i] = '-';
    return (Str){text, n};
}

struct value instance_export(const struct instance *instance, const struct name *name)
{
    const struct export *export = component_export(instance->component, name);
    return export ? instance->exports[export - instance->component->exports] : value_null();
}

const struct fact *next_fact(const struct machine *machine, const char *name, size_t *at)
{
    while (*at < machine->facts.n) {
        const struct fact *fact = &machine->facts.at[(*at)++];
        if (strcmp(fact->name->s, name) == 0) return fact;
    }
    return NULL;
}
