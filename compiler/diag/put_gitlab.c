#include "base/sha256.h"
#include "diag/findings.h"

#include <stdlib.h>

enum { FINGERPRINT_DIGITS = 32 };

static const char *part(const json_t *finding, const char *name) { return json_string_value(json_object_get(finding, name)); }

/* It says nothing of lines, so that a finding that only moved is not a new one; NUMBER counts those that are the same but for that. */
static json_t *fingerprint(struct arena *arena, const json_t *finding, int number)
{
    Str text = arena_printf(arena, "%s\n%s\n%s\n%d", part(finding, "code"), part(finding, "path"), part(finding, "text"), number);
    struct digest digest = sha256(text);
    return json_stringn(digest_text(arena, &digest).s, FINGERPRINT_DIGITS);
}

/* How many such findings COUNTS has seen before. */
static int count(struct arena *arena, json_t *counts, const json_t *finding)
{
    const char *key = arena_printf(arena, "%s\n%s\n%s", part(finding, "code"), part(finding, "path"), part(finding, "text")).s;
    int before = (int)json_integer_value(json_object_get(counts, key));
    json_object_set_new(counts, key, json_integer(before + 1));
    return before;
}

static json_t *entry(struct arena *arena, const json_t *finding, int number)
{
    bool error = strcmp(part(finding, "severity"), "error") == 0;
    return json_pack("{s:s, s:s, s:o, s:s, s:{s:s, s:{s:O}}}", "description", part(finding, "text"), "check_name", part(finding, "code"),
            "fingerprint", fingerprint(arena, finding, number), "severity", error ? "major" : "minor", "location", "path", part(finding, "path"),
            "lines", "begin", json_object_get(finding, "line"));
}

void put_gitlab(struct buf *out, const json_t *findings)
{
    struct arena *arena = arena_new(0);
    json_t *entries = json_array(), *counts = json_object(), *finding;
    const char *key;
    json_object_foreach((json_t *)findings, key, finding) json_array_append_new(entries, entry(arena, finding, count(arena, counts, finding)));
    char *text = memory_checked(json_dumps(entries, JSON_INDENT(2)));
    buf_printf(out, "%s\n", text);
    free(text);
    json_decref(entries);
    json_decref(counts);
    arena_free(arena);
}
