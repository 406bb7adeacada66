/* What stack.json states: versions, planes, secrets, availability, whatever facts there are. */
#include "impact_rules.h"

#include "value/json_scan.h"

#include <stdlib.h>

/* ---- the stack as a whole ---- */

static void impact_heads(struct impact *impact)
{
    static const struct { const char *key, *what; enum weight weight; } heads[] = {
        {"kube", "target version of Kubernetes", WEIGHT_NOTE}, {"environment", "environment", WEIGHT_NOTE}, {"cluster", "cluster", WEIGHT_CARE},
        {"stack", "stack", WEIGHT_CARE},
    };
    const struct comparison *comparison = impact->comparison;
    for (size_t i = 0; i < COUNT(heads); i++) {
        Str old = json_text(comparison->before->stack->head, heads[i].key), new = json_text(comparison->after->stack->head, heads[i].key);
        if (str_eq(old, new) || !json_object_size(comparison->before->stack->head)) continue;
        add_consequence_of(impact, VERSION, heads[i].weight, STR(""), "", STR(""), "the %s is %.*s instead of %.*s", heads[i].what,
                STR_ARG(new.n ? new : STR("not given")), STR_ARG(old.n ? old : STR("not given")));
    }
}

/* ---- facts: compared by their name and their instance ---- */

struct fact_pair {
    struct impact *impact;
    const char *name;       /* of the fact */
    Str path;               /* of the instance */
    json_t *before, *after; /* NULL: only the other one is there */
};

static Str shown(struct impact *impact, json_t *json)
{
    char *text = json ? json_dumps(json, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
    Str copy = text ? arena_copy(impact->session->arena, str_of(text)) : STR("");
    free(text);
    if (copy.n > 1 && copy.s[0] == '"') copy = (Str){copy.s + 1, copy.n - 2};
    return copy.n ? copy : STR("nothing");
}

static bool about_place(const char *key) { return strcmp(key, "of") == 0 || strcmp(key, "instance") == 0; }

/* Tells each key in which the two differ: "promises at_least 3 instead of 1". */
static void tell_keys(const struct fact_pair *pair, enum consequence_kind kind, enum weight weight, const char *kind_of, Str name, const char *verb)
{
    const char *key;
    json_t *value;
    json_object_foreach(pair->after, key, value) {
        json_t *old = json_object_get(pair->before, key);
        if (about_place(key) || json_equal(old, value)) continue;
        add_consequence_of(pair->impact, kind, weight, pair->path, kind_of, name, "%s %s %.*s instead of %.*s", verb, key,
                           STR_ARG(shown(pair->impact, value)), STR_ARG(shown(pair->impact, old)));
    }
    json_object_foreach(pair->before, key, value)
        if (!about_place(key) && !json_object_get(pair->after, key))
            add_consequence_of(pair->impact, kind, weight, pair->path, kind_of, name, "no longer %s %s %.*s", verb, key,
                               STR_ARG(shown(pair->impact, value)));
}

static void impact_plane(const struct fact_pair *pair)
{
    if (pair->before && pair->after) tell_keys(pair, PROMISE, WEIGHT_NOTE, "plane", json_text(pair->after, "name"), "promises");
    else if (pair->after) add_consequence_of(pair->impact, PROMISE, WEIGHT_NOTE, pair->path, "plane", json_text(pair->after, "name"), "is new");
    else add_consequence_of(pair->impact, PROMISE, WEIGHT_NOTE, pair->path, "plane", json_text(pair->before, "name"), "is gone");
}

static bool differs(const struct fact_pair *pair, const char *key)
{
    json_t *before = json_object_get(pair->before, key), *after = json_object_get(pair->after, key);
    return before && after ? !json_equal(before, after) : before != after;
}

/* Names and generations only: there is no content to show. */
static void impact_secret(const struct fact_pair *pair)
{
    struct impact *impact = pair->impact;
    Str name = json_text(pair->after ? pair->after : pair->before, "name"), provider = json_text(pair->after, "provider");
    if (!pair->after) add_consequence_of(impact, SECRET_CHANGED, WEIGHT_NOTE, pair->path, "secret", name, "is no longer used");
    else if (!pair->before) add_consequence_of(impact, SECRET_CHANGED, WEIGHT_NOTE, pair->path, "secret", name, "is new; its provider is %.*s",
            STR_ARG(provider));
    if (!pair->before || !pair->after) return;
    bool live = str_is(json_text(pair->after, "reload"), "live"), renewed = differs(pair, "generation");
    if (renewed)
        add_consequence_of(impact, SECRET_CHANGED, WEIGHT_CARE, pair->path, "secret", name, "gets a new value, generation %.*s instead of %.*s; %s",
                STR_ARG(shown(impact, json_object_get(pair->after, "generation"))),
                STR_ARG(shown(impact, json_object_get(pair->before, "generation"))),
                live ? "its readers take it up by themselves" : "its readers restart");
    if (differs(pair, "provider"))
        add_consequence_of(impact, SECRET_CHANGED, WEIGHT_CARE, pair->path, "secret", name, "has the provider %.*s instead of %.*s",
                           STR_ARG(provider), STR_ARG(json_text(pair->before, "provider")));
    if (!renewed && (differs(pair, "recipe") || differs(pair, "keys")))
        add_consequence_of(impact, SECRET_CHANGED, WEIGHT_CARE, pair->path, "secret", name,
                "has another recipe; a value that exists stays as it is until 'generation' is raised");
}

static void impact_availability(const struct fact_pair *pair)
{
    if (!pair->before || !pair->after || !differs(pair, "class")) return;
    add_consequence_of(pair->impact, PROMISE, WEIGHT_CARE, pair->path, "", json_text(pair->after, "workload"), "is %.*s instead of %.*s",
            STR_ARG(json_text(pair->after, "class")), STR_ARG(json_text(pair->before, "class")));
}

static void impact_operation(const struct fact_pair *pair)
{
    if (!pair->before || !pair->after) return; /* told as an object */
    if (differs(pair, "parameters"))
        add_consequence_of(pair->impact, OPERATION, WEIGHT_NOTE, pair->path, "Operation", json_text(pair->after, "name"), "takes other parameters");
    if (differs(pair, "summary"))
        add_consequence_of(pair->impact, OPERATION, WEIGHT_PLAIN, pair->path, "Operation", json_text(pair->after, "name"), "has another summary");
}

/* What manifests say already. */
static void impact_nothing(const struct fact_pair *pair) { (void)pair; }

/* A fact that only its readers understand. */
static void impact_other(const struct fact_pair *pair)
{
    struct impact *impact = pair->impact;
    if (pair->before && pair->after) tell_keys(pair, PROMISE, WEIGHT_NOTE, "fact", str_of(pair->name), "states");
    else add_consequence_of(impact, PROMISE, WEIGHT_NOTE, pair->path, "fact", str_of(pair->name), pair->after ? "is new" : "is gone");
}

static const struct { const char *name; void (*impact)(const struct fact_pair *); } fact_rules[] = {
    {"plane", impact_plane}, {"secret", impact_secret}, {"availability", impact_availability}, {"operation", impact_operation},
    {"placement", impact_nothing}, {"job", impact_nothing},
};

static void impact_fact(struct fact_pair pair)
{
    for (size_t i = 0; i < COUNT(fact_rules); i++) {
        if (strcmp(fact_rules[i].name, pair.name) != 0) continue;
        fact_rules[i].impact(&pair);
        return;
    }
    impact_other(&pair);
}

/* Interned instance path to its fact; the second fact of the same name in one instance has " 2" behind its path. */
static const struct name *fact_key(struct impact *impact, struct map *seen, Str path)
{
    struct session *session = impact->session;
    const struct name *name = name_of(session->names, path);
    uintptr_t times = (uintptr_t)map_get(seen, name) + 1;
    map_put(session->arena, seen, name, (void *)times);
    return times == 1 ? name : name_of(session->names, arena_printf(session->arena, "%.*s %zu", STR_ARG(path), (size_t)times));
}

/* Facts of one name, as they are written. */
struct facts { VEC(Str) v; };

static struct facts facts_in(struct impact *impact, Str list)
{
    struct facts facts = {0};
    struct json_scan scan = {.text = list};
    json_enter(&scan, '[');
    while (json_next_item(&scan)) vec_push(impact->session->arena, &facts.v, json_skip(&scan));
    return facts;
}

/* What both begin and end with is taken away: most facts are the same, and need not be read. */
static void drop_same(struct facts *a, struct facts *b)
{
    size_t head = 0;
    while (head < a->v.n && head < b->v.n && str_eq(a->v.at[head], b->v.at[head])) head++;
    while (head < a->v.n && head < b->v.n && str_eq(a->v.at[a->v.n - 1], b->v.at[b->v.n - 1])) a->v.n--, b->v.n--;
    a->v.at += head, a->v.n -= head;
    b->v.at += head, b->v.n -= head;
}

static void impact_facts_named(struct impact *impact, Str name)
{
    struct stack_file *before = impact->comparison->before->stack, *after = impact->comparison->after->stack;
    struct facts was = facts_in(impact, stack_file_facts(before, name)), is = facts_in(impact, stack_file_facts(after, name));
    struct map old = {0}, seen_before = {0}, seen_after = {0}, met = {0};
    const char *called = arena_copy(impact->session->arena, name).s;
    drop_same(&was, &is);
    for (size_t i = 0; i < was.v.n; i++) {
        json_t *fact = stack_file_part(before, was.v.at[i]);
        map_put(impact->session->arena, &old, fact_key(impact, &seen_before, json_text(fact, "instance")), fact);
    }
    for (size_t i = 0; i < is.v.n; i++) {
        json_t *fact = stack_file_part(after, is.v.at[i]);
        json_t *had = map_get(&old, fact_key(impact, &seen_after, json_text(fact, "instance")));
        if (had) map_put(impact->session->arena, &met, had, had);
        impact_fact((struct fact_pair){impact, called, json_text(fact, "instance"), had, fact});
    }
    for (size_t i = 0; i < was.v.n; i++) {
        json_t *fact = stack_file_part(before, was.v.at[i]);
        if (!map_get(&met, fact)) impact_fact((struct fact_pair){impact, called, json_text(fact, "instance"), fact, NULL});
    }
}

static void impact_facts(struct impact *impact)
{
    const struct stack_file *before = impact->comparison->before->stack, *after = impact->comparison->after->stack;
    for (size_t i = 0; i < after->facts.n; i++)
        if (!str_eq(after->facts.at[i].list, stack_file_facts(before, after->facts.at[i].name))) impact_facts_named(impact, after->facts.at[i].name);
    for (size_t i = 0; i < before->facts.n; i++)
        if (!stack_file_facts(after, before->facts.at[i].name).n) impact_facts_named(impact, before->facts.at[i].name);
}

/* ---- secrets that are shown on purpose ---- */

static const struct name *reveal_key(struct impact *impact, const json_t *reveal)
{
    Str key = arena_printf(impact->session->arena, "%.*s: %.*s", STR_ARG(json_text(reveal, "instance")), STR_ARG(json_text(reveal, "reveal")));
    return name_of(impact->session->names, key);
}

static void impact_reveals(struct impact *impact)
{
    struct map had = {0};
    size_t i;
    json_t *reveal;
    json_array_foreach(json_object_get(impact->comparison->before->stack->head, "audit"), i, reveal)
        map_put(impact->session->arena, &had, reveal_key(impact, reveal), reveal);
    json_array_foreach(json_object_get(impact->comparison->after->stack->head, "audit"), i, reveal) {
        if (map_get(&had, reveal_key(impact, reveal))) continue;
        add_consequence_of(impact, PRIVILEGE, WEIGHT_CARE, json_text(reveal, "instance"), "", json_text(reveal, "instance"), "reveals a secret: %.*s",
                STR_ARG(json_text(reveal, "reveal")));
    }
}

void impact_stack(struct impact *impact)
{
    const struct comparison *comparison = impact->comparison;
    if (comparison->before->written || comparison->after->written) return; /* manifests of others say nothing of all that */
    impact_heads(impact);
    impact_facts(impact);
    impact_reveals(impact);
}
