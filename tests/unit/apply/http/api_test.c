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
        "Node \"a\" is invalid: spec.providerID: Forbidden: node updates may not change providerID except from \"\" to valid",
        "Job.batch \"a\" is invalid: spec.completions: Invalid value: 3: can only be modified in tandem with spec.parallelism",
        "Pod \"a\" is invalid: spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds",
        "Pod \"a\" is invalid: spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'a'",
        "Pod \"a\" is invalid: spec.nodeSelector: Invalid value: {\"a\":\"d\"}: only additions to spec.nodeSelector are allowed",
        "Pod \"a\" is invalid: spec.activeDeadlineSeconds: Invalid value: 30: must be less than or equal to previous value",
        "Pod \"a\" is invalid: spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value",
        "PersistentVolume \"a\" is invalid: spec.volumeAttributesClassName: Forbidden: update from non-nil value to nil is forbidden",
        "CustomResourceDefinition.apiextensions.k8s.io \"a\" is invalid: status.storedVersions[0]: Invalid value: \"v1\": missing from "
        "spec.versions; v1 was previously a storage version, and must remain in spec.versions until it is no longer",
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

/* What the servers 1.20.2 and 1.36.2 answered, shortened where a dot stands for many members. */
static const struct { const char *message, *expected; } refusals[] = {
    /* a text, with ": " and quotes in it */
    {"Invalid value: \"0 0 * * 7\": end of range (7) above maximum (6): 7", "end of range (7) above maximum (6): 7"},
    {"Invalid value: \"0 0 * * 7\": End of range (7) above maximum (6): 7", "End of range (7) above maximum (6): 7"},
    {"Invalid value: \"0 0: * * x\": failed to parse int from 0:: strconv.Atoi: parsing \"0:\": invalid syntax",
     "failed to parse int from 0:: strconv.Atoi: parsing \"0:\": invalid syntax"},
    {"Invalid value: \"TZ=\\\"a: b\\\" 0\": provided bad location \"a:: unknown time zone \"a:",
     "provided bad location \"a:: unknown time zone \"a:"},
    {"Invalid value: \"TZ=\\\"a: b\\\" 0\": Expected exactly 5 fields, found 3: TZ=\"a: b\" 0", "Expected exactly 5 fields, found 3: …"},
    {"Invalid value: \"hidden: \\\\\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)",
     "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"},
    {"Invalid value: \"hidden: x\": spec.s in body should be at most 5 chars long", "spec.s in body should be at most 5 chars long"},
    {"Invalid value: \"https://u:hidden@h\": parse \"https://u:hidden@h\": no", "parse \"…\": no"},
    {"Invalid value: \"<secret contents redacted>\": invalid character 'h' looking for beginning of value",
     "invalid character 'h' looking for beginning of value"},
    {"Invalid value: \"string\": spec.n in body must be of type integer: \"string\"", "spec.n in body must be of type integer: \"string\""},
    /* numbers */
    {"Invalid value: -1: must be greater than or equal to 0", "must be greater than or equal to 0"},
    {"Invalid value: 1: provided port is not in the valid range. The range of valid ports is 30000-32767",
     "provided port is not in the valid range. The range of valid ports is 30000-32767"},
    {"Invalid value: 0: may not be 0 when `maxSurge` is 0", "may not be 0 when `maxSurge` is 0"},
    {"Invalid value: true: must be false", "must be false"},
    /* what has members, of 1.36.2 */
    {"Invalid value: {\"matchLabels\":{\"a\":\"hidden: }\"}}: invalid label selector", "invalid label selector"},
    {"Invalid value: [\"10.99.1.1\"]: failed to allocate IP 10.99.1.1: the provided network does not match the current range",
     "failed to allocate IP 10.99.1.1: the provided network does not match the current range"},
    {"Invalid value: {\"labels\":{\"job-name\":\"j\"},\"Spec\":{\"Volumes\":null,\"Containers\":[{\"Env\":[{\"Name\":\"P\","
     "\"Value\":\"hidden: \\\"x\\\"\"}]}]}}: field is immutable", "field is immutable"},
    /* and of 1.20.2 */
    {"Invalid value: v1.LabelSelector{MatchLabels:map[string]string{\"a\":\"hidden: }\"}, MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: "
     "invalid label selector", "invalid label selector"},
    {"Invalid value: intstr.IntOrString{Type:1, IntVal:0, StrVal:\"hidden: b\"}: a valid percent string must be a numeric string",
     "a valid percent string must be a numeric string"},
    {"Invalid value: policy.PodDisruptionBudgetSpec{MinAvailable:(*intstr.IntOrString)(0xc00ccac120), Selector:(*v1.LabelSelector)(0xc00ccac160)}: "
     "minAvailable and maxUnavailable cannot be both set", "minAvailable and maxUnavailable cannot be both set"},
    {"Invalid value: core.PodTemplateSpec{ObjectMeta:v1.ObjectMeta{Name:\"a: b\", "
     "CreationTimestamp:time.Date(1, time.January, 1, 0, 0, 0, 0, time.UTC), DeletionTimestamp:<nil>}, "
     "Spec:core.PodSpec{Env:[]core.EnvVar{core.EnvVar{Value:\"hidden: \\\"x\\\"\"}}}}: field is immutable",
     "field is immutable"},
    {"Invalid value: []string{\"hidden: x\"}: may not change once set", "may not change once set"},
    /* several */
    {"CronJob.batch \"a\" is invalid: spec.schedule: Invalid value: \"0 0 * * 7\": end of range (7) above maximum (6): 7",
     "CronJob.batch \"a\" is invalid: spec.schedule: end of range (7) above maximum (6): 7"},
    {"CronJob.batch \"a\" is invalid: [spec.schedule: Invalid value: \"0 0 * * 8\": end of range (8) above maximum (6): 8, "
     "spec.startingDeadlineSeconds: Invalid value: -1: must be greater than or equal to 0]",
     "CronJob.batch \"a\" is invalid: [spec.schedule: end of range (8) above maximum (6): 8, "
     "spec.startingDeadlineSeconds: must be greater than or equal to 0]"},
    {"a is invalid: [b: Invalid value: \"hidden: x\", c: Invalid value: {\"d\":\"hidden\"}]",
     "a is invalid: [b: the value is not valid, c: the value is not valid]"},
    {"a is invalid: [b: Invalid value: \"say Invalid value: hidden\": no, c: Required value]", "a is invalid: [b: no, c: Required value]"},
    /* where it cannot be told where the value ends */
    {"Invalid value: \"hidden\"", "the value is not valid"},
    {"Invalid value: \"hidden: x", "the value is not valid"},
    {"Invalid value: hidden: x y: must not", "the value is not valid"},
    {"Invalid value: hidden words: x: must not", "the value is not valid"},
    {"Invalid value: &Selector{MatchLabels:map[string]string{a: }: hidden,},}: must not", "the value is not valid"},
    {"Invalid value: core.PodSpec{Volumes:[]core.Volume{core.Volume{Name:\"hidden: x", "the value is not valid"},
    {"Invalid value: ", "the value is not valid"},
    /* what is no such value */
    {"Unsupported value: \"Never\": supported values: \"Always\"", "Unsupported value: \"Never\": supported values: \"Always\""},
    {"failed to create typed patch object (/s; /v1, Kind=Secret): .stringData.a: expected string, got &value.valueUnstructured{Value:12345}",
     "failed to create typed patch object (/s; /v1, Kind=Secret): .stringData.a: expected string"},
    {"failed to create typed patch object: errors:\n  .spec.l: expected list, got &{map[a:hidden: b]}\n  .spec.o: expected map, got &{hidden}",
     "failed to create typed patch object: errors:   .spec.l: expected list   .spec.o: expected map"},
    {"Secret in version \"v1\" cannot be handled as a Secret: v1.Secret.Data: decode base64: illegal base64 data at input byte 7, error found in #10 "
     "byte of ...|hidden: x\"}}|..., bigger context ...|\"data\": {\"a\": \"hidden: x\"}}|...",
     "Secret in version \"v1\" cannot be handled as a Secret: v1.Secret.Data: decode base64: illegal base64 data at input byte 7"},
    /* what differs, in lines of its own */
    {"Forbidden: spec is immutable after creation\n  core.PersistentVol", "Forbidden: spec is immutable after creation"},
    {"Forbidden: spec.persistentvolumesource is immutable after creation\n  core.PersistentVolumeSource{\n  \t... // 19 identical fields\n"
     "- \t\tVolumeHandle: \"hidden\",\n+ \t\tVolumeHandle: \"secret\",\n  }\n", "Forbidden: spec.persistentvolumesource is immutable after creation"},
    {"Forbidden: it may not change\n\u00a0\u00a0string(\n-\u00a0\t\"hidden\",\n+\u00a0\t\"secret\",\n\u00a0\u00a0)\n", "Forbidden: it may not change"},
};

static bool reasons_are_shown_and_values_are_not(void)
{
    bool right = true;
    for (size_t i = 0; i < COUNT(refusals); i++) right &= told_as(refusals[i].message, refusals[i].expected);
    return right;
}

static bool causes_have_their_fields(void)
{
    struct arena *arena = arena_new(0);
    json_t *body = json_pack("{s:s, s:{s:[{s:s, s:s}, {s:s, s:s}]}}", "message", "hidden", "details", "causes", "field", "spec.schedule", "message",
                             "Invalid value: \"0 0 * * 7\": end of range (7) above maximum (6): 7", "field", "<nil>", "message", "Required value");
    struct reply reply = {.status = 422, .body = body};
    bool right = same_text("causes", STR("spec.schedule: end of range (7) above maximum (6): 7; Required value"), answer_text(arena, &reply));
    json_decref(body);
    arena_free(arena);
    return right;
}

static bool long_texts_are_cut_between_characters(void)
{
    struct buf text = {0}, cut = {0};
    for (int i = 0; i < 150; i++) buf_put(&text, "€", 3);
    buf_put(&text, "", 1);
    buf_put(&cut, text.s, 399);
    buf_put(&cut, "…", 4);
    bool right = told_as(text.s, cut.s);
    buf_free(&text);
    buf_free(&cut);
    return right;
}

static bool other_lines_are_kept(void)
{
    return told_as("admission webhook \"a\" denied the request:\nno-latest: use a tag (not latest)\n",
                   "admission webhook \"a\" denied the request: no-latest: use a tag (not latest) ") &&
           told_as("denied by a webhook:\n  policy: needs a label\n  - team", "denied by a webhook:   policy: needs a label   - team") &&
           told_as("", "status 422");
}

static bool failure_told(const struct reply *reply, const char *expected)
{
    struct arena *arena = arena_new(0);
    bool right = same_text("failure", str_of(expected), answer_text(arena, reply));
    arena_free(arena);
    return right;
}

static bool failures_have_their_status_and_their_tries(void)
{
    static const char sentence[] = "it panics\n", page[] = "<html>Bad Gateway</html>", echo[] = "data:\n  a: hidden\n";
    struct reply panic = {.status = 500, .text = sentence, .size = sizeof sentence - 1, .tries = 1};
    struct reply gateway = {.status = 502, .text = page, .size = sizeof page - 1, .tries = 9, .elapsed = 61700};
    struct reply echoing = {.status = 500, .text = echo, .size = sizeof echo - 1};
    struct reply away = {.trouble = "it is away", .tries = 2, .elapsed = 400}, refused = {.status = 403, .tries = 2};
    return failure_told(&panic, "it panics (status 500)") && failure_told(&gateway, "status 502, after 9 tries in 62 s") &&
           failure_told(&echoing, "status 500") && failure_told(&away, "it is away, after 2 tries in 0 s") && failure_told(&refused, "status 403");
}

static const struct unit_test tests[] = {
    {"what cannot change is known by its wording", what_cannot_change_is_known_by_its_wording},
    {"other refusals are no such", other_refusals_are_no_such},
    {"of a refusal the reason is shown, whole, and the value is not", reasons_are_shown_and_values_are_not},
    {"causes have their fields", causes_have_their_fields},
    {"long texts are cut between characters", long_texts_are_cut_between_characters},
    {"other lines are kept", other_lines_are_kept},
    {"failures have their status and their tries", failures_have_their_status_and_their_tries},
};

int main(void) { return run_tests(tests, COUNT(tests)); }
