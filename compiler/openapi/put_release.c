/* Writers of what a release changes. */
#include "openapi/release.h"

#include "value/record_builder.h"

static const struct {
    const char *name;    /* in JSON */
    const char *heading; /* NULL: not told */
} changes[] = {
    [CHANGE_KIND_NEW] = {"kind-new", "new kinds"},
    [CHANGE_KIND_KEPT] = {"kind-kept", "kinds that are still served, against what was announced"},
    [CHANGE_KIND_DEPRECATED] = {"kind-deprecated", "kinds that are deprecated from this release on"},
    [CHANGE_KIND_REMOVED] = {"kind-removed", "kinds that are no longer served"},
    [CHANGE_TYPE] = {NULL, NULL},
    [CHANGE_FIELD_NEW] = {"field-new", "new fields"},
    [CHANGE_FIELD_ON] = {"field-on", "fields that are on by default now"},
    [CHANGE_FIELD_VALUES] = {"field-values", "fields that take more values"},
    [CHANGE_FIELD_TYPE] = {"field-type", "fields of another type"},
    [CHANGE_FIELD_DEPRECATED] = {"field-deprecated", "fields that are deprecated now"},
    [CHANGE_FIELD_REMOVED] = {"field-removed", "fields that are gone"},
};

static bool is_told(const struct release_change *change) { return changes[change->kind].name && !change->of_new_type; }

/* ---- the table ---- */

void put_release_table(struct buf *out, const struct release *release)
{
    buf_printf(out, "# Kubernetes 1.%d, as far as it differs from the release before. Written by \"stk kube add\" from what an API server\n"
               "# publishes. That does not say which new fields are on: they are gated here, which means off unless a server is told\n"
               "# otherwise. Where the release has one on by default, write 'since 1.%d' in place of 'gated'.\n\n", release->minor, release->minor);
    put_table_line(out, &(struct table_line){TABLE_RELEASE, .release = release->minor});
    for (size_t i = 0; i < release->changes.n; i++) {
        const struct table_line *line = &release->changes.at[i].line;
        if (line->kind == TABLE_EMPTY) continue;
        if (line->kind == TABLE_TYPE || i == 0) buf_char(out, '\n');
        put_table_line(out, line);
    }
}

/* ---- text ---- */

static void put_kind_change(struct buf *out, const struct table_line *line)
{
    buf_printf(out, "  %s %s", line->api_version, line->name);
    if (line->gated) buf_str(out, STR(", off unless a server is told otherwise"));
    if (line->deprecated) buf_printf(out, ", deprecated 1.%d", line->deprecated);
    if (line->removed) buf_printf(out, ", removed 1.%d", line->removed);
    buf_char(out, '\n');
}

static void put_field_change(struct buf *out, const struct release_change *change)
{
    const struct table_line *line = &change->line;
    buf_printf(out, "  %s.%s", change->type, line->name);
    if (line->type) buf_printf(out, " : %s", line->type);
    if (change->before.n) buf_printf(out, ", was %.*s", STR_ARG(change->before));
    if (line->required) buf_str(out, STR(", required"));
    if (line->gated) buf_str(out, STR(", off unless a server is told otherwise"));
    buf_char(out, '\n');
}

/* How many there are. */
static size_t put_changes(struct buf *out, const struct release *release, enum release_change_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < release->changes.n; i++) {
        const struct release_change *change = &release->changes.at[i];
        if (change->kind != kind || !is_told(change)) continue;
        if (n++ == 0) buf_printf(out, "\n%s\n", changes[kind].heading);
        if (change->type) put_field_change(out, change);
        else put_kind_change(out, &change->line);
    }
    return n;
}

static void put_left_out(struct buf *out, size_t n, const char *which)
{
    if (n) buf_printf(out, "\nleft out: %zu kind%s %s\n", n, n == 1 ? "" : "s", which);
}

void put_release_text(struct buf *out, const struct release *release)
{
    buf_printf(out, "Kubernetes 1.%d, held against the tables of 1.%d to 1.%d\n", release->minor, KUBE_MINOR_MIN, kube_newest());
    size_t n = 0;
    for (size_t kind = 0; kind < COUNT(changes); kind++) n += put_changes(out, release, (enum release_change_kind)kind);
    if (n == 0) buf_str(out, STR("\nnothing differs\n"));
    put_left_out(out, release->alpha, "of versions called alpha, which no server serves unless it is told to");
    put_left_out(out, release->others, "that are not of Kubernetes; 'stk schema add' takes them");
}

/* ---- JSON ---- */

static void put_minor(struct fields *fields, const char *key, int minor)
{
    if (minor) put_text(fields, key, arena_printf(fields->session->arena, "1.%d", minor));
}

static struct value change_value(struct session *session, const struct release_change *change)
{
    struct fields fields = {.session = session};
    const struct table_line *line = &change->line;
    put_text(&fields, "change", str_of(changes[change->kind].name));
    if (change->type) {
        put_text(&fields, "type", str_of(change->type));
        put_text(&fields, "field", str_of(line->name));
        put_filled(&fields, "is", str_of(line->type ? line->type : ""));
        put_filled(&fields, "was", change->before);
        if (line->required) put(&fields, "required", value_bool(true));
    } else {
        put_text(&fields, "apiVersion", str_of(line->api_version));
        put_text(&fields, "kind", str_of(line->name));
        put_minor(&fields, "deprecated", line->deprecated);
        put_minor(&fields, "removed", line->removed);
    }
    if (line->gated) put(&fields, "off", value_bool(true));
    return done(&fields);
}

struct value release_value(struct session *session, const struct release *release)
{
    struct fields fields = {.session = session};
    struct items items = {0};
    for (size_t i = 0; i < release->changes.n; i++)
        if (is_told(&release->changes.at[i])) vec_push(session->arena, &items.v, change_value(session, &release->changes.at[i]));
    put(&fields, "schema", value_int(1));
    put_minor(&fields, "release", release->minor);
    put_minor(&fields, "known", kube_newest());
    put(&fields, "changes", list_of(session, &items));
    return done(&fields);
}
