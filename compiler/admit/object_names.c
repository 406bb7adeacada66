/* Names of objects: each kind has its own. */
#include "admit/object_names.h"
#include "name_syntax.h"

/* Kinds whose names are less free than a subdomain of 253 characters, or freer. */
struct name_rule {
    const char *kind;
    enum syntax syntax;
    size_t max;
    const char *reason; /* for the limit; may be empty */
    const char *field;  /* that sets it */
};
static const struct name_rule name_rules[] = {
    {"Service", LABEL, 63, ": it is part of a host name", "name"},
    {"Namespace", LABEL, 63, ": it is part of host names", "name"},
    {"StatefulSet", LABEL, 52, ": a label of its pods carries the name and a hash", "name"},
    {"CronJob", SUBDOMAIN, 52, ": a label of its jobs' pods carries the name and a time", "name"},
    {"Job", SUBDOMAIN, 63, ": a label of its pods carries the name", "name"},
    {"PodDisruptionBudget", PATH_SEGMENT, SIZE_MAX, "", "name"},
    {"Role", PATH_SEGMENT, SIZE_MAX, "", "name"},
    {"ClusterRole", PATH_SEGMENT, SIZE_MAX, "", "name"},
    {"RoleBinding", PATH_SEGMENT, SIZE_MAX, "", "name"},
    {"ClusterRoleBinding", PATH_SEGMENT, SIZE_MAX, "", "name"},
    {"CertificateSigningRequest", PATH_SEGMENT, SIZE_MAX, "", "name"},
    {"ClusterTrustBundle", PATH_SEGMENT, SIZE_MAX, "", "name"},
    {"IPAddress", PATH_SEGMENT, SIZE_MAX, "", "name"},
    {"Event", PATH_SEGMENT, SIZE_MAX, "", "name"},
    {"LeaseCandidate", PATH_SEGMENT, 253, "", "name"},
};

enum { SERVICE_NAMES_RELAXED = 36 }; /* the minor version since which a Service's name may begin with a digit */

static bool is_indexed(struct catalog *catalog, const struct object *object)
{
    return str_is(dig_text(dig(catalog, object->value, "spec", "completionMode")), "Indexed");
}

/* The host name of the last pod is NAME-INDEX, and a label. */
static struct name_rule indexed_rule(struct catalog *catalog, const struct object *object)
{
    int64_t completions = 1;
    number_in(dig(catalog, object->value, "spec", "completions"), &completions);
    size_t digits = 1;
    for (int64_t last = completions - 1; last >= 10; last /= 10) digits++;
    return (struct name_rule){"Job", LABEL, 63 - 1 - digits, ": the host names of its pods carry the name and an index", "name"};
}

static const struct name_rule *rule_of_kind(struct catalog *catalog, const struct object *object)
{
    const struct name_rule *known = map_get(&catalog->name_rules, object->kube);
    if (known) return known;
    struct name_rule *rule = NEW(catalog->session->arena, struct name_rule);
    *rule = (struct name_rule){object->kube->kind, SUBDOMAIN, 253, "", "name"};
    for (size_t i = 0; i < COUNT(name_rules); i++)
        if (built_in(object, name_rules[i].kind)) *rule = name_rules[i];
    map_put(catalog->session->arena, &catalog->name_rules, object->kube, rule);
    return rule;
}

static struct name_rule rule_of(struct catalog *catalog, const struct object *object)
{
    struct name_rule rule = *rule_of_kind(catalog, object);
    if (built_in(object, "Job") && is_true(dig(catalog, object->value, "spec", "manualSelector"))) rule.max = 253;
    if (built_in(object, "Job") && is_indexed(catalog, object)) rule = indexed_rule(catalog, object);
    if (strcmp(rule.kind, "Service") == 0 && rule.syntax == LABEL && catalog->session->kube < SERVICE_NAMES_RELAXED) rule.syntax = HOST_LABEL;
    return rule;
}

static void help_with_name(struct catalog *catalog, struct diag *diag, Str name, const struct name_rule *rule)
{
    Str proposal = name.n > rule->max ? STR("") : mended_name(catalog->session->arena, name, rule->syntax);
    diag_help(&catalog->session->diags, diag, "set another one: %s = \"%.*s\"", rule->field, STR_ARG(proposal.n ? proposal : STR("…")));
}

static bool fits(Str name, const struct name_rule *rule)
{
    if (rule->syntax == PATH_SEGMENT && (str_is(name, ".") || str_is(name, ".."))) return false;
    return name.n > 0 && name.n <= rule->max && first_refused(name, rule->syntax) == name.n;
}

/* Reports NAME, of what the rule is about, at AT. */
static void report_name(struct catalog *catalog, const struct object *object, struct value at, Str name, const struct name_rule *rule)
{
    size_t refused = name.n ? first_refused(name, rule->syntax) % name.n : 0;
    struct diag *diag;
    if (name.n == 0) diag = object_error(catalog, E0708, at, object, "%s has an empty name", rule->kind);
    else if (name.n > rule->max)
        diag = object_error(catalog, E0708, at, object, "%s '%.*s' has a name of %zu characters, and the limit is %zu%s", rule->kind, STR_ARG(name),
                            name.n, rule->max, rule->reason);
    else
        diag = object_error(catalog, E0708, at, object, "%s '%.*s' has a name that %s '%.*s'", rule->kind, STR_ARG(name), position_of(name, refused),
                            STR_ARG(character_at(name, refused)));
    help_with_name(catalog, diag, name, rule);
}

bool has_good_name(struct catalog *catalog, const struct object *object)
{
    if (catalog->named == object) return catalog->named_well;
    struct name_rule rule = rule_of(catalog, object);
    catalog->named = object;
    return catalog->named_well = fits(NAME_STR(object->name), &rule);
}

/* Of a name that ends with '-', the server looks at 'a' in place of this and the character before. */
void check_generated_name(struct catalog *catalog, const struct object *object, struct value beginning)
{
    struct name_rule rule = rule_of(catalog, object);
    Str text = dig_text(beginning), looked_at = text;
    if (rule.max < 253) rule.max = rule.syntax == SUBDOMAIN ? 253 : 63;
    rule.field = "generateName";
    rule.reason = "";
    if (rule.syntax != PATH_SEGMENT && text.n > 1 && str_ends(text, STR("-")))
        looked_at = arena_printf(catalog->session->arena, "%.*sa", (int)text.n - 2, text.s);
    if (text.n && !fits(looked_at, &rule)) report_name(catalog, object, beginning, text, &rule);
}

/* What is asked of the server and stored nowhere. */
static bool is_review(const struct object *object)
{
    Str group = api_group(str_of(object->kube->api_version));
    return str_is(group, "authorization.k8s.io") || str_is(group, "authentication.k8s.io");
}

static void check_object_name(struct catalog *catalog, const struct object *object)
{
    struct name_rule rule = rule_of(catalog, object);
    if (!object->name->n && is_review(object)) return;
    bool named_by_server = dig_text(dig(catalog, object->value, "metadata", "generateName")).n > 0;
    named_by_server |= built_in(object, "LimitRange");
    if (!object->name->n && (named_by_server || !object->kube->type)) return;
    if (!fits(NAME_STR(object->name), &rule))
        report_name(catalog, object, dig(catalog, object->value, "metadata", "name"), NAME_STR(object->name), &rule);
}

void check_namespace(struct catalog *catalog, const struct object *object, struct map *seen)
{
    if (!object->namespace || map_get(seen, object->namespace)) return;
    map_put(catalog->session->arena, seen, object->namespace, seen);
    if (catalog_find(catalog, "Namespace", NULL, NAME_STR(object->namespace))) return;
    static const struct name_rule rule = {"namespace", LABEL, 63, "", "name"};
    if (!fits(NAME_STR(object->namespace), &rule))
        report_name(catalog, object, dig(catalog, object->value, "metadata", "namespace"), NAME_STR(object->namespace), &rule);
}

/* Servers before 1.36 take any text for the name of the Service of a StatefulSet (seen on 1.20.2), but no Service is called so. */
static void check_service_name(struct catalog *catalog, const struct object *object)
{
    static const struct name_rule rule = {"Service", LABEL, 63, ": it is part of a host name", "serviceName"};
    if (!built_in(object, "StatefulSet")) return;
    struct value name = dig(catalog, object->value, "spec", "serviceName");
    if (dig_text(name).n && !fits(dig_text(name), &rule)) report_name(catalog, object, name, dig_text(name), &rule);
}

void check_names(struct catalog *catalog, const struct object *object)
{
    check_object_name(catalog, object);
    check_service_name(catalog, object);
}
