#include "openapi/api_documents.h"

#include "kube/kube.h"

#include <string.h>

static bool holds(Str text, const char *part) { return memmem(text.s, text.n, part, strlen(part)) != NULL; }

struct value api_field(const struct api_documents *documents, struct value of, const char *key)
{
    return value_get(documents->session->arena, of, session_name(documents->session, key));
}

Str api_text(const struct api_documents *documents, struct value of, const char *key)
{
    struct value text = api_field(documents, of, key);
    return text.kind == V_STRING ? value_str(text) : STR("");
}

bool api_flag(const struct api_documents *documents, struct value of, const char *key)
{
    struct value flag = api_field(documents, of, key);
    return flag.kind == V_BOOL && flag.boolean;
}

bool is_api_document(struct session *session, struct value document)
{
    struct api_documents documents = {.session = session};
    return api_text(&documents, document, "swagger").n || api_text(&documents, document, "openapi").n;
}

/* ---- schemas ---- */

/* "#/definitions/io.k8s.api.core.v1.Pod", "#/components/schemas/…" */
static const struct name *name_of_reference(const struct api_documents *documents, Str reference)
{
    return reference.n ? name_of(documents->session->names, str_after_last(reference, '/')) : NULL;
}

const struct name *api_reference(const struct api_documents *documents, struct value schema)
{
    struct value all = api_field(documents, schema, "allOf");
    if (all.kind == V_LIST && all.list->n == 1) schema = all.list->at[0];
    return name_of_reference(documents, api_text(documents, schema, "$ref"));
}

struct value api_schema(const struct api_documents *documents, const struct name *name)
{
    const struct value *schema = map_get(&documents->schemas, name);
    return schema ? *schema : value_null();
}

static void add_schemas(struct api_documents *documents, struct value schemas)
{
    struct arena *arena = documents->session->arena;
    for (size_t i = 0; schemas.kind == V_RECORD && i < schemas.record->n; i++)
        map_put(arena, &documents->schemas, schemas.record->keys[i], (void *)&schemas.record->values[i]);
}

/* ---- kinds ---- */

/* What is sent to make an object. */
static const struct name *body_of(const struct api_documents *documents, struct value post)
{
    struct value parameters = api_field(documents, post, "parameters"), content = api_field(documents, api_field(documents, post, "requestBody"), "content");
    for (size_t i = 0; parameters.kind == V_LIST && i < parameters.list->n; i++)
        if (str_is(api_text(documents, parameters.list->at[i], "in"), "body"))
            return api_reference(documents, api_field(documents, parameters.list->at[i], "schema"));
    if (content.kind != V_RECORD || content.record->n == 0) return NULL;
    return api_reference(documents, api_field(documents, content.record->values[0], "schema"));
}

static bool is_known(const struct api_documents *documents, const struct api_kind *kind)
{
    for (size_t i = 0; i < documents->kinds.n; i++) {
        const struct api_kind *other = &documents->kinds.at[i];
        if (str_eq(other->kind, kind->kind) && str_eq(other->version, kind->version) && str_eq(other->group, kind->group)) return true;
    }
    return false;
}

/* "/apis/apps/v1/namespaces/{namespace}/deployments" can be posted to; what lies below one object is no kind of its own. */
static void add_path(struct api_documents *documents, Str path, struct value operations)
{
    struct value post = api_field(documents, operations, "post"), kind = api_field(documents, post, "x-kubernetes-group-version-kind");
    if (kind.kind != V_RECORD || holds(path, "{name}")) return;
    struct api_kind made = {api_text(documents, kind, "group"), api_text(documents, kind, "version"), api_text(documents, kind, "kind"),
        str_after_last(path, '/'), holds(path, "/namespaces/{namespace}/"), body_of(documents, post)};
    if (made.version.n && made.kind.n && !is_known(documents, &made)) vec_push(documents->session->arena, &documents->kinds, made);
}

/* ---- all of it ---- */

/* Of "v1.37.0"; 0: it is none. */
static int release_of(Str version)
{
    if (!str_starts(version, STR("v1."))) return 0;
    Str rest = str_skip(version, strlen("v1."));
    size_t minor = str_take_number(&rest);
    return minor <= KUBE_MINOR_LATEST ? (int)minor : 0;
}

void api_documents_add(struct api_documents *documents, struct value document)
{
    struct value paths = api_field(documents, document, "paths");
    int release = release_of(api_text(documents, api_field(documents, document, "info"), "version"));
    if (release) documents->release = release;
    add_schemas(documents, api_field(documents, document, "definitions"));
    add_schemas(documents, api_field(documents, api_field(documents, document, "components"), "schemas"));
    for (size_t i = 0; paths.kind == V_RECORD && i < paths.record->n; i++)
        add_path(documents, NAME_STR(paths.record->keys[i]), paths.record->values[i]);
}
