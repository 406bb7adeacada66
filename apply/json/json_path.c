#include "json/json_path.h"

json_t *json_at(const json_t *json, const char *path)
{
    while (json && *path) {
        size_t n = strcspn(path, ".");
        json = json_object_getn(json, path, n);
        path += n + (path[n] == '.');
    }
    return (json_t *)(uintptr_t)json;
}

const char *text_at(const json_t *json, const char *path)
{
    const char *text = json_string_value(json_at(json, path));
    return text ? text : "";
}

json_int_t number_at(const json_t *json, const char *path, json_int_t fallback)
{
    const json_t *number = json_at(json, path);
    return json_is_integer(number) ? json_integer_value(number) : fallback;
}

json_int_t count_at(const json_t *object, const char *path, json_int_t fallback)
{
    json_int_t number = number_at(object, path, fallback);
    return number < 0 || number > INT32_MAX ? fallback : number;
}

bool true_at(const json_t *json, const char *path) { return json_is_true(json_at(json, path)); }

bool text_is(const json_t *json, const char *path, const char *text) { return strcmp(text_at(json, path), text) == 0; }

const json_t *condition_of(const json_t *object, const char *type)
{
    const json_t *conditions = json_at(object, "status.conditions");
    for (size_t i = 0; i < json_array_size(conditions); i++)
        if (text_is(json_array_get(conditions, i), "type", type)) return json_array_get(conditions, i);
    return NULL;
}

bool condition_is(const json_t *object, const char *type, const char *status)
{
    return text_is(condition_of(object, type), "status", status);
}

void buf_texts(struct buf *buf, const json_t *list)
{
    size_t before = buf->n;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *text = json_string_value(json_array_get(list, i));
        if (text) buf_printf(buf, "%s%s", buf->n > before ? ", " : "", text);
    }
}

/* Bytes of the blank or control character at I; 0: it is another. Those from U+0080 to U+009F take two. */
static size_t blank_at(const struct buf *buf, size_t i)
{
    const unsigned char *s = (const unsigned char *)buf->s;
    if (s[i] <= ' ' || s[i] == 0x7F) return 1;
    return s[i] == 0xC2 && i + 1 < buf->n && s[i + 1] >= 0x80 && s[i + 1] <= 0x9F ? 2 : 0;
}

void buf_one_line(struct buf *buf)
{
    size_t kept = 0;
    bool gap = false;
    for (size_t i = 0, blank; i < buf->n; i += blank ? blank : 1) {
        blank = blank_at(buf, i);
        if (!blank && gap && kept) buf->s[kept++] = ' ';
        if (!blank) buf->s[kept++] = buf->s[i];
        gap = blank > 0;
    }
    buf->n = kept;
}

json_t *text_json(Str text) { return json_stringn(text.n ? text.s : "", text.n); }

static int put_bytes(const char *bytes, size_t n, void *out)
{
    buf_put(out, bytes, n);
    return 0;
}

static void put_json(struct buf *out, json_t *json, size_t flags)
{
    if (json_dump_callback(json, put_bytes, out, flags) != 0) panic("a value cannot be written as JSON");
    json_decref(json);
}

void buf_json(struct buf *out, json_t *json)
{
    put_json(out, json, JSON_INDENT(1));
    buf_char(out, '\n');
}

void buf_json_line(struct buf *out, json_t *json)
{
    put_json(out, json, JSON_COMPACT);
    buf_char(out, '\n');
}

Str arena_json(struct arena *arena, json_t *json)
{
    struct buf text = {0};
    put_json(&text, json, JSON_COMPACT);
    Str copy = arena_copy(arena, (Str){text.s, text.n});
    buf_free(&text);
    return copy;
}

/* ---- texts that are kept ---- */

static Str printable(struct arena *arena, const char *text)
{
    Str copy = arena_copy(arena, str_of(text));
    for (char *at = (char *)(uintptr_t)copy.s; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f) *at = ' ';
    return copy;
}

Str clean_text_at(struct arena *arena, const json_t *object, const char *path) { return printable(arena, text_at(object, path)); }

static const char *annotation_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(json_at(object, "metadata.annotations"), key));
    return text ? text : "";
}

Str clean_annotation(struct arena *arena, const json_t *object, const char *key) { return printable(arena, annotation_of(object, key)); }

bool annotation_number(const json_t *object, const char *key, json_int_t *number)
{
    Str text = str_of(annotation_of(object, key));
    if (!text.n || text.n > 15) return false;
    *number = (json_int_t)str_take_number(&text);
    return text.n == 0;
}
