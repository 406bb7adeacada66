#include "editor/texts.h"

#include <limits.h>
#include <stdlib.h>

/* ---- addresses ---- */

static int hex_digit(char c)
{
    const char *digits = "0123456789abcdef", *at = c ? strchr(digits, c | ('A' <= c && c <= 'F' ? 0x20 : 0)) : NULL;
    return at ? (int)(at - digits) : -1;
}

static char *unescaped(const char *text)
{
    char *out = memory_checked(malloc(strlen(text) + 1));
    size_t n = 0;
    for (; *text; text++) {
        int high = text[0] == '%' ? hex_digit(text[1]) : -1, low = high >= 0 ? hex_digit(text[2]) : -1;
        out[n++] = low >= 0 ? (char)(high * 16 + low) : *text;
        if (low >= 0) text += 2;
    }
    out[n] = '\0';
    return out;
}

/* Of a file that is not yet there: its folder's, and its name. */
static char *without_links(const char *path)
{
    char absolute[PATH_MAX];
    if (realpath(path, absolute)) return memory_checked(strdup(absolute));
    const char *slash = strrchr(path, '/');
    char *folder = slash && slash != path ? memory_checked(strndup(path, (size_t)(slash - path))) : NULL, *joined = NULL;
    if (folder && realpath(folder, absolute) && asprintf(&joined, "%s%s", absolute, slash) < 0) joined = NULL;
    free(folder);
    return joined ? joined : memory_checked(strdup(path));
}

char *file_of_uri(const char *uri)
{
    static const char scheme[] = "file://";
    if (!uri || strncmp(uri, scheme, sizeof scheme - 1) != 0) return NULL;
    const char *path = strchr(uri + sizeof scheme - 1, '/');
    if (!path) return NULL;
    char *plain = unescaped(path), *file = without_links(plain);
    free(plain);
    return file;
}

char *uri_of_file(Str file)
{
    struct arena *arena = arena_new(0);
    Str escaped = arena_percent(arena, file, "/");
    char *uri = NULL;
    if (asprintf(&uri, "file://%.*s", STR_ARG(escaped)) < 0) uri = NULL;
    arena_free(arena);
    return memory_checked(uri);
}

/* ---- opening and closing ---- */

static struct text *find(const struct texts *texts, const char *uri)
{
    for (size_t i = 0; uri && i < texts->n; i++)
        if (strcmp(texts->at[i].uri, uri) == 0) return &texts->at[i];
    return NULL;
}

const struct text *text_find(const struct texts *texts, const char *uri) { return find(texts, uri); }

static const char *uri_in(const json_t *params) { return json_string_value(json_object_get(json_object_get(params, "textDocument"), "uri")); }

const struct text *named_text(const struct texts *texts, const json_t *params) { return find(texts, uri_in(params)); }

static void set_content(struct text *text, const json_t *content)
{
    text->content.n = 0;
    buf_put(&text->content, json_string_value(content), json_string_length(content));
}

static void free_text(struct text *text)
{
    free(text->uri);
    free(text->file);
    buf_free(&text->content);
}

static struct text *new_text(struct texts *texts)
{
    if (texts->n == texts->cap) {
        texts->cap = texts->cap ? texts->cap * 2 : 8;
        texts->at = memory_checked(realloc(texts->at, texts->cap * sizeof *texts->at));
    }
    texts->at[texts->n] = (struct text){0};
    return &texts->at[texts->n++];
}

void texts_add(struct texts *texts, struct text text) { *new_text(texts) = text; }

static bool open_text(struct texts *texts, const json_t *params)
{
    const json_t *document = json_object_get(params, "textDocument"), *content = json_object_get(document, "text");
    const char *uri = uri_in(params);
    char *file = file_of_uri(uri);
    if (!file || !json_is_string(content)) {
        free(file);
        return false;
    }
    struct text *text = find(texts, uri);
    if (!text) text = new_text(texts);
    else free_text(text);
    *text = (struct text){.uri = memory_checked(strdup(uri)), .file = file, .version = json_integer_value(json_object_get(document, "version"))};
    set_content(text, content);
    return true;
}

static bool close_text(struct texts *texts, const json_t *params)
{
    struct text *text = find(texts, uri_in(params));
    if (!text) return false;
    free_text(text);
    *text = texts->at[--texts->n];
    return true;
}

void texts_free(struct texts *texts)
{
    for (size_t i = 0; i < texts->n; i++) free_text(&texts->at[i]);
    free(texts->at);
}

/* ---- changes ---- */

static void replace(struct text *text, size_t lo, size_t hi, Str with)
{
    struct buf changed = {0};
    buf_put(&changed, text->content.s, lo);
    buf_str(&changed, with);
    buf_put(&changed, text->content.s + hi, text->content.n - hi);
    buf_free(&text->content);
    text->content = changed;
}

static void change(struct text *text, const json_t *json, enum encoding encoding)
{
    const json_t *range = json_object_get(json, "range"), *content = json_object_get(json, "text");
    Str now = {text->content.s, text->content.n};
    if (!json_is_string(content)) return;
    if (!json_is_object(range)) {
        set_content(text, content);
        return;
    }
    size_t lo = offset_at(now, place_from_json(json_object_get(range, "start")), encoding);
    size_t hi = offset_at(now, place_from_json(json_object_get(range, "end")), encoding);
    if (hi < lo) hi = lo;
    replace(text, lo, hi, (Str){json_string_value(content), json_string_length(content)});
}

static bool change_text(struct texts *texts, const json_t *params, enum encoding encoding)
{
    struct text *text = find(texts, uri_in(params));
    const json_t *changes = json_object_get(params, "contentChanges");
    if (!text) return false;
    for (size_t i = 0; i < json_array_size(changes); i++) change(text, json_array_get(changes, i), encoding);
    text->version = json_integer_value(json_object_get(json_object_get(params, "textDocument"), "version"));
    return true;
}

bool texts_follow(struct texts *texts, const json_t *notification, enum encoding encoding)
{
    const char *method = json_string_value(json_object_get(notification, "method"));
    const json_t *params = json_object_get(notification, "params");
    if (!method) return false;
    if (strcmp(method, "textDocument/didOpen") == 0) return open_text(texts, params);
    if (strcmp(method, "textDocument/didChange") == 0) return change_text(texts, params, encoding);
    return strcmp(method, "textDocument/didClose") == 0 && close_text(texts, params);
}

struct unsaved_texts unsaved_texts(const struct texts *texts, struct arena *arena)
{
    struct unsaved_texts all = {0};
    for (size_t i = 0; i < texts->n; i++) {
        const struct text *text = &texts->at[i];
        struct unsaved one = {str_of(text->file), {text->content.n ? text->content.s : "", text->content.n}};
        vec_push(arena, &all.v, one);
    }
    return all;
}
