/* What pods wait for, against the network policies: pods whose connection no policy lets through never start. */
#include "checks.h"

#include "objects/network_policy.h"

struct policy_list { VEC(const struct object *) v; };

struct policies {
    struct catalog *catalog;
    struct map of[POLICY_DIRECTIONS]; /* by direction: a workload's object to the policies that bind its pods */
};

/* Pods that connect, and those that they connect to. */
struct connection {
    const struct workload *from, *to;
    int64_t port;            /* of the pods that listen */
};

/* ---- whom policies bind ---- */

static bool on_host(struct catalog *catalog, const struct workload *workload) { return is_true(dig(catalog, workload->pod_spec, "hostNetwork")); }

static void bind(struct policies *policies, enum policy_direction direction, const struct object *policy, const struct workload *workload)
{
    struct arena *arena = policies->catalog->session->arena;
    struct policy_list *list = map_get(&policies->of[direction], workload->object);
    if (!list) {
        list = NEW(arena, struct policy_list);
        map_put(arena, &policies->of[direction], workload->object, list);
    }
    vec_push(arena, &list->v, policy);
}

/* Rules that nobody looks at: often, that nothing may pass. */
static void check_types(struct catalog *catalog, const struct object *policy, struct value spec, enum policy_direction direction)
{
    const struct policy_words *words = &policy_words[direction];
    struct value rules = dig(catalog, spec, words->rules);
    if (rules.kind != V_LIST || policy_binds(catalog, spec, direction)) return;
    bool typed = dig(catalog, spec, "policyTypes").kind == V_LIST;
    struct diag *diag = object_error(catalog, W0714, rules, policy, "'%s' of %s '%s' does nothing, as policyTypes %s%s", words->rules,
                                     policy->kube->kind, policy->name->s, typed ? "do not name " : "are not written", typed ? words->type : "");
    diag_help(&catalog->session->diags, diag, "with policyTypes = [Ingress, Egress] it counts%s; or leave it out",
              rules.list->n ? "" : ", and lets nothing through");
}

static void read_policy(struct policies *policies, const struct object *policy)
{
    struct catalog *catalog = policies->catalog;
    struct value spec = dig(catalog, policy->value, "spec");
    for (enum policy_direction direction = 0; direction < POLICY_DIRECTIONS; direction++) {
        check_types(catalog, policy, spec, direction);
        struct selection selection = selection_of(catalog, policy->namespace, dig(catalog, spec, "podSelector"));
        const struct workload *workload;
        if (!policy_binds(catalog, spec, direction)) continue;
        while ((workload = next_selected(catalog, &selection)))
            if (!on_host(catalog, workload)) bind(policies, direction, policy, workload);
    }
}

/* ---- whom rules let through ---- */

/* Whether labels of a namespace that are known are enough to say that it is not meant. */
static bool may_be_space(struct catalog *catalog, struct value selector, const struct name *namespace)
{
    static const char own_name[] = "kubernetes.io/metadata.name";
    struct value named = dig(catalog, selector, "matchLabels", own_name);
    return named.kind == V_NULL || str_eq(dig_text(named), NAME_STR(namespace));
}

/* An address may be anybody's. */
static bool is_peer(struct catalog *catalog, const struct object *policy, struct value peer, const struct workload *other)
{
    struct value spaces = dig(catalog, peer, "namespaceSelector"), pods = dig(catalog, peer, "podSelector");
    if (dig(catalog, peer, "ipBlock").kind != V_NULL) return true;
    if (spaces.kind == V_NULL ? policy->namespace != other->object->namespace : !may_be_space(catalog, spaces, other->object->namespace)) return false;
    return pods.kind == V_NULL || selects_all(catalog, pods) || selects(catalog, pods, other->labels);
}

static bool has_peer(struct catalog *catalog, const struct object *policy, struct value peers, const struct workload *other)
{
    struct value peer;
    for (size_t i = 0; each(peers, i, &peer); i++)
        if (is_peer(catalog, policy, peer, other)) return true;
    return peers.kind != V_LIST || peers.list->n == 0;
}

/* A name is that of a port of the pods. */
static bool is_port_of(struct catalog *catalog, struct value port, const struct connection *connection)
{
    struct value number = dig(catalog, port, "port");
    int64_t first, last;
    if (!number_in(number, &first)) return true;
    if (!number_in(dig(catalog, port, "endPort"), &last)) last = first;
    return connection->port >= first && connection->port <= last;
}

static bool has_port(struct catalog *catalog, struct value ports, const struct connection *connection)
{
    struct value port;
    for (size_t i = 0; each(ports, i, &port); i++)
        if (!str_is(dig_text(dig(catalog, port, "protocol")), "UDP") && is_port_of(catalog, port, connection)) return true;
    return ports.kind != V_LIST || ports.list->n == 0;
}

static bool lets_through(struct catalog *catalog, const struct object *policy, enum policy_direction direction, const struct connection *connection)
{
    struct value rules = dig(catalog, policy->value, "spec", policy_words[direction].rules), rule;
    const struct workload *other = direction == EGRESS ? connection->to : connection->from;
    for (size_t i = 0; each(rules, i, &rule); i++)
        if (has_peer(catalog, policy, dig(catalog, rule, policy_words[direction].peers), other)
            && has_port(catalog, dig(catalog, rule, "ports"), connection)) return true;
    return false;
}

/* The first of those policies that together do not let it through; NULL: they do, or there are none. */
static const struct object *held_by(struct policies *policies, enum policy_direction direction, const struct connection *connection)
{
    const struct workload *bound = direction == EGRESS ? connection->from : connection->to;
    const struct policy_list *list = map_get(&policies->of[direction], bound->object);
    for (size_t i = 0; list && i < list->v.n; i++)
        if (lets_through(policies->catalog, list->v.at[i], direction, connection)) return NULL;
    return list ? list->v.at[0] : NULL;
}

/* ---- what is connected ---- */

/* The number at which TO's pods listen for a port of their Service; false: not known. */
static bool pod_port(struct catalog *catalog, struct value port, const struct workload *to, int64_t *number)
{
    struct value target = dig(catalog, port, "targetPort"), container, own;
    if (target.kind == V_NULL) return number_in(dig(catalog, port, "port"), number);
    if (number_in(target, number)) return true;
    for (size_t i = 0; each_container(to, i, &container); i++)
        for (size_t k = 0; each(dig(catalog, container, "ports"), k, &own); k++)
            if (str_eq(dig_text(dig(catalog, own, "name")), dig_text(target))) return number_in(dig(catalog, own, "containerPort"), number);
    return false;
}

static void report(struct policies *policies, enum policy_direction direction, const struct connection *connection, const struct object *service, int64_t port)
{
    struct diags *diags = &policies->catalog->session->diags;
    const struct object *policy = held_by(policies, direction, connection), *from = connection->from->object;
    struct diag *diag = object_error(policies->catalog, W0712, (struct value){.kind = V_NULL}, policy,
                                     "pods of %s '%s' wait for port %lld of Service '%s', and no network policy lets them %s", from->kube->kind,
                                     from->name->s, (long long)port, service->name->s, direction == EGRESS ? "out to it" : "in");
    diag_note(diags, diag, from->instance ? from->instance->at : from->at, "'%s' waits for it", from->name->s);
    diag_help(diags, diag, "a rule of '%s' has to name %s, and port %lld", policy_words[direction].rules,
              direction == EGRESS ? "those pods" : "who connects", (long long)connection->port);
}

static void check_connection(struct policies *policies, const struct workload *from, const struct object *service, struct value port)
{
    struct catalog *catalog = policies->catalog;
    struct connection connection = {.from = from};
    int64_t number = 0;
    number_in(dig(catalog, port, "port"), &number);
    for (size_t i = 0; (connection.to = next_matching(catalog, service->namespace, dig(catalog, service->value, "spec", "selector"), &i));) {
        if (!pod_port(catalog, port, connection.to, &connection.port)) continue;
        for (enum policy_direction direction = 0; direction < POLICY_DIRECTIONS; direction++)
            if (held_by(policies, direction, &connection)) {
                report(policies, direction, &connection, service, number);
                return;
            }
    }
}

/* "tcp NAME.NAMESPACE.svc:PORT" */
static void check_link(struct policies *policies, const struct workload *from, Str link)
{
    struct catalog *catalog = policies->catalog;
    Str kind = str_cut(&link, ' '), name = str_cut(&link, '.'), space = str_cut(&link, '.'), rest = str_cut(&link, ':');
    int64_t wanted = (int64_t)str_take_number(&link), number;
    if (!str_is(kind, "tcp") || !str_is(rest, "svc")) return;
    const struct object *service = catalog_find(catalog, "Service", name_of(catalog->session->names, space), name);
    struct value ports = service ? dig(catalog, service->value, "spec", "ports") : (struct value){.kind = V_NULL}, port;
    for (size_t i = 0; each(ports, i, &port); i++)
        if (number_in(dig(catalog, port, "port"), &number) && number == wanted) check_connection(policies, from, service, port);
}

/* What a step before the others is given: the init wait of the library is told each connection by an argument. */
static void check_step(struct policies *policies, const struct workload *from, struct value step)
{
    struct value arguments = dig(policies->catalog, step, "args"), argument;
    for (size_t i = 0; each(arguments, i, &argument); i++)
        if (str_starts(dig_text(argument), STR("tcp "))) check_link(policies, from, dig_text(argument));
}

/* Pods on the nodes' own network come from addresses of nodes. */
static void check_workload(struct policies *policies, const struct workload *from)
{
    struct value steps = dig(policies->catalog, from->pod_spec, "initContainers"), step;
    if (on_host(policies->catalog, from)) return;
    for (size_t i = 0; each(steps, i, &step); i++) check_step(policies, from, step);
}

void validate_policies(struct catalog *catalog)
{
    struct policies policies = {.catalog = catalog};
    bool any = false;
    const struct object *object;
    for (struct of_kind cursor = {0}; (object = next_of_kind(catalog, "NetworkPolicy", &cursor));) {
        if (object->broken || !object->namespace) continue;
        read_policy(&policies, object);
        any = true;
    }
    for (size_t i = 0; any && i < catalog->workloads.n; i++) check_workload(&policies, &catalog->workloads.at[i]);
}
