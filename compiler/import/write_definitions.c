/* The files that lie beside the source. */
#include "import/import.h"
#include "parts.h"

#include "value/serialize.h"

#include <ctype.h>

void put_definition(const struct import *import, const struct imported *object, uint32_t end, struct buf *out)
{
    Str text = source_at(&import->session->sources, object->at.file)->text;
    bool own_lines = object->at.lo == 0 || text.s[object->at.lo - 1] == '\n';
    if (own_lines && text.s[object->at.lo] != '{') {
        Str own = {text.s + object->at.lo, end - object->at.lo};
        while (own.n && (own.s[own.n - 1] == '\n' || own.s[own.n - 1] == '\r')) own.n--;
        buf_str(out, own);
        buf_char(out, '\n');
        return;
    }
    buf_printf(out, "apiVersion: %s\nkind: %s\n", object->kube->api_version, object->kube->kind);
    write_yaml(out, object->value, NULL);
}

/* ---- kinds that nobody defines here ---- */

/* The fields that objects of the kind have, each once. */
static void put_fields_of(const struct import *import, const struct kube_resource *kube, struct buf *out)
{
    struct name_set known = {0};
    name_set_add(import->session->arena, &known, session_name(import->session, "metadata"));
    for (size_t i = 0; i < import->objects.n; i++) {
        const struct imported *object = &import->objects.at[i];
        for (size_t k = 0; object->kube == kube && k < object->value.record->n; k++) {
            const struct name *key = object->value.record->keys[k];
            if (!name_set_add(import->session->arena, &known, key)) continue;
            buf_str(out, STR("            "));
            put_json_text(out, NAME_STR(key));
            buf_str(out, STR(": { x-kubernetes-preserve-unknown-fields: true }\n"));
        }
    }
}

/* Nobody asks for the right plural: the definition is never applied. */
static void put_kind(const struct import *import, const struct kube_resource *kube, struct buf *out)
{
    Str plural = arena_printf(import->session->arena, "%.*ss", STR_ARG(arena_lower(import->session->arena, str_of(kube->kind))));
    Str version = str_after_last(str_of(kube->api_version), '/'), group = api_group(str_of(kube->api_version));
    buf_printf(out, "---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: %.*s.%.*s }\n",
               STR_ARG(plural), STR_ARG(group));
    buf_printf(out, "spec:\n  group: %.*s\n  names: { kind: %s, plural: %.*s }\n", STR_ARG(group), kube->kind, STR_ARG(plural));
    bool namespaced = map_get(&import->namespaced, kube);
    buf_printf(out, "  scope: %s\n  versions:\n    - name: %.*s\n      served: true\n      storage: true\n", namespaced ? "Namespaced" : "Cluster",
               STR_ARG(version));
    buf_str(out, STR("      schema:\n        openAPIV3Schema:\n          type: object\n          properties:\n"
                     "            metadata: { type: object }\n"));
    put_fields_of(import, kube, out);
}

void put_kinds(const struct import *import, struct buf *out)
{
    static const char head[] = "# Kinds that 'stk import' found no definition of: their objects may hold anything. Better have the real ones here.\n";
    if (import->unknown.n) buf_str(out, STR(head));
    for (size_t i = 0; i < import->unknown.n; i++) put_kind(import, import->unknown.at[i], out);
}
