#include "secret/secret.h"

#include "access/secret_file.h"
#include "base/base64.h"
#include "common/exit_code.h"

#include <stdlib.h>

static bool has_source(const struct secret *secret, const struct secret_bindings *bindings, size_t key)
{
    return secret->recipe != RECIPE_NONE || secret_bound(bindings, secret, key);
}

bool secret_is_ours(const struct secret *secret, const struct secret_bindings *bindings)
{
    bool asked = secret->provider == SECRET_APPLY;
    for (size_t i = 0; i < secret->keys.n; i++) {
        if (!has_source(secret, bindings, i)) return false;
        asked = asked || secret_bound(bindings, secret, i);
    }
    return asked && secret->presence != PRESENT;
}

bool secret_is_missing(const struct secret *secret, const struct secret_bindings *bindings)
{
    return secret->presence == ABSENT && secret_is_ours(secret, bindings);
}

size_t secrets_missing(const struct secrets *secrets, const struct secret_bindings *bindings)
{
    size_t n = 0;
    for (size_t i = 0; i < secrets->v.n; i++) n += secret_is_missing(&secrets->v.at[i], bindings);
    return n;
}

/* ---- JSON; what is secret in it is base64 ---- */

static void put_text(struct buf *out, Str text)
{
    json_t *string = json_stringn(text.s, text.n);
    char *quoted = string ? json_dumps(string, JSON_ENCODE_ANY) : NULL;
    buf_printf(out, "%s", quoted ? quoted : "\"\"");
    free(quoted);
    json_decref(string);
}

static void put_head(struct buf *out, const struct secret *secret, Str part_of)
{
    buf_printf(out, "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"type\":\"Opaque\",\"metadata\":{\"name\":");
    put_text(out, secret->name);
    buf_printf(out, ",\"namespace\":");
    put_text(out, secret->namespace);
    if (part_of.n) {
        buf_printf(out, ",\"labels\":{\"" LABEL_PART_OF "\":");
        put_text(out, part_of);
        buf_char(out, '}');
    }
    buf_printf(out, "},\"data\":{");
}

/* "KEY":"…" */
static void put_entry(struct buf *out, Str key, const struct buf *value)
{
    enum { FRAME = 4096 }; /* the key with its quotes, and what follows */
    buf_widen(out, FRAME + value->n / 3 * 4 + 4);
    put_text(out, key);
    buf_printf(out, ":\"");
    base64_encode((Str){value->s, value->n}, out);
    buf_char(out, '"');
}

static bool put_value(const struct secret *secret, const struct secret_binding *binding, size_t i, struct buf *out, struct problem *problem)
{
    struct buf value = {0};
    bool fine = true;
    if (binding) fine = binding_value(binding, &value, problem);
    else if (secret->recipe != RECIPE_NONE) recipe_value(secret, &value);
    else fine = problem_set(problem, EXIT_ERROR, "nothing is bound to the key '%.*s' of the secret '%.*s'", STR_ARG(secret->keys.at[i]),
                            STR_ARG(secret->name));
    if (fine) put_entry(out, secret->keys.at[i], &value);
    buf_wipe(&value);
    return fine;
}

bool secret_body(const struct secret *secret, struct secret_bindings *bindings, Str part_of, struct buf *out, struct problem *problem)
{
    bool fine = true;
    put_head(out, secret, part_of);
    for (size_t i = 0; i < secret->keys.n && fine; i++) {
        if (i) buf_char(out, ',');
        fine = put_value(secret, secret_bound(bindings, secret, i), i, out, problem);
    }
    buf_widen(out, 2);
    buf_put(out, "}}", 2);
    return fine;
}
