/* Planes: whether what is placed on them fits on their nodes, and wants nothing of a node twice. */
#include "planes.h"

#include <stdlib.h>

/* ---- spread ---- */

static void note_nodes(struct planes *planes, struct diag *diag, const struct plane_set *set)
{
    for (size_t i = 0; i < set->n; i++) {
        const struct plane *plane = set->members[i];
        Span at = plane_place(planes, dig(planes->catalog, plane->fact->value, "at_least"), plane->fact);
        diag_note(&planes->session->diags, diag, at, "plane '%s' promises %lld node%s", plane->name->s, (long long)plane->nodes,
                plane->nodes == 1 ? "" : "s");
    }
}

static void check_spread(struct planes *planes, const struct placement *placement)
{
    if (!placement->hard || placement->everywhere || placement->pods <= placement->set->sure) return;
    struct diags *diags = &planes->session->diags;
    struct diag *diag = diag_add(diags, E0715, plane_place(planes, placement->replicas, placement->fact),
                                 "'%.*s' wants %lld different nodes, and plane '%.*s' promises %lld", STR_ARG(placement->workload),
                                 (long long)placement->pods, STR_ARG(placement->plane), (long long)placement->set->sure);
    note_instance(planes->catalog->machine, diag, placement->fact->instance);
    note_nodes(planes, diag, placement->set);
    diag_help(diags, diag, "at most %lld replicas, or spread = soft, or raise at_least of the plane if it has the nodes%s",
              (long long)placement->set->sure,
              placement->set->nodes > placement->set->sure ? ", or say that its parts share none: disjoint = true" : "");
}

/* ---- capacity ---- */

/* What is placed within a set, against what the set has. */
struct balance {
    const struct plane_set *set;
    size_t resource;
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

/* The pods that still have to run somewhere: those that cannot move die with their node. */
static int64_t pods_left(const struct placement *placement, const struct plane *lost)
{
    if (!lost || !plane_set_has(placement->set, lost)) return placement->pods;
    int64_t left = placement->set->nodes - 1;
    if (placement->everywhere || placement->hard || left == 0) return least(placement->pods, left);
    return placement->pods;
}

static int64_t request(const struct placement *placement, const struct balance *balance)
{
    return times(pods_left(placement, balance->lost), placement->each[balance->resource]);
}

static bool tells(const struct plane_set *set, size_t resource)
{
    for (size_t i = 0; i < set->n; i++)
        if (set->members[i]->each[resource].kind == V_NULL) return false;
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

static Str amount(struct planes *planes, size_t resource, int64_t n)
{
    return value_show(planes->session->arena, value_unit(planes->resources.at[resource].kind, n));
}

static void note_offer(struct planes *planes, struct diag *diag, const struct balance *balance)
{
    for (size_t i = 0; i < balance->set->n; i++) {
        const struct plane *plane = balance->set->members[i];
        int64_t nodes = plane->nodes - (plane == balance->lost);
        struct value each = plane->each[balance->resource];
        diag_note(&planes->session->diags, diag, plane_place(planes, each, plane->fact), "plane '%s' offers %lld × %.*s", plane->name->s,
                (long long)nodes,
                  STR_ARG(value_show(planes->session->arena, each)));
    }
}

static void report_balance(struct planes *planes, const struct balance *balance)
{
    const struct plane *plane = balance->set->named;
    const char *resource = planes->resources.at[balance->resource].name;
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

/* Whatever else runs there: a pod that asks for more than a node has runs on none. */
static void check_pod(struct planes *planes, const struct placement *placement, size_t resource)
{
    struct value most = value_null();
    for (size_t i = 0; i < placement->set->n; i++) {
        struct value each = placement->set->members[i]->each[resource];
        if (most.kind == V_NULL || each.integer > most.integer) most = each;
    }
    if (placement->each[resource] <= most.integer) return;
    struct diags *diags = &planes->session->diags;
    struct diag *diag = diag_add(diags, E0716, placement->fact->instance->at,
                                 "a pod of '%.*s' requests %.*s of %s, and no node of plane '%.*s' has more than %.*s", STR_ARG(placement->workload),
                                 STR_ARG(amount(planes, resource, placement->each[resource])), planes->resources.at[resource].name,
                                 STR_ARG(placement->plane), STR_ARG(amount(planes, resource, most.integer)));
    diag_note(diags, diag, plane_place(planes, most, placement->set->named->fact), "a node offers %.*s",
              STR_ARG(amount(planes, resource, most.integer)));
    note_instance(planes->catalog->machine, diag, placement->fact->instance->parent);
    diag_help(diags, diag, "request less of it, or choose a plane whose nodes have it");
}

/* All nodes there; if that is enough, each plane in turn with one node less. */
static void check_balance(struct planes *planes, const struct plane_set *set, size_t resource)
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

void validate_planes(struct catalog *catalog)
{
    struct planes planes = {.catalog = catalog, .session = catalog->session};
    planes_read(&planes);
    for (size_t i = 0; i < planes.placements.n; i++) {
        check_spread(&planes, planes.placements.at[i]);
        use_placed(&planes, planes.placements.at[i]);
    }
    for (size_t i = 0; i < catalog->workloads.n; i++) use_unplaced(&planes, &catalog->workloads.at[i]);
    for (size_t resource = 0; resource < planes.resources.n; resource++) {
        size_t before = catalog->session->diags.errors;
        for (size_t i = 0; i < planes.placements.n; i++)
            if (tells(planes.placements.at[i]->set, resource)) check_pod(&planes, planes.placements.at[i], resource);
        for (size_t i = 0; i < planes.sets.n && catalog->session->diags.errors == before; i++)
            if (tells(planes.sets.at[i], resource)) check_balance(&planes, planes.sets.at[i], resource);
    }
}
