/* What stack.json states: versions, planes, secrets, availability, whatever facts there are. */
#include "impact_rules.h"

#include <stdlib.h>

/* ---- the stack as a whole ---- */

static void judge_heads(struct judge *judge)
{
    static const struct { const char *key, *what; enum weight weight; } heads[] = {
        {"kube", "target version of Kubernetes", WEIGHT_NOTE}, {"environment", "environment", WEIGHT_NOTE}, {"cluster", "cluster", WEIGHT_CARE},
        {"stack", "stack", WEIGHT_CARE},
    };
    const struct comparison *comparison = judge->comparison;
    for (size_t i = 0; i < COUNT(heads); i++) {
        Str old = json_text(comparison->before->stack, heads[i].key), new = json_text(comparison->after->stack, heads[i].key);
        if (str_eq(old, new) || !json_object_size(comparison->before->stack)) continue;
        tell_of(judge, VERSION, heads[i].weight, STR(""), "", STR(""), "the %s is %.*s instead of %.*s", heads[i].what,
                STR_ARG(new.n ? new : STR("not given")), STR_ARG(old.n ? old : STR("not given")));
    }
}

/* ---- facts: compared by their name and their instance ---- */

struct fact_pair {
    struct judge *judge;
    const char *name;       /* of the fact */
    Str path;               /* of the instance */
    json_t *before, *after; /* NULL: only the other one is there */
};

static Str shown(struct judge *judge, json_t *json)
{
    char *text = json ? json_dumps(json, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
    Str copy = text ? arena_copy(judge->session->arena, str_of(text)) : STR("");
    free(text);
    if (copy.n > 1 && copy.s[0] == '"') copy = (Str){copy.s + 1, copy.n - 2};
    return copy.n ? copy : STR("nothing");
}

static bool about_place(const char *key) { return strcmp(key, "at") == 0 || strcmp(key, "instance") == 0; }

/* Tells each key in which the two differ: "promises at_least 3 instead of 1". */
static void tell_keys(const struct fact_pair *pair, enum consequence_kind kind, enum weight weight, const char *kind_of, Str name, const char *verb)
{
    const char *key;
    json_t *value;
    json_object_foreach(pair->after, key, value) {
        json_t *old = json_object_get(pair->before, key);
        if (about_place(key) || json_equal(old, value)) continue;
        tell_of(pair->judge, kind, weight, pair->path, kind_of, name, "%s %s %.*s instead of %.*s", verb, key, STR_ARG(shown(pair->judge, value)),
                STR_ARG(shown(pair->judge, old)));
    }
    json_object_foreach(pair->before, key, value)
        if (!about_place(key) && !json_object_get(pair->after, key))
            tell_of(pair->judge, kind, weight, pair->path, kind_of, name, "no longer %s %s %.*s", verb, key, STR_ARG(shown(pair->judge, value)));
}

static void judge_plane(const struct fact_pair *pair)
{
    if (pair->before && pair->after) tell_keys(pair, PROMISE, WEIGHT_NOTE, "plane", json_text(pair->after, "name"), "promises");
    else if (pair->after) tell_of(pair->judge, PROMISE, WEIGHT_NOTE, pair->path, "plane", json_text(pair->after, "name"), "is new");
    else tell_of(pair->judge, PROMISE, WEIGHT_NOTE, pair->path, "plane", json_text(pair->before, "name"), "is gone");
}

static bool differs(const struct fact_pair *pair, const char *key)
{
    json_t *before = json_object_get(pair->before, key), *after = json_object_get(pair->after, key);
    return before && after ? !json_equal(before, after) : before != after;
}

/* Names and generations only: there is no content to show. */
static void judge_secret(const struct fact_pair *pair)
{
    struct judge *judge = pair->judge;
    Str name = json_text(pair->after ? pair->after : pair->before, "name"), provider = json_text(pair->after, "provider");
    if (!pair->after) tell_of(judge, SECRET_CHANGED, WEIGHT_NOTE, pair->path, "secret", name, "is no longer used");
    else if (!pair->before) tell_of(judge, SECRET_CHANGED, WEIGHT_NOTE, pair->path, "secret", name, "is new; its provider is %.*s",
            STR_ARG(provider));
    if (!pair->before || !pair->after) return;
    bool live = str_is(json_text(pair->after, "reload"), "live"), renewed = differs(pair, "generation");
    if (renewed)
        tell_of(judge, SECRET_CHANGED, WEIGHT_CARE, pair->path, "secret", name, "gets a new value, generation %.*s instead of %.*s; %s",
                STR_ARG(shown(judge, json_object_get(pair->after, "generation"))), STR_ARG(shown(judge, json_object_get(pair->before, "generation"))),
                live ? "its readers take it up by themselves" : "its readers restart");
    if (differs(pair, "provider"))
        tell_of(judge, SECRET_CHANGED, WEIGHT_CARE, pair->path, "secret", name, "has the provider %.*s instead of %.*s", STR_ARG(provider),
                STR_ARG(json_text(pair->before, "provider")));
    if (!renewed && (differs(pair, "recipe") || differs(pair, "keys")))
        tell_of(judge, SECRET_CHANGED, WEIGHT_CARE, pair->path, "secret", name,
                "has another recipe; a value that exists stays as it is until 'generation' is raised");
}

static void judge_availability(const struct fact_pair *pair)
{
    if (!pair->before || !pair->after || !differs(pair, "class")) return;
    tell_of(pair->judge, PROMISE, WEIGHT_CARE, pair->path, "", json_text(pair->after, "workload"), "is %.*s instead of %.*s",
            STR_ARG(json_text(pair->after, "class")), STR_ARG(json_text(pair->before, "class")));
}

static void judge_operation(const struct fact_pair *pair)
{
    if (!pair->before || !pair->after) return; /* told as an object */
    if (differs(pair, "parameters"))
        tell_of(pair->judge, OPERATION, WEIGHT_NOTE, pair->path, "Operation", json_text(pair->after, "name"), "takes other parameters");
    if (differs(pair, "summary"))
        tell_of(pair->judge, OPERATION, WEIGHT_PLAIN, pair->path, "Operation", json_text(pair->after, "name"), "has another summary");
}

/* What manifests say already. */
static void judge_nothing(const struct fact_pair *pair) { (void)pair; }

/* A fact that only its readers understand. */
static void judge_other(const struct fact_pair *pair)
{
    struct judge *judge = pair->judge;
    if (pair->before && pair->after) tell_keys(pair, PROMISE, WEIGHT_NOTE, "fact", str_of(pair->name), "states");
    else tell_of(judge, PROMISE, WEIGHT_NOTE, pair->path, "fact", str_of(pair->name), pair->after ? "is new" : "is gone");
}

static const struct { const char *name; void (*judge)(const struct fact_pair *); } fact_rules[] = {
    {"plane", judge_plane}, {"secret", judge_secret}, {"availability", judge_availability}, {"operation", judge_operation},
    {"placement", judge_nothing}, {"job", judge_nothing},
};

static void judge_fact(struct fact_pair pair)
{
    for (size_t i = 0; i < COUNT(fact_rules); i++) {
        if (strcmp(fact_rules[i].name, pair.name) != 0) continue;
        fact_rules[i].judge(&pair);
        return;
    }
    judge_other(&pair);
}

/* Interned instance path to its fact; the second fact of the same name in one instance has " 2" behind its path. */
static const struct name *fact_key(struct judge *judge, struct map *seen, Str path)
{
    struct session *session = judge->session;
    const struct name *name = name_of(session->names, path);
    uintptr_t times = (uintptr_t)map_get(seen, name) + 1;
    map_put(session->arena, seen, name, (void *)times);
    return times == 1 ? name : name_of(session->names, arena_printf(session->arena, "%.*s %zu", STR_ARG(path), (size_t)times));
}

static void judge_facts_named(struct judge *judge, const char *name)
{
    json_t *before = compiled_facts(judge->comparison->before, name), *after = compiled_facts(judge->comparison->after, name), *fact;
    struct map old = {0}, seen_before = {0}, seen_after = {0}, met = {0};
    size_t i;
    json_array_foreach(before, i, fact) map_put(judge->session->arena, &old, fact_key(judge, &seen_before, json_text(fact, "instance")), fact);
    json_array_foreach(after, i, fact) {
        json_t *was = map_get(&old, fact_key(judge, &seen_after, json_text(fact, "instance")));
        if (was) map_put(judge->session->arena, &met, was, was);
        judge_fact((struct fact_pair){judge, name, json_text(fact, "instance"), was, fact});
    }
    json_array_foreach(before, i, fact)
        if (!map_get(&met, fact)) judge_fact((struct fact_pair){judge, name, json_text(fact, "instance"), fact, NULL});
}

static void judge_facts(struct judge *judge)
{
    const char *name;
    json_t *before = json_object_get(judge->comparison->before->stack, "facts"), *after = json_object_get(judge->comparison->after->stack, "facts");
    json_t *facts;
    json_object_foreach(after, name, facts) judge_facts_named(judge, name);
    json_object_foreach(before, name, facts)
        if (!json_object_get(after, name)) judge_facts_named(judge, name);
}

/* ---- secrets that are shown on purpose ---- */

static const struct name *reveal_key(struct judge *judge, const json_t *reveal)
{
    Str key = arena_printf(judge->session->arena, "%.*s: %.*s", STR_ARG(json_text(reveal, "instance")), STR_ARG(json_text(reveal, "reveal")));
    return name_of(judge->session->names, key);
}

static void judge_reveals(struct judge *judge)
{
    struct map had = {0};
    size_t i;
    json_t *reveal;
    json_array_foreach(json_object_get(judge->comparison->before->stack, "audit"), i, reveal)
        map_put(judge->session->arena, &had, reveal_key(judge, reveal), reveal);
    json_array_foreach(json_object_get(judge->comparison->after->stack, "audit"), i, reveal) {
        if (map_get(&had, reveal_key(judge, reveal))) continue;
        tell_of(judge, PRIVILEGE, WEIGHT_CARE, json_text(reveal, "instance"), "", json_text(reveal, "instance"), "reveals a secret: %.*s",
                STR_ARG(json_text(reveal, "reveal")));
    }
}

void judge_stack(struct judge *judge)
{
    judge_heads(judge);
    judge_facts(judge);
    judge_reveals(judge);
}
