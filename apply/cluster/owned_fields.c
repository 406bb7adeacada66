#include "cluster/owned_fields.h"

#include "http/api.h"

#include <stdio.h>
#include <stdlib.h>

/* What managedFields say of a place. */
struct ownership {
    const json_t *fields;   /* of the parts that are ours; NULL: they are not told apart */
    bool ours;              /* nobody else has changed it since we did */
};

static json_t *extract(const json_t *live, const json_t *manifest, struct ownership, const struct kube_type *type);

static const struct kube_type *type_of_key(const struct kube_type *type, const char *key)
{
    if (!type) return NULL;
    if (type->kind == KUBE_MAP) return type->element;
    const struct kube_field *field = type->kind == KUBE_STRUCT ? kube_field_find(type, key, strlen(key)) : NULL;
    return field ? field->type : NULL;
}

/* Of a part, "f:name" or "k:{…}". Without parts the whole is one value, which has one owner. */
static struct ownership part_of(struct ownership whole, char prefix, const char *name)
{
    char key[1024];
    bool parts = json_object_size(whole.fields) && snprintf(key, sizeof key, "%c:%s", prefix, name) < (int)sizeof key;
    if (!parts) return (struct ownership){NULL, whole.ours};
    const json_t *fields = json_object_get(whole.fields, key);
    return (struct ownership){fields, fields != NULL};
}

static json_t *extract_object(const json_t *live, const json_t *manifest, struct ownership owned, const struct kube_type *type)
{
    json_t *result = json_object();
    const char *key;
    json_t *field;
    json_object_foreach((json_t *)(uintptr_t)live, key, field) {
        struct ownership ours = part_of(owned, 'f', key);
        if (!ours.fields && strcmp(key, "metadata") == 0) ours.ours = true; /* much of it is the server's, and nobody owns it as a whole */
        json_t *wanted = json_object_get(manifest, key);
        if (wanted || ours.fields) json_object_set_new(result, key, extract(field, wanted, ours, type_of_key(type, key)));
    }
    return result;
}

/* ---- lists with merge keys ---- */

/* The item's keys as managedFields write them: {"containerPort":80,"protocol":"TCP"}. NULL: it has none of them. */
static char *key_text(const json_t *item, const char *keys)
{
    json_t *key = json_object();
    while (*keys) {
        size_t n = strcspn(keys, ",");
        json_t *value = json_object_getn(item, keys, n);
        if (value) json_object_setn(key, keys, n, value);
        keys += n + (keys[n] == ',');
    }
    char *text = json_object_size(key) ? json_dumps(key, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    json_decref(key);
    return text;
}

/* The manifest's items by the texts of their keys. */
static json_t *index_items(const json_t *manifest, const char *keys)
{
    json_t *index = json_object();
    size_t i;
    json_t *item;
    json_array_foreach(manifest, i, item) {
        char *text = key_text(item, keys);
        if (text) json_object_set(index, text, item);
        free(text);
    }
    return index;
}

static json_t *extract_keyed(const json_t *live, const json_t *manifest, struct ownership owned, const struct kube_type *element, const char *keys)
{
    json_t *result = json_array(), *index = index_items(manifest, keys);
    size_t i;
    json_t *item;
    json_array_foreach(live, i, item) {
        char *text = key_text(item, keys);
        json_t *wanted = text ? json_object_get(index, text) : NULL;
        struct ownership ours = text ? part_of(owned, 'k', text) : (struct ownership){0};
        if (wanted || ours.fields) json_array_append_new(result, extract(item, wanted, ours, element));
        free(text);
    }
    json_decref(index);
    return result;
}

/* ---- other lists are one value, whose items may have got defaults ---- */

static json_t *extract_items(const json_t *live, const json_t *manifest, const struct kube_type *element)
{
    json_t *result = json_array();
    size_t i;
    json_t *item;
    json_array_foreach(live, i, item)
        json_array_append_new(result, extract(item, json_array_get(manifest, i), (struct ownership){NULL, true}, element));
    return result;
}

static json_t *extract_list(const json_t *live, const json_t *manifest, struct ownership owned, const struct kube_type *type)
{
    const char *keys = type ? type->list_keys : NULL;
    const struct kube_type *element = type ? type->element : NULL;
    return keys ? extract_keyed(live, manifest, owned, element, keys) : extract_items(live, manifest, element);
}

/* What somebody else has changed is shown whole: what they added is no default of the server. */
static json_t *extract(const json_t *live, const json_t *manifest, struct ownership owned, const struct kube_type *type)
{
    bool parts = owned.ours && (manifest || json_object_size(owned.fields));
    if (parts && json_is_object(live) && (!manifest || json_is_object(manifest))) return extract_object(live, manifest, owned, type);
    if (parts && json_is_array(live) && (!manifest || json_is_array(manifest))) return extract_list(live, manifest, owned, type);
    return json_incref((json_t *)(uintptr_t)live);
}

/* ---- whole objects ---- */

const json_t *applied_fields(const json_t *live)
{
    size_t i;
    json_t *entry;
    json_array_foreach(json_at(live, "metadata.managedFields"), i, entry)
        if (strcmp(text_at(entry, "manager"), FIELD_MANAGER) == 0 && strcmp(text_at(entry, "operation"), "Apply") == 0 &&
            !*text_at(entry, "subresource"))
            return json_object_get(entry, "fieldsV1");
    return NULL;
}

json_t *owned_fields_of(const json_t *live, const json_t *manifest, const struct kube_type *type)
{
    return extract_object(live, manifest, (struct ownership){applied_fields(live), true}, type);
}

json_t *live_content(const json_t *live)
{
    static const char *const moving[] = {"managedFields", "resourceVersion", "generation", "selfLink", "creationTimestamp", "uid"};
    json_t *content = json_copy((json_t *)(uintptr_t)live), *metadata = json_copy(json_object_get(live, "metadata"));
    json_object_del(content, "status");
    for (size_t i = 0; metadata && i < COUNT(moving); i++) json_object_del(metadata, moving[i]);
    if (metadata) json_object_set_new(content, "metadata", metadata);
    return content;
}

static int add_to_hash(const char *bytes, size_t n, void *context)
{
    uint64_t *hash = context;
    *hash = hash_bytes(bytes, n, *hash);
    return 0;
}

void content_hash(const json_t *live, char hash[17])
{
    uint64_t sum = 0;
    json_t *content = live_content(live);
    json_dump_callback(content, add_to_hash, &sum, JSON_COMPACT | JSON_SORT_KEYS);
    json_decref(content);
    snprintf(hash, 17, "%016llx", (unsigned long long)sum);
}
