/* What the stack declares once somebody asks for it. */
#include "lift.h"
#include "parts.h"
#include "resource_names.h"

static const struct name *kept_of(const struct imported *secret, Str key)
{
    for (size_t i = 0; i < secret->kept.n; i++)
        if (str_eq(NAME_STR(secret->kept.at[i].key), key)) return secret->kept.at[i].resource;
    return NULL;
}

const struct imported *imported_object(const struct import *import, const char *kind, Str namespace, Str name)
{
    for (size_t i = 0; i < import->objects.n; i++) {
        const struct imported *object = &import->objects.at[i];
        bool same = kube_is_built_in(object->kube) && strcmp(object->kube->kind, kind) == 0;
        if (same && str_eq(object->namespace, namespace) && str_eq(object->name, name)) return object;
    }
    return NULL;
}

const struct name *secret_of(struct import *import, Str namespace, Str name, Str key)
{
    struct arena *arena = import->session->arena;
    const struct imported *secret = imported_object(import, "Secret", namespace, name);
    const struct name *own = secret ? kept_of(secret, key) : NULL;
    if (own) return own;
    for (size_t i = 0; i < import->far_secrets.n; i++) {
        const struct far_secret *far = &import->far_secrets.at[i];
        if (str_eq(far->namespace, namespace) && str_eq(far->name, name) && str_eq(far->key, key)) return far->resource;
    }
    Str wanted = arena_printf(arena, "%.*s_%.*s", STR_ARG(name), STR_ARG(key));
    struct far_secret far = {namespace, name, key, free_name(import->names, identifier(import->session, wanted))};
    vec_push(arena, &import->far_secrets, far);
    return far.resource;
}

const struct name *declared_plane(struct import *import, struct value labels)
{
    for (size_t i = 0; i < import->planes.n; i++)
        if (value_equal(import->planes.at[i].labels, labels)) return import->planes.at[i].resource;
    const char *wanted = labels.kind == V_NULL ? "any_node" : "nodes";
    struct import_plane plane = {labels, free_name(import->names, session_name(import->session, wanted))};
    vec_push(import->session->arena, &import->planes, plane);
    return plane.resource;
}
