#include "compile/manifests.h"

#include "check/check.h"
#include "evaluate/typing.h"
#include "value/read_yaml.h"

static Span place_of(const struct manifests *manifests, struct value value)
{
    return origin_span(&manifests->machine->program->origins, value.origin);
}

static struct session *session_in(const struct manifests *manifests) { return manifests->machine->session; }

static const struct name *name_in(const struct manifests *manifests, Str text) { return name_of(session_in(manifests)->names, text); }

static struct value field(const struct manifests *manifests, struct value of, const struct name *name)
{
    return value_get(manifests->machine->arena, of, name);
}

static Str text_field(const struct manifests *manifests, struct value of, const struct name *name)
{
    struct value found = field(manifests, of, name);
    return found.kind == V_STRING ? value_str(found) : STR("");
}

static struct value metadata_of(const struct manifests *manifests, struct value object)
{
    return field(manifests, object, manifests->machine->program->names.metadata);
}

/* ---- kinds ---- */

struct manifests *manifests_new(struct session *session, const char *namespace)
{
    struct manifests *manifests = NEW(session->arena, struct manifests);
    struct program *program = program_new(session);
    manifests->machine = machine_new(program);
    manifests->machine->foreign = true;
    manifests->machine->unstated = namespace ? NULL : session_name(session, "default");
    manifests->namespace = session_name(session, namespace ? namespace : "default");
    for (size_t i = 0; i < kube_resource_count(); i++)
        map_put(session->arena, &manifests->groups, name_in(manifests, api_group(str_of(kube_resource_at(i)->api_version))), manifests);
    return manifests;
}

/* ---- reading ---- */

static void refuse_document(struct manifests *manifests, struct value document, const char *why)
{
    struct diags *diags = &session_in(manifests)->diags;
    struct diag *diag = diag_add(diags, E0806, place_of(manifests, document), "this is no Kubernetes object: %s", why);
    diag_help(diags, diag, "an object has 'apiVersion', 'kind' and 'metadata'; name only files that hold objects");
}

/* "List", "ConfigMapList" and so on hold objects. */
static struct value items_of(const struct manifests *manifests, struct value object)
{
    const struct well_known *names = &manifests->machine->program->names;
    if (!str_ends(text_field(manifests, object, names->kind), STR("List"))) return value_null();
    return field(manifests, object, session_name(session_in(manifests), "items"));
}

static void add_document(struct manifests *manifests, struct value document, size_t depth);

/* Of a ConfigMapList, an element that says neither kind nor version has those of the list, as kubectl has it (1.20 to 1.36). */
static struct value element_of(const struct manifests *manifests, struct value list, struct value element)
{
    struct arena *arena = manifests->machine->arena;
    const struct well_known *names = &manifests->machine->program->names;
    Str kind = text_field(manifests, list, names->kind);
    bool typed = element.kind == V_RECORD && kind.n > strlen("List") && !text_field(manifests, element, names->kind).n;
    if (!typed) return element;
    struct value own = value_with_origin(value_string(arena, (Str){kind.s, kind.n - strlen("List")}), element.origin);
    struct value version = field(manifests, list, names->api_version);
    return value_with_origin(record_with(arena, record_with(arena, element, names->kind, own), names->api_version, version), element.origin);
}

static void add_items(struct manifests *manifests, struct value list, const struct list *items, size_t depth)
{
    for (size_t i = 0; i < items->n; i++) add_document(manifests, element_of(manifests, list, items->at[i]), depth + 1);
}

static void add_document(struct manifests *manifests, struct value document, size_t depth)
{
    const struct well_known *names = &manifests->machine->program->names;
    struct value items = items_of(manifests, document);
    if (document.kind == V_NULL || document.kind == V_POISON) return;
    if (document.kind != V_RECORD) refuse_document(manifests, document, "it is no map");
    else if (!text_field(manifests, document, names->api_version).n) refuse_document(manifests, document, "it has no 'apiVersion'");
    else if (!text_field(manifests, document, names->kind).n) refuse_document(manifests, document, "it has no 'kind'");
    else if (items.kind == V_LIST && depth < NESTING_MAX) add_items(manifests, document, items.list, depth);
    else vec_push(manifests->machine->arena, &manifests->found, document);
}

bool manifests_add(struct manifests *manifests, uint32_t file)
{
    struct value documents = read_yaml(session_in(manifests), &manifests->machine->program->origins, file, 0, ORIGIN_WRITTEN, YAML_MANIFEST);
    for (size_t i = 0; documents.kind == V_LIST && i < documents.list->n; i++) add_document(manifests, documents.list->at[i], 0);
    return documents.kind == V_LIST;
}

static bool is_definition(const struct manifests *manifests, struct value object)
{
    const struct well_known *names = &manifests->machine->program->names;
    return str_is(text_field(manifests, object, names->kind), "CustomResourceDefinition") &&
           str_is(text_field(manifests, object, names->api_version), "apiextensions.k8s.io/v1");
}

bool manifests_add_definitions(struct manifests *manifests, uint32_t file)
{
    size_t before = manifests->found.n;
    bool whole = manifests_add(manifests, file);
    for (size_t i = before; i < manifests->found.n; i++)
        if (is_definition(manifests, manifests->found.at[i])) add_custom_kinds(manifests->machine->program, manifests->found.at[i]);
    manifests->found.n = before;
    return whole;
}

/* ---- finding the kind of an object ---- */

static void report_kind(struct manifests *manifests, struct value object, Str version, Str kind)
{
    struct session *session = session_in(manifests);
    const struct well_known *names = &manifests->machine->program->names;
    Span version_at = place_of(manifests, field(manifests, object, names->api_version));
    Span kind_at = place_of(manifests, field(manifests, object, names->kind));
    const struct kube_resource *best = kube_resource_best(kind.s, session->kube);
    if (best) {
        struct diag *diag = diag_add(&session->diags, E0802, version_at, "Kubernetes 1.%d has no '%.*s/%.*s'", session->kube,
                                     STR_ARG(version), STR_ARG(kind));
        diag_help(&session->diags, diag, "write apiVersion: %s, and see what else changed with it", best->api_version);
        return;
    }
    struct suggestion suggestion = suggestion_for(NULL, kind);
    bool known = false;
    for (size_t i = 0; i < kube_resource_count() && suggestions_wanted(&session->diags); i++) {
        suggestion_offer(&suggestion, str_of(kube_resource_at(i)->kind));
        known |= str_is(kind, kube_resource_at(i)->kind);
    }
    struct diag *diag = diag_add(&session->diags, known ? E0802 : E0801, known ? version_at : kind_at, "Kubernetes 1.%d has no '%.*s/%.*s'",
                                 session->kube, STR_ARG(version), STR_ARG(kind));
    if (!known) diag_suggest(&session->diags, diag, &suggestion);
    diag_help(&session->diags, diag, "%s", known ? "no version of this kind is left" : "is the API group right?");
}

static void count_unchecked(struct manifests *manifests, const struct kube_resource *kind)
{
    struct arena *arena = manifests->machine->arena;
    size_t position = (size_t)(uintptr_t)map_get(&manifests->counted, kind);
    if (!position) {
        struct unchecked unchecked = {kind, 0};
        vec_push(arena, &manifests->unchecked, unchecked);
        position = manifests->unchecked.n;
        map_put(arena, &manifests->counted, kind, (void *)(uintptr_t)position);
    }
    manifests->unchecked.at[position - 1].n++;
}

/* Groups of definitions are names of domains: one without a dot is Kubernetes' own, or misspelt. */
static void report_group(struct manifests *manifests, struct value object, Str group)
{
    struct session *session = session_in(manifests);
    Span at = place_of(manifests, field(manifests, object, manifests->machine->program->names.api_version));
    struct suggestion suggestion = suggestion_for(NULL, group);
    for (size_t i = 0; i < kube_resource_count() && suggestions_wanted(&session->diags); i++)
        suggestion_offer(&suggestion, api_group(str_of(kube_resource_at(i)->api_version)));
    struct diag *diag = diag_add(&session->diags, E0801, at, "there is no API group '%.*s'", STR_ARG(group));
    diag_suggest(&session->diags, diag, &suggestion);
    diag_help(&session->diags, diag, "groups of custom kinds have a dot, as 'example.org'");
}

/* The versions in which definitions serve KIND of GROUP: "v1, v1beta1"; empty: no definition is here. */
static Str served_versions(const struct manifests *manifests, Str group, Str kind)
{
    const struct program *program = manifests->machine->program;
    struct buf text = {0};
    for (size_t i = 0; i < program->custom.n; i++) {
        Str version = str_of(program->custom.at[i]->api_version);
        if (!str_is(kind, program->custom.at[i]->kind) || !str_eq(api_group(version), group)) continue;
        buf_str(&text, text.n ? STR(", ") : STR(""));
        buf_str(&text, str_after_last(version, '/'));
    }
    Str versions = arena_copy(manifests->machine->arena, (Str){text.s, text.n});
    buf_free(&text);
    return versions;
}

static void report_version(struct manifests *manifests, struct value object, const struct kube_resource *kind, Str served)
{
    struct session *session = session_in(manifests);
    Span at = place_of(manifests, field(manifests, object, manifests->machine->program->names.api_version));
    struct diag *diag = diag_add(&session->diags, E0802, at, "the definition of '%s' does not serve '%s'", kind->kind, kind->api_version);
    diag_help(&session->diags, diag, "it serves: %.*s", STR_ARG(served));
}

/* A kind that nobody here knows: of another's definition, or a mistake. */
static void check_unknown(struct manifests *manifests, const struct kube_resource *kind, struct value object)
{
    Str group = api_group(str_of(kind->api_version)), served = served_versions(manifests, group, str_of(kind->kind));
    if (!memchr(group.s, '.', group.n)) report_group(manifests, object, group);
    else if (served.n) report_version(manifests, object, kind, served);
    else count_unchecked(manifests, kind);
}

static const struct kube_resource *new_kind(struct manifests *manifests, struct value object, Str version, Str kind)
{
    struct kube_resource *made = NEW(manifests->machine->arena, struct kube_resource);
    bool namespaced = text_field(manifests, metadata_of(manifests, object), manifests->machine->program->names.namespace).n > 0;
    *made = (struct kube_resource){.api_version = version.s, .kind = kind.s, .plural = "", .namespaced = namespaced, .since = KUBE_MINOR_MIN};
    return made;
}

static const struct name *kind_key(const struct manifests *manifests, Str version, Str kind)
{
    struct buf text = {0};
    buf_printf(&text, "%.*s %.*s", STR_ARG(version), STR_ARG(kind));
    const struct name *key = name_in(manifests, (Str){text.s, text.n});
    buf_free(&text);
    return key;
}

/* A kind without a type is custom or unknown. */
static const struct kube_resource *kind_of(struct manifests *manifests, struct value object)
{
    const struct well_known *names = &manifests->machine->program->names;
    Str version = text_field(manifests, object, names->api_version), kind = text_field(manifests, object, names->kind);
    const struct name *key = kind_key(manifests, version, kind);
    const struct kube_resource *found = map_get(&manifests->kinds, key);
    if (found) return found;
    found = program_resource(manifests->machine->program, 0, version, kind);
    if (!found) found = new_kind(manifests, object, version, kind);
    map_put(manifests->machine->arena, &manifests->kinds, key, (void *)found);
    return found;
}

/* ---- typing ---- */

/* The fields that are typed: those of every object, and what the server writes, are not among them. In room that is used again. */
static struct value body_of(struct manifests *manifests, struct value object)
{
    struct arena *arena = manifests->machine->arena;
    const struct well_known *names = &manifests->machine->program->names;
    const struct name *status = session_name(session_in(manifests), "status");
    if (!manifests->body || object.record->n > manifests->body_room) {
        manifests->body_room = object.record->n * 2;
        manifests->body = record_new(arena, NULL, manifests->body_room);
    }
    record_forget(manifests->body);
    manifests->body->n = 0;
    manifests->body_keys.n = 0;
    for (size_t i = 0; i < object.record->n; i++) {
        const struct name *key = object.record->keys[i];
        if (key == names->api_version || key == names->kind || key == status) continue;
        vec_push(arena, &manifests->body_keys, key);
        manifests->body->values[manifests->body->n++] = object.record->values[i];
    }
    manifests->body->keys = manifests->body_keys.at;
    return value_with_origin(value_record(manifests->body), object.origin);
}

static void warn_deprecated(struct manifests *manifests, const struct kube_resource *kind, struct value object)
{
    struct session *session = session_in(manifests);
    if (!kind->deprecated || session->kube < kind->deprecated) return;
    struct value at = field(manifests, object, manifests->machine->program->names.api_version);
    struct diag *diag = diag_add(&session->diags, W0801, place_of(manifests, at), "%s/%s is deprecated since 1.%d", kind->api_version, kind->kind,
                                 kind->deprecated);
    if (kind->removed) diag_help(&session->diags, diag, "it is gone with 1.%d", kind->removed);
}

static void warn_gated(struct manifests *manifests, const struct kube_resource *kind, struct value object)
{
    struct diags *diags = &session_in(manifests)->diags;
    if (!kind->gated) return;
    struct value at = field(manifests, object, manifests->machine->program->names.api_version);
    struct diag *diag = diag_add(diags, W0802, place_of(manifests, at), "servers do not serve %s/%s by default", kind->api_version, kind->kind);
    diag_help(diags, diag, "kube-apiserver does with --runtime-config=%s=true", kind->api_version);
}

/* False: reported. */
static bool has_its_type(struct manifests *manifests, const struct kube_resource *kind, struct value object)
{
    struct session *session = session_in(manifests);
    size_t before = session->diags.errors;
    bool own = map_get(&manifests->groups, name_in(manifests, api_group(str_of(kind->api_version))));
    if (!kind->type && !own) check_unknown(manifests, kind, object);
    else if (!kind->type || !kube_resource_served(kind, session->kube))
        report_kind(manifests, object, str_of(kind->api_version), str_of(kind->kind));
    else {
        warn_deprecated(manifests, kind, object);
        warn_gated(manifests, kind, object);
        typed_value(manifests->machine, body_of(manifests, object), type_of_kube(session, kind->type));
    }
    return session->diags.errors == before;
}

/* 'kubectl get' writes a status of the claims that a StatefulSet makes, too. Servers take it and do nothing with it. */
static struct value without_status_of_claims(struct manifests *manifests, struct value set)
{
    struct session *session = session_in(manifests);
    const struct name *spec = session_name(session, "spec"), *templates = session_name(session, "volumeClaimTemplates");
    struct value own = field(manifests, set, spec), claims = field(manifests, own, templates);
    if (claims.kind != V_LIST) return set;
    struct list *kept = list_new(session->arena, claims.list->n);
    for (size_t i = 0; i < kept->n; i++) {
        struct value claim = claims.list->at[i];
        kept->at[i] = claim.kind == V_RECORD ? record_without(session->arena, claim, session_name(session, "status")) : claim;
    }
    claims = value_with_origin(value_list(kept), claims.origin);
    own = value_with_origin(record_with(session->arena, own, templates, claims), own.origin);
    return value_with_origin(record_with(session->arena, set, spec, own), set.origin);
}

/* Nothing that is shown quotes the content of a Secret. */
static void hide_values(struct manifests *manifests, struct value value)
{
    for (size_t i = 0; value.kind == V_RECORD && i < value.record->n; i++) hide_values(manifests, value.record->values[i]);
    for (size_t i = 0; value.kind == V_LIST && i < value.list->n; i++) hide_values(manifests, value.list->at[i]);
    if (value.kind != V_RECORD && value.kind != V_LIST) diag_hide(&session_in(manifests)->diags, place_of(manifests, value));
}

/* Also what stands there by mistake. */
static void hide_all_but(struct manifests *manifests, struct value of, const char *const *shown, size_t n)
{
    for (size_t i = 0; of.kind == V_RECORD && i < of.record->n; i++) {
        bool hidden = true;
        for (size_t k = 0; k < n; k++) hidden &= strcmp(of.record->keys[i]->s, shown[k]) != 0;
        if (hidden) hide_values(manifests, of.record->values[i]);
    }
}

static void hide_secret(struct manifests *manifests, struct value object)
{
    static const char *const fields[] = {"apiVersion", "kind", "type", "metadata"}, *const names[] = {"name", "namespace"};
    hide_all_but(manifests, object, fields, COUNT(fields));
    hide_all_but(manifests, metadata_of(manifests, object), names, COUNT(names));
}

static bool is_secret(struct manifests *manifests, const struct kube_resource *kind, struct value object)
{
    return strcmp(kind->kind, "Secret") == 0 || field(manifests, object, session_name(session_in(manifests), "stringData")).kind != V_NULL;
}

static void make_object(struct manifests *manifests, struct value value)
{
    struct machine *machine = manifests->machine;
    const struct well_known *names = &machine->program->names;
    const struct kube_resource *kind = kind_of(manifests, value);
    if (strcmp(kind->kind, "StatefulSet") == 0) value = without_status_of_claims(manifests, value);
    if (is_secret(manifests, kind, value)) hide_secret(manifests, value);
    struct value name = field(manifests, metadata_of(manifests, value), names->name);
    Str namespace = text_field(manifests, metadata_of(manifests, value), names->namespace);
    struct object *object = NEW(machine->arena, struct object);
    *object = (struct object){.kube = kind, .value = value, .broken = !has_its_type(manifests, kind, value)};
    object->at = place_of(manifests, name.kind == V_STRING ? name : value);
    object->name = name_in(manifests, name.kind == V_STRING ? value_str(name) : STR(""));
    if (kind->namespaced) object->namespace = namespace.n ? name_in(manifests, namespace) : manifests->namespace;
    object->node = (uint32_t)machine->nodes.n;
    struct node node = {.object = object};
    vec_push(machine->arena, &machine->nodes, node);
    vec_push(machine->arena, &machine->objects, object);
}

void manifests_done(struct manifests *manifests)
{
    for (size_t i = 0; i < manifests->found.n; i++)
        if (is_definition(manifests, manifests->found.at[i])) add_custom_kinds(manifests->machine->program, manifests->found.at[i]);
    vec_room(manifests->machine->arena, &manifests->machine->nodes, manifests->found.n);
    vec_room(manifests->machine->arena, &manifests->machine->objects, manifests->found.n);
    for (size_t i = 0; i < manifests->found.n; i++) make_object(manifests, manifests->found.at[i]);
}
