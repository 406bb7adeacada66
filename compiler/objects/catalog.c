#include "objects/catalog.h"

#include "diag/allowed.h"

/* ---- walking values ---- */

/* Of a table that keeps what was found lately; SLOTS is a power of two. */
static size_t slot_of(const void *one, const void *other, size_t slots)
{
    uint64_t hash = ((uintptr_t)one * 31 + (uintptr_t)other) * 0x9e3779b97f4a7c15u;
    return (size_t)(hash >> 32) & (slots - 1);
}

/* The paths are literals of the checks: their addresses stand for them. */
const struct name *field_name(struct catalog *catalog, const char *field)
{
    struct recent_field *recent = &catalog->fields[slot_of(field, NULL, RECENT_FIELDS)];
    if (recent->text != field) *recent = (struct recent_field){field, session_name(catalog->session, field)};
    return recent->name;
}

/* Many records share their list of keys: where one of them has a field, all do. */
static struct recent_place *place_of(struct catalog *catalog, const struct record *record, const void *field)
{
    return &catalog->places[slot_of(record->keys, field, RECENT_PLACES)];
}

static bool is_of(const struct recent_place *place, const struct record *record, const void *field)
{
    return place->keys == record->keys && place->field == field && place->n == record->n;
}

static void look_up(struct catalog *catalog, struct recent_place *place, const struct record *record, const void *field, const struct name *name)
{
    const struct value *found = record_get(catalog->session->arena, record, name);
    *place = (struct recent_place){record->keys, field, record->n, found ? (uint32_t)(found - record->values) + 1 : 0};
}

static struct value value_at(const struct record *record, uint32_t at)
{
    return at && record->values[at - 1].kind != V_POISON ? record->values[at - 1] : value_null();
}

struct value field_in(struct catalog *catalog, struct value value, const struct name *name)
{
    if (value.kind != V_RECORD) return value_null();
    struct recent_place *place = place_of(catalog, value.record, name);
    if (!is_of(place, value.record, name)) look_up(catalog, place, value.record, name, name);
    return value_at(value.record, place->at);
}

struct value dig_path(struct catalog *catalog, struct value value, const char *const *path)
{
    for (; *path && value.kind == V_RECORD; path++) {
        struct recent_place *place = place_of(catalog, value.record, *path);
        if (!is_of(place, value.record, *path)) look_up(catalog, place, value.record, *path, field_name(catalog, *path));
        value = value_at(value.record, place->at);
    }
    return *path ? value_null() : value;
}

Str dig_text(struct value value) { return value.kind == V_STRING ? value_str(value) : STR(""); }

Span where(struct catalog *catalog, struct value value, const struct object *object)
{
    Span at = origin_span(&catalog->machine->program->origins, value.origin);
    return at.file ? at : object->at;
}

/* What the annotation stk.dev/allow says of CODE: for JSON, and for what is said of the whole object. */
static Str reason_of(struct catalog *catalog, const struct object *object, enum diag_code code)
{
    return allowed_reason(dig_text(dig(catalog, object->value, "metadata", "annotations", "stk.dev/allow")), code);
}

struct diag *object_error(struct catalog *catalog, enum diag_code code, struct value at, const struct object *object, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    Str text = arena_vprintf(catalog->session->arena, fmt, args);
    va_end(args);
    struct diag *diag = diag_add(&catalog->session->diags, code, where(catalog, at, object), "%.*s", STR_ARG(text));
    note_instance(catalog->machine, diag, object->instance);
    if (diag_code_severity(code) == WARNING) diag->allowed = reason_of(catalog, object, code);
    return diag;
}

bool each(struct value list, size_t i, struct value *item)
{
    if (list.kind != V_LIST || i >= list.list->n) return false;
    *item = list.list->at[i];
    return true;
}

bool set_at_run_time(const struct name *label)
{
    static const char *const labels[] = {
        "statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index", "pod-template-hash", "controller-revision-hash", "job-name",
        "controller-uid", "batch.kubernetes.io/job-name", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-completion-index",
    };
    for (size_t i = 0; i < COUNT(labels); i++)
        if (*label->s == *labels[i] && strcmp(label->s, labels[i]) == 0) return true;
    return false;
}

bool matches(struct catalog *catalog, struct value selector, struct value labels)
{
    if (selector.kind != V_RECORD || labels.kind != V_RECORD) return false;
    for (size_t i = 0; i < selector.record->n; i++) {
        const struct value *label = record_get(catalog->session->arena, labels.record, selector.record->keys[i]);
        if (label && value_equal(*label, selector.record->values[i])) continue;
        if (selector.record->values[i].kind != V_NULL && !set_at_run_time(selector.record->keys[i])) return false;
    }
    return true;
}

bool built_in(const struct object *object, const char *kind)
{
    return *object->kube->kind == *kind && kube_is_built_in(object->kube) && strcmp(object->kube->kind, kind) == 0;
}

bool is_true(struct value value) { return value.kind == V_BOOL && value.boolean; }

bool number_in(struct value value, int64_t *number)
{
    if (value.kind != V_INT && value.kind != V_PORT) return false;
    *number = value.kind == V_PORT ? value.integer & 0xFFFF : value.integer;
    return true;
}

bool lists_word(Str list, Str word)
{
    for (size_t i = 0, end; i < list.n; i = end + 1) {
        end = i;
        while (end < list.n && list.s[end] != ',') end++;
        size_t last = end;
        while (i < last && list.s[i] == ' ') i++;
        while (i < last && list.s[last - 1] == ' ') last--;
        if (str_eq((Str){list.s + i, last - i}, word)) return true;
    }
    return false;
}

bool each_container(const struct workload *workload, size_t i, struct value *container)
{
    if (i >= workload->ncontainers) return false;
    *container = workload->containers[i];
    return true;
}

bool has_secret_volume(struct catalog *catalog, const struct workload *workload, Str name)
{
    struct value volumes = dig(catalog, workload->pod_spec, "volumes"), volume;
    for (size_t i = 0; each(volumes, i, &volume); i++)
        if (str_eq(dig_text(dig(catalog, volume, "secret", "secretName")), name)) return true;
    return false;
}

enum { SEARCHED_MAX = 200 };

bool worth_searching(const struct catalog *catalog) { return catalog->session->diags.errors < SEARCHED_MAX; }

/* ---- finding objects ---- */

const struct name *joined_name(struct catalog *catalog, const Str *parts, size_t n)
{
    struct buf *text = &catalog->scratch;
    text->n = 0;
    for (size_t i = 0; i < n; i++) buf_str(text, parts[i]);
    return name_of(catalog->session->names, (Str){text->s, text->n});
}

struct object *catalog_find(struct catalog *catalog, const char *kind, const struct name *namespace, Str text)
{
    const struct name *unstated = catalog->machine->unstated, *name = name_find(catalog->session->names, text);
    struct object *found = name ? object_table_find(&catalog->by_name, kind, namespace, name) : NULL;
    if (found || !name || !unstated || !namespace) return found;
    return object_table_find(&catalog->by_name, kind, unstated, name);
}

static struct object *next_called(const struct catalog *catalog, const char *kind, bool custom, struct of_kind *cursor)
{
    for (; cursor->group < catalog->kinds.n; cursor->group++, cursor->at = 0) {
        const struct kind_group *group = &catalog->kinds.at[cursor->group];
        if (cursor->at == group->objects.n || kube_is_built_in(group->kube) == custom || strcmp(group->kube->kind, kind) != 0) continue;
        return group->objects.at[cursor->at++];
    }
    return NULL;
}

struct object *next_of_kind(const struct catalog *catalog, const char *kind, struct of_kind *cursor)
{
    return next_called(catalog, kind, false, cursor);
}

struct object *next_of_custom(const struct catalog *catalog, const char *kind, struct of_kind *cursor)
{
    return next_called(catalog, kind, true, cursor);
}

const struct workload *workload_of_object(const struct catalog *catalog, const struct object *object)
{
    return object->workload ? &catalog->workloads.at[object->workload - 1] : NULL;
}

static bool is_operated(const struct catalog *catalog, const struct name *namespace)
{
    return catalog->operated_everywhere || (namespace && map_get(&catalog->operated, namespace));
}

static bool holds(const struct catalog *catalog, const char *kind, const struct name *namespace, bool written)
{
    for (size_t i = 0; i < catalog->kinds.n; i++) {
        const struct kind_group *group = &catalog->kinds.at[i];
        if (!built_in(group->objects.at[0], kind)) continue;
        if (map_get(written ? &group->written : &group->namespaces, namespace ? (const void *)namespace : group->kube)) return true;
    }
    return false;
}

bool catalog_holds(struct catalog *catalog, const char *kind, const struct name *namespace) { return holds(catalog, kind, namespace, false); }

bool may_be_elsewhere(struct catalog *catalog, const char *kind, const struct name *namespace)
{
    if (!catalog->machine->foreign) return false;
    bool made_by_operators = strcmp(kind, "Service") == 0 || strcmp(kind, "ServiceAccount") == 0;
    if (made_by_operators && is_operated(catalog, namespace)) return true;
    return !holds(catalog, kind, namespace, true);
}

bool has_pods(struct catalog *catalog, const struct name *namespace)
{
    return label_index_find(&catalog->by_label, &(struct workload_list){.namespace = namespace});
}

bool knows_pods(struct catalog *catalog, const struct name *namespace)
{
    if (!catalog->machine->foreign) return true;
    return !catalog->installs && !is_operated(catalog, namespace) && has_pods(catalog, namespace);
}

const struct workload_list *catalog_labelled(struct catalog *catalog, const struct name *namespace, const struct name *key, Str value)
{
    if (!value.s) value = STR("");
    return label_index_find(&catalog->by_label, &(struct workload_list){.namespace = namespace, .key = key, .value = value});
}

const struct workload_list *catalog_rarest(struct catalog *catalog, const struct name *namespace, struct value selector)
{
    const struct workload_list *rarest = NULL;
    for (size_t i = 0; selector.kind == V_RECORD && i < selector.record->n; i++) {
        if (selector.record->values[i].kind != V_STRING || set_at_run_time(selector.record->keys[i])) continue;
        const struct workload_list *list = catalog_labelled(catalog, namespace, selector.record->keys[i], value_str(selector.record->values[i]));
        if (!list) return NULL;
        if (!rarest || list->v.n < rarest->v.n) rarest = list;
    }
    return rarest;
}

/* ---- workloads ---- */

static struct value template_of(struct catalog *catalog, const struct object *object)
{
    const char *kind = object->kube->kind;
    if (strcmp(kind, "Pod") == 0) return object->value;
    if (strcmp(kind, "CronJob") == 0) return dig(catalog, object->value, "spec", "jobTemplate", "spec", "template");
    return dig(catalog, object->value, "spec", "template");
}

static void index_labels(struct catalog *catalog, const struct name *namespace, struct value labels)
{
    struct arena *arena = catalog->session->arena;
    struct workload_list about = {.namespace = namespace};
    uint32_t position = (uint32_t)catalog->workloads.n;
    label_index_add(arena, &catalog->by_label, &about, position);
    for (size_t i = 0; labels.kind == V_RECORD && i < labels.record->n; i++) {
        struct value value = labels.record->values[i];
        if (value.kind != V_STRING) continue;
        about.key = labels.record->keys[i];
        about.value = (Str){0};
        label_index_add(arena, &catalog->by_label, &about, position);
        about.value = value_str(value);
        label_index_add(arena, &catalog->by_label, &about, position);
    }
}

static const struct value *followed_by(struct arena *arena, const struct workload *workload, const struct list *more)
{
    struct value *all = NEW_ARRAY(arena, workload->ncontainers + more->n, struct value);
    memcpy(all, workload->containers, workload->ncontainers * sizeof *all);
    memcpy(all + workload->ncontainers, more->at, more->n * sizeof *all);
    return all;
}

/* Most pods have one list of them, which serves as it is. */
static void add_containers(struct catalog *catalog, struct workload *workload)
{
    static const char *const lists[] = {"containers", "initContainers", "ephemeralContainers"};
    for (size_t k = 0; k < COUNT(lists); k++) {
        struct value list = dig(catalog, workload->pod_spec, lists[k]);
        if (list.kind != V_LIST || !list.list->n) continue;
        workload->containers = workload->ncontainers ? followed_by(catalog->session->arena, workload, list.list) : list.list->at;
        workload->ncontainers += list.list->n;
    }
}

static void add_workload(struct catalog *catalog, struct object *object)
{
    struct value template = template_of(catalog, object), spec = dig(catalog, template, "spec");
    bool pods = dig(catalog, spec, "containers").kind == V_LIST;
    if (spec.kind != V_RECORD || (!pods && !object->broken)) return;
    struct value metadata = dig(catalog, template, "metadata");
    struct workload workload = {.object = object, .pod_spec = spec, .metadata = metadata, .labels = dig(catalog, metadata, "labels"),
                                .selector = dig(catalog, object->value, "spec", "selector")};
    add_containers(catalog, &workload);
    index_labels(catalog, object->namespace, workload.labels);
    vec_push(catalog->session->arena, &catalog->workloads, workload);
    object->workload = (uint32_t)catalog->workloads.n;
}

void catalog_add_labels(struct catalog *catalog, const struct name *namespace, struct value labels)
{
    index_labels(catalog, namespace, labels);
    vec_push(catalog->session->arena, &catalog->workloads, (struct workload){.labels = labels});
}

static void add_to_kind(struct catalog *catalog, struct object *object)
{
    struct arena *arena = catalog->session->arena;
    uintptr_t number = (uintptr_t)map_get(&catalog->group_of, object->kube);
    if (!number) {
        vec_push(arena, &catalog->kinds, (struct kind_group){.kube = object->kube});
        number = catalog->kinds.n;
        map_put(arena, &catalog->group_of, object->kube, (void *)number);
    }
    struct kind_group *group = &catalog->kinds.at[number - 1];
    const void *namespace = object->namespace ? (const void *)object->namespace : object->kube;
    vec_push(arena, &group->objects, object);
    bool written = !object->instance || !object->instance->parent;
    if (catalog->machine->foreign && written) map_put(arena, &group->written, namespace, group);
    if (namespace == group->last_namespace) return;
    group->last_namespace = namespace;
    map_put(arena, &group->namespaces, namespace, group);
}

/* Of a custom kind, whose operator may make other objects. */
static void note_operated(struct catalog *catalog, const struct object *object)
{
    if (catalog->machine->foreign && built_in(object, "CustomResourceDefinition")) catalog->installs = true;
    if (kube_is_built_in(object->kube)) return;
    if (object->namespace) map_put(catalog->session->arena, &catalog->operated, object->namespace, catalog);
    else catalog->operated_everywhere = true;
}

/* Foreign files often repeat an object, such as a Namespace; those without a name get one from the server. */
static void add_object(struct catalog *catalog, struct object *object)
{
    bool named = object->name->n || !catalog->machine->foreign;
    struct object *earlier = named ? object_table_add(catalog->session->arena, &catalog->by_name, object) : NULL;
    add_to_kind(catalog, object);
    if (!earlier) {
        note_operated(catalog, object);
        add_workload(catalog, object);
        return;
    }
    if (catalog->machine->foreign && value_equal(earlier->value, object->value)) return;
    struct diag *diag = diag_add(&catalog->session->diags, E0714, object->at, "%s '%s' is made twice", object->kube->kind, object->name->s);
    note_instance(catalog->machine, diag, object->instance);
    diag_note(&catalog->session->diags, diag, earlier->at, "first made here");
    note_instance(catalog->machine, diag, earlier->instance);
    diag_help(&catalog->session->diags, diag, catalog->machine->foreign ? "apply would keep the last one: leave one of them out"
                                                                        : "give one of them another name: name = \"…\"");
}

struct catalog *catalog_new(struct machine *machine)
{
    struct catalog *catalog = NEW(machine->arena, struct catalog);
    *catalog = (struct catalog){.machine = machine, .session = machine->session};
    for (size_t i = 0; i < machine->objects.n; i++) add_object(catalog, machine->objects.at[i]);
    return catalog;
}

struct catalog *catalog_of_labels(struct session *session)
{
    struct catalog *catalog = NEW(session->arena, struct catalog);
    catalog->session = session;
    return catalog;
}

void catalog_free(struct catalog *catalog) { buf_free(&catalog->scratch); }
