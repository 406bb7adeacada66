#include "openapi/api_documents.h"

#include "kube/kube.h"
#include "value/field.h"

#include <string.h>

static bool holds(Str text, const char *part) { return memmem(text.s, text.n, part, strlen(part)) != NULL; }

bool is_api_document(struct session *session, struct value document)
{
    return field_text(session, document, "swagger").n || field_text(session, document, "openapi").n;
}

/* ---- schemas ---- */

/* "#/definitions/io.k8s.api.core.v1.Pod", "#/components/schemas/…" */
static const struct name *name_of_reference(const struct api_documents *documents, Str reference)
{
    return reference.n ? name_of(documents->session->names, str_after_last(reference, '/')) : NULL;
}

const struct name *api_reference(const struct api_documents *documents, struct value schema)
{
    struct value all = value_field(documents->session, schema, "allOf");
    if (all.kind == V_LIST && all.list->n == 1) schema = all.list->at[0];
    return name_of_reference(documents, field_text(documents->session, schema, "$ref"));
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
    struct session *session = documents->session;
    struct value parameters = value_field(session, post, "parameters"), content = value_field(session, post, "requestBody.content");
    for (size_t i = 0; parameters.kind == V_LIST && i < parameters.list->n; i++)
        if (str_is(field_text(session, parameters.list->at[i], "in"), "body"))
            return api_reference(documents, value_field(session, parameters.list->at[i], "schema"));
    if (content.kind != V_RECORD || content.record->n == 0) return NULL;
    return api_reference(documents, value_field(session, content.record->values[0], "schema"));
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
    struct session *session = documents->session;
    struct value post = value_field(session, operations, "post"), kind = value_field(session, post, "x-kubernetes-group-version-kind");
    if (kind.kind != V_RECORD || holds(path, "{name}")) return;
    struct api_kind made = {.group = field_text(session, kind, "group"), .version = field_text(session, kind, "version"),
        .kind = field_text(session, kind, "kind"), .plural = str_after_last(path, '/'),
        .namespaced = holds(path, "/namespaces/{namespace}/"), .schema = body_of(documents, post)};
    if (made.version.n && made.kind.n && !is_known(documents, &made)) vec_push(session->arena, &documents->kinds, made);
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
    struct value paths = value_field(documents->session, document, "paths");
    int release = release_of(field_text(documents->session, document, "info.version"));
    if (release) documents->release = release;
    add_schemas(documents, value_field(documents->session, document, "definitions"));
    add_schemas(documents, value_field(documents->session, document, "components.schemas"));
    for (size_t i = 0; paths.kind == V_RECORD && i < paths.record->n; i++)
        add_path(documents, NAME_STR(paths.record->keys[i]), paths.record->values[i]);
}
