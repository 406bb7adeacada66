/* The claims of a StatefulSet, each at one path of the main container. They keep their names: what is on them stays. */
#include "lift.h"

#include "value/field.h"

static struct value templates_of(struct lift *lift) { return lift_at(lift, lift->whole, "spec.volumeClaimTemplates"); }

static Str name_of_template(struct lift *lift, struct value template) { return value_text(lift_at(lift, template, "metadata.name")); }

static bool is_mount_of(struct lift *lift, struct value mount, Str volume) { return str_eq(value_text(lift_at(lift, mount, "name")), volume); }

/* How often a container mounts it. */
static size_t uses_in(struct lift *lift, struct value container, Str volume)
{
    struct value mounts = lift_at(lift, container, "volumeMounts");
    size_t n = 0;
    for (size_t i = 0; mounts.kind == V_LIST && i < mounts.list->n; i++) n += is_mount_of(lift, mounts.list->at[i], volume);
    return n;
}

static struct value mount_of(struct lift *lift, Str volume)
{
    struct value mounts = lift_at(lift, lift->container, "volumeMounts");
    for (size_t i = 0; mounts.kind == V_LIST && i < mounts.list->n; i++)
        if (is_mount_of(lift, mounts.list->at[i], volume)) return mounts.list->at[i];
    return value_null();
}

/* Whether a parameter says all of it. */
static bool is_plain(struct lift *lift, struct value template)
{
    static const char *const outer[] = {"metadata", "spec", "apiVersion", "kind", NULL}, *const metadata[] = {"name", NULL};
    static const char *const spec[] = {"accessModes", "storageClassName", "resources", "volumeMode", NULL};
    static const char *const resources[] = {"requests", NULL}, *const requests[] = {"storage", NULL};
    struct value modes = lift_at(lift, template, "spec.accessModes");
    Str kind = value_text(lift_at(lift, template, "spec.volumeMode"));
    return has_only(template, outer) && has_only(lift_at(lift, template, "metadata"), metadata) && has_only(lift_at(lift, template, "spec"), spec) &&
           has_only(lift_at(lift, template, "spec.resources"), resources) && has_only(lift_at(lift, template, "spec.resources.requests"), requests) &&
           modes.kind == V_LIST && modes.list->n == 1 && (!kind.n || str_is(kind, "Filesystem"));
}

bool storage_fits(struct lift *lift)
{
    static const char *const mount_fields[] = {"name", "mountPath", "subPath", NULL};
    struct value templates = templates_of(lift);
    for (size_t i = 0; templates.kind == V_LIST && i < templates.list->n; i++) {
        struct value template = templates.list->at[i];
        Str name = name_of_template(lift, template);
        bool fits = is_plain(lift, template) && uses_in(lift, lift->container, name) == 1 && has_only(mount_of(lift, name), mount_fields);
        for (size_t k = 0; fits && k < lift->steps.n; k++) fits = uses_in(lift, lift->steps.at[k]->container, name) == 0;
        if (!fits) return false;
    }
    return true;
}

static Str storage_text(struct lift *lift, struct value template)
{
    struct value modes = lift_at(lift, template, "spec.accessModes");
    Str size = size_text(lift, lift_at(lift, template, "spec.resources.requests.storage"));
    Str class = value_text(lift_at(lift, template, "spec.storageClassName"));
    Str mode = value_text(modes.list->at[0]);
    Str classed = class.n ? written(lift, ", class = %.*s", STR_ARG(quoted(lift, class))) : STR("");
    Str accessed = str_is(mode, "ReadWriteOnce") ? STR("") : written(lift, ", access = %.*s", STR_ARG(mode));
    return written(lift, "{ size = %.*s%.*s%.*s, claim = %.*s }", STR_ARG(size), STR_ARG(classed), STR_ARG(accessed),
                   STR_ARG(quoted(lift, name_of_template(lift, template))));
}

/* A part of the claim that is mounted has no parameter. */
static void lift_part(struct lift *lift, struct value mount, Str path)
{
    static const char *const whole[] = {"name", "mountPath", NULL};
    if (has_only(mount, whole)) return;
    struct value part = mount;
    take(lift, &part, "name");
    take(lift, &part, "mountPath");
    Str at = written(lift, "%.*s.volumeMounts.%.*s", STR_ARG(container_path(lift)), STR_ARG(quoted(lift, path)));
    lift_rest(lift, at, part, "VolumeMount");
}

void lift_storage(struct lift *lift)
{
    struct value templates = templates_of(lift);
    struct lift_parameter *storage = NULL;
    for (size_t i = 0; lift->mounts_fit && templates.kind == V_LIST && i < templates.list->n; i++) {
        struct value template = templates.list->at[i], mount = mount_of(lift, name_of_template(lift, template));
        Str path = value_text(lift_at(lift, mount, "mountPath"));
        if (!storage) storage = lift_parameter(lift, "storage");
        lift_entry(lift, storage, path, storage_text(lift, template));
        lift_part(lift, mount, path);
    }
    if (lift->mounts_fit) take(lift, &lift->whole, "spec.volumeClaimTemplates");
}
