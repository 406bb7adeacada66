#include "secret/secret.h"

#include "common/exit_code.h"

static const uintptr_t AMBIGUOUS = UINTPTR_MAX;

const struct resource secret_kind = {{"v1", 2}, {"Secret", 6}, {"secrets", 7}, true};

bool is_secret(const struct resource *resource)
{
    return str_eq(resource->kind, secret_kind.kind) && str_eq(resource->api_version, secret_kind.api_version);
}

/* ---- what stack.json says ---- */

struct reading {
    const struct stack *stack;
    struct secrets *secrets;
    struct arena *arena;
    struct problem *problem;
};

static bool damaged(struct reading *reading, const struct secret *secret, const char *what)
{
    problem_set(reading->problem, EXIT_ERROR, "'%s/.stk/stack.json' is damaged: %s of the secret '%.*s'", reading->stack->compiled->folder, what,
                STR_ARG(secret->instance));
    return problem_help(reading->problem, "compile the stack again");
}

static bool read_provider(const json_t *fact, struct secret *secret)
{
    static const char *const providers[] = {"apply", "job", "external", "existing"};
    for (size_t i = 0; i < COUNT(providers); i++) {
        if (!str_is(json_text(fact, "provider"), providers[i])) continue;
        secret->provider = (enum secret_provider)i;
        return true;
    }
    return false;
}

static bool read_recipe(struct reading *reading, const json_t *recipe, struct secret *secret)
{
    if (!recipe || json_is_null(recipe)) return true;
    Str kind = json_text(recipe, "kind");
    json_int_t length = json_integer_value(json_object_get(recipe, "length"));
    secret->recipe = str_is(kind, "password") ? RECIPE_PASSWORD : str_is(kind, "keys") ? RECIPE_KEYS : RECIPE_NONE;
    if (!secret->recipe) return damaged(reading, secret, "the recipe");
    secret->length = (size_t)length;
    secret->hex = str_is(json_text(recipe, "encoding"), "hex");
    if (length >= 1 && length <= RECIPE_LENGTH_MAX) return true;
    problem_set(reading->problem, EXIT_ERROR, "the recipe of the secret '%.*s' asks for a length of %lld", STR_ARG(secret->instance),
                (long long)length);
    return problem_help(reading->problem, "write a length from 1 to %d at %.*s", RECIPE_LENGTH_MAX, STR_ARG(secret->at));
}

static bool read_keys(struct reading *reading, const json_t *keys, struct secret *secret)
{
    size_t i;
    json_t *key;
    json_array_foreach(keys, i, key) {
        if (!json_string_length(key)) return false;
        vec_push(reading->arena, &secret->keys, ((Str){json_string_value(key), json_string_length(key)}));
    }
    return secret->keys.n > 0;
}

static bool read_secret(struct reading *reading, const json_t *fact, struct secret *secret)
{
    *secret = (struct secret){.instance = json_text(fact, "instance"), .name = json_text(fact, "name"), .namespace = json_text(fact, "namespace")};
    secret->at = compiled_instance_place(reading->stack->compiled, secret->instance);
    if (!secret->at.n) secret->at = compiled_declared(reading->stack->compiled, fact, "at");
    secret->generation = json_integer_value(json_object_get(fact, "generation"));
    if (!secret->name.n || !secret->namespace.n) return damaged(reading, secret, "the name");
    if (!read_provider(fact, secret)) return damaged(reading, secret, "the provider");
    if (!read_keys(reading, json_object_get(fact, "keys"), secret)) return damaged(reading, secret, "a key");
    return read_recipe(reading, json_object_get(fact, "recipe"), secret);
}

/* ---- each once, by all its names ---- */

static Str full_name(struct arena *arena, Str namespace, Str name)
{
    return arena_printf(arena, "%.*s/%.*s", STR_ARG(namespace), STR_ARG(name));
}

static void note_name(struct reading *reading, Str text, uintptr_t number)
{
    if (!text.n) return;
    const struct name *name = name_of(reading->secrets->names, text);
    uintptr_t known = (uintptr_t)map_get(&reading->secrets->by_name, name);
    if (known != number) map_put(reading->arena, &reading->secrets->by_name, name, (void *)(known ? AMBIGUOUS : number));
}

/* One who makes it knows more than those who only use it. */
static void merge(struct reading *reading, struct secret *known, struct secret *other)
{
    bool better = known->provider == SECRET_EXISTING && other->provider != SECRET_EXISTING;
    struct secret *rest = better ? known : other, *kept = better ? other : known;
    for (size_t i = 0; i < rest->keys.n; i++) {
        size_t index;
        if (!secret_key_index(kept, rest->keys.at[i], &index)) vec_push(reading->arena, &kept->keys, rest->keys.at[i]);
    }
    *known = *kept;
}

static void add_secret(struct reading *reading, struct secret *secret)
{
    struct secrets *secrets = reading->secrets;
    Str instance = secret->instance, full = full_name(reading->arena, secret->namespace, secret->name);
    const struct name *name = name_of(secrets->names, full);
    uintptr_t number = (uintptr_t)map_get(&secrets->by_name, name);
    if (number && number != AMBIGUOUS) merge(reading, &secrets->v.at[number - 1], secret);
    else {
        vec_push(reading->arena, &secrets->v, *secret);
        number = secrets->v.n;
        note_name(reading, full, number);
        note_name(reading, secret->name, number);
    }
    note_name(reading, instance, number);
}

bool secrets_of(const struct stack *stack, struct secrets *secrets, struct problem *problem)
{
    struct reading reading = {stack, secrets, stack->session->arena, problem};
    *secrets = (struct secrets){.names = names_new(reading.arena)};
    size_t i;
    json_t *fact;
    json_array_foreach(compiled_facts(stack->compiled, "secret"), i, fact) {
        struct secret secret;
        if (!read_secret(&reading, fact, &secret)) return false;
        add_secret(&reading, &secret);
    }
    return true;
}

/* ---- finding one ---- */

bool secret_key_index(const struct secret *secret, Str key, size_t *index)
{
    for (size_t i = 0; i < secret->keys.n; i++) {
        if (!str_eq(secret->keys.at[i], key)) continue;
        *index = i;
        return true;
    }
    return false;
}

static enum secret_found find_whole(const struct secrets *secrets, Str text, const struct secret **secret)
{
    const struct name *name = name_find(secrets->names, text);
    uintptr_t number = name ? (uintptr_t)map_get(&secrets->by_name, name) : 0;
    if (!number) return SECRET_UNKNOWN;
    if (number == AMBIGUOUS) return SECRET_AMBIGUOUS;
    *secret = &secrets->v.at[number - 1];
    return SECRET_FOUND;
}

enum secret_found secret_find(const struct secrets *secrets, Str name, struct secret_ref *ref)
{
    const char *slash = name.n ? memrchr(name.s, '/', name.n) : NULL;
    *ref = (struct secret_ref){0};
    enum secret_found found = find_whole(secrets, name, &ref->secret);
    if (found != SECRET_UNKNOWN || !slash) return found;
    size_t n = (size_t)(slash - name.s);
    found = find_whole(secrets, (Str){name.s, n}, &ref->secret);
    if (found == SECRET_FOUND) ref->key = (Str){slash + 1, name.n - n - 1};
    return found;
}

bool secrets_have(const struct secrets *secrets, struct arena *arena, Str namespace, Str name)
{
    const struct secret *secret;
    return find_whole(secrets, full_name(arena, namespace, name), &secret) == SECRET_FOUND;
}

/* ---- for people ---- */

void put_keys(struct buf *out, const struct secret *secret)
{
    for (size_t i = 0; i < secret->keys.n; i++) buf_printf(out, "%s'%.*s'", i ? ", " : "", STR_ARG(secret->keys.at[i]));
}

void put_unfound(struct buf *out, const struct secrets *secrets, Str name, enum secret_found found)
{
    if (found == SECRET_AMBIGUOUS) {
        buf_printf(out, "several secrets are called '%.*s': name the one that is meant by the path of its instance, or as NAMESPACE/NAME",
                   STR_ARG(name));
        return;
    }
    struct suggestion suggestion = suggestion_for(NULL, name);
    for (size_t i = 0; i < secrets->v.n; i++) {
        suggestion_offer(&suggestion, secrets->v.at[i].instance);
        suggestion_offer(&suggestion, secrets->v.at[i].name);
    }
    buf_printf(out, "the stack has no secret '%.*s'", STR_ARG(name));
    if (suggestion.best.n) buf_printf(out, "; did you mean '%.*s'?", STR_ARG(suggestion.best));
}
