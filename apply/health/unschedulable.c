#include "unschedulable.h"

#include <ctype.h>

static bool has(Str text, const char *words) { return memmem(text.s, text.n, words, strlen(words)); }

/* Taints that come and go with the state of a node, or whose name is not told. */
static bool passing_taint(Str cause)
{
    static const char *const passing[] = {"{node.kubernetes.io/", "{node.cloudprovider.kubernetes.io/", "{ToBeDeletedByClusterAutoscaler",
        "{DeletionCandidateOfClusterAutoscaler"};
    for (size_t i = 0; i < COUNT(passing); i++)
        if (has(cause, passing[i])) return true;
    return !has(cause, "{");
}

/* The wordings of 1.20 to 1.36. */
static bool lasting_cause(Str cause)
{
    bool taint = has(cause, "the pod didn't tolerate") || has(cause, "untolerated taint");
    if (taint) return !passing_taint(cause);
    return has(cause, "didn't match Pod's node affinity") || has(cause, "didn't match node selector");
}

/* Bytes of the first cause, which is followed by ", NUMBER": taints have commas of their own. */
static size_t cause_length(Str causes)
{
    for (size_t i = 0; i + 2 < causes.n; i++)
        if (causes.s[i] == ',' && causes.s[i + 1] == ' ' && isdigit((unsigned char)causes.s[i + 2])) return i;
    return causes.n;
}

bool unschedulable_for_good(const char *message)
{
    static const char head[] = "nodes are available: ";
    const char *start = strstr(message, head);
    if (!start) return false;
    start += sizeof head - 1;
    const char *end = strstr(start, ". "); /* what follows is about preemption */
    Str causes = {start, end ? (size_t)(end - start) : strlen(start)};
    for (size_t n; causes.n; causes.s += n, causes.n -= n) {
        n = cause_length(causes);
        if (!lasting_cause((Str){causes.s, n})) return false;
        n += n < causes.n ? 2 : 0;
    }
    return start != end && *start;
}
