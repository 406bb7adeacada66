#include "preflight_internal.h"

#include "review/workload.h"

/* A class that an object of the stack names. */
struct wanted_class { const struct kube_resource *kube; Str name, at; };

struct classes {
    struct preflight_run *run;
    struct map known;      /* interned "Kind/name": defined by the stack, or asked for */
    bool has_default;      /* a StorageClass of the stack is it */
    bool wants_default;
    Str at;                /* of the first claim that wants it */
};

static bool is_default(const json_t *object)
{
    const json_t *annotations = json_at(object, "metadata.annotations");
    static const char *const keys[] = {"storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"};
    for (size_t i = 0; i < COUNT(keys); i++) {
        const char *text = json_string_value(json_object_get(annotations, keys[i]));
        if (text && strcmp(text, "true") == 0) return true;
    }
    return false;
}

static const struct name *class_name(struct classes *classes, Str kind, Str name)
{
    return name_of(classes->run->stack->session->names, arena_printf(classes->run->arena, "%.*s/%.*s", STR_ARG(kind), STR_ARG(name)));
}

static void note_defined(struct classes *classes, const struct member *member)
{
    if (member->resource.namespaced) return;
    map_put(classes->run->arena, &classes->known, class_name(classes, member->resource.kind, member->compiled->name), (void *)(uintptr_t)member);
    json_t *manifest = str_is(member->resource.kind, "StorageClass") ? member_manifest(member) : NULL;
    classes->has_default |= manifest && is_default(manifest);
    json_decref(manifest);
}

/* ---- asking ---- */

static void tell_class(struct preflight_run *run, const struct query *query)
{
    const struct wanted_class *wanted = query->subject;
    const char *kind = wanted->kube->kind;
    if (query->answer == ANSWER_OK) return;
    if (query->answer == ANSWER_NOT_FOUND || query->answer == ANSWER_NO_MATCH)
        preflight_error(run, wanted->at, arena_printf(run->arena, "'kubectl get %s' lists those that there are", wanted->kube->plural),
                 "the %s '%.*s' does not exist in the cluster", kind, STR_ARG(wanted->name));
    else preflight_warn(run, wanted->at, "%s '%.*s' cannot be looked up: %.*s", kind, STR_ARG(wanted->name), STR_ARG(query->why));
}

static void ask_class(struct classes *classes, const struct member *member, const char *version, const char *kind, struct value field)
{
    struct preflight_run *run = classes->run;
    Str name = value_text(field);
    const struct name *key = name.n ? class_name(classes, str_of(kind), name) : NULL;
    if (!key || map_get(&classes->known, key)) return;
    struct wanted_class *wanted = NEW(run->arena, struct wanted_class);
    *wanted = (struct wanted_class){kube_resource_exact(version, kind), name, compiled_cause(run->stack->compiled, member->compiled, field)};
    map_put(run->arena, &classes->known, key, wanted);
    struct resource resource = resource_of(wanted->kube);
    preflight_ask(run, &(struct query){.method = "GET", .path = api_path(run->arena, &resource, STR(""), name, ""), .tell = tell_class,
            .subject = wanted});
}

static void tell_default(struct preflight_run *run, const struct query *query)
{
    size_t i;
    json_t *class;
    const Str *at = query->subject;
    if (query->answer != ANSWER_OK) {
        preflight_warn(run, *at, "whether there is a default StorageClass cannot be told: %.*s", STR_ARG(query->why));
        return;
    }
    json_array_foreach(json_at(query->reply, "items"), i, class)
        if (is_default(class)) return;
    preflight_error(run, *at, STR("name a StorageClass, or \"\" for a volume that an administrator made; 'kubectl get storageclasses' lists them"),
             "a claim names no StorageClass, and the cluster has no default one");
}

/* ---- who names classes ---- */

/* SPEC: of a claim. One that names its volume needs no class. */
static void ask_for_claim(struct classes *classes, const struct member *member, struct value spec)
{
    struct session *session = classes->run->stack->session;
    struct value name = value_field(session, spec, "storageClassName");
    ask_class(classes, member, "storage.k8s.io/v1", "StorageClass", name);
    if (name.kind != V_NULL || value_field(session, spec, "volumeName").kind != V_NULL || classes->wants_default) return;
    classes->wants_default = true;
    classes->at = compiled_cause(classes->run->stack->compiled, member->compiled, spec);
}

static void ask_for_pods(struct classes *classes, const struct member *member, struct value template)
{
    struct session *session = classes->run->stack->session;
    struct value volumes = value_field(session, template, "spec.volumes"), claim;
    ask_class(classes, member, "scheduling.k8s.io/v1", "PriorityClass", value_field(session, template, "spec.priorityClassName"));
    for (size_t i = 0; volumes.kind == V_LIST && i < volumes.list->n; i++) {
        claim = value_field(session, volumes.list->at[i], "ephemeral.volumeClaimTemplate.spec");
        if (claim.kind == V_RECORD) ask_for_claim(classes, member, claim);
    }
}

static void ask_for_object(struct classes *classes, const struct member *member)
{
    struct session *session = classes->run->stack->session;
    struct value value = compiled_value(classes->run->stack->compiled, member->compiled);
    const char *path = member->compiled->kube ? template_path(member->compiled->kind) : NULL;
    if (path) ask_for_pods(classes, member, *path ? value_field(session, value, path) : value);
    if (str_is(member->compiled->kind, "PersistentVolumeClaim")) ask_for_claim(classes, member, value_field(session, value, "spec"));
    struct value ingress = str_is(member->compiled->kind, "Ingress") ? value_field(session, value, "spec.ingressClassName") : value_null();
    ask_class(classes, member, "networking.k8s.io/v1", "IngressClass", ingress);
    struct value claims = str_is(member->compiled->kind, "StatefulSet") ? value_field(session, value, "spec.volumeClaimTemplates") : value_null();
    for (size_t i = 0; claims.kind == V_LIST && i < claims.list->n; i++)
        ask_for_claim(classes, member, value_field(session, claims.list->at[i], "spec"));
}

void preflight_ask_classes(struct preflight_run *run)
{
    struct classes classes = {.run = run};
    for (size_t i = 0; i < run->stack->members.n; i++) note_defined(&classes, &run->stack->members.at[i]);
    for (size_t i = 0; i < run->stack->members.n; i++) ask_for_object(&classes, &run->stack->members.at[i]);
    if (!classes.wants_default || classes.has_default) return;
    struct resource resource = resource_of(kube_resource_exact("storage.k8s.io/v1", "StorageClass"));
    Str *at = NEW(run->arena, Str);
    *at = classes.at;
    preflight_ask(run, &(struct query){.method = "GET", .path = api_path(run->arena, &resource, STR(""), STR(""), ""), .metadata_only = true,
            .tell = tell_default, .subject = at});
}
