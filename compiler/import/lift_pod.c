/* Environment, resources, probes and rights of the container. */
#include "lift.h"

#include "import/literals.h"
#include "parts.h"

#include "value/field.h"


/* ---- environment ---- */

static bool is_text(struct lift *lift, struct value variable)
{
    static const char *const plain[] = {"name", "value", NULL};
    return has_only(variable, plain) && lift_at(lift, variable, "value").kind == V_STRING;
}

/* Whether the variable comes from WHERE, with no more than these fields. */
static bool comes_from(struct lift *lift, struct value variable, const char *where, const char *const *fields)
{
    static const char *const outer[] = {"name", "valueFrom", NULL};
    const char *const one[] = {where, NULL};
    struct value from = lift_at(lift, variable, "valueFrom");
    return has_only(variable, outer) && has_only(from, one) && has_only(lift_at(lift, from, where), fields);
}

static bool is_secret(struct lift *lift, struct value variable)
{
    static const char *const fields[] = {"name", "key", NULL};
    return comes_from(lift, variable, "secretKeyRef", fields);
}

static bool is_field(struct lift *lift, struct value variable)
{
    static const char *const fields[] = {"fieldPath", NULL};
    return comes_from(lift, variable, "fieldRef", fields);
}

/* The library puts fields first, and secrets behind them: what is in another order, or of another form, stays as it is; so do fields of a pod of
 * several containers, all of which would get them. */
static bool fits_environment(struct lift *lift, struct value list)
{
    bool fields_done = false;
    struct name_set known = {0};
    for (size_t i = 0; i < list.list->n; i++) {
        struct value one = list.list->at[i];
        bool field = is_field(lift, one);
        const struct name *name = name_of(lift->import->session->names, value_text(lift_at(lift, one, "name")));
        if ((field && (fields_done || lift->main || lift->steps.n)) || !name_set_add(lift->import->session->arena, &known, name)) return false;
        if (!field && !is_text(lift, one) && !is_secret(lift, one)) return false;
        fields_done |= !field;
    }
    return true;
}

static Str variable_text(struct lift *lift, struct value variable)
{
    if (is_text(lift, variable)) return quoted(lift, value_text(lift_at(lift, variable, "value")));
    struct value reference = lift_at(lift, variable, "valueFrom.secretKeyRef");
    Str secret = value_text(lift_at(lift, reference, "name")), key = value_text(lift_at(lift, reference, "key"));
    const struct name *resource = secret_of(lift->import, lift->workload->namespace, secret, key);
    return written(lift, "%s.value", resource->s);
}

void lift_environment(struct lift *lift)
{
    struct value list = lift_at(lift, lift->container, "env");
    struct lift_parameter *fields = NULL, *env = NULL;
    if (list.kind != V_LIST || !fits_environment(lift, list)) return;
    for (size_t i = 0; i < list.list->n; i++) {
        struct value one = list.list->at[i];
        Str name = value_text(lift_at(lift, one, "name"));
        if (is_field(lift, one)) {
            if (!fields) fields = lift_parameter(lift, "fields");
            lift_entry(lift, fields, name, quoted(lift, value_text(lift_at(lift, one, "valueFrom.fieldRef.fieldPath"))));
        } else {
            if (!env) env = lift_parameter(lift, "env");
            lift_entry(lift, env, name, variable_text(lift, one));
        }
    }
    take(lift, &lift->container, "env");
}

/* ---- resources ---- */

static Str quantity_text(struct lift *lift, struct value value)
{
    static const struct kube_type quantity = {.kind = KUBE_QUANTITY};
    struct buf buf = {0};
    if (value.kind == V_NULL) return STR("");
    const char *problem = put_scalar(&buf, lift->import->session->arena, value, &quantity, NULL);
    Str text = problem ? STR("") : arena_copy(lift->import->session->arena, (Str){buf.s, buf.n});
    buf_free(&buf);
    return text;
}

/* A size needs its unit; 1000 of them are bytes(1000). */
Str size_text(struct lift *lift, struct value value)
{
    Str text = quantity_text(lift, value);
    bool plain = text.n > 0;
    for (size_t i = 0; i < text.n; i++) plain &= text.s[i] >= '0' && text.s[i] <= '9';
    return plain ? written(lift, "bytes(%.*s)", STR_ARG(text)) : text;
}

static void lift_cpu(struct lift *lift)
{
    Str request = quantity_text(lift, take(lift, &lift->container, "resources.requests.cpu"));
    Str limit = quantity_text(lift, take(lift, &lift->container, "resources.limits.cpu"));
    if (request.n) lift_text(lift, "cpu", request);
    if (limit.n) lift_text(lift, "cpu_limit", limit);
}

void lift_nothing(struct lift *lift, const char *path)
{
    lift_rest(lift, written(lift, "%.*s.%s", STR_ARG(container_path(lift)), path), value_null(), "Container");
}

/* The library asks for as much as the limit is; where less is asked for, that stays in the rest. True: there is no limit. */
static bool lift_size(struct lift *lift, const char *parameter, const char *request, const char *limit)
{
    struct value most = take(lift, &lift->container, limit), least = lift_at(lift, lift->container, request);
    Str text = size_text(lift, most.kind == V_NULL ? least : most);
    bool sayable = text.n && text.s[text.n - 1] != 'm';
    if (sayable) lift_text(lift, parameter, text);
    if (sayable && (most.kind == V_NULL || value_equal(most, least))) take(lift, &lift->container, request);
    return sayable && most.kind == V_NULL;
}

void lift_resources(struct lift *lift)
{
    bool limited = lift_at(lift, lift->container, "resources.limits").kind != V_NULL;
    lift_cpu(lift);
    bool memory = lift_size(lift, "memory", "resources.requests.memory", "resources.limits.memory");
    bool disk = lift_size(lift, "disk", "resources.requests.ephemeral-storage", "resources.limits.ephemeral-storage");
    if ((memory || disk) && !limited) lift_nothing(lift, "resources.limits");
    if (memory && limited) lift_nothing(lift, "resources.limits.memory");
    if (disk && limited) lift_nothing(lift, "resources.limits.ephemeral-storage");
}

/* ---- probes ---- */

static void put_seconds(struct lift *lift, struct buf *buf, struct value *probe, const char *field, const char *parameter, int64_t standard)
{
    struct value value = take(lift, probe, field);
    int64_t seconds = value.kind == V_INT ? value.integer : standard;
    if (seconds >= 0) buf_printf(buf, ", %s = %llds", parameter, (long long)seconds);
}

static void put_count(struct lift *lift, struct buf *buf, struct value *probe, const char *field, const char *parameter)
{
    struct value value = take(lift, probe, field);
    if (value.kind == V_INT) buf_printf(buf, ", %s = %lld", parameter, (long long)value.integer);
}

/* Of Kubernetes: an answer within a second; of the library: within five. */
static void put_pace(struct lift *lift, struct buf *buf, struct value *probe)
{
    put_seconds(lift, buf, probe, "periodSeconds", "every", -1);
    put_seconds(lift, buf, probe, "timeoutSeconds", "wait", 1);
    put_count(lift, buf, probe, "failureThreshold", "failures");
    put_count(lift, buf, probe, "successThreshold", "successes");
    put_seconds(lift, buf, probe, "initialDelaySeconds", "delay", -1);
}

/* A command that must end well. */
static bool put_command(struct lift *lift, struct buf *buf, struct value command)
{
    if (command.kind != V_LIST) return false;
    buf_str(buf, STR("run_check(["));
    for (size_t i = 0; i < command.list->n; i++)
        buf_printf(buf, "%s%.*s", i ? ", " : "", STR_ARG(quoted(lift, value_text(command.list->at[i]))));
    buf_char(buf, ']');
    return true;
}

static bool put_grpc(struct lift *lift, struct buf *buf, struct value grpc)
{
    Str port = port_name(lift, lift_at(lift, grpc, "port")), service = value_text(lift_at(lift, grpc, "service"));
    if (port.n) buf_printf(buf, "grpc_check(%.*s", STR_ARG(quoted(lift, port)));
    if (service.n) buf_printf(buf, ", service = %.*s", STR_ARG(quoted(lift, service)));
    return port.n > 0;
}

/* False: one comes twice, which a map cannot say. */
static bool put_headers(struct lift *lift, struct buf *buf, struct value headers)
{
    struct name_set known = {0};
    for (size_t i = 0; headers.kind == V_LIST && i < headers.list->n; i++) {
        struct value header = headers.list->at[i];
        const struct name *name = name_of(lift->import->session->names, value_text(lift_at(lift, header, "name")));
        if (!name_set_add(lift->import->session->arena, &known, name)) return false;
        buf_str(buf, i ? STR(", ") : STR(", headers = { "));
        put_key(buf, name);
        buf_printf(buf, " = %.*s", STR_ARG(quoted(lift, value_text(lift_at(lift, header, "value")))));
    }
    if (headers.kind == V_LIST && headers.list->n) buf_str(buf, STR(" }"));
    return true;
}

static bool put_action(struct lift *lift, struct buf *buf, struct value probe)
{
    if (lift_at(lift, probe, "exec").kind == V_RECORD) return put_command(lift, buf, lift_at(lift, probe, "exec.command"));
    static const char *const http_fields[] = {"path", "port", "scheme", "httpHeaders", NULL}, *const tcp_fields[] = {"port", NULL};
    if (lift_at(lift, probe, "grpc").kind == V_RECORD) return put_grpc(lift, buf, lift_at(lift, probe, "grpc"));
    struct value http = lift_at(lift, probe, "httpGet"), tcp = lift_at(lift, probe, "tcpSocket");
    Str path = value_text(lift_at(lift, http, "path")), scheme = value_text(lift_at(lift, http, "scheme"));
    Str port = port_name(lift, lift_at(lift, http.kind == V_RECORD ? http : tcp, "port"));
    if (!port.n || (http.kind == V_RECORD ? !has_only(http, http_fields) : !has_only(tcp, tcp_fields))) return false;
    if (http.kind == V_RECORD) buf_printf(buf, "http_get(%.*s, ", STR_ARG(quoted(lift, path.n ? path : STR("/"))));
    else buf_str(buf, STR("tcp_check("));
    buf_str(buf, quoted(lift, port));
    if (scheme.n) buf_printf(buf, ", scheme = %.*s", STR_ARG(scheme));
    return put_headers(lift, buf, lift_at(lift, http, "httpHeaders"));
}

static void lift_probe(struct lift *lift, const char *field, const char *parameter)
{
    static const char *const known[] = {"httpGet", "tcpSocket", "periodSeconds", "timeoutSeconds", "failureThreshold", "successThreshold",
                                        "initialDelaySeconds", "exec", "grpc", NULL};
    struct value probe = lift_at(lift, lift->container, field);
    struct buf buf = {0};
    if (probe.kind == V_RECORD && has_only(probe, known) && put_action(lift, &buf, probe)) {
        put_pace(lift, &buf, &probe);
        buf_char(&buf, ')');
        lift_text(lift, parameter, arena_copy(lift->import->session->arena, (Str){buf.s, buf.n}));
        take(lift, &lift->container, field);
    }
    buf_free(&buf);
}

void lift_probes(struct lift *lift)
{
    lift_probe(lift, "readinessProbe", "ready");
    lift_probe(lift, "livenessProbe", "alive");
    lift_probe(lift, "startupProbe", "started");
}

/* ---- rights ---- */

static bool is_true(struct value value) { return value.kind == V_BOOL && value.boolean; }

/* Whether pods may run as root today: nothing says that they do not. */
static bool may_be_root(struct value user, bool not_root) { return user.kind == V_INT ? user.integer == 0 : !not_root; }

/* The library takes all capabilities away. Who runs as root with those that every container has, may need them: it keeps them. */
void keep_capabilities(struct lift *lift, bool root)
{
    if (root && lift_at(lift, lift->container, "securityContext.capabilities").kind == V_NULL) lift_nothing(lift, "securityContext.capabilities");
}

/* Folders can be written to in all containers of a pod or in none. Those of which that is not true say so themselves. */
static void lift_writable(struct lift *lift)
{
    static const char path[] = "securityContext.readOnlyRootFilesystem";
    bool none = is_true(lift_at(lift, lift->container, path));
    for (size_t i = 0; i < lift->steps.n; i++) none &= is_true(lift_at(lift, lift->steps.at[i]->container, path));
    if (!none) lift_text(lift, "writable", STR("true"));
    if (none || !is_true(lift_at(lift, lift->container, path))) take(lift, &lift->container, path);
    for (size_t i = 0; i < lift->steps.n; i++)
        if (none || !is_true(lift_at(lift, lift->steps.at[i]->container, path))) take(lift, &lift->steps.at[i]->container, path);
}

/* What the main container alone says of its user is the pod's where there is no other. */
void lift_security(struct lift *lift)
{
    bool alone = lift->steps.n == 0;
    struct value inner = alone ? take(lift, &lift->container, "securityContext.runAsUser") : value_null();
    struct value outer = take(lift, &lift->pod, "securityContext.runAsUser"), group = take(lift, &lift->pod, "securityContext.fsGroup");
    struct value user = inner.kind == V_INT ? inner : outer;
    bool not_root = is_true(take(lift, &lift->pod, "securityContext.runAsNonRoot"));
    if (alone) not_root |= is_true(take(lift, &lift->container, "securityContext.runAsNonRoot"));
    lift_integer(lift, "user", user, "");
    lift_integer(lift, "group", group, "");
    lift->root = may_be_root(user, not_root);
    if (lift->root) lift_text(lift, "root", STR("true"));
    keep_capabilities(lift, lift->root);
    lift_writable(lift);
    lift_true(lift, "privileged", take(lift, &lift->container, "securityContext.privileged"));
    lift_list(lift, "capabilities", take(lift, &lift->container, "securityContext.capabilities.add"));
}
