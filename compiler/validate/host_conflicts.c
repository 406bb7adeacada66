/* What a node has only once: ports, and folders that are written. */
#include "planes.h"

struct host_use {
    const struct placement *placement; /* NULL: none is declared */
    const struct workload *workload;
    const struct object *object;
    struct value at;
    Str address;             /* of a port; empty: all */
};
struct host_use_list { VEC(struct host_use) v; };

/* Every two planes may have nodes in common unless one of them says that it is disjoint. */
static bool overlap(const struct plane_set *a, const struct plane_set *b)
{
    if (a->open && b->open) return true;
    for (size_t i = 0; i < a->n; i++)
        if (plane_set_has(b, a->members[i])) return true;
    return false;
}

static bool is_within(struct planes *planes, struct value part, struct value whole)
{
    return part.kind != V_RECORD || part.record->n == 0 || matches(planes->catalog, part, whole);
}

static bool tolerates_all(struct planes *planes, struct value tolerations)
{
    struct value toleration;
    for (size_t i = 0; each(tolerations, i, &toleration); i++) {
        Str key = dig_text(dig(planes->catalog, toleration, "key")), effect = dig_text(dig(planes->catalog, toleration, "effect"));
        if (!key.n && !effect.n && str_is(dig_text(dig(planes->catalog, toleration, "operator")), "Exists")) return true;
    }
    return false;
}

/* Whether a pod of SET is on every node where a pod of OTHER can be. */
static bool is_wherever(struct planes *planes, const struct workload *set, const struct workload *other)
{
    struct catalog *catalog = planes->catalog;
    struct value own = dig(catalog, set->pod_spec, "tolerations"), others = dig(catalog, other->pod_spec, "tolerations");
    bool tolerates = tolerates_all(planes, own) || others.kind != V_LIST || others.list->n == 0 || value_equal(own, others);
    return built_in(set->object, "DaemonSet") && tolerates && dig(catalog, set->pod_spec, "affinity").kind == V_NULL &&
           is_within(planes, dig(catalog, set->pod_spec, "nodeSelector"), dig(catalog, other->pod_spec, "nodeSelector"));
}

Str node_of(struct catalog *catalog, const struct workload *workload)
{
    Str node = dig_text(dig(catalog, workload->pod_spec, "nodeName"));
    return node.n ? node : dig_text(dig(catalog, workload->pod_spec, "nodeSelector", "kubernetes.io/hostname"));
}

/* Declared placements may overlap as their planes do. Of others only what must overlap counts: the scheduler keeps the rest apart. */
static bool may_overlap(struct planes *planes, const struct host_use *a, const struct host_use *b)
{
    if (a->placement && b->placement) return overlap(a->placement->set, b->placement->set);
    Str node = node_of(planes->catalog, a->workload);
    if (node.n && str_eq(node, node_of(planes->catalog, b->workload))) return true;
    return is_wherever(planes, a->workload, b->workload) || is_wherever(planes, b->workload, a->workload);
}

static bool same_address(Str a, Str b) { return !a.n || !b.n || str_eq(a, b) || str_is(a, "0.0.0.0") || str_is(b, "0.0.0.0"); }

static void report_conflict(struct planes *planes, const struct host_use *use, const struct host_use *earlier, const char *what, Str shown,
        const char *help)
{
    struct catalog *catalog = planes->catalog;
    const struct object *object = use->object, *other = earlier->object;
    struct diag *diag = object_error(catalog, E0706, use->at, object, "%s %.*s of a node is wanted by %s '%s' and %s '%s'", what, STR_ARG(shown),
                                     object->kube->kind, object->name->s, other->kube->kind, other->name->s);
    diag_note(&planes->session->diags, diag, where(catalog, earlier->at, other), "also wanted here");
    note_instance(catalog->machine, diag, other->instance);
    const struct placement *places[] = {use->placement, earlier->placement};
    bool placed = places[0] && places[1];
    for (size_t i = 0; i < COUNT(places) && placed && places[0]->set != places[1]->set; i++)
        diag_note(&planes->session->diags, diag, places[i]->fact->instance->at, "'%.*s' runs on plane '%.*s'", STR_ARG(places[i]->workload),
                  STR_ARG(places[i]->plane));
    diag_help(&planes->session->diags, diag, "%s%s", help, placed ? ", or say that a plane shares no node with another: disjoint = true" : "");
}

enum { USES_COMPARED = 1000 };

/* Adds a claim; reports it if an earlier one may be on the same node. */
static void add_host_use(struct planes *planes, const char *what, Str shown, const struct host_use *use, const char *help)
{
    struct arena *arena = planes->session->arena;
    const struct name *key = name_of(planes->session->names, arena_printf(arena, "%s %.*s", what, STR_ARG(shown)));
    struct host_use_list *list = map_get(&planes->host_uses, key);
    if (!list) {
        list = NEW(arena, struct host_use_list);
        map_put(arena, &planes->host_uses, key, list);
    }
    for (size_t i = 0; i < list->v.n && i < USES_COMPARED; i++) {
        const struct host_use *earlier = &list->v.at[i];
        if (earlier->object == use->object) return;
        if (!may_overlap(planes, earlier, use) || !same_address(earlier->address, use->address)) continue;
        report_conflict(planes, use, earlier, what, shown, help);
        break;
    }
    vec_push(arena, &list->v, *use);
}

struct value host_port(struct catalog *catalog, struct value pod_spec, struct value port)
{
    struct value at = dig(catalog, port, "hostPort");
    bool on_host = at.kind == V_NULL && is_true(dig(catalog, pod_spec, "hostNetwork"));
    return on_host ? dig(catalog, port, "containerPort") : at;
}

static void use_ports(struct planes *planes, const struct placement *placement, const struct workload *workload, struct value container)
{
    struct catalog *catalog = planes->catalog;
    struct value ports = dig(catalog, container, "ports"), port;
    for (size_t i = 0; each(ports, i, &port); i++) {
        struct value at = host_port(catalog, workload->pod_spec, port);
        Str protocol = dig_text(dig(catalog, port, "protocol"));
        int64_t number;
        if (!number_in(at, &number) || number == 0) continue;
        Str shown = arena_printf(planes->session->arena, "%lld/%.*s", (long long)number, STR_ARG(protocol.n ? protocol : STR("TCP")));
        struct host_use use = {placement, workload, workload->object, at, dig_text(dig(catalog, port, "hostIP"))};
        add_host_use(planes, "port", shown, &use, "give one of them another port or other nodes");
    }
}

/* Files, devices, sockets and the kernel's own file systems are there to be shared. */
static bool is_folder(struct planes *planes, struct value source)
{
    static const char *const shared[] = {"/dev", "/proc", "/sys"};
    Str type = dig_text(dig(planes->catalog, source, "type")), path = dig_text(dig(planes->catalog, source, "path"));
    for (size_t i = 0; i < COUNT(shared); i++) {
        Str top = str_of(shared[i]);
        if (str_starts(path, top) && (path.n == top.n || path.s[top.n] == '/')) return false;
    }
    return path.n > 0 && !str_is(type, "Socket") && !str_starts(type, STR("File")) && !str_ends(type, STR("Device"));
}

static bool is_written(struct planes *planes, const struct workload *workload, Str volume)
{
    struct value container, mount;
    for (size_t i = 0; each_container(workload, i, &container); i++) {
        struct value mounts = dig(planes->catalog, container, "volumeMounts");
        for (size_t k = 0; each(mounts, k, &mount); k++) {
            if (!str_eq(dig_text(dig(planes->catalog, mount, "name")), volume)) continue;
            if (!is_true(dig(planes->catalog, mount, "readOnly"))) return true;
        }
    }
    return false;
}

/* Folders of the node that several workloads are meant to write to are named in this annotation of each of them, or of their pods. */
static const char shared_paths[] = "stk.dev/shared-paths";

static bool is_meant(struct planes *planes, const struct object *object, Str path)
{
    Str own = dig_text(dig(planes->catalog, object->value, "metadata", "annotations", shared_paths));
    Str pods = dig_text(dig(planes->catalog, object->value, "spec", "template", "metadata", "annotations", shared_paths));
    return lists_word(own, path) || lists_word(pods, path);
}

static void use_paths(struct planes *planes, const struct placement *placement, const struct workload *workload)
{
    struct catalog *catalog = planes->catalog;
    struct value volumes = dig(catalog, workload->pod_spec, "volumes"), volume;
    for (size_t i = 0; each(volumes, i, &volume); i++) {
        struct value source = dig(catalog, volume, "hostPath"), at = dig(catalog, source, "path");
        Str path = dig_text(at);
        while (path.n > 1 && path.s[path.n - 1] == '/') path.n--;
        if (!is_folder(planes, source) || is_meant(planes, workload->object, path)) continue;
        if (!is_written(planes, workload, dig_text(dig(catalog, volume, "name")))) continue;
        struct host_use use = {placement, workload, workload->object, at, STR("")};
        add_host_use(planes, "path", path, &use, "mount it readOnly in one of them, or name it in the annotation stk.dev/shared-paths of both");
    }
}

/* PLACEMENT may be NULL. In foreign manifests, folders of a node are shared as a rule, and nothing says which are not. */
static void use_node(struct planes *planes, const struct placement *placement, const struct workload *workload)
{
    struct value container;
    for (size_t i = 0; each_container(workload, i, &container); i++) use_ports(planes, placement, workload, container);
    if (!planes->catalog->machine->foreign) use_paths(planes, placement, workload);
}

void use_placed(struct planes *planes, const struct placement *placement)
{
    if (!placement->object) return;
    map_put(planes->session->arena, &planes->placed, placement->object, planes);
    if (placement->pods != 0) use_node(planes, placement, placement->object);
}

void use_unplaced(struct planes *planes, const struct workload *workload)
{
    int64_t replicas = 1;
    number_in(dig(planes->catalog, workload->object->value, "spec", "replicas"), &replicas);
    if (replicas > 0 && !workload->object->broken && !map_get(&planes->placed, workload)) use_node(planes, NULL, workload);
}
