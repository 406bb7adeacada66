/* Which kinds a release has, and which no longer. */
#include "release_reading.h"
#include "type_text.h"

#include <string.h>

enum { BETA_OFF_SINCE = 24, BETA_DEPRECATED_AFTER = 3, BETA_REMOVED_AFTER = 6 };

static bool is_of_version(const char *api_version, const char *word)
{
    const char *slash = strrchr(api_version, '/');
    return strstr(slash ? slash : api_version, word) != NULL;
}

static struct table_line kind_line(const struct kube_resource *kube)
{
    return (struct table_line){TABLE_RESOURCE, .name = kube->kind, .type = kube->type->name, .api_version = kube->api_version, .plural = kube->plural,
            .namespaced = kube->namespaced, .gated = kube->gated, .since = kube->since, .deprecated = kube->deprecated, .removed = kube->removed};
}

static void add_kind(struct release_reading *reading, const struct api_kind *kind, const char *api_version)
{
    struct arena *arena = reading->arena;
    int minor = reading->release->minor;
    struct table_line line = {TABLE_RESOURCE, .name = arena_copy(arena, kind->kind).s, .api_version = api_version,
        .plural = arena_copy(arena, kind->plural).s, .namespaced = kind->namespaced, .since = minor};
    line.type = kube_name(reading->documents, kind->schema);
    if (is_of_version(api_version, "beta")) {
        line.gated = minor >= BETA_OFF_SINCE;
        line.deprecated = minor + BETA_DEPRECATED_AFTER;
        line.removed = minor + BETA_REMOVED_AFTER;
    }
    release_change(reading, (struct release_change){CHANGE_KIND_NEW, .line = line});
}

/* One that the tables know: is it still there, or on its way out? */
static void compare_kind(struct release_reading *reading, const struct kube_resource *known)
{
    int minor = reading->release->minor;
    struct table_line line = kind_line(known);
    if (known->removed && known->removed <= minor) {
        line.removed = 0;
        release_change(reading, (struct release_change){CHANGE_KIND_KEPT, .line = line});
    } else if (known->deprecated == minor) {
        release_change(reading, (struct release_change){CHANGE_KIND_DEPRECATED, .line = line});
    }
}

static bool is_kubernetes_own(const struct release_reading *reading, const struct api_kind *kind)
{
    return kind->schema && kube_name(reading->documents, kind->schema) && is_struct(reading->documents, api_schema(reading->documents, kind->schema));
}

static void read_kind(struct release_reading *reading, const struct api_kind *kind)
{
    const char *api_version = arena_printf(reading->arena, "%.*s%s%.*s", STR_ARG(kind->group), kind->group.n ? "/" : "", STR_ARG(kind->version)).s;
    const struct kube_resource *known = kube_resource_exact(api_version, arena_copy(reading->arena, kind->kind).s);
    bool alpha = is_of_version(api_version, "alpha"), own = is_kubernetes_own(reading, kind);
    reading->release->alpha += own && alpha;
    reading->release->others += !own;
    if (alpha || !own) return;
    if (known) compare_kind(reading, known);
    else add_kind(reading, kind, api_version);
    reach_schema(reading, kind->schema, 0);
}

bool api_has_kind(const struct api_documents *documents, const struct kube_resource *known)
{
    for (size_t i = 0; i < documents->kinds.n; i++) {
        const struct api_kind *kind = &documents->kinds.at[i];
        Str version = str_after_last(str_of(known->api_version), '/');
        if (str_is(kind->kind, known->kind) && str_eq(kind->version, version) && str_eq(kind->group, api_group(str_of(known->api_version)))) return true;
    }
    return false;
}

/* A server publishes what it serves: what is off by default may be missing. */
static void find_removed_kinds(struct release_reading *reading)
{
    int minor = reading->release->minor;
    for (size_t i = 0; i < kube_resource_count(); i++) {
        const struct kube_resource *known = kube_resource_at(i);
        if (!kube_resource_served(known, minor) && known->removed != minor) continue;
        if (known->gated || api_has_kind(reading->documents, known)) continue;
        struct table_line line = kind_line(known);
        line.removed = minor;
        release_change(reading, (struct release_change){CHANGE_KIND_REMOVED, .line = line});
    }
}

void read_kinds(struct release_reading *reading)
{
    for (size_t i = 0; i < reading->documents->kinds.n; i++) read_kind(reading, &reading->documents->kinds.at[i]);
    find_removed_kinds(reading);
}
