#include "package/installed.h"

#include "base/sha256.h"
#include "package/oci_address.h"

Str manifest_file(struct arena *arena, const struct package_pin *pin)
{
    return arena_printf(arena, "%.*s.json", STR_ARG(package_folder(arena, pin)));
}

bool package_holds(const struct package *package, Str path, Str text)
{
    struct digest digest = sha256(text);
    struct arena *arena = arena_new(0);
    const struct package_file *file = package_find(package, path);
    bool same = file && str_eq(file->sha256, digest_text(arena, &digest));
    arena_free(arena);
    return same;
}

/* ---- the package ---- */

static void refuse(struct session *session, const struct package_pin *pin, Span at, const char *what)
{
    struct diag *diag = diag_add(&session->diags, E1401, at, "the package '%s' %s", pin->name->s, what);
    if (pin->at.file && at.file != pin->at.file) diag_note(&session->diags, diag, pin->at, pin->digest.n ? "pinned here" : "named here");
    diag_help(&session->diags, diag, pin->digest.n ? "'stk pull %s' brings it" : "'stk pull --update %s' brings it, and pins it", pin->name->s);
}

/* A file of the package, read below the session's root. 0: it is not there. */
static uint32_t read_file(struct session *session, Str shown)
{
    uint32_t id;
    Str root = session->root.n ? session->root : STR(".");
    source_read(&session->sources, arena_printf(session->arena, "%.*s/%.*s", STR_ARG(root), STR_ARG(shown)).s, shown, &id);
    return id;
}

static bool has_digest(struct session *session, uint32_t file, Str digest)
{
    return str_eq(digest_of(session->arena, source_at(&session->sources, file)->text), digest);
}

static const struct package *read_installed(struct session *session, const struct package_pin *pin, const char **why)
{
    struct manifest manifest;
    *why = "is not here";
    uint32_t id = read_file(session, manifest_file(session->arena, pin));
    if (!id) return NULL;
    *why = "is not the one that is pinned";
    if (!has_digest(session, id, pin->digest) || !manifest_parse(session, id, &manifest)) return NULL;
    *why = "is not as it is pinned: " PACKAGE_FILE " is missing or has changed";
    id = read_file(session, arena_printf(session->arena, "%.*s/" PACKAGE_FILE, STR_ARG(package_folder(session->arena, pin))));
    if (!id || !has_digest(session, id, manifest.config.digest)) return NULL;
    return package_parse(session, id);
}

const struct package *package_installed(struct session *session, struct package_pin *pin, Span at)
{
    const char *why = "is not pinned yet";
    if (pin->asked) return pin->installed;
    pin->asked = true;
    if (pin->digest.n) pin->installed = read_installed(session, pin, &why);
    if (!pin->installed) refuse(session, pin, at, why);
    return pin->installed;
}

const struct package *package_whole(struct session *session, const struct package_pin *pin)
{
    const char *why;
    const struct package *package = pin->digest.n ? read_installed(session, pin, &why) : NULL;
    for (size_t i = 0; package && i < package->files.n; i++) {
        Str path = package->files.at[i].path;
        uint32_t id = read_file(session, arena_printf(session->arena, "%.*s/%.*s", STR_ARG(package_folder(session->arena, pin)), STR_ARG(path)));
        if (!id || !package_holds(package, path, source_at(&session->sources, id)->text)) package = NULL;
    }
    return package;
}

/* ---- a file ---- */

uint32_t package_read(struct session *session, struct package_pin *pin, Str path, Span at)
{
    const struct package *package = package_installed(session, pin, at);
    if (!package) return 0;
    uint32_t id = read_file(session, arena_printf(session->arena, "%.*s/%.*s", STR_ARG(package_folder(session->arena, pin)), STR_ARG(path)));
    if (!id) refuse(session, pin, at, arena_printf(session->arena, "has no file '%.*s'", STR_ARG(path)).s);
    if (!id || !source_is_pinned(session, id, at)) return 0;
    session->sources.all.at[id].library = true;
    return id;
}

bool source_is_pinned(struct session *session, uint32_t file, Span at)
{
    const struct source *source = source_at(&session->sources, file);
    if (!str_starts(source->path, STR(PACKAGES_FOLDER "/"))) return true;
    struct package_pin *pin = pin_of_path(session, source->path);
    if (!pin) {
        struct diag *diag = diag_add(&session->diags, E1401, at, "'%.*s' is of no package of stk.project", STR_ARG(source->path));
        diag_help(&session->diags, diag, "name it under 'packages' there");
        return false;
    }
    Str path = source->path, text = source->text;
    const struct package *package = package_installed(session, pin, at);
    if (!package || package_holds(package, path_in_package(pin, path), text)) return package;
    refuse(session, pin, at, arena_printf(session->arena, "is not as it is pinned: '%.*s' has changed", STR_ARG(path_in_package(pin, path))).s);
    return false;
}
