/* Bodies of requests, which a server reads as YAML. */
#include "json/json_body.h"

#include "test.h"

static const struct { const char *text, *body; } texts[] = {
    {"plain \u00e4 \u00a0 \n", "{\"a\":\"plain \u00e4 \u00a0 \\n\"}"},
    {"\x7f", "{\"a\":\"\\u007f\"}"},
    {"x\xc2\x80\xc2\x9fy", "{\"a\":\"x\\u0080\\u009fy\"}"},
    {"\xc2\x85", "{\"a\":\"\\u0085\"}"},
    {"\u2028\ufeff\uffff", "{\"a\":\"\\u2028\\ufeff\\uffff\"}"},
};

static bool bodies_are_yaml(void)
{
    bool fine = true;
    for (size_t i = 0; i < COUNT(texts); i++) {
        json_t *object = json_pack("{s: s}", "a", texts[i].text);
        char *body = json_body(object);
        fine &= same_text(texts[i].text, str_of(texts[i].body), str_of(body));
        free(body);
        json_decref(object);
    }
    return fine;
}

static const struct unit_test tests[] = {{"what YAML does not take as it is, is escaped", bodies_are_yaml}};

int main(void) { return run_tests(tests, COUNT(tests)); }
