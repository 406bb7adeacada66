/* Secrets in plain sight: what is called like one or looks like one, and stands in an object that is none. */
#include "checks.h"
#include "diag/secret_words.h"

#include <ctype.h>
#include <strings.h>

/* ---- what is no secret after all ---- */

/* Made known on purpose, public(TEXT, "reason"); or told already. */
static bool is_settled(struct catalog *catalog, struct value value)
{
    return map_get(&catalog->machine->publics, value.string) || map_get(&catalog->machine->demoted, value.string);
}

/* What a program or a person puts in later: $(NAME), ${NAME}, {{ name }}, <name>, %(name)s. */
static bool is_placeholder(Str text) { return text.n && strchr("${<%", *text.s); }

/* Settings that are about a secret and are none: a file, a number of things or days, a word for yes or no. */
static bool is_setting(Str text)
{
    static const char *const words[] = {"true", "false", "yes", "no", "on", "off", "none", "disabled", "enabled"};
    for (size_t i = 0; i < COUNT(words); i++)
        if (text.n == strlen(words[i]) && strncasecmp(text.s, words[i], text.n) == 0) return true;
    size_t digits = 0;
    while (digits < text.n && isdigit((unsigned char)text.s[digits])) digits++;
    return *text.s == '/' || (digits == text.n && digits <= 3);
}

/* The name of a Secret that is here, or that the pods have: what is in it stands elsewhere. */
static bool is_name_of_secret(struct catalog *catalog, const struct workload *workload, Str text)
{
    return has_secret_volume(catalog, workload, text) || catalog_find(catalog, "Secret", workload->object->namespace, text);
}

/* ---- pods that work with Secrets themselves ---- */

static const struct name *account_key(struct catalog *catalog, Str namespace, Str account)
{
    const Str parts[] = {namespace, STR("/"), account};
    return joined_name(catalog, parts, COUNT(parts));
}

static Str text_of(const struct name *namespace) { return namespace ? NAME_STR(namespace) : STR(""); }

static bool reaches_secrets(struct catalog *catalog, const struct object *role)
{
    struct value rule, resource;
    for (size_t i = 0; each(dig(catalog, role->value, "rules"), i, &rule); i++)
        for (size_t k = 0; each(dig(catalog, rule, "resources"), k, &resource); k++)
            if (str_is(dig_text(resource), "secrets") || str_is(dig_text(resource), "*")) return true;
    return false;
}

static bool grants_secrets(struct catalog *catalog, const struct object *binding)
{
    struct value reference = dig(catalog, binding->value, "roleRef");
    bool own = str_is(dig_text(dig(catalog, reference, "kind")), "Role");
    const struct object *role = catalog_find(catalog, own ? "Role" : "ClusterRole", own ? binding->namespace : NULL,
                                             dig_text(dig(catalog, reference, "name")));
    return role && !role->broken && reaches_secrets(catalog, role);
}

static void note_subjects(struct catalog *catalog, const struct object *binding)
{
    struct value subject;
    for (size_t i = 0; each(dig(catalog, binding->value, "subjects"), i, &subject); i++) {
        Str namespace = dig_text(dig(catalog, subject, "namespace"));
        const struct name *key = account_key(catalog, namespace.n ? namespace : text_of(binding->namespace), dig_text(dig(catalog, subject, "name")));
        map_put(catalog->session->arena, catalog->secret_users, key, catalog);
    }
}

static void find_secret_users(struct catalog *catalog)
{
    static const char *const kinds[] = {"RoleBinding", "ClusterRoleBinding"};
    const struct object *binding;
    catalog->secret_users = NEW(catalog->session->arena, struct map);
    for (size_t i = 0; i < COUNT(kinds); i++)
        for (struct of_kind cursor = {0}; (binding = next_of_kind(catalog, kinds[i], &cursor));)
            if (!binding->broken && grants_secrets(catalog, binding)) note_subjects(catalog, binding);
}

static bool may_use_secrets(struct catalog *catalog, const struct workload *workload)
{
    Str account = dig_text(dig(catalog, workload->pod_spec, "serviceAccountName"));
    if (!catalog->secret_users) find_secret_users(catalog);
    return map_get(catalog->secret_users, account_key(catalog, text_of(workload->object->namespace), account.n ? account : STR("default")));
}

/* SOME_SECRET = "images-keyring", of several words as objects are called, where the pod makes Secrets, or asks for them by name. */
static bool is_name_for_pod(struct catalog *catalog, const struct workload *workload, Str variable, Str text)
{
    size_t n = strlen("secret");
    bool secret = variable.n >= n && strncasecmp(variable.s + variable.n - n, "secret", n) == 0;
    bool name = memchr(text.s, '-', text.n) && strspn(text.s, "abcdefghijklmnopqrstuvwxyz0123456789-.") == text.n;
    return secret && name && may_use_secrets(catalog, workload);
}

/* ---- telling ---- */

static void hide_and_help(struct catalog *catalog, struct diag *diag)
{
    diag_hide_subject(&catalog->session->diags, diag);
    diag_help(&catalog->session->diags, diag, "%s", catalog->machine->foreign
              ? "take it from a Secret: valueFrom.secretKeyRef"
              : "declare it: secret NAME { generate = password(32) }, and use NAME.value; what everybody may know is public(TEXT, \"reason\")");
}

/* A text that is what it says, and not settled. */
static bool is_plain(struct catalog *catalog, struct value value) { return value.kind == V_STRING && value.string->n && !is_settled(catalog, value); }

static bool has_password(struct catalog *catalog, struct value value)
{
    Str password = is_plain(catalog, value) ? url_password(value_str(value)) : STR("");
    return password.n && !is_placeholder(password);
}

static bool is_secret(struct catalog *catalog, Str name, struct value value)
{
    return is_called_secret(name) && is_plain(catalog, value) && !is_placeholder(value_str(value)) && !is_setting(value_str(value));
}

/* ---- where they stand ---- */

static bool has_secret_of(struct catalog *catalog, struct value variables, Str user)
{
    struct value other;
    for (size_t i = 0; each(variables, i, &other); i++)
        if (is_user_of(user, dig_text(dig(catalog, other, "name")))) return true;
    return false;
}

static void check_variable(struct catalog *catalog, const struct workload *workload, struct value variables, struct value variable, Str container)
{
    struct value value = dig(catalog, variable, "value");
    Str name = dig_text(dig(catalog, variable, "name"));
    bool called = is_secret(catalog, name, value) && !is_name_of_secret(catalog, workload, value_str(value)) &&
                  !has_secret_of(catalog, variables, name) && !is_name_for_pod(catalog, workload, name, value_str(value));
    const char *fault = called ? "is called like a secret, and is written down here" : "contains a URL with a password";
    if (called || has_password(catalog, value))
        hide_and_help(catalog, object_error(catalog, W0901, value, workload->object, "variable '%.*s' of container '%.*s' %s", STR_ARG(name),
                                            STR_ARG(container), fault));
}

static void check_container(struct catalog *catalog, const struct workload *workload, struct value container)
{
    static const char *const lists[] = {"command", "args"};
    Str name = dig_text(dig(catalog, container, "name"));
    struct value item, variables = dig(catalog, container, "env");
    for (size_t i = 0; each(variables, i, &item); i++) check_variable(catalog, workload, variables, item, name);
    for (size_t k = 0; k < COUNT(lists); k++)
        for (size_t i = 0; each(dig(catalog, container, lists[k]), i, &item); i++)
            if (has_password(catalog, item))
                hide_and_help(catalog, object_error(catalog, W0901, item, workload->object,
                                                    "an argument of container '%.*s' contains a URL with a password", STR_ARG(name)));
}

static void check_config_map(struct catalog *catalog, const struct object *object)
{
    struct value data = dig(catalog, object->value, "data");
    for (size_t i = 0; data.kind == V_RECORD && i < data.record->n; i++)
        if (has_password(catalog, data.record->values[i]))
            hide_and_help(catalog, object_error(catalog, W0901, data.record->values[i], object,
                                                "'%s' in ConfigMap '%s' contains a URL with a password", data.record->keys[i]->s,
                                                object->name ? object->name->s : ""));
}

void validate_pod_secrets(struct catalog *catalog, const struct workload *workload)
{
    struct value container;
    for (size_t i = 0; !workload->object->broken && each_container(workload, i, &container); i++) check_container(catalog, workload, container);
}

void validate_plain_secrets(struct catalog *catalog)
{
    const struct object *object;
    for (struct of_kind cursor = {0}; (object = next_of_kind(catalog, "ConfigMap", &cursor));)
        if (!object->broken) check_config_map(catalog, object);
}
