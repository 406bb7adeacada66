#include "foreign_findings.h"

#include "review/compiled.h"

#include <ctype.h>

static Str kept(struct foreign_findings *findings, Str text) { return arena_copy(findings->arena, text); }

static void add(struct foreign_findings *findings, struct foreign_finding finding) { vec_push(findings->arena, &findings->v, finding); }

/* ---- paths ---- */

/* "/spec/containers/0"; "~1" is a "/" and "~0" a "~" (RFC 6901). */
static void take_pointer(struct foreign_findings *findings, struct foreign_finding *finding, Str pointer)
{
    if (!str_starts(pointer, STR("/"))) return;
    for (Str rest = str_skip(pointer, 1); rest.n;) {
        Str part = str_cut(&rest, '/');
        struct buf name = {0};
        for (size_t i = 0; i < part.n; i++) {
            bool escaped = part.s[i] == '~' && i + 1 < part.n;
            buf_char(&name, escaped ? part.s[++i] == '1' ? '/' : '~' : part.s[i]);
        }
        vec_push(findings->arena, &finding->path, kept(findings, (Str){name.s, name.n}));
        buf_free(&name);
    }
}

/* "spec.containers[0].image", "metadata.annotations[example.org/a]" */
static void take_path(struct foreign_findings *findings, struct foreign_finding *finding, Str path)
{
    while (path.n) {
        size_t n = 0;
        bool index = path.s[0] == '[';
        const char *close = index ? memchr(path.s, ']', path.n) : NULL;
        if (close) n = (size_t)(close - path.s) - 1;
        else while (n < path.n && path.s[n] != '.' && (path.s[n] != '[' || n == 0)) n++;
        Str part = {path.s + (close ? 1 : 0), n};
        path = str_skip(path, n + (close ? 2 : 0));
        if (path.n && path.s[0] == '.') path = str_skip(path, 1);
        if (part.n) vec_push(findings->arena, &finding->path, kept(findings, part));
    }
}

static bool is_path(Str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (isspace((unsigned char)text.s[i]) || text.s[i] == '"') return false;
    return text.n && islower((unsigned char)text.s[0]);
}

/* ---- kubeconform 0.7 ---- */

/* Older ones say the field only in the message: "jsonschema: '/spec/replicas' does not validate …". */
static Str pointer_in(Str message)
{
    const char *found = message.n ? memmem(message.s, message.n, "'/", 2) : NULL;
    Str rest = found ? str_skip(message, (size_t)(found - message.s) + 1) : STR("");
    return str_cut(&rest, '\'');
}

static void add_resource(struct foreign_findings *findings, const json_t *resource)
{
    struct foreign_finding finding = {.rule = STR("schema"), .error = true, .file = str_after_last(json_text(resource, "filename"), '/'),
            .kind = json_text(resource, "kind"), .name = json_text(resource, "name"), .message = json_text(resource, "msg")};
    const json_t *errors = json_object_get(resource, "validationErrors"), *error;
    size_t i;
    if (!finding.message.n) return;
    json_array_foreach(errors, i, error) {
        struct foreign_finding one = finding;
        one.message = json_text(error, "msg");
        take_pointer(findings, &one, json_text(error, "path"));
        add(findings, one);
    }
    if (json_array_size(errors)) return;
    take_pointer(findings, &finding, pointer_in(finding.message));
    add(findings, finding);
}

/* ---- kube-linter 0.8 ---- */

static Str quoted_after(Str text, Str word)
{
    const char *found = text.n > word.n ? memmem(text.s, text.n, word.s, word.n) : NULL;
    Str rest = found ? str_skip(text, (size_t)(found - text.s) + word.n) : STR("");
    return str_cut(&rest, '"');
}

static void add_linted(struct foreign_findings *findings, const json_t *report)
{
    const json_t *object = json_object_get(json_object_get(report, "Object"), "K8sObject"), *diagnostic = json_object_get(report, "Diagnostic");
    struct foreign_finding finding = {.rule = json_text(report, "Check"), .message = json_text(diagnostic, "Message"),
            .file = str_after_last(json_text(json_object_get(json_object_get(report, "Object"), "Metadata"), "FilePath"), '/'),
            .kind = json_text(json_object_get(object, "GroupVersionKind"), "Kind"), .namespace = json_text(object, "Namespace"),
            .name = json_text(object, "Name")};
    finding.container = quoted_after(finding.message, STR("container \""));
    add(findings, finding);
}

/* ---- API servers ---- */

static void add_status(struct foreign_findings *findings, const json_t *status)
{
    const json_t *details = json_object_get(status, "details"), *causes = json_object_get(details, "causes"), *cause;
    struct foreign_finding finding = {.rule = json_text(status, "reason"), .error = true, .kind = json_text(details, "kind"),
            .name = json_text(details, "name"), .message = json_text(status, "message")};
    size_t i;
    json_array_foreach(causes, i, cause) {
        struct foreign_finding one = finding;
        one.message = json_text(cause, "message");
        take_path(findings, &one, json_text(cause, "field"));
        add(findings, one);
    }
    if (!json_array_size(causes)) add(findings, finding);
}

/* "spec.replicas: Invalid value: …" of the object that FINDING has. */
static void add_cause(struct foreign_findings *findings, struct foreign_finding finding, Str text)
{
    const char *colon = text.n ? memmem(text.s, text.n, ": ", 2) : NULL;
    Str path = {text.s, colon ? (size_t)(colon - text.s) : 0};
    finding.message = kept(findings, text);
    if (is_path(path)) take_path(findings, &finding, path);
    add(findings, finding);
}

/* "[spec.a: …, spec.b: …]": the next one begins where a path and a colon follow a comma. */
static void add_causes(struct foreign_findings *findings, struct foreign_finding finding, Str text)
{
    size_t start = 0;
    if (str_starts(text, STR("[")) && str_ends(text, STR("]"))) text = (Str){text.s + 1, text.n - 2};
    for (size_t i = 0; i + 2 < text.n; i++) {
        Str next = str_skip(text, i + 2);
        const char *colon = text.s[i] == ',' && text.s[i + 1] == ' ' ? memmem(next.s, next.n, ": ", 2) : NULL;
        if (!colon || !is_path((Str){next.s, (size_t)(colon - next.s)})) continue;
        add_cause(findings, finding, (Str){text.s + start, i - start});
        start = i + 2;
    }
    add_cause(findings, finding, str_skip(text, start));
}

/* What stands before " "NAME" is invalid:" is the kind, with its group or without. */
static bool take_invalid(struct foreign_findings *findings, struct foreign_finding *finding, Str line, Str *rest)
{
    const char *found = memmem(line.s, line.n, "\" is invalid:", 13);
    if (!found) return false;
    Str before = {line.s, (size_t)(found - line.s)}, name = str_after_last(before, '"');
    Str words = str_trim((Str){before.s, before.n > name.n ? before.n - name.n - 1 : 0}), kind = str_after_last(words, ' ');
    finding->name = kept(findings, name);
    finding->kind = kept(findings, str_cut(&kind, '.'));
    finding->rule = STR("Invalid");
    *rest = str_trim(str_skip(line, before.n + 13));
    return true;
}

/* The manifest: "error when creating "out/01-….yaml": …". */
static Str file_in(Str line)
{
    const char *end = memmem(line.s, line.n, ".yaml\":", 7);
    Str before = {line.s, end ? (size_t)(end - line.s) + 5 : 0};
    return str_after_last(str_after_last(before, '"'), '/');
}

static Str after_file(Str line)
{
    const char *end = memmem(line.s, line.n, ".yaml\": ", 8);
    return end ? str_skip(line, (size_t)(end - line.s) + 8) : line;
}

/* "ValidationError(Deployment.spec.replicas): …" of kubectl 1.24 and before, 'unknown field "spec.frob"' of servers since 1.25. */
static Str path_in(Str message)
{
    const char *found = memmem(message.s, message.n, "ValidationError(", 16);
    Str rest = found ? str_skip(message, (size_t)(found - message.s) + 16) : STR("");
    const char *end = rest.n ? memchr(rest.s, ')', rest.n) : NULL;
    Str path = {rest.s, end ? (size_t)(end - rest.s) : 0};
    str_cut(&path, '.');
    return path.n ? path : quoted_after(message, STR("unknown field \""));
}

/* OBJECT is the one to which lines that begin with "* " belong. */
static void read_message(struct foreign_findings *findings, struct foreign_finding *object, Str line)
{
    Str rest;
    bool listed = str_starts(line, STR("* ")) && object->rule.n;
    if (listed) add_cause(findings, *object, str_skip(line, 2));
    if (listed || !line.n) return;
    *object = (struct foreign_finding){.rule = STR("refused"), .error = true, .file = kept(findings, file_in(line))};
    if (take_invalid(findings, object, line, &rest)) {
        if (rest.n) add_causes(findings, *object, rest);
        return;
    }
    if (object->file.n) {
        struct foreign_finding finding = *object;
        finding.message = kept(findings, after_file(line));
        take_path(findings, &finding, path_in(finding.message));
        add(findings, finding);
    }
    *object = (struct foreign_finding){.error = true};
}

/* Several of kubectl's are one line: "[error validating "a.yaml": …, unable to recognize "b.yaml": …]". */
static Str next_message(Str *line)
{
    static const char *const starts[] = {", error validating \"", ", unable to recognize \"", ", error when "};
    size_t n = line->n;
    for (size_t i = 0; i < COUNT(starts); i++) {
        const char *found = memmem(line->s, n, starts[i], strlen(starts[i]));
        if (found) n = (size_t)(found - line->s);
    }
    Str message = {line->s, n};
    *line = str_skip(*line, n < line->n ? n + 2 : n);
    return message;
}

static bool read_messages(struct foreign_findings *findings, Str text)
{
    struct foreign_finding object = {.error = true};
    while (text.n) {
        Str line = str_trim(str_cut(&text, '\n'));
        if (str_starts(line, STR("[")) && str_ends(line, STR("]"))) line = (Str){line.s + 1, line.n - 2};
        while (line.n) read_message(findings, &object, next_message(&line));
    }
    return findings->v.n > 0;
}

/* ---- which ---- */

bool foreign_findings_read(struct foreign_findings *findings, Str text)
{
    json_t *document = json_loadb(text.s, text.n, 0, NULL);
    const json_t *resources = json_object_get(document, "resources"), *reports = json_object_get(document, "Reports"), *entry;
    bool status = str_is(json_text(document, "kind"), "Status"), linted = reports && (json_is_array(reports) || json_is_null(reports));
    size_t i;
    findings->tool = json_is_array(resources) ? "kubeconform" : linted ? "kube-linter" : "kube-apiserver";
    json_array_foreach(resources, i, entry) add_resource(findings, entry);
    json_array_foreach(linted ? reports : NULL, i, entry) add_linted(findings, entry);
    if (status) add_status(findings, document);
    for (i = 0; i < findings->v.n; i++) {
        struct foreign_finding *finding = &findings->v.at[i];
        Str *texts[] = {&finding->rule, &finding->message, &finding->file, &finding->kind, &finding->namespace, &finding->name, &finding->container};
        for (size_t k = 0; k < COUNT(texts); k++) *texts[k] = kept(findings, *texts[k]); /* they were the document's */
    }
    bool known = json_is_array(resources) || linted || status;
    json_decref(document);
    return known || (!document && read_messages(findings, text));
}
