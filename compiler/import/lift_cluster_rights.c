/* A ClusterRoleBinding to the account of a workload that is lifted becomes "cluster_rights", with the ClusterRole that is bound so alone. Both keep
 * their names, also where the library would call them otherwise. */
#include "lift.h"

#include "parts.h"

#include "value/field.h"

static const char group[] = "rbac.authorization.k8s.io";

static bool is_of_rights(const struct imported *object, const char *kind)
{
    return kube_is_built_in(object->kube) && kube_is(object->kube, kind, group);
}

/* ---- the account ---- */

/* Who is meant alone; V_NULL: several are, or somebody else than an account. */
static struct value subject_of(const struct import *import, const struct imported *binding)
{
    static const char *const known[] = {"kind", "name", "namespace", NULL};
    struct value subjects = object_part(import, binding, "subjects"), subject = list_item(subjects, 0);
    bool alone = subjects.kind == V_LIST && subjects.list->n == 1 && has_only(subject, known);
    return alone && str_is(field_text(import->session, subject, "kind"), "ServiceAccount") ? subject : value_null();
}

/* The workload whose pods have the account, which the library makes; NULL: there is none. NAMESPACE is that of workloads that tell none. */
static const struct lift *holder_of(const struct import *import, struct value subject, Str namespace)
{
    Str name = field_text(import->session, subject, "name"), space = field_text(import->session, subject, "namespace");
    for (size_t i = 0; name.n && i < import->objects.n; i++) {
        const struct imported *object = &import->objects.at[i];
        bool runs = object->lift && object->lift->kind->pod && str_eq(object->name, name);
        if (!runs || !str_eq(object->namespace.n ? object->namespace : namespace, space)) continue;
        struct value account = template_of(import, object, object->lift->kind, "spec.serviceAccountName");
        return str_eq(value_text(account), name) ? object->lift : NULL;
    }
    return NULL;
}

/* ---- the role ---- */

static bool has(const struct import *import, struct value rule, const char *list)
{
    struct value found = value_field(import->session, rule, list);
    return found.kind == V_LIST && found.list->n > 0;
}

/* What the library takes: groups with resources, or paths. */
static bool are_complete(const struct import *import, struct value rules)
{
    for (size_t i = 0; rules.kind == V_LIST && i < rules.list->n; i++) {
        struct value rule = rules.list->at[i];
        bool resources = has(import, rule, "resources");
        if (!has(import, rule, "verbs") || resources != has(import, rule, "apiGroups") || resources == has(import, rule, "nonResourceURLs")) return false;
    }
    return rules.kind == V_LIST && rules.list->n > 0;
}

static bool is_bound_once(const struct import *import, Str role)
{
    size_t n = 0;
    for (size_t i = 0; i < import->objects.n; i++) {
        const struct imported *object = &import->objects.at[i];
        if (!is_of_rights(object, "ClusterRoleBinding") && !is_of_rights(object, "RoleBinding")) continue;
        bool cluster = str_is(value_text(object_part(import, object, "roleRef.kind")), "ClusterRole");
        n += cluster && str_eq(value_text(object_part(import, object, "roleRef.name")), role);
    }
    return n == 1;
}

bool fits_cluster_rights(const struct import *import, const struct imported *binding, Str namespace, const struct imported **role)
{
    static const char *const of_role[] = {"apiVersion", "kind", "metadata", "rules", NULL};
    if (!is_of_rights(binding, "ClusterRoleBinding") || !holder_of(import, subject_of(import, binding), namespace)) return false;
    Str name = value_text(object_part(import, binding, "roleRef.name"));
    *role = imported_object(import, "ClusterRole", STR(""), name);
    if (!name.n || !str_is(value_text(object_part(import, binding, "roleRef.kind")), "ClusterRole")) return false;
    if (!str_is(value_text(object_part(import, binding, "roleRef.apiGroup")), group)) return false;
    if (!*role) return true;
    return has_only((*role)->value, of_role) && are_complete(import, object_part(import, *role, "rules")) && is_bound_once(import, name);
}

/* ---- parameters ---- */

/* What the library calls both, after the namespace; empty: it cannot. */
static Str name_behind(struct lift *lift, Str namespace)
{
    Str name = lift->workload->name, prefix = written(lift, "%.*s-", STR_ARG(namespace));
    bool both = !lift->role || str_eq(lift->role->name, name);
    return both && str_starts(name, prefix) ? str_skip(name, prefix.n) : STR("");
}

/* What is left of both says the names that the library would give otherwise. */
static void lift_names(struct lift *lift, struct value *role, Str namespace)
{
    Str name = name_behind(lift, namespace);
    if (!name.n) return;
    lift_called(lift, name);
    take(lift, &lift->whole, "metadata.name");
    take(lift, role, "metadata.name");
    if (lift->role) take(lift, &lift->whole, "roleRef.name");
}

static void lift_role(struct lift *lift, struct value *role)
{
    take(lift, &lift->whole, "roleRef.apiGroup");
    take(lift, &lift->whole, "roleRef.kind");
    if (lift->role) lift_list(lift, "rules", take(lift, role, "rules"));
    else lift_quoted(lift, "role", value_text(take(lift, &lift->whole, "roleRef.name")));
}

static void lift_cluster_rights(struct lift *lift)
{
    const struct import *import = lift->import;
    lift->whole = lift->workload->value;
    struct value subject = list_item(take(lift, &lift->whole, "subjects"), 0), role = lift->role ? lift->role->value : value_null();
    Str space = field_text(import->session, subject, "namespace");
    const struct kept_namespace *namespace = kept_namespace(import, space);
    lift_names(lift, &role, space);
    if (namespace) lift_text(lift, "namespace", NAME_STR(namespace->resource));
    lift_text(lift, "account", written(lift, "%s.account", holder_of(import, subject, STR("default"))->workload->resource->s));
    lift_role(lift, &role);
    if (lift->role) vec_push(import->session->arena, &lift->rests, ((struct lift_rest){STR("cluster_role"), role, lift->role->kube->type}));
    lift_rest(lift, STR("binding"), lift->whole, NULL);
}

const struct lift_kind cluster_rights_kind = {.kind = "ClusterRoleBinding", .component = "cluster_rights", .object = "binding", .parameters = lift_cluster_rights};
