/* Names of Services in what pods are told, where they ask a name server that does not know these: that of their node. */
#include "checks.h"

/* On the node's own network the usual policy falls back to that of the node (kubelet/network/dns, 1.20 to 1.36). With servers of its own, a pod may
 * ask whom it likes. */
static bool asks_node(struct catalog *catalog, struct value pod_spec)
{
    Str policy = dig_text(dig(catalog, pod_spec, "dnsPolicy"));
    bool on_host = is_true(dig(catalog, pod_spec, "hostNetwork")), usual = !policy.n || str_is(policy, "ClusterFirst");
    return (str_is(policy, "Default") || (on_host && usual)) && dig(catalog, pod_spec, "dnsConfig").kind == V_NULL;
}

static bool is_in_name(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.'; }

/* The first name of TEXT that is one of a Service, as "db.shop.svc" or "db.shop.svc.cluster.local"; empty: there is none. */
static Str service_name(Str text)
{
    for (Str rest = text; rest.n;) {
        const char *dot = memmem(rest.s, rest.n, ".svc", 4);
        if (!dot) break;
        size_t start = (size_t)(dot - text.s), end = start + 4, labels = 1;
        while (start && is_in_name(text.s[start - 1])) labels += text.s[--start] == '.';
        bool ends = end == text.n || !is_in_name(text.s[end]) || text.s[end] == '.';
        while (end < text.n && is_in_name(text.s[end])) end++;
        while (text.s[end - 1] == '.') end--;
        if (ends && labels > 1) return (Str){text.s + start, end - start};
        rest = str_skip(text, (size_t)(dot - text.s) + 4);
    }
    return STR("");
}

/* False: nothing was told. */
static bool check_text(struct catalog *catalog, const struct workload *workload, struct value text)
{
    const struct object *object = workload->object;
    struct diags *diags = &catalog->session->diags;
    Str name = service_name(dig_text(text));
    if (!name.n) return false;
    struct value on_host = dig(catalog, workload->pod_spec, "hostNetwork");
    struct diag *diag = object_error(catalog, W0715, text, object, "%s '%s' asks the name server of its node, which does not know '%.*s'",
                                     object->kube->kind, object->name->s, STR_ARG(name));
    if (is_true(on_host)) {
        diag_note(diags, diag, where(catalog, on_host, object), "it is on the network of the node");
        diag_help(diags, diag, "say dnsPolicy = ClusterFirstWithHostNet");
    } else {
        diag_note(diags, diag, where(catalog, dig(catalog, workload->pod_spec, "dnsPolicy"), object), "as this says");
        diag_help(diags, diag, "leave dnsPolicy out");
    }
    return true;
}

static bool check_texts(struct catalog *catalog, const struct workload *workload, struct value texts)
{
    struct value text;
    for (size_t i = 0; each(texts, i, &text); i++)
        if (check_text(catalog, workload, text)) return true;
    return false;
}

static bool check_container(struct catalog *catalog, const struct workload *workload, struct value container)
{
    struct value variables = dig(catalog, container, "env"), variable;
    for (size_t i = 0; each(variables, i, &variable); i++)
        if (check_text(catalog, workload, dig(catalog, variable, "value"))) return true;
    return check_texts(catalog, workload, dig(catalog, container, "command")) || check_texts(catalog, workload, dig(catalog, container, "args"));
}

/* Once for all pods of a workload. */
void validate_pod_name_server(struct catalog *catalog, const struct workload *workload)
{
    struct value container;
    if (!asks_node(catalog, workload->pod_spec)) return;
    for (size_t i = 0; each_container(workload, i, &container); i++)
        if (check_container(catalog, workload, container)) return;
}
