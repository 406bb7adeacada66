/* What controllers of pods have to say of themselves: rolling updates, labels of their pods, priorities. */
#include "visit.h"

/* A number or a share, of which only 0 counts here; ABSENT: what the server takes for it. */
static int64_t amount_of(struct value value, int64_t absent)
{
    int64_t number;
    if (value.kind == V_NULL) return absent;
    if (number_in(value, &number)) return number;
    if (value.kind == V_PERCENT) return value.integer;
    Str text = value.kind == V_STRING ? value_str(value) : STR("1");
    return (int64_t)str_take_number(&text);
}

static void report_no_room(const struct visit *visit, struct value rolling)
{
    struct diag *diag = value_error(visit, E0717, rolling, "never begins: maxUnavailable and maxSurge are both 0");
    value_help(visit, diag, "let one pod go, or one more be made: maxSurge: 1");
}

void check_rolling_deployment(const struct visit *visit, struct value rolling)
{
    int64_t unavailable = amount_of(part(visit, rolling, "maxUnavailable"), 25);
    int64_t surge = amount_of(part(visit, rolling, "maxSurge"), 25);
    if (!unavailable && !surge) report_no_room(visit, rolling);
}

/* Either old daemons go first, or new ones come first. */
void check_rolling_daemons(const struct visit *visit, struct value rolling)
{
    struct value most = part(visit, rolling, "maxSurge");
    int64_t unavailable = amount_of(part(visit, rolling, "maxUnavailable"), 1), surge = amount_of(most, 0);
    if (!unavailable && !surge) report_no_room(visit, rolling);
    if (!unavailable || !surge) return;
    struct diag *diag = value_error(visit, E0717, most, "has maxSurge beside maxUnavailable, which is %s",
                                    unavailable == 1 ? "1 where it is not set" : "not 0");
    value_help(visit, diag, "set maxUnavailable: 0, or leave maxSurge out");
}

void check_replication_labels(const struct visit *visit, struct value spec)
{
    struct value selector = part(visit, spec, "selector"), labels = dig(visit->catalog, spec, "template", "metadata", "labels");
    if (is_empty_value(selector) && is_empty_value(labels)) value_error(visit, E0804, spec, "needs 'selector', or a template with labels");
    for (size_t i = 0; selector.kind == V_RECORD && i < selector.record->n; i++) {
        const struct name *key = selector.record->keys[i];
        if (value_equal(dig(visit->catalog, labels, key->s), selector.record->values[i])) continue;
        value_error(visit, E0717, selector.record->values[i], "selects a label '%s' that its template does not have", key->s);
        return;
    }
}

/* Two classes come with Kubernetes, and their names are kept for them. */
void check_priority_class(const struct visit *visit, struct value class)
{
    enum { MOST = 1000000000 };
    Str name = NAME_STR(object_around(visit)->name);
    struct value value = part(visit, class, "value");
    int64_t number = 0;
    number_in(value, &number);
    bool system = (str_is(name, "system-cluster-critical") && number == 2000000000) || (str_is(name, "system-node-critical") && number == 2000001000);
    if (system) return;
    if (str_starts(name, STR("system-"))) value_error(visit, E0717, class, "has a name that Kubernetes keeps for itself: it begins with 'system-'");
    else if (number > MOST) value_error(visit, E0717, value, "has the value %lld, and the most is %d", (long long)number, MOST);
}
