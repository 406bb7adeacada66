/* Why pods are other ones: fields, and configs behind a content hash. */
#include "impact_rules.h"

#include "review/show_field.h"

enum { CAUSES_MAX = 3 };

/* How many texts a list of causes has, and how many more there would be. */
struct causes {
    struct impact *impact;
    struct consequence *consequence;
    size_t shown, more;
};

static void note_cause(struct causes *causes, Str text)
{
    if (causes->shown++ < CAUSES_MAX) add_cause(causes->impact, causes->consequence, text);
    else causes->more++;
}

/* ---- a hash that stands for configs ---- */

static const char content_annotation[] = "metadata.annotations.stk.dev/content";

static bool is_content_hash(Str path) { return str_ends(path, str_of(content_annotation)); }

/* "[database] max_pool_size: 5 → 20", the first few. */
static Str config_fields(struct arena *arena, const struct object_change *change)
{
    struct buf text = {0};
    for (size_t i = 0; i < change->fields.n && i < CAUSES_MAX; i++) {
        const struct field_change *field = &change->fields.at[i];
        const char *colon = memmem(field->path.s, field->path.n, ": ", 2);
        size_t skip = colon && str_starts(field->path, STR("data.")) ? (size_t)(colon + 2 - field->path.s) : 0;
        if (i) buf_put(&text, "; ", 2);
        buf_str(&text, show_field(arena, field, skip, SHOW_SHORT));
    }
    if (change->fields.n > CAUSES_MAX) buf_printf(&text, "; and %zu more", change->fields.n - CAUSES_MAX);
    Str copy = arena_copy(arena, (Str){text.s, text.n});
    buf_free(&text);
    return copy;
}

static void trace_config(struct causes *causes, const struct compiled_object *reader, Str name)
{
    struct arena *arena = causes->impact->session->arena;
    Str id = arena_printf(arena, "configmap/%.*s/%.*s", STR_ARG(reader->namespace), STR_ARG(name));
    struct object_change *change = name.n ? change_of(causes->impact->comparison, id) : NULL;
    if (!change || !change->fields.n) return;
    note_cause(causes, arena_printf(arena, "config %.*s changed: %.*s", STR_ARG(name), STR_ARG(config_fields(arena, change))));
}

static void trace_content(struct causes *causes, const struct object_change *change, const char *template)
{
    struct session *session = causes->impact->session;
    struct value volumes = field_after(causes->impact, change, arena_printf(session->arena, "%s.spec.volumes", template).s);
    for (size_t i = 0; list_item(volumes, i).kind != V_NULL; i++)
        trace_config(causes, change->after, field_text(session, list_item(volumes, i), "configMap.name"));
}

/* ---- all ---- */

static size_t skipped(Str path, const char *template)
{
    Str inner = str_of(template);
    return path.n > inner.n + 6 && str_starts((Str){path.s + inner.n, path.n - inner.n}, STR(".spec.")) ? inner.n + 6 : 0;
}

void add_causes(struct impact *impact, struct object_change *change, const char *template, struct consequence *consequence)
{
    struct causes causes = {.impact = impact, .consequence = consequence};
    struct field_change *hash = NULL;
    for (size_t i = 0; i < change->fields.n; i++) {
        struct field_change *field = &change->fields.at[i];
        if (field->implied || !path_below(field->path, str_of(template))) continue;
        if (is_content_hash(field->path)) hash = field;
        else note_cause(&causes, show_field(impact->session->arena, field, skipped(field->path, template), SHOW_SHORT));
    }
    if (hash) trace_content(&causes, change, template);
    if (hash && causes.shown) hash->noise = true;
    if (hash && !causes.shown) note_cause(&causes, show_field(impact->session->arena, hash, 0, SHOW_SHORT));
    if (causes.more) add_cause(impact, consequence, arena_printf(impact->session->arena, "%zu more", causes.more));
}
