#include "program/components.h"
#include "program/override_path.h"

#include "program/meaning.h"

enum { PARTS_MAX = 8 }; /* of a path that is written out */

/* a.b.c as YAML has it: "a: { b: { c: … } }" */
static Str nested_path(struct arena *arena, Str path, size_t dots)
{
    Str opened = STR("");
    for (size_t i = 0; i < dots; i++) {
        Str part = str_cut(&path, '.');
        opened = arena_printf(arena, "%.*s%.*s: { ", STR_ARG(opened), STR_ARG(part));
    }
    return arena_printf(arena, "%.*s%.*s: …%.*s", STR_ARG(opened), STR_ARG(path), (int)(2 * dots), " } } } } } } } }");
}

static void report_path(struct program *program, struct ident at, const struct suggestion *suggestion, const char *what)
{
    struct diag *diag = diag_add(&program->session->diags, E0110, at.at, "there is no '%s' in %s", at.name->s, what);
    diag_suggest(&program->session->diags, diag, suggestion);
    size_t dots = 0;
    for (size_t i = 0; i < at.name->n; i++) dots += at.name->s[i] == '.';
    if (dots && dots <= PARTS_MAX) diag_help(&program->session->diags, diag, "the parts of a path stand inside each other: %.*s",
            STR_ARG(nested_path(program->session->arena, NAME_STR(at.name), dots)));
}

static bool is_number(const struct name *name) { return strspn(name->s, "0123456789") == name->n; }

/* Into the value of a parameter: fields, keys, and items of lists by their number. */
static const struct type *value_path(struct program *program, const struct type *type, const struct ident *path, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        type = type_strip(type);
        if (type->kind == T_MAP) type = i + 1 < n ? type->of : type_optional(program->session->arena, type->of); /* null takes the key away */
        else if (type->kind == T_LIST && is_number(path[i].name)) type = type->of;
        else if (type->kind == T_ANY || type->kind == T_PLAIN || type->kind == T_POISON) continue;
        else if (type->kind == T_RECORD && type_field(type, path[i].name)) {
            const struct record_field *field = type_field(type, path[i].name);
            note_meaning(program, (struct meaning){.at = path[i].at, .declared = field->at, .type = field->type});
            type = field->type;
        }
        else {
            struct suggestion suggestion = suggestion_for(&program->session->diags, NAME_STR(path[i].name));
            for (size_t k = 0; type->kind == T_RECORD && k < type->nfields; k++) suggestion_offer_declared(&suggestion, NAME_STR(type->fields[k].name), type->fields[k].at);
            report_path(program, path[i], &suggestion, type_show(program->session->arena, type).s);
            return NULL;
        }
    }
    return type;
}

static void report_object_path(struct program *program, struct ident at, const struct kube_type *type)
{
    struct suggestion suggestion = suggestion_for(&program->session->diags, NAME_STR(at.name));
    for (size_t i = 0; i < type->nfields; i++)
        if (kube_field_served(&type->fields[i], program->session->kube)) suggestion_offer(&suggestion, str_of(type->fields[i].name));
    report_path(program, at, &suggestion, type_show(program->session->arena, type_of_kube(program->session, type)).s);
}

/* Into an object: fields, keys of maps, and items of lists by what tells them apart: a container by its name. */
static const struct type *object_path(struct program *program, const struct kube_type *type, const struct ident *path, size_t n)
{
    bool required = true;
    for (size_t i = 0; i < n; i++) {
        if (type->kind == KUBE_ANY || type->kind == KUBE_OBJECT) return type_simple(T_PLAIN);
        bool keyed = type->kind == KUBE_MAP || (type->kind == KUBE_LIST && type->list_keys);
        const struct kube_field *field = type->kind == KUBE_STRUCT ? kube_field_find(type, path[i].name->s, path[i].name->n) : NULL;
        if (!keyed && !(field && kube_field_served(field, program->session->kube))) {
            report_object_path(program, path[i], type);
            return NULL;
        }
        if (field) note_meaning(program, (struct meaning){.at = path[i].at, .kube = type});
        type = keyed ? type->element : field->type;
        required = keyed ? type->kind == KUBE_STRUCT : field->required;
    }
    const struct type *found = type_of_kube(program->session, type);
    return required ? found : type_optional(program->session->arena, found);
}

/* The content of a Secret is never written down, so that a literal is refused there as for any secret. */
static const struct type *content_of_secret(struct program *program, const struct kube_resource *kube, const struct ident *path, size_t n)
{
    bool content = kube_is_secret(kube) && (strcmp(path[0].name->s, "data") == 0 || strcmp(path[0].name->s, "stringData") == 0);
    if (!content) return NULL;
    return n == 1 ? type_of(program->session->arena, T_MAP, type_simple(T_SECRET)) : type_simple(T_SECRET);
}

const struct type *override_type(struct program *program, struct component *component, const struct ident *path, size_t n)
{
    struct step *step = map_get(&component->by_name, path[0].name);
    const struct param *param = component_param(component, path[0].name);
    if (step) note_meaning(program, (struct meaning){.at = path[0].at, .declared = step->item->name.at, .step = step, .symbol = component->symbol});
    if (param) return value_path(program, param->type, path + 1, n - 1);
    if (step && step->kind == STEP_INSTANCE && step->component) {
        size_t skip = step->item->loop ? 2 : 1;
        if (n > skip) return override_type(program, step->component, path + skip, n - skip);
        struct diag *diag = diag_add(&program->session->diags, E0110, path[0].at, "'%s' is an instance: name a parameter inside it", path[0].name->s);
        Str file = source_at(&program->session->sources, path[0].at.file)->path;
        bool yaml = str_ends(file, STR(".yaml")) || str_ends(file, STR(".yml"));
        diag_help(&program->session->diags, diag, yaml ? "write %s: { PARAMETER: … }" : "write %s.PARAMETER = …", path[0].name->s);
        return NULL;
    }
    size_t object = step && step->kind == STEP_RESOURCE && step->item->loop ? 2 : 1;
    if (step && step->kind == STEP_RESOURCE && step->kube && n > object) {
        const struct type *content = content_of_secret(program, step->kube, path + object, n - object);
        return content ? content : object_path(program, step->kube->type, path + object, n - object);
    }
    if (step && step->kind == STEP_RESOURCE && step->kube) {
        struct diag *diag = diag_add(&program->session->diags, E0110, path[0].at, "'%s' is an object: name a field of it", path[0].name->s);
        diag_help(&program->session->diags, diag, "write %s.spec.FIELD = …", path[0].name->s);
        return NULL;
    }
    const struct inherited *inherited = program_inherited(program, path[0].name);
    if (inherited) note_meaning(program, (struct meaning){.at = path[0].at, .declared = inherited->at, .type = inherited->type});
    if (inherited) warn_nobody_inherits(program, component, inherited, path[0].at);
    if (inherited) return n == 1 ? inherited->type : value_path(program, inherited->type, path + 1, n - 1);
    struct suggestion suggestion = suggestion_for(&program->session->diags, NAME_STR(path[0].name));
    for (size_t i = 0; i < component->nparams; i++)
        suggestion_offer_declared(&suggestion, NAME_STR(component->params[i].name), component->params[i].at);
    for (size_t i = 0; i < component->nsteps; i++)
        if (component->steps[i]->kind == STEP_INSTANCE || component->steps[i]->kind == STEP_RESOURCE)
            suggestion_offer_declared(&suggestion, NAME_STR(component->steps[i]->name), component->steps[i]->item->name.at);
    for (size_t i = 0; i < program->inherited.n; i++) suggestion_offer_declared(&suggestion, NAME_STR(program->inherited.at[i].name), program->inherited.at[i].at);
    report_path(program, path[0], &suggestion, arena_printf(program->session->arena, "%s '%s'", component->decl->stack ? "stack" : "component",
            component->name->s).s);
    return NULL;
}
