/* What pods and roles may do beyond the ordinary. */
#include "review/workload.h"

#include "value/field.h"

struct search {
    struct session *session;
    struct privileges found;
    struct map seen;         /* interned text */
};

static void find(struct search *, const char *fmt, ...) PRINTF(2, 3);
static void find(struct search *search, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    const struct name *text = name_of(search->session->names, arena_vprintf(search->session->arena, fmt, args));
    va_end(args);
    if (map_get(&search->seen, text)) return;
    map_put(search->session->arena, &search->seen, text, search);
    vec_push(search->session->arena, &search->found.v, NAME_STR(text));
}

static struct value field(const struct search *search, struct value value, const char *path) { return value_field(search->session, value, path); }
static bool yes(struct value value) { return value.kind == V_BOOL && value.boolean; }
static bool no(struct value value) { return value.kind == V_BOOL && !value.boolean; }

/* ---- pods ---- */

/* What a container says about its user wins over what the pod says. */
static struct value user_field(const struct search *search, struct value pod, struct value container, const char *path)
{
    struct value own = field(search, container, path);
    return own.kind != V_NULL ? own : field(search, pod, path);
}

static void search_container(struct search *search, struct value pod, struct value container)
{
    Str name = value_text(field(search, container, "name"));
    struct value added = field(search, container, "securityContext.capabilities.add"), ports = field(search, container, "ports");
    if (yes(field(search, container, "securityContext.privileged"))) find(search, "container %.*s is privileged", STR_ARG(name));
    else if (yes(field(search, container, "securityContext.allowPrivilegeEscalation")))
        find(search, "container %.*s may gain privileges", STR_ARG(name));
    struct value user = user_field(search, pod, container, "securityContext.runAsUser");
    bool root = user.kind == V_INT ? user.integer == 0 : no(user_field(search, pod, container, "securityContext.runAsNonRoot"));
    if (root) find(search, "container %.*s may run as root", STR_ARG(name));
    for (size_t i = 0; list_item(added, i).kind != V_NULL; i++)
        find(search, "container %.*s has the capability %.*s", STR_ARG(name), STR_ARG(value_text(list_item(added, i))));
    for (size_t i = 0; list_item(ports, i).kind != V_NULL; i++) {
        struct value port = field(search, list_item(ports, i), "hostPort");
        if (port.kind == V_INT) find(search, "container %.*s takes port %lld of its node", STR_ARG(name), (long long)port.integer);
    }
}

static void search_pod(struct search *search, struct value spec)
{
    static const char *const shared[][2] = {{"hostNetwork", "network"}, {"hostPID", "processes"}, {"hostIPC", "shared memory"}};
    static const char *const lists[] = {"containers", "initContainers"};
    for (size_t i = 0; i < COUNT(shared); i++)
        if (yes(field(search, spec, shared[i][0]))) find(search, "pods share the node's %s (%s)", shared[i][1], shared[i][0]);
    struct value volumes = field(search, spec, "volumes");
    for (size_t i = 0; list_item(volumes, i).kind != V_NULL; i++) {
        Str path = value_text(field(search, list_item(volumes, i), "hostPath.path"));
        if (path.n) find(search, "pods mount %.*s of the node (hostPath)", STR_ARG(path));
    }
    for (size_t k = 0; k < COUNT(lists); k++) {
        struct value containers = field(search, spec, lists[k]);
        for (size_t i = 0; list_item(containers, i).kind != V_NULL; i++) search_container(search, spec, list_item(containers, i));
    }
}

/* ---- roles ---- */

static bool lists(struct value list, const char *word)
{
    for (size_t i = 0; list_item(list, i).kind != V_NULL; i++)
        if (str_is(value_text(list_item(list, i)), word)) return true;
    return false;
}

static Str words(struct search *search, struct value list)
{
    struct buf text = {0};
    for (size_t i = 0; list_item(list, i).kind != V_NULL; i++) {
        if (i) buf_put(&text, ", ", 2);
        buf_str(&text, value_text(list_item(list, i)));
    }
    Str copy = arena_copy(search->session->arena, (Str){text.s, text.n});
    buf_free(&text);
    return copy;
}

static void search_rule(struct search *search, struct value rule)
{
    static const char *const verbs[] = {"*", "escalate", "bind", "impersonate"};
    static const char *const resources[] = {"*", "secrets", "pods/exec", "pods/attach", "nodes/proxy", "serviceaccounts/token"};
    bool strong = false;
    for (size_t i = 0; i < COUNT(verbs); i++) strong |= lists(field(search, rule, "verbs"), verbs[i]);
    for (size_t i = 0; i < COUNT(resources); i++) strong |= lists(field(search, rule, "resources"), resources[i]);
    Str names = words(search, field(search, rule, "resourceNames"));
    if (strong) find(search, "may %.*s on %.*s%s%.*s", STR_ARG(words(search, field(search, rule, "verbs"))),
            STR_ARG(words(search, field(search, rule, "resources"))), names.n ? " named " : "", STR_ARG(names));
}

static void search_binding(struct search *search, struct value manifest)
{
    static const char *const strong[] = {"cluster-admin", "admin", "edit"};
    Str role = value_text(field(search, manifest, "roleRef.name"));
    struct value subjects = field(search, manifest, "subjects");
    for (size_t k = 0; k < COUNT(strong); k++)
        for (size_t i = 0; str_is(role, strong[k]) && list_item(subjects, i).kind != V_NULL; i++)
            find(search, "makes %.*s %.*s %s", STR_ARG(value_text(field(search, list_item(subjects, i), "kind"))),
                 STR_ARG(value_text(field(search, list_item(subjects, i), "name"))), strong[k]);
}

struct privileges privileges_of(struct session *session, Str kind, struct value manifest)
{
    struct search search = {.session = session, .found = {.arena = session->arena}};
    const char *template = template_path(kind);
    if (template) search_pod(&search, field(&search, field(&search, manifest, template), "spec"));
    struct value rules = field(&search, manifest, "rules");
    bool role = str_is(kind, "Role") || str_is(kind, "ClusterRole");
    for (size_t i = 0; role && list_item(rules, i).kind != V_NULL; i++) search_rule(&search, list_item(rules, i));
    if (str_is(kind, "RoleBinding") || str_is(kind, "ClusterRoleBinding")) search_binding(&search, manifest);
    return search.found;
}
