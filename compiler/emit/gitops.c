#include "gitops.h"

#include "base/folder.h"
#include "value/record_builder.h"
#include "value/serialize.h"

#include <stdlib.h>
#include <unistd.h>

static bool text_is(struct value value, const char *text) { return value.kind == V_STRING && str_is(value_str(value), text); }

/* ---- the second wave ---- */

/* FACT is one named "job": {name, phase, …}. */
static void add_job(struct gitops *gitops, const struct fact *fact)
{
    const struct machine *machine = gitops->compilation->machine;
    struct session *session = gitops->compilation->session;
    struct value name = value_get(session->arena, fact->value, session_name(session, "name"));
    if (!text_is(value_get(session->arena, fact->value, session_name(session, "phase")), "after") || name.kind != V_STRING) return;
    for (uint32_t i = fact->instance->first_object; i < fact->instance->end_object; i++) {
        struct object *object = machine->objects.at[i];
        bool same = strcmp(object->kube->kind, "Job") == 0 && str_eq(NAME_STR(object->name), value_str(name));
        if (same) map_put(session->arena, &gitops->after, object, object);
    }
}

struct gitops gitops_new(const struct compilation *compilation, enum order_style style)
{
    struct gitops gitops = {.compilation = compilation, .style = style};
    const struct fact *job;
    for (size_t i = 0; (job = next_fact(compilation->machine, "job", &i));) add_job(&gitops, job);
    return gitops;
}

/* ---- annotations ---- */

static struct value annotation(const struct gitops *gitops, const struct object *object, const char *key)
{
    struct session *session = gitops->compilation->session;
    const struct well_known *names = &gitops->compilation->program->names;
    struct value metadata = value_get(session->arena, object->value, names->metadata);
    return value_get(session->arena, value_get(session->arena, metadata, names->annotations), session_name(session, key));
}

static void annotate(const struct gitops *gitops, struct object *object, const char *key, Str text)
{
    struct session *session = gitops->compilation->session;
    const struct well_known *names = &gitops->compilation->program->names;
    struct value metadata = value_get(session->arena, object->value, names->metadata);
    struct value annotations = value_get(session->arena, metadata, names->annotations);
    annotations = record_with(session->arena, annotations, session_name(session, key), value_string(session->arena, text));
    metadata = record_with(session->arena, metadata, names->annotations, annotations);
    object->value = record_with(session->arena, object->value, names->metadata, metadata);
}

/* Options stand in one annotation, with commas between them; those that a person has set stay. */
static void add_sync_option(const struct gitops *gitops, struct object *object, const char *option)
{
    static const char key[] = "argocd.argoproj.io/sync-options";
    struct value set = annotation(gitops, object, key);
    Str before = set.kind == V_STRING ? value_str(set) : STR("");
    annotate(gitops, object, key, arena_printf(gitops->compilation->session->arena, "%.*s%s%s", STR_ARG(before), before.n ? "," : "", option));
}

static bool is_custom(const struct gitops *gitops, const struct object *object)
{
    const struct program *program = gitops->compilation->program;
    for (size_t i = 0; i < program->custom.n; i++)
        if (program->custom.at[i] == object->kube) return true;
    return false;
}

static void annotate_argocd(const struct gitops *gitops, struct object *object)
{
    if (map_get(&gitops->after, object)) annotate(gitops, object, "argocd.argoproj.io/sync-wave", STR("1"));
    if (is_custom(gitops, object)) add_sync_option(gitops, object, "SkipDryRunOnMissingResource=true");
    if (kube_is_protected(str_of(object->kube->kind))) add_sync_option(gitops, object, "Prune=false,Delete=false");
}

static void annotate_kapp(const struct gitops *gitops, struct object *object)
{
    struct arena *arena = gitops->compilation->session->arena;
    int digits = wave_digits(gitops->compilation->order->waves);
    annotate(gitops, object, "kapp.k14s.io/change-group", arena_printf(arena, "stk.dev/wave-%0*u", digits, object->wave));
    if (object->wave)
        annotate(gitops, object, "kapp.k14s.io/change-rule", arena_printf(arena, "upsert after upserting stk.dev/wave-%0*u", digits, object->wave - 1));
}

void gitops_annotate(const struct gitops *gitops, struct object *object)
{
    switch (gitops->style) {
    case ORDER_WAVES: break;
    case ORDER_ARGOCD: annotate_argocd(gitops, object); break;
    case ORDER_KAPP: annotate_kapp(gitops, object); break;
    case ORDER_FLUX:
        if (kube_is_protected(str_of(object->kube->kind))) annotate(gitops, object, "kustomize.toolkit.fluxcd.io/prune", STR("disabled"));
        break;
    }
}

/* ---- Flux ---- */

const char *flux_folder(const struct gitops *gitops, const struct object *object)
{
    return map_get(&gitops->after, object) ? "after" : "manifests";
}

static struct value one_text(struct session *session, const char *key, const char *text)
{
    struct fields fields = {.session = session};
    put_text(&fields, key, str_of(text));
    return done(&fields);
}

static struct value source_of(struct session *session, const struct flux_options *options)
{
    const char *slash = strchr(options->source, '/');
    struct fields fields = {.session = session};
    put_text(&fields, "kind", (Str){options->source, (size_t)(slash - options->source)});
    put_text(&fields, "name", str_of(slash + 1));
    return done(&fields);
}

static struct value spec_of(struct session *session, const struct flux_options *options, const char *name, const char *path, bool after)
{
    struct fields spec = {.session = session};
    struct items first = {0};
    put_text(&spec, "interval", str_of(options->interval));
    put_text(&spec, "path", arena_printf(session->arena, "./%s/%s", path, after ? "after" : "manifests"));
    put(&spec, "prune", value_bool(true));
    put(&spec, "wait", value_bool(true));
    put(&spec, "sourceRef", source_of(session, options));
    vec_push(session->arena, &first.v, one_text(session, "name", name));
    if (after) put(&spec, "dependsOn", list_of(session, &first));
    return done(&spec);
}

void write_kustomization(const struct gitops *gitops, const struct flux_options *options, const char *path, bool after, struct buf *out)
{
    struct session *session = gitops->compilation->session;
    const char *name = options->name ? options->name : gitops->compilation->program->root->name->s;
    struct fields metadata = {.session = session}, whole = {.session = session};
    put_text(&metadata, "name", after ? arena_printf(session->arena, "%s-after", name) : str_of(name));
    put_text(&metadata, "namespace", str_of(options->namespace));
    put_text(&whole, "apiVersion", STR("kustomize.toolkit.fluxcd.io/v1"));
    put_text(&whole, "kind", STR("Kustomization"));
    put(&whole, "metadata", done(&metadata));
    put(&whole, "spec", spec_of(session, options, name, options->path ? options->path : path, after));
    write_yaml(out, done(&whole), NULL);
}

/* FOLDER with its nearest folder that exists made absolute; NULL: it cannot be. */
static const char *absolute(struct arena *arena, const char *folder)
{
    const char *slash = strrchr(folder, '/');
    char *whole = realpath(folder, NULL);
    if (!whole && slash == folder) return NULL;
    const char *above = whole ? NULL : slash ? absolute(arena, arena_copy(arena, (Str){folder, (size_t)(slash - folder)}).s) : absolute(arena, ".");
    const char *text = whole ? arena_copy(arena, str_of(whole)).s : above ? arena_printf(arena, "%s/%s", above, slash ? slash + 1 : folder).s : NULL;
    free(whole);
    return text;
}

const char *path_in_repository(struct arena *arena, const char *folder)
{
    const char *whole = absolute(arena, folder), *slash = whole ? strrchr(whole, '/') : NULL;
    size_t n = slash ? repository_length(arena, (Str){whole, (size_t)(slash - whole)}) : 0;
    if (n) return whole + n + 1;
    while (strncmp(folder, "./", 2) == 0) folder += 2;
    return folder;
}
