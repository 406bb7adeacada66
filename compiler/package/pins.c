#include "package/pins.h"

#include "package/oci_address.h"
#include "value/read_yaml.h"

#include <sys/stat.h>

struct reading {
    struct session *session;
    const struct origins *origins;
    Str root;
};

static void refuse(const struct reading *reading, Span at, const char *what, const char *help)
{
    struct diag *diag = diag_add(&reading->session->diags, E1004, at, "%s", what);
    if (help) diag_help(&reading->session->diags, diag, "%s", help);
}

static Span span_of(const struct reading *reading, struct value value) { return origin_span(reading->origins, value.origin); }

/* ---- one package ---- */

static bool has_folder(const struct reading *reading, Str name)
{
    struct stat status;
    Str path = arena_printf(reading->session->arena, "%.*s/%.*s", STR_ARG(reading->root), STR_ARG(name));
    return stat(path.s, &status) == 0 && S_ISDIR(status.st_mode);
}

/* It is the first part of a module's path, and must lead nowhere else. */
static void check_name(const struct reading *reading, const struct package_pin *pin)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    Str name = NAME_STR(pin->name);
    struct arena *arena = reading->session->arena;
    if (!name.n || strspn(name.s, letters) != name.n || strchr("0123456789", name.s[0]))
        refuse(reading, pin->at, arena_printf(arena, "'%s' cannot be the name of a package", name.s).s,
               "it stands in 'use NAME/module': letters, digits and '_', no digit first");
    else if (str_is(name, "std")) refuse(reading, pin->at, "'std' is the standard library", "give the package another name");
    else if (has_folder(reading, name))
        refuse(reading, pin->at, arena_printf(arena, "'%s' is a package and a folder of the project", name.s).s, "give one of them another name");
}

static void set_source(const struct reading *reading, struct package_pin *pin, Str text, Span at)
{
    struct oci_address address;
    bool fine = oci_address_parse(text, &address);
    pin->source = text;
    pin->source_at = at;
    if (!fine) refuse(reading, at, "this is no address of a package", "write oci://HOST/REPOSITORY");
    else if (address.tag.n || address.digest.n) refuse(reading, at, "a source has no tag and no digest", "they stand beside it: tag: …, digest: …");
}

static void set_field(const struct reading *reading, struct package_pin *pin, Str key, struct value value)
{
    Span at = span_of(reading, value);
    Str text = value.kind == V_STRING ? value_str(value) : STR("");
    if (str_is(key, "source")) set_source(reading, pin, text, at);
    else if (str_is(key, "tag")) {
        pin->tag = text;
        if (!is_tag(text))
            refuse(reading, at, "this is no tag", "it has letters, digits, '_', '.' and '-'; one that looks like a number stands in quotes");
    } else if (str_is(key, "digest")) {
        pin->digest = text;
        pin->digest_at = at;
        if (!is_digest(text)) refuse(reading, at, "this is no digest", "it is sha256: and 64 digits; 'stk pull --update' writes it");
    } else if (str_is(key, "key")) {
        pin->key = text;
        if (!text.n) refuse(reading, at, "a key is named by the path of its file", NULL);
    } else {
        refuse(reading, at, arena_printf(reading->session->arena, "a package of the project has no '%.*s'", STR_ARG(key)).s,
               "it has 'source', 'tag', 'digest' and 'key'");
    }
}

static struct package_pin read_pin(const struct reading *reading, const struct record *packages, size_t number)
{
    struct value fields = packages->values[number];
    struct package_pin pin = {.name = packages->keys[number], .at = key_span(reading->origins, packages, number)};
    check_name(reading, &pin);
    for (size_t i = 0; fields.kind == V_RECORD && i < fields.record->n; i++)
        set_field(reading, &pin, NAME_STR(fields.record->keys[i]), fields.record->values[i]);
    if (!pin.source_at.file) refuse(reading, pin.at, "this package has no 'source'", "write source: oci://HOST/REPOSITORY");
    else if (!pin.tag.n && !pin.digest.n)
        refuse(reading, pin.at, "this package has no 'tag' and no 'digest'", "write tag: TAG, and 'stk pull --update' adds the digest");
    return pin;
}

void pins_read(struct session *session, const struct origins *origins, Str root, struct value packages, struct package_pins *pins)
{
    struct reading reading = {session, origins, root.n ? root : STR(".")};
    if (packages.kind != V_RECORD)
        refuse(&reading, span_of(&reading, packages), "'packages' is a map", "write packages: { NAME: { source: oci://HOST/REPOSITORY, tag: TAG } }");
    for (size_t i = 0; packages.kind == V_RECORD && i < packages.record->n; i++)
        vec_push(session->arena, &pins->v, read_pin(&reading, packages.record, i));
}

/* ---- those of a session ---- */

static void read_project(struct session *session, struct package_pins *pins)
{
    uint32_t id;
    struct origins *origins = NEW(session->arena, struct origins);
    Str file = arena_printf(session->arena, "%.*s/stk.project", STR_ARG(session->root.n ? session->root : STR(".")));
    if (source_read(&session->sources, file.s, STR("stk.project"), &id) != SOURCE_OK) return;
    struct value documents = read_yaml(session, origins, id, 0, ORIGIN_WRITTEN, YAML_PLAIN);
    const struct name *key = session_name(session, "packages");
    for (size_t i = 0; documents.kind == V_LIST && i < documents.list->n; i++) {
        struct value packages = value_get(session->arena, documents.list->at[i], key);
        if (packages.kind != V_NULL) pins_read(session, origins, session->root, packages, pins);
    }
}

struct package_pins *project_pins(struct session *session)
{
    if (session->pins) return session->pins;
    session->pins = NEW(session->arena, struct package_pins);
    read_project(session, session->pins);
    return session->pins;
}

struct package_pin *pin_named(struct session *session, Str name)
{
    struct package_pins *pins = project_pins(session);
    for (size_t i = 0; i < pins->v.n; i++)
        if (str_eq(NAME_STR(pins->v.at[i].name), name)) return &pins->v.at[i];
    return NULL;
}

struct package_pin *pin_of_path(struct session *session, Str path)
{
    Str folder = STR(PACKAGES_FOLDER "/");
    if (!str_starts(path, folder)) return NULL;
    Str rest = str_skip(path, folder.n);
    return pin_named(session, str_cut(&rest, '/'));
}

Str package_folder(struct arena *arena, const struct package_pin *pin) { return arena_printf(arena, PACKAGES_FOLDER "/%s", pin->name->s); }
Str path_in_package(const struct package_pin *pin, Str path) { return str_skip(path, strlen(PACKAGES_FOLDER "/") + pin->name->n + 1); }
