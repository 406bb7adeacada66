/* Names of objects, and sizes that the API server refuses. */
#include "checks.h"
#include "admit/object_names.h"
#include "value/serialize.h"

/* ---- sizes ---- */

enum { DATA_MAX = 1 << 20, OBJECT_MAX = 3 << 19 }; /* of a ConfigMap or Secret; of what etcd takes */

static size_t kib(size_t bytes) { return (bytes + 1023) / 1024; }

/* At most: each value and its key are shorter than two long texts, or count for more than one. */
static size_t most_bytes(struct value value) { return value.kind == V_RECORD ? (size_t)value_expanded_size(value) * 2 * LONG_TEXT : 0; }

/* The bytes of its texts and a little for everything else. */
static size_t rough_size(struct value value)
{
    enum { LITTLE = 8 };
    if (value.kind == V_NULL) return 0;
    size_t size = LITTLE + dig_text(value).n;
    for (size_t i = 0; value.kind == V_LIST && i < value.list->n; i++) size += rough_size(value.list->at[i]);
    for (size_t i = 0; value.kind == V_RECORD && i < value.record->n; i++) size += value.record->keys[i]->n + rough_size(value.record->values[i]);
    return size;
}

/* The content of a ConfigMap or Secret, and its largest part. */
struct content {
    size_t size, largest;
    const struct name *key;
    struct value at;
};

static void add_content(struct catalog *catalog, struct content *content, const struct object *object, const char *field, bool base64)
{
    struct value data = dig(catalog, object->value, field);
    for (size_t i = 0; data.kind == V_RECORD && i < data.record->n; i++) {
        size_t size = dig_text(data.record->values[i]).n;
        if (base64) size = size / 4 * 3;
        content->size += size;
        if (size <= content->largest) continue;
        content->largest = size;
        content->key = data.record->keys[i];
        content->at = data.record->values[i];
    }
}

static void report_content(struct catalog *catalog, const struct object *object, const struct content *content)
{
    struct diag *diag = object_error(catalog, E0709, content->at, object, "%s '%s' holds %zu KiB, and the limit is %d KiB", object->kube->kind,
                                     object->name->s, kib(content->size), DATA_MAX >> 10);
    diag_note(&catalog->session->diags, diag, where(catalog, content->at, object), "'%s' is the largest part, with %zu KiB", content->key->s,
              kib(content->largest));
    diag_help(&catalog->session->diags, diag, "split it into several, or put it into an image or a volume");
}

static size_t written_size(struct value value)
{
    struct buf text = {0};
    write_json(&text, value, -1);
    size_t size = text.n;
    buf_free(&text);
    return size;
}

static void check_size(struct catalog *catalog, const struct object *object)
{
    if (most_bytes(object->value) < DATA_MAX / 2 || rough_size(object->value) < DATA_MAX / 2) return;
    struct content content = {0};
    bool secret = built_in(object, "Secret");
    if (secret || built_in(object, "ConfigMap")) {
        add_content(catalog, &content, object, "data", secret);
        add_content(catalog, &content, object, "binaryData", true);
        add_content(catalog, &content, object, "stringData", false);
    }
    if (content.size > DATA_MAX) {
        report_content(catalog, object, &content);
        return;
    }
    size_t size = written_size(object->value);
    if (size <= OBJECT_MAX) return;
    struct diag *diag = object_error(catalog, E0709, object->value, object, "%s '%s' is %zu KiB of JSON, and the limit is %d KiB", object->kube->kind,
                                     object->name->s, kib(size), OBJECT_MAX >> 10);
    diag_help(&catalog->session->diags, diag, "split it, or keep its large parts elsewhere");
}

void validate_name(struct catalog *catalog, struct singles *singles, const struct object *object)
{
    check_names(catalog, object);
    check_namespace(catalog, object, &singles->namespaces);
    check_size(catalog, object);
}
