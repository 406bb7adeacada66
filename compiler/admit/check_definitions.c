/* Definitions of custom kinds, and of servers of other kinds. */
#include "open_schema.h"
#include "value_format.h"

static bool is_old(const struct visit *visit) { return strcmp(visit->object->kube->api_version, "apiextensions.k8s.io/v1beta1") == 0; }

/* ---- names ---- */

static void check_definition_name(const struct visit *visit, struct value definition, struct value spec)
{
    struct value names = part(visit, spec, "names"), kind = part(visit, names, "kind"), list = part(visit, names, "listKind");
    Str group = dig_text(part(visit, spec, "group")), plural = dig_text(part(visit, names, "plural"));
    Str wanted = arena_printf(visit->catalog->session->arena, "%.*s.%.*s", STR_ARG(plural), STR_ARG(group));
    if (group.n && plural.n && !str_eq(wanted, NAME_STR(object_around(visit)->name)))
        value_error(visit, E0717, dig(visit->catalog, definition, "metadata", "name"),
                    "has another name than spec.names.plural and spec.group say: '%.*s'",
                    STR_ARG(wanted));
    if (dig_text(kind).n && str_eq(dig_text(kind), dig_text(list))) value_error(visit, E0717, list, "has a listKind that is its kind");
}

/* Groups of Kubernetes' own domains: someone has approved of them, or says that nobody did. */
static void check_approval(const struct visit *visit, struct value definition, Str group)
{
    bool community = str_is(group, "k8s.io") || str_is(group, "kubernetes.io") || str_ends(group, STR(".k8s.io")) ||
                     str_ends(group, STR(".kubernetes.io"));
    struct value approval = dig(visit->catalog, definition, "metadata", "annotations", "api-approved.kubernetes.io");
    Str text = dig_text(approval);
    bool url = memmem(text.s, text.n, "://", 3) != NULL && !str_starts(text, STR(":"));
    if (!community || url || str_starts(text, STR("unapproved"))) return;
    struct diag *diag = value_error(visit, text.n ? E0717 : E0804, text.n ? approval : definition,
                                    "needs the annotation 'api-approved.kubernetes.io': its group '%.*s' is of Kubernetes' own domain",
                                    STR_ARG(group));
    value_help(visit, diag, "the URL of the approval, or a text that begins with 'unapproved'");
}

/* ---- fields that can be selected ---- */

static const char *selectable_fault(const struct visit *visit, struct value schema, Str path)
{
    Str type = dig_text(part(visit, schema_at(visit, schema, path), "type"));
    if (memchr(path.s, '[', path.n)) return "has brackets";
    if (str_starts(path, STR(".metadata."))) return "is about metadata, of which names can be selected anyway";
    if (!type.n) return "is no field of the schema";
    return str_is(type, "string") || str_is(type, "boolean") || str_is(type, "integer") ? NULL : "is neither string nor boolean nor integer";
}

static void check_selectable(const struct visit *visit, struct value fields, struct value schema)
{
    enum { MOST = 8 };
    struct value field;
    if (fields.kind == V_LIST && fields.list->n > MOST)
        value_error(visit, E0717, fields, "has %u elements, and the most is %d", fields.list->n, MOST);
    for (size_t i = 0; each(fields, i, &field); i++) {
        struct way element;
        struct visit at = visit_element(visit, &element, i);
        struct value path = part(visit, field, "jsonPath");
        const char *fault = path.kind == V_STRING && path.string->n ? selectable_fault(visit, schema, value_str(path)) : NULL;
        if (fault) value_error(&at, E0717, path, "has the path '%.*s', which %s", STR_ARG(value_str(path)), fault);
    }
}

/* ---- versions ---- */

static bool all_alike(const struct visit *visit, struct value versions, const char *field)
{
    struct value version, first = versions.list->n ? part(visit, versions.list->at[0], field) : value_null();
    for (size_t i = 0; each(versions, i, &version); i++)
        if (is_empty_value(part(visit, version, field)) || !value_equal(part(visit, version, field), first)) return false;
    return versions.list->n > 0;
}

/* Of v1beta1: what all versions have stands above them. */
static void check_common(const struct visit *visit, struct value spec, struct value versions)
{
    static const char *const fields[][2] = {
        {"schema", "validation"}, {"subresources", "subresources"}, {"additionalPrinterColumns", "additionalPrinterColumns"},
    };
    struct value version, name = part(visit, spec, "version");
    for (size_t k = 0; k < COUNT(fields); k++) {
        struct value common = part(visit, spec, fields[k][1]);
        bool own = false;
        for (size_t i = 0; each(versions, i, &version); i++) own |= !is_empty_value(part(visit, version, fields[k][0]));
        if (own && common.kind != V_NULL) value_error(visit, E0717, common, "has '%s' beside '%s' of a version", fields[k][1], fields[k][0]);
        if (versions.kind == V_LIST && all_alike(visit, versions, fields[k][0]))
            value_error(visit, E0717, versions, "has the same '%s' in all versions: it stands above them, as '%s'", fields[k][0], fields[k][1]);
    }
    if (dig_text(name).n && each(versions, 0, &version) && !value_equal(part(visit, version, "name"), name))
        value_error(visit, E0717, name, "has another 'version' than the first of 'versions'");
    if (!dig_text(name).n && is_empty_value(versions)) value_error(visit, E0804, spec, "needs 'versions'");
}

static void check_storage(const struct visit *visit, struct value versions)
{
    size_t n = 0;
    struct value version;
    for (size_t i = 0; each(versions, i, &version); i++) n += is_true(part(visit, version, "storage"));
    if (versions.kind == V_LIST && versions.list->n && n != 1)
        value_error(visit, E0717, versions, "has %zu versions with storage: true, and it must be one", n);
}

static void check_version(const struct visit *visit, struct value version, bool structural)
{
    struct value schema = dig(visit->catalog, version, "schema", "openAPIV3Schema"), warning = part(visit, version, "deprecationWarning");
    struct way outer, step, list;
    struct visit in_schema = visit_field(visit, &outer, "schema"), at = visit_field(&in_schema, &step, "openAPIV3Schema");
    bool status = dig(visit->catalog, version, "subresources", "status").kind != V_NULL;
    check_open_schema(&at, schema, status, structural, !is_old(visit));
    struct visit in_list = visit_field(visit, &list, "selectableFields");
    check_selectable(&in_list, part(visit, version, "selectableFields"), schema);
    for (size_t i = 0; i < dig_text(warning).n; i++)
        if ((unsigned char)dig_text(warning).s[i] < ' ' || dig_text(warning).s[i] == 0x7f) {
            value_error(visit, E0717, warning, "has a deprecationWarning of more than one line");
            return;
        }
}

/* ---- CustomResourceDefinition ---- */

static void check_versions(const struct visit *visit, struct value spec)
{
    struct value versions = part(visit, spec, "versions"), version, keeps = part(visit, spec, "preserveUnknownFields");
    bool structural = !is_old(visit) || (keeps.kind == V_BOOL && !keeps.boolean);
    struct way list, element, step, common;
    struct visit in_list = visit_field(visit, &list, "versions");
    for (size_t i = 0; each(versions, i, &version); i++) {
        struct visit at = visit_element(&in_list, &element, i);
        check_version(&at, version, structural);
    }
    check_storage(visit, versions);
    if (!is_old(visit)) return;
    check_common(visit, spec, versions);
    struct visit above = visit_field(visit, &common, "validation"), at = visit_field(&above, &step, "openAPIV3Schema");
    check_open_schema(&at, dig(visit->catalog, spec, "validation", "openAPIV3Schema"),
                      dig(visit->catalog, spec, "subresources", "status").kind != V_NULL, structural, false);
}

void check_definition(const struct visit *visit, struct value definition)
{
    struct value spec = part(visit, definition, "spec");
    struct way step;
    struct visit at = visit_field(visit, &step, "spec");
    if (spec.kind != V_RECORD) return;
    check_definition_name(visit, definition, spec);
    if (!is_old(visit)) check_approval(visit, definition, dig_text(part(visit, spec, "group")));
    check_versions(&at, spec);
}

/* ---- APIService ---- */

void check_api_service(const struct visit *visit, struct value service)
{
    Str group = dig_text(dig(visit->catalog, service, "spec", "group"));
    Str version = dig_text(dig(visit->catalog, service, "spec", "version"));
    Str wanted = arena_printf(visit->catalog->session->arena, "%.*s.%.*s", STR_ARG(version), STR_ARG(group));
    if (version.n && !str_eq(wanted, NAME_STR(object_around(visit)->name)))
        value_error(visit, E0717, dig(visit->catalog, service, "metadata", "name"), "has another name than its version and group say: '%.*s'",
                    STR_ARG(wanted));
}
