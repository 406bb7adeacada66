/* Ports in the rules of network policies: those of the pods that are reached, by number or name. */
#include "checks.h"

#include "validate/links.h"

/* A rule, and the pods that it is for. */
struct rule {
    struct catalog *catalog;
    const struct object *policy;
    const char *pods;        /* what they are called */
    VEC(const struct workload *) reached;
    bool known;              /* whether these are all */
};

static Str protocol_of(struct catalog *catalog, struct value port)
{
    Str protocol = dig_text(dig(catalog, port, "protocol"));
    return protocol.n ? protocol : STR("TCP");
}

/* PORT of a container, against one of the rule; of a range, the first one counts. */
static bool is_meant(struct catalog *catalog, struct value port, struct value wanted)
{
    struct value text = dig(catalog, wanted, "port");
    int64_t number, own;
    if (!str_eq(protocol_of(catalog, port), protocol_of(catalog, wanted))) return false;
    if (text.kind == V_STRING) return str_eq(dig_text(dig(catalog, port, "name")), dig_text(text));
    return number_in(text, &number) && number_in(dig(catalog, port, "containerPort"), &own) && number == own;
}

/* ---- whom a rule is for ---- */

static void add_selected(struct rule *rule, const struct name *namespace, struct value selector)
{
    struct selection selection = selection_of(rule->catalog, namespace, selector);
    for (const struct workload *workload; (workload = next_selected(rule->catalog, &selection));) {
        vec_push(rule->catalog->session->arena, &rule->reached, workload);
        rule->known &= !workload->object->broken;
    }
    rule->known &= knows_pods(rule->catalog, namespace) && !gave_up(rule->catalog);
}

/* Those of the policy's own namespace; in others, and at addresses, may be anybody. */
static void add_peers(struct rule *rule, struct value peers)
{
    struct value peer;
    for (size_t i = 0; each(peers, i, &peer); i++) {
        struct value selector = dig(rule->catalog, peer, "podSelector");
        bool own = selector.kind == V_RECORD && dig(rule->catalog, peer, "namespaceSelector").kind == V_NULL;
        if (own) add_selected(rule, rule->policy->namespace, selector);
        else rule->known = false;
    }
    rule->known &= peers.kind == V_LIST && peers.list->n > 0;
}

/* ---- its ports ---- */

static bool has_port(const struct rule *rule, const struct workload *workload, struct value wanted)
{
    struct value container, port;
    for (size_t i = 0; each_container(workload, i, &container); i++)
        for (size_t k = 0; each(dig(rule->catalog, container, "ports"), k, &port); k++) {
            if (!is_meant(rule->catalog, port, wanted)) continue;
            link_port(rule->catalog, dig(rule->catalog, wanted, "port"), port, workload->object);
            return true;
        }
    return false;
}

static void offer_ports(const struct rule *rule, struct suggestion *suggestion, const struct workload *workload, struct value wanted)
{
    struct catalog *catalog = rule->catalog;
    struct value container, port;
    for (size_t i = 0; each_container(workload, i, &container); i++)
        for (size_t k = 0; each(dig(catalog, container, "ports"), k, &port); k++)
            if (str_eq(protocol_of(catalog, port), protocol_of(catalog, wanted)))
                suggestion_offer_declared(suggestion, dig_text(dig(catalog, port, "name")), port_place(catalog, port, workload->object));
}

static void report(const struct rule *rule, struct value wanted, struct value text)
{
    struct diags *diags = &rule->catalog->session->diags;
    const struct object *first = rule->reached.at[0]->object;
    Str protocol = protocol_of(rule->catalog, wanted);
    struct diag *diag = object_error(rule->catalog, W0712, text, rule->policy,
                                     "NetworkPolicy '%s' lets through to port '%.*s' (%.*s), which no container of the pods that %s has",
                                     rule->policy->name->s, STR_ARG(dig_text(text)), STR_ARG(protocol), rule->pods);
    struct suggestion suggestion = suggestion_for(diags, dig_text(text));
    for (size_t i = 0; worth_searching(rule->catalog) && i < rule->reached.n; i++) offer_ports(rule, &suggestion, rule->reached.at[i], wanted);
    diag_suggest(diags, diag, &suggestion);
    diag_note(diags, diag, declared_place(rule->catalog, first->at, first), "these are pods of %s '%s'%s", first->kube->kind,
              first->name->s, rule->reached.n > 1 ? ", among others" : "");
    diag_help(diags, diag, "name a port of the containers, or give its number: by this name, nothing is let through");
}

/* Names are asked about: a port that no container lists has a number all the same. */
static void follow_ports(const struct rule *rule, struct value ports)
{
    struct value wanted;
    for (size_t i = 0; each(ports, i, &wanted); i++) {
        struct value text = dig(rule->catalog, wanted, "port");
        bool found = false, asked = offers_wanted(&rule->catalog->session->diags, dig_text(text));
        for (size_t k = 0; k < rule->reached.n && !found; k++) found = has_port(rule, rule->reached.at[k], wanted);
        if (!found && text.kind == V_STRING && rule->reached.n && (rule->known || asked)) report(rule, wanted, text);
    }
}

static bool names_ports(struct catalog *catalog, struct value rules)
{
    struct value rule;
    for (size_t i = 0; each(rules, i, &rule); i++)
        if (dig(catalog, rule, "ports").kind == V_LIST) return true;
    return false;
}

static void check_policy(struct catalog *catalog, const struct object *policy)
{
    struct value spec = dig(catalog, policy->value, "spec"), rule;
    struct value ingress = dig(catalog, spec, "ingress"), egress = dig(catalog, spec, "egress");
    struct rule in = {.catalog = catalog, .policy = policy, .pods = "it selects", .known = true};
    if (names_ports(catalog, ingress)) add_selected(&in, policy->namespace, dig(catalog, spec, "podSelector"));
    for (size_t i = 0; each(ingress, i, &rule); i++) follow_ports(&in, dig(catalog, rule, "ports"));
    for (size_t i = 0; each(egress, i, &rule); i++) {
        struct rule out = {.catalog = catalog, .policy = policy, .pods = "the rule names", .known = true};
        if (dig(catalog, rule, "ports").kind == V_LIST) add_peers(&out, dig(catalog, rule, "to"));
        follow_ports(&out, dig(catalog, rule, "ports"));
    }
}

void validate_policy_ports(struct catalog *catalog)
{
    const struct object *policy;
    for (struct of_kind cursor = {0}; (policy = next_of_kind(catalog, "NetworkPolicy", &cursor));)
        if (!policy->broken && policy->namespace) check_policy(catalog, policy);
}
