/* What an entry of a kubeconfig says, taken into a struct by a table of its keys. */
#include "kubeconfig.h"

#include "access/access.h"
#include "access/secret_file.h"
#include "base/base64.h"

static bool take_text(struct kubeconfig *config, const char *key, struct value value, Str *into)
{
    if (value.kind != V_STRING) return kubeconfig_refuse(config, value, "'%s' is a text: write it in quotes", key);
    if (memchr(value_str(value).s, '\0', value_str(value).n)) return kubeconfig_refuse(config, value, "'%s' has a NUL in it", key);
    *into = arena_copy(config->arena, value_str(value));
    return true;
}

Str kubeconfig_path(const struct kubeconfig *config, struct value at, Str path)
{
    Str file = source_at(&config->session->sources, origin_span(&config->origins, at.origin).file)->path;
    Str folder = {file.s, file.n - str_after_last(file, '/').n};
    bool stays = !path.n || path.s[0] == '/' || !folder.n;
    return stays ? path : arena_join(config->arena, (Str[]){folder, path}, 2);
}

static bool take_path(struct kubeconfig *config, const char *key, struct value value, Str *into)
{
    Str path;
    if (!take_text(config, key, value, &path)) return false;
    *into = kubeconfig_path(config, value, path);
    return true;
}

static bool take_pem(struct kubeconfig *config, const char *key, struct value value, Str *into)
{
    Str text;
    struct buf bytes = {0};
    if (!take_text(config, key, value, &text)) return false;
    bool decoded = base64_decode(text, &bytes), pem = bytes.n && memmem(bytes.s, bytes.n, "-----BEGIN ", 11);
    *into = arena_copy(config->arena, (Str){bytes.s, bytes.n});
    buf_wipe(&bytes);
    if (!decoded) return kubeconfig_refuse(config, value, "'%s' is not base64", key);
    return pem || !text.n || kubeconfig_refuse(config, value, "'%s' is not PEM in base64", key);
}

static bool take_bool(struct kubeconfig *config, const char *key, struct value value, bool *into)
{
    if (value.kind != V_BOOL) return kubeconfig_refuse(config, value, "'%s' is true or false", key);
    *into = value.boolean;
    return true;
}

static bool take_texts(struct kubeconfig *config, const char *key, struct value value, struct text_list *into)
{
    if (value.kind != V_LIST) return kubeconfig_refuse(config, value, "'%s' is a list of texts", key);
    for (size_t i = 0; i < value.list->n; i++) {
        Str text;
        if (!take_text(config, key, value.list->at[i], &text)) return false;
        vec_push(config->arena, into, text);
    }
    return true;
}

static bool take_value(struct value value, struct value *into)
{
    *into = value;
    return true;
}

static bool take_field(struct kubeconfig *config, const struct kubeconfig_field *field, struct value value, void *into)
{
    void *at = (char *)into + field->offset;
    switch (field->kind) {
    case FIELD_TEXT: return take_text(config, field->key, value, at);
    case FIELD_PATH: return take_path(config, field->key, value, at);
    case FIELD_PEM: return take_pem(config, field->key, value, at);
    case FIELD_BOOL: return take_bool(config, field->key, value, at);
    case FIELD_TEXTS: return take_texts(config, field->key, value, at);
    case FIELD_VALUE: return take_value(value, at);
    case FIELD_IGNORED: break;
    }
    return true;
}

static const struct kubeconfig_field *field_of(const struct kubeconfig_field *fields, size_t n, Str key)
{
    for (size_t i = 0; i < n; i++)
        if (str_is(key, fields[i].key)) return &fields[i];
    return NULL;
}

bool kubeconfig_take(struct kubeconfig *config, struct value record, const char *what, const struct kubeconfig_field *fields, size_t n, void *into)
{
    for (size_t i = 0; record.kind == V_RECORD && i < record.record->n; i++) {
        struct value value = record.record->values[i];
        Str key = NAME_STR(record.record->keys[i]);
        const struct kubeconfig_field *field = field_of(fields, n, key);
        if (!field) kubeconfig_warn(config, origin_span(&config->origins, value.origin), "%s has no '%.*s': it is passed over", what, STR_ARG(key));
        else if (value.kind != V_NULL && !take_field(config, field, value, into)) return false;
    }
    return true;
}
