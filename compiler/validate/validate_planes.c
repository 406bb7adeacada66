/* Planes: whether what is placed on them fits on their nodes, and wants nothing of a node twice. */
#include "catalog.h"

#include <stdlib.h>

/* A fact `plane`: a set of nodes of its own, or a union. */
struct plane {
    const struct name *name;
    const struct fact *fact;
    int64_t nodes;           /* that it promises */
    struct value each[2];    /* what a node offers, by enum resource; V_NULL: not told */
    bool disjoint;
};

enum resource { CPU, MEMORY };
static const struct { const char *name; enum value_kind kind; } resources[] = {{"cpu", V_CPU}, {"memory", V_BYTES}};

/* The planes of their own that something may run on. One for each combination, whatever it is called. */
struct plane_set {
    const struct plane *const *members; /* sorted by name, no plane twice */
    size_t n;
    int64_t nodes;
    bool open;               /* has a plane that others may overlap */
    const struct plane *named; /* for messages */
    VEC(struct placement *) placements;
};

/* A fact `placement`: pods of one workload. */
struct placement {
    const struct fact *fact;
    Str workload, plane;
    const struct plane_set *set;
    bool everywhere, hard;   /* one on each node; never two on one */
    struct value replicas;   /* as written */
    int64_t pods;
    int64_t each[2];         /* requests of a pod, by enum resource */
};

struct planes {
    struct catalog *catalog;
    struct session *session;
    struct map by_name;      /* interned name to struct plane; unions too */
    VEC(struct plane *) planes;
    struct map by_members;   /* interned "a b" to struct plane_set */
    VEC(struct plane_set *) sets;
    VEC(struct placement *) placements;
    struct map workloads;    /* object to struct workload */
    struct map placed;       /* struct workload with a placement */
    struct map claims;       /* interned "port 80/TCP" or "path /x" to struct claim_list */
};

/* ---- arithmetic that stops at the largest number ---- */

static int64_t times(int64_t a, int64_t b)
{
    int64_t result;
    return __builtin_mul_overflow(a, b, &result) ? INT64_MAX : result;
}

static int64_t plus(int64_t a, int64_t b)
{
    int64_t result;
    return __builtin_add_overflow(a, b, &result) ? INT64_MAX : result;
}

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

/* ---- reading the facts ---- */

static Span place_of(const struct planes *planes, struct value value, const struct fact *fact)
{
    Span at = origin_span(&planes->catalog->machine->program->origins, value.origin);
    return at.file ? at : fact->instance->at;
}

static const struct name *name_in(struct planes *planes, struct value value)
{
    return value.kind == V_STRING ? name_of(planes->session->names, value_str(value)) : NULL;
}

static void read_plane(struct planes *planes, const struct fact *fact)
{
    struct catalog *catalog = planes->catalog;
    struct plane *plane = NEW(planes->session->arena, struct plane);
    *plane = (struct plane){.name = name_in(planes, dig(catalog, fact->value, "name", NULL)), .fact = fact};
    if (!plane->name || map_get(&planes->by_name, plane->name)) return;
    number_in(dig(catalog, fact->value, "at_least", NULL), &plane->nodes);
    for (size_t i = 0; i < COUNT(resources); i++) plane->each[i] = dig(catalog, fact->value, resources[i].name, NULL);
    plane->disjoint = is_true(dig(catalog, fact->value, "disjoint", NULL));
    map_put(planes->session->arena, &planes->by_name, plane->name, plane);
    vec_push(planes->session->arena, &planes->planes, plane);
}

static int by_name(const void *a, const void *b)
{
    const struct plane *x = *(const struct plane *const *)a, *y = *(const struct plane *const *)b;
    return str_cmp(NAME_STR(x->name), NAME_STR(y->name));
}

static const struct name *members_key(struct planes *planes, const struct plane *const *members, size_t n)
{
    struct buf text = {0};
    for (size_t i = 0; i < n; i++) buf_printf(&text, "%s ", members[i]->name->s);
    const struct name *key = name_of(planes->session->names, (Str){text.s, text.n});
    buf_free(&text);
    return key;
}

/* NULL: none, or one of the names is no plane. */
static struct plane_set *set_of(struct planes *planes, struct value names)
{
    size_t n = names.kind == V_LIST ? names.list->n : 0, kept = 0;
    const struct plane **members = NEW_ARRAY(planes->session->arena, n, const struct plane *);
    for (size_t i = 0; i < n; i++) {
        const struct name *name = name_in(planes, names.list->at[i]);
        members[i] = name ? map_get(&planes->by_name, name) : NULL;
        if (!members[i]) return NULL;
    }
    if (n) qsort(members, n, sizeof *members, by_name);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || members[kept - 1] != members[i]) members[kept++] = members[i];
    const struct name *key = members_key(planes, members, kept);
    struct plane_set *set = map_get(&planes->by_members, key);
    if (set || !kept) return set;
    set = NEW(planes->session->arena, struct plane_set);
    *set = (struct plane_set){.members = members, .n = kept, .named = members[0]};
    for (size_t i = 0; i < kept; i++) {
        set->nodes = plus(set->nodes, members[i]->nodes);
        set->open |= !members[i]->disjoint;
    }
    map_put(planes->session->arena, &planes->by_members, key, set);
    vec_push(planes->session->arena, &planes->sets, set);
    return set;
}

static void read_placement(struct planes *planes, const struct fact *fact)
{
    struct catalog *catalog = planes->catalog;
    struct plane_set *set = set_of(planes, dig(catalog, fact->value, "members", NULL));
    if (!set) return;
    struct placement *placement = NEW(planes->session->arena, struct placement);
    *placement = (struct placement){.fact = fact, .set = set, .replicas = dig(catalog, fact->value, "replicas", NULL), .pods = set->nodes};
    placement->workload = dig_text(dig(catalog, fact->value, "workload", NULL));
    placement->plane = dig_text(dig(catalog, fact->value, "plane", NULL));
    placement->everywhere = !number_in(placement->replicas, &placement->pods);
    placement->hard = str_is(dig_text(dig(catalog, fact->value, "spread", NULL)), "hard");
    for (size_t i = 0; i < COUNT(resources); i++) {
        struct value each = dig(catalog, fact->value, resources[i].name, NULL);
        if (each.kind == resources[i].kind) placement->each[i] = each.integer;
    }
    const struct name *name = name_find(planes->session->names, placement->plane);
    const struct plane *plane = name ? map_get(&planes->by_name, name) : NULL;
    if (plane) set->named = plane;
    vec_push(planes->session->arena, &planes->placements, placement);
    vec_push(planes->session->arena, &set->placements, placement);
}

static void read_facts(struct planes *planes)
{
    const struct machine *machine = planes->catalog->machine;
    for (size_t i = 0; i < machine->facts.n; i++)
        if (strcmp(machine->facts.at[i].name->s, "plane") == 0) read_plane(planes, &machine->facts.at[i]);
    for (size_t i = 0; i < machine->facts.n; i++)
        if (strcmp(machine->facts.at[i].name->s, "placement") == 0) read_placement(planes, &machine->facts.at[i]);
}

/* ---- spread ---- */

static void note_nodes(struct planes *planes, struct diag *diag, const struct plane_set *set)
{
    for (size_t i = 0; i < set->n; i++) {
        const struct plane *plane = set->members[i];
        Span at = place_of(planes, dig(planes->catalog, plane->fact->value, "at_least", NULL), plane->fact);
        diag_note(&planes->session->diags, diag, at, "plane '%s' promises %lld node%s", plane->name->s, (long long)plane->nodes,
                plane->nodes == 1 ? "" : "s");
    }
}

static void check_spread(struct planes *planes, const struct placement *placement)
{
    if (!placement->hard || placement->everywhere || placement->pods <= placement->set->nodes) return;
    struct diags *diags = &planes->session->diags;
    struct diag *diag = diag_add(diags, E0715, place_of(planes, placement->replicas, placement->fact),
                                 "'%.*s' wants %lld different nodes, and plane '%.*s' promises %lld", STR_ARG(placement->workload),
                                 (long long)placement->pods, STR_ARG(placement->plane), (long long)placement->set->nodes);
    note_instance(planes->catalog->machine, diag, placement->fact->instance);
    note_nodes(planes, diag, placement->set);
    diag_help(diags, diag, "at most %lld replicas, or spread = soft, or raise at_least of the plane if it has the nodes",
              (long long)placement->set->nodes);
}

/* ---- capacity ---- */

/* What is placed within a set, against what the set has. */
struct balance {
    const struct plane_set *set;
    enum resource resource;
    const struct plane *lost;  /* one node of it is gone; NULL: all nodes are there */
    int64_t wanted, offered;
};

static bool is_subset(const struct plane_set *inner, const struct plane_set *outer)
{
    size_t k = 0;
    for (size_t i = 0; i < inner->n; i++) {
        while (k < outer->n && outer->members[k] != inner->members[i]) k++;
        if (k == outer->n) return false;
    }
    return true;
}

static bool has_member(const struct plane_set *set, const struct plane *plane)
{
    for (size_t i = 0; i < set->n; i++)
        if (set->members[i] == plane) return true;
    return false;
}

/* The pods that still have to run somewhere: those that cannot move die with their node. */
static int64_t pods_left(const struct placement *placement, const struct plane *lost)
{
    if (!lost || !has_member(placement->set, lost)) return placement->pods;
    int64_t left = placement->set->nodes - 1;
    if (placement->everywhere || placement->hard || left == 0) return least(placement->pods, left);
    return placement->pods;
}

static int64_t request(const struct placement *placement, const struct balance *balance)
{
    return times(pods_left(placement, balance->lost), placement->each[balance->resource]);
}

static bool tells(const struct plane_set *set, enum resource resource)
{
    for (size_t i = 0; i < set->n; i++)
        if (set->members[i]->each[resource].kind != resources[resource].kind) return false;
    return true;
}

static void weigh(const struct planes *planes, struct balance *balance)
{
    const struct plane_set *set = balance->set;
    for (size_t i = 0; i < set->n; i++) {
        int64_t nodes = set->members[i]->nodes - (set->members[i] == balance->lost);
        balance->offered = plus(balance->offered, times(nodes, set->members[i]->each[balance->resource].integer));
    }
    for (size_t i = 0; i < planes->sets.n; i++) {
        const struct plane_set *inner = planes->sets.at[i];
        if (inner != set && (set->n == 1 || !is_subset(inner, set))) continue;
        for (size_t k = 0; k < inner->placements.n; k++) balance->wanted = plus(balance->wanted, request(inner->placements.at[k], balance));
    }
}

enum { USERS_SHOWN = 3 };

/* The largest users within the balance's set, the largest first. */
static void largest_users(const struct planes *planes, const struct balance *balance, const struct placement *users[USERS_SHOWN])
{
    for (size_t i = 0; i < planes->placements.n; i++) {
        const struct placement *user = planes->placements.at[i];
        if (!is_subset(user->set, balance->set) || request(user, balance) <= 0) continue;
        for (size_t k = 0; k < USERS_SHOWN && user; k++) {
            if (users[k] && request(users[k], balance) >= request(user, balance)) continue;
            const struct placement *smaller = users[k];
            users[k] = user;
            user = smaller;
        }
    }
}

static Str amount(struct planes *planes, enum resource resource, int64_t n)
{
    return value_show(planes->session->arena, value_unit(resources[resource].kind, n));
}

static void note_offer(struct planes *planes, struct diag *diag, const struct balance *balance)
{
    for (size_t i = 0; i < balance->set->n; i++) {
        const struct plane *plane = balance->set->members[i];
        int64_t nodes = plane->nodes - (plane == balance->lost);
        struct value each = plane->each[balance->resource];
        diag_note(&planes->session->diags, diag, place_of(planes, each, plane->fact), "plane '%s' offers %lld × %.*s", plane->name->s,
                (long long)nodes,
                  STR_ARG(value_show(planes->session->arena, each)));
    }
}

static void report_balance(struct planes *planes, const struct balance *balance)
{
    const struct plane *plane = balance->set->named;
    const char *resource = resources[balance->resource].name;
    struct diags *diags = &planes->session->diags;
    struct diag *diag = diag_add(diags, E0716, plane->fact->instance->at,
                                 "plane '%s' cannot hold what is placed on it%s%s%s: %.*s of %s are requested, and it offers %.*s",
                                 plane->name->s, balance->lost ? " when a node of '" : "", balance->lost ? balance->lost->name->s : "",
                                 balance->lost ? "' is lost" : "", STR_ARG(amount(planes, balance->resource, balance->wanted)), resource,
                                 STR_ARG(amount(planes, balance->resource, balance->offered)));
    note_instance(planes->catalog->machine, diag, plane->fact->instance->parent);
    const struct placement *users[USERS_SHOWN] = {NULL};
    note_offer(planes, diag, balance);
    largest_users(planes, balance, users);
    for (size_t i = 0; i < USERS_SHOWN && users[i]; i++)
        diag_note(diags, diag, users[i]->fact->instance->at, "'%.*s' requests %lld × %.*s", STR_ARG(users[i]->workload),
                  (long long)pods_left(users[i], balance->lost), STR_ARG(amount(planes, balance->resource, users[i]->each[balance->resource])));
    diag_help(diags, diag, "request less %s, or raise at_least of the plane if it has the nodes", resource);
}

/* All nodes there; if that is enough, each plane in turn with one node less. */
static void check_balance(struct planes *planes, const struct plane_set *set, enum resource resource)
{
    struct balance whole = {.set = set, .resource = resource};
    weigh(planes, &whole);
    if (whole.wanted > whole.offered) {
        report_balance(planes, &whole);
        return;
    }
    for (size_t i = 0; set->nodes > 1 && i < set->n; i++) {
        struct balance balance = {.set = set, .resource = resource, .lost = set->members[i]};
        if (set->members[i]->nodes < 1) continue;
        weigh(planes, &balance);
        if (balance.wanted <= balance.offered) continue;
        report_balance(planes, &balance);
        return;
    }
}

/* ---- what a node has only once: ports and writable folders ---- */

struct claim {
    const struct placement *placement; /* NULL: none is declared */
    const struct workload *workload;
    const struct object *object;
    struct value at;
    Str address;             /* of a port; empty: all */
};
struct claim_list { VEC(struct claim) v; };

/* Every two planes may have nodes in common unless one of them says that it is disjoint. */
static bool overlap(const struct plane_set *a, const struct plane_set *b)
{
    if (a->open && b->open) return true;
    for (size_t i = 0; i < a->n; i++)
        if (has_member(b, a->members[i])) return true;
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
        Str key = dig_text(dig(planes->catalog, toleration, "key", NULL)), effect = dig_text(dig(planes->catalog, toleration, "effect", NULL));
        if (!key.n && !effect.n && str_is(dig_text(dig(planes->catalog, toleration, "operator", NULL)), "Exists")) return true;
    }
    return false;
}

/* Whether a pod of SET is on every node where a pod of OTHER can be. */
static bool is_wherever(struct planes *planes, const struct workload *set, const struct workload *other)
{
    struct catalog *catalog = planes->catalog;
    struct value own = dig(catalog, set->pod_spec, "tolerations", NULL), others = dig(catalog, other->pod_spec, "tolerations", NULL);
    bool tolerates = tolerates_all(planes, own) || others.kind != V_LIST || others.list->n == 0 || value_equal(own, others);
    return built_in(set->object, "DaemonSet") && tolerates && dig(catalog, set->pod_spec, "affinity", NULL).kind == V_NULL &&
           is_within(planes, dig(catalog, set->pod_spec, "nodeSelector", NULL), dig(catalog, other->pod_spec, "nodeSelector", NULL));
}

/* The one node that a workload is bound to; empty: none. */
static Str bound_to(struct planes *planes, const struct workload *workload)
{
    Str node = dig_text(dig(planes->catalog, workload->pod_spec, "nodeName", NULL));
    return node.n ? node : dig_text(dig(planes->catalog, workload->pod_spec, "nodeSelector", "kubernetes.io/hostname", NULL));
}

/* Declared placements may overlap as their planes do. Of others only what must overlap counts: the scheduler keeps the rest apart. */
static bool may_overlap(struct planes *planes, const struct claim *a, const struct claim *b)
{
    if (a->placement && b->placement) return overlap(a->placement->set, b->placement->set);
    Str node = bound_to(planes, a->workload);
    if (node.n && str_eq(node, bound_to(planes, b->workload))) return true;
    return is_wherever(planes, a->workload, b->workload) || is_wherever(planes, b->workload, a->workload);
}

static bool same_address(Str a, Str b) { return !a.n || !b.n || str_eq(a, b) || str_is(a, "0.0.0.0") || str_is(b, "0.0.0.0"); }

static void report_claim(struct planes *planes, const struct claim *claim, const struct claim *earlier, const char *what, Str shown, const char *help)
{
    struct catalog *catalog = planes->catalog;
    const struct object *object = claim->object, *other = earlier->object;
    struct diag *diag = object_error(catalog, E0706, claim->at, object, "%s %.*s of a node is wanted by %s '%s' and %s '%s'", what, STR_ARG(shown),
                                     object->kube->kind, object->name->s, other->kube->kind, other->name->s);
    diag_note(&planes->session->diags, diag, where(catalog, earlier->at, other), "also wanted here");
    note_instance(catalog->machine, diag, other->instance);
    const struct placement *places[] = {claim->placement, earlier->placement};
    bool placed = places[0] && places[1];
    for (size_t i = 0; i < COUNT(places) && placed && places[0]->set != places[1]->set; i++)
        diag_note(&planes->session->diags, diag, places[i]->fact->instance->at, "'%.*s' runs on plane '%.*s'", STR_ARG(places[i]->workload),
                  STR_ARG(places[i]->plane));
    diag_help(&planes->session->diags, diag, "%s%s", help, placed ? ", or say that a plane shares no node with another: disjoint = true" : "");
}

enum { CLAIMS_COMPARED = 1000 };

/* Adds a claim; reports it if an earlier one may meet it on a node. */
static void add_claim(struct planes *planes, const char *what, Str shown, const struct claim *claim, const char *help)
{
    struct arena *arena = planes->session->arena;
    const struct name *key = name_of(planes->session->names, arena_printf(arena, "%s %.*s", what, STR_ARG(shown)));
    struct claim_list *list = map_get(&planes->claims, key);
    if (!list) {
        list = NEW(arena, struct claim_list);
        map_put(arena, &planes->claims, key, list);
    }
    for (size_t i = 0; i < list->v.n && i < CLAIMS_COMPARED; i++) {
        const struct claim *earlier = &list->v.at[i];
        if (earlier->object == claim->object) return;
        if (!may_overlap(planes, earlier, claim) || !same_address(earlier->address, claim->address)) continue;
        report_claim(planes, claim, earlier, what, shown, help);
        break;
    }
    vec_push(arena, &list->v, *claim);
}

static void claim_ports(struct planes *planes, const struct placement *placement, const struct workload *workload, struct value container)
{
    struct catalog *catalog = planes->catalog;
    bool on_host = is_true(dig(catalog, workload->pod_spec, "hostNetwork", NULL));
    struct value ports = dig(catalog, container, "ports", NULL), port;
    for (size_t i = 0; each(ports, i, &port); i++) {
        struct value at = dig(catalog, port, "hostPort", NULL);
        if (at.kind == V_NULL && on_host) at = dig(catalog, port, "containerPort", NULL);
        Str protocol = dig_text(dig(catalog, port, "protocol", NULL));
        int64_t number;
        if (!number_in(at, &number) || number == 0) continue;
        Str shown = arena_printf(planes->session->arena, "%lld/%.*s", (long long)number, STR_ARG(protocol.n ? protocol : STR("TCP")));
        struct claim claim = {placement, workload, workload->object, at, dig_text(dig(catalog, port, "hostIP", NULL))};
        add_claim(planes, "port", shown, &claim, "give one of them another port or other nodes");
    }
}

/* Files, devices, sockets and the kernel's own file systems are there to be shared. */
static bool is_folder(struct planes *planes, struct value source)
{
    static const char *const shared[] = {"/dev", "/proc", "/sys"};
    Str type = dig_text(dig(planes->catalog, source, "type", NULL)), path = dig_text(dig(planes->catalog, source, "path", NULL));
    for (size_t i = 0; i < COUNT(shared); i++) {
        Str top = str_of(shared[i]);
        if (str_starts(path, top) && (path.n == top.n || path.s[top.n] == '/')) return false;
    }
    return path.n > 0 && !str_is(type, "Socket") && !str_starts(type, STR("File")) && !str_ends(type, STR("Device"));
}

static bool is_written(struct planes *planes, const struct workload *workload, Str volume)
{
    struct value container, mount;
    for (size_t i = 0; each_container(planes->catalog, workload->pod_spec, i, &container); i++) {
        struct value mounts = dig(planes->catalog, container, "volumeMounts", NULL);
        for (size_t k = 0; each(mounts, k, &mount); k++) {
            if (!str_eq(dig_text(dig(planes->catalog, mount, "name", NULL)), volume)) continue;
            if (!is_true(dig(planes->catalog, mount, "readOnly", NULL))) return true;
        }
    }
    return false;
}

/* Folders of the node that several workloads are meant to write to are named in this annotation of each of them, or of their pods. */
static const char shared_paths[] = "stk.dev/shared-paths";

static bool is_meant(struct planes *planes, const struct object *object, Str path)
{
    Str own = dig_text(dig(planes->catalog, object->value, "metadata", "annotations", shared_paths, NULL));
    Str pods = dig_text(dig(planes->catalog, object->value, "spec", "template", "metadata", "annotations", shared_paths, NULL));
    return lists_word(own, path) || lists_word(pods, path);
}

static void claim_paths(struct planes *planes, const struct placement *placement, const struct workload *workload)
{
    struct catalog *catalog = planes->catalog;
    struct value volumes = dig(catalog, workload->pod_spec, "volumes", NULL), volume;
    for (size_t i = 0; each(volumes, i, &volume); i++) {
        struct value source = dig(catalog, volume, "hostPath", NULL), at = dig(catalog, source, "path", NULL);
        Str path = dig_text(at);
        while (path.n > 1 && path.s[path.n - 1] == '/') path.n--;
        if (!is_folder(planes, source) || is_meant(planes, workload->object, path)) continue;
        if (!is_written(planes, workload, dig_text(dig(catalog, volume, "name", NULL)))) continue;
        struct claim claim = {placement, workload, workload->object, at, STR("")};
        add_claim(planes, "path", path, &claim, "mount it readOnly in one of them, or name it in the annotation stk.dev/shared-paths of both");
    }
}

/* "Kind/name" among the objects of the fact's instance. */
static const struct workload *workload_of(const struct planes *planes, const struct placement *placement)
{
    const struct machine *machine = planes->catalog->machine;
    const char *slash = memchr(placement->workload.s, '/', placement->workload.n);
    if (!slash) return NULL;
    Str kind = {placement->workload.s, (size_t)(slash - placement->workload.s)}, name = {slash + 1, placement->workload.n - kind.n - 1};
    for (uint32_t i = placement->fact->instance->first_object; i < placement->fact->instance->end_object; i++) {
        const struct object *object = machine->objects.at[i];
        if (str_is(kind, object->kube->kind) && str_eq(name, NAME_STR(object->name))) return map_get(&planes->workloads, object);
    }
    return NULL;
}

/* PLACEMENT may be NULL. In foreign manifests, folders of a node are shared as a rule, and nothing says which are not. */
static void claim_node(struct planes *planes, const struct placement *placement, const struct workload *workload)
{
    struct value container;
    for (size_t i = 0; each_container(planes->catalog, workload->pod_spec, i, &container); i++) claim_ports(planes, placement, workload, container);
    if (!planes->catalog->machine->foreign) claim_paths(planes, placement, workload);
}

static void claim_placed(struct planes *planes, const struct placement *placement)
{
    const struct workload *workload = workload_of(planes, placement);
    if (!workload) return;
    map_put(planes->session->arena, &planes->placed, workload, planes);
    if (placement->pods != 0) claim_node(planes, placement, workload);
}

static void claim_unplaced(struct planes *planes, const struct workload *workload)
{
    int64_t replicas = 1;
    number_in(dig(planes->catalog, workload->object->value, "spec", "replicas", NULL), &replicas);
    if (replicas > 0 && !workload->object->broken && !map_get(&planes->placed, workload)) claim_node(planes, NULL, workload);
}

void validate_planes(struct catalog *catalog)
{
    struct planes planes = {.catalog = catalog, .session = catalog->session};
    for (size_t i = 0; i < catalog->workloads.n; i++)
        map_put(catalog->session->arena, &planes.workloads, catalog->workloads.at[i].object, (void *)&catalog->workloads.at[i]);
    read_facts(&planes);
    for (size_t i = 0; i < planes.placements.n; i++) {
        check_spread(&planes, planes.placements.at[i]);
        claim_placed(&planes, planes.placements.at[i]);
    }
    for (size_t i = 0; i < catalog->workloads.n; i++) claim_unplaced(&planes, &catalog->workloads.at[i]);
    for (size_t i = 0; i < planes.sets.n; i++)
        for (size_t resource = 0; resource < COUNT(resources); resource++)
            if (tells(planes.sets.at[i], (enum resource)resource)) check_balance(&planes, planes.sets.at[i], (enum resource)resource);
}
