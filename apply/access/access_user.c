/* The user of a context: what proves who asks. */
#include "access_internal.h"

#include "pem.h"

#include <ctype.h>

struct user {
    Str certificate_file, certificate_data, key_file, key_data;
    Str token, token_file, username, password;
    Str as, as_uid;
    struct text_list as_groups;
    struct value as_extra, exec, auth_provider;
};

#define FIELD(key, kind, member) {key, kind, offsetof(struct user, member)}
static const struct kubeconfig_field fields[] = {
    FIELD("client-certificate", FIELD_PATH, certificate_file),
    FIELD("client-certificate-data", FIELD_PEM, certificate_data),
    FIELD("client-key", FIELD_PATH, key_file),
    FIELD("client-key-data", FIELD_PEM, key_data),
    FIELD("token", FIELD_TEXT, token),
    FIELD("tokenFile", FIELD_PATH, token_file),
    FIELD("username", FIELD_TEXT, username),
    FIELD("password", FIELD_TEXT, password),
    FIELD("as", FIELD_TEXT, as),
    FIELD("as-uid", FIELD_TEXT, as_uid),
    FIELD("as-groups", FIELD_TEXTS, as_groups),
    FIELD("as-user-extra", FIELD_VALUE, as_extra),
    FIELD("exec", FIELD_VALUE, exec),
    FIELD("auth-provider", FIELD_VALUE, auth_provider),
    {"extensions", FIELD_IGNORED, 0},
};

/* ---- what kubectl had once ---- */

static const struct { const char *provider, *help; } providers[] = {
    {"gcp", "install gke-gcloud-auth-plugin, then: gcloud container clusters get-credentials CLUSTER"},
    {"azure", "install kubelogin, then: kubelogin convert-kubeconfig"},
    {"oidc", "use an exec plugin instead, such as kubectl oidc-login"},
};

static bool refuse_provider(struct kubeconfig *config, const struct kubeconfig_entry *entry, struct value provider)
{
    struct value name = kubeconfig_get(config, provider, "name");
    kubeconfig_refuse(config, provider, "the user '%s' has an auth-provider, which is not supported", entry->name->s);
    for (size_t i = 0; i < COUNT(providers); i++)
        if (name.kind == V_STRING && str_is(value_str(name), providers[i].provider)) problem_help(config->problem, "%s", providers[i].help);
    return problem_help(config->problem, "use an exec plugin (users[].user.exec), a token or a client certificate");
}

/* ---- certificates ---- */

static bool load(struct kubeconfig *config, const struct kubeconfig_entry *entry, const char *key, Str *file, Str *data)
{
    if (data->n && file->n)
        return kubeconfig_refuse(config, kubeconfig_get(config, entry->content, key), "the user '%s' has %s and %s-data: one is enough",
                                 entry->name->s, key, key);
    return !file->n || access_load_pem(config, entry->content, key, *file, data);
}

static bool refuse_pair(struct kubeconfig *config, const struct kubeconfig_entry *entry, const char *wrong)
{
    kubeconfig_refuse(config, entry->content, "the client certificate of the user '%s' %s", entry->name->s, wrong);
    return problem_help(config->problem, "%s", strstr(wrong, "encrypted") ? "decrypt it (openssl pkey -in KEY -out NEW), and let nobody else read it"
                                                                          : "have both issued again, and write them to the kubeconfig together");
}

static bool take_certificate(struct kubeconfig *config, const struct kubeconfig_entry *entry, struct user *user)
{
    bool loaded = load(config, entry, "client-certificate", &user->certificate_file, &user->certificate_data) &&
                  load(config, entry, "client-key", &user->key_file, &user->key_data);
    if (!loaded) return false;
    if (user->key_file.n) warn_if_others_read(config->warn, user->key_file.s);
    if (!user->certificate_data.n != !user->key_data.n)
        return kubeconfig_refuse(config, entry->content, "the user '%s' has a client %s without a client %s", entry->name->s,
                                 user->key_data.n ? "key" : "certificate", user->key_data.n ? "certificate" : "key");
    if (!user->key_data.n) return true;
    const char *wrong = pem_pair_problem(user->certificate_data, user->key_data), *untimely = wrong ? NULL : pem_time_problem(user->certificate_data);
    if (untimely)
        kubeconfig_warn(config, origin_span(&config->origins, entry->content.origin), "the client certificate of the user '%s' %s", entry->name->s,
                        untimely);
    return !wrong || refuse_pair(config, entry, wrong);
}

/* ---- what goes into headers ---- */

bool fits_header(Str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (iscntrl((unsigned char)text.s[i])) return false;
    return true;
}

static bool check_headers(struct kubeconfig *config, const struct kubeconfig_entry *entry, const struct user *user)
{
    bool fits = fits_header(user->token) && fits_header(user->as) && fits_header(user->as_uid);
    for (size_t i = 0; i < user->as_groups.n; i++) fits &= fits_header(user->as_groups.at[i]);
    return fits || kubeconfig_refuse(config, entry->content, "a text of the user '%s' has a line end or a control character in it", entry->name->s);
}

static bool check_methods(struct kubeconfig *config, const struct kubeconfig_entry *entry, const struct user *user)
{
    bool basic = user->username.n || user->password.n, token = user->token.n || user->token_file.n;
    bool more = user->as_uid.n || user->as_groups.n || user->as_extra.kind == V_RECORD;
    if (basic && token) return kubeconfig_refuse(config, entry->content, "the user '%s' has a token and a password: one is enough", entry->name->s);
    if (more && !user->as.n)
        return kubeconfig_refuse(config, entry->content, "the user '%s' has as-uid, as-groups or as-user-extra, and no 'as'", entry->name->s);
    return true;
}

static bool take_extra_values(struct kubeconfig *config, const struct name *key, struct value values, struct impersonation *as)
{
    for (size_t i = 0; i < values.list->n; i++) {
        struct value value = values.list->at[i];
        if (value.kind != V_STRING || !fits_header(value_str(value)))
            return kubeconfig_refuse(config, value, "a value of 'as-user-extra' is a list of texts of one line");
        as->extra[as->nextra++] = (struct extra){arena_copy(config->arena, NAME_STR(key)), arena_copy(config->arena, value_str(value))};
    }
    return true;
}

static bool take_extra(struct kubeconfig *config, struct value extra, struct impersonation *as)
{
    size_t total = 0;
    if (extra.kind == V_NULL) return true;
    if (extra.kind != V_RECORD) return kubeconfig_refuse(config, extra, "'as-user-extra' is a map");
    for (size_t i = 0; i < extra.record->n; i++) {
        struct value values = extra.record->values[i];
        if (values.kind != V_LIST) return kubeconfig_refuse(config, values, "a value of 'as-user-extra' is a list of texts");
        total += values.list->n;
    }
    as->extra = NEW_ARRAY(config->arena, total, struct extra);
    for (size_t i = 0; i < extra.record->n; i++)
        if (!take_extra_values(config, extra.record->keys[i], extra.record->values[i], as)) return false;
    return true;
}

/* ---- all of it ---- */

static void keep(struct access *access, const struct user *user)
{
    access->certificate_file = user->certificate_file;
    access->certificate_data = user->certificate_data;
    access->key_file = user->key_file;
    access->key_data = user->key_data;
    access->token = user->token;
    access->token_file = user->token_file;
    access->username = user->username;
    access->password = user->password;
    access->as.user = user->as;
    access->as.uid = user->as_uid;
    access->as.groups = user->as_groups;
}

bool access_take_user(struct kubeconfig *config, const struct kubeconfig_entry *entry, const struct kubeconfig_entry *cluster, struct access *access)
{
    struct user user = {.as_extra = value_null(), .exec = value_null(), .auth_provider = value_null()};
    if (!kubeconfig_take(config, entry->content, "a user", fields, COUNT(fields), &user)) return false;
    if (user.auth_provider.kind != V_NULL) return refuse_provider(config, entry, user.auth_provider);
    if (!take_certificate(config, entry, &user) || !check_methods(config, entry, &user) || !check_headers(config, entry, &user)) return false;
    if (user.token_file.n) warn_if_others_read(config->warn, user.token_file.s);
    keep(access, &user);
    if (!take_extra(config, user.as_extra, &access->as)) return false;
    bool needless = user.token.n || user.token_file.n || user.username.n || user.certificate_data.n;
    return user.exec.kind == V_NULL || needless || access_take_exec(config, entry, user.exec, cluster->content, access);
}
