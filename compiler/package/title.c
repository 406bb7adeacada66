#include "package/title.h"

#include "package/package.h"

static void refuse(struct session *session, Span at, const char *what, const char *help)
{
    diag_help(&session->diags, diag_add(&session->diags, E1004, at, "%s", what), "%s", help);
}

struct package_title title_read(struct session *session, const struct origins *origins, struct value value)
{
    static const char example[] = "write package: { name: shopkit, version: 1.0.0 }";
    struct package_title title = {.at = origin_span(origins, value.origin)};
    if (value.kind != V_RECORD) refuse(session, title.at, "'package' is a map", example);
    for (size_t i = 0; value.kind == V_RECORD && i < value.record->n; i++) {
        Str key = NAME_STR(value.record->keys[i]);
        struct value field = value.record->values[i];
        Span at = origin_span(origins, field.origin);
        Str text = field.kind == V_STRING ? value_str(field) : STR("");
        if (str_is(key, "name")) {
            title.name = text;
            if (!is_package_name(text))
                refuse(session, at, "this cannot be the name of a package", "it has small letters, digits and '_', and begins with a letter");
        } else if (str_is(key, "version")) {
            title.version = text;
            if (!is_version(session, text)) refuse(session, at, "this is no version", "write one of semver.org: 1.4.0, 2.0.0-rc.1");
        } else refuse(session, at, "a package has a 'name' and a 'version'", example);
    }
    if (value.kind == V_RECORD && !title.name.n) refuse(session, title.at, "the package has no name", example);
    return title;
}
