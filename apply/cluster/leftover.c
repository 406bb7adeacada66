#include "cluster/leftover.h"

#include "cluster/owned_fields.h"
#include "common/timestamp.h"
#include "json/json_path.h"

#include <stdlib.h>

/* Of these fields of a type one excludes the others. Source: the validation of each, Kubernetes 1.36. */
static const struct { const char *type, *fields[5]; } exclusive[] = {
    {"core.v1.EnvVar", {"value", "valueFrom"}},
    {"core.v1.EnvVarSource", {"fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"}},
    {"core.v1.Probe", {"exec", "httpGet", "tcpSocket", "grpc"}},
    {"core.v1.LifecycleHandler", {"exec", "httpGet", "tcpSocket", "sleep"}},
    {"networking.v1.IngressBackend", {"service", "resource"}},
    {"policy.v1.PodDisruptionBudgetSpec", {"minAvailable", "maxUnavailable"}},
    {"policy.v1beta1.PodDisruptionBudgetSpec", {"minAvailable", "maxUnavailable"}},
};
/* With VALUE in the field "type", these types have no rollingUpdate. */
static const struct { const char *type, *value; } without_rolling[] = {
    {"apps.v1.DeploymentStrategy", "Recreate"}, {"apps.v1.StatefulSetUpdateStrategy", "OnDelete"},
};

struct search {
    struct arena *arena;
    const json_t *live;      /* the whole object */
    struct leftovers *found;
};

/* A place in the object: a field, or an item by the text of its keys. */
struct place { const struct place *outer; char prefix; const char *name; const char *shown; };

/* ---- what was found ---- */

static Str shown_path(struct arena *arena, const struct place *place)
{
    if (!place->outer) return arena_printf(arena, "%s", place->shown);
    Str outer = shown_path(arena, place->outer);
    return place->prefix == 'k' ? arena_printf(arena, "%.*s[%s]", STR_ARG(outer), place->shown)
                                : arena_printf(arena, "%.*s.%s", STR_ARG(outer), place->shown);
}

/* The object at that place of a tree of managed fields. */
static json_t *managed_at(struct arena *arena, json_t *tree, const struct place *place, bool make)
{
    json_t *outer = place->outer ? managed_at(arena, tree, place->outer, make) : tree;
    const char *key = arena_printf(arena, "%c:%s", place->prefix, place->name).s;
    json_t *inner = json_object_get(outer, key);
    if (!inner && make) json_object_set_new(outer, key, inner = json_object());
    return inner;
}

static bool is_ours(const json_t *entry) { return text_is(entry, "manager", FIELD_MANAGER) && text_is(entry, "operation", "Apply"); }

/* Those that own the place; *OURS: we do. */
static struct owners owners_of(const struct search *search, const struct place *place, bool *ours)
{
    struct owners owners = {0};
    size_t i;
    json_t *entry;
    *ours = false;
    json_array_foreach(json_at(search->live, "metadata.managedFields"), i, entry) {
        if (!managed_at(search->arena, json_object_get(entry, "fieldsV1"), place, false)) continue;
        if (is_ours(entry)) *ours = true;
        else vec_push(search->arena, &owners.v, arena_copy(search->arena, str_of(text_at(entry, "manager"))));
    }
    return owners;
}

static void add_owner(const struct search *search, Str manager)
{
    for (size_t i = 0; i < search->found->owners.v.n; i++)
        if (str_eq(search->found->owners.v.at[i], manager)) return;
    vec_push(search->arena, &search->found->owners.v, manager);
}

/* What is ours alone goes by itself. */
static void add_leftover(const struct search *search, const struct place *place)
{
    struct leftovers *found = search->found;
    bool ours;
    struct owners owners = owners_of(search, place, &ours);
    if (ours && !owners.v.n) return;
    for (size_t i = 0; i < owners.v.n; i++) add_owner(search, owners.v.at[i]);
    if (!found->fields) found->fields = json_object();
    managed_at(search->arena, found->fields, place, true);
    vec_push(search->arena, &found->paths, shown_path(search->arena, place));
}

/* ---- looking for it ---- */

static void look(const struct search *, const json_t *live, const json_t *manifest, const struct kube_type *, const struct place *);

static void look_beside(const struct search *search, const json_t *live, const json_t *manifest, const char *const *fields, size_t n,
                        const struct place *outer)
{
    bool chosen = false;
    for (size_t i = 0; i < n && fields[i]; i++) chosen |= json_object_get(manifest, fields[i]) != NULL;
    for (size_t i = 0; chosen && i < n && fields[i]; i++) {
        const struct place place = {outer, 'f', fields[i], fields[i]};
        if (json_object_get(live, fields[i]) && !json_object_get(manifest, fields[i])) add_leftover(search, &place);
    }
}

/* A volume has a name and one source. */
static void look_at_volume(const struct search *search, const json_t *live, const json_t *manifest, const struct place *outer)
{
    const char *field;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)live, field, value) {
        const struct place place = {outer, 'f', field, field};
        if (!json_object_get(manifest, field) && json_object_size(manifest) > 1) add_leftover(search, &place);
    }
}

static void look_at_type(const struct search *search, const json_t *live, const json_t *manifest, const struct kube_type *type,
                         const struct place *outer)
{
    static const char *const rolling[] = {"type", "rollingUpdate"};
    for (size_t i = 0; i < COUNT(exclusive); i++)
        if (strcmp(type->name, exclusive[i].type) == 0) look_beside(search, live, manifest, exclusive[i].fields, COUNT(exclusive[i].fields), outer);
    for (size_t i = 0; i < COUNT(without_rolling); i++)
        if (strcmp(type->name, without_rolling[i].type) == 0 && text_is(manifest, "type", without_rolling[i].value))
            look_beside(search, live, manifest, rolling, COUNT(rolling), outer);
    if (strcmp(type->name, "core.v1.Volume") == 0) look_at_volume(search, live, manifest, outer);
}

static void look_at_struct(const struct search *search, const json_t *live, const json_t *manifest, const struct kube_type *type,
                           const struct place *outer)
{
    const char *name;
    json_t *value;
    if (outer) look_at_type(search, live, manifest, type, outer);
    json_object_foreach((json_t *)(uintptr_t)manifest, name, value) {
        const struct kube_field *field = kube_field_find(type, name, strlen(name));
        const struct place place = {outer, 'f', name, name};
        if (field) look(search, json_object_get(live, name), value, field->type, &place);
    }
}

/* {"containerPort":80,"protocol":"TCP"}; the protocol is what the server makes of none. */
static const char *item_key(struct arena *arena, const json_t *item, const char *keys)
{
    json_t *key = json_object();
    for (const char *at = keys; *at;) {
        size_t n = strcspn(at, ",");
        json_t *value = json_object_getn(item, at, n);
        if (value) json_object_setn(key, at, n, value);
        else if (n == 8 && memcmp(at, "protocol", n) == 0) json_object_setn_new(key, at, n, json_string("TCP"));
        at += n + (at[n] == ',');
    }
    char *text = json_dumps(key, JSON_COMPACT | JSON_SORT_KEYS);
    const char *copy = arena_copy(arena, str_of(text ? text : "")).s;
    json_decref(key);
    free(text);
    return copy;
}

static const json_t *item_of_key(struct arena *arena, const json_t *list, const char *keys, const char *wanted)
{
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item)
        if (strcmp(item_key(arena, item, keys), wanted) == 0) return item;
    return NULL;
}

static bool has_item_called(const json_t *list, const char *name)
{
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item)
        if (text_is(item, "name", name)) return true;
    return false;
}

/* Items of the live list that the manifest does not have: one that takes a name away is in the way. */
static void look_at_names(const struct search *search, const json_t *live, const json_t *manifest, const char *keys, const struct place *outer)
{
    size_t i;
    json_t *item;
    if (strncmp(keys, "name", 4) == 0) return; /* the name is the key */
    json_array_foreach(live, i, item) {
        const char *key = item_key(search->arena, item, keys), *name = text_at(item, "name");
        const struct place place = {outer, 'k', key, name};
        if (*name && has_item_called(manifest, name) && !item_of_key(search->arena, manifest, keys, key)) add_leftover(search, &place);
    }
}

static void look_at_list(const struct search *search, const json_t *live, const json_t *manifest, const struct kube_type *type,
                         const struct place *outer)
{
    size_t i;
    json_t *item;
    if (!type->list_keys) return; /* the list is one value, and takes the place of the other */
    look_at_names(search, live, manifest, type->list_keys, outer);
    json_array_foreach(manifest, i, item) {
        const char *key = item_key(search->arena, item, type->list_keys), *name = text_at(item, "name");
        const struct place place = {outer, 'k', key, *name ? name : key};
        look(search, item_of_key(search->arena, live, type->list_keys, key), item, type->element, &place);
    }
}

static void look(const struct search *search, const json_t *live, const json_t *manifest, const struct kube_type *type, const struct place *outer)
{
    if (json_is_object(live) && json_is_object(manifest) && type->kind == KUBE_STRUCT) look_at_struct(search, live, manifest, type, outer);
    if (json_is_array(live) && json_is_array(manifest) && type->kind == KUBE_LIST) look_at_list(search, live, manifest, type, outer);
}

/* ---- ownership ---- */

/* FROM without the leaves of WHAT; what becomes empty goes, as no more than that would mean all of it. */
static void take_away(json_t *from, const json_t *what)
{
    const char *key;
    json_t *inner;
    json_object_foreach((json_t *)(uintptr_t)what, key, inner) {
        json_t *own = json_object_get(from, key);
        if (own && json_object_size(inner)) take_away(own, inner);
        bool only_itself = json_object_size(own) == 1 && json_object_get(own, ".");
        if (own && (!json_object_size(inner) || !json_object_size(own) || only_itself)) json_object_del(from, key);
    }
}

void find_leftovers(struct arena *arena, const json_t *live, const json_t *manifest, const struct kube_type *type, struct leftovers *found)
{
    const struct search search = {arena, live, found};
    *found = (struct leftovers){0};
    look(&search, live, manifest, type, NULL);
}

void leftovers_free(struct leftovers *found) { json_decref(found->fields); }

static json_t *our_entry(struct arena *arena, const json_t *live, json_t *fields)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:o, s:O}", "manager", FIELD_MANAGER, "operation", "Apply", "apiVersion", text_at(live, "apiVersion"),
                     "fieldsType", "FieldsV1", "time", text_json(timestamp_now(arena)), "fieldsV1", fields);
}

json_t *managed_fields_with(struct arena *arena, const json_t *live, const struct leftovers *found)
{
    json_t *entries = json_deep_copy(json_at(live, "metadata.managedFields")), *kept = json_array(), *entry;
    bool have = false;
    size_t i;
    json_array_foreach(entries, i, entry) {
        json_t *fields = json_object_get(entry, "fieldsV1");
        if (is_ours(entry)) json_object_update_recursive(fields, found->fields);
        else take_away(fields, found->fields);
        have |= is_ours(entry);
        if (json_object_size(fields)) json_array_append(kept, entry);
    }
    if (!have) json_array_append_new(kept, our_entry(arena, live, found->fields));
    json_decref(entries);
    return kept;
}
