/* API objects for unit tests: written without escapes, and spoiled in every place. */
#ifndef STK_TEST_JSON_H
#define STK_TEST_JSON_H

#include "base/base.h"

#include <jansson.h>

/* JSON with ' for ", and ` for '. Owned by the caller; NULL: it is none. */
static inline json_t *json_of(const char *text)
{
    struct buf plain = {0};
    for (; *text; text++) buf_char(&plain, *text == '\'' ? '"' : *text == '`' ? '\'' : *text);
    json_t *json = json_loadb(plain.s, plain.n, 0, NULL);
    buf_free(&plain);
    return json;
}

static const char *const spoils[] = {"null", "true", "-7", "9223372036854775807", "-9223372036854775808", "1.5",
    "''", "'x'", "[]", "[null]", "[['x']]", "{}", "{'x': {'x': 1}}", "[{'type': 1, 'reason': []}]"};

static inline void spoil_below(json_t *root, json_t *json, void (*visit)(const json_t *root));

static inline void spoil_slot(json_t *root, json_t *parent, const char *key, size_t index, void (*visit)(const json_t *root))
{
    json_t *whole = json_incref(key ? json_object_get(parent, key) : json_array_get(parent, index));
    for (size_t i = 0; i < COUNT(spoils); i++) {
        json_t *spoiled = json_of(spoils[i]);
        if (key) json_object_set_new(parent, key, spoiled);
        else json_array_set_new(parent, index, spoiled);
        visit(root);
    }
    if (key) json_object_set(parent, key, whole);
    else json_array_set(parent, index, whole);
    spoil_below(root, whole, visit);
    json_decref(whole);
}

/* Calls VISIT with ROOT once for each value below JSON and each of SPOILS in its place. */
static inline void spoil_below(json_t *root, json_t *json, void (*visit)(const json_t *root))
{
    const char *key;
    json_t *value;
    json_object_foreach(json, key, value) spoil_slot(root, json, key, 0, visit);
    for (size_t i = 0; i < json_array_size(json); i++) spoil_slot(root, json, NULL, i, visit);
}

#endif
