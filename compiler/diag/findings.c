#include "diag/findings.h"

#include "diag/visible_json.h"

/* The library's files are those of the repository only where they lie in it, and then from its top. */
static void put_path(struct buf *out, const struct diags *diags, Span at, struct subject subject)
{
    const struct source *source = source_at(diags->sources, at.file);
    if (subject.folder.n && !source->library) buf_printf(out, "%.*s/", STR_ARG(subject.folder));
    buf_str(out, source->path);
}

/* What is about no line is about the stack, or about what there is no file of. */
static json_t *path_of(const struct diags *diags, Span at, struct subject subject)
{
    struct buf path = {0};
    if (at.file) put_path(&path, diags, at, subject);
    else if (subject.folder.n || subject.source.n)
        buf_printf(&path, "%.*s%s%.*s", STR_ARG(subject.folder), subject.folder.n && subject.source.n ? "/" : "", STR_ARG(subject.source));
    else buf_char(&path, '.');
    return visible_json_of(&path);
}

static json_t *text_with_label(const struct diag *diag)
{
    struct buf text = {0};
    buf_str(&text, diag->text);
    if (diag->label.n) buf_printf(&text, "; %.*s", STR_ARG(diag->label));
    return visible_json_of(&text);
}

static json_t *lines_after(const struct diags *diags, const struct diag *diag, struct subject subject)
{
    json_t *lines = json_array();
    for (size_t i = 0; i < diag->notes.n; i++) {
        const struct note *note = &diag->notes.at[i];
        struct buf line = {0};
        struct source_position place = note->at.file ? source_position(diags->sources, note->at.file, note->at.lo) : (struct source_position){0};
        if (note->at.file) put_path(&line, diags, note->at, subject);
        if (note->at.file) buf_printf(&line, ":%u:%u: ", place.line, place.column);
        buf_printf(&line, "%.*s", STR_ARG(note->text));
        json_array_append_new(lines, visible_json_of(&line));
    }
    struct buf help = {0};
    buf_str(&help, diag->help);
    if (diag->help.n) json_array_append_new(lines, visible_json_of(&help));
    return lines;
}

static json_t *stacks_of(struct subject subject)
{
    struct buf name = {0};
    if (!subject.stack) return json_array();
    buf_printf(&name, "%s%s%s", subject.stack, subject.environment ? " " : "", subject.environment ? subject.environment : "");
    return json_pack("[o]", visible_json_of(&name));
}

static json_t *finding_of(const struct diags *diags, const struct diag *diag, struct subject subject)
{
    struct source_position place = diag->at.file ? source_position(diags->sources, diag->at.file, diag->at.lo) : (struct source_position){1, 1};
    return json_pack("{s:s, s:s, s:s, s:o, s:i, s:i, s:o, s:o, s:o}", "code", diag_code_name(diag->code), "severity",
            diag_code_severity(diag->code) == ERROR ? "error" : "warning", "title", diag_code_title(diag->code), "path",
            path_of(diags, diag->at, subject), "line", (int)place.line, "column", (int)place.column, "text", text_with_label(diag),
            "more", lines_after(diags, diag, subject), "stacks", stacks_of(subject));
}

static void add_finding(json_t *all, json_t *finding)
{
    struct buf key = {0};
    buf_printf(&key, "%s\n%s:%d:%d\n%s", json_string_value(json_object_get(finding, "code")), json_string_value(json_object_get(finding, "path")),
            (int)json_integer_value(json_object_get(finding, "line")), (int)json_integer_value(json_object_get(finding, "column")),
            json_string_value(json_object_get(finding, "text")));
    buf_char(&key, '\0');
    json_t *there = json_object_get(all, key.s);
    if (there) json_array_extend(json_object_get(there, "stacks"), json_object_get(finding, "stacks"));
    else json_object_set(all, key.s, finding);
    json_decref(finding);
    buf_free(&key);
}

json_t *findings_of(const struct diags *diags, struct subject subject)
{
    json_t *all = json_object();
    for (size_t i = 0; i < diags->all.n; i++) add_finding(all, finding_of(diags, diags->all.at[i], subject));
    return all;
}

void findings_join(json_t *all, const json_t *more)
{
    const char *key;
    json_t *finding;
    json_object_foreach((json_t *)more, key, finding) add_finding(all, json_incref(finding));
}
