#include "kube/kube.h"
#include "kube/kube_tables.h"
#include "kube/rules.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Written by kube/tables: kube_types, kube_short_names and kube_resources, sorted for the searches below; and the rules. */
#include "kube/kube_tables.c"

static const struct kube_tables constant_tables = {
    .types = kube_types, .ntypes = COUNT(kube_types), .short_names = kube_short_names, .nshort_names = COUNT(kube_short_names),
    .resources = kube_resources, .nresources = COUNT(kube_resources), .newest = KUBE_MINOR_MAX,
};
static const struct kube_tables *known = &constant_tables, *in_use = &constant_tables;

const struct kube_tables *kube_tables_known(void) { return known; }
void kube_tables_add(const struct kube_tables *tables) { known = in_use = tables; }
int kube_newest(void) { return known->newest; }

void kube_look_at(int release)
{
    for (in_use = known; in_use->newest > release && in_use->before;) in_use = in_use->before;
}

static int compare_field(const void *key, const void *element)
{
    const Str *name = key;
    const struct kube_field *field = element;
    int order = strncmp(name->s, field->name, name->n);
    return order == 0 && field->name[name->n] != '\0' ? -1 : order;
}

static int compare_type(const void *name, const void *element)
{
    const struct kube_type *type = element;
    return strcmp(name, type->name);
}

static int compare_short_name(const void *name, const void *element)
{
    const struct short_name *entry = element;
    return strcmp(name, entry->name);
}

/* Index of the first resource of KIND, or of where it would be. */
static size_t first_of_kind(const char *kind)
{
    size_t low = 0, high = in_use->nresources;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(in_use->resources[middle].kind, kind) < 0) low = middle + 1;
        else high = middle;
    }
    return low;
}

static bool is_of_kind(size_t index, const char *kind)
{
    return index < in_use->nresources && strcmp(in_use->resources[index].kind, kind) == 0;
}

Str api_group(Str api_version)
{
    const char *slash = memchr(api_version.s, '/', api_version.n);
    return (Str){api_version.s, slash ? (size_t)(slash - api_version.s) : 0};
}

void put_kind_and_group(struct buf *out, Str api_version, Str kind)
{
    Str group = api_group(api_version);
    for (size_t i = 0; i < kind.n; i++) buf_char(out, (char)tolower((unsigned char)kind.s[i]));
    if (group.n) buf_char(out, '.');
    buf_str(out, group);
}

Str kind_and_group(struct arena *arena, Str api_version, Str kind)
{
    struct buf text = {0};
    put_kind_and_group(&text, api_version, kind);
    Str copy = arena_copy(arena, (Str){text.s, text.n});
    buf_free(&text);
    return copy;
}

const struct kube_resource *kube_resource_exact(const char *api_version, const char *kind)
{
    for (size_t i = first_of_kind(kind); is_of_kind(i, kind); i++)
        if (strcmp(in_use->resources[i].api_version, api_version) == 0) return &in_use->resources[i];
    return NULL;
}

bool kube_is_built_in(const struct kube_resource *resource)
{
    for (const struct kube_tables *tables = known; tables; tables = tables->before)
        if (resource >= tables->resources && resource < tables->resources + tables->nresources) return true;
    return false;
}

const struct kube_resource *kube_resource_best(const char *kind, int minor)
{
    for (size_t i = first_of_kind(kind); is_of_kind(i, kind); i++)
        if (kube_resource_served(&in_use->resources[i], minor)) return &in_use->resources[i];
    return NULL;
}

bool kube_resource_served(const struct kube_resource *resource, int minor)
{
    return resource->since <= minor && (resource->removed == 0 || minor < resource->removed);
}

bool kube_is_protected(Str kind)
{
    static const char *const kinds[] = {"Namespace", "PersistentVolumeClaim", "PersistentVolume", "CustomResourceDefinition", "Secret",
                                        "StorageClass"};
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_is(kind, kinds[i])) return true;
    return false;
}

bool kube_is(const struct kube_resource *resource, const char *kind, const char *group)
{
    return *resource->kind == *kind && strcmp(resource->kind, kind) == 0 && str_is(api_group(str_of(resource->api_version)), group);
}

bool kube_runs_pods(const struct kube_resource *resource)
{
    static const char *const kinds[][2] = {{"Deployment", "apps"}, {"StatefulSet", "apps"}, {"DaemonSet", "apps"}, {"ReplicaSet", "apps"},
                                           {"Job", "batch"}, {"CronJob", "batch"}, {"Pod", ""}, {"ReplicationController", ""}};
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (kube_is(resource, kinds[i][0], kinds[i][1])) return true;
    return false;
}

bool kube_is_secret(const struct kube_resource *resource)
{
    return strcmp(resource->kind, "Secret") == 0 && strcmp(resource->api_version, "v1") == 0;
}

const struct kube_field *kube_field_find(const struct kube_type *type, const char *name, size_t length)
{
    Str key = {name, length};
    return type->fields ? bsearch(&key, type->fields, type->nfields, sizeof *type->fields, compare_field) : NULL;
}

bool kube_knew_field(const char *type, const char *field)
{
    const struct kube_type *known_type = kube_type_in(&constant_tables, type);
    return known_type && kube_field_find(known_type, field, strlen(field));
}

const struct kube_type *kube_part_type(const struct kube_type *type, const char *key, size_t length)
{
    if (!type) return NULL;
    if (type->kind == KUBE_MAP) return type->element;
    const struct kube_field *field = kube_field_find(type, key, length);
    return field ? field->type : NULL;
}

bool kube_field_served(const struct kube_field *field, int minor)
{
    return field->since <= minor && (field->until == 0 || minor < field->until);
}

static const struct kube_type *find_short_name(const char *name)
{
    const struct short_name *found =
        bsearch(name, in_use->short_names, in_use->nshort_names, sizeof *in_use->short_names, compare_short_name);
    return found ? found->type : NULL;
}

const struct kube_type *kube_type_in(const struct kube_tables *tables, const char *name)
{
    return bsearch(name, tables->types, tables->ntypes, sizeof *tables->types, compare_type);
}

const struct kube_type *kube_type_find(const char *name)
{
    return strchr(name, '.') ? kube_type_in(in_use, name) : find_short_name(name);
}

size_t kube_resource_count(void) { return in_use->nresources; }

const struct kube_resource *kube_resource_at(size_t index) { return &in_use->resources[index]; }

size_t kube_type_count(void) { return in_use->ntypes; }

const struct kube_type *kube_type_at(size_t index) { return &in_use->types[index]; }

size_t kube_word_count(void) { return COUNT(kube_words); }
