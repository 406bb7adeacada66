/* Pod Security: https://kubernetes.io/docs/concepts/security/pod-security-standards/. Since which version a rule holds or is relaxed:
 * kubernetes/pod-security-admission, policy/check_*.go, at 1.36; verdicts seen on 1.36.2. */
#include "pod.h"

enum level { PRIVILEGED, BASELINE, RESTRICTED };
static const char *const level_names[] = {"privileged", "baseline", "restricted"};

/* What a pod's namespace lets it do. */
struct standard {
    struct pod *pod;
    enum level level;
    struct value written;            /* the label's value; V_NULL: none, so baseline */
    int version;                     /* minor version of the policy */
    bool pinned;                     /* that one is asked for by a label */
    bool demanded;                   /* --pod-security says the level, and no label does */
    bool own_users;                  /* root in the pod is not the node's root (hostUsers is false), and the policy knows it */
    const struct object *namespace;  /* NULL: not of this stack */
    enum level needed;               /* the level that would let all of the pod pass, as far as is known */
    VEC(struct diag *) refusals;
};

enum {
    ADMISSION_STABLE = 25,    /* servers before it ask a webhook, if any, which is at least of this version */
    CAPABILITIES_SINCE = 22,  /* the restricted level asks for drop = ["ALL"] */
    ROOT_USER_SINCE = 23,     /* it forbids runAsUser = 0 */
    WINDOWS_SINCE = 25,       /* it asks pods for Windows for no fields of Linux */
    PROBE_HOSTS_SINCE = 34,   /* the baseline forbids probes and hooks that ask another host */
    OWN_USERS_SINCE = 35,     /* pods with users of their own may run as root and unmask /proc */
};

/* The label says "latest" or "v1.29"; no server has rules of later versions than its own. */
static void read_version(struct standard *standard, Str label)
{
    Str number = {label.s + 3, label.n - 3};
    int served = standard->pod->catalog->session->kube;
    if (served < ADMISSION_STABLE) served = ADMISSION_STABLE;
    int wanted = str_starts(label, STR("v1.")) ? (int)str_take_number(&number) : served;
    standard->pinned = wanted < served;
    standard->version = standard->pinned ? wanted : served;
}

/* Without a level that is one, that of namespaces in a stack. */
static enum level level_called(Str text)
{
    for (size_t i = 0; i < COUNT(level_names); i++)
        if (str_is(text, level_names[i])) return (enum level)i;
    return BASELINE;
}

static void read_level(struct standard *standard, struct value written)
{
    standard->written = written;
    standard->level = level_called(dig_text(written));
}

static struct standard standard_of(struct pod *pod)
{
    struct standard standard = {.pod = pod, .needed = RESTRICTED};
    const struct name *name = pod->object->namespace;
    standard.namespace = name ? catalog_find(pod->catalog, "Namespace", NULL, NAME_STR(name)) : NULL;
    struct value own = standard.namespace ? standard.namespace->value : value_null();
    struct value labels = dig(pod->catalog, own, "metadata", "labels"), host_users = dig(pod->catalog, pod->workload->pod_spec, "hostUsers");
    read_level(&standard, dig(pod->catalog, labels, "pod-security.kubernetes.io/enforce"));
    standard.demanded = pod->catalog->machine->pod_security && standard.written.kind != V_STRING;
    if (standard.demanded) standard.level = level_called(str_of(pod->catalog->machine->pod_security));
    read_version(&standard, dig_text(dig(pod->catalog, labels, "pod-security.kubernetes.io/enforce-version")));
    standard.own_users = standard.version >= OWN_USERS_SINCE && host_users.kind == V_BOOL && !host_users.boolean;
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
    struct diag *diag = object_error(pod->catalog, E0711, at, pod->object, "%s '%s': %.*s, and namespace '%s' allows only %s pods%.*s",
                                     pod->object->kube->kind, pod->object->name->s, STR_ARG(what), namespace, level_names[standard->level],
                                     STR_ARG(standard->pinned ? arena_printf(pod->catalog->session->arena, " of v1.%d", standard->version) : STR("")));
    if (standard->demanded) diag_note(diags_of(pod), diag, (Span){0}, "--pod-security asks that of every namespace that says no level");
    else if (standard->written.kind == V_STRING)
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
    const char *name = namespace ? namespace->s : "default", *level = level_names[standard->needed];
    struct diags *diags = diags_of(standard->pod);
    for (size_t i = 0; i < standard->refusals.n; i++)
        if (standard->pod->catalog->machine->foreign)
            diag_help(diags, standard->refusals.at[i], "if it must be so, label namespace '%s' with pod-security.kubernetes.io/enforce: %s", name, level);
        else diag_help(diags, standard->refusals.at[i], "ask for it by name: namespace %s { pod_security = %s }", name, level);
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
        struct value value = dig(pod->catalog, pod->workload->pod_spec, fields[i].field);
        if (is_true(value)) refuse(standard, PRIVILEGED, value, "the pod uses %s", fields[i].what);
    }
}

static void check_host_paths(struct standard *standard)
{
    const struct pod *pod = standard->pod;
    struct value volumes = dig(pod->catalog, pod->workload->pod_spec, "volumes"), volume;
    struct refused refused = {0};
    for (size_t i = 0; each(volumes, i, &volume); i++) {
        struct value path = dig(pod->catalog, volume, "hostPath", "path");
        if (path.kind == V_STRING) add_refused(&refused, path, value_str(path));
    }
    refuse_all(standard, PRIVILEGED, &refused, STR("the pod"), "mounts from the node (hostPath)");
}

/* Those of a namespace of its own, and the policy's version that allows them first. */
static const struct { const char *name; int since; } safe_sysctls[] = {
    {"kernel.shm_rmid_forced", 0}, {"net.ipv4.ip_local_port_range", 0}, {"net.ipv4.ip_unprivileged_port_start", 0},
    {"net.ipv4.tcp_syncookies", 0}, {"net.ipv4.ping_group_range", 0}, {"net.ipv4.ip_local_reserved_ports", 27},
    {"net.ipv4.tcp_keepalive_time", 29}, {"net.ipv4.tcp_fin_timeout", 29}, {"net.ipv4.tcp_keepalive_intvl", 29},
    {"net.ipv4.tcp_keepalive_probes", 29}, {"net.ipv4.tcp_rmem", 32}, {"net.ipv4.tcp_wmem", 32},
};

static bool is_safe_sysctl(const struct standard *standard, Str name)
{
    for (size_t i = 0; i < COUNT(safe_sysctls); i++)
        if (str_is(name, safe_sysctls[i].name)) return safe_sysctls[i].since <= standard->version;
    return false;
}

static void check_sysctls(struct standard *standard)
{
    const struct pod *pod = standard->pod;
    struct value list = dig(pod->catalog, pod->workload->pod_spec, "securityContext", "sysctls"), entry;
    struct refused refused = {0};
    for (size_t i = 0; each(list, i, &entry); i++) {
        struct value name = dig(pod->catalog, entry, "name");
        if (!is_safe_sysctl(standard, dig_text(name))) add_refused(&refused, name, dig_text(name));
    }
    refuse_all(standard, PRIVILEGED, &refused, STR("the pod"), "sets");
}

/* AppArmor as it was asked for before 1.30; the policy of every version looks at it. */
static void check_apparmor_annotations(struct standard *standard)
{
    static const char prefix[] = "container.apparmor.security.beta.kubernetes.io/";
    struct value annotations = dig(standard->pod->catalog, standard->pod->workload->metadata, "annotations");
    for (size_t i = 0; annotations.kind == V_RECORD && i < annotations.record->n; i++) {
        const struct name *key = annotations.record->keys[i];
        Str profile = dig_text(annotations.record->values[i]);
        if (!str_starts(NAME_STR(key), str_of(prefix)) || !profile.n || str_is(profile, "runtime/default") || str_starts(profile, STR("localhost/")))
            continue;
        refuse(standard, PRIVILEGED, annotations.record->values[i], "container '%s' has AppArmor profile '%.*s' by an annotation",
               key->s + strlen(prefix), STR_ARG(profile));
    }
}

/* ---- baseline: the pod's or a container's security context ---- */

/* A field whose text must be one of a few, or absent. */
static const struct text_rule {
    const char *outer, *inner, *what;
    const char *allowed[4];
    const char *later; /* allowed, too, from the policy's version SINCE on; NULL: none */
    int since;
} text_rules[] = {
    {"seccompProfile", "type", "seccomp profile", {"RuntimeDefault", "Localhost"}, NULL, 0},
    {"appArmorProfile", "type", "AppArmor profile", {"RuntimeDefault", "Localhost"}, NULL, 0},
    {"seLinuxOptions", "type", "SELinux type", {"container_t", "container_init_t", "container_kvm_t"}, "container_engine_t", 31},
    {"seLinuxOptions", "user", "SELinux user", {NULL}, NULL, 0},
    {"seLinuxOptions", "role", "SELinux role", {NULL}, NULL, 0},
};

static bool is_allowed(const struct standard *standard, const struct text_rule *rule, Str text)
{
    size_t n = 0;
    while (n < COUNT(rule->allowed) && rule->allowed[n]) n++;
    return one_of(text, rule->allowed, n) || (rule->later && standard->version >= rule->since && str_is(text, rule->later));
}

/* The restricted level allows it to no pod, whoever its users are. */
static void check_proc_mount(struct standard *standard, struct value context, Str subject)
{
    struct value mount = dig(standard->pod->catalog, context, "procMount");
    if (!dig_text(mount).n || str_is(dig_text(mount), "Default") || (standard->own_users && standard->level == BASELINE)) return;
    refuse(standard, standard->own_users ? BASELINE : PRIVILEGED, mount, "%.*s has procMount '%.*s'", STR_ARG(subject), STR_ARG(dig_text(mount)));
}

static void check_text_rules(struct standard *standard, struct value context, Str subject)
{
    for (size_t i = 0; i < COUNT(text_rules); i++) {
        const struct text_rule *rule = &text_rules[i];
        struct value value = dig(standard->pod->catalog, context, rule->outer, rule->inner);
        if (!dig_text(value).n || is_allowed(standard, rule, dig_text(value))) continue;
        refuse(standard, PRIVILEGED, value, "%.*s has %s '%.*s'", STR_ARG(subject), rule->what, STR_ARG(dig_text(value)));
    }
    struct value host_process = dig(standard->pod->catalog, context, "windowsOptions", "hostProcess");
    if (is_true(host_process)) refuse(standard, PRIVILEGED, host_process, "%.*s is a process of the node (hostProcess)", STR_ARG(subject));
}

/* ---- baseline: a container ---- */

static void check_capabilities(struct standard *standard, struct value context, Str subject)
{
    static const char *const allowed[] = {"AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE",
                                          "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"};
    struct value list = dig(standard->pod->catalog, context, "capabilities", "add"), capability;
    struct refused refused = {0}, restricted = {0};
    for (size_t i = 0; each(list, i, &capability); i++) {
        Str name = dig_text(capability);
        if (!one_of(name, allowed, COUNT(allowed))) add_refused(&refused, capability, name);
        else if (standard->level == RESTRICTED && standard->version >= CAPABILITIES_SINCE && !str_is(name, "NET_BIND_SERVICE")) add_refused(&restricted, capability, name);
    }
    refuse_all(standard, PRIVILEGED, &refused, subject, "adds capabilities:");
    refuse_all(standard, BASELINE, &restricted, subject, "adds capabilities:");
}

/* Ports of the node; with hostNetwork they are no error of their own. */
static void check_host_ports(struct standard *standard, Str subject)
{
    const struct pod *pod = standard->pod;
    struct value ports = dig(pod->catalog, pod->container, "ports"), port;
    struct refused refused = {0};
    if (is_true(dig(pod->catalog, pod->workload->pod_spec, "hostNetwork"))) return;
    for (size_t i = 0; each(ports, i, &port); i++) {
        struct value host = dig(pod->catalog, port, "hostPort");
        int64_t number;
        if (number_in(host, &number) && number != 0) add_refused(&refused, host, value_show(pod->catalog->session->arena, host));
    }
    refuse_all(standard, PRIVILEGED, &refused, subject, "takes ports of the node (hostPort):");
}

static void check_probe_hosts(struct standard *standard, Str subject)
{
    const struct pod *pod = standard->pod;
    if (standard->version < PROBE_HOSTS_SINCE) return;
    for (size_t i = 0; i < POD_HANDLERS; i++) {
        struct value handler = dig(pod->catalog, pod->container, pod_handlers[i].outer, pod_handlers[i].inner);
        for (size_t k = 0; handler.kind == V_RECORD && k < HANDLER_ACTIONS; k++) {
            struct value host = dig(pod->catalog, handler, handler_actions[k], "host");
            if (dig_text(host).n) refuse(standard, PRIVILEGED, host, "the %s of %.*s asks another host", pod_handlers[i].what, STR_ARG(subject));
        }
    }
}

static void check_baseline_container(struct standard *standard, struct value context, Str subject)
{
    struct value privileged = dig(standard->pod->catalog, context, "privileged");
    if (is_true(privileged)) refuse(standard, PRIVILEGED, privileged, "%.*s is privileged", STR_ARG(subject));
    check_text_rules(standard, context, subject);
    check_proc_mount(standard, context, subject);
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
    struct value volumes = dig(pod->catalog, pod->workload->pod_spec, "volumes"), volume;
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
    struct value list = dig(standard->pod->catalog, context, "capabilities", "drop"), capability;
    for (size_t i = 0; each(list, i, &capability); i++)
        if (str_is(dig_text(capability), "ALL")) return true;
    return false;
}

/* A container's own field, else the pod's. */
static struct value effective(const struct standard *standard, struct value context, const char *outer, const char *inner)
{
    struct value own = dig(standard->pod->catalog, context, outer, inner);
    if (own.kind != V_NULL) return own;
    return dig(standard->pod->catalog, standard->pod->workload->pod_spec, "securityContext", outer, inner);
}

static void check_user(struct standard *standard, struct value context, Str subject)
{
    struct value user = dig(standard->pod->catalog, context, "runAsUser");
    int64_t id;
    if (standard->own_users || standard->version < ROOT_USER_SINCE) return;
    if (number_in(user, &id) && id == 0) refuse(standard, BASELINE, user, "%.*s runs as root (runAsUser is 0)", STR_ARG(subject));
}

static void check_fields_of_linux(struct standard *standard, struct value context, Str subject)
{
    struct catalog *catalog = standard->pod->catalog;
    struct value place = context.kind == V_NULL ? standard->pod->container : context;
    struct value escalation = dig(catalog, context, "allowPrivilegeEscalation");
    struct value seccomp = effective(standard, context, "seccompProfile", "type");
    if ((escalation.kind != V_BOOL || escalation.boolean) && !is_true(dig(catalog, context, "privileged")))
        refuse(standard, BASELINE, escalation.kind == V_NULL ? place : escalation, "%.*s may gain privileges (allowPrivilegeEscalation is not false)",
               STR_ARG(subject));
    if (seccomp.kind == V_NULL) refuse(standard, BASELINE, place, "%.*s has no seccomp profile", STR_ARG(subject));
    if (standard->version >= CAPABILITIES_SINCE && !drops_all(standard, context))
        refuse(standard, BASELINE, place, "%.*s keeps capabilities (drop = [\"ALL\"] is missing)", STR_ARG(subject));
}

static void check_restricted_container(struct standard *standard, struct value context, Str subject)
{
    struct value place = context.kind == V_NULL ? standard->pod->container : context, non_root = effective(standard, context, "runAsNonRoot", NULL);
    bool windows = str_is(dig_text(dig(standard->pod->catalog, standard->pod->workload->pod_spec, "os", "name")), "windows");
    check_user(standard, context, subject);
    if (!is_true(non_root) && !standard->own_users)
        refuse(standard, BASELINE, non_root.kind == V_NULL ? place : non_root, "%.*s may run as root (runAsNonRoot is not true)", STR_ARG(subject));
    if (!windows || standard->version < WINDOWS_SINCE) check_fields_of_linux(standard, context, subject);
}

void check_pod_security(struct pod *pod)
{
    struct standard standard = standard_of(pod);
    bool unknown = pod->catalog->machine->foreign && !dig_text(standard.written).n && !standard.demanded;
    if (standard.level == PRIVILEGED || unknown) return;
    check_host_access(&standard);
    check_host_paths(&standard);
    check_sysctls(&standard);
    check_apparmor_annotations(&standard);
    struct value pod_context = dig(pod->catalog, pod->workload->pod_spec, "securityContext");
    check_text_rules(&standard, pod_context, STR("the pod"));
    if (standard.level == RESTRICTED) {
        check_volume_kinds(&standard);
        check_user(&standard, pod_context, STR("the pod"));
    }
    for (size_t i = 0; each_container(pod->workload, i, &pod->container); i++) {
        struct value context = dig(pod->catalog, pod->container, "securityContext");
        pod->name = dig_text(dig(pod->catalog, pod->container, "name"));
        const Str parts[] = {STR("container '"), pod->name, STR("'")};
        Str subject = arena_join(pod->catalog->session->arena, parts, COUNT(parts));
        check_baseline_container(&standard, context, subject);
        if (standard.level == RESTRICTED) check_restricted_container(&standard, context, subject);
    }
    help_with_level(&standard);
}
