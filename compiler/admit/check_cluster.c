/* Configuration, secrets, events, leases: rules that a table cannot say. */
#include "value_format.h"
#include "visit.h"

#include "base/base64.h"
#include "value/json_scan.h"

#include <ctype.h>

void check_not_in_both(const struct visit *visit, struct value whole, struct value key)
{
    Str text = dig_text(key);
    const struct name *name = name_of(visit->catalog->session->names, text);
    if (value_get(visit->catalog->session->arena, part(visit, whole, "binaryData"), name).kind == V_NULL) return;
    value_error(visit, E0717, key, "is in binaryData, too");
}

/* ---- keys of secrets ---- */

/* What is written there is not shown. */
void check_secret_bytes(const struct visit *visit, struct value bytes)
{
    if (!format_fits(FORMAT_BASE64, bytes)) value_help(visit, value_error(visit, E0717, bytes, "is no base64"), "stringData takes plain text");
}

/* What Kubernetes asks of a type of Secret. */
static const struct secret_kind {
    const char *type, *keys[2];
    enum { EACH, ANY, FILLED, JSON } wanted; /* of the keys */
} secret_kinds[] = {
    {"kubernetes.io/tls", {"tls.crt", "tls.key"}, EACH},
    {"kubernetes.io/basic-auth", {"username", "password"}, ANY},
    {"kubernetes.io/ssh-auth", {"ssh-privatekey", NULL}, FILLED},
    {"kubernetes.io/dockercfg", {".dockercfg", NULL}, JSON},
    {"kubernetes.io/dockerconfigjson", {".dockerconfigjson", NULL}, JSON},
};

static struct value data_of(const struct visit *visit, struct value secret, const char *key, bool *encoded)
{
    struct value text = dig(visit->catalog, secret, "stringData", key);
    *encoded = text.kind == V_NULL;
    return *encoded ? dig(visit->catalog, secret, "data", key) : text;
}

static bool is_json_object(Str text)
{
    size_t first = 0, end = json_end(text, 0);
    while (first < text.n && isspace((unsigned char)text.s[first])) first++;
    if (end == 0 || (text.s[first] != '{' && !str_starts(str_skip(text, first), STR("null")))) return false;
    while (end < text.n && isspace((unsigned char)text.s[end])) end++;
    return end == text.n;
}

static void check_json(const struct visit *visit, struct value secret, const char *key)
{
    bool encoded;
    struct value value = data_of(visit, secret, key, &encoded);
    if (value.kind != V_STRING) return;
    Str text = value_str(value);
    bool readable = !encoded || base64_content(visit->catalog->session->arena, text, &text);
    if (!readable || !is_json_object(text)) value_error(visit, E0717, value, "has a '%s' that is no JSON object", key);
}

static void check_keys(const struct visit *visit, struct value secret, const struct secret_kind *kind)
{
    bool encoded, any = false;
    for (size_t i = 0; i < COUNT(kind->keys) && kind->keys[i]; i++) {
        struct value value = data_of(visit, secret, kind->keys[i], &encoded);
        bool there = value.kind != V_NULL && (kind->wanted != FILLED || !is_empty_value(value));
        any |= there;
        if (!there && kind->wanted != ANY) value_error(visit, E0804, secret, "needs the key '%s', with type = %s", kind->keys[i], kind->type);
    }
    if (!any && kind->wanted == ANY)
        value_error(visit, E0804, secret, "needs the key '%s' or '%s', with type = %s", kind->keys[0], kind->keys[1], kind->type);
}

void check_secret_keys(const struct visit *visit, struct value secret)
{
    Str type = text_of(visit, secret, "type");
    struct value account = dig(visit->catalog, secret, "metadata", "annotations", "kubernetes.io/service-account.name");
    for (size_t i = 0; i < COUNT(secret_kinds); i++) {
        if (!str_is(type, secret_kinds[i].type)) continue;
        check_keys(visit, secret, &secret_kinds[i]);
        if (secret_kinds[i].wanted == JSON) check_json(visit, secret, secret_kinds[i].keys[0]);
    }
    if (str_is(type, "kubernetes.io/service-account-token") && is_empty_value(account))
        value_error(visit, E0804, secret, "needs the annotation kubernetes.io/service-account.name, with its type");
}

/* ---- leases ---- */

static bool is_number(Str text) { return text.n > 0 && strspn(text.s, "0123456789") >= text.n; }

/* Numbers by size, before texts. */
static int compare_identifiers(Str a, Str b)
{
    if (!is_number(a) || !is_number(b)) return is_number(a) ? -1 : is_number(b) ? 1 : str_cmp(a, b);
    size_t one = str_take_number(&a), other = str_take_number(&b);
    return one < other ? -1 : one > other;
}

/* As semver.org orders versions: a part before a release is less than the release. */
static int compare_versions(Str a, Str b)
{
    Str left = str_cut(&a, '+'), right = str_cut(&b, '+'), left_release = left, right_release = right;
    left = str_cut(&left_release, '-');
    right = str_cut(&right_release, '-');
    for (int i = 0; i < 3; i++) {
        int order = compare_identifiers(str_cut(&left, '.'), str_cut(&right, '.'));
        if (order) return order;
    }
    if (left_release.n == 0 || right_release.n == 0) return (left_release.n == 0) - (right_release.n == 0);
    while (left_release.n && right_release.n) {
        int order = compare_identifiers(str_cut(&left_release, '.'), str_cut(&right_release, '.'));
        if (order) return order;
    }
    return (left_release.n > 0) - (right_release.n > 0);
}

void check_emulated_version(const struct visit *visit, struct value spec)
{
    struct value binary = part(visit, spec, "binaryVersion");
    Str emulated = text_of(visit, spec, "emulationVersion");
    if (emulated.n == 0 || dig_text(binary).n == 0 || compare_versions(dig_text(binary), emulated) >= 0) return;
    value_error(visit, E0717, binary, "has the binaryVersion '%.*s', which is less than emulationVersion '%.*s'", STR_ARG(dig_text(binary)), STR_ARG(emulated));
}

/* ---- events ---- */

enum { NEW_EVENTS_IN_DEFAULT = 21 }; /* the minor version since which events with a time may be about cluster-wide objects in "default", too */

static bool namespaces_agree(const struct visit *visit, Str own, Str other, bool new)
{
    bool in_default = own.n == 0 || str_is(own, "default");
    if (!new) return other.n ? str_eq(own, other) : in_default;
    return other.n || str_is(own, "kube-system") || (in_default && visit->catalog->session->kube >= NEW_EVENTS_IN_DEFAULT);
}

void check_event_namespace(const struct visit *visit, struct value event)
{
    struct value object = part(visit, event, "involvedObject"), time = part(visit, event, "eventTime");
    Str own = dig_text(dig(visit->catalog, event, "metadata", "namespace"));
    if (object.kind == V_NULL) object = part(visit, event, "regarding");
    Str other = text_of(visit, object, "namespace");
    if (own.n == 0 && visit->catalog->machine->foreign) return; /* kubectl's --namespace says */
    if (!namespaces_agree(visit, own, other, !is_empty_value(time)))
        value_error(visit, E0717, object.kind == V_NULL ? event : object, "is about an object in namespace '%.*s', and the event is in '%.*s'", STR_ARG(other),
                    STR_ARG(own));
}
