/* The checked program: an empty one, and what is looked up in it. */
#include "program/meaning.h"

static struct well_known well_known_names(struct session *session)
{
#define KNOWN(field, text) .field = session_name(session, text)
    return (struct well_known){KNOWN(self, "self"), KNOWN(name, "name"), KNOWN(after, "after"), KNOWN(namespace, "namespace"),
        KNOWN(path, "path"), KNOWN(stack, "stack"), KNOWN(component, "component"), KNOWN(waits, "waits"), KNOWN(links, "links"), KNOWN(rollouts, "rollouts"), KNOWN(wait, "wait"),
        KNOWN(common_labels, "common_labels"), KNOWN(common_annotations, "common_annotations"),
        KNOWN(standard_labels, "standard_labels"),
        KNOWN(it, "it"), KNOWN(api_version, "apiVersion"), KNOWN(kind, "kind"), KNOWN(default_namespace, "default"), KNOWN(metadata, "metadata"), KNOWN(labels, "labels"),
        KNOWN(annotations, "annotations")};
#undef KNOWN
}

static void make_self_type(struct program *program)
{
    struct arena *arena = program->session->arena;
    const struct well_known *names = &program->names;
    const struct type *string = type_simple(T_STRING);
    enum { FIELDS = 9 };
    struct record_field *fields = NEW_ARRAY(arena, FIELDS, struct record_field);
    fields[0] = (struct record_field){.name = names->name, .type = string};
    fields[1] = (struct record_field){.name = names->path, .type = string};
    fields[2] = (struct record_field){.name = names->stack, .type = string};
    fields[3] = (struct record_field){.name = names->component, .type = string};
    fields[4] = (struct record_field){.name = names->waits, .type = type_of(arena, T_LIST, string)};
    fields[5] = (struct record_field){.name = names->links, .type = fields[4].type};
    fields[6] = (struct record_field){.name = names->rollouts, .type = fields[4].type};
    fields[7] = (struct record_field){.name = names->common_labels, .type = type_of(arena, T_MAP, string)};
    fields[8] = (struct record_field){.name = names->common_annotations, .type = fields[7].type};
    const struct name **keys = NEW_ARRAY(arena, FIELDS, const struct name *);
    for (size_t i = 0; i < FIELDS; i++) keys[i] = fields[i].name;
    program->self_keys = keys;
    struct type *type = NEW(arena, struct type);
    *type = (struct type){.kind = T_RECORD, .fields = fields, .nfields = FIELDS};
    program->self_type = type;
}

/* Of every object inside; no component has to declare them. */
static void inherit_common(struct program *program)
{
    const struct well_known *names = &program->names;
    const struct type *map = type_of(program->session->arena, T_MAP, type_simple(T_STRING));
    struct inherited common[] = {{.name = names->common_labels, .type = map}, {.name = names->common_annotations, .type = map},
                                 {.name = names->standard_labels, .type = type_simple(T_BOOL)}};
    for (size_t i = 0; i < COUNT(common); i++) vec_push(program->session->arena, &program->inherited, common[i]);
}

struct program *program_new(struct session *session)
{
    struct program *program = NEW(session->arena, struct program);
    program->session = session;
    program->names = well_known_names(session);
    if (session->for_editor) program->meanings = NEW(session->arena, struct meanings);
    make_self_type(program);
    inherit_common(program);
    return program;
}

/* ---- looking up ---- */

const struct export *component_export(const struct component *component, const struct name *name)
{
    for (size_t i = 0; i < component->nexports; i++)
        if (component->exports[i].name == name) return &component->exports[i];
    return NULL;
}

const struct param *component_param(const struct component *component, const struct name *name)
{
    const struct step *step = map_get(&component->by_name, name);
    bool param = step && step->kind == STEP_PARAM && step->param < component->nparams;
    return param && component->params[step->param].name == name ? &component->params[step->param] : NULL;
}

const struct module *program_module(const struct program *program, uint32_t file)
{
    for (size_t i = 0; i < program->modules.n; i++)
        if (program->modules.at[i]->file == file) return program->modules.at[i];
    return NULL;
}

const struct inherited *program_inherited(const struct program *program, const struct name *name)
{
    for (size_t i = 0; i < program->inherited.n; i++)
        if (program->inherited.at[i].name == name) return &program->inherited.at[i];
    return NULL;
}

/* The module whose schema defines a custom kind; 0: the definition is among manifests. */
static uint32_t defining_file(const struct program *program, size_t kind)
{
    for (size_t i = 0; i < program->crds.n; i++)
        if (kind >= program->crds.at[i].first_kind && kind < program->crds.at[i].end_kind) return program->crds.at[i].at.file;
    return 0;
}

/* Definitions of one kind may differ: a module means that of its own schema, else one of the same project or library. */
static unsigned nearness(const struct program *program, size_t kind, uint32_t file)
{
    const struct sources *sources = &program->session->sources;
    uint32_t other = defining_file(program, kind);
    if (!file || !other) return 1;
    if (other == file) return 3;
    return source_is_standard(source_at(sources, other)) == source_is_standard(source_at(sources, file)) ? 2 : 1;
}

static const struct kube_resource *custom_resource(const struct program *program, uint32_t file, Str api_version, Str kind)
{
    const struct kube_resource *found = NULL;
    unsigned nearest = 0;
    for (size_t i = 0; i < program->custom.n; i++) {
        const struct kube_resource *custom = program->custom.at[i];
        if (!str_is(kind, custom->kind) || (api_version.n && !str_is(api_version, custom->api_version))) continue;
        unsigned near = nearness(program, i, file);
        if (near <= nearest) continue;
        found = custom;
        nearest = near;
    }
    return found;
}

const struct kube_resource *program_resource(const struct program *program, uint32_t file, Str api_version, Str kind)
{
    const char *kind_z = arena_copy(program->session->arena, kind).s;
    const struct kube_resource *own = api_version.n ? NULL : kube_resource_best(kind_z, program->session->kube);
    const struct kube_resource *custom = own ? NULL : custom_resource(program, file, api_version, kind);
    if (custom) return custom;
    return api_version.n ? kube_resource_exact(arena_copy(program->session->arena, api_version).s, kind_z) : own;
}
