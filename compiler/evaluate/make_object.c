/* Resources become objects: named, labelled, with what they depend on. */
#include "body.h"

#include "value/record_builder.h"

/* Most objects are in that of the one before. */
static const struct name *namespace_called(struct machine *machine, struct value text)
{
    if (machine->namespace_text == text.string) return machine->namespace;
    machine->namespace_text = text.string;
    return machine->namespace = name_of(machine->session->names, value_str(text));
}

static const struct name *inherited_namespace(struct machine *machine, const struct body *body)
{
    const struct well_known *names = &machine->program->names;
    const struct inherited_value *inherited = find_inherited(body->inherited, names->namespace);
    if (!inherited || inherited->value.kind != V_INSTANCE) return names->default_namespace;
    struct value name = instance_export(inherited->value.instance, names->name);
    return name.kind == V_STRING ? namespace_called(machine, name) : names->default_namespace;
}

static const struct value *written_text(struct machine *machine, const struct value *metadata, const struct name *field)
{
    const struct value *text = metadata && metadata->kind == V_RECORD ? record_get(machine->arena, metadata->record, field) : NULL;
    return text && text->kind == V_STRING ? text : NULL;
}

static void name_object(struct machine *machine, const struct body *body, const struct step *step, const struct name *key, struct object *object,
                        const struct value *metadata)
{
    const struct well_known *names = &machine->program->names;
    const struct value *name = written_text(machine, metadata, names->name), *namespace = written_text(machine, metadata, names->namespace);
    Str text = name ? value_str(*name) : object_name_of(machine->arena, body->instance, step->name, key);
    object->name = name_of(machine->session->names, text);
    if (namespace) object->namespace = namespace_called(machine, *namespace);
    else if (step->kube->namespaced) object->namespace = inherited_namespace(machine, body);
}

static bool has_standard_labels(const struct machine *machine, const struct body *body)
{
    const struct inherited_value *set = find_inherited(body->inherited, machine->program->names.standard_labels);
    return !set || set->value.kind != V_BOOL || set->value.boolean;
}

/* V_NULL: it gets none. */
static struct value labels_of(struct machine *machine, struct body *body)
{
    struct instance *instance = body->instance;
    if (!has_standard_labels(machine, body)) return value_null();
    const struct function *labels = machine->program->labels;
    if (instance->labels.kind == V_POISON && labels) instance->labels = call_function(machine, labels, &body->slots[0]);
    return instance->labels.kind == V_POISON ? value_null() : instance->labels;
}

static struct value merged_texts(struct machine *machine, struct value common, const struct value *own)
{
    if (!own || own->kind != V_RECORD) return common;
    if (common.kind != V_RECORD) return *own;
    return value_with_origin(record_merge(machine->arena, common.record, own->record), own->origin);
}

/* The record that is being made, until shared. */
static struct fields *begin_fields(struct machine *machine)
{
    machine->draft->keys.n = machine->draft->values.n = 0;
    return machine->draft;
}

/* It shares its keys with the others that have the same. */
static struct value shared(struct machine *machine)
{
    const struct fields *draft = machine->draft;
    const struct name *const *keys = repeated_keys(machine->arena, &machine->program->repeated, draft->keys.at, draft->keys.n);
    return value_record(record_of(machine->arena, keys, draft->values.at, draft->keys.n));
}

static void add_labels(struct machine *machine, struct body *body, struct fields *metadata, const struct record *own)
{
    const struct well_known *names = &machine->program->names;
    const struct value *written = own ? record_get(machine->arena, own, names->labels) : NULL;
    struct value standard = labels_of(machine, body), common = inherited_map(machine, body, names->common_labels);
    struct value known = common.record->n ? merged_texts(machine, common, &standard) : standard;
    if (known.kind == V_RECORD || written) put_named(metadata, names->labels, merged_texts(machine, known, written));
}

static void add_annotations(struct machine *machine, const struct body *body, struct fields *metadata, const struct record *own)
{
    const struct name *name = machine->program->names.annotations;
    struct value common = inherited_map(machine, body, machine->program->names.common_annotations);
    const struct value *written = own ? record_get(machine->arena, own, name) : NULL;
    if (common.record->n) put_named(metadata, name, merged_texts(machine, common, written));
    else if (written) put_named(metadata, name, *written);
}

/* metadata: name, namespace and labels first, then what was written. */
static struct value metadata_of(struct machine *machine, struct body *body, const struct object *object, const struct value *written)
{
    const struct well_known *names = &machine->program->names;
    const struct record *own = written && written->kind == V_RECORD ? written->record : NULL;
    struct fields *fields = begin_fields(machine);
    const struct value *name = own ? record_get(machine->arena, own, names->name) : NULL;
    uint32_t origin = name ? name->origin : written ? written->origin : object->value.origin;
    put_named(fields, names->name, value_with_origin(value_of_name(object->name), origin));
    if (object->namespace) put_named(fields, names->namespace, value_with_origin(value_of_name(object->namespace), origin));
    add_labels(machine, body, fields, own);
    add_annotations(machine, body, fields, own);
    for (size_t i = 0; own && i < own->n; i++)
        if (own->keys[i] != names->name && own->keys[i] != names->namespace && own->keys[i] != names->labels && own->keys[i] != names->annotations)
            put_named(fields, own->keys[i], own->values[i]);
    return value_with_origin(shared(machine), origin);
}

static struct value object_value(struct machine *machine, struct body *body, const struct step *step, const struct object *object,
                                 const struct value *written_metadata, const struct record *written)
{
    const struct well_known *names = &machine->program->names;
    struct value metadata = metadata_of(machine, body, object, written_metadata);
    struct fields *fields = begin_fields(machine);
    uint32_t origin = object->value.origin;
    put_named(fields, names->api_version, value_with_origin(step->version_text, origin));
    put_named(fields, names->kind, value_with_origin(step->kind_text, origin));
    put_named(fields, names->metadata, metadata);
    for (size_t i = 0; i < written->n; i++)
        if (written->keys[i] != names->metadata) put_named(fields, written->keys[i], written->values[i]);
    return value_with_origin(shared(machine), origin);
}

static void add_object_deps(struct machine *machine, const struct body *body, const struct step *step, struct node_union *deps)
{
    node_union_add(machine->arena, deps, deps_of(machine, body, &step->uses));
    const struct inherited_value *namespace = find_inherited(body->inherited, machine->program->names.namespace);
    if (step->kube->namespaced && namespace) node_union_add(machine->arena, deps, namespace->deps);
}

/* ---- Secret objects ---- */

/* CONTENT is the value of one key. However a plain text got here, it was written down somewhere. */
static void refuse_plain_text(struct machine *machine, struct value content, Span at)
{
    if (content.kind != V_STRING || content.string->n == 0 || map_get(&machine->publics, content.string)) return;
    Span set = origin_span(&machine->program->origins, content.origin);
    diag_written_secret(&machine->session->diags, set.file ? set : at,
            "this ends in a Secret: declare it, secret NAME { generate = password(32) }; what everybody may know is public(TEXT, \"reason\")");
}

static void refuse_plain_content(struct machine *machine, const struct object *object)
{
    static const char *const maps[] = {"data", "stringData"};
    for (size_t i = 0; i < COUNT(maps); i++) {
        const struct value *map = record_get(machine->arena, object->value.record, session_name(machine->session, maps[i]));
        for (size_t k = 0; map && map->kind == V_RECORD && k < map->record->n; k++) refuse_plain_text(machine, map->record->values[k], object->at);
    }
}

/* The literal of an object, or of its metadata, in one of ROOMS: the object has records of its own, so nobody keeps these. */
static struct value eval_literal(struct machine *machine, const struct ir *ir, struct value *slots, struct record *const *rooms)
{
    struct record *record = *rooms;
    if (ir->kind != IR_RECORD || ir->record.n > LITERAL_FIELDS) return eval(machine, ir, slots);
    *record = (struct record){.n = (uint32_t)ir->record.n, .keys = ir->record.keys, .key_spans = ir->record.key_spans};
    for (size_t i = 0; i < record->n; i++) {
        const struct ir *field = ir->record.values[i];
        bool inner = rooms[1] && record->keys[i] == machine->program->names.metadata;
        record->values[i] = inner ? eval_literal(machine, field, slots, rooms + 1) : eval(machine, field, slots);
    }
    return value_with_origin(value_record(record), ir->origin);
}

struct value make_object(struct machine *machine, struct body *body, const struct step *step, const struct name *key)
{
    struct value fields = eval_literal(machine, step->ir, body->slots, machine->literals);
    if (fields.kind != V_RECORD) return value_poison();
    struct node_union deps = {0};
    struct reach_union reach = {0};
    adjust_object(machine, body, step, key, &fields, &deps);
    add_object_deps(machine, body, step, &deps);
    struct object *object = NEW(machine->arena, struct object);
    *object = (struct object){.kube = step->kube, .instance = body->instance, .declaration = step, .at = step->item->name.at, .value = {.origin = fields.origin}};
    const struct value *metadata = record_get(machine->arena, fields.record, machine->program->names.metadata);
    name_object(machine, body, step, key, object, metadata);
    object->value = fill_keys(machine, object->kube, object_value(machine, body, step, object, metadata, fields.record));
    if (kube_is_secret(step->kube)) refuse_plain_content(machine, object);
    object->deps = node_union_done(machine->arena, &deps);
    add_reach_of(machine, &reach, object->deps);
    object->reach = reach_done(machine->arena, &reach);
    object->node = add_node(machine, NULL, object);
    vec_push(machine->arena, &machine->objects, object);
    return (struct value){.kind = V_OBJECT, .origin = fields.origin, .object = object};
}

void add_crd_objects(struct machine *machine)
{
    struct program *program = machine->program;
    for (size_t i = 0; i < program->crds.n; i++) {
        const struct crd *crd = &program->crds.at[i];
        if (crd->external) continue;
        struct object *object = NEW(machine->arena, struct object);
        *object = (struct object){.kube = kube_resource_exact("apiextensions.k8s.io/v1", "CustomResourceDefinition"), .value = crd->object,
                .at = crd->at};
        const struct value *metadata = record_get(machine->arena, crd->object.record, program->names.metadata);
        const struct value *name = metadata && metadata->kind == V_RECORD ? record_get(machine->arena, metadata->record, program->names.name) : NULL;
        object->name = name && name->kind == V_STRING ? name_of(machine->session->names, value_str(*name)) : session_name(machine->session, "");
        object->node = add_node(machine, NULL, object);
        vec_push(machine->arena, &machine->objects, object);
    }
}
