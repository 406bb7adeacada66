/* What a Job's fields say to each other. */
#include "visit.h"

#include <ctype.h>

/* ---- labels ---- */

void check_manual_selector(const struct visit *visit, struct value job)
{
    struct value selector = dig(visit->catalog, job, "spec", "selector");
    struct value labels = dig(visit->catalog, job, "spec", "template", "metadata", "labels");
    if (selector.kind != V_RECORD || selects(visit->catalog, selector, labels)) return;
    struct diag *diag = value_error(visit, E0717, selector, "does not select its own pods");
    value_help(visit, diag, "give the selector and the template the same labels");
}

/* The server labels the pods itself, and takes no others under these names. */
void check_job_labels(const struct visit *visit, struct value job)
{
    static const char *const of_name[] = {"job-name", "batch.kubernetes.io/job-name"};
    static const char *const of_uid[] = {"controller-uid", "batch.kubernetes.io/controller-uid"};
    struct value labels = dig(visit->catalog, job, "spec", "template", "metadata", "labels");
    for (size_t i = 0; i < COUNT(of_name); i++) {
        struct value name = dig(visit->catalog, labels, of_name[i]), uid = dig(visit->catalog, labels, of_uid[i]);
        if (name.kind == V_STRING && !str_eq(value_str(name), NAME_STR(object_around(visit)->name)))
            value_error(visit, E0717, name, "has pods with the label '%s', which is the Job's name", of_name[i]);
        if (uid.kind != V_NULL) value_error(visit, E0717, uid, "has pods with the label '%s', which the server sets", of_uid[i]);
    }
}

/* ---- indexes ---- */

static int64_t number_at(const struct visit *visit, struct value value, const char *field, int64_t absent)
{
    int64_t number = absent;
    number_in(dig(visit->catalog, value, field), &number);
    return number;
}

/* What failed is noted index by index: of many, only some may. */
void check_many_completions(const struct visit *visit, struct value spec, struct value limit)
{
    (void)limit;
    enum { MANY = 100000, MOST = 10000 };
    static const char *const bounded[] = {"parallelism", "maxFailedIndexes"};
    if (number_at(visit, spec, "completions", 0) <= MANY) return;
    if (part(visit, spec, "maxFailedIndexes").kind == V_NULL)
        value_error(visit, E0804, spec, "stands beside more than %d completions, and then it needs 'maxFailedIndexes'", MANY);
    for (size_t i = 0; i < COUNT(bounded); i++)
        if (number_at(visit, spec, bounded[i], 0) > MOST)
            value_error(visit, E0717, dig(visit->catalog, spec, bounded[i]),
                        "stands beside more than %d completions, and then '%s' is at most %d", MANY,
                        bounded[i], MOST);
}

static bool takes_index(Str *text, int64_t *index)
{
    if (!text->n || !isdigit((unsigned char)text->s[0])) return false;
    *index = (int64_t)str_take_number(text);
    return true;
}

/* "0,2-5": the fault, and how many there are. */
static const char *indexes_fault(Str text, int64_t completions, int64_t *total)
{
    int64_t last = -1;
    for (*total = 0; text.n;) {
        Str part = str_cut(&text, ',');
        int64_t from, to;
        if (!takes_index(&part, &from)) return "it is numbers and ranges, as 0,2-5";
        to = from;
        bool range = part.n && part.s[0] == '-';
        if (range) part = str_skip(part, 1);
        if ((range && !takes_index(&part, &to)) || part.n) return "it is numbers and ranges, as 0,2-5";
        if (from <= last || (range && to <= from)) return "its numbers rise";
        if (to >= completions) return "the last index is one less than 'completions'";
        *total += to - from + 1;
        last = to;
    }
    return NULL;
}

static void check_success_rule(const struct visit *visit, struct value rule, int64_t completions)
{
    struct value indexes = part(visit, rule, "succeededIndexes"), count = part(visit, rule, "succeededCount");
    int64_t total = completions, wanted;
    const char *fault = indexes.kind == V_STRING ? indexes_fault(value_str(indexes), completions, &total) : NULL;
    if (fault) value_help(visit, value_error(visit, E0717, indexes, "has the indexes '%.*s'", STR_ARG(value_str(indexes))), fault);
    else if (number_in(count, &wanted) && wanted > total)
        value_error(visit, E0717, count, "wants %lld indexes to succeed, and there are %lld", (long long)wanted, (long long)total);
}

void check_success_policy(const struct visit *visit, struct value spec, struct value policy)
{
    struct value rules = part(visit, policy, "rules"), rule;
    struct way list, element;
    struct visit in_list = visit_field(visit, &list, "rules");
    int64_t completions;
    if (!number_in(part(visit, spec, "completions"), &completions)) return;
    for (size_t i = 0; each(rules, i, &rule); i++) {
        struct visit at = visit_element(&in_list, &element, i);
        check_success_rule(&at, rule, completions);
    }
}

/* ---- what to do about failures ---- */

void check_exit_codes(const struct visit *visit, struct value requirement)
{
    struct value values = part(visit, requirement, "values"), value;
    bool in = str_is(text_of(visit, requirement, "operator"), "In");
    int64_t last = INT64_MIN, code;
    for (size_t i = 0; each(values, i, &value); i++) {
        if (!number_in(value, &code)) continue;
        if (in && code == 0) value_error(visit, E0717, value, "has the exit code 0 with 'In', and it is no failure");
        if (code <= last) value_error(visit, E0717, value, "has the exit code %lld after %lld, and they rise", (long long)code, (long long)last);
        last = code;
    }
}

static bool has_container(const struct visit *visit, struct value pod, Str name)
{
    static const char *const lists[] = {"containers", "initContainers"};
    for (size_t k = 0; k < COUNT(lists); k++) {
        struct value list = dig(visit->catalog, pod, lists[k]), container;
        for (size_t i = 0; each(list, i, &container); i++)
            if (str_eq(text_of(visit, container, "name"), name)) return true;
    }
    return false;
}

void check_failure_containers(const struct visit *visit, struct value whole, struct value policy)
{
    struct value rules = part(visit, policy, "rules"), rule, pod = dig(visit->catalog, whole, "template", "spec");
    struct way list, element;
    struct visit in_list = visit_field(visit, &list, "rules");
    for (size_t i = 0; each(rules, i, &rule); i++) {
        struct visit at = visit_element(&in_list, &element, i);
        struct value container = dig(visit->catalog, rule, "onExitCodes", "containerName"), action = part(visit, rule, "action");
        if (container.kind == V_STRING && !has_container(visit, pod, value_str(container)))
            value_error(&at, E0717, container, "is about a container '%.*s', and the pods have none called so", STR_ARG(value_str(container)));
        if (str_is(dig_text(action), "FailIndex") && part(visit, whole, "backoffLimitPerIndex").kind == V_NULL)
            value_error(&at, E0717, action, "has the action 'FailIndex', which needs backoffLimitPerIndex");
    }
}
