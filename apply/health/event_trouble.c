#include "health/event_trouble.h"

#include "json/json_path.h"

#include <stdio.h>

enum { SECOND = 1000 };

/* The first that fits counts. */
static const struct event_rule {
    const char *reason;
    const char *words;     /* in the message; NULL: any */
    int64_t fatal_after;   /* ms */
    json_int_t enough;
    bool before_start;     /* no container was begun yet */
} rules[] = {
    {"FailedCreate", "failed calling webhook", 120 * SECOND, 2, false}, /* the webhook may be about to start */
    {"FailedCreate", NULL, 10 * SECOND, 2, false},
    {"FailedMount", "not found", 120 * SECOND, 1, true},
    {"FailedMount", NULL, 0, 1, true},
    {"FailedAttachVolume", "not found", 120 * SECOND, 1, true},
    {"FailedAttachVolume", NULL, 0, 1, true},
    {"FailedCreatePodSandBox", "not found", 120 * SECOND, 1, true},
    {"FailedCreatePodSandBox", NULL, 0, 1, true},
    {"ProvisioningFailed", "not found", 120 * SECOND, 1, false},
    {"ProvisioningFailed", NULL, 0, 1, false},
    {"SyncLoadBalancerFailed", NULL, 0, 1, false},
    {"Unhealthy", NULL, 0, 1, false},
};

json_int_t event_times(const json_t *event)
{
    json_int_t times = number_at(event, "series.count", number_at(event, "count", 1));
    return times > 0 ? times : 1;
}

bool event_is_trouble(const json_t *event, struct buf *why, struct event_trouble *trouble)
{
    const char *reason = text_at(event, "reason"), *message = text_at(event, "message");
    why->n = 0;
    for (size_t i = 0; i < COUNT(rules); i++) {
        const struct event_rule *rule = &rules[i];
        if (strcmp(rule->reason, reason) != 0 || (rule->words && !strstr(message, rule->words))) continue;
        buf_printf(why, "%s: %s", reason, message);
        buf_one_line(why);
        *trouble = (struct event_trouble){rule->fatal_after, event_times(event), rule->enough, rule->before_start};
        return true;
    }
    return false;
}

void events_heal(struct event_tracker *memory)
{
    memory->since = 0;
    memory->healed = memory->times;
}

/* Of an owner that it made a pod; of a pod that it has its volumes and its network. */
static bool tells_success(const json_t *event)
{
    static const char *const reasons[] = {"SuccessfulCreate", "Pulling", "Pulled", "Created", "Started"};
    for (size_t i = 0; i < COUNT(reasons); i++)
        if (text_is(event, "reason", reasons[i])) return true;
    return false;
}

bool event_remember(struct event_tracker *memory, const json_t *event, int64_t now)
{
    struct event_trouble trouble;
    struct buf why = {0};
    bool told = event_is_trouble(event, &why, &trouble);
    if (told) {
        if (!memory->since) memory->since = now;
        memory->times += trouble.times > memory->times ? trouble.times - memory->times : 1;
        memory->enough = trouble.enough;
        memory->fatal_after = trouble.fatal_after;
        memory->before_start = trouble.before_start;
        snprintf(memory->text, sizeof memory->text, "%.*s", (int)why.n, why.s);
    }
    buf_free(&why);
    if (tells_success(event)) events_heal(memory);
    bool scales_up = text_is(event, "reason", "TriggeredScaleUp");
    memory->scales_up |= scales_up;
    return told || tells_success(event) || scales_up;
}

bool events_fatal(const struct event_tracker *memory, int64_t now, int64_t *left)
{
    if (!memory->since || !memory->fatal_after || memory->times - memory->healed < memory->enough) return false;
    *left = memory->since + memory->fatal_after - now;
    return *left <= 0;
}
