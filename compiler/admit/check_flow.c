/* Flows of requests and their priority levels. */
#include "visit.h"

static int64_t number_at(const struct visit *visit, struct value value, const char *field, int64_t absent)
{
    int64_t number = 0;
    number_in(dig(visit->catalog, value, field), &number);
    return number ? number : absent;
}

static bool is_verb(Str verb)
{
    static const char *const verbs[] = {"*", "get", "list", "create", "update", "delete", "deletecollection", "patch", "watch", "proxy", NULL};
    return str_is_among(verb, verbs);
}

void check_flow_verbs(const struct visit *visit, struct value verbs)
{
    struct value verb;
    check_alone_with_star(visit, verbs);
    for (size_t i = 0; each(verbs, i, &verb); i++) {
        struct way element;
        struct visit at = visit_element(visit, &element, i);
        if (verb.kind == V_STRING && !is_verb(value_str(verb)))
            value_help(&at, value_error(&at, E0717, verb, "is '%.*s'", STR_ARG(value_str(verb))),
                       "possible: *, get, list, create, update, delete, deletecollection, patch, watch, proxy");
    }
}

void check_flow_schema(const struct visit *visit, struct value spec)
{
    struct value precedence = part(visit, spec, "matchingPrecedence");
    if (number_at(visit, spec, "matchingPrecedence", 0) == 1 && !str_is(NAME_STR(object_around(visit)->name), "exempt"))
        value_error(visit, E0717, precedence, "has the matchingPrecedence 1, which only the FlowSchema 'exempt' has");
}

void check_priority_level(const struct visit *visit, struct value spec)
{
    struct value type = part(visit, spec, "type");
    bool exempt = str_is(NAME_STR(object_around(visit)->name), "exempt");
    if (type.kind != V_STRING || exempt == str_is(value_str(type), "Exempt")) return;
    value_error(visit, E0717, type, "has the type '%.*s', and 'exempt' is the one level of type 'Exempt'", STR_ARG(value_str(type)));
}

/* Each flow is dealt a hand of queues by a hash of 60 bits. */
void check_queues(const struct visit *visit, struct value queuing)
{
    const uint64_t MOST_HANDS = UINT64_C(1) << 60;
    int64_t queues = number_at(visit, queuing, "queues", 64), hand = number_at(visit, queuing, "handSize", 8);
    struct value at = part(visit, queuing, "handSize");
    uint64_t hands = 1;
    if (queues < 0 || hand < 0) return;
    if (hand > queues) {
        value_error(visit, E0717, at, "has hands of %lld queues, and there are %lld", (long long)hand, (long long)queues);
        return;
    }
    for (int64_t i = 0; i < hand && hands <= MOST_HANDS; i++)
        if (__builtin_mul_overflow(hands, (uint64_t)queues, &hands)) hands = UINT64_MAX;
    if (hands > MOST_HANDS)
        value_help(visit, value_error(visit, E0717, at.origin ? at : queuing,
                                      "deals hands of %lld out of %lld queues, more than a hash of 60 bits can",
                                      (long long)hand, (long long)queues), "take fewer queues, or smaller hands");
}
