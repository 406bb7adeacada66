#include "access_internal.h"

#include "access/server_url.h"
#include "common/exit_code.h"
#include "access/proxy.h"

#include <stdlib.h>

/* ---- which files ---- */

static bool add_named(struct kubeconfig *config, const char *path)
{
    bool missing;
    if (!kubeconfig_add(config, path, &missing)) return false;
    return !missing || problem_set(config->problem, EXIT_ERROR, "there is no kubeconfig %s", path);
}

/* Files that do not exist are passed over, unless none does. */
static bool add_listed(struct kubeconfig *config, const char *list)
{
    struct map seen = {0};
    size_t found = 0, named = 0;
    for (const char *at = list, *end; at; at = *end ? end + 1 : NULL) {
        bool missing;
        end = strchrnul(at, ':');
        const struct name *path = name_of(config->session->names, (Str){at, (size_t)(end - at)});
        if (!path->n || map_get(&seen, path)) continue;
        map_put(config->session->arena, &seen, path, config);
        if (!kubeconfig_add(config, path->s, &missing)) return false;
        named++;
        found += !missing;
    }
    if (named && !found) buf_printf(config->warn, "none of the files of $KUBECONFIG exists: %s\n", list);
    return true;
}

static bool add_standard(struct kubeconfig *config)
{
    bool missing;
    const char *home = getenv("HOME");
    return !home || kubeconfig_add(config, arena_printf(config->session->arena, "%s/.kube/config", home).s, &missing);
}

static bool add_files(struct kubeconfig *config, const struct access_options *options)
{
    const char *list = getenv("KUBECONFIG");
    if (options->kubeconfig) return add_named(config, options->kubeconfig);
    return list && *list ? add_listed(config, list) : add_standard(config);
}

/* ---- which context ---- */

struct context {
    Str cluster, user, namespace;
};

static const struct kubeconfig_field fields[] = {
    {"cluster", FIELD_TEXT, offsetof(struct context, cluster)},
    {"user", FIELD_TEXT, offsetof(struct context, user)},
    {"namespace", FIELD_TEXT, offsetof(struct context, namespace)},
    {"extensions", FIELD_IGNORED, 0},
};

enum { CONTEXTS_SHOWN = 10 };

/* Returns false. */
static bool name_contexts(struct kubeconfig *config)
{
    struct kubeconfig_section *section = &config->sections[KUBECONFIG_CONTEXT];
    struct buf names = {0};
    for (size_t i = 0; i < section->entries.n && i < CONTEXTS_SHOWN; i++) buf_printf(&names, "%s%s", i ? ", " : "", section->entries.at[i].name->s);
    if (section->entries.n > CONTEXTS_SHOWN) buf_printf(&names, " and %zu more", section->entries.n - CONTEXTS_SHOWN);
    if (names.n) problem_help(config->problem, "choose one with --context: %.*s", (int)names.n, names.s);
    else problem_help(config->problem, "the kubeconfig has no contexts: have it written again by whoever runs the cluster");
    buf_free(&names);
    return false;
}

static const struct kubeconfig_entry *choose_context(struct kubeconfig *config, const struct access_options *options)
{
    struct value current = config->current_context;
    if (!options->context && current.kind == V_NULL) {
        problem_set(config->problem, EXIT_ERROR, "no context is chosen: the kubeconfig has no 'current-context'");
        name_contexts(config);
        return NULL;
    }
    Str name = options->context ? str_of(options->context) : value_str(current);
    const struct kubeconfig_entry *entry = kubeconfig_find(config, KUBECONFIG_CONTEXT, name);
    if (entry) return entry;
    if (options->context) problem_set(config->problem, EXIT_ERROR, "there is no context '%s'", options->context);
    else kubeconfig_refuse(config, current, "the current context is '%.*s', and there is none of that name", STR_ARG(name));
    name_contexts(config);
    return NULL;
}

/* The entry that KEY of the context names. */
static const struct kubeconfig_entry *named_by(struct kubeconfig *config, const struct kubeconfig_entry *context, enum kubeconfig_kind kind,
                                               const char *key, Str name)
{
    static const struct kubeconfig_entry nobody = {.content = {.kind = V_NULL}};
    const struct kubeconfig_entry *entry = kubeconfig_find(config, kind, name);
    struct value at = kubeconfig_get(config, context->content, key);
    if (entry) return entry;
    if (!name.n && kind == KUBECONFIG_USER) return &nobody;
    if (name.n) kubeconfig_refuse(config, at, "the context '%s' names the %s '%.*s', and there is none", context->name->s, key, STR_ARG(name));
    else kubeconfig_refuse(config, context->content, "the context '%s' names no %s", context->name->s, key);
    return NULL;
}

/* ---- all of it ---- */

static bool has_credentials(const struct access *access)
{
    return access->token.n || access->token_file.n || access->username.n || access->password.n || access->exec || access->certificate_data.n;
}

/* As kubectl (1.20 to 1.36): to a server that is not https goes no token, no password, and nothing of a plugin, which is not even run.
 * Whom to impersonate is sent, and proves nothing. */
static void withhold_credentials(struct access *access)
{
    access->withheld = has_credentials(access);
    access->token = access->token_file = access->username = access->password = STR("");
    access->certificate_data = access->certificate_file = access->key_data = access->key_file = STR("");
    access->exec = NULL;
}

static bool take_context(struct kubeconfig *config, const struct kubeconfig_entry *entry, struct access *access)
{
    struct context context = {0};
    if (!kubeconfig_take(config, entry->content, "a context", fields, COUNT(fields), &context)) return false;
    const struct kubeconfig_entry *cluster = named_by(config, entry, KUBECONFIG_CLUSTER, "cluster", context.cluster);
    const struct kubeconfig_entry *user = cluster ? named_by(config, entry, KUBECONFIG_USER, "user", context.user) : NULL;
    access->context = arena_copy(config->arena, NAME_STR(entry->name));
    access->namespace = context.namespace;
    if (!user || !access_take_cluster(config, cluster, access) || !access_take_user(config, user, cluster, access)) return false;
    if (url_is_plain(access->server)) withhold_credentials(access);
    return true;
}

static bool read_all(struct kubeconfig *config, const struct access_options *options, struct access *access)
{
    if (!add_files(config, options)) return false;
    bool none = kubeconfig_empty(config) && !options->kubeconfig && !options->context;
    if (none && in_cluster(SERVICE_ACCOUNT)) return access_take_account(config->arena, SERVICE_ACCOUNT, access, config->problem);
    if (none) {
        problem_set(config->problem, EXIT_ERROR, "there is no kubeconfig, and this is no pod of a cluster");
        return problem_help(config->problem, "name one with --kubeconfig FILE or $KUBECONFIG, or write ~/.kube/config");
    }
    const struct kubeconfig_entry *context = choose_context(config, options);
    return context && take_context(config, context, access);
}

static const char *text_or_null(const char *text) { return text && *text ? text : NULL; }

struct access *access_read(struct arena *arena, const struct access_options *options, struct buf *warn, struct problem *problem)
{
    struct access *access = NEW(arena, struct access);
    struct kubeconfig *config = kubeconfig_new(arena, warn, problem);
    struct access_options given = {text_or_null(options->kubeconfig), text_or_null(options->context)};
    bool read = read_all(config, &given, access);
    kubeconfig_free(config);
    bool proxied = read && (access->proxy.url.n || proxy_of_environment(arena, access->server, &access->proxy, problem));
    return proxied ? access : NULL;
}
