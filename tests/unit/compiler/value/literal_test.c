/* Literals: what is written becomes a value, or a reason why it cannot. */
#include "value/literal.h"

#include "test.h"

static struct arena *arena;

static const struct { const char *text; enum type_kind type; const char *printed; } numbers[] = {
    {"0", T_INT, "0"}, {"42", T_INT, "42"}, {"9223372036854775807", T_INT, "9223372036854775807"}, {"1.5", T_FLOAT, "1.5"}, {"0.0", T_FLOAT, "0.0"},
    {"512Mi", T_BYTES, "512Mi"}, {"2Gi", T_BYTES, "2Gi"}, {"10G", T_BYTES, "10G"}, {"1.5Gi", T_BYTES, "1536Mi"}, {"1024Ki", T_BYTES, "1Mi"},
    {"7P", T_BYTES, "7P"}, {"1k", T_BYTES, "1k"}, {"250m", T_CPU, "250m"}, {"1000m", T_CPU, "1"}, {"30s", T_DURATION, "30s"}, {"5min", T_DURATION, "5m"},
    {"2h", T_DURATION, "2h"}, {"1d", T_DURATION, "24h"}, {"200ms", T_DURATION, "200ms"}, {"1.5h", T_DURATION, "90m"}, {"80/tcp", T_PORT, "80"},
    {"53/udp", T_PORT, "53"}, {"65535/grpc", T_PORT, "65535"}, {"1/sctp", T_PORT, "1"}, {"443/https", T_PORT, "443"}, {"25%", T_PERCENT, "25%"},
    {"100%", T_PERCENT, "100%"}, {"10.3.0.10", T_IP, "10.3.0.10"}, {"10.0.0.0/16", T_CIDR, "10.0.0.0/16"}, {"0.0.0.0/0", T_CIDR, "0.0.0.0/0"},
};

static bool numbers_take_their_types(void)
{
    bool fine = true;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        struct value value = value_null();
        enum type_kind type = T_POISON;
        const char *problem = literal_number(arena, str_of(numbers[i].text), &value, &type);
        if (problem) remark("%s: %s\n", numbers[i].text, problem);
        fine &= !problem && type == numbers[i].type && same_text(numbers[i].text, str_of(numbers[i].printed), value_show(arena, value));
    }
    return fine;
}

static bool ports_keep_their_protocol(void)
{
    static const char *const texts[] = {"80/tcp", "80/udp", "80/sctp", "80/http", "80/https", "80/grpc"};
    bool fine = true;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct value value;
        enum type_kind type;
        fine &= !literal_number(arena, str_of(texts[i]), &value, &type) && value.integer == (80 | (int64_t)i << 16);
    }
    return fine;
}

static bool wrong_numbers_have_a_reason(void)
{
    static const char *const texts[] = {
        "9223372036854775808", "99999999999999999999", "9999P", "9007199254740992Ki", "8192Pi", "0/tcp", "65536/tcp", "99999999999999999999/tcp", "80/tcpp",
        "80/", "5x", "5kb", "1.0001s", "0.5m", "0.1ms", "1.5%", "256.0.0.1", "1.2.3.4/33", "10.0.0.0/", "99999999999999999999%",
        "1.00000000000000000000001Gi", "200000000000d",
    };
    bool fine = true;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct value value;
        enum type_kind type;
        if (literal_number(arena, str_of(texts[i]), &value, &type)) continue;
        remark("'%s' is taken for %s\n", texts[i], value_show(arena, value).s);
        fine = false;
    }
    return fine;
}

static const struct { enum type_kind type; const char *text; } good_texts[] = {
    {T_IP, "10.3.0.10"}, {T_IP, "::1"}, {T_IP, "fd00::1"}, {T_CIDR, "10.0.0.0/16"}, {T_CIDR, "fd00::/64"}, {T_CIDR, "::/0"}, {T_HOST, "db"},
    {T_HOST, "db.example.org"}, {T_HOST, "10.0.0.1"}, {T_HOST, "a-b.c"}, {T_ENDPOINT, "db:3306"}, {T_ENDPOINT, "10.0.0.1:80"}, {T_ENDPOINT, "[::1]:80"},
    {T_URL, "https://example.org/path?x=1"}, {T_URL, "mysql+pymysql://h/db"}, {T_IMAGE, "nginx:1.27"}, {T_IMAGE, "localhost:5000/a/b:1"},
    {T_IMAGE, "a@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}, {T_PATH, "/"}, {T_PATH, "/etc/x y"}, {T_STRING, ""},
};
static const struct { enum type_kind type; const char *text; } bad_texts[] = {
    {T_IP, ""}, {T_IP, "10.3.0"}, {T_IP, "10.3.0.256"}, {T_IP, "::1::"}, {T_IP, "10.3.0.10 "}, {T_CIDR, "10.0.0.0"}, {T_CIDR, "10.0.0.0/33"},
    {T_CIDR, "::/129"}, {T_CIDR, "10.0.0.0/-1"}, {T_HOST, ""}, {T_HOST, "."}, {T_HOST, "a..b"}, {T_HOST, "-a"}, {T_HOST, "a-"}, {T_HOST, "a b"}, {T_HOST, "a."},
    {T_HOST, "a:80"}, {T_HOST, "ä.de"}, {T_ENDPOINT, "db"}, {T_ENDPOINT, "db:"}, {T_ENDPOINT, "db:0"}, {T_ENDPOINT, "db:65536"}, {T_ENDPOINT, ":80"},
    {T_ENDPOINT, "::1:80"}, {T_URL, "example.org"}, {T_URL, "://x"}, {T_URL, "http://"}, {T_URL, "http://a b"}, {T_URL, "1http://x"}, {T_IMAGE, ""},
    {T_IMAGE, "nginx"}, {T_IMAGE, "nginx:latest"}, {T_IMAGE, "localhost:5000/nginx"}, {T_IMAGE, "nginx:"}, {T_IMAGE, "a b:1"}, {T_IMAGE, "/a:1"},
    {T_IMAGE, "a@sha256:"}, {T_IMAGE, "a@md5:00"}, {T_PATH, ""}, {T_PATH, "etc"}, {T_PATH, "./etc"},
};

static bool good_texts_are_taken(void)
{
    bool fine = true;
    for (size_t i = 0; i < COUNT(good_texts); i++) {
        const char *problem = text_problem(good_texts[i].type, str_of(good_texts[i].text));
        if (problem) remark("'%s': %s\n", good_texts[i].text, problem);
        fine &= !problem;
    }
    return fine;
}

static bool bad_texts_have_a_reason(void)
{
    bool fine = true;
    for (size_t i = 0; i < COUNT(bad_texts); i++) {
        if (text_problem(bad_texts[i].type, str_of(bad_texts[i].text))) continue;
        remark("'%s' is taken for type %d\n", bad_texts[i].text, bad_texts[i].type);
        fine = false;
    }
    return fine;
}

static bool no_text_has_a_nul(void) { return text_problem(T_HOST, STR("a\0b")) && text_problem(T_STRING, STR("a\0b")); }

static bool plain_literals_take_the_expected_type(void)
{
    struct value value;
    bool fine = !literal_as(arena, value_int(2), T_CPU, &value) && value.kind == V_CPU && value.integer == 2000;
    fine = fine && !literal_as(arena, value_float(1.5), T_CPU, &value) && value.integer == 1500;
    fine = fine && !literal_as(arena, value_int(80), T_PORT, &value) && value.kind == V_PORT && value.integer == 80;
    fine = fine && !literal_as(arena, value_int(3), T_FLOAT, &value) && value.kind == V_FLOAT;
    return fine && !literal_as(arena, value_string(arena, STR("db:1")), T_ENDPOINT, &value) && value.kind == V_STRING;
}

static bool other_plain_literals_have_a_reason(void)
{
    struct value value;
    return literal_as(arena, value_int(0), T_PORT, &value) && literal_as(arena, value_int(-1), T_PORT, &value) && literal_as(arena, value_int(65536), T_PORT, &value) &&
           literal_as(arena, value_float(1.0001), T_CPU, &value) && literal_as(arena, value_int(1), T_BYTES, &value) && literal_as(arena, value_bool(true), T_INT, &value);
}

static bool numbers_of_cores_may_be_too_large(void)
{
    struct value value;
    return literal_as(arena, value_int(INT64_MAX), T_CPU, &value) && literal_as(arena, value_float(1e300), T_CPU, &value);
}

static const struct unit_test tests[] = {
    {"numbers take their types", numbers_take_their_types},
    {"ports keep their protocol", ports_keep_their_protocol},
    {"wrong numbers have a reason", wrong_numbers_have_a_reason},
    {"good texts are taken", good_texts_are_taken},
    {"bad texts have a reason", bad_texts_have_a_reason},
    {"no text has a NUL", no_text_has_a_nul},
    {"plain literals take the expected type", plain_literals_take_the_expected_type},
    {"other plain literals have a reason", other_plain_literals_have_a_reason},
    {"numbers of cores may be too large", numbers_of_cores_may_be_too_large},
};

int main(void)
{
    arena = arena_new(0);
    int code = run_tests(tests, COUNT(tests));
    arena_free(arena);
    return code;
}
