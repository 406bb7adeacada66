/* The exec plugin of a user, as a kubeconfig names it. */
#include "access_internal.h"

#include "base/base64.h"
#include "json/json_path.h"
#include "json/json_value.h"

struct exec {
    Str command, api_version, install_hint, interactive;
    struct text_list arguments;
    struct value environment;
    bool provide_cluster;
};

#define FIELD(key, kind, member) {key, kind, offsetof(struct exec, member)}
static const struct kubeconfig_field fields[] = {
    FIELD("apiVersion", FIELD_TEXT, api_version),
    FIELD("command", FIELD_TEXT, command),
    FIELD("args", FIELD_TEXTS, arguments),
    FIELD("env", FIELD_VALUE, environment),
    FIELD("installHint", FIELD_TEXT, install_hint),
    FIELD("provideClusterInfo", FIELD_BOOL, provide_cluster),
    FIELD("interactiveMode", FIELD_TEXT, interactive),
};

/* ---- what the plugin is told of the cluster ---- */

static void set_text(json_t *object, const char *key, Str text)
{
    if (text.n) json_object_set_new(object, key, json_stringn(text.s, text.n));
}

/* What the extension of the cluster for plugins holds; null: there is none. */
static struct value plugin_config(const struct kubeconfig *config, struct value cluster)
{
    struct value extensions = kubeconfig_get(config, cluster, "extensions");
    for (size_t i = 0; extensions.kind == V_LIST && i < extensions.list->n; i++) {
        struct value name = kubeconfig_get(config, extensions.list->at[i], "name");
        if (name.kind == V_STRING && str_is(value_str(name), "client.authentication.k8s.io/exec"))
            return kubeconfig_get(config, extensions.list->at[i], "extension");
    }
    return value_null();
}

static Str cluster_info(const struct kubeconfig *config, struct value cluster, const struct access *access)
{
    json_t *info = json_object();
    struct buf ca = {0};
    struct value own = plugin_config(config, cluster);
    base64_encode(access->ca_data, &ca);
    set_text(info, "server", access->server);
    set_text(info, "tls-server-name", access->tls_server_name);
    set_text(info, "proxy-url", access->proxy_url);
    set_text(info, "certificate-authority-data", (Str){ca.s, ca.n});
    if (access->insecure) json_object_set_new(info, "insecure-skip-tls-verify", json_true());
    if (access->no_compression) json_object_set_new(info, "disable-compression", json_true());
    if (own.kind != V_NULL) json_object_set_new(info, "config", json_of_value(own));
    buf_free(&ca);
    return arena_json(config->arena, info);
}

/* ---- what is said of the plugin ---- */

static bool take_environment(struct kubeconfig *config, struct value list, struct text_list *into)
{
    if (list.kind != V_LIST && list.kind != V_NULL) return kubeconfig_refuse(config, list, "'env' is a list of names and values");
    for (size_t i = 0; list.kind == V_LIST && i < list.list->n; i++) {
        struct value name = kubeconfig_get(config, list.list->at[i], "name"), value = kubeconfig_get(config, list.list->at[i], "value");
        bool named = name.kind == V_STRING && value_str(name).n && !memchr(value_str(name).s, '=', value_str(name).n);
        bool valued = value.kind == V_STRING || value.kind == V_NULL;
        if (!named || !valued) return kubeconfig_refuse(config, list.list->at[i], "'env' is a list of a 'name' and a 'value' each, in quotes");
        Str text = value.kind == V_NULL ? STR("") : value_str(value);
        vec_push(config->arena, into, arena_join(config->arena, (Str[]){value_str(name), STR("="), text}, 3));
    }
    return true;
}

static bool check_version(struct kubeconfig *config, const char *user, struct value at, const struct exec *exec)
{
    if (!exec->command.n) return kubeconfig_refuse(config, at, "the exec plugin of the user '%s' has no 'command'", user);
    if (!exec->api_version.n) return kubeconfig_refuse(config, at, "the exec plugin of the user '%s' has no 'apiVersion'", user);
    if (str_is(exec->api_version, "client.authentication.k8s.io/v1") || str_is(exec->api_version, "client.authentication.k8s.io/v1beta1"))
        return true;
    kubeconfig_refuse(config, kubeconfig_get(config, at, "apiVersion"), "the exec plugin of the user '%s' has an 'apiVersion' that is not supported",
                      user);
    return problem_help(config->problem, "it is client.authentication.k8s.io/v1 or …/v1beta1: bring the plugin and the kubeconfig up to date");
}

static bool take_interactive(struct kubeconfig *config, const char *user, struct value at, const struct exec *exec, enum exec_interactive *mode)
{
    static const char *const modes[] = {[INTERACTIVE_NEVER] = "Never", [INTERACTIVE_IF_AVAILABLE] = "IfAvailable", [INTERACTIVE_ALWAYS] = "Always"};
    *mode = INTERACTIVE_IF_AVAILABLE;
    if (!exec->interactive.n && str_is(exec->api_version, "client.authentication.k8s.io/v1beta1")) return true;
    for (size_t i = 0; i < COUNT(modes); i++)
        if (str_is(exec->interactive, modes[i])) {
            *mode = (enum exec_interactive)i;
            return true;
        }
    return kubeconfig_refuse(config, at, "the exec plugin of the user '%s' needs 'interactiveMode': Never, IfAvailable or Always", user);
}

bool access_take_exec(struct kubeconfig *config, const struct kubeconfig_entry *user, struct value value, struct value cluster, struct access *access)
{
    struct exec exec = {.environment = value_null()};
    struct exec_plugin *plugin = NEW(config->arena, struct exec_plugin);
    if (value.kind != V_RECORD) return kubeconfig_refuse(config, value, "'exec' is a map");
    if (!kubeconfig_take(config, value, "an exec plugin", fields, COUNT(fields), &exec)) return false;
    if (!check_version(config, user->name->s, value, &exec) || !take_interactive(config, user->name->s, value, &exec, &plugin->interactive))
        return false;
    if (!take_environment(config, exec.environment, &plugin->environment)) return false;
    bool path = memchr(exec.command.s, '/', exec.command.n);
    plugin->command = path ? kubeconfig_path(config, kubeconfig_get(config, value, "command"), exec.command) : exec.command;
    plugin->arguments = exec.arguments;
    plugin->api_version = exec.api_version;
    plugin->install_hint = exec.install_hint;
    if (exec.provide_cluster) plugin->cluster_info = cluster_info(config, cluster, access);
    access->exec = plugin;
    return true;
}
