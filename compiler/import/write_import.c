/* The source of the stack: its head, what it needs from elsewhere, and a resource for each object. */
#include "put_lifted.h"
#include "put_value.h"

#include "import/literals.h"
#include "parts.h"

#include "syntax/format.h"

/* ---- the head ---- */

static void put_head(const struct import *import, struct buf *out)
{
    bool whole = !import->departures.n && !import->differences.n;
    buf_str(out, STR("// Made by 'stk import'. It compiles to what was imported"));
    buf_str(out, whole ? STR(".\n") : STR(", but:\n//\n"));
    for (size_t i = 0; i < import->departures.n; i++) buf_printf(out, "//   * %.*s\n", STR_ARG(import->departures.at[i]));
    for (size_t i = 0; i < import->differences.n; i++) buf_printf(out, "//       %.*s\n", STR_ARG(import->differences.at[i]));
    buf_char(out, '\n');
}

const char *definitions_name(const struct import *import) { return arena_printf(import->session->arena, "%.*s.crds.yaml", STR_ARG(import->name)).s; }
const char *kinds_name(const struct import *import) { return arena_printf(import->session->arena, "%.*s.kinds.yaml", STR_ARG(import->name)).s; }

static void put_schemas(const struct import *import, struct buf *out)
{
    if (import->definitions) buf_printf(out, "schema \"%s\"\n", definitions_name(import));
    if (import->unknown.n) buf_printf(out, "external schema \"%s\"\n", kinds_name(import));
    if (import->definitions || import->unknown.n) buf_char(out, '\n');
}

static void put_namespaces(const struct import *import, struct buf *out)
{
    for (size_t i = 0; i < import->namespaces.n; i++) {
        const struct kept_namespace *kept = &import->namespaces.at[i];
        buf_printf(out, "  namespace %s { ", kept->resource->s);
        if (!str_eq(NAME_STR(kept->resource), kept->name)) {
            buf_str(out, STR("name = "));
            put_quoted(out, kept->name);
            buf_str(out, STR(", "));
        }
        buf_str(out, STR("existing = true }\n"));
    }
    if (import->namespaces.n) buf_char(out, '\n');
}

/* ---- one object ---- */

/* Comments up to the limit are not written here: those of a definition are in its file, and in those of a Secret there may be secrets. */
static void pass_over_comments(struct writer *writer)
{
    struct comments *comments = &writer->comments;
    while (comments->next < comments->v.n && comments->v.at[comments->next].lo < writer->limit) comments->next++;
}

void put_existing(struct writer *writer, const struct name *resource, Str secret, Str key, Str in_namespace)
{
    const struct kept_namespace *namespace = kept_namespace(writer->import, in_namespace);
    begin_line(writer);
    buf_printf(writer->out, "secret %s { existing = ", resource->s);
    put_quoted(writer->out, secret);
    buf_str(writer->out, STR(", key = "));
    put_quoted(writer->out, key);
    if (namespace) buf_printf(writer->out, ", namespace = %s", namespace->resource->s);
    buf_str(writer->out, STR(" }\n"));
}

static void put_kept(struct writer *writer, const struct imported *object)
{
    for (size_t i = 0; i < object->kept.n; i++)
        put_existing(writer, object->kept.at[i].resource, object->name, NAME_STR(object->kept.at[i].key), object->namespace);
}

/* The kind alone, where that means this version of it. */
static void put_kind(struct writer *writer, const struct kube_resource *kube)
{
    if (kube_resource_best(kube->kind, writer->import->session->kube) == kube) buf_printf(writer->out, "%s", kube->kind);
    else buf_printf(writer->out, "\"%s/%s\"", kube->api_version, kube->kind);
}

static void put_resource(struct writer *writer, const struct imported *object)
{
    begin_line(writer);
    buf_printf(writer->out, "resource %s : ", object->resource->s);
    put_kind(writer, object->kube);
    buf_str(writer->out, STR(" {\n"));
    writer->depth++;
    put_fields(writer, object->value, object->kube->type);
    writer->depth--;
    begin_line(writer);
    buf_str(writer->out, STR("}\n"));
}

/* ---- all ---- */

static bool is_left_out(const struct import *import, uint32_t file, const struct comment *comment)
{
    for (size_t i = 0; i < import->left_out.n; i++) {
        Span at = import->left_out.at[i];
        if (at.file == file && comment->lo >= at.lo && comment->lo < at.hi) return true;
    }
    return false;
}

static void drop_left_out(struct writer *writer)
{
    size_t kept = 0;
    for (size_t i = 0; i < writer->comments.v.n && writer->import->left_out.n; i++)
        if (!is_left_out(writer->import, writer->file, &writer->comments.v.at[i])) writer->comments.v.at[kept++] = writer->comments.v.at[i];
    if (writer->import->left_out.n) writer->comments.v.n = kept;
}

/* Objects of one file follow each other. */
static void turn_to_file(struct writer *writer, uint32_t file)
{
    if (writer->file == file) return;
    writer->file = file;
    writer->comments = (struct comments){0};
    read_comments(writer->import->session->arena, source_at(&writer->import->session->sources, file)->text, &writer->comments);
    drop_left_out(writer);
}

static uint32_t end_of(const struct writer *writer, size_t i)
{
    const struct import *import = writer->import;
    return end_of_part(import, import->objects.at[i].at, i + 1 < import->objects.n ? import->objects.at[i + 1].at : (Span){0});
}

static void put_object(struct writer *writer, size_t i)
{
    const struct imported *object = &writer->import->objects.at[i];
    put_comments_before(writer, object->at.lo);
    writer->limit = end_of(writer, i);
    if (kube_is_secret(object->kube)) pass_over_comments(writer);
    if (object->lift) put_comments_before(writer, writer->limit);
    if (object->kept.n) put_kept(writer, object);
    else if (object->lift) put_lifted(writer, object->lift);
    else put_resource(writer, object);
    put_comments_before(writer, writer->limit);
}

/* With the comments above it and inside. */
static void put_beside(struct writer *writer, size_t i, struct buf *out)
{
    const struct imported *object = &writer->import->objects.at[i];
    struct comments *comments = &writer->comments;
    writer->limit = end_of(writer, i);
    buf_str(out, STR("---\n"));
    for (; comments->next < comments->v.n && comments->v.at[comments->next].lo < object->at.lo; comments->next++)
        buf_printf(out, "# %.*s\n", STR_ARG(comments->v.at[comments->next].text));
    put_definition(writer->import, object, writer->limit, out);
    pass_over_comments(writer);
}

/* What the library makes is not written; its comments are. */
static bool is_written(const struct writer *writer, size_t i)
{
    const struct comments *comments = &writer->comments;
    return !writer->import->objects.at[i].absorbed || (comments->next < comments->v.n && comments->v.at[comments->next].lo < end_of(writer, i));
}

static void put_objects(struct writer *writer, struct buf *definitions)
{
    bool apart = false; /* something stands above, and an empty line has to */
    for (size_t i = 0; i < writer->import->objects.n; i++) {
        const struct imported *object = &writer->import->objects.at[i];
        turn_to_file(writer, object->at.file);
        if (object->definition) {
            put_beside(writer, i, definitions);
            continue;
        }
        if (!is_written(writer, i)) continue;
        if (apart) buf_char(writer->out, '\n');
        apart = true;
        if (object->absorbed) put_comments_before(writer, end_of(writer, i));
        else put_object(writer, i);
    }
}

/* In the one layout, which aligns columns. */
static void put_formatted(struct import *import, struct buf *source, struct buf *out)
{
    Str text = arena_copy(import->session->arena, (Str){source->s, source->n});
    uint32_t file = source_add(&import->session->sources, STR("import.stk"), text);
    if (!format_source(import->session, file, out)) panic("an import that cannot be read");
}

bool write_import(struct import *import, struct import_output *out)
{
    struct buf source = {0};
    struct writer writer = {.import = import, .out = &source, .depth = 1};
    put_head(import, &source);
    buf_str(&source, STR("use std/cluster/foreign { Foreign }\n\n"));
    put_schemas(import, &source);
    buf_printf(&source, "stack %.*s {\n", STR_ARG(import->name));
    buf_str(&source, STR("  fact foreign : Foreign = { reason = \"imported\" }  // what the objects name may be in the cluster already\n"));
    buf_str(&source, STR("  standard_labels = false  // labels stay as they came\n\n"));
    put_namespaces(import, &source);
    put_declarations(&writer);
    put_objects(&writer, &out->definitions);
    buf_str(&source, STR("}\n"));
    put_kinds(import, &out->kinds);
    if (!writer.failed) put_formatted(import, &source, &out->source);
    buf_free(&source);
    return !writer.failed;
}

void import_output_free(struct import_output *out)
{
    buf_free(&out->source);
    buf_free(&out->definitions);
    buf_free(&out->kinds);
}
