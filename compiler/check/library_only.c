/* A program whose project has changed goes back to what was checked of the library, which knows nothing of a project. */
#include "checker.h"

#include "program/components.h"

static const struct source *source_of(const struct program *program, Span at) { return source_at(&program->session->sources, at.file); }

static bool is_standard(const struct program *program, Span at) { return source_is_standard(source_of(program, at)); }

/* ---- whether it can ---- */

/* A file of the library may be what somebody writes. */
static bool writes_library(const struct program *program)
{
    for (size_t i = 0; i < program->modules.n; i++) {
        const struct module *module = program->modules.at[i];
        if (!module->standard && is_standard(program, (Span){module->file, 0, 0})) return true;
    }
    return false;
}

static bool is_of_project(const struct program *program, const struct crd *crd) { return !is_standard(program, crd->at); }

static bool makes(const struct program *program, const struct component *component, const struct crd *crd)
{
    for (size_t i = 0; i < component->nsteps; i++)
        for (size_t k = crd->first_kind; k < crd->end_kind; k++)
            if (component->steps[i]->kube == program->custom.at[k]) return true;
    return false;
}

/* The library may make what the project defines. */
static bool makes_kinds(const struct program *program)
{
    struct component_list library = {0};
    components_declared(program, true, &library);
    for (size_t i = 0; i < program->crds.n; i++)
        for (size_t k = 0; is_of_project(program, &program->crds.at[i]) && k < library.v.n; k++)
            if (makes(program, library.v.at[k], &program->crds.at[i])) return true;
    return false;
}

static bool is_by_itself(const struct program *program)
{
    const struct diags *diags = &program->session->diags;
    for (size_t i = 0; i < diags->all.n; i++)
        if (is_standard(program, diags->all.at[i]->at)) return false;
    return program->builtin && program->prelude && !writes_library(program) && !makes_kinds(program);
}

/* ---- leaving the project ---- */

static void leave_modules(struct program *program)
{
    struct session *session = program->session;
    size_t n = 0;
    for (size_t i = 0; i < program->modules.n; i++) {
        struct module *module = program->modules.at[i];
        if (module->standard) program->modules.at[n++] = module;
        else map_put(session->arena, &program->by_path, name_of(session->names, module->path), NULL);
    }
    program->modules.n = n;
}

static void inherit_again(struct program *program, const struct component *component)
{
    for (size_t i = 0; i < component->nparams; i++)
        if (component->params[i].inherited) register_inherited(program, component->params[i].item, component->params[i].type);
}

static void leave_kinds(struct program *program)
{
    size_t n = 0, kinds = 0;
    for (size_t i = 0; i < program->crds.n; i++) {
        struct crd crd = program->crds.at[i];
        size_t first = kinds;
        if (is_of_project(program, &crd)) continue;
        for (size_t k = crd.first_kind; k < crd.end_kind; k++) program->custom.at[kinds++] = program->custom.at[k];
        crd.first_kind = first;
        crd.end_kind = kinds;
        program->crds.at[n++] = crd;
    }
    program->crds.n = n;
    program->custom.n = kinds;
}

/* A declaration of the project may have stood for those of the library. */
static void leave_inherited(struct program *program)
{
    size_t n = 0;
    for (size_t i = 0; i < program->inherited.n; i++) {
        struct inherited inherited = program->inherited.at[i];
        if (!inherited.at.file || is_standard(program, inherited.at)) program->inherited.at[n++] = inherited;
    }
    program->inherited.n = n;
    struct component_list library = {0};
    components_declared(program, true, &library);
    for (size_t i = 0; i < library.v.n; i++) inherit_again(program, library.v.at[i]);
}

static void leave_meanings(struct program *program)
{
    size_t n = 0, all = program->meanings ? program->meanings->v.n : 0;
    for (size_t i = 0; i < all; i++) {
        struct meaning meaning = program->meanings->v.at[i];
        if (is_standard(program, meaning.at)) program->meanings->v.at[n++] = meaning;
    }
    if (!all) return;
    program->meanings->v.n = n;
    program->meanings->links.n = 0;
}

bool library_only(struct program *program)
{
    if (!is_by_itself(program)) return false;
    leave_modules(program);
    leave_kinds(program);
    leave_inherited(program);
    leave_meanings(program);
    program->root = NULL;
    program->tests.n = 0;
    session_forget_project(program->session);
    return true;
}
