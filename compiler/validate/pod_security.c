/* Pod Security: https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
#include "pod.h"

enum level { PRIVILEGED, BASELINE, RESTRICTED };
static const char *const level_names[] = {"privileged", "baseline", "restricted"};

/* What a pod's namespace lets it do. */
struct standard {
    struct pod *pod;
    enum level level;
    struct value written;            /* the label's value; V_NULL: none, so baseline */
    const struct object *namespace;  /* NULL: not of this stack */
    enum level needed;               /* the level that would let all of the pod pass, as far as is known */
    VEC(struct diag *) refusals;
};

static struct standard standard_of(struct pod *pod)
{
    struct standard standard = {.pod = pod, .level = BASELINE, .needed = RESTRICTED};
    const struct name *name = pod->object->namespace;
    standard.namespace = name ? catalog_find(pod->catalog, "Namespace", NULL, NAME_STR(name)) : NULL;
    if (!standard.namespace) return standard;
    standard.written = dig(pod->catalog, standard.namespace->value, "metadata", "labels", "pod-security.kubernetes.io/enforce", NULL);
    for (size_t i = 0; i < COUNT(level_names); i++)
        if (str_is(dig_text(standard.written), level_names[i])) standard.level = (enum level)i;
    return standard;
}

/* Reports something at AT that only the levels up to ALLOWED let pass. */
PRINTF(4, 5) static void refuse(struct standard *standard, enum level allowed, struct value at, const char *fmt, ...)
{
    const struct pod *pod = standard->pod;
    const char *namespace = pod->object->namespace ? pod->object->namespace->s : "default";
    va_list args;
    va_start(args, fmt);
    Str what = arena_vprintf(pod->catalog->session->arena, fmt, args);
    va_end(args);
    struct diag *diag = object_error(pod->catalog, E0711, at, pod->object, "%s '%s': %.*s, and namespace '%s' allows only %s pods",
            pod->object->kube->kind,
                                     pod->object->name->s, STR_ARG(what), namespace, level_names[standard->level]);
    if (standard->written.kind == V_STRING)
        diag_note(diags_of(pod), diag, where(pod->catalog, standard->written, standard->namespace), "the level of '%s' is set here", namespace);
    else if (standard->namespace) diag_note(diags_of(pod), diag, standard->namespace->at, "'%s' sets no level, so it is baseline", namespace);
    else diag_note(diags_of(pod), diag, (Span){0}, "'%s' is not declared in this stack, so its level is taken to be baseline", namespace);
    if (standard->namespace) note_instance(pod->catalog->machine, diag, standard->namespace->instance);
    if (allowed < standard->needed) standard->needed = allowed;
    vec_push(pod->catalog->session->arena, &standard->refusals, diag);
}

static void help_with_level(const struct standard *standard)
{
    const struct name *namespace = standard->pod->object->namespace;
    for (size_t i = 0; i < standard->refusals.n; i++)
        diag_help(diags_of(standard->pod), standard->refusals.at[i], "ask for it by name: namespace %s { pod_security = %s }",
                  namespace ? namespace->s : "default", level_names[standard->needed]);
}

static bool one_of(Str text, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_is(text, words[i])) return true;
    return false;
}

/* Things of one sort that a level refuses: they make one message. */
struct refused {
    struct buf text;
    struct value first;
};

static void add_refused(struct refused *refused, struct value at, Str text)
{
    if (!refused->text.n) refused->first = at;
    buf_printf(&refused->text, "%s%.*s", refused->text.n ? ", " : "", STR_ARG(text));
}

/* SUBJECT DOES this, that. */
static void refuse_all(struct standard *standard, enum level allowed, struct refused *refused, Str subject, const char *does)
{
    if (refused->text.n) refuse(standard, allowed, refused->first, "%.*s %s %.*s", STR_ARG(subject), does, (int)refused->text.n, refused->text.s);
    buf_free(&refused->text);
}

/* ---- baseline: the whole pod ---- */

static void check_host_access(struct standard *standard)
{
    static const struct { const char *field, *what; } fields[] = {
        {"hostNetwork", "the node's network (hostNetwork)"}, {"hostPID", "the node's processes (hostPID)"}, {"hostIPC",
                "the node's memory (hostIPC)"},
    };
    const struct pod *pod = standard->pod;
    for (size_t i = 0; i < COUNT(fields); i++) {
        struct value value = dig(pod->catalog, pod->workload->pod_spec, fields[i].field, NULL);
        if (is_true(value)) refuse(standard, PRIVILEGED, value, "the pod uses %s", fields[i].what);
    }
}

static void check_host_paths(struct standard *standard)
{
    const struct pod *pod = standard->pod;
    struct value volumes = dig(pod->catalog, pod->workload->pod_spec, "volumes", NULL), volume;
    struct refused refused = {0};
    for (size_t i = 0; each(volumes, i, &volume); i++) {
        struct value path = dig(pod->catalog, volume, "hostPath", "path", NULL);
        if (path.kind == V_STRING) add_refused(&refused, path, value_str(path));
    }
    refuse_all(standard, PRIVILEGED, &refused, STR("the pod"), "mounts from the node (hostPath)");
}

static void check_sysctls(struct standard *standard)
{
    static const char *const safe[] = {
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies",
        "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
    };
    const struct pod *pod = standard->pod;
    struct value list = dig(pod->catalog, pod->workload->pod_spec, "securityContext", "sysctls", NULL), entry;
    struct refused refused = {0};
    for (size_t i = 0; each(list, i, &entry); i++) {
        struct value name = dig(pod->catalog, entry, "name", NULL);
        if (!one_of(dig_text(name), safe, COUNT(safe))) add_refused(&refused, name, dig_text(name));
    }
    refuse_all(standard, PRIVILEGED, &refused, STR("the pod"), "sets");
}

/* ---- baseline: the pod's or a container's security context ---- */

/* A field whose text must be one of a few, or absent. */
static const struct text_rule {
    const char *outer, *inner, *what;
    const char *allowed[5];
} text_rules[] = {
    {"seccompProfile", "type", "seccomp profile", {"RuntimeDefault", "Localhost"}},
    {"appArmorProfile", "type", "AppArmor profile", {"RuntimeDefault", "Localhost"}},
    {"seLinuxOptions", "type", "SELinux type", {"container_t", "container_init_t", "container_kvm_t", "container_engine_t"}},
    {"seLinuxOptions", "user", "SELinux user", {NULL}},
    {"seLinuxOptions", "role", "SELinux role", {NULL}},
    {"procMount", NULL, "procMount", {"Default"}},
};

static void check_text_rules(struct standard *standard, struct value context, Str subject)
{
    for (size_t i = 0; i < COUNT(text_rules); i++) {
        const struct text_rule *rule = &text_rules[i];
        struct value value = dig(standard->pod->catalog, context, rule->outer, rule->inner, NULL);
        size_t n = 0;
        while (n < COUNT(rule->allowed) && rule->allowed[n]) n++;
        if (!dig_text(value).n || one_of(dig_text(value), rule->allowed, n)) continue;
        refuse(standard, PRIVILEGED, value, "%.*s has %s '%.*s'", STR_ARG(subject), rule->what, STR_ARG(dig_text(value)));
    }
    struct value host_process = dig(standard->pod->catalog, context, "windowsOptions", "hostProcess", NULL);
    if (is_true(host_process)) refuse(standard, PRIVILEGED, host_process, "%.*s is a process of the node (hostProcess)", STR_ARG(subject));
}

/* ---- baseline: a container ---- */

static void check_capabilities(struct standard *standard, struct value context, Str subject)
{
    static const char *const allowed[] = {"AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE",
                                          "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"};
    struct value list = dig(standard->pod->catalog, context, "capabilities", "add", NULL), capability;
    struct refused refused = {0}, restricted = {0};
    for (size_t i = 0; each(list, i, &capability); i++) {
        Str name = dig_text(capability);
        if (!one_of(name, allowed, COUNT(allowed))) add_refused(&refused, capability, name);
        else if (standard->level == RESTRICTED && !str_is(name, "NET_BIND_SERVICE")) add_refused(&restricted, capability, name);
    }
    refuse_all(standard, PRIVILEGED, &refused, subject, "adds capabilities:");
    refuse_all(standard, BASELINE, &restricted, subject, "adds capabilities:");
}

/* Ports of the node; with hostNetwork they are no error of their own. */
static void check_host_ports(struct standard *standard, Str subject)
{
    const struct pod *pod = standard->pod;
    struct value ports = dig(pod->catalog, pod->container, "ports", NULL), port;
    struct refused refused = {0};
    if (is_true(dig(pod->catalog, pod->workload->pod_spec, "hostNetwork", NULL))) return;
    for (size_t i = 0; each(ports, i, &port); i++) {
        struct value host = dig(pod->catalog, port, "hostPort", NULL);
        int64_t number;
        if (number_in(host, &number) && number != 0) add_refused(&refused, host, value_show(pod->catalog->session->arena, host));
    }
    refuse_all(standard, PRIVILEGED, &refused, subject, "takes ports of the node (hostPort):");
}

enum { PROBE_HOSTS_REFUSED = 34 }; /* the minor version since which the baseline forbids probes of other hosts */

static void check_probe_hosts(struct standard *standard, Str subject)
{
    const struct pod *pod = standard->pod;
    if (pod->catalog->session->kube < PROBE_HOSTS_REFUSED) return;
    for (size_t i = 0; i < POD_HANDLERS; i++) {
        struct value handler = dig(pod->catalog, pod->container, pod_handlers[i].outer, pod_handlers[i].inner, NULL);
        for (size_t k = 0; handler.kind == V_RECORD && k < HANDLER_ACTIONS; k++) {
            struct value host = dig(pod->catalog, handler, handler_actions[k], "host", NULL);
            if (dig_text(host).n) refuse(standard, PRIVILEGED, host, "the %s of %.*s asks another host", pod_handlers[i].what, STR_ARG(subject));
        }
    }
}

static void check_baseline_container(struct standard *standard, struct value context, Str subject)
{
    struct value privileged = dig(standard->pod->catalog, context, "privileged", NULL);
    if (is_true(privileged)) refuse(standard, PRIVILEGED, privileged, "%.*s is privileged", STR_ARG(subject));
    check_text_rules(standard, context, subject);
    check_capabilities(standard, context, subject);
    check_host_ports(standard, subject);
    check_probe_hosts(standard, subject);
}

/* ---- restricted ---- */

static void check_volume_kinds(struct standard *standard)
{
    static const char *const allowed[] = {"name", "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim",
                                          "projected", "secret", "hostPath" /* the baseline's matter */};
    const struct pod *pod = standard->pod;
    struct value volumes = dig(pod->catalog, pod->workload->pod_spec, "volumes", NULL), volume;
    struct refused refused = {0};
    for (size_t i = 0; each(volumes, i, &volume); i++)
        for (size_t k = 0; volume.kind == V_RECORD && k < volume.record->n; k++) {
            Str kind = NAME_STR(volume.record->keys[k]);
            if (volume.record->values[k].kind != V_NULL && !one_of(kind, allowed, COUNT(allowed))) add_refused(&refused, volume.record->values[k],
                    kind);
        }
    refuse_all(standard, BASELINE, &refused, STR("the pod"), "has volumes of kind");
}

static bool drops_all(const struct standard *standard, struct value context)
{
    struct value list = dig(standard->pod->catalog, context, "capabilities", "drop", NULL), capability;
    for (size_t i = 0; each(list, i, &capability); i++)
        if (str_is(dig_text(capability), "ALL")) return true;
    return false;
}

/* A container's own field, else the pod's. */
static struct value effective(const struct standard *standard, struct value context, const char *outer, const char *inner)
{
    struct value own = dig(standard->pod->catalog, context, outer, inner, NULL);
    if (own.kind != V_NULL) return own;
    return dig(standard->pod->catalog, standard->pod->workload->pod_spec, "securityContext", outer, inner, NULL);
}

static void check_user(struct standard *standard, struct value context, Str subject)
{
    struct value user = dig(standard->pod->catalog, context, "runAsUser", NULL);
    int64_t id;
    if (number_in(user, &id) && id == 0) refuse(standard, BASELINE, user, "%.*s runs as root (runAsUser is 0)", STR_ARG(subject));
}

/* Fields of Linux only are not asked of pods for Windows. */
static void check_restricted_container(struct standard *standard, struct value context, Str subject)
{
    check_user(standard, context, subject);
    struct catalog *catalog = standard->pod->catalog;
    struct value place = context.kind == V_NULL ? standard->pod->container : context;
    bool windows = str_is(dig_text(dig(catalog, standard->pod->workload->pod_spec, "os", "name", NULL)), "windows");
    struct value escalation = dig(catalog, context, "allowPrivilegeEscalation", NULL), non_root = effective(standard, context, "runAsNonRoot", NULL);
    struct value seccomp = effective(standard, context, "seccompProfile", "type");
    if (!windows && (escalation.kind != V_BOOL || escalation.boolean) && !is_true(dig(catalog, context, "privileged", NULL)))
        refuse(standard, BASELINE, escalation.kind == V_NULL ? place : escalation, "%.*s may gain privileges (allowPrivilegeEscalation is not false)",
               STR_ARG(subject));
    if (!is_true(non_root))
        refuse(standard, BASELINE, non_root.kind == V_NULL ? place : non_root, "%.*s may run as root (runAsNonRoot is not true)", STR_ARG(subject));
    if (!windows && seccomp.kind == V_NULL) refuse(standard, BASELINE, place, "%.*s has no seccomp profile", STR_ARG(subject));
    if (!windows && !drops_all(standard, context)) refuse(standard, BASELINE, place, "%.*s keeps capabilities (drop = [\"ALL\"] is missing)",
            STR_ARG(subject));
}

void check_pod_security(struct pod *pod)
{
    struct standard standard = standard_of(pod);
    bool unknown = pod->catalog->machine->foreign && !dig_text(standard.written).n;
    if (standard.level == PRIVILEGED || unknown) return;
    check_host_access(&standard);
    check_host_paths(&standard);
    check_sysctls(&standard);
    struct value pod_context = dig(pod->catalog, pod->workload->pod_spec, "securityContext", NULL);
    check_text_rules(&standard, pod_context, STR("the pod"));
    if (standard.level == RESTRICTED) {
        check_volume_kinds(&standard);
        check_user(&standard, pod_context, STR("the pod"));
    }
    for (size_t i = 0; each_container(pod->catalog, pod->workload->pod_spec, i, &pod->container); i++) {
        struct value context = dig(pod->catalog, pod->container, "securityContext", NULL);
        pod->name = dig_text(dig(pod->catalog, pod->container, "name", NULL));
        Str subject = arena_printf(pod->catalog->session->arena, "container '%.*s'", STR_ARG(pod->name));
        check_baseline_container(&standard, context, subject);
        if (standard.level == RESTRICTED) check_restricted_container(&standard, context, subject);
    }
    help_with_level(&standard);
}
