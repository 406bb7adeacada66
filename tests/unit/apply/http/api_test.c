/* What answers of the server mean, and what is told of them. */
#include "http/api.h"

#include "test.h"

/* The answer to a request with that status and message. */
static enum answer answer_to(long status, const char *message)
{
    struct reply reply = {.status = status, .body = json_pack("{s:s, s:s}", "kind", "Status", "message", message)};
    enum answer answer = answer_of(&reply);
    json_decref(reply.body);
    return answer;
}

static bool what_cannot_change_is_known_by_its_wording(void)
{
    static const char *const messages[] = {
        "Service \"a\" is invalid: spec.clusterIP: Invalid value: \"10.0.0.7\": field is immutable",
        "Secret \"a\" is invalid: data: Forbidden: field is immutable when `immutable` is set",
        "StatefulSet.apps \"a\" is invalid: spec: Forbidden: updates to statefulset spec for fields other than 'replicas' are forbidden",
        "StorageClass.storage.k8s.io \"a\" is invalid: provisioner: Forbidden: updates to provisioner are forbidden.",
        "StorageClass.storage.k8s.io \"a\" is invalid: parameters: Forbidden: updates to parameters are forbidden.",
        "PriorityClass.scheduling.k8s.io \"a\" is invalid: Value: Forbidden: may not be changed in an update.",
        "PersistentVolumeClaim \"a\" is invalid: spec.resources.requests.storage: Forbidden: field can not be less than previous value",
        "PersistentVolumeClaim \"a\" is invalid: spec.resources.requests.storage: Forbidden: field can not be less than status.capacity",
        "RoleBinding.rbac.authorization.k8s.io \"a\" is invalid: roleRef: Invalid value: rbac.RoleRef{Name:\"b\"}: cannot change roleRef",
    };
    bool right = true;
    for (size_t i = 0; i < COUNT(messages); i++) {
        if (answer_to(422, messages[i]) == ANSWER_IMMUTABLE) continue;
        remark("not known: %s\n", messages[i]);
        right = false;
    }
    return right;
}

static bool other_refusals_are_no_such(void)
{
    return answer_to(422, "Deployment.apps \"a\" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0") == ANSWER_INVALID &&
           answer_to(403, "Forbidden: updates to a are forbidden.") == ANSWER_FORBIDDEN;
}

/* What is told of such a message: as that of a cause, and as that of the whole answer. */
static bool told_as(const char *message, const char *expected)
{
    struct arena *arena = arena_new(0);
    struct reply whole = {.status = 422, .body = json_pack("{s:s}", "message", message)};
    struct reply cause = {.status = 422, .body = json_pack("{s:{s:[{s:s}]}}", "details", "causes", "message", message)};
    bool right = same_text("whole", str_of(expected), answer_text(arena, &whole)) && same_text("cause", str_of(expected), answer_text(arena, &cause));
    json_decref(whole.body);
    json_decref(cause.body);
    arena_free(arena);
    return right;
}

static bool values_are_not_shown(void)
{
    return told_as("Invalid value: core.PodTemplateSpec{Name:\"a: b\"}: field is immutable", "field is immutable") &&
           told_as("Invalid value: \"hidden\"", "the value is not valid") &&
           told_as("Forbidden: spec is immutable after creation\n  core.PersistentVol", "Forbidden: spec is immutable after creation") &&
           told_as("denied by a webhook:\n  policy: needs a label\n  - team", "denied by a webhook:   policy: needs a label   - team") &&
           told_as("Forbidden: spec.persistentvolumesource is immutable after creation\n  core.PersistentVolumeSource{\n  \t... // 19 identical fields\n"
                   "- \t\tVolumeHandle: \"hidden\",\n+ \t\tVolumeHandle: \"secret\",\n  }\n",
                   "Forbidden: spec.persistentvolumesource is immutable after creation") &&
           told_as("Forbidden: it may not change\n\u00a0\u00a0string(\n-\u00a0\t\"hidden\",\n+\u00a0\t\"secret\",\n\u00a0\u00a0)\n", "Forbidden: it may not change");
}

static bool other_lines_are_kept(void)
{
    return told_as("admission webhook \"a\" denied the request:\nno-latest: use a tag (not latest)\n", "admission webhook \"a\" denied the request: no-latest: use a tag (not latest) ") &&
           told_as("", "status 422");
}

static const struct unit_test tests[] = {
    {"what cannot change is known by its wording", what_cannot_change_is_known_by_its_wording},
    {"other refusals are no such", other_refusals_are_no_such},
    {"values are not shown", values_are_not_shown},
    {"other lines are kept", other_lines_are_kept},
};

int main(void) { return run_tests(tests, COUNT(tests)); }
