#include "put_lifted.h"

#include "import/literals.h"
#include "parts.h"

/* ---- parameters ---- */

static bool fits(const struct writer *writer, const struct lift_parameter *parameter)
{
    size_t width = writer->depth * 2 + strlen(parameter->name) + strlen(" = {  }");
    for (size_t i = 0; i < parameter->entries.n; i++)
        if (parameter->entries.at[i].step) return false;
    for (size_t i = 0; i < parameter->entries.n; i++)
        width += parameter->entries.at[i].key.n + parameter->entries.at[i].text.n + strlen(" = , ");
    return width <= LINE_MOST;
}

static void put_parameter(struct writer *, const struct lift_parameter *);

static void put_step(struct writer *writer, const struct lift *step)
{
    buf_str(writer->out, STR("{\n"));
    writer->depth++;
    for (size_t i = 0; i < step->parameters.n; i++) put_parameter(writer, &step->parameters.at[i]);
    writer->depth--;
    begin_line(writer);
    buf_char(writer->out, '}');
}

static void put_entry(struct writer *writer, const struct lift_entry *entry)
{
    if (entry->key.n) buf_printf(writer->out, "%.*s = ", STR_ARG(entry->key));
    buf_str(writer->out, entry->text);
    if (entry->step) put_step(writer, entry->step);
}

static void put_entries(struct writer *writer, const struct lift_parameter *parameter)
{
    bool inside = fits(writer, parameter), list = !parameter->entries.at[0].key.n;
    buf_str(writer->out, list ? STR("[") : STR("{"));
    buf_str(writer->out, !inside ? STR("\n") : list ? STR("") : STR(" "));
    writer->depth++;
    for (size_t i = 0; i < parameter->entries.n; i++) {
        if (!inside) begin_line(writer);
        put_entry(writer, &parameter->entries.at[i]);
        if (!inside) buf_str(writer->out, list ? STR(",\n") : STR("\n"));
        else if (i + 1 < parameter->entries.n) buf_str(writer->out, STR(", "));
    }
    writer->depth--;
    if (!inside) begin_line(writer);
    buf_str(writer->out, list ? STR("]") : inside ? STR(" }") : STR("}"));
}

static void put_parameter(struct writer *writer, const struct lift_parameter *parameter)
{
    begin_line(writer);
    buf_printf(writer->out, "%s = ", parameter->name);
    if (parameter->entries.n) put_entries(writer, parameter);
    else if (parameter->list.kind == V_LIST) put_any(writer, parameter->list, NULL);
    else buf_str(writer->out, parameter->text);
    buf_char(writer->out, '\n');
}

/* ---- the rest ---- */

static bool is_inside(Str path, const char *key)
{
    static const char *const inner[] = {"metadata", "spec", "roleRef", NULL};
    bool template = str_ends(path, STR(".spec")) && (strcmp(key, "template") == 0 || strcmp(key, "jobTemplate") == 0);
    return template || str_is_among(str_of(key), inner);
}

struct rest_writer { struct writer *writer; size_t n; };

static Str path_to(const struct writer *writer, Str path, const struct name *key)
{
    struct buf text = {0};
    buf_printf(&text, "%.*s.", STR_ARG(path));
    put_key(&text, key);
    Str whole = arena_copy(writer->import->session->arena, (Str){text.s, text.n});
    buf_free(&text);
    return whole;
}

static void put_override(struct rest_writer *rest, Str path, struct value value, const struct kube_type *type)
{
    struct writer *writer = rest->writer;
    if (!rest->n++) buf_str(writer->out, STR(" with {\n"));
    begin_line(writer);
    buf_printf(writer->out, "%.*s = ", STR_ARG(path));
    put_any(writer, value, type);
    buf_char(writer->out, '\n');
}

static void put_rest(struct rest_writer *rest, struct value value, const struct kube_type *type, Str path)
{
    if (value.kind == V_NULL) put_override(rest, path, value, type);
    for (size_t i = 0; value.kind == V_RECORD && i < value.record->n; i++) {
        const struct name *key = value.record->keys[i];
        struct value part = value.record->values[i];
        const struct kube_type *inner = kube_part_type(type, key->s, key->n);
        Str whole = path_to(rest->writer, path, key);
        if (part.kind == V_NULL || (part.kind == V_RECORD && part.record->n == 0)) continue;
        if (part.kind == V_RECORD && is_inside(path, key->s)) put_rest(rest, part, inner, whole);
        else put_override(rest, whole, part, inner);
    }
}

static void put_workload(struct writer *writer, const struct lift *lift)
{
    struct rest_writer rest = {writer, 0};
    begin_line(writer);
    buf_printf(writer->out, "%s %s {\n", lift->kind->component, lift->workload->resource->s);
    writer->depth++;
    for (size_t i = 0; i < lift->parameters.n; i++) put_parameter(writer, &lift->parameters.at[i]);
    writer->depth--;
    begin_line(writer);
    buf_char(writer->out, '}');
    writer->depth++;
    for (size_t i = 0; i < lift->rests.n; i++)
        put_rest(&rest, lift->rests.at[i].value, lift->rests.at[i].type, lift->rests.at[i].path);
    writer->depth--;
    if (rest.n) begin_line(writer);
    buf_str(writer->out, rest.n ? STR("}\n") : STR("\n"));
}

/* Its parts come in another order than their comments, which stand above it. */
void put_lifted(struct writer *writer, const struct lift *lift)
{
    size_t next = writer->comments.next;
    writer->comments.next = writer->comments.v.n;
    put_workload(writer, lift);
    writer->comments.next = next;
}

/* ---- declarations ---- */

static void put_plane(struct writer *writer, const struct import_plane *plane)
{
    begin_line(writer);
    buf_printf(writer->out, "plane %s {", plane->resource->s);
    if (plane->labels.kind == V_RECORD) buf_str(writer->out, STR(" nodes = "));
    if (plane->labels.kind == V_RECORD) put_any(writer, plane->labels, NULL);
    buf_str(writer->out, plane->labels.kind == V_RECORD ? STR(" }\n") : STR("}\n"));
}

void put_declarations(struct writer *writer)
{
    const struct import *import = writer->import;
    for (size_t i = 0; i < import->planes.n; i++) put_plane(writer, &import->planes.at[i]);
    for (size_t i = 0; i < import->far_secrets.n; i++) {
        const struct far_secret *far = &import->far_secrets.at[i];
        put_existing(writer, far->resource, far->name, far->key, far->namespace);
    }
    if (import->planes.n || import->far_secrets.n) buf_char(writer->out, '\n');
}
