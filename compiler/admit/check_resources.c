/* What containers and pods ask for and may use. */
#include "admit/quantity.h"
#include "resource_name.h"
#include "value_format.h"
#include "visit.h"

enum { WHOLE_PAGES = 21 }; /* the minor version since which huge pages are counted whole */

/* ---- names of resources ---- */

static bool is_compute(Str name) { return str_is(name, "cpu") || str_is(name, "memory"); }
static bool is_pod_resource(Str name) { return is_compute(name) || is_huge_pages(name); }

/* ---- amounts ---- */

/* What a list of limits or requests is held against. */
struct kinds {
    bool (*fits)(Str name);
    const char *help;
};
static const struct kinds of_container = {is_container_resource, "cpu, memory, ephemeral-storage, hugepages-SIZE, or a device as DOMAIN/NAME"},
                          of_pod = {is_pod_resource, "cpu, memory or hugepages-SIZE"};

static bool is_whole(long double amount) { return amount > -0x1p62L && amount < 0x1p62L && amount == (long double)(int64_t)amount; }

static bool is_whole_pages(struct arena *arena, Str name, long double amount)
{
    long double size;
    if (!quantity_in(value_string(arena, str_skip(name, strlen("hugepages-"))), &size) || size <= 0) return false;
    return is_whole(size) && is_whole(amount / size);
}

/* What is wrong with it; NULL: nothing. */
static const char *amount_problem(const struct visit *visit, Str name, long double amount)
{
    if (amount < 0) return "it must be 0 or more";
    if (is_device_resource(name) && !is_whole(amount)) return "devices are whole";
    bool pages = is_huge_pages(name) && visit->catalog->session->kube >= WHOLE_PAGES;
    return pages && !is_whole_pages(visit->catalog->session->arena, name, amount) ? "that are no whole pages of this size" : NULL;
}

static void check_amount(const struct visit *visit, Str name, struct value value)
{
    long double amount;
    const char *problem = quantity_in(value, &amount) ? amount_problem(visit, name, amount) : NULL;
    if (problem) value_error(visit, E0717, value, "is %.*s, and %s", STR_ARG(value_show(visit->catalog->session->arena, value)), problem);
}

/* Each entry of limits or requests by itself. */
static void check_amounts(const struct visit *visit, struct value amounts, const struct kinds *kinds)
{
    for (size_t i = 0; amounts.kind == V_RECORD && i < amounts.record->n; i++) {
        struct way step;
        struct visit at = visit_key(visit, &step, amounts.record->keys[i]);
        Str name = NAME_STR(amounts.record->keys[i]);
        if (amounts.record->values[i].kind == V_NULL) continue;
        if (!kinds->fits(name))
            value_help(visit, value_error(&at, E0717, amounts.record->values[i], "is no resource that is possible here"), kinds->help);
        else check_amount(&at, name, amounts.record->values[i]);
    }
}

/* ---- requests against limits ---- */

static void check_request(const struct visit *visit, Str name, struct value request, struct value limit)
{
    long double amount, most;
    bool shared = is_shared_resource(name);
    if (limit.kind == V_NULL) {
        if (!shared) value_error(visit, E0804, request, "needs a limit, too, because it is not shared");
        return;
    }
    if (!quantity_in(request, &amount) || !quantity_in(limit, &most) || (shared ? amount <= most : amount == most)) return;
    value_error(visit, E0717, request, "is %.*s, and it must be %s the limit, which is %.*s",
                STR_ARG(value_show(visit->catalog->session->arena, request)), shared ? "at most" : "equal to",
                STR_ARG(value_show(visit->catalog->session->arena, limit)));
}

static bool has_any(struct value amounts, bool (*wanted)(Str))
{
    for (size_t i = 0; amounts.kind == V_RECORD && i < amounts.record->n; i++)
        if (wanted(NAME_STR(amounts.record->keys[i]))) return true;
    return false;
}

static void check_requirements(const struct visit *visit, struct value resources, const struct kinds *kinds)
{
    struct way steps[3];
    struct value limits = part(visit, resources, "limits"), requests = part(visit, resources, "requests");
    struct visit at_limits = visit_field(visit, &steps[0], "limits"), at_requests = visit_field(visit, &steps[1], "requests");
    check_amounts(&at_limits, limits, kinds);
    check_amounts(&at_requests, requests, kinds);
    for (size_t i = 0; requests.kind == V_RECORD && i < requests.record->n; i++) {
        const struct name *name = requests.record->keys[i];
        struct visit at = visit_key(&at_requests, &steps[2], name);
        check_request(&at, NAME_STR(name), requests.record->values[i], value_get(visit->catalog->session->arena, limits, name));
    }
    if ((has_any(limits, is_huge_pages) || has_any(requests, is_huge_pages)) && !has_any(limits, is_compute) && !has_any(requests, is_compute))
        value_error(visit, E0717, resources, "has huge pages, and needs cpu or memory, too");
}

void check_resources(const struct visit *visit, struct value resources)
{
    check_requirements(visit, resources, &of_container);
}

void check_limits(const struct visit *visit, struct value limits)
{
    check_amounts(visit, limits, &of_container);
}

/* ---- what the containers of a pod ask for together ---- */

/* In pods, though not in templates, a limit is what is asked for where nothing else is. */
static long double amount_of(const struct visit *visit, struct value container, const char *list, const struct name *name)
{
    struct arena *arena = visit->catalog->session->arena;
    long double amount = 0;
    struct value resources = part(visit, container, "resources");
    struct value at = value_get(arena, dig(visit->catalog, resources, list), name);
    if (at.kind == V_NULL && built_in(visit->object, "Pod")) at = value_get(arena, part(visit, resources, "limits"), name);
    return quantity_in(at, &amount) ? amount : 0;
}

/* Init containers run one after the other, those that are restarted beside all that follow. */
static long double together(const struct visit *visit, struct value spec, const char *list, const struct name *name)
{
    long double sum = 0, beside = 0, most = 0;
    for (struct containers walk = {.pod = visit, .spec = spec}; next_container(&walk);) {
        bool stays = str_is(text_of(visit, walk.container, "restartPolicy"), "Always");
        long double amount = amount_of(visit, walk.container, list, name);
        if (!walk.init || stays) sum += amount;
        if (walk.init && stays) beside += amount;
        long double meanwhile = stays ? beside : beside + amount;
        if (walk.init && meanwhile > most) most = meanwhile;
    }
    return most > sum ? most : sum;
}

/* VISIT is at the pod's spec, AT at the amount VALUE. */
static void check_sum(const struct visit *visit, const struct visit *at, struct value spec, const char *list, const struct name *name,
                      struct value value)
{
    long double amount;
    if (!quantity_in(value, &amount) || together(visit, spec, list, name) <= amount) return;
    Str shown = value_show(visit->catalog->session->arena, value);
    value_error(at, E0717, value, "is %.*s, and the %s of the containers are more together", STR_ARG(shown), list);
}

static void check_limits_of_containers(const struct visit *visit, struct value spec, const struct name *name, struct value limit)
{
    long double most, amount;
    for (struct containers walk = {.pod = visit, .spec = spec}; quantity_in(limit, &most) && next_container(&walk);) {
        struct value limits = dig(visit->catalog, walk.container, "resources", "limits");
        struct value own = value_get(visit->catalog->session->arena, limits, name);
        if (walk.init || !quantity_in(own, &amount) || amount <= most) continue;
        struct way steps[3];
        struct visit at = visit_field(&walk.at, &steps[0], "resources"), list = visit_field(&at, &steps[1], "limits");
        at = visit_key(&list, &steps[2], name);
        value_error(&at, E0717, own, "is more than the limit of the pod");
    }
}

static void check_pod_amounts(const struct visit *visit, struct value spec, struct value resources)
{
    struct arena *arena = visit->catalog->session->arena;
    struct way steps[3];
    struct value limits = part(visit, resources, "limits"), requests = part(visit, resources, "requests");
    struct visit at = visit_field(visit, &steps[0], "resources"), list = visit_field(&at, &steps[1], "requests");
    for (size_t i = 0; requests.kind == V_RECORD && i < requests.record->n; i++) {
        struct visit entry = visit_key(&list, &steps[2], requests.record->keys[i]);
        check_sum(visit, &entry, spec, "requests", requests.record->keys[i], requests.record->values[i]);
    }
    list = visit_field(&at, &steps[1], "limits");
    for (size_t i = 0; limits.kind == V_RECORD && i < limits.record->n; i++) {
        const struct name *name = limits.record->keys[i];
        struct value limit = limits.record->values[i];
        struct visit entry = visit_key(&list, &steps[2], name);
        check_limits_of_containers(visit, spec, name, limit);
        bool requested = built_in(visit->object, "Pod") && value_get(arena, requests, name).kind == V_NULL; /* by default */
        if (is_huge_pages(NAME_STR(name))) check_sum(visit, &entry, spec, "limits", name, limit);
        else if (requested) check_sum(visit, &entry, spec, "requests", name, limit);
    }
}

/* ---- claims of devices ---- */

static bool has_claim(const struct visit *visit, struct value spec, Str name)
{
    struct value claims = part(visit, spec, "resourceClaims"), claim;
    for (size_t i = 0; each(claims, i, &claim); i++)
        if (str_eq(text_of(visit, claim, "name"), name)) return true;
    return false;
}

/* Whether the claim A takes all or some of what B takes. */
static bool overlap(struct catalog *catalog, struct value a, struct value b)
{
    Str wanted = dig_text(dig(catalog, a, "request")), other = dig_text(dig(catalog, b, "request"));
    return str_eq(dig_text(dig(catalog, a, "name")), dig_text(dig(catalog, b, "name"))) &&
           (!wanted.n || !other.n || str_eq(wanted, other));
}

/* VISIT is at a container of SPEC. */
static void check_claims(const struct visit *visit, struct value spec, struct value container)
{
    struct way steps[4];
    struct value claims = dig(visit->catalog, container, "resources", "claims"), claim;
    struct visit at = visit_field(visit, &steps[0], "resources"), list = visit_field(&at, &steps[1], "claims");
    for (size_t i = 0; each(claims, i, &claim); i++) {
        struct value name = part(visit, claim, "name");
        struct visit element = visit_element(&list, &steps[2], i);
        at = visit_field(&element, &steps[3], "name");
        if (!dig_text(name).n) continue;
        if (!has_claim(visit, spec, dig_text(name)))
            value_error(&at, E0717, name, "is '%.*s', and no resourceClaims of the pod is called so", STR_ARG(dig_text(name)));
        for (size_t k = 0; k < i; k++)
            if (overlap(visit->catalog, claim, claims.list->at[k])) {
                value_error(&at, E0717, name, "is '%.*s', and an earlier claim takes that, too", STR_ARG(dig_text(name)));
                break;
            }
    }
}

void check_pod_resources(const struct visit *visit, struct value spec)
{
    struct value resources = part(visit, spec, "resources");
    struct way step;
    struct visit at = visit_field(visit, &step, "resources");
    for (struct containers walk = {.pod = visit, .spec = spec}; next_container(&walk);) check_claims(&walk.at, spec, walk.container);
    if (resources.kind == V_NULL || str_is(dig_text(dig(visit->catalog, spec, "os", "name")), "windows")) return;
    check_requirements(&at, resources, &of_pod);
    check_pod_amounts(visit, spec, resources);
}
