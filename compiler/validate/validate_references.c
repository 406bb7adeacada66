/* References between objects by name: each must lead somewhere, and says something about the order. */
#include "catalog.h"

#include <stdio.h>

struct object_list { VEC(struct object *) v; };

/* A Secret that no object of that kind stands for. NAMESPACE is NULL where it is not known, which counts as each. */
struct made_secret {
    const struct name *namespace;
    Str name;
    Span at;
    struct value keys; /* that it has; V_NULL: not known */
};

struct links {
    struct catalog *catalog;
    VEC(struct reference) found;
    VEC(const struct made_secret *) made_secrets;
    struct map secrets;     /* interned "namespace/name" to one of those */
    struct map claims;      /* interned "namespace/template-name" to the StatefulSet that makes one for each replica */
    struct map definitions; /* interned "group/Kind" to its CustomResourceDefinition */
    struct map by_kind;     /* interned kind to struct object_list */
    struct map namespaces;  /* interned name of each that is declared or used here */
    struct map linked;      /* object to the object that referred to it last: one edge is enough */
    struct map missed;      /* interned "Kind/namespace/name" to the object that missed it last: one error is enough */
};

/* What one kind of reference is called. */
struct relation {
    const char *kind, *verb; /* "Deployment 'web' VERB KIND 'x'" */
    const char *reason;      /* in the order */
    enum diag_code code;
    const char *reach;       /* why an object in another namespace does not do */
};
static const struct relation
    mounts_config = {"ConfigMap", "mounts", "mounts", E0705, "a pod mounts only from its own"},
    mounts_secret = {"Secret", "mounts", "mounts", E0705, "a pod mounts only from its own"},
    mounts_claim = {"PersistentVolumeClaim", "mounts", "mounts", E0713, "a pod mounts only from its own"},
    reads_config = {"ConfigMap", "takes its environment from", "environment", E0705, "a pod reads only from its own"},
    reads_secret = {"Secret", "takes its environment from", "environment", E0705, "a pod reads only from its own"},
    pulls_with = {"Secret", "pulls its images with", "pulls images", E0705, "a pod reads only from its own"},
    runs_as = {"ServiceAccount", "runs as", "service account", E0713, "a pod runs only under one of its own"},
    grants_role = {"Role", "grants", "role", E0713, "a RoleBinding grants only one of its own"},
    grants_cluster_role = {"ClusterRole", "grants", "role", E0713, ""},
    grants_to = {"ServiceAccount", "grants its role to", "subject", E0713, "the subject's namespace says where it is looked for"},
    serves_with = {"Secret", "serves TLS with", "TLS", E0713, "an Ingress reads only from its own"},
    calls = {"Service", "calls", "calls", E0713, "the namespace beside its name says where it is looked for"},
    sends_to = {"Service", "sends to", "backend", E0713, "an Ingress reaches only its own"};

/* One reference to be followed. */
struct link {
    const struct relation *relation;
    struct object *from;
    const struct name *namespace; /* of the other object; NULL: cluster-wide */
    struct value name;
    bool optional;
};

/* ---- keys of the maps ---- */

PRINTF(2, 3) static const struct name *key_of(struct links *links, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    char small[256];
    int n = vsnprintf(small, sizeof small, fmt, args);
    va_end(args);
    if ((size_t)n < sizeof small) return name_of(links->catalog->session->names, (Str){small, (size_t)n});
    va_start(args, fmt);
    Str text = arena_vprintf(links->catalog->session->arena, fmt, args);
    va_end(args);
    return name_of(links->catalog->session->names, text);
}

static const struct name *name_key(struct links *links, Str text) { return name_of(links->catalog->session->names, text); }

static const char *text_of(const struct name *name) { return name ? name->s : ""; }

/* ---- what there is ---- */

static void add_secret(struct links *links, struct made_secret secret)
{
    struct arena *arena = links->catalog->session->arena;
    if (!secret.name.n) return;
    struct made_secret *made = NEW(arena, struct made_secret);
    *made = secret;
    map_put(arena, &links->secrets, key_of(links, "%s/%.*s", text_of(made->namespace), STR_ARG(made->name)), made);
    vec_push(arena, &links->made_secrets, made);
}

/* Custom kinds whose controllers make a Secret, named in a field or like the object. */
static void add_operated_secret(struct links *links, const struct object *object)
{
    static const struct { const char *kind, *outer, *inner; } makers[] = {
        {"ExternalSecret", "target", "name"}, {"Certificate", "secretName", NULL}, {"SealedSecret", "template", "metadata"},
    };
    for (size_t i = 0; i < COUNT(makers); i++) {
        if (strcmp(object->kube->kind, makers[i].kind) != 0) continue;
        struct value field = dig(links->catalog, object->value, "spec", makers[i].outer, makers[i].inner, NULL);
        if (field.kind == V_RECORD) field = dig(links->catalog, field, "name", NULL);
        Str name = dig_text(field);
        add_secret(links, (struct made_secret){object->namespace, name.n ? name : NAME_STR(object->name), object->at, value_null()});
    }
}

static void add_claims(struct links *links, struct object *object)
{
    struct value templates = dig(links->catalog, object->value, "spec", "volumeClaimTemplates", NULL), template;
    for (size_t i = 0; each(templates, i, &template); i++) {
        Str name = dig_text(dig(links->catalog, template, "metadata", "name", NULL));
        map_put(links->catalog->session->arena, &links->claims, key_of(links, "%s/%.*s-%s", text_of(object->namespace), STR_ARG(name),
                object->name->s),
                object);
    }
}

static void add_definition(struct links *links, struct object *object)
{
    Str group = dig_text(dig(links->catalog, object->value, "spec", "group", NULL));
    Str kind = dig_text(dig(links->catalog, object->value, "spec", "names", "kind", NULL));
    map_put(links->catalog->session->arena, &links->definitions, key_of(links, "%.*s/%.*s", STR_ARG(group), STR_ARG(kind)), object);
}

static void add_object(struct links *links, struct object *object)
{
    struct arena *arena = links->catalog->session->arena;
    const struct name *kind = name_key(links, str_of(object->kube->kind));
    struct object_list *list = map_get(&links->by_kind, kind);
    if (!list) {
        list = NEW(arena, struct object_list);
        map_put(arena, &links->by_kind, kind, list);
    }
    vec_push(arena, &list->v, object);
    if (object->namespace) map_put(arena, &links->namespaces, object->namespace, links);
    if (built_in(object, "Namespace")) map_put(arena, &links->namespaces, object->name, links);
    else if (built_in(object, "StatefulSet")) add_claims(links, object);
    else if (built_in(object, "CustomResourceDefinition")) add_definition(links, object);
    else add_operated_secret(links, object);
}

/* The namespace that the fact names, else that of the objects of its instance. */
static const struct name *namespace_of_fact(struct links *links, const struct fact *fact)
{
    Str written = dig_text(dig(links->catalog, fact->value, "namespace", NULL));
    if (written.n) return name_key(links, written);
    for (uint32_t i = fact->instance->first_object; i < fact->instance->end_object; i++)
        if (links->catalog->machine->objects.at[i]->namespace) return links->catalog->machine->objects.at[i]->namespace;
    return NULL;
}

/* Of one that exists already, only the keys that the stack uses are listed. */
static void add_secret_fact(struct links *links, const struct fact *fact)
{
    struct catalog *catalog = links->catalog;
    bool complete = !str_is(dig_text(dig(catalog, fact->value, "provider", NULL)), "existing");
    add_secret(links, (struct made_secret){namespace_of_fact(links, fact), dig_text(dig(catalog, fact->value, "name", NULL)), fact->instance->at,
                                           complete ? dig(catalog, fact->value, "keys", NULL) : value_null()});
}

static void collect(struct links *links)
{
    const struct machine *machine = links->catalog->machine;
    for (size_t i = 0; i < machine->objects.n; i++) add_object(links, machine->objects.at[i]);
    for (size_t i = 0; i < machine->facts.n; i++) {
        const struct fact *fact = &machine->facts.at[i];
        if (strcmp(fact->name->s, "secret") == 0) add_secret_fact(links, fact);
    }
}

/* ---- following ---- */

static void add_reference(struct links *links, const struct object *from, const struct object *to, Span at, const char *reason)
{
    if (from == to || map_get(&links->linked, to) == from) return;
    map_put(links->catalog->session->arena, &links->linked, to, (void *)from);
    struct reference reference = {from->node, to->node, at, reason};
    vec_push(links->catalog->session->arena, &links->found, reference);
}

static const char *const standard_roles[] = {"cluster-admin", "admin", "edit", "view"}; /* those for people */

/* What every cluster has from the start. */
static bool always_there(const struct link *link, Str name)
{
    const char *kind = link->relation->kind;
    bool system = link->namespace && str_starts(NAME_STR(link->namespace), STR("kube-"));
    if (strcmp(kind, "ServiceAccount") == 0) return str_is(name, "default") || (system && link->namespace != link->from->namespace);
    if (strcmp(kind, "ConfigMap") == 0) return str_is(name, "kube-root-ca.crt") || (system && str_is(name, "extension-apiserver-authentication"));
    if (strcmp(kind, "Role") == 0) return system && (str_starts(name, STR("system:")) || str_is(name, "extension-apiserver-authentication-reader"));
    if (strcmp(kind, "ClusterRole") != 0) return false;
    for (size_t i = 0; i < COUNT(standard_roles); i++)
        if (str_is(name, standard_roles[i])) return true;
    return str_starts(name, STR("system:"));
}

/* "data-db-0" is the claim that StatefulSet 'db' makes from its template 'data' for its first replica. */
static struct object *claim_maker(struct links *links, const struct link *link, Str name)
{
    size_t n = name.n;
    while (n > 0 && name.s[n - 1] >= '0' && name.s[n - 1] <= '9') n--;
    if (n == name.n || n < 2 || name.s[n - 1] != '-') return NULL;
    return map_get(&links->claims, key_of(links, "%s/%.*s", text_of(link->namespace), (int)n - 1, name.s));
}

/* The object itself, or one that makes it. */
static struct object *find(struct links *links, const struct link *link, Str name)
{
    struct object *found = catalog_find(links->catalog, link->relation->kind, link->namespace, name);
    if (!found && strcmp(link->relation->kind, "PersistentVolumeClaim") == 0) found = claim_maker(links, link, name);
    return found;
}

/* NULL: none. */
static const struct made_secret *made_secret(struct links *links, const struct name *namespace, Str name)
{
    const struct made_secret *made = map_get(&links->secrets, key_of(links, "%s/%.*s", text_of(namespace), STR_ARG(name)));
    return made ? made : map_get(&links->secrets, key_of(links, "/%.*s", STR_ARG(name)));
}

/* What no object here stands for, but may be there. */
static bool made_elsewhere(struct links *links, const struct link *link, Str name)
{
    const char *kind = link->relation->kind;
    bool secret = strcmp(kind, "Secret") == 0;
    if (secret && made_secret(links, link->namespace, name)) return true;
    if (links->catalog->machine->foreign && (secret || strcmp(kind, "ConfigMap") == 0)) return true;
    return may_be_elsewhere(links->catalog, kind, link->namespace);
}

static void help_missing(struct links *links, struct diag *diag, const struct relation *relation, Str name)
{
    struct diags *diags = &links->catalog->session->diags;
    if (links->catalog->machine->foreign) diag_help(diags, diag, "name a %s that is there, or check it together with this one", relation->kind);
    else if (strcmp(relation->kind, "Secret") == 0)
        diag_help(diags, diag, "make it with 'secret NAME { … }'; one that exists already is 'secret NAME { existing = \"%.*s\" }'", STR_ARG(name));
    else if (strcmp(relation->kind, "ConfigMap") == 0) diag_help(diags, diag, "make it with 'config NAME { … }', or mark the reference optional");
    else if (strcmp(relation->kind, "PersistentVolumeClaim") == 0) diag_help(diags, diag, "make it with 'claim NAME { … }'");
    else diag_help(diags, diag, "declare it: resource NAME : %s { … }", relation->kind);
}

/* Suggests a similar name in the right namespace. */
static bool suggest_object(struct links *links, struct diag *diag, const struct link *link, const struct object_list *same_kind, Str name)
{
    struct suggestion suggestion = suggestion_for(name);
    for (size_t i = 0; same_kind && i < same_kind->v.n; i++)
        if (same_kind->v.at[i]->namespace == link->namespace) suggestion_offer(&suggestion, NAME_STR(same_kind->v.at[i]->name));
    for (size_t i = 0; i < links->made_secrets.n && strcmp(link->relation->kind, "Secret") == 0; i++) {
        const struct made_secret *made = links->made_secrets.at[i];
        if (!made->namespace || made->namespace == link->namespace) suggestion_offer(&suggestion, made->name);
    }
    for (size_t i = 0; i < COUNT(standard_roles) && strcmp(link->relation->kind, "ClusterRole") == 0; i++)
        suggestion_offer(&suggestion, str_of(standard_roles[i]));
    diag_suggest(&links->catalog->session->diags, diag, &suggestion);
    return suggestion.best.n > 0;
}

static void note_far_one(struct links *links, struct diag *diag, const struct link *link, Span at, const struct name *namespace)
{
    struct diags *diags = &links->catalog->session->diags;
    diag_note(diags, diag, at, "this one is in namespace '%s', and %s", text_of(namespace), link->relation->reach);
    diag_help(diags, diag, "make it in namespace '%s' too, or move one of the two", text_of(link->namespace));
}

/* Notes one of the same name in another namespace. */
static bool find_far_one(struct links *links, struct diag *diag, const struct link *link, const struct object_list *same_kind, Str name)
{
    for (size_t i = 0; same_kind && i < same_kind->v.n; i++) {
        const struct object *object = same_kind->v.at[i];
        if (!str_eq(NAME_STR(object->name), name)) continue;
        note_far_one(links, diag, link, object->at, object->namespace);
        return true;
    }
    for (size_t i = 0; i < links->made_secrets.n && strcmp(link->relation->kind, "Secret") == 0; i++) {
        const struct made_secret *made = links->made_secrets.at[i];
        if (!str_eq(made->name, name)) continue;
        note_far_one(links, diag, link, made->at, made->namespace);
        return true;
    }
    return false;
}

static void note_neighbours(struct links *links, struct diag *diag, const struct link *link, Str name)
{
    const struct object_list *same_kind = map_get(&links->by_kind, name_key(links, str_of(link->relation->kind)));
    bool search = worth_searching(links->catalog);
    if (search && find_far_one(links, diag, link, same_kind, name)) return;
    if (!search || !suggest_object(links, diag, link, same_kind, name)) help_missing(links, diag, link->relation, name);
}

static void report_missing(struct links *links, const struct link *link, Str name)
{
    const struct relation *relation = link->relation;
    const struct name *key = key_of(links, "%s/%s/%.*s", relation->kind, text_of(link->namespace), STR_ARG(name));
    if (map_get(&links->missed, key) == link->from) return;
    map_put(links->catalog->session->arena, &links->missed, key, link->from);
    struct diag *diag = object_error(links->catalog, relation->code, link->name, link->from, "%s '%s' %s %s '%.*s', which does not exist%s%s%s",
                                     link->from->kube->kind, link->from->name->s, relation->verb, relation->kind, STR_ARG(name),
                                     link->namespace ? " in namespace '" : "", text_of(link->namespace), link->namespace ? "'" : "");
    note_neighbours(links, diag, link, name);
}

/* The object that the link leads to; NULL if it is none of ours, or missing and reported. */
static struct object *follow(struct links *links, struct link link)
{
    Str name = dig_text(link.name);
    if (!name.n) return NULL;
    struct object *found = find(links, &link, name);
    if (found) add_reference(links, link.from, found, where(links->catalog, link.name, link.from), link.relation->reason);
    else if (!link.optional && !always_there(&link, name) && !made_elsewhere(links, &link, name)) report_missing(links, &link, name);
    return found;
}

static struct object *follow_own(struct links *links, const struct relation *relation, struct object *from, struct value name, bool optional)
{
    return follow(links, (struct link){relation, from, from->namespace, name, optional});
}

/* ---- keys of ConfigMaps and Secrets ---- */

static const char *const key_fields[] = {"data", "binaryData", "stringData"};

/* One without any keys is filled at run time. */
static bool has_key(struct links *links, const struct object *holder, Str key)
{
    bool empty = true;
    for (size_t i = 0; i < COUNT(key_fields); i++) {
        struct value data = dig(links->catalog, holder->value, key_fields[i], NULL);
        empty &= data.kind != V_RECORD || data.record->n == 0;
        if (dig(links->catalog, data, key.s, NULL).kind != V_NULL) return true;
    }
    return empty || holder->broken;
}

static void suggest_key(struct links *links, struct diag *diag, const struct object *holder, Str key)
{
    struct suggestion suggestion = suggestion_for(key);
    for (size_t i = 0; i < COUNT(key_fields); i++) {
        struct value data = dig(links->catalog, holder->value, key_fields[i], NULL);
        for (size_t k = 0; data.kind == V_RECORD && k < data.record->n; k++) suggestion_offer(&suggestion, NAME_STR(data.record->keys[k]));
    }
    diag_suggest(&links->catalog->session->diags, diag, &suggestion);
}

static struct diag *report_key(struct links *links, const struct object *from, struct value key, const char *kind, Str name)
{
    struct diag *diag = object_error(links->catalog, E0705, key, from, "%s '%s' needs key '%.*s' of %s '%.*s', which does not have it",
                                     from->kube->kind, from->name->s, STR_ARG(dig_text(key)), kind, STR_ARG(name));
    diag_help(&links->catalog->session->diags, diag, "add the key, or name one that is there");
    return diag;
}

/* KEY of HOLDER, a ConfigMap or Secret. */
static void need_key(struct links *links, const struct object *from, const struct object *holder, struct value key)
{
    Str text = dig_text(key);
    if (!text.n || has_key(links, holder, text)) return;
    struct diag *diag = report_key(links, from, key, holder->kube->kind, NAME_STR(holder->name));
    if (worth_searching(links->catalog)) suggest_key(links, diag, holder, text);
    diag_note(&links->catalog->session->diags, diag, where(links->catalog, dig(links->catalog, holder->value, "data", NULL), holder),
              "the keys of '%s' are here", holder->name->s);
}

/* KEY of a Secret that is made elsewhere. */
static void need_made_key(struct links *links, const struct object *from, const struct made_secret *secret, struct value key)
{
    struct suggestion suggestion = suggestion_for(dig_text(key));
    struct value own;
    if (secret->keys.kind != V_LIST || !dig_text(key).n) return;
    for (size_t i = 0; each(secret->keys, i, &own); i++) {
        if (value_equal(own, key)) return;
        suggestion_offer(&suggestion, dig_text(own));
    }
    struct diag *diag = report_key(links, from, key, "Secret", secret->name);
    diag_suggest(&links->catalog->session->diags, diag, &suggestion);
    diag_note(&links->catalog->session->diags, diag, secret->at, "'%.*s' is declared here", STR_ARG(secret->name));
}

/* A Secret of which SOURCE names keys: one, or items. */
static void follow_secret(struct links *links, const struct relation *relation, struct object *from, struct value source, struct value name,
        struct value items)
{
    struct catalog *catalog = links->catalog;
    bool optional = is_true(dig(catalog, source, "optional", NULL));
    const struct object *found = follow_own(links, relation, from, name, optional);
    const struct made_secret *made = found || !dig_text(name).n ? NULL : made_secret(links, from->namespace, dig_text(name));
    struct value item;
    for (size_t i = 0; !optional && each(items, i, &item); i++) {
        struct value key = dig(catalog, item, "key", NULL);
        if (found) need_key(links, from, found, key);
        else if (made) need_made_key(links, from, made, key);
    }
}

static void need_items(struct links *links, const struct object *from, const struct object *config, struct value source)
{
    struct value items = dig(links->catalog, source, "items", NULL), item;
    for (size_t i = 0; each(items, i, &item); i++) need_key(links, from, config, dig(links->catalog, item, "key", NULL));
}

/* ---- volumes ---- */

static bool optional(struct links *links, struct value source) { return is_true(dig(links->catalog, source, "optional", NULL)); }

static void follow_config(struct links *links, struct object *from, struct value source)
{
    struct object *config = follow_own(links, &mounts_config, from, dig(links->catalog, source, "name", NULL), optional(links, source));
    if (config && !optional(links, source)) need_items(links, from, config, source);
}

static void follow_volume(struct links *links, struct object *from, struct value volume)
{
    struct catalog *catalog = links->catalog;
    struct value secret = dig(catalog, volume, "secret", NULL), source;
    follow_config(links, from, dig(catalog, volume, "configMap", NULL));
    follow_secret(links, &mounts_secret, from, secret, dig(catalog, secret, "secretName", NULL), dig(catalog, secret, "items", NULL));
    follow_own(links, &mounts_claim, from, dig(catalog, volume, "persistentVolumeClaim", "claimName", NULL), false);
    struct value sources = dig(catalog, volume, "projected", "sources", NULL);
    for (size_t i = 0; each(sources, i, &source); i++) {
        secret = dig(catalog, source, "secret", NULL);
        follow_config(links, from, dig(catalog, source, "configMap", NULL));
        follow_secret(links, &mounts_secret, from, secret, dig(catalog, secret, "name", NULL), dig(catalog, secret, "items", NULL));
    }
}

/* A claim template of a StatefulSet makes the volume of its name, also in place of one that the pod has. */
static bool find_template(struct links *links, const struct workload *workload, Str name, struct value *template)
{
    struct value templates = dig(links->catalog, workload->object->value, "spec", "volumeClaimTemplates", NULL);
    for (size_t i = 0; each(templates, i, template); i++)
        if (str_eq(dig_text(dig(links->catalog, *template, "metadata", "name", NULL)), name)) return true;
    return false;
}

static bool find_volume(struct links *links, const struct workload *workload, Str name, struct value *volume)
{
    struct value volumes = dig(links->catalog, workload->pod_spec, "volumes", NULL);
    for (size_t i = 0; each(volumes, i, volume); i++)
        if (str_eq(dig_text(dig(links->catalog, *volume, "name", NULL)), name)) return true;
    return find_template(links, workload, name, volume);
}

static void report_volume(struct links *links, const struct workload *workload, struct value name)
{
    struct catalog *catalog = links->catalog;
    struct diag *diag = object_error(catalog, E0705, name, workload->object, "%s '%s' mounts volume '%.*s', which its pods do not have",
                                     workload->object->kube->kind, workload->object->name->s, STR_ARG(dig_text(name)));
    struct suggestion suggestion = suggestion_for(dig_text(name));
    struct value volumes = dig(catalog, workload->pod_spec, "volumes", NULL), volume;
    for (size_t i = 0; each(volumes, i, &volume); i++) suggestion_offer(&suggestion, dig_text(dig(catalog, volume, "name", NULL)));
    diag_suggest(&catalog->session->diags, diag, &suggestion);
    diag_help(&catalog->session->diags, diag, "add it to the pod's volumes");
}

/* The part of a path before its first '/', if the volume says itself how its files are called. */
static bool is_item(struct links *links, struct value items, Str path)
{
    struct value item;
    for (size_t i = 0; each(items, i, &item); i++) {
        Str made = dig_text(dig(links->catalog, item, "path", NULL));
        if (str_eq(made, path) || (str_starts(made, path) && made.s[path.n] == '/')) return true;
    }
    return false;
}

/* A file of a ConfigMap mounted alone. */
static void check_sub_path(struct links *links, const struct workload *workload, struct value source, struct value path)
{
    struct catalog *catalog = links->catalog;
    Str name = dig_text(dig(catalog, source, "name", NULL));
    const struct object *config = name.n ? catalog_find(catalog, "ConfigMap", workload->object->namespace, name) : NULL;
    struct value items = dig(catalog, source, "items", NULL);
    if (!config || optional(links, source) || !dig_text(path).n) return;
    if (items.kind != V_LIST) need_key(links, workload->object, config, path);
    else if (!is_item(links, items, dig_text(path))) {
        struct diag *diag = object_error(catalog, E0705, path, workload->object,
                "%s '%s' mounts file '%.*s' of ConfigMap '%s', which the volume does not take",
                                         workload->object->kube->kind, workload->object->name->s, STR_ARG(dig_text(path)), config->name->s);
        diag_note(&catalog->session->diags, diag, where(catalog, items, workload->object), "these are taken");
        diag_help(&catalog->session->diags, diag, "add it to the items of the volume");
    }
}

static void check_mounts(struct links *links, const struct workload *workload, struct value container)
{
    struct value mounts = dig(links->catalog, container, "volumeMounts", NULL), mount, volume;
    for (size_t i = 0; each(mounts, i, &mount); i++) {
        struct value name = dig(links->catalog, mount, "name", NULL);
        if (!dig_text(name).n) continue;
        if (!find_volume(links, workload, dig_text(name), &volume)) report_volume(links, workload, name);
        else check_sub_path(links, workload, dig(links->catalog, volume, "configMap", NULL), dig(links->catalog, mount, "subPath", NULL));
    }
}

/* ---- environments ---- */

/* One reference to a key, as a list of items; no reference gives none. */
static struct value list_of(struct links *links, struct value item)
{
    struct list *list = list_new(links->catalog->session->arena, item.kind == V_RECORD);
    if (list->n) list->at[0] = item;
    return value_list(list);
}

static void follow_environment(struct links *links, struct object *from, struct value container)
{
    struct catalog *catalog = links->catalog;
    struct value list = dig(catalog, container, "env", NULL), entry;
    for (size_t i = 0; each(list, i, &entry); i++) {
        struct value config = dig(catalog, entry, "valueFrom", "configMapKeyRef", NULL), secret = dig(catalog, entry, "valueFrom", "secretKeyRef",
                NULL);
        struct object *found = follow_own(links, &reads_config, from, dig(catalog, config, "name", NULL), optional(links, config));
        if (found && !optional(links, config)) need_key(links, from, found, dig(catalog, config, "key", NULL));
        follow_secret(links, &reads_secret, from, secret, dig(catalog, secret, "name", NULL), list_of(links, secret));
    }
    list = dig(catalog, container, "envFrom", NULL);
    for (size_t i = 0; each(list, i, &entry); i++) {
        struct value config = dig(catalog, entry, "configMapRef", NULL), secret = dig(catalog, entry, "secretRef", NULL);
        follow_own(links, &reads_config, from, dig(catalog, config, "name", NULL), optional(links, config));
        follow_own(links, &reads_secret, from, dig(catalog, secret, "name", NULL), optional(links, secret));
    }
}

static void follow_workload(struct links *links, const struct workload *workload)
{
    struct catalog *catalog = links->catalog;
    struct object *from = workload->object;
    struct value container, volume, secret, template;
    struct value volumes = dig(catalog, workload->pod_spec, "volumes", NULL), secrets = dig(catalog, workload->pod_spec, "imagePullSecrets", NULL);
    for (size_t i = 0; each(volumes, i, &volume); i++)
        if (!find_template(links, workload, dig_text(dig(catalog, volume, "name", NULL)), &template)) follow_volume(links, from, volume);
    for (size_t i = 0; each_container(catalog, workload->pod_spec, i, &container); i++) {
        check_mounts(links, workload, container);
        follow_environment(links, from, container);
    }
    for (size_t i = 0; each(secrets, i, &secret); i++) follow_own(links, &pulls_with, from, dig(catalog, secret, "name", NULL), false);
    follow_own(links, &runs_as, from, dig(catalog, workload->pod_spec, "serviceAccountName", NULL), false);
}

/* ---- bindings ---- */

/* Where nothing of this stack lies, others may have made what is named. */
static bool foreign(const struct links *links, const struct name *namespace) { return !map_get(&links->namespaces, namespace); }

/* Kubernetes itself makes accounts there. */
static bool kept_by_cluster(const struct links *links, const struct name *namespace)
{
    return links->catalog->machine->foreign && str_starts(NAME_STR(namespace), STR("kube-"));
}

static void follow_binding(struct links *links, struct object *binding)
{
    struct catalog *catalog = links->catalog;
    struct value role = dig(catalog, binding->value, "roleRef", NULL), name = dig(catalog, role, "name", NULL), subject;
    if (str_is(dig_text(dig(catalog, role, "kind", NULL)), "Role")) follow_own(links, &grants_role, binding, name, false);
    else follow(links, (struct link){&grants_cluster_role, binding, NULL, name, false});
    struct value subjects = dig(catalog, binding->value, "subjects", NULL);
    for (size_t i = 0; each(subjects, i, &subject); i++) {
        Str written = dig_text(dig(catalog, subject, "namespace", NULL));
        const struct name *namespace = written.n ? name_key(links, written) : binding->namespace;
        bool account = str_is(dig_text(dig(catalog, subject, "kind", NULL)), "ServiceAccount");
        if (!account || !namespace || foreign(links, namespace) || kept_by_cluster(links, namespace)) continue;
        follow(links, (struct link){&grants_to, binding, namespace, dig(catalog, subject, "name", NULL), false});
    }
}

/* ---- Ingress ---- */

static bool has_port(struct links *links, const struct object *service, struct value wanted)
{
    struct value ports = dig(links->catalog, service->value, "spec", "ports", NULL), port;
    int64_t number, own;
    bool by_number = number_in(wanted, &number);
    for (size_t i = 0; each(ports, i, &port); i++) {
        if (by_number && number_in(dig(links->catalog, port, "port", NULL), &own) && own == number) return true;
        if (!by_number && str_eq(dig_text(dig(links->catalog, port, "name", NULL)), dig_text(wanted))) return true;
    }
    return false;
}

static void need_port(struct links *links, const struct object *from, const struct object *service, struct value wanted)
{
    struct catalog *catalog = links->catalog;
    bool external = str_is(dig_text(dig(catalog, service->value, "spec", "type", NULL)), "ExternalName");
    if (wanted.kind == V_NULL || external || service->broken || has_port(links, service, wanted)) return;
    Str shown = value_show(catalog->session->arena, wanted);
    struct diag *diag = object_error(catalog, E0713, wanted, from, "%s '%s' sends to port '%.*s' of Service '%s', which does not have it",
                                     from->kube->kind, from->name->s, STR_ARG(shown), service->name->s);
    struct value ports = dig(catalog, service->value, "spec", "ports", NULL), port;
    struct suggestion suggestion = suggestion_for(shown);
    for (size_t i = 0; each(ports, i, &port); i++) suggestion_offer(&suggestion, dig_text(dig(catalog, port, "name", NULL)));
    diag_suggest(&catalog->session->diags, diag, &suggestion);
    diag_note(&catalog->session->diags, diag, where(catalog, ports, service), "the ports of '%s' are here", service->name->s);
    diag_help(&catalog->session->diags, diag, "name one of its ports, or its number");
}

/* The fields of both forms: networking.k8s.io/v1 and the versions before it. */
static void follow_backend(struct links *links, struct object *ingress, struct value backend)
{
    struct catalog *catalog = links->catalog;
    struct value service = dig(catalog, backend, "service", NULL);
    bool old = service.kind == V_NULL;
    struct value name = old ? dig(catalog, backend, "serviceName", NULL) : dig(catalog, service, "name", NULL);
    struct value port = dig(catalog, service, "port", "number", NULL);
    if (old) port = dig(catalog, backend, "servicePort", NULL);
    else if (port.kind == V_NULL) port = dig(catalog, service, "port", "name", NULL);
    const struct object *found = follow_own(links, &sends_to, ingress, name, false);
    if (found) need_port(links, ingress, found, port);
}

/* An Ingress with an issuer has its certificates made. */
static bool has_issuer(struct links *links, const struct object *ingress)
{
    struct value annotations = dig(links->catalog, ingress->value, "metadata", "annotations", NULL);
    for (size_t i = 0; annotations.kind == V_RECORD && i < annotations.record->n; i++) {
        Str key = NAME_STR(annotations.record->keys[i]);
        if (str_starts(key, STR("cert-manager.io/")) || str_is(key, "kubernetes.io/tls-acme")) return true;
    }
    return false;
}

static void follow_ingress(struct links *links, struct object *ingress)
{
    struct catalog *catalog = links->catalog;
    struct value rules = dig(catalog, ingress->value, "spec", "rules", NULL), rule, path, entry;
    struct value tls = dig(catalog, ingress->value, "spec", "tls", NULL);
    for (size_t i = 0; !has_issuer(links, ingress) && each(tls, i, &entry); i++)
        follow_own(links, &serves_with, ingress, dig(catalog, entry, "secretName", NULL), false);
    follow_backend(links, ingress, dig(catalog, ingress->value, "spec", "defaultBackend", NULL));
    follow_backend(links, ingress, dig(catalog, ingress->value, "spec", "backend", NULL));
    for (size_t i = 0; each(rules, i, &rule); i++) {
        struct value paths = dig(catalog, rule, "http", "paths", NULL);
        for (size_t k = 0; each(paths, k, &path); k++) follow_backend(links, ingress, dig(catalog, path, "backend", NULL));
    }
}

/* ---- Services that the API server calls ---- */

/* NAME, NAMESPACE and PORT of a Service, which is 443 where it is not said. */
static void follow_service(struct links *links, struct object *from, struct value reference)
{
    struct catalog *catalog = links->catalog;
    Str namespace = dig_text(dig(catalog, reference, "namespace", NULL));
    const struct name *key = name_key(links, namespace);
    if (!namespace.n || foreign(links, key)) return;
    const struct object *found = follow(links, (struct link){&calls, from, key, dig(catalog, reference, "name", NULL), false});
    struct value port = dig(catalog, reference, "port", NULL);
    if (found) need_port(links, from, found, port.kind == V_NULL ? value_at(value_int(443), reference.origin) : port);
}

static void follow_webhooks(struct links *links, struct object *from)
{
    struct value webhooks = dig(links->catalog, from->value, "webhooks", NULL), webhook;
    for (size_t i = 0; each(webhooks, i, &webhook); i++) follow_service(links, from, dig(links->catalog, webhook, "clientConfig", "service", NULL));
}

/* ---- workloads by kind and name ---- */

static void follow_target(struct links *links, struct object *scaler, struct value target)
{
    static const char *const kinds[] = {"Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "DaemonSet", "Job", "CronJob"};
    Str kind = dig_text(dig(links->catalog, target, "kind", NULL));
    struct relation *scales = NEW(links->catalog->session->arena, struct relation);
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (!str_is(kind, kinds[i])) continue;
        *scales = (struct relation){kinds[i], "scales", "scales", E0713, "it scales only in its own"};
        follow_own(links, scales, scaler, dig(links->catalog, target, "name", NULL), false);
    }
}

/* Also custom kinds that scale say so in one of these fields. */
static void follow_scaler(struct links *links, struct object *scaler)
{
    follow_target(links, scaler, dig(links->catalog, scaler->value, "spec", "scaleTargetRef", NULL));
    if (!built_in(scaler, scaler->kube->kind)) follow_target(links, scaler, dig(links->catalog, scaler->value, "spec", "targetRef", NULL));
}

/* ---- the Service of a StatefulSet ---- */

static void check_serving(struct links *links, struct object *set)
{
    struct catalog *catalog = links->catalog;
    struct value name = dig(catalog, set->value, "spec", "serviceName", NULL);
    if (!dig_text(name).n) return;
    const struct object *service = catalog_find(catalog, "Service", set->namespace, dig_text(name));
    bool headless = service && str_is(dig_text(dig(catalog, service->value, "spec", "clusterIP", NULL)), "None");
    if (headless || (!service && may_be_elsewhere(catalog, "Service", set->namespace))) return;
    struct diag *diag = object_error(catalog, W0702, name, set, "StatefulSet '%s' gives its pods no names of their own: Service '%.*s' %s",
                                     set->name->s, STR_ARG(dig_text(name)), service ? "is not headless" : "does not exist");
    if (service) diag_note(&catalog->session->diags, diag, service->at, "'%s' is here", service->name->s);
    diag_help(&catalog->session->diags, diag, "a headless Service has the clusterIP None; without one, nothing resolves POD.%.*s",
              STR_ARG(dig_text(name)));
}

/* ---- classes ---- */

/* The cluster may have others; but where some are declared, the one that is named is probably among them. */
static void check_class(struct links *links, const struct object *from, const char *kind, struct value name)
{
    struct catalog *catalog = links->catalog;
    const struct object_list *declared = map_get(&links->by_kind, name_key(links, str_of(kind)));
    Str text = dig_text(name);
    if (!text.n || !declared || str_starts(text, STR("system-")) || catalog_find(catalog, kind, NULL, text)) return;
    struct diag *diag = object_error(catalog, W0703, name, from, "%s '%s' wants %s '%.*s', which is not among those declared here", from->kube->kind,
                                     from->name->s, kind, STR_ARG(text));
    struct suggestion suggestion = suggestion_for(text);
    for (size_t i = 0; i < declared->v.n && worth_searching(catalog); i++) suggestion_offer(&suggestion, NAME_STR(declared->v.at[i]->name));
    diag_suggest(&catalog->session->diags, diag, &suggestion);
    diag_note(&catalog->session->diags, diag, declared->v.at[0]->at, "%s '%s' is declared here", kind, declared->v.at[0]->name->s);
}

static void check_claim_classes(struct links *links, const struct object *set)
{
    struct value templates = dig(links->catalog, set->value, "spec", "volumeClaimTemplates", NULL), template;
    for (size_t i = 0; each(templates, i, &template); i++)
        check_class(links, set, "StorageClass", dig(links->catalog, template, "spec", "storageClassName", NULL));
}

static void check_pod_classes(struct links *links, const struct workload *workload)
{
    check_class(links, workload->object, "PriorityClass", dig(links->catalog, workload->pod_spec, "priorityClassName", NULL));
    check_class(links, workload->object, "RuntimeClass", dig(links->catalog, workload->pod_spec, "runtimeClassName", NULL));
}

/* ---- the rest ---- */

static void follow_namespace(struct links *links, struct object *object)
{
    struct object *namespace = object->namespace ? catalog_find(links->catalog, "Namespace", NULL, NAME_STR(object->namespace)) : NULL;
    if (namespace) add_reference(links, object, namespace, object->at, "namespace");
}

static void follow_definition(struct links *links, struct object *object)
{
    Str group = api_group(str_of(object->kube->api_version));
    if (!links->definitions.n || !group.n) return;
    struct object *definition = map_get(&links->definitions, key_of(links, "%.*s/%s", STR_ARG(group), object->kube->kind));
    if (definition) add_reference(links, object, definition, object->at, "CRD");
}

static void follow_object(struct links *links, struct object *object)
{
    struct catalog *catalog = links->catalog;
    follow_scaler(links, object);
    if (built_in(object, "RoleBinding") || built_in(object, "ClusterRoleBinding")) follow_binding(links, object);
    else if (built_in(object, "Ingress")) {
        follow_ingress(links, object);
        check_class(links, object, "IngressClass", dig(catalog, object->value, "spec", "ingressClassName", NULL));
    } else if (built_in(object, "ValidatingWebhookConfiguration") || built_in(object, "MutatingWebhookConfiguration")) follow_webhooks(links, object);
    else if (built_in(object, "APIService")) follow_service(links, object, dig(catalog, object->value, "spec", "service", NULL));
    else if (built_in(object, "CustomResourceDefinition"))
        follow_service(links, object, dig(catalog, object->value, "spec", "conversion", "webhook", "clientConfig", "service", NULL));
    else if (built_in(object, "PersistentVolumeClaim"))
        check_class(links, object, "StorageClass", dig(catalog, object->value, "spec", "storageClassName", NULL));
    else if (built_in(object, "StatefulSet")) {
        check_serving(links, object);
        check_claim_classes(links, object);
    }
}

size_t validate_references(struct catalog *catalog, struct reference **references)
{
    struct links links = {.catalog = catalog};
    collect(&links);
    for (size_t i = 0; i < catalog->machine->objects.n; i++) {
        struct object *object = catalog->machine->objects.at[i];
        follow_namespace(&links, object);
        follow_definition(&links, object);
        if (!object->broken) follow_object(&links, object);
    }
    for (size_t i = 0; i < catalog->workloads.n; i++) {
        if (catalog->workloads.at[i].object->broken) continue;
        follow_workload(&links, &catalog->workloads.at[i]);
        check_pod_classes(&links, &catalog->workloads.at[i]);
    }
    *references = links.found.at;
    return links.found.n;
}
