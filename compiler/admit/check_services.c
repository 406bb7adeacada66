/* Services, and what stands behind them: rules that a table cannot say. */
#include "address.h"
#include "visit.h"

#include <inttypes.h>

/* ---- ports ---- */

/* Who has several ports names each. */
void check_names_of_several(const struct visit *visit, struct value ports)
{
    struct value port;
    for (size_t i = 0; ports.kind == V_LIST && ports.list->n > 1 && each(ports, i, &port); i++) {
        struct way step;
        struct visit at = visit_element(visit, &step, i);
        if (text_of(visit, port, "name").n == 0) value_error(&at, E0804, port, "needs a name, because there are several");
    }
}

static bool same_protocol(const struct visit *visit, struct value a, struct value b)
{
    Str one = text_of(visit, a, "protocol"), other = text_of(visit, b, "protocol");
    return str_eq(one.n ? one : STR("TCP"), other.n ? other : STR("TCP"));
}

/* Port I against those before it. */
static void check_same_node_port(const struct visit *visit, struct value ports, size_t i)
{
    struct value port = ports.list->at[i], field = part(visit, port, "nodePort");
    int64_t number, other;
    struct way steps[2];
    if (!number_in(field, &number) || number == 0) return;
    for (size_t k = 0; k < i; k++) {
        bool same = number_in(part(visit, ports.list->at[k], "nodePort"), &other) && other == number;
        if (!same || !same_protocol(visit, port, ports.list->at[k])) continue;
        struct visit at = visit_element(visit, &steps[0], i), at_field = visit_field(&at, &steps[1], "nodePort");
        value_error(&at_field, E0717, field, "is %" PRId64 ", and an earlier one is that, too", number);
        return;
    }
}

enum { PORTS_COMPARED = 1000 };

void check_node_ports(const struct visit *visit, struct value ports)
{
    for (size_t i = 1; ports.kind == V_LIST && i < ports.list->n && i < PORTS_COMPARED; i++) check_same_node_port(visit, ports, i);
}

/* Names of an EndpointSlice's ports; no name is one, too. */
void check_slice_ports(const struct visit *visit, struct value ports)
{
    struct value port;
    struct map seen = {0};
    for (size_t i = 0; each(ports, i, &port); i++) {
        struct way step;
        struct visit at = visit_element(visit, &step, i);
        const struct name *name = name_of(visit->catalog->session->names, text_of(visit, port, "name"));
        if (map_get(&seen, name)) value_error(&at, E0717, port, "has the name '%s', and an earlier one has that, too", name->s);
        else map_put(visit->catalog->session->arena, &seen, name, &seen);
    }
}

/* ---- addresses in the cluster ---- */

/* Minor versions: IPv6DualStack, before which the server looks at one address only; StrictIPCIDRValidation; no policy is that of a single stack. */
enum { DUAL_STACK = 21, FAMILY_POLICY = 24, STRICT_ADDRESSES = 36 };

/* What a Service says of its addresses; the fields are of the spec. */
struct cluster_addresses {
    Str first;                  /* clusterIP */
    struct value all, families; /* clusterIPs, ipFamilies */
};

static void check_address(const struct visit *visit, struct value value)
{
    struct address address;
    Str text = dig_text(value);
    if (!address_in(text, &address)) value_error(visit, E0717, value, "is '%.*s', and neither an IP address nor None", STR_ARG(text));
    else if (address.loose && visit->catalog->session->kube >= STRICT_ADDRESSES)
        value_error(visit, E0717, value, "is '%.*s', and an address has neither leading zeros nor IPv4 in IPv6", STR_ARG(text));
}

static void check_family(const struct visit *visit, const struct cluster_addresses *addresses, size_t i)
{
    struct value value = addresses->all.list->at[i], family;
    struct address address;
    if (!address_in(dig_text(value), &address) || !each(addresses->families, i, &family)) return;
    if (str_is(dig_text(family), address.six ? "IPv6" : "IPv4")) return;
    value_error(visit, E0717, value, "is '%.*s', and ipFamilies has %.*s here", STR_ARG(dig_text(value)), STR_ARG(dig_text(family)));
}

static bool two_of_a_family(struct value list)
{
    struct address first, second;
    return list.list->n == 2 && address_in(dig_text(list.list->at[0]), &first) && address_in(dig_text(list.list->at[1]), &second) &&
           first.six == second.six;
}

static void check_all(const struct visit *visit, const struct cluster_addresses *addresses)
{
    struct value value, all = addresses->all;
    for (size_t i = 0; each(all, i, &value); i++) {
        struct way step;
        struct visit at = visit_element(visit, &step, i);
        if (str_is(dig_text(value), "None") && all.list->n == 1) continue;
        check_address(&at, value);
        check_family(&at, addresses, i);
    }
    if (!str_eq(dig_text(all.list->at[0]), addresses->first))
        value_error(visit, E0717, all, "begins with '%.*s', and clusterIP is '%.*s'", STR_ARG(dig_text(all.list->at[0])), STR_ARG(addresses->first));
    if (all.list->n > 2) value_error(visit, E0717, all, "has %u addresses, and one of each family is possible", all.list->n);
    else if (two_of_a_family(all)) value_error(visit, E0717, all, "has two addresses of one family");
}

static bool has_two(struct value list) { return list.kind == V_LIST && list.list->n == 2; }

/* Two families need a policy that takes two. A headless Service without selector has one. */
static void check_policy(const struct visit *visit, struct value spec, const struct cluster_addresses *addresses)
{
    struct value policy = part(visit, spec, "ipFamilyPolicy");
    bool both = has_two(addresses->all) || has_two(addresses->families), old = visit->catalog->session->kube < FAMILY_POLICY;
    bool free_choice = str_is(addresses->first, "None") && is_empty_value(part(visit, spec, "selector"));
    if (!both || (policy.kind == V_NULL && (old || free_choice)) || (policy.kind != V_NULL && !str_is(dig_text(policy), "SingleStack"))) return;
    value_help(visit, value_error(visit, E0717, policy.kind == V_NULL ? spec : policy, "has two IP families, and the policy of a single stack"),
               "ipFamilyPolicy: PreferDualStack, or RequireDualStack");
}

void check_cluster_addresses(const struct visit *visit, struct value spec)
{
    struct cluster_addresses addresses = {text_of(visit, spec, "clusterIP"), part(visit, spec, "clusterIPs"), part(visit, spec, "ipFamilies")};
    struct way step;
    check_policy(visit, spec, &addresses);
    if (!is_empty_value(addresses.all)) {
        struct visit at = visit_field(visit, &step, "clusterIPs");
        bool looked_at = addresses.all.kind == V_LIST && (visit->catalog->session->kube >= DUAL_STACK || addresses.all.list->n == 1);
        if (looked_at) check_all(&at, &addresses);
        return;
    }
    struct value first = part(visit, spec, "clusterIP");
    if (first.kind != V_STRING || addresses.first.n == 0 || str_is(addresses.first, "None")) return;
    struct visit at = visit_field(visit, &step, "clusterIP");
    check_address(&at, first);
}

/* ---- where requests may come from ---- */

static void check_range(const struct visit *visit, struct value at, Str text)
{
    struct network network;
    text = str_trim(text);
    if (!network_in(text, &network)) value_error(visit, E0717, at, "has '%.*s', and not a network, as 10.9.0.0/16 or 2001:db8::/64", STR_ARG(text));
    else if ((network.loose || network_has_host_bits(&network)) && visit->catalog->session->kube >= STRICT_ADDRESSES)
        value_error(visit, E0717, at, "has '%.*s': leading zeros, or bits of the address beyond the prefix", STR_ARG(text));
}

void check_source_range(const struct visit *visit, struct value range)
{
    if (range.kind == V_STRING) check_range(visit, range, value_str(range));
}

static void check_ranges_of_annotation(const struct visit *visit, struct value service, struct value ranges)
{
    if (!str_is(dig_text(dig(visit->catalog, service, "spec", "type")), "LoadBalancer")) {
        value_error(visit, E0717, ranges, "is for a Service of type LoadBalancer only");
        return;
    }
    Str rest = str_trim(dig_text(ranges));
    while (rest.n) check_range(visit, ranges, str_cut(&rest, ','));
}

enum { TOPOLOGY_MODE = 27 }; /* the minor version since which that annotation is known */

void check_service_annotations(const struct visit *visit, struct value service)
{
    static const char source[] = "service.beta.kubernetes.io/load-balancer-source-ranges";
    static const char mode[] = "service.kubernetes.io/topology-mode", hints[] = "service.kubernetes.io/topology-aware-hints";
    struct value annotations = dig(visit->catalog, service, "metadata", "annotations");
    struct value ranges = part(visit, annotations, source), set_mode = part(visit, annotations, mode), set_hints = part(visit, annotations, hints);
    struct way steps[3];
    struct visit metadata = visit_field(visit, &steps[0], "metadata"), at = visit_field(&metadata, &steps[1], "annotations");
    if (ranges.kind == V_STRING && is_empty_value(dig(visit->catalog, service, "spec", "loadBalancerSourceRanges"))) {
        struct visit at_ranges = visit_field(&at, &steps[2], source);
        check_ranges_of_annotation(&at_ranges, service, ranges);
    }
    if (set_mode.kind != V_STRING || set_hints.kind != V_STRING || visit->catalog->session->kube < TOPOLOGY_MODE) return;
    struct visit at_mode = visit_field(&at, &steps[2], mode);
    if (!value_equal(set_mode, set_hints)) value_error(&at_mode, E0717, set_mode, "is not what the annotation %s is", hints);
}
