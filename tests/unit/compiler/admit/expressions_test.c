/* Expressions in CEL, as API server 1.36.2 answered to them; reported in TAP. */
#include "admit/expressions.h"
#include "test.h"

static struct arena *arena;
static const char *const names[] = {"object", "oldObject", "request", "params", "Object", NULL};
static const struct cel_variable variables[] = {{{"big", 3}, CEL_BOOL}, {{"many", 4}, CEL_NUMBER}};

static bool all_taken(const char *const *texts, size_t n, enum cel_type wanted, bool taken)
{
    const struct cel_scope scope = {.names = names, .variables = variables, .nvariables = COUNT(variables), .wanted = wanted};
    bool fine = true;
    for (size_t i = 0; i < n; i++) {
        enum cel_type type;
        const char *fault = expression_fault(arena, str_of(texts[i]), &scope, &type);
        if (!fault == taken) continue;
        remark("'%s': %s\n", texts[i], fault ? fault : "taken");
        fine = false;
    }
    return fine;
}

static bool conditions_are_taken(void)
{
    static const char *const texts[] = {
        "true", "object.spec.replicas <= 5", "!(request.resource.group == 'coordination.k8s.io')",
        "has(object.metadata.labels) && 'a' in object.metadata.labels",
        "object.spec.containers.all(c, c.image.startsWith(\"a/\") || c.name in ['x', 'y'])", "object.items.exists_one(i, v, i > 1 && v == 2)",
        "variables.big ? true : variables.many > 3", "object.?spec.?name.orValue('') == \"it's\"", "cel.bind(x, object.a, x == x)",
        "// why\n  1.5e3 > .5 && 0x1F == 31u",
        "object.metadata.namespace != r'\\d'", "size({'a': 1, 'b': [1, 2,]}) == 2", "quantity(object.a).isLessThan(quantity('1Gi'))",
        "-object.a < -1",
        "object[\"a\"][0] == b'x'", "'''a\nb''' == \"\"\"c\"\"\"", "object.a == dyn(1) || type(object.b) == string", "int(object.a) % 2 == 0",
    };
    return all_taken(texts, COUNT(texts), CEL_BOOL, true);
}

static bool other_texts_are_not(void)
{
    static const char *const texts[] = {
        "", "UPPER", "has space", "a/b", "1abc", "a..b", "*", "10", "a:b", "a=b", "/abs/path", "../up", "300.1.1.1", "61 * * * *", "50%", "1x",
        "(true", "true)", "'a",
        "object.spec = 1", "object.", "object.a b", "[true", "{'a'}", "variables.none", "object.items.all(c, d)", "'text'", "!variables.many",
        "object && 1",
        "object{a: 1}", "namespace == 'a'", "object.in", "true ? 1", "1 < 2 ? 3 : 4", "object.a # b",
    };
    return all_taken(texts, COUNT(texts), CEL_BOOL, false);
}

static bool types_are_told_apart(void)
{
    static const char *const text[] = {"'a' + string(object.b)"}, *const list[] = {"[object.a, 1]"},
        *const object[] = {"Object{spec: Object.spec{a: 1}}"};
    return all_taken(text, 1, CEL_STRING, true) && all_taken(text, 1, CEL_BOOL, false) && all_taken(list, 1, CEL_LIST, true) &&
           all_taken(list, 1, CEL_STRING, false) && all_taken(object, 1, CEL_OBJECT, true);
}

static bool depth_is_bounded(void)
{
    char deep[5000];
    memset(deep, '(', sizeof deep - 1);
    deep[sizeof deep - 1] = '\0';
    const char *const texts[] = {deep};
    return all_taken(texts, 1, CEL_BOOL, false);
}

static const struct unit_test tests[] = {
    {"conditions are taken", conditions_are_taken},
    {"what is no condition is not", other_texts_are_not},
    {"types are told apart", types_are_told_apart},
    {"the depth is bounded", depth_is_bounded},
};

int main(void)
{
    arena = arena_new(0);
    int status = run_tests(tests, COUNT(tests));
    arena_free(arena);
    return status;
}
