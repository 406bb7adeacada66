/* Volumes of pods, and how containers use them. */
#include "visit.h"

/* ---- block devices ---- */

static struct value find_by(struct catalog *catalog, struct value list, const char *field, Str text)
{
    struct value element;
    for (size_t i = 0; text.n && each(list, i, &element); i++)
        if (str_eq(dig_text(dig(catalog, element, field)), text)) return element;
    return value_null();
}

static bool is_claim(struct catalog *catalog, struct value volume)
{
    return dig(catalog, volume, "persistentVolumeClaim").kind != V_NULL || dig(catalog, volume, "ephemeral").kind != V_NULL;
}

/* The claim templates of a StatefulSet make volumes, too. */
static bool is_template(const struct visit *visit, Str name)
{
    struct value templates = dig(visit->catalog, object_around(visit)->value, "spec", "volumeClaimTemplates"), template;
    for (size_t i = 0; each(templates, i, &template); i++)
        if (str_eq(dig_text(dig(visit->catalog, template, "metadata", "name")), name)) return true;
    return false;
}

/* Of a PodTemplate, which makes no pods; resolve_pods.c has those that do. */
static void check_mounts_of_template(const struct visit *visit, struct value spec, struct value container)
{
    struct value mounts = part(visit, container, "volumeMounts"), mount;
    struct way steps[2];
    struct visit list = visit_field(visit, &steps[0], "volumeMounts");
    for (size_t i = 0; each(mounts, i, &mount); i++) {
        struct value name = part(visit, mount, "name");
        struct visit at = visit_element(&list, &steps[1], i);
        if (dig_text(name).n && find_by(visit->catalog, part(visit, spec, "volumes"), "name", dig_text(name)).kind == V_NULL)
            field_error(&at, "name", E0717, name, "is '%.*s', and the template has no such volume", STR_ARG(dig_text(name)));
    }
}

/* VISIT is at the device. */
static void check_one_device(const struct visit *visit, struct value spec, struct value container, struct value device)
{
    struct catalog *catalog = visit->catalog;
    struct value mounts = dig(catalog, container, "volumeMounts"), name = dig(catalog, device, "name");
    struct value path = dig(catalog, device, "devicePath");
    struct value volume = find_by(catalog, dig(catalog, spec, "volumes"), "name", dig_text(name));
    struct way step;
    struct visit at_name = visit_field(visit, &step, "name");
    if (volume.kind == V_NULL && dig_text(name).n && !is_template(visit, dig_text(name)))
        value_error(&at_name, E0717, name, "is '%.*s', and the pod has no such volume", STR_ARG(dig_text(name)));
    if (volume.kind != V_NULL && !is_claim(catalog, volume))
        value_error(&at_name, E0717, name, "is '%.*s', and only claims are block devices", STR_ARG(dig_text(name)));
    if (find_by(catalog, mounts, "name", dig_text(name)).kind != V_NULL)
        value_error(&at_name, E0717, name, "is '%.*s', which is in volumeMounts, too", STR_ARG(dig_text(name)));
    struct visit at_path = visit_field(visit, &step, "devicePath");
    if (find_by(catalog, mounts, "mountPath", dig_text(path)).kind != V_NULL)
        value_error(&at_path, E0717, path, "is '%.*s', and a volume is mounted there", STR_ARG(dig_text(path)));
}

void check_volume_devices(const struct visit *visit, struct value spec)
{
    for (struct containers walk = {.pod = visit, .spec = spec}; next_container(&walk);) {
        if (built_in(visit->object, "PodTemplate")) check_mounts_of_template(&walk.at, spec, walk.container);
        struct value devices = part(visit, walk.container, "volumeDevices"), device;
        struct way list_step, step;
        struct visit list = visit_field(&walk.at, &list_step, "volumeDevices");
        for (size_t i = 0; each(devices, i, &device); i++) {
            struct visit at = visit_element(&list, &step, i);
            check_one_device(&at, spec, walk.container, device);
        }
    }
}

/* ---- variables out of files ---- */

/* With emptyDir, or without any source, which is the same. */
static bool is_empty_dir(struct catalog *catalog, struct value volume)
{
    bool alone = volume.kind == V_RECORD && volume.record->n == 1;
    return alone || dig(catalog, volume, "emptyDir").kind != V_NULL;
}

/* VISIT is at the variable. */
static void check_file_of(const struct visit *visit, struct value spec, struct value variable)
{
    struct value name = dig(visit->catalog, variable, "valueFrom", "fileKeyRef", "volumeName");
    struct value volume = find_by(visit->catalog, part(visit, spec, "volumes"), "name", dig_text(name));
    struct way steps[3];
    if (!dig_text(name).n || is_empty_dir(visit->catalog, volume)) return;
    struct visit from = visit_field(visit, &steps[0], "valueFrom"), reference = visit_field(&from, &steps[1], "fileKeyRef");
    struct visit at = visit_field(&reference, &steps[2], "volumeName");
    value_error(&at, E0717, name, "is '%.*s', and it must be a volume of the pod with emptyDir", STR_ARG(dig_text(name)));
}

void check_file_keys(const struct visit *visit, struct value spec)
{
    for (struct containers walk = {.pod = visit, .spec = spec}; next_container(&walk);) {
        struct value variables = part(visit, walk.container, "env"), variable;
        struct way list_step, step;
        struct visit list = visit_field(&walk.at, &list_step, "env");
        for (size_t i = 0; each(variables, i, &variable); i++) {
            struct visit at = visit_element(&list, &step, i);
            check_file_of(&at, spec, variable);
        }
    }
}

/* ---- volumes out of several sources ---- */

/* VISIT is at ITEMS. */
static void take_paths(const struct visit *visit, struct value items, struct map *seen)
{
    struct catalog *catalog = visit->catalog;
    struct value item;
    for (size_t i = 0; each(items, i, &item); i++) {
        struct value path = dig(catalog, item, "path");
        struct way steps[2];
        struct visit element = visit_element(visit, &steps[0], i), at = visit_field(&element, &steps[1], "path");
        if (!dig_text(path).n) continue;
        const struct name *key = name_of(catalog->session->names, dig_text(path));
        if (map_get(seen, key)) value_error(&at, E0717, path, "is '%s', and an earlier file of the volume is that, too", key->s);
        else map_put(catalog->session->arena, seen, key, seen);
    }
}

void check_projected_paths(const struct visit *visit, struct value sources)
{
    static const char *const kinds[] = {"secret", "configMap", "downwardAPI"};
    struct map seen = {0};
    struct value source;
    for (size_t i = 0; each(sources, i, &source); i++)
        for (size_t k = 0; k < COUNT(kinds); k++) {
            struct way steps[3];
            struct visit element = visit_element(visit, &steps[0], i), kind = visit_field(&element, &steps[1], kinds[k]);
            struct visit items = visit_field(&kind, &steps[2], "items");
            take_paths(&items, dig(visit->catalog, source, kinds[k], "items"), &seen);
        }
}

/* ---- iSCSI ---- */

enum { PORTAL_NAME_MAX = 64 };

/* The kubelet makes one name of the volume's and the portal's where the initiator has its own. */
void check_portal_name(const struct visit *visit, struct value volume, struct value iscsi)
{
    size_t size = text_of(visit, volume, "name").n + 1 + text_of(visit, iscsi, "targetPortal").n;
    if (size > PORTAL_NAME_MAX)
        value_error(visit, E0717, iscsi, "has a targetPortal that makes %zu characters with the name of the volume, and the limit is %d", size,
                    PORTAL_NAME_MAX);
}

/* ---- claims that are made for a pod ---- */

/* They are called as the pod and the volume. */
void check_claims_of_pod(const struct visit *visit, struct value pod)
{
    struct catalog *catalog = visit->catalog;
    struct value volumes = dig(catalog, pod, "spec", "volumes"), volume, other;
    struct way steps[3];
    struct visit spec = visit_field(visit, &steps[0], "spec"), list = visit_field(&spec, &steps[1], "volumes");
    for (size_t i = 0; each(volumes, i, &volume); i++) {
        if (dig(catalog, volume, "ephemeral").kind == V_NULL) continue;
        Str own = dig_text(dig(catalog, volume, "name")), name = NAME_STR(object_around(visit)->name);
        if (!name.n) return;
        struct visit at = visit_element(&list, &steps[2], i);
        if (name.n + 1 + own.n > 253) value_error(&at, E0717, volume, "makes a claim whose name, of pod and volume, has more than 253 characters");
        const struct name *made = session_name(catalog->session, arena_printf(catalog->session->arena, "%.*s-%.*s", STR_ARG(name), STR_ARG(own)).s);
        for (size_t k = 0; each(volumes, k, &other); k++) {
            struct value claim = dig(catalog, other, "persistentVolumeClaim", "claimName");
            at = visit_element(&list, &steps[2], k);
            if (str_eq(dig_text(claim), NAME_STR(made)))
                value_error(&at, E0717, claim, "takes the claim '%s', which is made for volume '%.*s'", made->s, STR_ARG(own));
        }
    }
}
