/* The rules of the environment are those of golang.org/x/net/http/httpproxy, as Go 1.26 has it: HTTPS_PROXY for https and HTTP_PROXY for
 * http, of each the upper case first; ALL_PROXY means nothing; this machine is never reached through a proxy. net/http makes of it that
 * names are resolved by the proxy for socks5, too, and which port is meant. client-go 1.36 (tools/clientcmd, parseProxyURL) takes fewer
 * schemes in a kubeconfig, and NO_PROXY does not count for it. */
#include "access/proxy.h"

#include "access/server_url.h"
#include "common/exit_code.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

/* ---- URLs of proxies ---- */

/* CURL: the scheme by which libcurl means the same. */
static const struct scheme { const char *name, *curl, *port; bool in_kubeconfig; } schemes[] = {
    {"http", "http", "80", true},
    {"https", "https", "443", true},
    {"socks5", "socks5h", "1080", true},
    {"socks5h", "socks5h", "1080", false},
};

static const struct scheme *scheme_of(Str url)
{
    for (size_t i = 0; i < COUNT(schemes); i++) {
        size_t n = strlen(schemes[i].name);
        if (url.n > n + 3 && strncasecmp(url.s, schemes[i].name, n) == 0 && memcmp(url.s + n, "://", 3) == 0) return &schemes[i];
    }
    return NULL;
}

/* NULL: fine. */
static const char *take_url(struct arena *arena, const struct scheme *scheme, Str url, struct proxy *proxy)
{
    Str authority = url_authority(url), place = str_after_last(authority, '@'), user = {authority.s, authority.n - place.n};
    const char *wrong = url_authority_problem(place), *colon = url_port(place).n ? "" : ":", *port = *colon ? scheme->port : "";
    if (wrong) return wrong;
    for (size_t i = 0; i < authority.n; i++)
        if (!isgraph((unsigned char)authority.s[i])) return "it holds a blank or a character that URLs do not have";
    Str host = arena_printf(arena, "%.*s%s%s", STR_ARG(place), colon, port);
    proxy->url = arena_printf(arena, "%s://%.*s%.*s", scheme->curl, STR_ARG(user), STR_ARG(host));
    proxy->shown = arena_printf(arena, "%s://%.*s", scheme->name, STR_ARG(host));
    return NULL;
}

const char *proxy_of_kubeconfig(struct arena *arena, Str url, struct proxy *proxy)
{
    const struct scheme *scheme = scheme_of(url);
    if (!scheme || !scheme->in_kubeconfig) return "it begins with none of http://, https:// and socks5://";
    return take_url(arena, scheme, url, proxy);
}

/* ---- addresses ---- */

/* Those of IPv4 as IPv6 maps them. */
static bool take_address(Str text, struct in6_addr *address)
{
    char copy[INET6_ADDRSTRLEN];
    struct in_addr four;
    if (text.n >= sizeof copy) return false;
    memcpy(copy, text.s, text.n);
    copy[text.n] = '\0';
    if (inet_pton(AF_INET6, copy, address) == 1) return true;
    *address = (struct in6_addr){.s6_addr = {[10] = 0xFF, [11] = 0xFF}};
    memcpy(address->s6_addr + 12, &four, inet_pton(AF_INET, copy, &four) == 1 ? sizeof four : 0);
    return inet_pton(AF_INET, copy, &four) == 1;
}

static bool same_bits(const struct in6_addr *a, const struct in6_addr *b, size_t bits)
{
    size_t bytes = bits / 8;
    unsigned mask = 0xFF00u >> bits % 8 & 0xFF;
    return memcmp(a, b, bytes) == 0 && (!mask || ((a->s6_addr[bytes] ^ b->s6_addr[bytes]) & mask) == 0);
}

/* RULE: "10.0.0.0/8". ADDRESS NULL: there is none. *IS_NETWORK: it is such a rule. */
static bool network_has(Str rule, const struct in6_addr *address, bool *is_network)
{
    struct in6_addr network;
    Str bits = rule, base = str_cut(&bits, '/'), digits = bits;
    bool addressed = base.n < rule.n && take_address(base, &network), four = addressed && !memchr(base.s, ':', base.n);
    size_t n = str_take_number(&digits), most = four ? 32 : 128;
    *is_network = addressed && bits.n && !digits.n && n <= most;
    if (!*is_network || !address || !IN6_IS_ADDR_V4MAPPED(address) != !four) return false;
    return same_bits(&network, address, four ? n + 96 : n);
}

/* ---- what goes without a proxy ---- */

/* A server; its host is without brackets. */
struct target {
    Str host, port;
    struct in6_addr address;
    bool addressed;          /* the host is the address */
};

static struct target target_of(Str server)
{
    Str authority = url_authority(server), host = url_host(authority), port = url_port(authority);
    bool bracket = host.n > 1 && host.s[0] == '[';
    struct target target = {.host = bracket ? (Str){host.s + 1, host.n - 2} : host, .port = port};
    if (!port.n) target.port = url_is_plain(server) ? STR("80") : STR("443");
    target.addressed = take_address(target.host, &target.address);
    return target;
}

static bool is_loopback(const struct target *target)
{
    const struct in6_addr *address = &target->address;
    if (!target->addressed) return str_is(target->host, "localhost");
    return IN6_IS_ADDR_LOOPBACK(address) || (IN6_IS_ADDR_V4MAPPED(address) && address->s6_addr[12] == 127);
}

/* The port that RULE ends with, which is taken away with its colon; empty: none. An address of IPv6 has one behind brackets only. */
static Str take_port(Str *rule)
{
    Str port = str_after_last(*rule, ':'), host = {rule->s, rule->n - port.n};
    if (!host.n) return host;
    host.n--;
    bool bracket = host.n > 1 && host.s[0] == '[' && host.s[host.n - 1] == ']';
    if (!bracket && memchr(host.s, ':', host.n)) return (Str){rule->s, 0};
    if (rule->s[0] == '[' && !bracket) return (Str){rule->s, 0};
    *rule = bracket ? (Str){host.s + 1, host.n - 2} : host;
    return port;
}

static bool ends_like(Str text, Str end) { return text.n >= end.n && strncasecmp(text.s + text.n - end.n, end.s, end.n) == 0; }

/* "example.org" is the host and all below it; ".example.org" and "*.example.org" are those below it only. */
static bool domain_has(Str domain, Str host)
{
    if (str_starts(domain, STR("*."))) domain = str_skip(domain, 1);
    if (domain.s[0] == '.') return ends_like(host, domain);
    return ends_like(host, domain) && (host.n == domain.n || host.s[host.n - domain.n - 1] == '.');
}

static bool rule_has(Str rule, const struct target *target)
{
    bool is_network;
    struct in6_addr address;
    if (str_is(rule, "*")) return true;
    bool in_network = network_has(rule, target->addressed ? &target->address : NULL, &is_network);
    if (is_network) return in_network;
    Str port = take_port(&rule);
    if (!rule.n || (port.n && !str_eq(port, target->port))) return false;
    if (take_address(rule, &address)) return target->addressed && memcmp(&address, &target->address, sizeof address) == 0;
    return !target->addressed && domain_has(rule, target->host);
}

/* LIST: that of NO_PROXY. */
static bool list_has(Str list, const struct target *target)
{
    while (list.n) {
        Str rule = str_trim(str_cut(&list, ','));
        if (rule.n && rule_has(rule, target)) return true;
    }
    return false;
}

/* ---- the environment ---- */

/* *NAME: the variable that says it. */
static Str variable(const char *upper, const char *lower, const char **name)
{
    const char *value = getenv(upper);
    *name = value && *value ? upper : lower;
    value = getenv(*name);
    return str_of(value ? value : "");
}

bool proxy_of_environment(struct arena *arena, Str server, struct proxy *proxy, struct problem *problem)
{
    const char *name, *exceptions;
    struct target target = target_of(server);
    Str url = url_is_plain(server) ? variable("HTTP_PROXY", "http_proxy", &name) : variable("HTTPS_PROXY", "https_proxy", &name);
    if (!url.n || is_loopback(&target) || list_has(variable("NO_PROXY", "no_proxy", &exceptions), &target)) return true;
    if (!memmem(url.s, url.n, "://", 3)) url = arena_join(arena, (Str[]){STR("http://"), url}, 2);
    const struct scheme *scheme = scheme_of(url);
    const char *wrong = scheme ? take_url(arena, scheme, url, proxy) : "it begins with none of http://, https:// and socks5://";
    if (!wrong) return true;
    problem_set(problem, EXIT_ERROR, "the proxy that %s names is not a URL: %s", name, wrong);
    return problem_help(problem, "mend %s, or add the host of the server to NO_PROXY: %.*s", name, STR_ARG(target.host));
}
