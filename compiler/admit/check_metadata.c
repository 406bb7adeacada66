/* What stands beside the name of an object, and annotations that API servers read. */
#include "admit/object_names.h"
#include "value_format.h"
#include "visit.h"

/* ---- of all objects ---- */

enum { ANNOTATIONS_MAX = 256 << 10 };

static void check_annotations_size(const struct visit *visit, struct value annotations)
{
    size_t size = 0;
    struct way step;
    struct visit at = visit_field(visit, &step, "annotations");
    for (size_t i = 0; annotations.kind == V_RECORD && i < annotations.record->n; i++)
        size += annotations.record->keys[i]->n + dig_text(annotations.record->values[i]).n;
    if (size > ANNOTATIONS_MAX) value_error(&at, E0717, annotations, "have %zu bytes, keys and values, and the limit is %d", size, ANNOTATIONS_MAX);
}

/* Kinds whose finalizers are possible without a domain, too; custom ones are among them. */
static bool has_free_finalizers(const struct object *object)
{
    static const char *const groups[] = {"admissionregistration.k8s.io/", "apiextensions.k8s.io/", "apiregistration.k8s.io/"};
    for (size_t i = 0; i < COUNT(groups); i++)
        if (str_starts(str_of(object->kube->api_version), str_of(groups[i]))) return true;
    return built_in(object, "PodDisruptionBudget") || !kube_is_built_in(object->kube);
}

static bool is_finalizer(const struct visit *visit, Str text)
{
    bool known = str_is(text, "kubernetes") || str_is(text, "orphan") || str_is(text, "foregroundDeletion");
    bool name = text.n > 0 && format_fits(FORMAT_QUALIFIED_NAME, value_string(visit->catalog->session->arena, text));
    return known || (name && (memchr(text.s, '/', text.n) || has_free_finalizers(object_around(visit))));
}

static void check_finalizers(const struct visit *visit, struct value finalizers)
{
    struct value finalizer;
    struct way steps[2];
    struct visit list = visit_field(visit, &steps[0], "finalizers");
    bool orphan = false, foreground = false;
    for (size_t i = 0; each(finalizers, i, &finalizer); i++) {
        Str text = dig_text(finalizer);
        struct visit at = visit_element(&list, &steps[1], i);
        orphan |= str_is(text, "orphan");
        foreground |= str_is(text, "foregroundDeletion");
        if (finalizer.kind == V_STRING && !is_finalizer(visit, text))
            value_help(visit, value_error(&at, E0717, finalizer, "is '%.*s'", STR_ARG(text)),
                       "DOMAIN/NAME, as example.org/keep; or orphan, or foregroundDeletion");
    }
    if (orphan && foreground) value_error(&list, E0717, finalizers, "are both orphan and foregroundDeletion");
}

/* One that is written twice counts once. */
static bool is_written_before(struct value list, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (value_equal(list.list->at[k], list.list->at[i])) return true;
    return false;
}

/* VISIT is at the owner. */
static void check_owner(const struct visit *visit, struct value owner)
{
    static const char *const fields[] = {"apiVersion", "kind", "name", "uid"};
    for (size_t i = 0; i < COUNT(fields); i++) {
        struct value field = dig(visit->catalog, owner, fields[i]);
        if (field.kind == V_STRING && !field.string->n) field_error(visit, fields[i], E0804, field, "is needed");
    }
    struct value version = part(visit, owner, "apiVersion");
    Str rest = dig_text(version), group = str_cut(&rest, '/');
    if (group.n < dig_text(version).n && (!rest.n || memchr(rest.s, '/', rest.n)))
        value_help(visit, field_error(visit, "apiVersion", E0717, version, "is '%.*s'", STR_ARG(dig_text(version))),
                   "VERSION or GROUP/VERSION, as apps/v1");
    if (str_is(dig_text(version), "v1") && str_is(text_of(visit, owner, "kind"), "Event"))
        value_error(visit, E0717, owner, "is an Event, which owns nothing");
}

static void check_generated(const struct visit *visit, struct value beginning) { check_generated_name(visit->catalog, visit->object, beginning); }

static void check_owners(const struct visit *visit, struct value owners)
{
    struct value owner;
    struct way steps[2];
    struct visit list = visit_field(visit, &steps[0], "ownerReferences");
    bool controlled = false;
    for (size_t i = 0; each(owners, i, &owner); i++) {
        struct visit at = visit_element(&list, &steps[1], i);
        check_owner(&at, owner);
        bool controls = !is_written_before(owners, i) && is_true(part(visit, owner, "controller"));
        if (controls && controlled) value_error(&at, E0717, owner, "is a second owner with controller = true");
        controlled |= controls;
    }
}

/* What is said of a field of metadata that is seldom there; of templates, the first alone. */
struct about_field {
    const char *field;
    void (*check)(const struct visit *, struct value);
};
static const struct about_field about_metadata[] = {
    {"annotations", check_annotations_size}, {"generateName", check_generated}, {"finalizers", check_finalizers}, {"ownerReferences", check_owners},
};

/* The metadata of templates have labels and annotations only: the server does not look at the rest. */
void check_metadata(const struct visit *visit, struct value value)
{
    bool of_object = visit->way && !visit->way->outer;
    check_labels(visit->catalog, visit->object, value);
    for (size_t i = 0; i < (of_object ? COUNT(about_metadata) : 1); i++) {
        struct value field = part(visit, value, about_metadata[i].field);
        if (field.kind != V_NULL) about_metadata[i].check(visit, field);
    }
}

/* ---- of pods ---- */

#define SECCOMP_POD "seccomp.security.alpha.kubernetes.io/pod"
#define SECCOMP_CONTAINER "container.seccomp.security.alpha.kubernetes.io/"
#define APPARMOR_CONTAINER "container.apparmor.security.beta.kubernetes.io/"
#define DELETION_COST "controller.kubernetes.io/pod-deletion-cost"
#define MIRROR "kubernetes.io/config.mirror"

enum { DELETION_COST_SINCE = 22, APPARMOR_FIELDS = 30 };

static Str rest_after(Str text, Str beginning) { return str_starts(text, beginning) ? str_skip(text, beginning.n) : STR(""); }

/* A profile of an annotation, as the type and name of a field. */
struct profile {
    const char *type; /* NULL: none of them */
    Str name;
};

static struct profile seccomp_of(Str text)
{
    if (str_is(text, "unconfined")) return (struct profile){"Unconfined", STR("")};
    if (str_is(text, "runtime/default") || str_is(text, "docker/default")) return (struct profile){"RuntimeDefault", STR("")};
    if (str_starts(text, STR("localhost/"))) return (struct profile){"Localhost", rest_after(text, STR("localhost/"))};
    return (struct profile){NULL, STR("")};
}

static struct profile apparmor_of(Str text)
{
    if (str_is(text, "unconfined")) return (struct profile){"Unconfined", STR("")};
    if (str_is(text, "runtime/default")) return (struct profile){"RuntimeDefault", STR("")};
    if (str_starts(text, STR("localhost/"))) return (struct profile){"Localhost", rest_after(text, STR("localhost/"))};
    return (struct profile){text.n ? NULL : "", STR("")};
}

/* VISIT is at the annotations; FIELD, which may be absent, has to say the same. */
static void check_profile(const struct visit *visit, const struct name *key, struct value value, struct profile profile, struct value field)
{
    struct way step;
    struct visit at = visit_key(visit, &step, key);
    Str type = text_of(visit, field, "type"), name = text_of(visit, field, "localhostProfile");
    if (!profile.type)
        value_help(visit, value_error(&at, E0717, value, "is '%.*s'", STR_ARG(dig_text(value))), "runtime/default, unconfined, or localhost/PROFILE");
    else if (field.kind != V_NULL && (!str_is(type, profile.type) || (str_is(type, "Localhost") && !str_eq(name, profile.name))))
        value_error(&at, E0717, value, "is '%.*s', and the field of the security context says something else", STR_ARG(dig_text(value)));
}

static struct value container_called(const struct visit *visit, struct value spec, Str name)
{
    for (struct containers walk = {.pod = visit, .spec = spec}; next_container(&walk);)
        if (str_eq(text_of(visit, walk.container, "name"), name)) return walk.container;
    return value_null();
}

static void check_seccomp_annotation(const struct visit *visit, struct value spec, const struct name *key, struct value value)
{
    Str name = rest_after(NAME_STR(key), STR(SECCOMP_CONTAINER));
    struct value of = name.n ? container_called(visit, spec, name) : spec;
    struct profile profile = seccomp_of(dig_text(value));
    if (profile.type && !format_fits(FORMAT_RELATIVE_PATH, value_string(visit->catalog->session->arena, profile.name))) profile.type = NULL;
    check_profile(visit, key, value, profile, dig(visit->catalog, of, "securityContext", "seccompProfile"));
}

/* Of a pod, the server takes the annotation for the field of a container that has none. */
static void check_apparmor_annotation(const struct visit *visit, struct value spec, const struct name *key, struct value value)
{
    struct catalog *catalog = visit->catalog;
    struct value container = container_called(visit, spec, rest_after(NAME_STR(key), STR(APPARMOR_CONTAINER))), field = value_null();
    struct way step;
    struct visit at = visit_key(visit, &step, key);
    if (container.kind == V_NULL) value_error(&at, E0717, value, "is about a container that the pod does not have");
    if (catalog->session->kube >= APPARMOR_FIELDS) field = dig(catalog, container, "securityContext", "appArmorProfile");
    if (field.kind == V_NULL && catalog->session->kube >= APPARMOR_FIELDS && !built_in(visit->object, "Pod"))
        field = dig(catalog, spec, "securityContext", "appArmorProfile");
    check_profile(visit, key, value, apparmor_of(dig_text(value)), field);
}

/* A number of 32 bits, without a '+', and without zeros before a positive one. */
static bool is_deletion_cost(Str text)
{
    Str digits = str_starts(text, STR("-")) ? str_skip(text, 1) : text, rest = digits;
    size_t number = str_take_number(&rest);
    bool negative = digits.n < text.n, plain = negative || digits.n == 1 || digits.s[0] != '0';
    return digits.n > 0 && plain && rest.n == 0 && number <= (size_t)INT32_MAX + negative;
}

static void check_pod_annotation(const struct visit *visit, struct value spec, const struct name *key, struct value value)
{
    Str name = NAME_STR(key);
    struct way step;
    struct visit at = visit_key(visit, &step, key);
    if (str_is(name, SECCOMP_POD) || str_starts(name, STR(SECCOMP_CONTAINER))) check_seccomp_annotation(visit, spec, key, value);
    if (str_starts(name, STR(APPARMOR_CONTAINER))) check_apparmor_annotation(visit, spec, key, value);
    if (str_is(name, DELETION_COST) && visit->catalog->session->kube >= DELETION_COST_SINCE && !is_deletion_cost(dig_text(value)))
        value_error(&at, E0717, value, "is '%.*s', and it must be a whole number of 32 bits", STR_ARG(dig_text(value)));
    if (str_is(name, MIRROR) && !text_of(visit, spec, "nodeName").n)
        value_error(&at, E0717, value, "is for a pod whose spec.nodeName is set");
}

/* Of a Pod or PodTemplateSpec. */
void check_pod_annotations(const struct visit *visit, struct value pod)
{
    struct value annotations = dig(visit->catalog, pod, "metadata", "annotations"), spec = part(visit, pod, "spec");
    struct way steps[2];
    struct visit metadata = visit_field(visit, &steps[0], "metadata"), at = visit_field(&metadata, &steps[1], "annotations");
    for (size_t i = 0; annotations.kind == V_RECORD && i < annotations.record->n; i++)
        if (annotations.record->values[i].kind == V_STRING)
            check_pod_annotation(&at, spec, annotations.record->keys[i], annotations.record->values[i]);
}
