#include "package/package.h"

#include "package/oci_address.h"
#include "value/read_yaml.h"
#include "value/record_builder.h"
#include "value/serialize.h"

/* ---- writing ---- */

static struct value descriptor(struct session *session, const char *type, Str bytes, const char *title)
{
    struct fields fields = {.session = session}, annotations = {.session = session};
    put_text(&fields, "mediaType", str_of(type));
    put_text(&fields, "digest", digest_of(session->arena, bytes));
    put(&fields, "size", value_int((int64_t)bytes.n));
    if (title) put_text(&annotations, "org.opencontainers.image.title", str_of(title));
    if (title) put(&fields, "annotations", done(&annotations));
    return done(&fields);
}

Str manifest_text(struct session *session, const struct package *package, Str config, Str archive)
{
    struct fields fields = {.session = session}, annotations = {.session = session};
    struct items layers = {0};
    const char *title = arena_printf(session->arena, "%.*s-%.*s.tar", STR_ARG(package->name), STR_ARG(package->version)).s;
    put_text(&annotations, "org.opencontainers.image.title", package->name);
    put_text(&annotations, "org.opencontainers.image.version", package->version);
    vec_push(session->arena, &layers.v, descriptor(session, PACKAGE_LAYER_TYPE, archive, title));
    put(&fields, "schemaVersion", value_int(2));
    put_text(&fields, "mediaType", STR(MANIFEST_TYPE));
    put_text(&fields, "artifactType", STR(PACKAGE_CONFIG_TYPE));
    put(&fields, "config", descriptor(session, PACKAGE_CONFIG_TYPE, config, NULL));
    put(&fields, "layers", list_of(session, &layers));
    put(&fields, "annotations", done(&annotations));
    struct buf out = {0};
    write_json(&out, done(&fields), -1);
    Str text = arena_copy(session->arena, (Str){out.s, out.n});
    buf_free(&out);
    return text;
}

/* ---- reading ---- */

static bool read_blob(struct session *session, struct value value, const char *type, struct blob *blob)
{
    struct value text = value_get(session->arena, value, session_name(session, "mediaType"));
    struct value digest = value_get(session->arena, value, session_name(session, "digest"));
    struct value size = value_get(session->arena, value, session_name(session, "size"));
    if (text.kind != V_STRING || digest.kind != V_STRING || size.kind != V_INT) return false;
    *blob = (struct blob){value_str(text), value_str(digest), (size_t)size.integer};
    return str_is(blob->type, type) && is_digest(blob->digest) && size.integer >= 0;
}

bool manifest_parse(struct session *session, uint32_t file, struct manifest *manifest)
{
    struct origins origins = {0};
    struct value documents = read_yaml(session, &origins, file, 0, ORIGIN_WRITTEN, YAML_PLAIN);
    if (documents.kind != V_LIST || documents.list->n != 1) return false;
    struct value whole = documents.list->at[0];
    struct value layers = value_get(session->arena, whole, session_name(session, "layers"));
    return layers.kind == V_LIST && layers.list->n == 1
        && read_blob(session, value_get(session->arena, whole, session_name(session, "config")), PACKAGE_CONFIG_TYPE, &manifest->config)
        && read_blob(session, layers.list->at[0], PACKAGE_LAYER_TYPE, &manifest->layer);
}
