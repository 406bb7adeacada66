/* Operations: what a parameter takes, and the Job that is made with it. */
#include "operation/operation.h"

#include "common/exit_code.h"
#include "json/json_path.h"
#include "json/json_value.h"
#include "stack_of.h"
#include "test.h"

static const char declared[] =
    "{'operation': [{'name': 'drain', 'summary': 'Empties a node', 'parameters': {"
    "'NODE': {'type': 'string_value', 'pattern': '^[a-z0-9-]+$', 'meaning': 'the node'},"
    "'FORCE': {'type': 'bool_value', 'default': 'false', 'meaning': 'even if it is busy'},"
    "'COUNT': {'type': 'int_value', 'default': '1', 'meaning': 'how often'},"
    "'NOTE': {'type': 'string_value', 'default': '', 'meaning': 'for people'}}}]}";

static const char manifest[] =
    "{'apiVersion': 'batch/v1', 'kind': 'Job', 'metadata': {'generateName': 'drain-', 'namespace': 'shop', 'labels': {'a': 'b'}}, "
    "'spec': {'template': {'spec': {'initContainers': [{'name': 'wait'}], 'containers': [{'name': 'main', "
    "'env': [{'name': 'HOST', 'value': 'x'}, {'name': 'NODE', 'value': 'own'}]}]}}}}";

/* A compiled folder with one operation, and what was made of it. */
static struct session *session;
static struct compiled compiled;
static struct operations operations;
static struct settings values;
static struct problem problem;

static void begin_with(const char *facts, const char *job)
{
    session = session_new(STR(""));
    json_t *stated = json_of(facts);
    compiled = (struct compiled){.session = session, .stack = stack_of(session, stated)};
    json_decref(stated);
    operations = (struct operations){0};
    values = (struct settings){0};
    problem = (struct problem){.arena = session->arena};
    json_t *object = json_of(job);
    struct compiled_object operation = {.id = STR("operation//drain"), .kind = STR("Operation"), .name = STR("drain"), .source = 1,
                                        .value = value_of_json(session, object)};
    json_decref(object);
    vec_push(session->arena, &compiled.objects, operation);
    map_put(session->arena, &compiled.by_id, name_of(session->names, operation.id), &compiled.objects.at[0]);
}

static bool end(bool holds)
{
    stack_file_free(compiled.stack);
    session_free(session);
    return holds;
}

static bool settle(const char *const *texts)
{
    struct settings given = {0};
    for (; *texts; texts++)
        if (!setting_read(session->arena, *texts, &given, &problem)) return false;
    return operation_settle(session, &operations.v.at[0], &given, &values, &problem);
}

#define SETTINGS(...) (const char *const[]){__VA_ARGS__, NULL}

/* EXPECTED: the values, joined by '|'; or what is wrong. */
static bool settles(const char *const *texts, const char *expected)
{
    begin_with(declared, manifest);
    bool fine = operations_of(&compiled, &operations, &problem);
    struct buf got = {0};
    if (fine && settle(texts)) {
        for (size_t i = 0; i < values.v.n; i++) buf_printf(&got, "%s%.*s", i ? "|" : "", STR_ARG(values.v.at[i].value));
    } else buf_str(&got, problem.text);
    bool same = same_text(texts[0], str_of(expected), (Str){got.s, got.n});
    buf_free(&got);
    return end(same);
}

static bool values_are_taken(void)
{
    return settles(SETTINGS("NODE=a-1"), "a-1|false|1|") && settles(SETTINGS("NODE=a", "FORCE=true", "COUNT=-7", "NOTE=x=y z"), "a|true|-7|x=y z") &&
           settles(SETTINGS("NOTE=", "NODE=0"), "0|false|1|") && settles(SETTINGS("NODE=a", "COUNT=999999999999999999"), "a|false|999999999999999999|");
}

static bool types_are_checked(void)
{
    return settles(SETTINGS("NODE=a", "FORCE=yes"), "operation 'drain': FORCE takes true or false") &&
           settles(SETTINGS("NODE=a", "COUNT=1.5"), "operation 'drain': COUNT takes a whole number") &&
           settles(SETTINGS("NODE=a", "COUNT=-"), "operation 'drain': COUNT takes a whole number") &&
           settles(SETTINGS("NODE=a", "COUNT="), "operation 'drain': COUNT takes a whole number") &&
           settles(SETTINGS("NODE=a", "COUNT=1000000000000000000"), "operation 'drain': COUNT takes a whole number") &&
           settles(SETTINGS("NODE=a", "NOTE=\xFF"), "operation 'drain': NOTE is no text in UTF-8");
}

static bool patterns_are_checked(void)
{
    return settles(SETTINGS("NODE=A"), "operation 'drain': NODE does not match ^[a-z0-9-]+$") &&
           settles(SETTINGS("NODE=a\nb"), "operation 'drain': NODE does not match ^[a-z0-9-]+$") &&
           settles(SETTINGS("NODE="), "operation 'drain': NODE does not match ^[a-z0-9-]+$");
}

static bool names_are_checked(void)
{
    return settles(SETTINGS("COUNT=2"), "operation 'drain': NODE is missing: the node") &&
           settles(SETTINGS("NODE=a", "NODE=b"), "operation 'drain': NODE is set twice") &&
           settles(SETTINGS("NODE=a", "FORCED=true"), "operation 'drain': there is no parameter FORCED (did you mean FORCE?)") &&
           settles(SETTINGS("NODE=a", "OTHERWISE=1"), "operation 'drain': there is no parameter OTHERWISE") &&
           settles(SETTINGS("NODES=a", "COUNT=x"), "operation 'drain': there is no parameter NODES (did you mean NODE?); NODE is missing: the node; "
                                                   "COUNT takes a whole number") &&
           settles(SETTINGS("NODE"), "--set takes NAME=VALUE, not 'NODE'") && settles(SETTINGS("=a"), "--set takes NAME=VALUE, not '=a'");
}

static bool found(const char *name, const char *text, const char *help)
{
    begin_with(declared, manifest);
    bool fine = operations_of(&compiled, &operations, &problem) && !operation_find(&operations, str_of(name), &problem);
    return end(fine && same_text(name, str_of(text), problem.text) && same_text(name, str_of(help), problem.help));
}

static bool operations_are_found(void)
{
    return found("drian", "the stack has no operation 'drian'", "did you mean 'drain'?") &&
           found("restore", "the stack has no operation 'restore'", "it has drain");
}

static bool same_json(const json_t *json, const char *path, const char *expected)
{
    char *text = json_dumps(json_at(json, path), JSON_COMPACT | JSON_ENCODE_ANY);
    struct buf wanted = {0};
    for (const char *c = expected; *c; c++) buf_char(&wanted, *c == '\'' ? '"' : *c);
    bool same = same_text(path, (Str){wanted.s, wanted.n}, str_of(text ? text : "nothing"));
    buf_free(&wanted);
    free(text);
    return same;
}

static bool environment_of(const json_t *job, const char *list, const char *expected)
{
    return same_json(json_array_get(json_at(job, list), 0), "env", expected);
}

#define PARAMETERS "{'name':'NODE','value':'a'},{'name':'FORCE','value':'false'},{'name':'COUNT','value':'1'},{'name':'NOTE','value':'$$(HOST) $$$$'}"

static bool jobs_are_made(void)
{
    begin_with(declared, manifest);
    struct run_labels labels = {.stack = STR("shop"), .operation = STR("drain"), .name = STR("drain-1"), .by = STR("ann@host"), .revision = 3};
    bool fine = operations_of(&compiled, &operations, &problem) && settle(SETTINGS("NODE=a", "NOTE=$(HOST) $$"));
    json_t *job = fine ? operation_job(&compiled, &operations.v.at[0], &values, &labels, &problem) : NULL;
    fine = environment_of(job, "spec.template.spec.initContainers", "[" PARAMETERS "]") &&
           environment_of(job, "spec.template.spec.containers", "[" PARAMETERS ",{'name':'HOST','value':'x'}]") &&
           same_json(job, "metadata", "{'namespace':'shop','labels':{'a':'b','stk.dev/stack':'shop','stk.dev/operation':'drain'},'name':'drain-1',"
                                      "'annotations':{'stk.dev/by':'ann@host','stk.dev/revision':'3','stk.dev/parameters':"
                                      "'{\\'NODE\\':\\'a\\',\\'FORCE\\':\\'false\\',\\'COUNT\\':\\'1\\',\\'NOTE\\':\\'$(HOST) $$\\'}'}}");
    json_decref(job);
    return end(fine);
}

static bool damage_is_told(void)
{
    begin_with("{'operation': [{'name': 'drain', 'parameters': {'A': {'type': 'float_value'}}}]}", manifest);
    bool type = !operations_of(&compiled, &operations, &problem) && problem.code == EXIT_ERROR;
    end(true);
    begin_with(declared, "{'kind': 'Job', 'metadata': {'namespace': 'shop'}, 'spec': []}");
    bool job = operations_of(&compiled, &operations, &problem) && settle(SETTINGS("NODE=a")) &&
               !operation_job(&compiled, &operations.v.at[0], &values, &(struct run_labels){0}, &problem) && problem.code == EXIT_ERROR;
    return end(type && job);
}

static const struct unit_test tests[] = {
    {"values that are given, and those that are not", values_are_taken},
    {"types: whole numbers, true or false, UTF-8", types_are_checked},
    {"patterns, of the whole text", patterns_are_checked},
    {"missing, unknown and repeated parameters, all at once", names_are_checked},
    {"operations by a misspelt name", operations_are_found},
    {"jobs: parameters come first in every container, and refer to nothing", jobs_are_made},
    {"damaged declarations", damage_is_told},
};

int main(void) { return run_tests(tests, COUNT(tests)); }
