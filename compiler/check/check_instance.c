/* Instances, their overrides, and resources. */
#include "checker.h"

#include "program/components.h"
#include "program/override_path.h"

static struct session *session_of(const struct scope *scope) { return scope->program->session; }

/* ---- gates: when and for ---- */

static void check_guard(struct scope *scope, struct step *step)
{
    const struct item *item = step->item;
    struct use_list *uses = scope->uses;
    scope->uses = &step->gate_uses;
    if (item->when) {
        step->when = check_test(scope, item->when);
        narrow(scope, item->when, true);
    }
    if (item->loop) {
        struct ir loop = {0};
        check_loop(scope, item->loop, &loop);
        step->over = loop.loop.over;
        step->filter = loop.loop.condition;
        step->first = loop.loop.first;
        step->second = loop.loop.second;
        step->two = loop.loop.two;
        narrow(scope, item->loop->condition, true);
    }
    scope->uses = uses;
}

static void check_loop_keys(struct scope *scope, const struct step *step)
{
    if (!step->over || type_base(step->over->type)->kind != T_LIST) return;
    const struct type *element = type_base(type_base(step->over->type)->of);
    if (type_assignable(element, type_simple(T_STRING))) return;
    struct diag *diag = REPORT(session_of(scope), E0208, step->item->loop->over->at, "instances and objects are named by text, and these elements are %.*s",
                               STR_ARG(type_show(session_of(scope)->arena, element)));
    diag_help(&session_of(scope)->diags, diag, "iterate over a list of strings or a map");
}

/* ---- after ---- */

static bool has_order(const struct type *type)
{
    type = type_strip(type);
    if (type->kind == T_MAP || type->kind == T_LIST) return has_order(type->of);
    return type->kind == T_INSTANCE || type->kind == T_POISON || (type->kind == T_KUBE && type->kube->kind == KUBE_STRUCT);
}

static void check_after(struct scope *scope, struct step *step, const struct expr *expr)
{
    struct use_list *uses = scope->uses;
    scope->uses = &step->gate_uses;
    size_t n = expr->kind == EXPR_LIST ? expr->list.v.n : 1;
    for (size_t i = 0; i < n; i++) {
        const struct expr *element = expr->kind == EXPR_LIST ? expr->list.v.at[i] : expr;
        const struct ir *ir = check_expr(scope, element, NULL);
        if (has_order(ir->type)) continue;
        struct diag *diag = REPORT(session_of(scope), E0201, element->at, "'after' takes instances, and this is %.*s",
                                   STR_ARG(type_show(session_of(scope)->arena, ir->type)));
        diag_help(&session_of(scope)->diags, diag, "write after = [NAME, …]");
    }
    scope->uses = uses;
}

/* ---- fields ---- */

static size_t param_index(const struct component *component, const struct name *name)
{
    size_t i = 0;
    while (i < component->nparams && component->params[i].name != name) i++;
    return i;
}

/* What people from other tools write. */
static const char *foreign_field(Str name)
{
    static const char *const foreign[][2] = {
        {"count", "several instances are written: KIND NAME for x in LIST { … }"}, {"for_each",
                "several instances are written: KIND NAME for x in LIST { … }"},
        {"depends_on", "order without data is written: after = [NAME]"}, {"resources", "requests are the fields 'cpu' and 'memory'"},
        {"limits", "requests are the fields 'cpu' and 'memory'; memory is also the limit"}, {"requests",
                "requests are the fields 'cpu' and 'memory'"},
        {"volumeMounts", "mounts are written: mounts = { \"/path\" = NAME }"}, {"volumes", "mounts are written: mounts = { \"/path\" = NAME }"},
        {"readinessProbe", "it is called 'ready'"}, {"livenessProbe", "it is called 'alive'"}, {"startupProbe", "it is called 'started'"},
        {"command", "it is called 'run'"}, {"nodeSelector", "nodes are chosen by a plane"}, {"tag", "the tag is part of the image: name:tag"},
        {"tolerations", "a plane has them"}, {"affinity", "pods are spread by 'spread' and 'zones', and nodes are chosen by a plane"},
        {"topologySpreadConstraints", "pods are spread by 'spread' and 'zones'"}, {"initContainers", "they are called 'before'"},
        {"containers", "further ones are called 'beside'"}, {"sidecars", "they are called 'beside'"}, {"securityContext",
                "it is said by 'user', 'group', 'root', 'writable', 'capabilities'"},
        {"envFrom", "variables are written one by one: env = { NAME = VALUE }"}, {"lifecycle", "what runs before the end is called 'stop'"},
        {"terminationGracePeriodSeconds", "it is called 'grace'"}, {"volumeClaimTemplates", "they are called 'storage'"},
        {"labels", "of all objects inside: 'common_labels'; of pods alone: 'pod_labels'"},
        {"serviceAccountName", "every workload has an account of its own; its rights are said by 'rights'"},
        {"imagePullPolicy", "it is called 'pull_policy'"}, {"imagePullSecrets", "they are called 'pull_secrets'"}, {"hostNetwork",
                "it is called 'host_network'"}, {"priorityClassName", "it is called 'priority'"}, {"updateStrategy", "it is called 'update'"},
        {"strategy", "fields of objects are reached by 'with': with { deployment.spec.strategy.… = … }"},
    };
    for (size_t i = 0; i < COUNT(foreign); i++)
        if (str_is(name, foreign[i][0])) return foreign[i][1];
    return NULL;
}

static void report_unknown_field(struct scope *scope, const struct step *step, struct ident key)
{
    struct session *session = session_of(scope);
    const struct component *component = step->component;
    struct suggestion suggestion = suggestion_for(&session->diags, NAME_STR(key.name));
    for (size_t i = 0; i < component->nparams; i++)
        suggestion_offer_declared(&suggestion, NAME_STR(component->params[i].name), component->params[i].at);
    const char *foreign = foreign_field(NAME_STR(key.name));
    suggestion_offer(&suggestion, STR("after"));
    suggestion_offer(&suggestion, STR("name"));
    suggest_inherited(scope->program, &suggestion);
    struct diag *diag = REPORT(session, E0107, key.at, "%s '%s' has no field '%s'", component->name->s, step->name->s, key.name->s);
    if (foreign) diag_help(&session->diags, diag, "%s", foreign);
    else if (suggestion.best.n) diag_suggest(&session->diags, diag, &suggestion);
    else diag_help(&session->diags, diag, "'stk doc %s' tells its fields", component->name->s);
    diag_note(&session->diags, diag, component->decl->name.at, "'%s' is declared here", component->name->s);
}

static const struct ir *check_field(struct scope *scope, struct field_init *field, const struct expr *expr, const struct type *type)
{
    struct use_list *uses = scope->uses;
    scope->uses = &field->uses;
    const struct ir *ir = check_expr(scope, expr, type);
    scope->uses = uses;
    for (size_t i = 0; i < field->uses.v.n; i++) vec_push(session_of(scope)->arena, &uses->v, field->uses.v.at[i]);
    return ir;
}

/* Whether NAME is among the first N fields. */
static bool is_given(const struct step *step, size_t n, const struct name *name)
{
    for (size_t i = 0; i < n; i++)
        if (step->fields[i].name == name) return true;
    return false;
}

static void set_field(struct scope *scope, struct step *step, const struct entry *entry, size_t index, const struct type *type)
{
    if (is_given(step, step->nfields, entry->key.name)) {
        REPORT(session_of(scope), E0105, entry->key.at, "'%s' is given twice", entry->key.name->s);
        return;
    }
    struct field_init *field = &step->fields[step->nfields++];
    field->name = entry->key.name;
    field->index = index;
    field->ir = check_field(scope, field, entry->value, type);
}

/* The record type that NAME stands for in the body of COMPONENT; NULL: NAME is not included. */
static const struct type *included_record(const struct component *component, const struct name *name)
{
    const struct step *step = map_get(&component->by_name, name);
    return step && step->item->kind == ITEM_INCLUDE ? step->type : NULL;
}

static void note_param(struct program *program, Span at, const struct component *component, const struct param *param)
{
    note_meaning(program, (struct meaning){.at = at, .declared = param->at, .step = param->step, .symbol = component->symbol});
}

static void check_entry(struct scope *scope, struct step *step, const struct entry *entry)
{
    const struct component *component = step->component;
    if (!entry->key.name) {
        REPORT(session_of(scope), E0003, entry->key.at, "the fields of an instance have plain names");
        return;
    }
    size_t index = param_index(component, entry->key.name);
    scope->subject = entry->key.name;
    const struct inherited *inherited = program_inherited(scope->program, entry->key.name);
    if (index < component->nparams) note_param(scope->program, entry->key.at, component, &component->params[index]);
    else if (inherited) note_meaning(scope->program, (struct meaning){.at = entry->key.at, .declared = inherited->at, .type = inherited->type,
                                                                      .is_inherited = true});
    if (index < component->nparams) set_field(scope, step, entry, index, component->params[index].type);
    else if (entry->key.name == scope->program->names.after) check_after(scope, step, entry->value);
    else if (entry->key.name == scope->program->names.name) {
        scope->sink = "an object name";
        step->object_name = check_expr(scope, entry->value, type_simple(T_STRING));
        scope->sink = NULL;
    } else if (inherited) {
        warn_nobody_inherits(scope->program, component, inherited, entry->key.at);
        set_field(scope, step, entry, index, inherited->type);
    } else if (!included_record(component, entry->key.name)) report_unknown_field(scope, step, entry->key);
}

/* ---- a record for all that is included ---- */

/* A record for parameters that are included: its fields, but for the first BESIDE of STEP, which are given by themselves. */
struct given_record {
    const struct type *included;
    size_t beside;
    Span at;
};

static void report_not_included(struct scope *scope, const struct given_record *record, struct ident key)
{
    struct session *session = session_of(scope);
    const struct type *included = record->included;
    struct suggestion suggestion = suggestion_for(&session->diags, NAME_STR(key.name));
    for (size_t i = 0; i < included->nfields; i++) suggestion_offer(&suggestion, NAME_STR(included->fields[i].name));
    struct diag *diag = REPORT(session, E0107, key.at, "%.*s has no field '%s'", STR_ARG(type_show(session->arena, included)), key.name->s);
    diag_suggest(&session->diags, diag, &suggestion);
    diag_note(&session->diags, diag, record->at, "all fields of the record are taken here");
}

static void give_field(struct scope *scope, struct step *step, const struct given_record *record, const struct entry *entry)
{
    const struct name *name = entry->key.name;
    if (name && !type_field(record->included, name)) report_not_included(scope, record, entry->key);
    else if (!name || !is_given(step, record->beside, name)) check_entry(scope, step, entry);
}

static void read_field(struct scope *scope, struct step *step, const struct given_record *record, struct expr *value, const struct record_field *field)
{
    struct expr *member = NEW(session_of(scope)->arena, struct expr);
    *member = (struct expr){.kind = EXPR_MEMBER, .depth = value->depth + 1, .at = value->at, .member = {.of = value, .field = {field->name, value->at}}};
    give_field(scope, step, record, &(struct entry){.key = {field->name, field->at}, .value = member});
}

/* A literal gives its own entries, so that each takes its parameter's type; another record is read field by field.
 * False: reported, and what it would have given is not known. */
static bool give_record(struct scope *scope, struct step *step, const struct given_record *record, struct expr *value)
{
    if (value->kind == EXPR_RECORD) {
        for (size_t i = 0; i < value->record.v.n; i++) give_field(scope, step, record, &value->record.v.at[i]);
        return true;
    }
    const struct type *type = type_base(check_expr(scope, value, NULL)->type);
    if (type->kind == T_RECORD)
        for (size_t i = 0; i < type->nfields; i++) read_field(scope, step, record, value, &type->fields[i]);
    else if (type->kind != T_POISON)
        REPORT(session_of(scope), E0201, value->at, "a record is meant, and this is %.*s", STR_ARG(type_show(session_of(scope)->arena, type)));
    return type->kind == T_RECORD;
}

/* Of those that are given; an included record may give all that are declared. */
static size_t most_fields(const struct step *step)
{
    const struct entry_list *entries = &step->item->fields;
    size_t most = entries->v.n;
    for (size_t i = 0; i < entries->v.n; i++)
        if (entries->v.at[i].key.name && included_record(step->component, entries->v.at[i].key.name)) return most + step->component->nparams;
    return most;
}

/* What is given beside the record wins, wherever it stands. False: a record is reported. */
static bool check_included(struct scope *scope, struct step *step)
{
    const struct entry_list *entries = &step->item->fields;
    size_t beside = step->nfields;
    bool known = true;
    for (size_t i = 0; i < entries->v.n; i++) {
        const struct entry *entry = &entries->v.at[i];
        struct given_record record = {entry->key.name ? included_record(step->component, entry->key.name) : NULL, beside, entry->value->at};
        if (record.included && !give_record(scope, step, &record, entry->value)) known = false;
    }
    return known;
}

static bool overridden(const struct item *item, const struct name *name)
{
    for (size_t i = 0; i < item->overrides.v.n; i++)
        if (item->overrides.v.at[i].path.v.n == 1 && item->overrides.v.at[i].path.v.at[0].name == name) return true;
    return false;
}

static void check_complete(struct scope *scope, const struct step *step)
{
    const struct component *component = step->component;
    for (size_t i = 0; i < component->nparams; i++) {
        const struct param *param = &component->params[i];
        if (param->optional || is_given(step, step->nfields, param->name) || overridden(step->item, param->name)) continue;
        struct diag *diag = REPORT(session_of(scope), E0203, step->item->name.at, "%s '%s' needs '%s'", component->name->s, step->name->s,
                param->name->s);
        diag_note(&session_of(scope)->diags, diag, param->at, "declared here, without a default");
        diag_help(&session_of(scope)->diags, diag, "add: %s = … (%.*s)", param->name->s, STR_ARG(type_show(session_of(scope)->arena, param->type)));
    }
}

/* ---- overrides ---- */

static void check_overrides(struct scope *scope, struct step *step)
{
    struct arena *arena = session_of(scope)->arena;
    const struct override_list *written = &step->item->overrides;
    step->overrides = NEW_ARRAY(arena, written->v.n, struct override_step);
    for (size_t i = 0; i < written->v.n; i++) {
        const struct override *override = &written->v.at[i];
        const struct type *type = override_type(scope->program, step->component, override->path.v.at, override->path.v.n);
        struct field_init field = {0};
        scope->seconds = str_ends(NAME_STR(override->path.v.at[override->path.v.n - 1].name), STR("Seconds"));
        scope->partial = may_be_partial(override->value, type);
        const struct ir *ir = check_field(scope, &field, override->value, type);
        scope->seconds = scope->partial = false;
        if (!type) continue;
        const struct name **path = NEW_ARRAY(arena, override->path.v.n, const struct name *);
        for (size_t k = 0; k < override->path.v.n; k++) path[k] = override->path.v.at[k].name;
        step->overrides[step->noverrides++] = (struct override_step){.path = path, .npath = override->path.v.n, .type = type,
            .at = span_join(override->path.v.at[0].at, override->path.v.at[override->path.v.n - 1].at), .ir = ir, .uses = field.uses};
    }
}

void check_instance(struct scope *scope, struct step *step)
{
    check_guard(scope, step);
    if (!step->component) return;
    check_loop_keys(scope, step);
    const struct item *item = step->item;
    step->fields = NEW_ARRAY(session_of(scope)->arena, most_fields(step), struct field_init);
    for (size_t i = 0; i < item->fields.v.n; i++) check_entry(scope, step, &item->fields.v.at[i]);
    if (check_included(scope, step)) check_complete(scope, step);
    check_overrides(scope, step);
    for (size_t i = 0; i < step->gate_uses.v.n; i++) vec_push(session_of(scope)->arena, &step->uses.v, step->gate_uses.v.at[i]);
}

/* ---- resources ---- */

static bool given_by_kind(struct scope *scope, const struct item *item)
{
    for (size_t i = 0; i < item->fields.v.n; i++) {
        struct ident key = item->fields.v.at[i].key;
        if (key.name != scope->program->names.api_version && key.name != scope->program->names.kind) continue;
        struct diag *diag = REPORT(session_of(scope), E0107, key.at, "'%s' comes from the resource's kind", key.name->s);
        diag_help(&session_of(scope)->diags, diag, "take this line away");
        return true;
    }
    return false;
}

static void refuse_literal(struct scope *scope, const struct expr *value)
{
    bool empty = value->kind == EXPR_STRING && value->parts.v.n == 0;
    if (value->kind != EXPR_STRING || empty) return;
    diag_written_secret(&session_of(scope)->diags, value->at,
            "declare it: secret NAME { generate = password(32) }; a Secret object is then made where it is applied");
}

/* What stands in a Secret object is a secret, whatever its type. */
static void refuse_secret_data(struct scope *scope, const struct item *item)
{
    for (size_t i = 0; i < item->fields.v.n; i++) {
        const struct entry *entry = &item->fields.v.at[i];
        bool data = entry->key.name && (str_is(NAME_STR(entry->key.name), "data") || str_is(NAME_STR(entry->key.name), "stringData"));
        for (size_t k = 0; data && entry->value->kind == EXPR_RECORD && k < entry->value->record.v.n; k++)
            refuse_literal(scope, entry->value->record.v.at[k].value);
    }
}

void check_resource(struct scope *scope, struct step *step)
{
    check_guard(scope, step);
    check_loop_keys(scope, step);
    for (size_t i = 0; i < step->gate_uses.v.n; i++) vec_push(session_of(scope)->arena, &step->uses.v, step->gate_uses.v.at[i]);
    if (!step->kube || given_by_kind(scope, step->item)) return;
    if (kube_is_secret(step->kube)) refuse_secret_data(scope, step->item);
    scope->sink = arena_printf(session_of(scope)->arena, "a %s", step->kube->kind).s;
    step->ir = check_fields(scope, step->item->fields.at, &step->item->fields, type_of_kube(session_of(scope), step->kube->type));
}
