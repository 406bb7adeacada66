#include "resolver.h"

#include "objects/secret_makers.h"
#include "validate/links.h"

#include <stdio.h>

/* ---- keys of the maps ---- */

const struct name *key_of(struct resolver *resolver, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    char small[256];
    int n = vsnprintf(small, sizeof small, fmt, args);
    va_end(args);
    if ((size_t)n < sizeof small) return name_of(resolver->catalog->session->names, (Str){small, (size_t)n});
    va_start(args, fmt);
    Str text = arena_vprintf(resolver->catalog->session->arena, fmt, args);
    va_end(args);
    return name_of(resolver->catalog->session->names, text);
}

const struct name *name_key(struct resolver *resolver, Str text) { return name_of(resolver->catalog->session->names, text); }

static const char *text_of(const struct name *name) { return name ? name->s : ""; }

/* ---- what there is ---- */

static void add_secret(struct resolver *resolver, struct made_secret secret)
{
    struct arena *arena = resolver->catalog->session->arena;
    if (!secret.name.n) return;
    const struct name *key = key_of(resolver, "%s/%.*s", text_of(secret.namespace), STR_ARG(secret.name));
    const struct made_secret *known = map_get(&resolver->secrets, key);
    struct made_secret *made = NEW(arena, struct made_secret);
    *made = secret;
    if (known && !made->maker) made->maker = known->maker;
    map_put(arena, &resolver->secrets, key, made);
    vec_push(arena, &resolver->made_secrets, made);
}

static void add_operated_secret(struct resolver *resolver, const struct object *object)
{
    const struct secret_maker *maker = secret_maker_of(object->kube->kind);
    if (!maker) return;
    struct value field = dig(resolver->catalog, object->value, "spec", maker->outer, maker->inner);
    if (field.kind == V_RECORD) field = dig(resolver->catalog, field, "name");
    Str name = dig_text(field);
    add_secret(resolver, (struct made_secret){object->namespace, name.n ? name : NAME_STR(object->name), object->at, value_null(), object});
}

static void add_claims(struct resolver *resolver, struct object *object)
{
    struct value templates = dig(resolver->catalog, object->value, "spec", "volumeClaimTemplates"), template;
    for (size_t i = 0; each(templates, i, &template); i++) {
        Str name = dig_text(dig(resolver->catalog, template, "metadata", "name"));
        map_put(resolver->catalog->session->arena, &resolver->claims, key_of(resolver, "%s/%.*s-%s", text_of(object->namespace), STR_ARG(name),
                object->name->s),
                object);
    }
}

static void add_definition(struct resolver *resolver, struct object *object)
{
    Str group = dig_text(dig(resolver->catalog, object->value, "spec", "group"));
    Str kind = dig_text(dig(resolver->catalog, object->value, "spec", "names", "kind"));
    map_put(resolver->catalog->session->arena, &resolver->definitions, key_of(resolver, "%.*s/%.*s", STR_ARG(group), STR_ARG(kind)), object);
}

static void add_object(struct resolver *resolver, struct object *object)
{
    struct arena *arena = resolver->catalog->session->arena;
    if (object->namespace) map_put(arena, &resolver->namespaces, object->namespace, resolver);
    if (built_in(object, "Namespace")) map_put(arena, &resolver->namespaces, object->name, resolver);
    else if (built_in(object, "StatefulSet")) add_claims(resolver, object);
    else if (built_in(object, "CustomResourceDefinition")) add_definition(resolver, object);
    else add_operated_secret(resolver, object);
}

/* The namespace that the fact names, else that of the objects of its instance. */
static const struct name *namespace_of_fact(struct resolver *resolver, const struct fact *fact)
{
    Str written = dig_text(dig(resolver->catalog, fact->value, "namespace"));
    if (written.n) return name_key(resolver, written);
    for (uint32_t i = fact->instance->first_object; i < fact->instance->end_object; i++)
        if (resolver->catalog->machine->objects.at[i]->namespace) return resolver->catalog->machine->objects.at[i]->namespace;
    return NULL;
}

/* Of one that exists already, only the keys that the stack uses are listed. */
static void add_secret_fact(struct resolver *resolver, const struct fact *fact)
{
    struct catalog *catalog = resolver->catalog;
    bool complete = !str_is(dig_text(dig(catalog, fact->value, "provider")), "existing");
    add_secret(resolver, (struct made_secret){namespace_of_fact(resolver, fact), dig_text(dig(catalog, fact->value, "name")),
                                              fact->instance->at,
                                           complete ? dig(catalog, fact->value, "keys") : value_null(), NULL});
}

void resolver_collect(struct resolver *resolver)
{
    const struct machine *machine = resolver->catalog->machine;
    for (size_t i = 0; i < machine->objects.n; i++) add_object(resolver, machine->objects.at[i]);
    const struct fact *secret;
    for (size_t i = 0; (secret = next_fact(machine, "secret", &i));) add_secret_fact(resolver, secret);
}

/* ---- following ---- */

void add_reference(struct resolver *resolver, const struct object *from, const struct object *to, Span at, const char *reason, enum need need)
{
    if (from == to || map_get(&resolver->linked, to) == from) return;
    map_put(resolver->catalog->session->arena, &resolver->linked, to, (void *)from);
    struct reference reference = {.reason = reason, .from = from->node, .to = to->node, .at = at, .need = need};
    vec_push(resolver->catalog->session->arena, &resolver->found, reference);
}

static const char *const standard_roles[] = {"cluster-admin", "admin", "edit", "view"}; /* those for people */

/* What every cluster has from the start. */
static bool always_there(const struct reference_target *target, Str name)
{
    const char *kind = target->relation->kind;
    bool system = target->namespace && str_starts(NAME_STR(target->namespace), STR("kube-"));
    if (strcmp(kind, "ServiceAccount") == 0) return str_is(name, "default") || (system && target->namespace != target->from->namespace);
    if (strcmp(kind, "ConfigMap") == 0) return str_is(name, "kube-root-ca.crt") || (system && str_is(name, "extension-apiserver-authentication"));
    if (strcmp(kind, "Role") == 0) return system && (str_starts(name, STR("system:")) || str_is(name, "extension-apiserver-authentication-reader"));
    if (strcmp(kind, "ClusterRole") != 0) return false;
    for (size_t i = 0; i < COUNT(standard_roles); i++)
        if (str_is(name, standard_roles[i])) return true;
    return str_starts(name, STR("system:"));
}

/* "data-db-0" is the claim that StatefulSet 'db' makes from its template 'data' for its first replica. */
static struct object *claim_maker(struct resolver *resolver, const struct reference_target *target, Str name)
{
    size_t n = name.n;
    while (n > 0 && name.s[n - 1] >= '0' && name.s[n - 1] <= '9') n--;
    if (n == name.n || n < 2 || name.s[n - 1] != '-') return NULL;
    return map_get(&resolver->claims, key_of(resolver, "%s/%.*s", text_of(target->namespace), (int)n - 1, name.s));
}

/* The object itself, or one that makes it. */
static struct object *find(struct resolver *resolver, const struct reference_target *target, Str name)
{
    struct object *found = catalog_find(resolver->catalog, target->relation->kind, target->namespace, name);
    if (!found && strcmp(target->relation->kind, "PersistentVolumeClaim") == 0) found = claim_maker(resolver, target, name);
    return found;
}

const struct made_secret *made_secret(struct resolver *resolver, const struct name *namespace, Str name)
{
    const struct made_secret *made = map_get(&resolver->secrets, key_of(resolver, "%s/%.*s", text_of(namespace), STR_ARG(name)));
    return made ? made : map_get(&resolver->secrets, key_of(resolver, "/%.*s", STR_ARG(name)));
}

/* If it is a Secret that no object stands for; NULL: it is not. */
static const struct made_secret *secret_of(struct resolver *resolver, const struct reference_target *target)
{
    Str name = dig_text(target->name);
    bool secret = name.n && strcmp(target->relation->kind, "Secret") == 0;
    return secret ? made_secret(resolver, target->namespace, name) : NULL;
}

/* What no object here stands for, but may be there. */
static bool made_elsewhere(struct resolver *resolver, const struct reference_target *target)
{
    const char *kind = target->relation->kind;
    bool held = strcmp(kind, "Secret") == 0 || strcmp(kind, "ConfigMap") == 0;
    if (secret_of(resolver, target) || (resolver->catalog->machine->foreign && held)) return true;
    return may_be_elsewhere(resolver->catalog, kind, target->namespace);
}

static void help_missing(struct resolver *resolver, struct diag *diag, const struct relation *relation, Str name)
{
    struct diags *diags = &resolver->catalog->session->diags;
    if (resolver->catalog->machine->foreign) diag_help(diags, diag, "name a %s that is there, or check it together with this one", relation->kind);
    else if (strcmp(relation->kind, "Secret") == 0)
        diag_help(diags, diag, "make it with 'secret NAME { … }'; one that exists already is 'secret NAME { existing = \"%.*s\" }'", STR_ARG(name));
    else if (strcmp(relation->kind, "ConfigMap") == 0) diag_help(diags, diag, "make it with 'config NAME { … }', or mark the reference optional");
    else if (strcmp(relation->kind, "PersistentVolumeClaim") == 0) diag_help(diags, diag, "make it with 'claim NAME { … }'");
    else diag_help(diags, diag, "declare it: resource NAME : %s { … }", relation->kind);
}

/* Suggests a similar name in the right namespace. */
static bool suggest_object(struct resolver *resolver, struct diag *diag, const struct reference_target *target, Str name)
{
    const struct catalog *catalog = resolver->catalog;
    struct suggestion suggestion = suggestion_for(&catalog->session->diags, name);
    struct of_kind cursor = {0};
    for (const struct object *object; (object = next_of_kind(catalog, target->relation->kind, &cursor));) {
        if (object->namespace != target->namespace) continue;
        suggestion_offer_declared(&suggestion, NAME_STR(object->name), declared_place(catalog, object->at, object));
    }
    for (size_t i = 0; i < resolver->made_secrets.n && strcmp(target->relation->kind, "Secret") == 0; i++) {
        const struct made_secret *made = resolver->made_secrets.at[i];
        if (!made->namespace || made->namespace == target->namespace) suggestion_offer_declared(&suggestion, made->name, made->at);
    }
    for (size_t i = 0; i < COUNT(standard_roles) && strcmp(target->relation->kind, "ClusterRole") == 0; i++)
        suggestion_offer(&suggestion, str_of(standard_roles[i]));
    diag_suggest(&resolver->catalog->session->diags, diag, &suggestion);
    return suggestion.best.n > 0;
}

static void note_far_one(struct resolver *resolver, struct diag *diag, const struct reference_target *target, Span at, const struct name *namespace)
{
    struct diags *diags = &resolver->catalog->session->diags;
    diag_note(diags, diag, at, "this one is in namespace '%s', and %s", text_of(namespace), target->relation->reach);
    diag_help(diags, diag, "make it in namespace '%s' too, or move one of the two", text_of(target->namespace));
}

/* Notes one of the same name in another namespace. */
static bool find_far_one(struct resolver *resolver, struct diag *diag, const struct reference_target *target, Str name)
{
    struct of_kind cursor = {0};
    for (const struct object *object; (object = next_of_kind(resolver->catalog, target->relation->kind, &cursor));) {
        if (!str_eq(NAME_STR(object->name), name)) continue;
        note_far_one(resolver, diag, target, object->at, object->namespace);
        return true;
    }
    for (size_t i = 0; i < resolver->made_secrets.n && strcmp(target->relation->kind, "Secret") == 0; i++) {
        const struct made_secret *made = resolver->made_secrets.at[i];
        if (!str_eq(made->name, name)) continue;
        note_far_one(resolver, diag, target, made->at, made->namespace);
        return true;
    }
    return false;
}

static void note_neighbours(struct resolver *resolver, struct diag *diag, const struct reference_target *target, Str name)
{
    bool search = worth_searching(resolver->catalog);
    if (search && find_far_one(resolver, diag, target, name)) return;
    if (!search || !suggest_object(resolver, diag, target, name)) help_missing(resolver, diag, target->relation, name);
}

static void report_missing(struct resolver *resolver, const struct reference_target *target, Str name)
{
    const struct relation *relation = target->relation;
    const struct name *key = key_of(resolver, "%s/%s/%.*s", relation->kind, text_of(target->namespace), STR_ARG(name));
    if (map_get(&resolver->missed, key) == target->from) return;
    map_put(resolver->catalog->session->arena, &resolver->missed, key, target->from);
    struct diag *diag = object_error(resolver->catalog, relation->code, target->name, target->from,
            "%s '%s' %s %s '%.*s', which does not exist%s%s%s",
                                     target->from->kube->kind, target->from->name->s, relation->verb, relation->kind, STR_ARG(name),
                                     target->namespace ? " in namespace '" : "", text_of(target->namespace), target->namespace ? "'" : "");
    note_neighbours(resolver, diag, target, name);
}

struct object *point_to(struct resolver *resolver, struct reference_target target)
{
    Str name = dig_text(target.name);
    if (!name.n) return NULL;
    struct object *found = find(resolver, &target, name);
    if (found) {
        link_object(resolver->catalog, target.name, found);
        return found;
    }
    const struct made_secret *made = secret_of(resolver, &target);
    if (made) link_place(resolver->catalog, target.name, made->at);
    bool missing = !target.optional && !always_there(&target, name) && !made_elsewhere(resolver, &target);
    if (missing || offers_wanted(&resolver->catalog->session->diags, name)) report_missing(resolver, &target, name);
    return NULL;
}

/* What makes a Secret comes first; the pods wait for the Secret themselves. */
struct object *resolve(struct resolver *resolver, struct reference_target target)
{
    const char *reason = target.relation->reason;
    struct object *found = point_to(resolver, target);
    const struct made_secret *made = found ? NULL : secret_of(resolver, &target);
    Span at = where(resolver->catalog, target.name, target.from);
    if (found) add_reference(resolver, target.from, found, at, reason, usual_need(target.from));
    else if (made && made->maker) add_reference(resolver, target.from, made->maker, at, reason, NEED_EXISTENCE);
    return found;
}

struct object *resolve_own(struct resolver *resolver, const struct relation *relation, struct object *from, struct value name, bool optional)
{
    return resolve(resolver, (struct reference_target){relation, from, from->namespace, name, optional});
}
