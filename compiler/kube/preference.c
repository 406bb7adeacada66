#include "kube/preference.h"

#include <stdlib.h>
#include <string.h>

enum { RANK_MAJOR = 1000, RANK_STABLE = 1000 * RANK_MAJOR, RANK_CORE = 2 * RANK_STABLE };

/* How far the version that TEXT starts with is preferred: v1 before v2beta2, that before v1beta1. */
static long version_rank(const char *text)
{
    char *end = NULL;
    long major = strtol(text + 1, &end, 10);
    if (*end == '\0' || *end == '.') return RANK_STABLE + major * RANK_MAJOR;
    return major * RANK_MAJOR + strtol(end + strcspn(end, "0123456789"), NULL, 10);
}

static long api_version_rank(const char *api_version)
{
    const char *slash = strrchr(api_version, '/');
    return version_rank(slash ? slash + 1 : api_version);
}

static int higher_first(long a, long b) { return (a < b) - (a > b); }

static int last_minor(int removed) { return removed ? removed : UINT8_MAX; }

int compare_api_versions(const char *a, int a_removed, const char *b, int b_removed)
{
    int order = higher_first(api_version_rank(a), api_version_rank(b));
    if (order == 0) order = higher_first(last_minor(a_removed), last_minor(b_removed));
    if (order == 0) order = (int)strlen(a) - (int)strlen(b);
    return order ? order : strcmp(a, b);
}

static long type_rank(const char *name)
{
    return strncmp(name, "core.v1.", 8) == 0 ? RANK_CORE : version_rank(strchr(name, '.') + 1);
}

const char *short_type_name(const char *name) { return strrchr(name, '.') + 1; }

static int by_short_name(const void *left, const void *right)
{
    const char *const *a = left, *const *b = right;
    int order = strcmp(short_type_name(*a), short_type_name(*b));
    return order ? order : higher_first(type_rank(*a), type_rank(*b));
}

size_t keep_best_types(const char **names, size_t n)
{
    size_t kept = 0;
    if (n) qsort(names, n, sizeof *names, by_short_name);
    for (size_t best = 0, next; best < n; best = next) {
        next = best + 1;
        bool ambiguous = next < n && by_short_name(&names[best], &names[next]) == 0;
        while (next < n && strcmp(short_type_name(names[next]), short_type_name(names[best])) == 0) next++;
        if (!ambiguous) names[kept++] = names[best];
    }
    return kept;
}
