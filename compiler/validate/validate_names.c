/* Names, labels and sizes that the API server refuses. */
#include "catalog.h"
#include "value/serialize.h"

#include <ctype.h>

/* ---- syntax ---- */

enum syntax {
    SUBDOMAIN,    /* labels joined by dots */
    LABEL,        /* a-z, 0-9 and '-', beginning and ending with a letter or digit */
    HOST_LABEL,   /* the same, beginning with a letter */
    PATH_SEGMENT, /* anything without '/' and '%' */
};

static bool alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/* Neighbours of an edge of a label are the text's ends and dots. */
static bool at_edge(Str name, size_t i) { return i == 0 || i + 1 == name.n || name.s[i - 1] == '.' || name.s[i + 1] == '.'; }

static bool allowed_at(Str name, size_t i, enum syntax syntax)
{
    char c = name.s[i];
    if (syntax == PATH_SEGMENT) return c != '/' && c != '%';
    if (syntax == HOST_LABEL && i == 0) return c >= 'a' && c <= 'z';
    if (c == '-') return !at_edge(name, i);
    if (c == '.') return syntax == SUBDOMAIN && i > 0 && i + 1 < name.n && name.s[i - 1] != '.';
    return alphanumeric(c);
}

/* The first character that cannot stand where it stands; the length of NAME: none. */
static size_t first_refused(Str name, enum syntax syntax)
{
    size_t i = 0;
    while (i < name.n && allowed_at(name, i, syntax)) i++;
    return i;
}

/* A whole UTF-8 character. */
static Str character_at(Str text, size_t i)
{
    size_t end = i + 1;
    while (end < text.n && ((unsigned char)text.s[end] & 0xC0) == 0x80) end++;
    return (Str){text.s + i, end - i};
}

static const char *position(Str text, size_t i) { return i == 0 ? "begins with" : i + character_at(text, i).n == text.n ? "ends with" : "contains"; }

/* ---- names of objects ---- */

/* Kinds whose names are less free than a subdomain of 253 characters, or freer. */
struct name_rule {
    const char *kind;
    enum syntax syntax;
    size_t max;
    const char *reason; /* for the limit; may be empty */
};
static const struct name_rule name_rules[] = {
    {"Service", LABEL, 63, ": it is part of a host name"},
    {"Namespace", LABEL, 63, ": it is part of host names"},
    {"StatefulSet", SUBDOMAIN, 52, ": a label of its pods carries the name and a hash"},
    {"CronJob", SUBDOMAIN, 52, ": a label of its jobs' pods carries the name and a time"},
    {"Job", SUBDOMAIN, 63, ": a label of its pods carries the name"},
    {"Role", PATH_SEGMENT, 253, ""},
    {"ClusterRole", PATH_SEGMENT, 253, ""},
    {"RoleBinding", PATH_SEGMENT, 253, ""},
    {"ClusterRoleBinding", PATH_SEGMENT, 253, ""},
    {"CertificateSigningRequest", PATH_SEGMENT, 253, ""},
    {"ClusterTrustBundle", PATH_SEGMENT, 253, ""},
    {"IPAddress", PATH_SEGMENT, 253, ""},
};

enum { SERVICE_NAMES_RELAXED = 36 }; /* the minor version since which a Service's name may begin with a digit */

static struct name_rule rule_of(const struct catalog *catalog, const struct object *object)
{
    struct name_rule rule = {object->kube->kind, SUBDOMAIN, 253, ""};
    for (size_t i = 0; i < COUNT(name_rules); i++)
        if (built_in(object, name_rules[i].kind)) rule = name_rules[i];
    if (strcmp(rule.kind, "Service") == 0 && rule.syntax == LABEL && catalog->session->kube < SERVICE_NAMES_RELAXED) rule.syntax = HOST_LABEL;
    return rule;
}

/* NAME with what is refused replaced, as a proposal; empty if that does not help. */
static Str mended(struct arena *arena, Str name, const struct name_rule *rule)
{
    if (name.n > rule->max || rule->syntax == PATH_SEGMENT) return STR("");
    char *text = arena_alloc(arena, name.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < name.n; i++) {
        char c = (char)tolower((unsigned char)name.s[i]);
        if ((unsigned char)c >= 0x80) return STR("");
        bool fine = alphanumeric(c) || (c == '.' && rule->syntax == SUBDOMAIN);
        if (fine || (n > 0 && text[n - 1] != '-')) text[n++] = fine ? c : '-';
    }
    while (n > 0 && text[n - 1] == '-') n--;
    Str proposal = {text, n};
    return first_refused(proposal, rule->syntax) == n ? proposal : STR("");
}

static void help_with_name(struct catalog *catalog, struct diag *diag, Str name, const struct name_rule *rule)
{
    Str proposal = mended(catalog->session->arena, name, rule);
    diag_help(&catalog->session->diags, diag, "set another one: name = \"%.*s\"", STR_ARG(proposal.n ? proposal : STR("…")));
}

static bool fits(Str name, const struct name_rule *rule)
{
    if (rule->syntax == PATH_SEGMENT && (str_is(name, ".") || str_is(name, ".."))) return false;
    return name.n > 0 && name.n <= rule->max && first_refused(name, rule->syntax) == name.n;
}

/* Reports NAME, of what the rule is about, at AT. */
static void report_name(struct catalog *catalog, const struct object *object, struct value at, Str name, const struct name_rule *rule)
{
    size_t refused = name.n ? first_refused(name, rule->syntax) % name.n : 0;
    struct diag *diag;
    if (name.n == 0) diag = object_error(catalog, E0708, at, object, "%s has an empty name", rule->kind);
    else if (name.n > rule->max)
        diag = object_error(catalog, E0708, at, object, "%s '%.*s' has a name of %zu characters, and the limit is %zu%s", rule->kind, STR_ARG(name),
                            name.n, rule->max, rule->reason);
    else
        diag = object_error(catalog, E0708, at, object, "%s '%.*s' has a name that %s '%.*s'", rule->kind, STR_ARG(name), position(name, refused),
                            STR_ARG(character_at(name, refused)));
    help_with_name(catalog, diag, name, rule);
}

static bool has_good_name(const struct catalog *catalog, const struct object *object)
{
    struct name_rule rule = rule_of(catalog, object);
    return fits(NAME_STR(object->name), &rule);
}

static void check_object_name(struct catalog *catalog, const struct object *object)
{
    struct name_rule rule = rule_of(catalog, object);
    bool named_by_server = dig_text(dig(catalog, object->value, "metadata", "generateName", NULL)).n > 0;
    if (!object->name->n && (named_by_server || !object->kube->type)) return;
    if (!fits(NAME_STR(object->name), &rule))
        report_name(catalog, object, dig(catalog, object->value, "metadata", "name", NULL), NAME_STR(object->name), &rule);
}

/* A namespace that nobody declares here: once, at the first object in it. */
static void check_namespace(struct catalog *catalog, const struct object *object, struct map *seen)
{
    if (!object->namespace || map_get(seen, object->namespace)) return;
    map_put(catalog->session->arena, seen, object->namespace, seen);
    if (catalog_find(catalog, "Namespace", NULL, NAME_STR(object->namespace))) return;
    static const struct name_rule rule = {"namespace", LABEL, 63, ""};
    if (!fits(NAME_STR(object->namespace), &rule))
        report_name(catalog, object, dig(catalog, object->value, "metadata", "namespace", NULL), NAME_STR(object->namespace), &rule);
}

/* ---- labels ---- */

enum { LABEL_MAX = 63 };

static bool label_character(Str text, size_t i)
{
    char c = text.s[i];
    bool edge = i == 0 || i + 1 == text.n;
    return alphanumeric((char)tolower((unsigned char)c)) || (!edge && (c == '-' || c == '_' || c == '.'));
}

static size_t refused_in_label(Str text)
{
    size_t i = 0;
    while (i < text.n && label_character(text, i)) i++;
    return i;
}

static void check_label_key(struct catalog *catalog, const struct object *object, const struct name *key, struct value at)
{
    const char *slash = strrchr(key->s, '/');
    Str prefix = {key->s, slash ? (size_t)(slash - key->s) : 0}, name = slash ? str_of(slash + 1) : NAME_STR(key);
    bool prefix_fine = !slash || (prefix.n > 0 && prefix.n <= 253 && first_refused(prefix, SUBDOMAIN) == prefix.n);
    if (prefix_fine && name.n > 0 && name.n <= LABEL_MAX && refused_in_label(name) == name.n) return;
    struct diag *diag = object_error(catalog, E0708, at, object, "label '%s' has a name that Kubernetes refuses", key->s);
    diag_help(&catalog->session->diags, diag, "a label is called NAME or DOMAIN/NAME; NAME has letters, digits, '-', '_' and '.', at most %d",
            LABEL_MAX);
}

static void check_label_value(struct catalog *catalog, const struct object *object, const struct name *key, struct value at)
{
    Str value = dig_text(at);
    size_t refused = refused_in_label(value);
    struct diag *diag;
    if (value.n > LABEL_MAX)
        diag = object_error(catalog, E0708, at, object, "label '%s' has a value of %zu characters, and the limit is %d: '%.*s'", key->s, value.n,
                            LABEL_MAX, STR_ARG(value));
    else if (refused < value.n)
        diag = object_error(catalog, E0708, at, object, "label '%s' has a value that %s '%.*s': '%.*s'", key->s, position(value, refused),
                            STR_ARG(character_at(value, refused)), STR_ARG(value));
    else return;
    const struct instance *instance = object->instance;
    if (instance && instance->object_name.n && str_eq(instance->object_name, value))
        diag_help(&catalog->session->diags, diag, "it is the name of '%.*s'; set another one: name = \"…\"",
                  STR_ARG(instance->path));
    else diag_help(&catalog->session->diags, diag, "letters, digits, '-', '_' and '.', beginning and ending with a letter or digit");
}

static void check_labels(struct catalog *catalog, const struct object *object, struct value labels)
{
    for (size_t i = 0; labels.kind == V_RECORD && i < labels.record->n; i++) {
        struct value value = labels.record->values[i];
        if (value.kind == V_NULL) continue;
        check_label_key(catalog, object, labels.record->keys[i], value);
        check_label_value(catalog, object, labels.record->keys[i], value);
    }
}

/* ---- sizes ---- */

enum { DATA_MAX = 1 << 20, OBJECT_MAX = 3 << 19 }; /* of a ConfigMap or Secret; of what etcd takes */

static size_t kib(size_t bytes) { return (bytes + 1023) / 1024; }

/* The bytes of its texts and a little for everything else. */
static size_t rough_size(struct value value)
{
    size_t size = 8;
    if (value.kind == V_STRING) size += value.string->n;
    for (size_t i = 0; value.kind == V_LIST && i < value.list->n; i++) size += rough_size(value.list->at[i]);
    for (size_t i = 0; value.kind == V_RECORD && i < value.record->n; i++) size += value.record->keys[i]->n + rough_size(value.record->values[i]);
    return size;
}

/* The content of a ConfigMap or Secret, and its largest part. */
struct content {
    size_t size, largest;
    const struct name *key;
    struct value at;
};

static void add_content(struct catalog *catalog, struct content *content, const struct object *object, const char *field, bool base64)
{
    struct value data = dig(catalog, object->value, field, NULL);
    for (size_t i = 0; data.kind == V_RECORD && i < data.record->n; i++) {
        size_t size = dig_text(data.record->values[i]).n;
        if (base64) size = size / 4 * 3;
        content->size += size;
        if (size <= content->largest) continue;
        content->largest = size;
        content->key = data.record->keys[i];
        content->at = data.record->values[i];
    }
}

static void report_content(struct catalog *catalog, const struct object *object, const struct content *content)
{
    struct diag *diag = object_error(catalog, E0709, content->at, object, "%s '%s' holds %zu KiB, and the limit is %d KiB", object->kube->kind,
                                     object->name->s, kib(content->size), DATA_MAX >> 10);
    diag_note(&catalog->session->diags, diag, where(catalog, content->at, object), "'%s' is the largest part, with %zu KiB", content->key->s,
              kib(content->largest));
    diag_help(&catalog->session->diags, diag, "split it into several, or put it into an image or a volume");
}

static size_t written_size(struct value value)
{
    struct buf text = {0};
    write_json(&text, value, -1);
    size_t size = text.n;
    buf_free(&text);
    return size;
}

static void check_size(struct catalog *catalog, const struct object *object)
{
    if (rough_size(object->value) < DATA_MAX / 2) return;
    struct content content = {0};
    bool secret = built_in(object, "Secret");
    if (secret || built_in(object, "ConfigMap")) {
        add_content(catalog, &content, object, "data", secret);
        add_content(catalog, &content, object, "binaryData", true);
        add_content(catalog, &content, object, "stringData", false);
    }
    if (content.size > DATA_MAX) {
        report_content(catalog, object, &content);
        return;
    }
    size_t size = written_size(object->value);
    if (size <= OBJECT_MAX) return;
    struct diag *diag = object_error(catalog, E0709, object->value, object, "%s '%s' is %zu KiB of JSON, and the limit is %d KiB", object->kube->kind,
                                     object->name->s, kib(size), OBJECT_MAX >> 10);
    diag_help(&catalog->session->diags, diag, "split it, or keep its large parts elsewhere");
}

/* A bad name is often in a label too; it is reported once. */
void validate_names(struct catalog *catalog)
{
    struct map namespaces = {0};
    for (size_t i = 0; i < catalog->machine->objects.n; i++) {
        const struct object *object = catalog->machine->objects.at[i];
        check_object_name(catalog, object);
        check_namespace(catalog, object, &namespaces);
        if (has_good_name(catalog, object)) check_labels(catalog, object, dig(catalog, object->value, "metadata", "labels", NULL));
        check_size(catalog, object);
    }
    for (size_t i = 0; i < catalog->workloads.n; i++) {
        const struct workload *workload = &catalog->workloads.at[i];
        if (has_good_name(catalog, workload->object)) check_labels(catalog, workload->object, workload->labels);
    }
}
