/* Rules about pods as a whole that a table cannot say. */
#include "visit.h"

#include <inttypes.h>

bool next_container(struct containers *walk)
{
    struct catalog *catalog = walk->pod->catalog;
    for (;;) {
        const char *field = walk->init ? "initContainers" : "containers";
        struct visit list = visit_field(walk->pod, &walk->list, field);
        if (each(dig(catalog, walk->spec, field), walk->next, &walk->container)) {
            walk->at = visit_element(&list, &walk->element, walk->next++);
            return true;
        }
        if (walk->init) return false;
        walk->init = true;
        walk->next = 0;
    }
}

/* ---- containers ---- */

void check_container_names(const struct visit *visit, struct value spec)
{
    struct catalog *catalog = visit->catalog;
    struct map seen = {0};
    for (struct containers walk = {.pod = visit, .spec = spec}; next_container(&walk);) {
        struct value name = dig(catalog, walk.container, "name");
        if (!dig_text(name).n) continue;
        const struct name *key = name_of(catalog->session->names, dig_text(name));
        if (map_get(&seen, key)) field_error(&walk.at, "name", E0717, name, "is '%s', and an earlier container is called so, too", key->s);
        else map_put(catalog->session->arena, &seen, key, &seen);
    }
}

static bool is_sidecar(struct catalog *catalog, struct value container)
{
    return str_is(dig_text(dig(catalog, container, "restartPolicy")), "Always");
}

/* A container that starts anew with its resources: only one that runs beside the others. */
static void check_init_resizing(const struct visit *visit, struct value container)
{
    struct value policies = part(visit, container, "resizePolicy"), policy;
    for (size_t i = 0; each(policies, i, &policy); i++) {
        struct value restart = part(visit, policy, "restartPolicy");
        if (!str_is(dig_text(restart), "RestartContainer")) continue;
        struct way list_step, step;
        struct visit list = visit_field(visit, &list_step, "resizePolicy"), element = visit_element(&list, &step, i);
        field_error(&element, "restartPolicy", E0717, restart, "is 'RestartContainer', and the container ends before the others start");
    }
}

enum { RESIZED_INIT = 36 }; /* the minor version since which the server looks at the resizing of init containers */

void check_init_containers(const struct visit *visit, struct value spec)
{
    static const char *const fields[] = {"lifecycle", "livenessProbe", "readinessProbe", "startupProbe"};
    for (struct containers walk = {.pod = visit, .spec = spec}; next_container(&walk);) {
        if (!walk.init || is_sidecar(visit->catalog, walk.container)) continue;
        for (size_t i = 0; i < COUNT(fields); i++) {
            struct value field = dig(visit->catalog, walk.container, fields[i]);
            if (field.kind != V_NULL)
                field_error(&walk.at, fields[i], E0717, field, "is not possible here: an init container without restartPolicy = Always ends before "
                            "the others start");
        }
        if (visit->catalog->session->kube >= RESIZED_INIT) check_init_resizing(&walk.at, walk.container);
    }
}

/* ---- ports of the host ---- */

enum { HOST_PORTS_FROM_TEMPLATES = 28 }; /* the minor version since which only pods get the ports of the host network's containers by default */

static bool is_pod(const struct visit *visit) { return built_in(visit->object, "Pod"); }

/* The port of the host that PORT takes; 0: none. */
static int64_t host_port_of(const struct visit *visit, struct value port, bool on_host)
{
    int64_t number = 0;
    bool by_default = is_pod(visit) || visit->catalog->session->kube < HOST_PORTS_FROM_TEMPLATES;
    number_in(part(visit, port, "hostPort"), &number);
    if (!number && on_host && by_default) number_in(part(visit, port, "containerPort"), &number);
    return number;
}

static Str or_else(Str text, const char *other) { return text.n ? text : str_of(other); }

/* A port of the host, which SEEN has once. VISIT is at the port. */
static void take_host_port(const struct visit *visit, struct value port, int64_t number, struct map *seen)
{
    struct catalog *catalog = visit->catalog;
    Str protocol = or_else(dig_text(dig(catalog, port, "protocol")), "TCP"), ip = dig_text(dig(catalog, port, "hostIP"));
    Str text = arena_printf(catalog->session->arena, "%.*s/%.*s/%" PRId64, STR_ARG(protocol), STR_ARG(ip), number);
    const struct name *key = name_of(catalog->session->names, text);
    struct value at = dig(catalog, port, "hostPort");
    if (map_get(seen, key)) field_error(visit, "hostPort", E0717, at.origin ? at : port, "is %" PRId64 ", and an earlier port is that, too", number);
    else map_put(catalog->session->arena, seen, key, seen);
}

static void check_equal_port(const struct visit *visit, struct value port)
{
    int64_t own = 0, host = 0;
    struct value at = part(visit, port, "hostPort");
    number_in(part(visit, port, "containerPort"), &own);
    if (number_in(at, &host) && host && host != own)
        field_error(visit, "hostPort", E0717, at, "is %" PRId64 ", and it must be 'containerPort', which is %" PRId64 ", with hostNetwork = true",
                    host, own);
}

void check_host_ports(const struct visit *visit, struct value spec)
{
    bool on_host = is_true(part(visit, spec, "hostNetwork"));
    struct map seen = {0};
    for (struct containers walk = {.pod = visit, .spec = spec}; next_container(&walk);) {
        struct way list_step, step;
        struct visit list = visit_field(&walk.at, &list_step, "ports");
        struct value ports = part(visit, walk.container, "ports"), port;
        if (walk.init) seen = (struct map){0}; /* they run one after the other */
        for (size_t i = 0; each(ports, i, &port); i++) {
            struct visit at = visit_element(&list, &step, i);
            int64_t number = host_port_of(visit, port, on_host);
            if (number) take_host_port(&at, port, number, &seen);
            if (on_host && !walk.init) check_equal_port(&at, port);
        }
    }
}

/* ---- containers that are processes of a Windows host ---- */

/* 1: it is one, 0: it is not, -1: it does not say. */
static int host_process_of(struct catalog *catalog, struct value of)
{
    struct value value = dig(catalog, of, "securityContext", "windowsOptions", "hostProcess");
    return value.kind == V_BOOL ? value.boolean : -1;
}

void check_host_processes(const struct visit *visit, struct value spec)
{
    struct catalog *catalog = visit->catalog;
    int of_pod = host_process_of(catalog, spec);
    size_t count = 0, processes = 0;
    for (struct containers walk = {.pod = visit, .spec = spec}; next_container(&walk); count++) {
        int own = host_process_of(catalog, walk.container);
        processes += own >= 0 ? own > 0 : of_pod > 0;
        if (own >= 0 && of_pod >= 0 && own != of_pod)
            value_error(&walk.at, E0717, dig(catalog, walk.container, "securityContext"), "says something else about hostProcess than its pod");
    }
    if (processes == 0) return;
    if (processes < count) value_error(visit, E0717, spec, "has containers that are processes of the host, and others that are not");
    if (!is_true(dig(catalog, spec, "hostNetwork")))
        value_error(visit, E0717, spec, "has containers that are processes of the host, and needs hostNetwork = true");
}

/* ---- kernel parameters ---- */

/* As sysctl reads it: with '/' first, '.' and '/' stand for each other. */
static Str with_dots(struct arena *arena, Str name)
{
    size_t first = 0;
    while (first < name.n && name.s[first] != '.' && name.s[first] != '/') first++;
    if (first == name.n || name.s[first] == '.') return name;
    char *copy = arena_alloc(arena, name.n);
    for (size_t i = 0; i < name.n; i++) copy[i] = name.s[i] == '/' ? '.' : name.s[i] == '.' ? '/' : name.s[i];
    return (Str){copy, name.n};
}

static bool is_of_ipc(Str name)
{
    static const char *const names[] = {"kernel.sem", "kernel.shm", "kernel.shmall", "kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced",
                                        "kernel.msg", "kernel.msgmax", "kernel.msgmnb", "kernel.msgmni"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_is(name, names[i])) return true;
    return str_starts(name, STR("fs.mqueue."));
}

/* Those of a namespace that the pod shares with its host. */
void check_host_sysctls(const struct visit *visit, struct value spec)
{
    struct way steps[3];
    struct value sysctls = dig(visit->catalog, spec, "securityContext", "sysctls"), sysctl;
    struct visit context = visit_field(visit, &steps[0], "securityContext"), list = visit_field(&context, &steps[1], "sysctls");
    bool network = is_true(part(visit, spec, "hostNetwork")), ipc = is_true(part(visit, spec, "hostIPC"));
    for (size_t i = 0; each(sysctls, i, &sysctl); i++) {
        struct value at = part(visit, sysctl, "name");
        Str name = with_dots(visit->catalog->session->arena, dig_text(at));
        bool of_network = network && str_starts(name, STR("net."));
        if (!of_network && !(ipc && is_of_ipc(name))) continue;
        struct visit element = visit_element(&list, &steps[2], i);
        field_error(&element, "name", E0717, at, "is '%.*s', and that is the host's, with %s = true", STR_ARG(name),
                    of_network ? "hostNetwork" : "hostIPC");
    }
}

/* ---- hooks that sleep ---- */

enum { SLEEPS_NOTHING = 33 }; /* the minor version since which they may sleep 0 s */

static void check_sleep(const struct visit *visit, struct value container, const char *hook, int64_t grace)
{
    struct value action = dig(visit->catalog, container, "lifecycle", hook, "sleep"), seconds = part(visit, action, "seconds");
    struct way steps[3];
    int64_t number = 0, least = visit->catalog->session->kube < SLEEPS_NOTHING;
    if (action.kind == V_NULL || (seconds.kind != V_NULL && !number_in(seconds, &number)) || (number >= least && number <= grace)) return;
    struct visit lifecycle = visit_field(visit, &steps[0], "lifecycle"), at = visit_field(&lifecycle, &steps[1], hook);
    at = visit_field(&at, &steps[2], "sleep");
    field_error(&at, "seconds", E0717, seconds.origin ? seconds : action, "is %" PRId64 ", and it must be from %" PRId64 " to "
                "terminationGracePeriodSeconds, which is %" PRId64, number, least, grace);
}

void check_sleeps(const struct visit *visit, struct value spec)
{
    int64_t grace = 30;
    number_in(part(visit, spec, "terminationGracePeriodSeconds"), &grace);
    if (grace < 0 && is_pod(visit)) grace = 1; /* that is what the server makes of it */
    for (struct containers walk = {.pod = visit, .spec = spec}; next_container(&walk);) {
        if (walk.init && !is_sidecar(visit->catalog, walk.container)) continue;
        check_sleep(&walk.at, walk.container, "postStart", grace);
        check_sleep(&walk.at, walk.container, "preStop", grace);
    }
}

/* ---- DNS ---- */

enum { SEARCH_LIST_GROWN = 26, SEARCH_LIST_MAX = 2048, SEARCH_LIST_MAX_BEFORE = 256 };

/* The domains with spaces between them are a line of resolv.conf. */
void check_search_list(const struct visit *visit, struct value searches)
{
    struct value search;
    size_t size = 0, max = visit->catalog->session->kube < SEARCH_LIST_GROWN ? SEARCH_LIST_MAX_BEFORE : SEARCH_LIST_MAX;
    for (size_t i = 0; each(searches, i, &search); i++) size += dig_text(search).n + (i > 0);
    if (size > max) value_error(visit, E0717, searches, "has %zu characters with the spaces between, and the limit is %zu", size, max);
}
