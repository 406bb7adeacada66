/* What pods refer to: ConfigMaps, Secrets and their keys, claims, accounts. */
#include "resolver.h"

#include "validate/links.h"

static const struct relation
    mounts_config = {"ConfigMap", "mounts", "mounts", E0705, "a pod mounts only from its own"},
    mounts_secret = {"Secret", "mounts", "mounts", E0705, "a pod mounts only from its own"},
    mounts_claim = {"PersistentVolumeClaim", "mounts", "mounts", E0713, "a pod mounts only from its own"},
    reads_config = {"ConfigMap", "takes its environment from", "environment", E0705, "a pod reads only from its own"},
    reads_secret = {"Secret", "takes its environment from", "environment", E0705, "a pod reads only from its own"},
    pulls_with = {"Secret", "pulls its images with", "pulls images", E0705, "a pod reads only from its own"},
    runs_as = {"ServiceAccount", "runs as", "service account", E0713, "a pod runs only under one of its own"};

/* ---- Secrets ---- */

/* A Secret of which SOURCE names keys: one, or items. */
static void resolve_secret(struct resolver *resolver, const struct relation *relation, struct object *from, struct value source, struct value name,
        struct value items)
{
    struct catalog *catalog = resolver->catalog;
    bool optional = is_true(dig(catalog, source, "optional"));
    const struct object *found = resolve_own(resolver, relation, from, name, optional);
    const struct made_secret *made = found || !dig_text(name).n ? NULL : made_secret(resolver, from->namespace, dig_text(name));
    struct value item;
    for (size_t i = 0; !optional && each(items, i, &item); i++) {
        struct value key = dig(catalog, item, "key");
        if (found) need_key(resolver, from, found, key);
        else if (made) need_made_key(resolver, from, made, key);
    }
}

static void need_items(struct resolver *resolver, const struct object *from, const struct object *config, struct value source)
{
    struct value items = dig(resolver->catalog, source, "items"), item;
    for (size_t i = 0; each(items, i, &item); i++) need_key(resolver, from, config, dig(resolver->catalog, item, "key"));
}

/* ---- volumes ---- */

static bool optional(struct resolver *resolver, struct value source) { return is_true(dig(resolver->catalog, source, "optional")); }

static void resolve_config(struct resolver *resolver, struct object *from, struct value source)
{
    struct object *config = resolve_own(resolver, &mounts_config, from, dig(resolver->catalog, source, "name"), optional(resolver, source));
    if (config && !optional(resolver, source)) need_items(resolver, from, config, source);
}

static void resolve_sources(struct resolver *resolver, const struct workload *workload, struct value sources)
{
    struct catalog *catalog = resolver->catalog;
    struct value source;
    for (size_t i = 0; each(sources, i, &source); i++) {
        struct value secret = dig(catalog, source, "secret");
        resolve_config(resolver, workload->object, dig(catalog, source, "configMap"));
        resolve_secret(resolver, &mounts_secret, workload->object, secret, dig(catalog, secret, "name"), dig(catalog, secret, "items"));
        follow_resources(catalog, workload, dig(catalog, source, "downwardAPI", "items"));
    }
}

static void resolve_volume(struct resolver *resolver, const struct workload *workload, struct value volume)
{
    struct catalog *catalog = resolver->catalog;
    struct object *from = workload->object;
    struct value config = dig(catalog, volume, "configMap"), secret = dig(catalog, volume, "secret");
    struct value claim = dig(catalog, volume, "persistentVolumeClaim"), projected = dig(catalog, volume, "projected");
    if (config.kind != V_NULL) resolve_config(resolver, from, config);
    else if (secret.kind != V_NULL)
        resolve_secret(resolver, &mounts_secret, from, secret, dig(catalog, secret, "secretName"), dig(catalog, secret, "items"));
    else if (claim.kind != V_NULL) resolve_own(resolver, &mounts_claim, from, dig(catalog, claim, "claimName"), false);
    else if (projected.kind != V_NULL) resolve_sources(resolver, workload, dig(catalog, projected, "sources"));
    else if (dig(catalog, volume, "emptyDir").kind == V_NULL && dig(catalog, volume, "hostPath").kind == V_NULL) {
        follow_resources(catalog, workload, dig(catalog, volume, "downwardAPI", "items"));
        resolve_volume_fields(resolver, from, volume);
    }
}

/* A claim template of a StatefulSet makes the volume of its name, also in place of one that the pod has. */
static bool find_template(struct resolver *resolver, const struct workload *workload, Str name, struct value *template)
{
    struct value templates = dig(resolver->catalog, workload->object->value, "spec", "volumeClaimTemplates");
    for (size_t i = 0; each(templates, i, template); i++)
        if (str_eq(dig_text(dig(resolver->catalog, *template, "metadata", "name")), name)) return true;
    return false;
}

enum { FEW_VOLUMES = 8 };

static void index_volumes(struct resolver *resolver, const struct list *volumes)
{
    resolver->volumes = volumes;
    resolver->by_volume = (struct map){0};
    for (size_t i = volumes->n; i-- > 0;) {
        const struct name *name = name_key(resolver, dig_text(dig(resolver->catalog, volumes->at[i], "name")));
        map_put(resolver->catalog->session->arena, &resolver->by_volume, name, (void *)(uintptr_t)(i + 1));
    }
}

static bool find_indexed(struct resolver *resolver, const struct list *volumes, Str name, struct value *volume)
{
    if (resolver->volumes != volumes) index_volumes(resolver, volumes);
    uintptr_t place = (uintptr_t)map_get(&resolver->by_volume, name_key(resolver, name));
    if (place) *volume = volumes->at[place - 1];
    return place;
}

/* The first that is called so. */
static bool find_among(struct resolver *resolver, struct value volumes, Str name, struct value *volume)
{
    if (volumes.kind == V_LIST && volumes.list->n > FEW_VOLUMES) return find_indexed(resolver, volumes.list, name, volume);
    for (size_t i = 0; each(volumes, i, volume); i++)
        if (str_eq(dig_text(dig(resolver->catalog, *volume, "name")), name)) return true;
    return false;
}

static bool find_volume(struct resolver *resolver, const struct workload *workload, Str name, struct value *volume)
{
    return find_among(resolver, dig(resolver->catalog, workload->pod_spec, "volumes"), name, volume) ||
           find_template(resolver, workload, name, volume);
}

static void report_volume(struct resolver *resolver, const struct workload *workload, struct value name)
{
    struct catalog *catalog = resolver->catalog;
    struct diag *diag = object_error(catalog, E0705, name, workload->object, "%s '%s' mounts volume '%.*s', which its pods do not have",
                                     workload->object->kube->kind, workload->object->name->s, STR_ARG(dig_text(name)));
    struct suggestion suggestion = suggestion_for(&catalog->session->diags, dig_text(name));
    struct value volumes = dig(catalog, workload->pod_spec, "volumes"), volume;
    for (size_t i = 0; worth_searching(catalog) && each(volumes, i, &volume); i++)
        suggestion_offer_declared(&suggestion, dig_text(dig(catalog, volume, "name")),
                                  declared_place(catalog, where(catalog, volume, workload->object), workload->object));
    diag_suggest(&catalog->session->diags, diag, &suggestion);
    diag_help(&catalog->session->diags, diag, "add it to the pod's volumes");
}

/* The part of a path before its first '/', if the volume says itself how its files are called. */
static bool is_item(struct resolver *resolver, struct value items, Str path)
{
    struct value item;
    for (size_t i = 0; each(items, i, &item); i++) {
        Str made = dig_text(dig(resolver->catalog, item, "path"));
        if (str_eq(made, path) || (str_starts(made, path) && made.s[path.n] == '/')) return true;
    }
    return false;
}

/* A file of a ConfigMap mounted alone. */
static void check_sub_path(struct resolver *resolver, const struct workload *workload, struct value source, struct value path)
{
    struct catalog *catalog = resolver->catalog;
    Str name = dig_text(dig(catalog, source, "name"));
    const struct object *config = name.n ? catalog_find(catalog, "ConfigMap", workload->object->namespace, name) : NULL;
    struct value items = dig(catalog, source, "items");
    if (!config || optional(resolver, source) || !dig_text(path).n) return;
    if (items.kind != V_LIST) need_key(resolver, workload->object, config, path);
    else if (!is_item(resolver, items, dig_text(path))) {
        struct diag *diag = object_error(catalog, E0705, path, workload->object,
                "%s '%s' mounts file '%.*s' of ConfigMap '%s', which the volume does not take",
                                         workload->object->kube->kind, workload->object->name->s, STR_ARG(dig_text(path)), config->name->s);
        diag_note(&catalog->session->diags, diag, where(catalog, items, workload->object), "these are taken");
        diag_help(&catalog->session->diags, diag, "add it to the items of the volume");
    }
}

/* NAME in a container; false: the pods have no such volume. */
static bool name_volume(struct resolver *resolver, const struct workload *workload, struct value name, struct value *volume)
{
    if (!find_volume(resolver, workload, dig_text(name), volume)) return false;
    link_part(resolver->catalog, name, where(resolver->catalog, dig(resolver->catalog, *volume, "name"), workload->object), workload->object);
    return true;
}

/* Where the server says itself that there is no such volume. */
static void follow_volume(struct resolver *resolver, const struct workload *workload, struct value name)
{
    struct value volume;
    bool asked = offers_wanted(&resolver->catalog->session->diags, dig_text(name));
    if (dig_text(name).n && !name_volume(resolver, workload, name, &volume) && asked) report_volume(resolver, workload, name);
}

static void check_mounts(struct resolver *resolver, const struct workload *workload, struct value container)
{
    struct catalog *catalog = resolver->catalog;
    struct value mounts = dig(catalog, container, "volumeMounts"), mount, volume;
    struct value devices = dig(catalog, container, "volumeDevices"), device;
    for (size_t i = 0; each(mounts, i, &mount); i++) {
        struct value name = dig(catalog, mount, "name");
        if (!dig_text(name).n) continue;
        if (name_volume(resolver, workload, name, &volume))
            check_sub_path(resolver, workload, dig(catalog, volume, "configMap"), dig(catalog, mount, "subPath"));
        else report_volume(resolver, workload, name);
    }
    for (size_t i = 0; each(devices, i, &device); i++) follow_volume(resolver, workload, dig(catalog, device, "name"));
}

/* ---- environments ---- */

/* One reference to a key, as a list of items; no reference gives none. */
static struct value list_of(struct resolver *resolver, struct value item)
{
    struct list *list = list_new(resolver->catalog->session->arena, item.kind == V_RECORD);
    if (list->n) list->at[0] = item;
    return value_list(list);
}

static void resolve_variable(struct resolver *resolver, const struct workload *workload, struct value source)
{
    struct catalog *catalog = resolver->catalog;
    struct value config = dig(catalog, source, "configMapKeyRef"), secret = dig(catalog, source, "secretKeyRef");
    struct object *from = workload->object;
    struct object *found = resolve_own(resolver, &reads_config, from, dig(catalog, config, "name"), optional(resolver, config));
    if (found && !optional(resolver, config)) need_key(resolver, from, found, dig(catalog, config, "key"));
    resolve_secret(resolver, &reads_secret, from, secret, dig(catalog, secret, "name"), list_of(resolver, secret));
    follow_resource(catalog, workload, dig(catalog, source, "resourceFieldRef"));
    follow_volume(resolver, workload, dig(catalog, source, "fileKeyRef", "volumeName"));
}

static void resolve_environment(struct resolver *resolver, const struct workload *workload, struct value container)
{
    struct catalog *catalog = resolver->catalog;
    struct value list = dig(catalog, container, "env"), entry;
    for (size_t i = 0; each(list, i, &entry); i++) {
        struct value source = dig(catalog, entry, "valueFrom");
        if (source.kind != V_NULL) resolve_variable(resolver, workload, source);
    }
    list = dig(catalog, container, "envFrom");
    for (size_t i = 0; each(list, i, &entry); i++) {
        struct value config = dig(catalog, entry, "configMapRef"), secret = dig(catalog, entry, "secretRef");
        resolve_own(resolver, &reads_config, workload->object, dig(catalog, config, "name"), optional(resolver, config));
        resolve_own(resolver, &reads_secret, workload->object, dig(catalog, secret, "name"), optional(resolver, secret));
    }
}

/* Pods may not do what they have to before they are granted it. */
static void resolve_account(struct resolver *resolver, struct object *from, struct value name)
{
    const struct object *account = resolve_own(resolver, &runs_as, from, name, false);
    const struct object_list *bindings = account ? map_get(&resolver->granted, account) : NULL;
    for (size_t i = 0; bindings && i < bindings->v.n; i++)
        add_reference(resolver, from, bindings->v.at[i], where(resolver->catalog, name, from), "rights of its account", NEED_EXISTENCE);
}

void resolve_workload(struct resolver *resolver, const struct workload *workload)
{
    struct catalog *catalog = resolver->catalog;
    struct object *from = workload->object;
    struct value container, volume, secret, template;
    struct value volumes = dig(catalog, workload->pod_spec, "volumes"), secrets = dig(catalog, workload->pod_spec, "imagePullSecrets");
    for (size_t i = 0; each(volumes, i, &volume); i++)
        if (!find_template(resolver, workload, dig_text(dig(catalog, volume, "name")), &template)) resolve_volume(resolver, workload, volume);
    for (size_t i = 0; each_container(workload, i, &container); i++) {
        check_mounts(resolver, workload, container);
        resolve_environment(resolver, workload, container);
    }
    for (size_t i = 0; each(secrets, i, &secret); i++) resolve_own(resolver, &pulls_with, from, dig(catalog, secret, "name"), false);
    resolve_account(resolver, from, dig(catalog, workload->pod_spec, "serviceAccountName"));
}
