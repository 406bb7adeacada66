/* Kubeconfig files and the pod's own account: what is read, what is refused, and that no secret is told. */
#include "access/access_internal.h"
#include "base/base64.h"

#include "pem_examples.h"
#include "test.h"

#include <sys/stat.h>
#include <unistd.h>

/* ---- a folder of files ---- */

static char folder[] = "/tmp/stk-access-XXXXXX";
static struct arena *arena;
static struct buf warnings;
static struct problem problem;

static const char *path_of(const char *name) { return arena_printf(arena, "%s/%s", folder, name).s; }

static const char *write_mode(const char *name, const char *text, mode_t mode)
{
    const char *path = path_of(name);
    FILE *file = fopen(path, "w");
    if (!file) panic("cannot write %s", path);
    fputs(text, file);
    fclose(file);
    chmod(path, mode);
    return path;
}

/* A key of a kubeconfig whose value is the base64 of PEM. */
static const char *data_of(const char *key, const char *pem)
{
    struct buf encoded = {0};
    base64_encode(str_of(pem), &encoded);
    Str text = arena_printf(arena, "%s: %.*s", key, (int)encoded.n, encoded.s);
    buf_free(&encoded);
    return text.s;
}

#define HTTPS        "server: \"https://h:6443\""
#define AUTHORITY    data_of("certificate-authority-data", PEM_CERTIFICATE)
#define JOIN(...)    joined((const char *const[]){__VA_ARGS__, NULL})

static const char *joined(const char *const *parts)
{
    Str text = STR("");
    for (; *parts; parts++) text = arena_printf(arena, "%.*s%s%s", STR_ARG(text), text.n ? ", " : "", *parts);
    return text.s;
}

static const char *pair_of(const char *certificate, const char *key) { return JOIN(data_of("client-certificate-data", certificate), data_of("client-key-data", key)); }

static const char *write_file(const char *name, const char *text) { return write_mode(name, text, 0600); }

static struct access *read_access(const char *kubeconfig, const char *context)
{
    warnings.n = 0;
    problem = (struct problem){.arena = arena};
    return access_read(arena, &(struct access_options){kubeconfig, context}, &warnings, &problem);
}

static struct access *read_text(const char *text) { return read_access(write_file("config", text), NULL); }

/* A kubeconfig of one context. */
static struct access *read_parts(const char *cluster, const char *user)
{
    return read_text(arena_printf(arena, "{current-context: c, contexts: [{name: c, context: {cluster: k, user: u, namespace: shop}}],\n"
                                         "clusters: [{name: k, cluster: {%s}}],\nusers: [{name: u, user: {%s}}]}\n", cluster, user).s);
}

static bool reads(const struct access *access)
{
    if (!access) remark("refused: %.*s\n", STR_ARG(problem.text));
    return access;
}

static bool refuses(const struct access *access, const char *text)
{
    if (access || problem.code != 1 || !strstr(problem.text.s, text)) remark("expected '%s', got '%.*s'\n", text, STR_ARG(problem.text));
    return !access && problem.code == 1 && strstr(problem.text.s, text);
}

static bool warns(const char *text)
{
    buf_put(&warnings, "", 1);
    bool found = strstr(warnings.s, text);
    if (!found) remark("expected the warning '%s', got '%s'\n", text, warnings.s);
    return found;
}

static bool silent(void)
{
    if (warnings.n) remark("warned: %.*s\n", (int)warnings.n, warnings.s);
    return !warnings.n;
}

/* ---- what is read ---- */

static bool a_client_certificate_is_read(void)
{
    struct access *access = read_parts(JOIN(HTTPS, AUTHORITY), pair_of(PEM_CERTIFICATE, PEM_KEY));
    return reads(access) && silent() && same_text("context", STR("c"), access->context) && same_text("server", STR("https://h:6443"), access->server) &&
           same_text("namespace", STR("shop"), access->namespace) && same_text("ca", STR(PEM_CERTIFICATE), access->ca_data) &&
           same_text("key", STR(PEM_KEY), access->key_data) && !access->exec;
}

static bool relative_files_belong_to_their_kubeconfig(void)
{
    mkdir(path_of("pki"), 0700);
    write_file("pki/ca.pem", PEM_CERTIFICATE);
    write_file("pki/key.pem", PEM_KEY);
    struct access *access = read_parts(HTTPS ", certificate-authority: pki/ca.pem", "client-certificate: pki/ca.pem, client-key: pki/key.pem, tokenFile: token");
    return reads(access) && same_text("ca", STR(PEM_CERTIFICATE), access->ca_data) &&
           same_text("key", STR(PEM_KEY), access->key_data) && same_text("file", str_of(path_of("pki/key.pem")), access->key_file) &&
           same_text("token", str_of(path_of("token")), access->token_file);
}

static bool every_field_finds_its_place(void)
{
    struct access *access = read_parts(HTTPS ", tls-server-name: kube, proxy-url: \"socks5://p:1\", disable-compression: true",
                                       "username: me, password: hunter2, as: you, as-uid: \"7\", as-groups: [a, b], as-user-extra: {k: [v, w], \"a/b\": [z]}");
    const struct impersonation *as = access ? &access->as : NULL;
    return reads(access) && silent() && str_is(access->tls_server_name, "kube") && str_is(access->proxy_url, "socks5://p:1") &&
           str_is(access->proxy.url, "socks5h://p:1") && access->no_compression &&
           str_is(access->username, "me") && str_is(access->password, "hunter2") && str_is(as->user, "you") && str_is(as->uid, "7") && as->groups.n == 2 &&
           as->nextra == 3 && str_is(as->extra[2].key, "a/b") && str_is(as->extra[2].value, "z");
}

static bool an_exec_plugin_is_read(void)
{
    struct access *access = read_parts(JOIN(HTTPS, AUTHORITY, "extensions: [{name: client.authentication.k8s.io/exec, extension: {a: [1, yes]}}]"),
        "exec: {apiVersion: client.authentication.k8s.io/v1, command: bin/login, args: [token, --x], env: [{name: A, value: b=c}], installHint: get it, "
        "provideClusterInfo: true, interactiveMode: Never}");
    const struct exec_plugin *exec = access ? access->exec : NULL;
    return reads(access) && exec && same_text("command", str_of(path_of("bin/login")), exec->command) && exec->arguments.n == 2 &&
           same_text("environment", STR("A=b=c"), exec->environment.at[0]) && exec->interactive == INTERACTIVE_NEVER &&
           str_starts(exec->cluster_info, STR("{\"server\":\"https://h:6443\",\"certificate-authority-data\":\"LS0tLS1CRUdJTi")) &&
           str_ends(exec->cluster_info, STR("\",\"config\":{\"a\":[1,true]}}"));
}

static bool a_bare_command_is_left_to_the_path(void)
{
    struct access *access = read_parts(HTTPS, "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: aws}");
    return reads(access) && same_text("command", STR("aws"), access->exec->command) && access->exec->interactive == INTERACTIVE_IF_AVAILABLE;
}

static bool other_credentials_make_exec_needless(void)
{
    static const char exec[] = "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: aws}";
    const char *const others[] = {"token: x", "tokenFile: x", "username: x", pair_of(PEM_CERTIFICATE, PEM_KEY)};
    bool fine = true;
    for (size_t i = 0; i < COUNT(others); i++) {
        struct access *access = read_parts(HTTPS, arena_printf(arena, "%s, %s", others[i], exec).s);
        fine &= reads(access) && !access->exec;
    }
    return fine;
}

static bool has_server(const char *written, const char *expected)
{
    struct access *access = read_parts(arena_printf(arena, "server: \"%s\"", written).s, "");
    return reads(access) && same_text(written, str_of(expected), access->server);
}

static bool servers_have_many_forms(void)
{
    return has_server("https://[2001:db8::1]:6443", "https://[2001:db8::1]:6443") && has_server("https://rancher/k8s/clusters/c-x/", "https://rancher/k8s/clusters/c-x") &&
           has_server("HTTPS://Host", "https://Host") && has_server("127.0.0.1:8080", "http://127.0.0.1:8080") && has_server("http://[::1]:80//", "http://[::1]:80");
}

static bool wrong_servers_are_refused(void)
{
    static const struct { const char *server, *why; } wrong[] = {
        {"", "is empty"}, {"ftp://h", "neither"}, {"https://", "no host"}, {"https://h:0", "port"}, {"https://h:65536", "port"}, {"https://h:x", "port"},
        {"https://me:hunter2@h", "user name"}, {"https://2001:db8::1", "brackets"}, {"https://[x]", "IPv6"}, {"https://h/ a", "blank"}, {"https://h?x", "query"},
    };
    bool fine = true;
    for (size_t i = 0; i < COUNT(wrong); i++)
        fine &= refuses(read_parts(arena_printf(arena, "server: \"%s\"", wrong[i].server).s, ""), wrong[i].why) && !strstr(problem.text.s, "hunter2");
    return fine;
}

static bool names_may_hold_anything(void)
{
    static const char name[] = "arn:aws:eks:eu-west-1:123:cluster/me@prod";
    struct access *access = read_text(arena_printf(arena, "current-context: %s\ncontexts: [{name: '%s', context: {cluster: '%s', user: 'a/b@c:d'}}]\n"
                                                          "clusters: [{name: '%s', cluster: {" HTTPS "}}]\nusers: [{name: 'a/b@c:d', user: {token: t}}]\n", name, name, name, name).s);
    return reads(access) && same_text("context", str_of(name), access->context) && same_text("token", STR("t"), access->token);
}

static bool json_is_read(void)
{
    return reads(read_text("{\"kind\":\"Config\",\"apiVersion\":\"v1\",\"preferences\":{},\"current-context\":\"c\",\"contexts\":[{\"name\":\"c\",\"context\":"
                           "{\"cluster\":\"k\"}}],\"clusters\":[{\"name\":\"k\",\"cluster\":{\"server\":\"https://h\"}}],\"users\":null}\n"));
}

static bool the_context_can_be_chosen(void)
{
    const char *path = write_file("config", "contexts: [{name: a, context: {cluster: k}}, {name: b, context: {cluster: k, namespace: shop}}]\n"
                                            "clusters: [{name: k, cluster: {" HTTPS "}}]\n");
    struct access *access = read_access(path, "b");
    return reads(access) && same_text("namespace", STR("shop"), access->namespace) && refuses(read_access(path, "x"), "there is no context 'x'") &&
           same_text("help", STR("choose one with --context: a, b"), problem.help) && refuses(read_access(path, NULL), "no context is chosen");
}

/* ---- several files ---- */

static const char *context_file(const char *name, const char *text, const char *server)
{
    return write_file(name, arena_printf(arena, "%s\ncontexts: [{name: c, context: {cluster: k}}]\nclusters: [{name: k, cluster: {server: \"%s\"}}]\n", text, server).s);
}

static bool the_first_file_wins(void)
{
    const char *a = context_file("a", "", "https://first"), *b = context_file("b", "current-context: c", "https://second");
    setenv("KUBECONFIG", arena_printf(arena, ":%s:%s:%s::%s:", path_of("missing"), a, b, a).s, 1);
    struct access *access = read_access(NULL, NULL);
    unsetenv("KUBECONFIG");
    return reads(access) && silent() && same_text("server", STR("https://first"), access->server);
}

static bool entries_are_not_mixed(void)
{
    const char *a = write_file("a", "clusters: [{name: k, cluster: {tls-server-name: x}}]\n"), *b = context_file("b", "current-context: c", "https://second");
    setenv("KUBECONFIG", arena_printf(arena, "%s:%s", a, b).s, 1);
    struct access *access = read_access(NULL, NULL);
    unsetenv("KUBECONFIG");
    return refuses(access, "/a:1:31: the cluster 'k' has no 'server'");
}

static bool one_bad_file_spoils_the_list(void)
{
    const char *a = context_file("a", "current-context: c", "https://first"), *b = write_file("b", "clusters: [\n");
    setenv("KUBECONFIG", arena_printf(arena, "%s:%s", a, b).s, 1);
    struct access *access = read_access(NULL, NULL);
    unsetenv("KUBECONFIG");
    return refuses(access, "/b:2:1: this is not YAML");
}

static bool missing_files_are_told(void)
{
    setenv("KUBECONFIG", path_of("missing"), 1);
    bool listed = refuses(read_access(NULL, NULL), "there is no kubeconfig") && warns("none of the files of $KUBECONFIG exists");
    unsetenv("KUBECONFIG");
    return listed && refuses(read_access(path_of("missing"), NULL), "there is no kubeconfig /");
}

static bool the_home_folder_is_looked_into(void)
{
    mkdir(path_of(".kube"), 0700);
    context_file(".kube/config", "current-context: c", "https://home");
    struct access *access = read_access(NULL, NULL);
    unlink(path_of(".kube/config"));
    return reads(access) && same_text("server", STR("https://home"), access->server);
}

/* ---- in the cluster ---- */

static bool the_account_of_a_pod_is_taken(void)
{
    write_file("token", "secret\n");
    write_file("ca.crt", "-----BEGIN CERTIFICATE-----\n");
    write_file("namespace", "shop");
    setenv("KUBERNETES_SERVICE_PORT", "443", 1);
    bool without = !in_cluster(folder);
    setenv("KUBERNETES_SERVICE_HOST", "fd00::1", 1);
    struct access access = {0};
    problem = (struct problem){.arena = arena};
    bool taken = in_cluster(folder) && !in_cluster("/nowhere") && access_take_account(arena, folder, &access, &problem);
    unlink(path_of("ca.crt"));
    bool refused = !access_take_account(arena, folder, &(struct access){0}, &problem) && strstr(problem.text.s, "ca.crt: No such file");
    unsetenv("KUBERNETES_SERVICE_HOST");
    unsetenv("KUBERNETES_SERVICE_PORT");
    return without && taken && refused && same_text("server", STR("https://[fd00::1]:443"), access.server) && same_text("namespace", STR("shop"), access.namespace) &&
           same_text("token", str_of(path_of("token")), access.token_file) && access.ca_data.n && !access.context.n;
}

/* ---- what is refused, with its place, and without what is secret ---- */

static bool secrets_are_not_told(void)
{
    static const char *const texts[] = {
        "users:\n- name: u\n  user:\n    token: [hunter2]\n",
        "users:\n- name: u\n  user: hunter2\n",
        "users:\n- name: u\n  user:\n    password: *hunter2\n",
        "users:\n- name: u\n  user:\n    token: \"hunter2\n",
        "users:\n- name: u\n  user:\n\ttoken: hunter2\n",
        "users:\n- name: u\n  user: {hunter2, hunter2}\n",
        "users:\n- name: u\n  user: {client-key-data: hunter2=}\n",
        "users:\n- name: u\n  user: {password: @hunter2}\n",
        "users:\n- name: u\n  user: {password: !!int hunter2}\n",
        "users:\n- name: u\n  user: {a: 1, <<: {a: 2}, password: !!int hunter2}\n",
        "users:\n- name: u\n  user: {token: \"hunter2\\n\"}\n",
        "users:\n- name: u\n  user: {token: \"hunter2\\0\"}\n",
        "users: hunter2\n",
        "hunter2\n",
    };
    bool fine = true;
    for (size_t i = 0; i < COUNT(texts); i++) {
        Str head = STR("current-context: c\ncontexts: [{name: c, context: {cluster: k, user: u}}]\nclusters: [{name: k, cluster: {" HTTPS "}}]\n");
        bool whole = i + 1 == COUNT(texts);
        struct access *access = read_text(arena_printf(arena, "%s%s", whole ? "" : head.s, texts[i]).s);
        buf_put(&warnings, "", 1);
        bool told = access || strstr(problem.text.s, "hunter2") || (problem.help.n && strstr(problem.help.s, "hunter2")) || strstr(warnings.s, "hunter2");
        bool placed = strstr(problem.text.s ? problem.text.s : "", "/config:");
        if (told || !placed) remark("%s: %.*s\n", texts[i], STR_ARG(problem.text));
        fine &= !told && placed;
    }
    return fine;
}

static bool what_does_not_fit_is_refused(void)
{
    const struct { const char *cluster, *user, *why; } wrong[] = {
        {JOIN(HTTPS, "insecure-skip-tls-verify: true", AUTHORITY), "", "says not to verify"},
        {HTTPS ", insecure-skip-tls-verify: \"true\"", "", "config:2:84: 'insecure-skip-tls-verify' is true or false"},
        {HTTPS ", certificate-authority: nowhere.pem", "", "nowhere.pem cannot be read: No such file"},
        {HTTPS ", certificate-authority-data: aGk=", "", "is not PEM"},
        {HTTPS ", proxy-url: \"gopher://x\"", "", "'proxy-url' is not a URL: it begins with none of"},
        {HTTPS ", proxy-url: \"socks5h://x\"", "", "'proxy-url' is not a URL: it begins with none of"},
        {HTTPS ", proxy-url: \"localhost:3128\"", "", "'proxy-url' is not a URL: it begins with none of"},
        {JOIN(HTTPS, AUTHORITY, "certificate-authority: x"), "", "has certificate-authority and certificate-authority-data: one is enough"},
        {HTTPS, JOIN(pair_of(PEM_CERTIFICATE, PEM_KEY), "client-certificate: x"), "has client-certificate and client-certificate-data: one is"},
        {HTTPS, JOIN(pair_of(PEM_CERTIFICATE, PEM_KEY), "client-key: x"), "has client-key and client-key-data: one is enough"},
        {"tls-server-name: x", "", "has no 'server'"},
        {HTTPS, "auth-provider: {name: gcp}", "has an auth-provider"},
        {JOIN(HTTPS, data_of("certificate-authority-data", "-----BEGIN CERTIFICATE-----\n")), "", "the certificate authority of the cluster 'k' is no certificate"},
        {HTTPS, data_of("client-certificate-data", PEM_CERTIFICATE), "certificate without a client key"},
        {HTTPS, data_of("client-key-data", PEM_KEY), "key without a client certificate"},
        {HTTPS, pair_of(PEM_CERTIFICATE, PEM_KEY_ENCRYPTED), "has a key that is encrypted"},
        {HTTPS, pair_of(PEM_CERTIFICATE, PEM_KEY_ENCRYPTED_8), "has a key that is encrypted"},
        {HTTPS, pair_of(PEM_CERTIFICATE, PEM_OTHER_KEY), "has the key of another certificate"},
        {HTTPS, pair_of(PEM_CERTIFICATE, PEM_CERTIFICATE), "has a key that is no private key"},
        {HTTPS, pair_of(PEM_KEY, PEM_KEY), "is no certificate"},
        {HTTPS, "token: x, username: me", "one is enough"},
        {HTTPS, "token: 12345", "'token' is a text: write it in quotes"},
        {HTTPS, "as-groups: [x]", "and no 'as'"},
        {HTTPS, "exec: {command: x}", "has no 'apiVersion'"},
        {HTTPS, "exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}", "has no 'command'"},
        {HTTPS, "exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}", "not supported"},
        {HTTPS, "exec: {apiVersion: client.authentication.k8s.io/v1, command: x}", "needs 'interactiveMode'"},
        {HTTPS, "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: x, env: [{value: x}]}", "'env' is a list"},
    };
    bool fine = true;
    for (size_t i = 0; i < COUNT(wrong); i++) fine &= refuses(read_parts(wrong[i].cluster, wrong[i].user), wrong[i].why);
    return fine;
}

static bool wrong_entries_are_refused(void)
{
    return refuses(read_text("current-context: c\n"), ":1:18: the current context is 'c'") &&
           refuses(read_text("current-context: c\ncontexts: [{name: c, context: {cluster: x}}]\n"), ":2:41: the context 'c' names the cluster 'x', and there is none") &&
           refuses(read_text("current-context: c\ncontexts: [{name: c}]\n"), "names no cluster") &&
           refuses(read_text("users: [{name: a}, {name: a}]\n"), ":1:27: the user 'a' is given twice") && refuses(read_text("users: [{}]\n"), "the name of a user") &&
           refuses(read_text("kind: Pod\n"), ":1:7: this is no kubeconfig") &&
           refuses(read_text("kind: Config\napiVersion: v2\n"), ":2:13: this is a kubeconfig of another version") &&
           refuses(read_text("apiVersion: 1\n"), ":1:13: this is a kubeconfig of another version") &&
           refuses(read_text("kind: Config\nkind: Config\n"), ":2:1: key given twice") && refuses(read_access(folder, NULL), "cannot be read: Is a directory");
}

static bool what_is_doubtful_is_warned_of(void)
{
    const char *path = write_mode("open", "current-context: c\ncontexts: [{name: c, context: {cluster: k}}]\nclusters: [{name: k, cluster: {" HTTPS "}}]\n", 0644);
    return reads(read_access(path, NULL)) && warns("/open can be read by other users") && reads(read_parts(HTTPS ", insecure-skip-tls-verify: true", "")) &&
           warns("INSECURE") && reads(read_parts(HTTPS ", certificate-authorithy: x", "")) && warns("a cluster has no 'certificate-authorithy'") &&
           !read_text("--- {}\n--- {}\n") && warns("/config:2:5: a kubeconfig is one document");
}

static bool certificates_out_of_time_are_warned_of(void)
{
    return reads(read_parts(HTTPS, pair_of(PEM_EXPIRED, PEM_KEY))) && warns("/config:3:25: the client certificate of the user 'u' has expired") &&
           reads(read_parts(HTTPS, pair_of(PEM_EARLY, PEM_KEY))) && warns("is not valid yet: is the clock");
}

/* Whatever proves who asks; a plugin cannot be run. */
static bool is_withheld(const char *server, const char *user)
{
    struct access *access = read_parts(arena_printf(arena, "server: \"%s\"", server).s, arena_printf(arena, "%s, as: me", user).s);
    return reads(access) && access->withheld && !access->token.n && !access->token_file.n && !access->username.n && !access->password.n &&
           !access->exec && !access->certificate_data.n && !access->key_data.n && same_text("impersonated", STR("me"), access->as.user);
}

static bool plain_http_gets_no_credentials(void)
{
    static const char exec[] = "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: aws}";
    struct access *open = read_parts("server: \"http://h\"", "as: me"), *authority = read_parts(JOIN("server: \"h:6443\"", AUTHORITY), "token: x");
    struct access *insecure = read_parts("server: \"h:6443\", insecure-skip-tls-verify: true", "token: x");
    return is_withheld("http://127.0.0.5:8080", "token: x") && is_withheld("h:80", "username: x, password: z") &&
           is_withheld("HTTP://h", "tokenFile: x") && is_withheld("http://h", exec) && is_withheld("http://h", pair_of(PEM_CERTIFICATE, PEM_KEY)) &&
           reads(open) && !open->withheld && reads(authority) && same_text("server", STR("http://h:6443"), authority->server) &&
           authority->withheld && reads(insecure) && same_text("server", STR("http://h:6443"), insecure->server) && insecure->withheld;
}

static bool options_without_a_text_are_none(void)
{
    context_file("a", "current-context: c", "https://listed");
    setenv("KUBECONFIG", path_of("a"), 1);
    struct access *listed = read_access("", "");
    unsetenv("KUBECONFIG");
    context_file(".kube/config", "current-context: c", "https://home");
    struct access *home = read_access("", NULL);
    unlink(path_of(".kube/config"));
    return reads(listed) && same_text("server", STR("https://listed"), listed->server) && reads(home) &&
           same_text("server", STR("https://home"), home->server);
}

/* ---- the run ---- */

static const struct unit_test tests[] = {
    {"a client certificate is read", a_client_certificate_is_read},
    {"relative files belong to their kubeconfig", relative_files_belong_to_their_kubeconfig},
    {"every field finds its place", every_field_finds_its_place},
    {"an exec plugin is read", an_exec_plugin_is_read},
    {"a bare command is left to the PATH", a_bare_command_is_left_to_the_path},
    {"other credentials make exec needless", other_credentials_make_exec_needless},
    {"servers have many forms", servers_have_many_forms},
    {"wrong servers are refused", wrong_servers_are_refused},
    {"names may hold anything", names_may_hold_anything},
    {"JSON is read", json_is_read},
    {"the context can be chosen", the_context_can_be_chosen},
    {"the first file wins", the_first_file_wins},
    {"entries are not mixed", entries_are_not_mixed},
    {"one bad file spoils the list", one_bad_file_spoils_the_list},
    {"missing files are told", missing_files_are_told},
    {"the home folder is looked into", the_home_folder_is_looked_into},
    {"the account of a pod is taken", the_account_of_a_pod_is_taken},
    {"secrets are not told", secrets_are_not_told},
    {"what does not fit is refused", what_does_not_fit_is_refused},
    {"wrong entries are refused", wrong_entries_are_refused},
    {"what is doubtful is warned of", what_is_doubtful_is_warned_of},
    {"certificates out of time are warned of", certificates_out_of_time_are_warned_of},
    {"plain http gets no credentials", plain_http_gets_no_credentials},
    {"options without a text are none", options_without_a_text_are_none},
};

static void remove_folder(void)
{
    static const char *const names[] = {"config", "a", "b", "open", "token", "namespace", "pki/ca.pem", "pki/key.pem"};
    for (size_t i = 0; i < COUNT(names); i++) unlink(path_of(names[i]));
    rmdir(path_of("pki"));
    rmdir(path_of(".kube"));
    rmdir(folder);
}

int main(void)
{
    if (!mkdtemp(folder)) return EXIT_FAILURE;
    setenv("HOME", folder, 1);
    unsetenv("KUBECONFIG");
    unsetenv("KUBERNETES_SERVICE_HOST");
    arena = arena_new(0);
    int status = run_tests(tests, COUNT(tests));
    remove_folder();
    buf_free(&warnings);
    arena_erase(arena);
    return status;
}
