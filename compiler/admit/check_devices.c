/* Devices, claims for them, and what they share. */
#include "visit.h"
#include "admit/quantity.h"

/* ---- claims ---- */

static bool is_named(const struct visit *visit, struct value list, Str name, struct value *found)
{
    for (size_t i = 0; each(list, i, found); i++)
        if (str_eq(dig_text(dig(visit->catalog, *found, "name")), name)) return true;
    return false;
}

/* "REQUEST", or "REQUEST/ALTERNATIVE". */
static bool is_request(const struct visit *visit, struct value requests, Str name)
{
    Str rest = name, first = str_cut(&rest, '/');
    struct value request, alternative;
    if (!is_named(visit, requests, first, &request)) return false;
    return first.n == name.n || is_named(visit, part(visit, request, "firstAvailable"), rest, &alternative);
}

static void check_names(const struct visit *visit, struct value names, struct value requests)
{
    for (size_t i = 0; names.kind == V_LIST && i < names.list->n; i++) {
        struct way element;
        struct visit at = visit_element(visit, &element, i);
        struct value name = names.list->at[i];
        if (name.kind == V_STRING && !is_request(visit, requests, value_str(name)))
            value_error(&at, E0717, name, "is '%.*s', and no request is called so", STR_ARG(value_str(name)));
    }
}

void check_request_names(const struct visit *visit, struct value claim)
{
    static const char *const users[] = {"constraints", "config"};
    struct value requests = part(visit, claim, "requests"), user;
    for (size_t k = 0; k < COUNT(users); k++) {
        struct way list, element, field;
        struct visit in_list = visit_field(visit, &list, users[k]);
        for (size_t i = 0; each(dig(visit->catalog, claim, users[k]), i, &user); i++) {
            struct visit inner = visit_element(&in_list, &element, i), at = visit_field(&inner, &field, "requests");
            check_names(&at, part(visit, user, "requests"), requests);
        }
    }
}

/* ---- slices ---- */

/* What v1beta1 has in 'basic', and later versions have in the device itself. */
static struct value device_in(const struct visit *visit, struct value device)
{
    struct value basic = part(visit, device, "basic");
    return basic.kind == V_RECORD ? basic : device;
}

static size_t places_of(const struct visit *visit, struct value device)
{
    static const char *const places[] = {"nodeName", "nodeSelector", "allNodes"};
    size_t n = 0;
    for (size_t i = 0; i < COUNT(places); i++) n += dig(visit->catalog, device, places[i]).kind != V_NULL;
    return n;
}

void check_device_slice(const struct visit *visit, struct value spec)
{
    enum { MOST_ADVANCED = 64 };
    struct value devices = part(visit, spec, "devices"), device;
    bool own_place = is_true(part(visit, spec, "perDeviceNodeSelection")), advanced = false;
    struct way list, element;
    struct visit in_list = visit_field(visit, &list, "devices");
    for (size_t i = 0; each(devices, i, &device); i++) {
        struct visit at = visit_element(&in_list, &element, i);
        struct value basic = device_in(visit, device);
        size_t places = places_of(visit, basic);
        if (own_place && !places) value_error(&at, E0804, device, "needs nodeName, nodeSelector or allNodes, as perDeviceNodeSelection says");
        if (!own_place && places)
            value_error(&at, E0717, device, "says on which nodes it is, and the slice does not have perDeviceNodeSelection: true");
        advanced |= !is_empty_value(part(visit, basic, "taints")) ||
                    !is_empty_value(part(visit, basic, "consumesCounters"));
    }
    if (advanced && devices.list->n > MOST_ADVANCED)
        value_error(&in_list, E0717, devices, "has %u elements, and with taints or counters there are at most %d", devices.list->n, MOST_ADVANCED);
}

void check_device(const struct visit *visit, struct value device)
{
    enum { MOST = 32 };
    struct value attributes = part(visit, device, "attributes"), capacity = part(visit, device, "capacity");
    struct value good = part(visit, device, "bindingConditions"), a;
    struct value bad = part(visit, device, "bindingFailureConditions"), b;
    size_t n = (attributes.kind == V_RECORD ? attributes.record->n : 0) + (capacity.kind == V_RECORD ? capacity.record->n : 0);
    if (n > MOST) value_error(visit, E0717, device, "has %zu attributes and capacities, and the most is %d", n, MOST);
    for (size_t i = 0; each(bad, i, &b); i++)
        for (size_t k = 0; each(good, k, &a); k++)
            if (value_equal(a, b)) value_error(visit, E0717, b, "has the condition '%.*s' for binding and for its failure", STR_ARG(dig_text(b)));
}

/* ---- how much of a capacity can be asked for ---- */

static bool amount_at(const struct visit *visit, struct value value, const char *field, long double *amount)
{
    return quantity_in(dig(visit->catalog, value, field), amount);
}

static int64_t rounded_up(long double amount)
{
    int64_t whole = (int64_t)amount;
    return whole + (amount > (long double)whole);
}

static bool is_step(long double amount, long double least, long double step)
{
    return rounded_up(step) != 0 && (rounded_up(amount) - rounded_up(least)) % rounded_up(step) == 0;
}

static const char *range_fault(const struct visit *visit, struct value range, long double standard, long double capacity)
{
    long double least, most, step;
    if (!amount_at(visit, range, "min", &least)) return NULL;
    bool upper = amount_at(visit, range, "max", &most), steps = amount_at(visit, range, "step", &step);
    if (least > capacity || (upper && most > capacity)) return "has a range beyond the capacity";
    if (upper && least > most) return "has a 'min' above 'max'";
    if (standard < least || (upper && standard > most)) return "has a default outside of its range";
    if (!steps) return NULL;
    if (least + step > capacity) return "has a step beyond the capacity";
    return is_step(standard, least, step) && (!upper || is_step(most, least, step)) ? NULL : "has a default or 'max' that is no step";
}

static const char *values_fault(struct value values, long double standard, long double capacity)
{
    bool found = false;
    struct value value;
    long double amount, last = 0;
    for (size_t i = 0; each(values, i, &value); i++) {
        if (!quantity_in(value, &amount)) continue;
        if (i && amount <= last) return "has values that do not rise";
        if (amount > capacity) return "has a value beyond the capacity";
        found |= amount == standard;
        last = amount;
    }
    return found ? NULL : "has a default that is none of its values";
}

void check_request_policy(const struct visit *visit, struct value whole, struct value policy)
{
    long double standard, capacity = 0;
    struct value values = part(visit, policy, "validValues"), range = part(visit, policy, "validRange");
    if (!amount_at(visit, policy, "default", &standard)) return;
    amount_at(visit, whole, "value", &capacity);
    const char *fault = values.kind == V_LIST && values.list->n ? values_fault(values, standard, capacity)
                      : range.kind == V_RECORD ? range_fault(visit, range, standard, capacity) : NULL;
    if (fault) value_error(visit, E0717, policy, "%s", fault);
}
