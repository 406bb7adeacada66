#include "package/package.h"

#include "package/oci_address.h"
#include "value/read_yaml.h"
#include "value/record_builder.h"
#include "value/serialize.h"

/* ---- words ---- */

bool is_package_name(Str text)
{
    bool fine = text.n && text.s[0] >= 'a' && text.s[0] <= 'z';
    for (size_t i = 0; fine && i < text.n; i++) fine = memchr("abcdefghijklmnopqrstuvwxyz0123456789_", text.s[i], 37);
    return fine;
}

#define NUMBER "(0|[1-9][0-9]*)"
#define PART "(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
bool is_version(struct session *session, Str text)
{
    static const char pattern[] = "^" NUMBER "\\." NUMBER "\\." NUMBER "(-" PART "(\\." PART ")*)?(\\+[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?$";
    return text.n < 128 && str_utf8(text) && regexec(session_pattern(session, pattern), arena_copy(session->arena, text).s, 0, NULL, 0) == 0;
}

bool is_package_path(Str path)
{
    bool fine = path.n && path.n < 4096 && path.s[path.n - 1] != '/' && str_utf8(path) && !memchr(path.s, '\\', path.n);
    for (size_t i = 0; fine && i < path.n; i++) fine = (unsigned char)path.s[i] >= ' ' && path.s[i] != 127;
    while (fine && path.n) {
        Str part = str_cut(&path, '/');
        fine = part.n && part.s[0] != '.';
    }
    return fine;
}

/* ---- writing ---- */

static struct value file_entry(struct session *session, const struct package_file *file)
{
    struct fields fields = {.session = session};
    put_text(&fields, "path", file->path);
    put_text(&fields, "sha256", file->sha256);
    return done(&fields);
}

static struct value use_entry(struct session *session, const struct package_use *use)
{
    struct fields fields = {.session = session};
    put_text(&fields, "name", use->name);
    put_text(&fields, "source", use->source);
    put_text(&fields, "digest", use->digest);
    return done(&fields);
}

struct value package_files_value(struct session *session, const struct package *package)
{
    struct items files = {0};
    for (size_t i = 0; i < package->files.n; i++) vec_push(session->arena, &files.v, file_entry(session, &package->files.at[i]));
    return list_of(session, &files);
}

Str package_text(struct session *session, const struct package *package)
{
    struct fields fields = {.session = session};
    struct items packages = {0};
    for (size_t i = 0; i < package->packages.n; i++) vec_push(session->arena, &packages.v, use_entry(session, &package->packages.at[i]));
    put(&fields, "schema", value_int(1));
    put_text(&fields, "name", package->name);
    put_text(&fields, "version", package->version);
    put_text(&fields, "stk", package->stk);
    put(&fields, "files", package_files_value(session, package));
    put(&fields, "packages", list_of(session, &packages));
    struct buf out = {0};
    write_json(&out, done(&fields), 0);
    buf_char(&out, '\n');
    Str text = arena_copy(session->arena, (Str){out.s, out.n});
    buf_free(&out);
    return text;
}

/* ---- reading ---- */

static Str text_of(struct session *session, struct value record, const char *key)
{
    struct value text = value_get(session->arena, record, session_name(session, key));
    return text.kind == V_STRING ? value_str(text) : STR("");
}

static bool read_files(struct session *session, struct value list, struct package *package)
{
    for (size_t i = 0; i < list.list->n; i++) {
        struct package_file file = {text_of(session, list.list->at[i], "path"), text_of(session, list.list->at[i], "sha256")};
        bool sorted = !i || str_cmp(package->files.at[i - 1].path, file.path) < 0;
        if (!sorted || file.sha256.n != 64 || !is_package_path(file.path)) return false;
        vec_push(session->arena, &package->files, file);
    }
    return true;
}

static bool read_uses(struct session *session, struct value list, struct package *package)
{
    for (size_t i = 0; i < list.list->n; i++) {
        struct value entry = list.list->at[i];
        struct package_use use = {text_of(session, entry, "name"), text_of(session, entry, "source"), text_of(session, entry, "digest")};
        if (!use.name.n) return false;
        vec_push(session->arena, &package->packages, use);
    }
    return true;
}

struct package *package_parse(struct session *session, uint32_t file)
{
    struct origins origins = {0};
    struct value documents = read_yaml(session, &origins, file, 0, ORIGIN_WRITTEN, YAML_PLAIN);
    if (documents.kind != V_LIST || documents.list->n != 1) return NULL;
    struct value whole = documents.list->at[0];
    struct value schema = value_get(session->arena, whole, session_name(session, "schema"));
    struct value files = value_get(session->arena, whole, session_name(session, "files"));
    struct value packages = value_get(session->arena, whole, session_name(session, "packages"));
    struct package *package = NEW(session->arena, struct package);
    package->name = text_of(session, whole, "name");
    package->version = text_of(session, whole, "version");
    package->stk = text_of(session, whole, "stk");
    bool fine = schema.kind == V_INT && schema.integer == 1 && is_package_name(package->name) && is_version(session, package->version)
             && files.kind == V_LIST && packages.kind == V_LIST && read_files(session, files, package) && read_uses(session, packages, package);
    return fine ? package : NULL;
}

const struct package_file *package_find(const struct package *package, Str path)
{
    size_t low = 0, high = package->files.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_cmp(package->files.at[middle].path, path);
        if (!order) return &package->files.at[middle];
        if (order < 0) low = middle + 1;
        else high = middle;
    }
    return NULL;
}

const struct package_use *package_uses(const struct package *package, Str name)
{
    for (size_t i = 0; i < package->packages.n; i++)
        if (str_eq(package->packages.at[i].name, name)) return &package->packages.at[i];
    return NULL;
}
