#include "validate/links.h"

#include "program/meaning.h"

static bool is_own(const struct catalog *catalog, Span at) { return at.file && !source_at(&catalog->session->sources, at.file)->library; }

Span declared_place(const struct catalog *catalog, Span at, const struct object *object)
{
    if (is_own(catalog, at)) return at;
    if (is_own(catalog, object->at)) return object->at;
    for (const struct instance *instance = object->instance; instance; instance = instance->parent)
        if (is_own(catalog, instance->at)) return instance->at;
    return at;
}

void link_place(struct catalog *catalog, struct value text, Span at)
{
    struct program *program = catalog->machine->program;
    Span from = origin_span(&program->origins, text.origin);
    if (!program->meanings || !is_own(catalog, from) || !at.file) return;
    vec_push(catalog->session->arena, &program->meanings->links, ((struct link){from, at}));
}

void link_part(struct catalog *catalog, struct value text, Span at, const struct object *object)
{
    if (catalog->machine->program->meanings) link_place(catalog, text, declared_place(catalog, at, object));
}

void link_object(struct catalog *catalog, struct value text, const struct object *object) { link_part(catalog, text, object->at, object); }

/* Its name; where that is the library's, its number. */
Span port_place(struct catalog *catalog, struct value port, const struct object *object)
{
    static const char *const fields[] = {"name", "containerPort", "port"};
    const struct origins *origins = &catalog->machine->program->origins;
    for (size_t i = 0; i < COUNT(fields); i++) {
        Span at = origin_span(origins, dig(catalog, port, fields[i]).origin);
        if (is_own(catalog, at)) return at;
    }
    return declared_place(catalog, object->at, object);
}

void link_port(struct catalog *catalog, struct value text, struct value port, const struct object *object)
{
    if (catalog->machine->program->meanings) link_place(catalog, text, port_place(catalog, port, object));
}

void link_key(struct catalog *catalog, struct value text, struct value holder, const struct object *object)
{
    const struct name *key = name_find(catalog->session->names, dig_text(text));
    for (size_t i = 0; key && holder.kind == V_RECORD && i < holder.record->n; i++)
        if (holder.record->keys[i] == key) link_part(catalog, text, key_span(&catalog->machine->program->origins, holder.record, i), object);
}
