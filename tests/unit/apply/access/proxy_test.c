/* Which proxy a server is reached through: what kubectl 1.36.4 and Go's httpproxy do. */
#include "access/proxy.h"

#include "test.h"

static struct arena *arena;

enum { ADDRESS = 'a', NAME = 'n', HERE = 'h', PLAIN = 'p' }; /* servers */

static const char *server_of(char letter)
{
    switch (letter) {
    case ADDRESS: return "https://10.1.2.3:6443";
    case NAME: return "https://api.example:6443";
    case HERE: return "https://127.0.0.1:6443";
    default: return "http://api.example";
    }
}

/* VARIABLES: "NAME=VALUE NAME=VALUE", a + is a blank. */
static void set_environment(const char *variables, bool set)
{
    Str rest = str_of(variables);
    while (rest.n) {
        Str one = str_cut(&rest, ' '), value = one, name = str_cut(&value, '=');
        char *text = (char *)(uintptr_t)arena_copy(arena, value).s;
        for (char *at = text; *at; at++)
            if (*at == '+') *at = ' ';
        if (set) setenv(arena_copy(arena, name).s, text, 1);
        else unsetenv(arena_copy(arena, name).s);
    }
}

static Str proxy_for(const char *server, struct problem *problem)
{
    struct proxy proxy = {0};
    *problem = (struct problem){.arena = arena};
    return proxy_of_environment(arena, str_of(server), &proxy, problem) ? proxy.url : STR("an error");
}

/* PROXIED: the letters of those servers that go through http://p:1. */
static bool goes_through(const char *variables, const char *proxied)
{
    bool right = true;
    struct problem problem;
    set_environment(variables, true);
    for (const char *letter = "anhp"; *letter; letter++) {
        Str expected = strchr(proxied, *letter) ? STR("http://p:1") : STR("");
        right &= same_text(arena_printf(arena, "%s %s", variables, server_of(*letter)).s, expected, proxy_for(server_of(*letter), &problem));
    }
    set_environment(variables, false);
    return right;
}

#define P "http://p:1"
static const struct { const char *variables, *proxied; } variables[] = {
    {"", ""},
    {"HTTPS_PROXY=" P, "an"},
    {"https_proxy=" P, "an"},
    {"HTTP_PROXY=" P, "p"},
    {"http_proxy=" P, "p"},
    {"ALL_PROXY=" P, ""},
    {"all_proxy=" P, ""},
    {"HTTPS_PROXY=" P " https_proxy=http://q:2", "an"},
    {"HTTPS_PROXY= https_proxy=" P, "an"},
    {"HTTPS_PROXY=p:1", "an"},
    {"HTTPS_PROXY=HTTP://p:1/", "an"},
    {"HTTPS_PROXY=" P " NO_PROXY=10.0.0.0/8", "n"},
    {"HTTPS_PROXY=" P " NO_PROXY=10.1.2.2/31", "n"},
    {"HTTPS_PROXY=" P " NO_PROXY=10.1.2.4/31", "an"},
    {"HTTPS_PROXY=" P " NO_PROXY=0.0.0.0/0", "n"},
    {"HTTPS_PROXY=" P " NO_PROXY=::/0", "an"},
    {"HTTPS_PROXY=" P " NO_PROXY=10.1.2.3/33", "an"},
    {"HTTPS_PROXY=" P " NO_PROXY=10.1.2.3", "n"},
    {"HTTPS_PROXY=" P " NO_PROXY=::ffff:10.1.2.3", "n"},
    {"HTTPS_PROXY=" P " NO_PROXY=010.1.2.3", "an"},
    {"HTTPS_PROXY=" P " NO_PROXY=10.1.2", "an"},
    {"HTTPS_PROXY=" P " NO_PROXY=.3", "an"},
    {"HTTPS_PROXY=" P " NO_PROXY=10.1.2.3:6443", "n"},
    {"HTTPS_PROXY=" P " NO_PROXY=10.1.2.3:443", "an"},
    {"HTTPS_PROXY=" P " NO_PROXY=10.1.2.3:", "n"},
    {"HTTPS_PROXY=" P " NO_PROXY=.example", "a"},
    {"HTTPS_PROXY=" P " NO_PROXY=*.example", "a"},
    {"HTTPS_PROXY=" P " NO_PROXY=example", "a"},
    {"HTTPS_PROXY=" P " NO_PROXY=ample", "an"},
    {"HTTPS_PROXY=" P " NO_PROXY=API.EXAMPLE", "a"},
    {"HTTPS_PROXY=" P " NO_PROXY=.api.example", "an"},
    {"HTTPS_PROXY=" P " NO_PROXY=*.api.example", "an"},
    {"HTTPS_PROXY=" P " NO_PROXY=api.example:6443", "a"},
    {"HTTPS_PROXY=" P " NO_PROXY=api.example:443", "an"},
    {"HTTPS_PROXY=" P " NO_PROXY=:6443", "an"},
    {"HTTPS_PROXY=" P " NO_PROXY=+10.1.2.3+,x", "n"},
    {"HTTPS_PROXY=" P " NO_PROXY=x,,.,+*+", ""},
    {"HTTPS_PROXY=" P " NO_PROXY=* no_proxy=x", ""},
    {"HTTPS_PROXY=" P " NO_PROXY=x no_proxy=*", "an"},
    {"HTTPS_PROXY=" P " no_proxy=*", ""},
    {"HTTP_PROXY=" P " NO_PROXY=api.example:80", ""},
};

static bool variables_mean_what_they_mean_to_go(void)
{
    bool right = true;
    for (size_t i = 0; i < COUNT(variables); i++) right &= goes_through(variables[i].variables, variables[i].proxied);
    return right;
}

static const struct { const char *server; bool proxied; } hosts[] = {
    {"https://localhost:6443", false}, {"https://127.9.9.9", false},        {"https://[::1]:6443", false}, {"https://[::ffff:127.0.0.1]", false},
    {"https://localhost.evil", true},  {"https://[2001:db8::1]:6443", true}, {"https://[::2]", true},       {"https://128.0.0.1", true},
    {"https://LOCALHOST:6443", true},
};

static bool this_machine_is_reached_without(void)
{
    bool right = true;
    struct problem problem;
    set_environment("HTTPS_PROXY=" P, true);
    for (size_t i = 0; i < COUNT(hosts); i++)
        right &= same_text(hosts[i].server, str_of(hosts[i].proxied ? P : ""), proxy_for(hosts[i].server, &problem));
    set_environment("HTTPS_PROXY=" P, false);
    return right;
}

/* Of the two forms in brackets Go takes the one with a port only. */
static const struct { const char *rule; bool proxied; } rules_of_ipv6[] = {
    {"2001:db8::1", false},  {"[2001:db8::1]:6443", false}, {"[2001:db8::1]:443", true}, {"[2001:db8::1]", true},
    {"2001:db8::/32", false}, {"2001:db9::/32", true},       {"2001:db8::2", true},
};

static bool ipv6_is_excepted(void)
{
    bool right = true;
    struct problem problem;
    for (size_t i = 0; i < COUNT(rules_of_ipv6); i++) {
        const char *set = arena_printf(arena, "HTTPS_PROXY=" P " NO_PROXY=%s", rules_of_ipv6[i].rule).s;
        set_environment(set, true);
        right &= same_text(set, str_of(rules_of_ipv6[i].proxied ? P : ""), proxy_for("https://[2001:db8::1]:6443", &problem));
        set_environment(set, false);
    }
    return right;
}

/* What libcurl is told of URLs, and what is shown of them. */
static const struct { const char *url, *environment, *kubeconfig, *shown; } urls[] = {
    {"http://p", "http://p:80", "http://p:80", "http://p:80"},
    {"https://p", "https://p:443", "https://p:443", "https://p:443"},
    {"SOCKS5://p", "socks5h://p:1080", "socks5h://p:1080", "socks5://p:1080"},
    {"socks5h://p:9", "socks5h://p:9", NULL, "socks5h://p:9"},
    {"http://me:hunter%402@[fd00::1]:3128/x", "http://me:hunter%402@[fd00::1]:3128", "http://me:hunter%402@[fd00::1]:3128", "http://[fd00::1]:3128"},
    {"localhost:3128", "http://localhost:3128", NULL, "http://localhost:3128"},
    {"p", "http://p:80", NULL, "http://p:80"},
    {"ftp://hunter2", NULL, NULL, NULL},
    {"http://", NULL, NULL, NULL},
    {"http://me:hunter2@", NULL, NULL, NULL},
    {"http://hunter2:x", NULL, NULL, NULL},
    {"http://me:hunter2 @p", NULL, NULL, NULL},
};

static bool is_url(const char *about, const char *expected, bool taken, struct proxy proxy, const char *shown)
{
    if (!expected || !taken) return !expected && !taken;
    return same_text(about, str_of(expected), proxy.url) && same_text("shown", str_of(shown), proxy.shown);
}

static bool urls_are_those_of_go(void)
{
    bool right = true;
    for (size_t i = 0; i < COUNT(urls); i++) {
        struct proxy proxy = {0}, given = {0};
        struct problem problem = {.arena = arena};
        setenv("HTTPS_PROXY", urls[i].url, 1);
        bool taken = proxy_of_environment(arena, STR("https://h"), &proxy, &problem);
        const char *wrong = proxy_of_kubeconfig(arena, str_of(urls[i].url), &given);
        bool told = problem.code && (strstr(problem.text.s, "hunter2") || !strstr(problem.text.s, "HTTPS_PROXY"));
        bool fine = is_url(urls[i].url, urls[i].environment, taken, proxy, urls[i].shown) &&
                    is_url(urls[i].url, urls[i].kubeconfig, !wrong, given, urls[i].shown) && !told;
        if (!fine) remark("%s: '%.*s'\n", urls[i].url, STR_ARG(problem.text));
        right &= fine;
    }
    unsetenv("HTTPS_PROXY");
    return right;
}

static const struct unit_test tests[] = {
    {"variables mean what they mean to Go", variables_mean_what_they_mean_to_go},
    {"this machine is reached without a proxy", this_machine_is_reached_without},
    {"addresses of IPv6 are excepted", ipv6_is_excepted},
    {"URLs are those that Go takes", urls_are_those_of_go},
};

int main(void)
{
    static const char *const all[] = {"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"};
    for (size_t i = 0; i < COUNT(all); i++) unsetenv(all[i]);
    arena = arena_new(0);
    int status = run_tests(tests, COUNT(tests));
    arena_free(arena);
    return status;
}
