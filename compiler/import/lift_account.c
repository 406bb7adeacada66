/* The ServiceAccount of a workload, what it may do in its namespace, and its token. */
#include "lift.h"

#include "value/field.h"

static bool is_text(struct lift *lift, struct value of, const char *path, const char *wanted)
{
    return str_is(value_text(lift_at(lift, of, path)), wanted);
}

static bool is_without_token(struct lift *lift)
{
    struct value token = lift_at(lift, lift->pod, "automountServiceAccountToken");
    return token.kind == V_BOOL && !token.boolean;
}

/* The library gives the token to the main container alone, by a volume of its own. */
static bool gives_token(struct lift *lift) { return mounts_fit(lift) && !lift->steps.n && !is_without_token(lift); }

/* ---- rights ---- */

/* Of the Role of the workload's name, to the account of that name alone. */
static bool is_own_binding(struct lift *lift, struct value binding)
{
    const char *name = lift->workload->name.s;
    struct value subjects = lift_at(lift, binding, "subjects"), subject = list_item(subjects, 0);
    Str space = value_text(lift_at(lift, subject, "namespace"));
    bool near = !space.n || str_eq(space, lift->workload->namespace);
    bool own = near && is_text(lift, subject, "kind", "ServiceAccount") && is_text(lift, subject, "name", name);
    return own && subjects.list->n == 1 && is_text(lift, binding, "roleRef.kind", "Role") && is_text(lift, binding, "roleRef.name", name);
}

bool fits_rights(struct lift *lift, const struct imported *role, const struct imported *binding)
{
    lift->whole = lift->workload->value;
    lift->pod = template_of(lift->import, lift->workload, lift->kind, "spec");
    struct value rules = lift_at(lift, role->value, "rules");
    if (!str_eq(value_text(lift_at(lift, lift->pod, "serviceAccountName")), lift->workload->name)) return false;
    return gives_token(lift) && rules.kind == V_LIST && rules.list->n > 0 && is_own_binding(lift, binding->value);
}

/* ---- parameters ---- */

/* What is left of an object that the library makes at PATH. */
static void lift_object(struct lift *lift, const char *path, const struct imported *object, const char *const *said)
{
    struct value rest = object->value;
    take(lift, &rest, "metadata.name");
    take(lift, &rest, "metadata.namespace");
    for (; *said; said++) take(lift, &rest, *said);
    vec_push(lift->import->session->arena, &lift->rests, ((struct lift_rest){str_of(path), rest, object->kube->type}));
}

static void lift_rights(struct lift *lift)
{
    static const char *const of_role[] = {"rules", NULL}, *const of_binding[] = {"roleRef", "subjects", NULL};
    lift_list(lift, "rights", lift_at(lift, lift->role->value, "rules"));
    lift_object(lift, "account.role", lift->role, of_role);
    lift_object(lift, "account.binding", lift->binding, of_binding);
}

/* What is bound to it stays so. Where others than the main container have its token, or volumes stay as they are, it comes as Kubernetes gives it. */
void lift_account(struct lift *lift)
{
    static const char *const of_account[] = {"automountServiceAccountToken", NULL};
    struct session *session = lift->import->session;
    Str account = value_text(lift_at(lift, lift->pod, "serviceAccountName"));
    struct value token = take(lift, &lift->pod, "automountServiceAccountToken");
    bool without = token.kind == V_BOOL && !token.boolean;
    if (str_eq(account, lift->workload->name)) take(lift, &lift->pod, "serviceAccountName");
    take(lift, &lift->pod, "serviceAccount");
    if (lift->account) lift_object(lift, "account.account", lift->account, of_account);
    if (!account.n || without) return;
    if (lift->role) lift_rights(lift);
    else if (lift->mounts_fit && !lift->steps.n) lift_text(lift, "token", STR("true"));
    else lift->pod = record_with(session->arena, lift->pod, session_name(session, "automountServiceAccountToken"), value_bool(true));
}
