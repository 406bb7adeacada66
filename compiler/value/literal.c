#include "value/literal.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

/* ---- numbers with units ---- */

struct unit {
    const char *suffix;
    enum value_kind value;
    enum type_kind type;
    int64_t scale; /* of one in the value's own unit */
};

static const struct unit units[] = {
    {"k", V_BYTES, T_BYTES, 1000}, {"M", V_BYTES, T_BYTES, 1000000}, {"G", V_BYTES, T_BYTES, 1000000000},
    {"T", V_BYTES, T_BYTES, INT64_C(1000000000000)}, {"P", V_BYTES, T_BYTES, INT64_C(1000000000000000)},
    {"Ki", V_BYTES, T_BYTES, INT64_C(1) << 10}, {"Mi", V_BYTES, T_BYTES, INT64_C(1) << 20},
    {"Gi", V_BYTES, T_BYTES, INT64_C(1) << 30}, {"Ti", V_BYTES, T_BYTES, INT64_C(1) << 40},
    {"Pi", V_BYTES, T_BYTES, INT64_C(1) << 50}, {"m", V_CPU, T_CPU, 1}, {"ms", V_DURATION, T_DURATION, 1},
    {"s", V_DURATION, T_DURATION, 1000}, {"min", V_DURATION, T_DURATION, 60000}, {"h", V_DURATION, T_DURATION, 3600000},
    {"d", V_DURATION, T_DURATION, 86400000},
};

static const char *const protocols[] = {
    [PORT_TCP] = "tcp", [PORT_UDP] = "udp", [PORT_SCTP] = "sctp", [PORT_HTTP] = "http", [PORT_HTTPS] = "https", [PORT_GRPC] = "grpc",
};

static bool parse_int(Str digits, int64_t *value)
{
    *value = 0;
    for (size_t i = 0; i < digits.n; i++)
        if (!isdigit((unsigned char)digits.s[i]) || __builtin_mul_overflow(*value, 10, value) ||
            __builtin_add_overflow(*value, digits.s[i] - '0', value))
            return false;
    return digits.n > 0;
}

static const char *parse_port(Str digits, Str protocol, struct value *value)
{
    int64_t number;
    if (!parse_int(digits, &number) || number < 1 || number > 65535) return "ports are 1 to 65535";
    for (size_t i = 0; i < COUNT(protocols); i++)
        if (str_is(protocol, protocols[i])) {
            *value = value_unit(V_PORT, number | (int64_t)i << 16);
            return NULL;
        }
    return "the protocols are tcp, udp, sctp, http, https and grpc";
}

/* WHOLE.FRACTION times SCALE, exactly. */
static const char *scaled(Str whole, Str fraction, int64_t scale, int64_t *result)
{
    int64_t part = 0, tens = 1;
    if (!parse_int(whole, result) || __builtin_mul_overflow(*result, scale, result)) return "this number is too large";
    while (fraction.n && fraction.s[fraction.n - 1] == '0') fraction.n--;
    if (!fraction.n) return NULL;
    if (fraction.n > 15 || !parse_int(fraction, &part)) return "too many digits";
    for (size_t i = 0; i < fraction.n; i++) tens *= 10;
    __int128 exact = (__int128)part * scale;
    if (exact % tens) return "this is not a whole number of the smallest unit";
    return __builtin_add_overflow(*result, (int64_t)(exact / tens), result) ? "this number is too large" : NULL;
}

static size_t count_of(Str text, char c)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) n += text.s[i] == c;
    return n;
}

static const char *parse_plain(struct arena *arena, Str text, struct value *value, enum type_kind *type)
{
    int64_t integer;
    size_t points = count_of(text, '.');
    *type = points ? T_FLOAT : T_INT;
    if (points > 1) return "a number has one point at most";
    if (points) *value = value_float(strtod(arena_copy(arena, text).s, NULL));
    else if (parse_int(text, &integer)) *value = value_int(integer);
    else return "this number is too large";
    return NULL;
}

static const char *parse_unit(Str digits, Str suffix, struct value *value, enum type_kind *type)
{
    const char *dot = memchr(digits.s, '.', digits.n);
    Str whole = {digits.s, dot ? (size_t)(dot - digits.s) : digits.n};
    Str fraction = {dot ? dot + 1 : digits.s, dot ? digits.n - whole.n - 1 : 0};
    for (size_t i = 0; i < COUNT(units); i++) {
        if (!str_is(suffix, units[i].suffix)) continue;
        int64_t amount;
        const char *problem = scaled(whole, fraction, units[i].scale, &amount);
        *value = value_unit(units[i].value, amount);
        *type = units[i].type;
        return problem;
    }
    return "no such unit; there are k M G T P Ki Mi Gi Ti Pi (bytes), m (cpu), ms s min h d (duration)";
}

const char *literal_number(struct arena *arena, Str text, struct value *value, enum type_kind *type)
{
    const char *slash = memchr(text.s, '/', text.n);
    if (count_of(text, '.') == 3) {
        *type = slash ? T_CIDR : T_IP;
        *value = value_string(arena, text);
        return text_problem(*type, text);
    }
    if (slash) {
        *type = T_PORT;
        size_t n = (size_t)(slash - text.s);
        return parse_port((Str){text.s, n}, (Str){slash + 1, text.n - n - 1}, value);
    }
    size_t digits = 0;
    while (digits < text.n && (isdigit((unsigned char)text.s[digits]) || text.s[digits] == '.')) digits++;
    if (digits == text.n) return parse_plain(arena, text, value, type);
    if (text.s[digits] != '%') return parse_unit((Str){text.s, digits}, (Str){text.s + digits, text.n - digits}, value, type);
    int64_t percent;
    if (!parse_int((Str){text.s, digits}, &percent)) return "percentages are whole numbers";
    *type = T_PERCENT;
    *value = value_unit(V_PERCENT, percent);
    return NULL;
}

/* ---- domain texts ---- */

static bool is_ip(Str text)
{
    char copy[64];
    unsigned char bytes[16];
    if (text.n >= sizeof copy) return false;
    memcpy(copy, text.s, text.n);
    copy[text.n] = '\0';
    return inet_pton(AF_INET, copy, bytes) == 1 || inet_pton(AF_INET6, copy, bytes) == 1;
}

static bool is_cidr(Str text)
{
    const char *slash = memchr(text.s, '/', text.n);
    if (!slash) return false;
    Str address = {text.s, (size_t)(slash - text.s)};
    int64_t bits;
    if (!parse_int((Str){slash + 1, text.n - address.n - 1}, &bits)) return false;
    return is_ip(address) && bits <= (memchr(address.s, ':', address.n) ? 128 : 32);
}

static bool is_label(Str text)
{
    if (!text.n || text.n > 63 || text.s[0] == '-' || text.s[text.n - 1] == '-') return false;
    for (size_t i = 0; i < text.n; i++)
        if (!isalnum((unsigned char)text.s[i]) && text.s[i] != '-' && text.s[i] != '_') return false;
    return true;
}

static bool is_host(Str text)
{
    if (is_ip(text)) return true;
    if (!text.n || text.n > 253) return false;
    for (size_t start = 0; start <= text.n;) {
        const char *dot = start < text.n ? memchr(text.s + start, '.', text.n - start) : NULL;
        size_t end = dot ? (size_t)(dot - text.s) : text.n;
        if (!is_label((Str){text.s + start, end - start})) return false;
        start = end + 1;
    }
    return true;
}

static bool is_endpoint(Str text)
{
    size_t colon = text.n;
    while (colon > 0 && text.s[colon - 1] != ':') colon--;
    int64_t port;
    if (!colon || !parse_int((Str){text.s + colon, text.n - colon}, &port) || port < 1 || port > 65535) return false;
    Str host = {text.s, colon - 1};
    if (host.n > 2 && host.s[0] == '[' && host.s[host.n - 1] == ']') return is_ip((Str){host.s + 1, host.n - 2});
    return !memchr(host.s, ':', host.n) && is_host(host);
}

static bool is_digest(Str text)
{
    static const char prefix[] = "@sha256:";
    if (!str_starts(text, STR(prefix)) || text.n != sizeof prefix - 1 + 64) return false;
    for (size_t i = sizeof prefix - 1; i < text.n; i++)
        if (!isxdigit((unsigned char)text.s[i])) return false;
    return true;
}

static bool has_blank(Str text)
{
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.s[i] <= ' ') return true;
    return false;
}

static size_t scheme_length(Str text)
{
    size_t i = 0;
    while (i < text.n && (isalnum((unsigned char)text.s[i]) || memchr("+-.", text.s[i], 3))) i++;
    return i;
}

bool begins_with_scheme(Str text)
{
    size_t n = scheme_length(text);
    return n > 0 && str_starts((Str){text.s + n, text.n - n}, STR("://"));
}

static bool is_url(Str text)
{
    return begins_with_scheme(text) && isalpha((unsigned char)text.s[0]) && !has_blank(text) && text.n > scheme_length(text) + 3;
}

/* registry/name:tag@digest; a tag or a digest must be there, "latest" is none. */
static bool is_image(Str text)
{
    if (!text.n || has_blank(text) || text.s[0] == '/' || text.s[0] == ':') return false;
    const char *at = memchr(text.s, '@', text.n);
    if (at) return is_digest((Str){at, text.n - (size_t)(at - text.s)});
    size_t colon = text.n;
    while (colon > 0 && text.s[colon - 1] != ':' && text.s[colon - 1] != '/') colon--;
    if (!colon || text.s[colon - 1] == '/' || colon == text.n) return false;
    return !str_is((Str){text.s + colon, text.n - colon}, "latest");
}

const char *text_problem(enum type_kind kind, Str text)
{
    if (text.n && memchr(text.s, '\0', text.n)) return "it has a NUL in it";
    switch (kind) {
    case T_IP: return is_ip(text) ? NULL : "an ip looks like 10.3.0.10 or fd00::1";
    case T_CIDR: return is_cidr(text) ? NULL : "a cidr looks like 10.0.0.0/16";
    case T_HOST: return is_host(text) ? NULL : "a host is a DNS name or an address, like db.example.org";
    case T_ENDPOINT: return is_endpoint(text) ? NULL : "an endpoint looks like db.example.org:3306";
    case T_URL: return is_url(text) ? NULL : "a url looks like https://example.org/path";
    case T_IMAGE: return is_image(text) ? NULL
            : "an image looks like registry/name:1.27 or name@sha256:…; it needs a tag other than latest, or a digest";
    case T_PATH: return text.n && text.s[0] == '/' ? NULL : "a path begins with '/'";
    default: return NULL;
    }
}

/* ---- literals that take the expected type ---- */

const char *literal_examples(enum type_kind type)
{
    switch (type) {
    case T_BYTES: return "512Mi, 2Gi";
    case T_CPU: return "250m, 1.5";
    case T_DURATION: return "30s, 5min, 2h";
    case T_PORT: return "8080, 80/tcp";
    case T_PERCENT: return "25%";
    default: return NULL;
    }
}

const char *null_help(enum type_kind type)
{
    bool text = type == T_STRING || type == T_TEXT;
    return text ? "null says that nothing is there: leave it out; the text is written \"null\"" : "null says that nothing is there: leave it out";
}

const char *literal_as(struct arena *arena, struct value value, enum type_kind expected, struct value *result)
{
    *result = value;
    if (value.kind == V_STRING && expected >= T_IP && expected <= T_PATH) return text_problem(expected, value_str(value));
    if (value.kind == V_INT && expected == T_PORT)
        return parse_port(arena_printf(arena, "%lld", (long long)value.integer), STR("tcp"), result);
    if (value.kind == V_INT && expected == T_FLOAT) *result = value_float((double)value.integer);
    else if (value.kind == V_INT && expected == T_CPU) {
        if (__builtin_mul_overflow(value.integer, 1000, &result->integer)) return "this number is too large";
        result->kind = V_CPU;
    } else if (value.kind == V_FLOAT && expected == T_CPU) {
        double milli = value.real * 1000;
        if (!(milli < 1e15) || milli != (double)(int64_t)milli) return "cpu is counted in thousandths";
        *result = value_unit(V_CPU, (int64_t)milli);
    } else return "";
    result->origin = value.origin;
    return NULL;
}
