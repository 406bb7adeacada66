/* Secrets, who makes them, and the pods that read them. Their content is nowhere. */
#include "build.h"

#include "objects/secret_makers.h"

/* By "NAMESPACE/NAME": its number + 1. */
struct secrets { struct build *build; struct map known; };

static struct graph_secret *secret_called(struct secrets *secrets, Str namespace, Str name)
{
    struct session *session = secrets->build->session;
    struct graph *graph = secrets->build->graph;
    const struct name *key = name_of(session->names, arena_printf(session->arena, "%.*s/%.*s", STR_ARG(namespace), STR_ARG(name)));
    uintptr_t number = (uintptr_t)map_get(&secrets->known, key);
    if (number) return &graph->secrets.at[number - 1];
    struct graph_secret secret = {.name = name, .namespace = namespace, .maker = NO_PART};
    vec_push(session->arena, &graph->secrets, secret);
    map_put(session->arena, &secrets->known, key, (void *)(uintptr_t)graph->secrets.n);
    return &graph->secrets.at[graph->secrets.n - 1];
}

/* ---- what the stack declares ---- */

static void declare(struct secrets *secrets)
{
    size_t i;
    json_t *fact;
    json_array_foreach(compiled_facts(secrets->build->compiled, "secret"), i, fact) {
        struct graph_secret *secret = secret_called(secrets, json_text(fact, "namespace"), json_text(fact, "name"));
        secret->instance = json_text(fact, "instance");
        secret->provider = json_text(fact, "provider");
        secret->generation = json_integer_value(json_object_get(fact, "generation"));
    }
}

/* A job inside the instance of a secret makes it. */
static void find_makers(struct secrets *secrets)
{
    struct build *build = secrets->build;
    struct map declared = {0};
    for (size_t i = 0; i < build->graph->secrets.n; i++)
        map_put(build->session->arena, &declared, name_of(build->session->names, build->graph->secrets.at[i].instance), &build->graph->secrets.at[i]);
    for (uint32_t i = 0; i < build->graph->parts.n; i++) {
        const struct compiled_object *runs = build->graph->parts.at[i].runs;
        const struct name *around = runs ? name_find(build->session->names, parent_of(runs->instance)) : NULL;
        struct graph_secret *secret = around && around->n ? map_get(&declared, around) : NULL;
        if (secret) secret->maker = i;
    }
}

/* A Certificate or an ExternalSecret, whose controller makes one. */
static void made_by_controller(struct secrets *secrets, uint32_t part, struct compiled_object *object)
{
    struct session *session = secrets->build->session;
    const struct secret_maker *maker = object->kube ? NULL : secret_maker_of(arena_copy(session->arena, object->kind).s);
    if (!maker) return;
    struct value spec = value_field(session, compiled_value(secrets->build->compiled, object), "spec");
    struct value name = value_field(session, spec, maker->outer);
    if (maker->inner) name = value_field(session, name, maker->inner);
    if (name.kind == V_RECORD) name = value_field(session, name, "name");
    struct graph_secret *secret = secret_called(secrets, object->namespace, value_text(name).n ? value_text(name) : object->name);
    secret->maker = part;
    if (!secret->provider.n) secret->provider = object->kind;
}

/* One that is among the objects. */
static void made_by_manifest(struct secrets *secrets, uint32_t part, const struct compiled_object *object)
{
    if (!object->kube || !str_is(object->kind, "Secret")) return;
    struct graph_secret *secret = secret_called(secrets, object->namespace, object->name);
    secret->maker = part;
    if (!secret->provider.n) secret->provider = STR("manifest");
}

/* ---- who reads them ---- */

struct reader { struct secrets *secrets; uint32_t part; Str namespace; };

static void reads(const struct reader *reader, struct value name)
{
    if (!value_text(name).n) return;
    struct graph_secret *secret = secret_called(reader->secrets, reader->namespace, value_text(name));
    bool known = secret->readers.n && secret->readers.at[secret->readers.n - 1] == reader->part;
    if (!known) vec_push(reader->secrets->build->session->arena, &secret->readers, reader->part);
}

static void each_reads(const struct reader *reader, struct value list, const char *path)
{
    struct session *session = reader->secrets->build->session;
    for (size_t i = 0; list.kind == V_LIST && i < list.list->n; i++) reads(reader, value_field(session, list.list->at[i], path));
}

static void containers_read(const struct reader *reader, struct value containers)
{
    struct session *session = reader->secrets->build->session;
    for (size_t i = 0; containers.kind == V_LIST && i < containers.list->n; i++) {
        each_reads(reader, value_field(session, containers.list->at[i], "env"), "valueFrom.secretKeyRef.name");
        each_reads(reader, value_field(session, containers.list->at[i], "envFrom"), "secretRef.name");
    }
}

static void pods_read(const struct reader *reader, struct value spec)
{
    struct session *session = reader->secrets->build->session;
    struct value volumes = value_field(session, spec, "volumes");
    containers_read(reader, value_field(session, spec, "initContainers"));
    containers_read(reader, value_field(session, spec, "containers"));
    each_reads(reader, volumes, "secret.secretName");
    each_reads(reader, value_field(session, spec, "imagePullSecrets"), "name");
    for (size_t i = 0; volumes.kind == V_LIST && i < volumes.list->n; i++)
        each_reads(reader, value_field(session, volumes.list->at[i], "projected.sources"), "secret.name");
}

static void object_reads(const struct reader *reader, struct compiled_object *object)
{
    struct build *build = reader->secrets->build;
    struct value template = pod_template(build, object);
    if (template.kind == V_RECORD) pods_read(reader, value_field(build->session, template, "spec"));
    if (object->kube && str_is(object->kind, "Ingress"))
        each_reads(reader, value_field(build->session, compiled_value(build->compiled, object), "spec.tls"), "secretName");
}

void find_secrets(struct build *build)
{
    struct secrets secrets = {.build = build};
    declare(&secrets);
    find_makers(&secrets);
    for (uint32_t i = 0; i < build->graph->parts.n; i++) {
        const struct graph_part *part = &build->graph->parts.at[i];
        for (size_t k = 0; k < part->objects.n; k++) {
            struct compiled_object *object = part->objects.at[k].object;
            struct reader reader = {&secrets, i, namespace_of_pods(build, object)};
            made_by_controller(&secrets, i, object);
            made_by_manifest(&secrets, i, object);
            object_reads(&reader, object);
        }
    }
}
