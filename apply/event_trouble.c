#include "event_trouble.h"

#include "json_path.h"

enum { SECOND = 1000 };

/* The first that fits counts. */
static const struct event_rule {
    const char *reason;
    const char *words;     /* in the message; NULL: any */
    int64_t doomed_after;  /* ms */
    json_int_t enough;
} rules[] = {
    {"FailedCreate", "failed calling webhook", 120 * SECOND, 2}, /* the webhook may be about to start */
    {"FailedCreate", NULL, 10 * SECOND, 2},
    {"FailedMount", "not found", 120 * SECOND, 1},
    {"FailedMount", NULL, 0, 1},
    {"FailedAttachVolume", "not found", 120 * SECOND, 1},
    {"FailedAttachVolume", NULL, 0, 1},
    {"FailedCreatePodSandBox", "not found", 120 * SECOND, 1},
    {"FailedCreatePodSandBox", NULL, 0, 1},
    {"ProvisioningFailed", "not found", 120 * SECOND, 1},
    {"ProvisioningFailed", NULL, 0, 1},
    {"SyncLoadBalancerFailed", NULL, 0, 1},
    {"Unhealthy", NULL, 0, 1},
};

bool event_is_trouble(const json_t *event, struct buf *why, struct event_trouble *trouble)
{
    const char *reason = text_at(event, "reason"), *message = text_at(event, "message");
    why->n = 0;
    for (size_t i = 0; i < COUNT(rules); i++) {
        const struct event_rule *rule = &rules[i];
        if (strcmp(rule->reason, reason) != 0 || (rule->words && !strstr(message, rule->words))) continue;
        json_int_t times = number_at(event, "series.count", number_at(event, "count", 1));
        buf_printf(why, "%s: %s", reason, message);
        buf_one_line(why);
        *trouble = (struct event_trouble){rule->doomed_after, times > 0 ? times : 1, rule->enough};
        return true;
    }
    return false;
}
