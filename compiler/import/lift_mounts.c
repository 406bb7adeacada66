/* Volumes, and where the container mounts them: all of them by parameters, or all as they are. */
#include "lift.h"
#include "parts.h"

#include "value/field.h"

static Str text_at(struct lift *lift, struct value of, const char *path) { return value_text(lift_at(lift, of, path)); }

/* ---- sources ---- */

static const char *const map_fields[] = {"name", "defaultMode", NULL}, *const secret_fields[] = {"secretName", "defaultMode", NULL},
                  *const claim_fields[] = {"claimName", NULL}, *const host_fields[] = {"path", "type", NULL},
                  *const empty_fields[] = {"medium", "sizeLimit", NULL};

static Str mode_text(struct lift *lift, struct value source)
{
    struct value mode = lift_at(lift, source, "defaultMode");
    return mode.kind == V_INT ? written(lift, ", mode = %lld", (long long)mode.integer) : STR("");
}

static Str file_text(struct lift *lift, struct value mount)
{
    Str file = text_at(lift, mount, "subPath");
    return file.n ? written(lift, ", file_name = %.*s", STR_ARG(quoted(lift, file))) : STR("");
}

/* A change of a ConfigMap that the stack has rolls the pods. Before it has a name there, it counts only that something can be said. */
static Str map_text(struct lift *lift, struct value source, struct value mount)
{
    Str name = text_at(lift, source, "name");
    const struct imported *own = imported_object(lift->import, "ConfigMap", lift->workload->namespace, name);
    bool hashed = own && own->resource && value_field(lift->import->session, own->value, "data").kind == V_RECORD;
    Str which = hashed ? written(lift, "%s.name, hash = hash(%s.data)", own->resource->s, own->resource->s)
                       : written(lift, "%.*s, hash = \"\"", STR_ARG(quoted(lift, name)));
    Str mode = mode_text(lift, source), file = file_text(lift, mount);
    return written(lift, "{ config_map = %.*s, leaves = []%.*s%.*s }", STR_ARG(which), STR_ARG(mode), STR_ARG(file));
}

static Str secret_text(struct lift *lift, struct value source, struct value mount)
{
    Str name = quoted(lift, text_at(lift, source, "secretName")), mode = mode_text(lift, source), file = file_text(lift, mount);
    if (!file.n) return written(lift, "secret_named(%.*s%.*s)", STR_ARG(name), STR_ARG(mode));
    return written(lift, "{ secret = %.*s, hash = \"\", leaves = []%.*s%.*s }", STR_ARG(name), STR_ARG(mode), STR_ARG(file));
}

static Str host_text(struct lift *lift, struct value source, struct value mount)
{
    Str kind = text_at(lift, source, "type"), path = quoted(lift, text_at(lift, source, "path")), seen = text_at(lift, mount, "mountPropagation");
    if (str_is(seen, "None")) seen = STR("");
    struct value read_only = lift_at(lift, mount, "readOnly");
    bool only = read_only.kind == V_BOOL && read_only.boolean;
    return written(lift, "host_path(%.*s%s%.*s%s%.*s%s)", STR_ARG(path), kind.n ? ", kind = " : "", STR_ARG(kind),
                   seen.n ? ", propagation = " : "", STR_ARG(seen), only ? ", read_only = true" : "");
}

/* Empty: no parameter says it. */
static Str source_text(struct lift *lift, struct value volume, struct value mount)
{
    struct value map = lift_at(lift, volume, "configMap"), secret = lift_at(lift, volume, "secret");
    struct value claim = lift_at(lift, volume, "persistentVolumeClaim"), host = lift_at(lift, volume, "hostPath");
    bool part = text_at(lift, mount, "subPath").n > 0, seen = text_at(lift, mount, "mountPropagation").n > 0;
    if (seen && host.kind == V_NULL) return STR("");
    if (has_only(map, map_fields)) return map_text(lift, map, mount);
    if (has_only(secret, secret_fields)) return secret_text(lift, secret, mount);
    if (has_only(host, host_fields) && !part) return host_text(lift, host, mount);
    if (has_only(claim, claim_fields) && !part)
        return written(lift, "{ claim = %.*s, hash = \"\", leaves = [] }", STR_ARG(quoted(lift, text_at(lift, claim, "claimName"))));
    return STR("");
}

static Str scratch_text(struct lift *lift, struct value folder)
{
    Str size = text_at(lift, folder, "sizeLimit");
    bool memory = str_is(text_at(lift, folder, "medium"), "Memory");
    return written(lift, "{ %s%.*s%s%s }", size.n ? "size = " : "", STR_ARG(size), size.n && memory ? ", " : "", memory ? "memory = true" : "");
}

/* ---- which of them can be said ---- */

static struct value volume_of(struct lift *lift, struct value volumes, struct value mount)
{
    Str name = text_at(lift, mount, "name");
    for (size_t i = 0; volumes.kind == V_LIST && i < volumes.list->n; i++)
        if (str_eq(text_at(lift, volumes.list->at[i], "name"), name)) return volumes.list->at[i];
    return value_null();
}

/* All mounts of all containers. */
struct mounts { VEC(struct value) v; };

static void add_mounts(struct lift *lift, struct mounts *mounts, struct value container)
{
    struct value list = lift_at(lift, container, "volumeMounts");
    for (size_t i = 0; list.kind == V_LIST && i < list.list->n; i++) vec_push(lift->import->session->arena, &mounts->v, list.list->at[i]);
}

static bool is_claim_of_member(struct lift *lift, struct value mount)
{
    struct value templates = lift_at(lift, lift->whole, "spec.volumeClaimTemplates");
    for (size_t i = 0; templates.kind == V_LIST && i < templates.list->n; i++)
        if (str_eq(text_at(lift, templates.list->at[i], "metadata.name"), text_at(lift, mount, "name"))) return true;
    return false;
}

static bool is_sayable(struct lift *lift, struct value volumes, struct value mount)
{
    static const char *const known[] = {"name", "mountPath", "readOnly", "subPath", "mountPropagation", NULL};
    struct value volume = volume_of(lift, volumes, mount), folder = lift_at(lift, volume, "emptyDir");
    if (volume.kind == V_NULL) return is_claim_of_member(lift, mount);
    bool plain = has_only(folder, empty_fields) && !text_at(lift, mount, "subPath").n && lift_at(lift, folder, "sizeLimit").kind != V_INT;
    return has_only(mount, known) && (folder.kind == V_NULL ? source_text(lift, volume, mount).n > 0 : plain);
}

/* A path is the same in all containers of a pod; a folder that is empty at each start is at one path. */
static bool agree(struct lift *lift, struct value volumes, struct value a, struct value b)
{
    bool path = str_eq(text_at(lift, a, "mountPath"), text_at(lift, b, "mountPath"));
    bool volume = str_eq(text_at(lift, a, "name"), text_at(lift, b, "name"));
    struct value which = volume_of(lift, volumes, a);
    if (path && volume) return lift_at(lift, which, "emptyDir").kind != V_NULL || str_eq(source_text(lift, which, a), source_text(lift, which, b));
    return !path && (!volume || lift_at(lift, which, "emptyDir").kind == V_NULL);
}

static bool is_used(struct lift *lift, const struct mounts *mounts, Str volume)
{
    for (size_t i = 0; i < mounts->v.n; i++)
        if (str_eq(text_at(lift, mounts->v.at[i], "name"), volume)) return true;
    return false;
}

bool mounts_fit(struct lift *lift)
{
    struct value volumes = lift_at(lift, lift->pod, "volumes");
    struct mounts mounts = {0};
    add_mounts(lift, &mounts, lift->container);
    for (size_t i = 0; i < lift->steps.n; i++) add_mounts(lift, &mounts, lift->steps.at[i]->container);
    for (size_t i = 0; i < mounts.v.n; i++) {
        if (!is_sayable(lift, volumes, mounts.v.at[i])) return false;
        for (size_t k = 0; k < i; k++)
            if (!agree(lift, volumes, mounts.v.at[i], mounts.v.at[k])) return false;
    }
    for (size_t i = 0; volumes.kind == V_LIST && i < volumes.list->n; i++)
        if (!is_used(lift, &mounts, text_at(lift, volumes.list->at[i], "name"))) return false;
    return storage_fits(lift);
}

/* ---- parameters of one container ---- */

static void put_mounts(struct lift *lift, struct value volumes, struct value mounts)
{
    struct lift_parameter *sources = NULL;
    for (size_t i = 0; mounts.kind == V_LIST && i < mounts.list->n; i++) {
        struct value mount = mounts.list->at[i], volume = volume_of(lift, volumes, mount);
        if (volume.kind == V_NULL || lift_at(lift, volume, "emptyDir").kind != V_NULL) continue;
        if (!sources) sources = lift_parameter(lift, "mounts");
        lift_entry(lift, sources, text_at(lift, mount, "mountPath"), source_text(lift, volume, mount));
    }
}

/* The library gives every container an empty /tmp, unless it is told otherwise. */
static void put_scratch(struct lift *lift, struct value volumes, struct value mounts)
{
    struct lift_parameter *folders = NULL;
    for (size_t i = 0; mounts.kind == V_LIST && i < mounts.list->n; i++) {
        struct value folder = lift_at(lift, volume_of(lift, volumes, mounts.list->at[i]), "emptyDir");
        if (folder.kind == V_NULL) continue;
        if (!folders) folders = lift_parameter(lift, "scratch");
        lift_entry(lift, folders, text_at(lift, mounts.list->at[i], "mountPath"), scratch_text(lift, folder));
    }
    if (!folders) lift_text(lift, "scratch", STR("{}"));
}

static void lift_container_mounts(struct lift *lift, struct value volumes, bool fit)
{
    struct value mounts = fit ? take(lift, &lift->container, "volumeMounts") : value_null();
    put_mounts(lift, volumes, mounts);
    put_scratch(lift, volumes, mounts);
}

void lift_mounts(struct lift *lift)
{
    bool fit = lift->mounts_fit;
    struct value volumes = fit ? take(lift, &lift->pod, "volumes") : value_null();
    lift_container_mounts(lift, volumes, fit);
    for (size_t i = 0; i < lift->steps.n; i++) lift_container_mounts(lift->steps.at[i], volumes, fit);
}
