/* Types and values as people say and write them. */
#include "doc/type_words.h"

#include "test.h"

static struct session *session;

static bool is_written(struct value value, const char *expected) { return same_text("a value", str_of(expected), unit_text(session->arena, value)); }

static bool units_are_written_as_a_file_takes_them(void)
{
    return is_written(value_unit(V_DURATION, 0), "0s") && is_written(value_unit(V_DURATION, 300000), "5min") &&
           is_written(value_unit(V_DURATION, 86400000), "24h") && is_written(value_unit(V_DURATION, 1500), "1500ms") &&
           is_written(value_unit(V_BYTES, 512 << 20), "512Mi") && is_written(value_unit(V_BYTES, 1501), "1.501k") &&
           is_written(value_unit(V_BYTES, 7), "0.007k") && is_written(value_unit(V_BYTES, 0), "0.000k") && is_written(value_unit(V_CPU, 250), "250m") &&
           is_written(value_unit(V_CPU, 2000), "2") && is_written(value_unit(V_PORT, 80), "80") &&
           is_written(value_unit(V_PORT, 53 | PORT_UDP << 16), "53/udp") && is_written(value_int(5), "");
}

static bool is_said(const struct type *type, const char *expected) { return same_text("a type", str_of(expected), type_words(session, type)); }

static const struct type *refined(const struct type *of, struct refinement_rule rule)
{
    struct refinement_rule *rules = NEW(session->arena, struct refinement_rule);
    struct type *type = NEW(session->arena, struct type);
    *rules = rule;
    *type = (struct type){.kind = T_REFINED, .of = of, .rules = rules, .nrules = 1};
    return type;
}

static bool ranges_are_said_with_their_unit(void)
{
    struct refinement_rule low = {.kind = RULE_RANGE, .has_low = true, .low = 300000}, both = {.kind = RULE_RANGE, .has_low = true, .has_high = true,
        .low = 1, .high = 9}, high = {.kind = RULE_RANGE, .has_high = true, .high = 1 << 20};
    return is_said(refined(type_simple(T_DURATION), low), "time (30s, 5min, 2h), 5min or more") &&
           is_said(refined(type_simple(T_INT), both), "int, from 1 to 9") &&
           is_said(refined(type_simple(T_BYTES), high), "size (512Mi, 2Gi), 1Mi or less") &&
           is_said(refined(type_simple(T_STRING), (struct refinement_rule){.kind = RULE_PATTERN, .pattern = STR("^a")}), "text, like ^a");
}

static bool what_is_composed_is_said_from_outside_in(void)
{
    const struct type *list = type_of(session->arena, T_LIST, type_simple(T_CIDR));
    return is_said(list, "list of: network") && is_said(type_of(session->arena, T_MAP, list), "map from names to: list of: network") &&
           is_said(type_optional(session->arena, type_simple(T_BOOL)), "true or false; or null");
}

static bool secrets_are_known_inside(void)
{
    const struct type *secret = type_simple(T_SECRET);
    return type_is_secret(secret) && type_is_secret(type_of(session->arena, T_MAP, type_optional(session->arena, secret))) &&
           !type_is_secret(type_simple(T_TEXT)) && !type_is_secret(type_of(session->arena, T_LIST, type_simple(T_STRING)));
}

static const struct unit_test tests[] = {
    {"units are written as a file takes them", units_are_written_as_a_file_takes_them},
    {"ranges are said with their unit", ranges_are_said_with_their_unit},
    {"what is composed is said from outside in", what_is_composed_is_said_from_outside_in},
    {"secrets are known inside", secrets_are_known_inside},
};

int main(void)
{
    session = session_new(STR(""));
    int code = run_tests(tests, COUNT(tests));
    session_free(session);
    return code;
}
