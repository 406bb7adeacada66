/* What an API server writes where a manifest says nothing. */
#include "review/server_default.h"

#include "review/compiled.h"
#include "test.h"
#include "value/read_yaml.h"

static struct session *session;
static struct origins origins;

static struct value parse(const char *yaml)
{
    uint32_t id = source_add(&session->sources, STR("test.yaml"), str_of(yaml));
    return list_item(read_yaml(session, &origins, id, 0, ORIGIN_WRITTEN, YAML_PLAIN), 0);
}

static const struct { const char *type, *record, *key, *value; bool is; } cases[] = {
    {"core.v1.PodSpec", "{}", "dnsPolicy", "ClusterFirst", true},
    {"core.v1.PodSpec", "{}", "dnsPolicy", "Default", false},
    {"core.v1.PodSpec", "{}", "terminationGracePeriodSeconds", "30", true},
    {"core.v1.PodSpec", "{}", "securityContext", "{}", true},
    {"core.v1.PodSpec", "{}", "securityContext", "{runAsUser: 1}", false},
    {"core.v1.Container", "{}", "dnsPolicy", "ClusterFirst", false},
    {"apps.v1.DeploymentSpec", "{}", "strategy", "{type: RollingUpdate, rollingUpdate: {maxSurge: 25%}}", true},
    {"apps.v1.DeploymentSpec", "{}", "strategy", "{type: Recreate}", false},
    {"batch.v1.JobSpec", "{}", "completions", "1", true},
    {"batch.v1.JobSpec", "{parallelism: 2}", "completions", "1", false},
    {"storage.v1.CSIDriverSpec", "{}", "volumeLifecycleModes", "[Persistent]", true},
    {"storage.v1.CSIDriverSpec", "{}", "volumeLifecycleModes", "[Ephemeral]", false},
};

static bool table_holds(void)
{
    bool fine = true;
    for (size_t i = 0; i < COUNT(cases); i++) {
        bool is = is_server_default(session, kube_type_find(cases[i].type), parse(cases[i].record), cases[i].key, parse(cases[i].value));
        if (is != cases[i].is) remark("%s %s %s\n", cases[i].type, cases[i].key, cases[i].value);
        fine &= is == cases[i].is;
    }
    return fine;
}

static const struct unit_test tests[] = {{"defaults are known, and nothing else", table_holds}};

int main(void)
{
    session = session_new(STR(""));
    int code = run_tests(tests, COUNT(tests));
    session_free(session);
    return code;
}
