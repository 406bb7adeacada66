/* Which of several comes first. */
#include "test.h"

#include "kube/preference.h"

#include <string.h>

static bool the_best_type_of_each_short_name_is_left(void)
{
    const char *names[] = {"rbac.v1.Subject", "autoscaling.v1.ScaleSpec", "batch.v1.Job", "flowcontrol.v1.Subject", "autoscaling.v2beta2.ScaleSpec",
                           "resource.v1.Claim", "autoscaling.v2.ScaleSpec", "core.v1.Claim"};
    static const char *const best[] = {"core.v1.Claim", "batch.v1.Job", "autoscaling.v2.ScaleSpec"};
    bool fine = keep_best_types(names, COUNT(names)) == COUNT(best);
    for (size_t i = 0; fine && i < COUNT(best); i++) fine = strcmp(names[i], best[i]) == 0;
    return fine && strcmp(short_type_name(names[0]), "Claim") == 0 && keep_best_types(NULL, 0) == 0;
}

static bool stable_api_versions_come_first(void)
{
    return compare_api_versions("batch/v1", 0, "batch/v1beta1", 0) < 0 && compare_api_versions("a/v2", 0, "a/v1", 0) < 0 &&
           compare_api_versions("extensions/v1beta1", 22, "networking.k8s.io/v1beta1", 25) > 0 && compare_api_versions("v1", 0, "events.k8s.io/v1", 0) < 0 &&
           compare_api_versions("v1", 0, "v1", 0) == 0;
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"the best type of each short name is left", the_best_type_of_each_short_name_is_left},
        {"stable API versions come first", stable_api_versions_come_first},
    };
    return run_tests(tests, COUNT(tests));
}
