#include "openapi/release.h"

#include "type_text.h"

#include "kube/kube.h"

#include <stdlib.h>
#include <string.h>

struct reading {
    const struct api_documents *documents;
    struct arena *arena;
    struct release *release;
    struct name_set reached; /* schemas */
    VEC(const struct name *) types; /* those with fields, in the order in which they were reached */
};

static void add(struct reading *reading, struct release_change change)
{
    vec_push(reading->arena, &reading->release->changes, change);
}

static bool is_deprecated(const struct reading *reading, struct value schema)
{
    Str text = api_text(reading->documents, schema, "description");
    return text.n && (strstr(text.s, "Deprecated:") || strstr(text.s, "Deprecated. "));
}

static bool speaks_of(const struct reading *reading, struct value schema, const char *word)
{
    Str text = arena_lower(reading->arena, api_text(reading->documents, schema, "description"));
    return text.n && strstr(text.s, word);
}

/* ---- kinds ---- */

enum { BETA_OFF_SINCE = 24, BETA_DEPRECATED_AFTER = 3, BETA_REMOVED_AFTER = 6 };

static bool is_of_version(const char *api_version, const char *word)
{
    const char *slash = strrchr(api_version, '/');
    return strstr(slash ? slash : api_version, word) != NULL;
}

static struct table_line kind_line(const struct kube_resource *kube)
{
    return (struct table_line){TABLE_RESOURCE, .name = kube->kind, .type = kube->type->name, .api_version = kube->api_version, .plural = kube->plural,
            .namespaced = kube->namespaced, .gated = kube->gated, .since = kube->since, .deprecated = kube->deprecated, .removed = kube->removed};
}

static void add_kind(struct reading *reading, const struct api_kind *kind, const char *api_version)
{
    struct arena *arena = reading->arena;
    int minor = reading->release->minor;
    struct table_line line = {TABLE_RESOURCE, .name = arena_copy(arena, kind->kind).s, .api_version = api_version,
        .plural = arena_copy(arena, kind->plural).s, .namespaced = kind->namespaced, .since = minor};
    line.type = kube_name(reading->documents, kind->schema);
    if (is_of_version(api_version, "beta")) {
        line.gated = minor >= BETA_OFF_SINCE;
        line.deprecated = minor + BETA_DEPRECATED_AFTER;
        line.removed = minor + BETA_REMOVED_AFTER;
    }
    add(reading, (struct release_change){CHANGE_KIND_NEW, .line = line});
}

/* One that the tables know: is it still there, or on its way out? */
static void compare_kind(struct reading *reading, const struct kube_resource *known)
{
    int minor = reading->release->minor;
    struct table_line line = kind_line(known);
    if (known->removed && known->removed <= minor) {
        line.removed = 0;
        add(reading, (struct release_change){CHANGE_KIND_KEPT, .line = line});
    } else if (known->deprecated == minor) {
        add(reading, (struct release_change){CHANGE_KIND_DEPRECATED, .line = line});
    }
}

static bool is_kubernetes_own(const struct reading *reading, const struct api_kind *kind)
{
    return kind->schema && kube_name(reading->documents, kind->schema) && is_struct(reading->documents, api_schema(reading->documents, kind->schema));
}

static void reach(struct reading *reading, const struct name *schema, size_t depth);

static void read_kind(struct reading *reading, const struct api_kind *kind)
{
    const char *api_version = arena_printf(reading->arena, "%.*s%s%.*s", STR_ARG(kind->group), kind->group.n ? "/" : "", STR_ARG(kind->version)).s;
    const struct kube_resource *known = kube_resource_exact(api_version, arena_copy(reading->arena, kind->kind).s);
    bool alpha = is_of_version(api_version, "alpha"), own = is_kubernetes_own(reading, kind);
    reading->release->alpha += own && alpha;
    reading->release->others += !own;
    if (alpha || !own) return;
    if (known) compare_kind(reading, known);
    else add_kind(reading, kind, api_version);
    reach(reading, kind->schema, 0);
}

static bool has_kind(const struct api_documents *documents, const struct kube_resource *known)
{
    for (size_t i = 0; i < documents->kinds.n; i++) {
        const struct api_kind *kind = &documents->kinds.at[i];
        Str version = str_after_last(str_of(known->api_version), '/');
        if (str_is(kind->kind, known->kind) && str_eq(kind->version, version) && str_eq(kind->group, api_group(str_of(known->api_version)))) return true;
    }
    return false;
}

/* A server publishes what it serves: what is off by default may be missing. */
static void find_removed_kinds(struct reading *reading)
{
    int minor = reading->release->minor;
    for (size_t i = 0; i < kube_resource_count(); i++) {
        const struct kube_resource *known = kube_resource_at(i);
        if (!kube_resource_served(known, minor) && known->removed != minor) continue;
        if (known->gated || has_kind(reading->documents, known)) continue;
        struct table_line line = kind_line(known);
        line.removed = minor;
        add(reading, (struct release_change){CHANGE_KIND_REMOVED, .line = line});
    }
}

/* ---- types ---- */

/* SCHEMA and those of its fields, as far as they are Kubernetes' own. */
static void reach_fields(struct reading *reading, struct value schema, size_t depth)
{
    static const char *const parts[] = {"items", "additionalProperties"};
    struct value properties = api_field(reading->documents, schema, "properties");
    const struct name *reference = api_reference(reading->documents, schema);
    if (depth > NESTING_MAX) return;
    if (reference) reach(reading, reference, depth + 1);
    for (size_t i = 0; i < COUNT(parts); i++) {
        struct value part = api_field(reading->documents, schema, parts[i]);
        if (part.kind == V_RECORD) reach_fields(reading, part, depth + 1);
    }
    for (size_t i = 0; properties.kind == V_RECORD && i < properties.record->n; i++) reach_fields(reading, properties.record->values[i], depth + 1);
}

/* The status of a kind is nothing that manifests hold. */
static struct value without_status(const struct reading *reading, struct value schema)
{
    struct session *session = reading->documents->session;
    const struct name *properties = session_name(session, "properties"), *status = session_name(session, "status");
    struct value fields = value_get(reading->arena, schema, properties), kind = api_field(reading->documents, schema, "x-kubernetes-group-version-kind");
    if (kind.kind != V_LIST || fields.kind != V_RECORD) return schema;
    return record_with(reading->arena, schema, properties, record_without(reading->arena, fields, status));
}

static struct value schema_of_type(const struct reading *reading, const struct name *name)
{
    return without_status(reading, api_schema(reading->documents, name));
}

static void reach(struct reading *reading, const struct name *name, size_t depth)
{
    if (!kube_name(reading->documents, name) || !name_set_add(reading->arena, &reading->reached, name)) return;
    struct value schema = schema_of_type(reading, name);
    if (is_struct(reading->documents, schema)) vec_push(reading->arena, &reading->types, name);
    reach_fields(reading, schema, depth);
}

/* ---- fields ---- */

static struct table_line field_line(const struct reading *reading, const struct kube_field *known)
{
    return (struct table_line){TABLE_FIELD, .name = known->name, .type = known_type_text(reading->arena, known->type), .required = known->required,
            .gated = known->since == KUBE_MINOR_GATED, .old = known->deprecated, .since = known->since, .until = known->until};
}

static bool is_required(const struct reading *reading, struct value type, const struct name *field)
{
    struct value required = api_field(reading->documents, type, "required");
    for (size_t i = 0; required.kind == V_LIST && i < required.list->n; i++)
        if (required.list->at[i].kind == V_STRING && str_eq(value_str(required.list->at[i]), NAME_STR(field))) return true;
    return false;
}

/* With texts of closed sets as mere texts, and without what tells items apart. */
static const char *plain_text(struct arena *arena, const char *type)
{
    if (is_enum(type)) return "string";
    if (!is_list(type) && !is_map(type)) return type;
    return arena_printf(arena, is_list(type) ? "[%s]" : "{%s}", plain_text(arena, element_of(arena, type))).s;
}

/* What is called alike, and what documents of some releases call otherwise. */
static bool is_same_type(const struct reading *reading, const char *known, const char *said)
{
    const char *before = plain_text(reading->arena, known), *now = plain_text(reading->arena, said);
    bool free = strcmp(before, "any") == 0 || strcmp(before, "object") == 0;
    bool keys = list_keys(known) && list_keys(said) && strcmp(list_keys(known), list_keys(said));
    return !keys && (strcmp(before, now) == 0 || (free && (strcmp(now, "any") == 0 || strcmp(now, "object") == 0)));
}

static void add_field(struct reading *reading, const char *type, enum release_change_kind kind, struct table_line line, const char *before)
{
    add(reading, (struct release_change){kind, .type = type, .line = line, .before = before ? str_of(before) : STR("")});
}

/* Fields that are off by default although no description says so, as far as is known: up to 1.36. */
static bool is_silent(const char *type, const char *field)
{
    static const char *const silent[][2] = {
        {"apps.v1.RollingUpdateStatefulSetStrategy", "maxUnavailable"}, {"coordination.v1.LeaseSpec", "preferredHolder"},
        {"core.v1.Lifecycle", "stopSignal"}, {"core.v1.PodSpec", "schedulingGroup"}, {"core.v1.VolumeProjection", "podCertificate"},
        {"resource.v1.Device", "nodeAllocatableResourceMappings"}, {"resource.v1beta2.Device", "nodeAllocatableResourceMappings"},
        {"resource.v1beta1.BasicDevice", "nodeAllocatableResourceMappings"}, {"resource.v1.DeviceAttribute", "bools"},
        {"resource.v1beta2.DeviceAttribute", "bools"}, {"resource.v1beta1.DeviceAttribute", "bools"}};
    if (!kube_knew_field(type, field)) return true;
    for (size_t i = 0; i < COUNT(silent); i++)
        if (strcmp(silent[i][0], type) == 0 && strcmp(silent[i][1], field) == 0) return true;
    return false;
}

/* Values that documents up to 1.36 have and servers refuse (kube/enums.txt): deprecated, behind a gate, or of another API version. */
static bool is_refused_value(const char *field, Str value)
{
    static const char *const refused[][2] = {{"sideEffects", "Some"}, {"sideEffects", "Unknown"}, {"operator", "Gt"}, {"operator", "Lt"},
                                             {"effect", "None"}, {"reclaimPolicy", "Recycle"}};
    for (size_t i = 0; i < COUNT(refused); i++)
        if (strcmp(refused[i][0], field) == 0 && str_is(value, refused[i][1])) return true;
    return false;
}

static bool has_value(const char *values, Str value)
{
    for (Str rest = str_of(values); rest.n;)
        if (str_eq(str_cut(&rest, '|'), value)) return true;
    return false;
}

/* The closed set KNOWN with what SAID has besides; KNOWN itself: nothing. */
static const char *more_values(struct arena *arena, const char *field, const char *known, const char *said)
{
    if (!is_enum(known) || !is_enum(said)) return known;
    const char *all = known;
    for (Str rest = str_of(said), value; rest.n;) {
        value = str_cut(&rest, '|');
        if (!has_value(known, value) && !is_refused_value(field, value)) all = arena_printf(arena, "%s|%.*s", all, STR_ARG(value)).s;
    }
    return all;
}

static void compare_field(struct reading *reading, const char *type, const struct kube_field *known, struct value schema, bool required)
{
    int minor = reading->release->minor;
    struct table_line line = field_line(reading, known);
    const char *before = line.type, *said = type_text(reading->documents, schema);
    bool on = !kube_field_served(known, minor) && !speaks_of(reading, schema, "alpha") && !is_silent(type, known->name);
    bool other = !is_same_type(reading, before, said), more = more_values(reading->arena, known->name, before, said) != before;
    bool old = !known->deprecated && is_deprecated(reading, schema);
    line.required = known->required && required;
    line.type = other ? said : more_values(reading->arena, known->name, before, said);
    line.old |= old;
    if (on) {
        line.gated = false;
        line.until = 0;
        line.since = minor;
    }
    if (on) add_field(reading, type, CHANGE_FIELD_ON, line, NULL);
    else if (other || more) add_field(reading, type, other ? CHANGE_FIELD_TYPE : CHANGE_FIELD_VALUES, line, before);
    else if (old) add_field(reading, type, CHANGE_FIELD_DEPRECATED, line, NULL);
}

static void read_field(struct reading *reading, const char *type, const struct kube_type *known, const struct name *name, struct value schema, bool required)
{
    const struct kube_field *field = known ? kube_field_find(known, name->s, name->n) : NULL;
    struct table_line line = {TABLE_FIELD, .name = name->s, .type = type_text(reading->documents, schema), .required = required,
        .since = KUBE_MINOR_MIN, .gated = known || speaks_of(reading, schema, "alpha"), .old = is_deprecated(reading, schema)};
    if (line.gated) line.since = KUBE_MINOR_GATED;
    if (field) compare_field(reading, type, field, schema, required);
    else add_field(reading, type, CHANGE_FIELD_NEW, line, NULL);
}

static void find_removed_fields(struct reading *reading, const char *type, const struct kube_type *known, const struct record *fields)
{
    int minor = reading->release->minor;
    for (size_t i = 0; known && i < known->nfields; i++) {
        const struct kube_field *field = &known->fields[i];
        if (record_get(reading->arena, fields, session_name(reading->documents->session, field->name))) continue;
        bool gated = field->since == KUBE_MINOR_GATED && !field->until && minor > KUBE_MINOR_MAX;
        if (!gated && !kube_field_served(field, minor)) continue;
        struct table_line line = field_line(reading, field);
        line.until = minor;
        add_field(reading, type, CHANGE_FIELD_REMOVED, line, NULL);
    }
}

static void read_type(struct reading *reading, const struct name *schema_name)
{
    const char *type = kube_name(reading->documents, schema_name);
    const struct kube_type *known = kube_type_find(type);
    struct value schema = schema_of_type(reading, schema_name), fields = api_field(reading->documents, schema, "properties");
    size_t before = reading->release->changes.n;
    add(reading, (struct release_change){CHANGE_TYPE, .type = type, .line = {TABLE_TYPE, .name = type}});
    for (size_t i = 0; i < fields.record->n; i++) {
        const struct name *name = fields.record->keys[i];
        read_field(reading, type, known, name, fields.record->values[i], is_required(reading, schema, name));
    }
    find_removed_fields(reading, type, known, fields.record);
    if (reading->release->changes.n == before + 1) reading->release->changes.n = before;
    for (size_t i = before; !known && i < reading->release->changes.n; i++) reading->release->changes.at[i].of_new_type = true;
}

/* ---- all of it ---- */

static int compare_changes(const void *left, const void *right)
{
    const struct release_change *a = left, *b = right;
    int order = (a->type != NULL) - (b->type != NULL);
    if (order == 0) order = a->type ? strcmp(a->type, b->type) : strcmp(a->line.api_version, b->line.api_version);
    if (order == 0) order = (b->kind == CHANGE_TYPE) - (a->kind == CHANGE_TYPE);
    if (order == 0) order = strcmp(a->line.name, b->line.name);
    return order ? order : (int)a->kind - (int)b->kind;
}

static bool refuse(const struct api_documents *documents, Span at, const char *what, const char *help)
{
    struct diag *diag = diag_add(&documents->session->diags, E0808, at, "%s", what);
    diag_help(&documents->session->diags, diag, "%s", help);
    return false;
}

bool release_read(const struct api_documents *documents, Span at, struct release *release)
{
    static const char *const of_all[][2] = {{"v1", "Pod"}, {"apps/v1", "Deployment"}};
    struct reading reading = {.documents = documents, .arena = documents->session->arena, .release = release};
    *release = (struct release){.minor = documents->release};
    if (!release->minor) return refuse(documents, at, "these documents do not say of which release they are",
            "'info.version' says it, as in v1.37.0: take what a server publishes, 'kubectl get --raw /openapi/v2'");
    for (size_t i = 0; i < COUNT(of_all); i++)
        if (!has_kind(documents, kube_resource_exact(of_all[i][0], of_all[i][1])))
            return refuse(documents, at, arena_printf(reading.arena, "these are not all kinds of a server: there is no %s %s", of_all[i][0], of_all[i][1]).s,
                    "give the one document of /openapi/v2, or all of /openapi/v3");
    for (size_t i = 0; i < documents->kinds.n; i++) read_kind(&reading, &documents->kinds.at[i]);
    find_removed_kinds(&reading);
    for (size_t i = 0; i < reading.types.n; i++) read_type(&reading, reading.types.at[i]);
    if (release->changes.n) qsort(release->changes.at, release->changes.n, sizeof *release->changes.at, compare_changes);
    return true;
}
