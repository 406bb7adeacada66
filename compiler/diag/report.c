#include "diag/report.h"

#include "base/version.h"
#include "diag/findings.h"
#include "diag/render.h"
#include "diag/visible_json.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct report {
    enum diag_format format;
    json_t *diagnostics, *checked; /* JSON */
    json_t *runs;                  /* SARIF: one for each subject */
    json_t *findings;              /* GitHub, GitLab */
};

/* ---- JSON ---- */

static json_t *json_range(struct sources *sources, Span at)
{
    struct source_position from = source_position(sources, at.file, at.lo), to = source_position(sources, at.file, at.hi);
    return json_pack("{s:o, s:i, s:i, s:i, s:i, s:i, s:i}", "file", visible_json(source_at(sources, at.file)->path),
                     "line", (int)from.line, "column", (int)from.column, "end_line", (int)to.line, "end_column",
                     (int)to.column, "offset", (int)at.lo, "end_offset", (int)at.hi);
}

static const char *severity_name(enum diag_code code)
{
    return diag_code_severity(code) == ERROR ? "error" : "warning";
}

static json_t *json_notes(struct sources *sources, const struct diag *diag)
{
    json_t *notes = json_array();
    for (size_t i = 0; i < diag->notes.n; i++) {
        json_t *note = json_pack("{s:o}", "message", visible_json(diag->notes.at[i].text));
        if (diag->notes.at[i].at.file) json_object_set_new(note, "at", json_range(sources, diag->notes.at[i].at));
        json_array_append_new(notes, note);
    }
    return notes;
}

static void put_subject(json_t *object, struct subject subject)
{
    if (subject.stack) json_object_set_new(object, "stack", visible_json(str_of(subject.stack)));
    if (subject.environment) json_object_set_new(object, "environment", visible_json(str_of(subject.environment)));
}

/* Several were asked: those for which it holds. */
static void put_versions(json_t *object, uint64_t kube)
{
    json_t *versions = json_array();
    for (int minor = 0; kube >> minor; minor++)
        if (kube >> minor & 1) json_array_append_new(versions, json_sprintf("1.%d", minor));
    json_object_set_new(object, "kube", versions);
}

static json_t *json_diag(struct sources *sources, const struct diag *diag, struct subject subject)
{
    json_t *object = json_pack("{s:s, s:s, s:o, s:o}", "code", diag_code_name(diag->code), "severity",
                               severity_name(diag->code), "message", visible_json(diag->text), "notes", json_notes(sources, diag));
    if (diag->at.file) json_object_set_new(object, "at", json_range(sources, diag->at));
    if (diag->label.n) json_object_set_new(object, "label", visible_json(diag->label));
    if (diag->help.n) json_object_set_new(object, "help", visible_json(diag->help));
    put_subject(object, subject);
    if (diag->kube) put_versions(object, diag->kube);
    return object;
}

static json_t *json_part(const struct diags *diags, struct subject subject)
{
    json_t *diagnostics = json_array(), *checked = json_pack("{s:i, s:i}", "errors", (int)diags->errors, "warnings", (int)(diags->all.n - diags->errors));
    for (size_t i = 0; i < diags->all.n; i++) json_array_append_new(diagnostics, json_diag(diags->sources, diags->all.at[i], subject));
    put_subject(checked, subject);
    if (subject.differs.n) json_object_set_new(checked, "differs", json_loadb(subject.differs.s, subject.differs.n, 0, NULL));
    return json_pack("{s:o, s:o}", "checked", checked, "diagnostics", diagnostics);
}

/* ---- SARIF 2.1.0 ---- */

/* A reference; a ":" would end a scheme, and is escaped, too. */
static json_t *sarif_uri(struct arena *arena, Str path)
{
    Str escaped = arena_percent(arena, path, "/");
    return visible_json(str_starts(path, STR("/")) ? arena_join(arena, (Str[]){STR("file://"), escaped}, 2) : escaped);
}

static json_t *sarif_location(const struct diags *diags, Span at, Str message)
{
    struct sources *sources = diags->sources;
    struct source_position from = source_position(sources, at.file, at.lo), to = source_position(sources, at.file, at.hi);
    json_t *location = json_pack(
        "{s:{s:{s:o}, s:{s:i, s:i, s:i, s:i}}}", "physicalLocation", "artifactLocation", "uri",
        sarif_uri(diags->arena, source_at(sources, at.file)->path), "region", "startLine", (int)from.line, "startColumn",
        (int)from.column, "endLine", (int)to.line, "endColumn", (int)to.column);
    if (message.n) json_object_set_new(location, "message", json_pack("{s:o}", "text", visible_json(message)));
    return location;
}

static json_t *sarif_result(struct diags const *diags, const struct diag *diag)
{
    Str label = diag->label.n ? arena_printf(diags->arena, "; %.*s", STR_ARG(diag->label)) : STR("");
    Str help = diag->help.n ? arena_printf(diags->arena, " (%.*s)", STR_ARG(diag->help)) : STR("");
    Str text = arena_printf(diags->arena, "%.*s%.*s%.*s", STR_ARG(diag->text), STR_ARG(label), STR_ARG(help));
    json_t *result = json_pack("{s:s, s:s, s:{s:o}}", "ruleId", diag_code_name(diag->code), "level",
                               severity_name(diag->code), "message", "text", visible_json(text));
    if (diag->at.file)
        json_object_set_new(result, "locations", json_pack("[o]", sarif_location(diags, diag->at, STR(""))));
    json_t *related = json_array();
    for (size_t i = 0; i < diag->notes.n; i++)
        if (diag->notes.at[i].at.file)
            json_array_append_new(related, sarif_location(diags, diag->notes.at[i].at, diag->notes.at[i].text));
    json_object_set_new(result, "relatedLocations", related);
    if (diag->kube) {
        json_t *properties = json_object();
        put_versions(properties, diag->kube);
        json_object_set_new(result, "properties", properties);
    }
    if (diag->allowed.n)
        json_object_set_new(result, "suppressions", json_pack("[{s:s, s:o}]", "kind", "inSource", "justification", visible_json(diag->allowed)));
    return result;
}

/* The format asks for the identifier only; GitHub's code scanning for all four (rule GH2012 of Microsoft's SARIF multitool 5.7). */
static json_t *sarif_rule(struct arena *arena, enum diag_code code)
{
    const char *title = diag_code_title(code);
    Str help = arena_printf(arena, "stk explain %s", diag_code_name(code));
    return json_pack("{s:s, s:{s:s}, s:{s:s}, s:{s:s}}", "id", diag_code_name(code), "shortDescription", "text", title, "fullDescription", "text", title,
                     "help", "text", help.s);
}

static json_t *sarif_rules(const struct diags *diags)
{
    json_t *rules = json_array();
    bool seen[DIAG_CODE_COUNT] = {false};
    for (size_t i = 0; i < diags->all.n + diags->allowed.n; i++) {
        enum diag_code code = i < diags->all.n ? diags->all.at[i]->code : diags->allowed.at[i - diags->all.n]->code;
        if (seen[code]) continue;
        seen[code] = true;
        json_array_append_new(rules, sarif_rule(diags->arena, code));
    }
    return rules;
}

/* Services that take SARIF tell runs apart by this id. */
static json_t *sarif_automation(const struct diags *diags, struct subject subject)
{
    const char *environment = subject.environment ? subject.environment : "";
    Str id = arena_printf(diags->arena, "stk/%s/%s%s", subject.stack, environment, *environment ? "/" : "");
    return json_pack("{s:o}", "id", visible_json(id));
}

static json_t *sarif_run(const struct diags *diags, struct subject subject)
{
    json_t *results = json_array();
    for (size_t i = 0; i < diags->all.n; i++) json_array_append_new(results, sarif_result(diags, diags->all.at[i]));
    for (size_t i = 0; i < diags->allowed.n; i++) json_array_append_new(results, sarif_result(diags, diags->allowed.at[i]));
    json_t *driver = json_pack("{s:s, s:s, s:s, s:s, s:o}", "name", "stk", "version", STK_VERSION, "semanticVersion", STK_VERSION, "informationUri",
                               "man:stk(1)", "rules", sarif_rules(diags));
    json_t *run = json_pack("{s:{s:o}, s:s, s:o}", "tool", "driver", driver, "columnKind", "unicodeCodePoints", "results", results);
    if (subject.stack) json_object_set_new(run, "automationDetails", sarif_automation(diags, subject));
    return run;
}

/* ---- the report ---- */

struct report *report_new(enum diag_format format)
{
    struct report *report = malloc(sizeof *report);
    if (!report) panic("out of memory");
    *report = (struct report){format, json_array(), json_array(), json_array(), json_object()};
    return report;
}

bool report_has_text(enum diag_format format) { return format == FORMAT_TEXT || format == FORMAT_GITHUB || format == FORMAT_GITLAB; }
bool report_colors(void) { return isatty(STDERR_FILENO) && !getenv("NO_COLOR"); }

static void add_text(const struct diags *diags, struct buf *part)
{
    struct buf out = {0};
    render_diags(diags, report_colors(), &out);
    buf_write(&out, stderr);
    if (part) buf_put(part, out.s, out.n);
    buf_free(&out);
}

static bool add_document(struct report *report, json_t *document)
{
    json_t *findings = json_object_get(document, "findings");
    bool fine = true;
    if (report->format == FORMAT_SARIF) fine = json_array_append(report->runs, document) == 0;
    else if (findings) findings_join(report->findings, findings);
    else fine = json_array_append(report->checked, json_object_get(document, "checked")) == 0 &&
                json_array_extend(report->diagnostics, json_object_get(document, "diagnostics")) == 0;
    json_decref(document);
    return fine;
}

static void put_json(struct buf *out, json_t *json, size_t flags)
{
    char *text = json_dumps(json, flags);
    if (!text) panic("cannot write diagnostics as JSON");
    buf_put(out, text, strlen(text));
    free(text);
}

/* Text goes before what these formats have of it, with a NUL after it: there is none in it. */
static json_t *ci_part(const struct diags *diags, struct subject subject, struct buf *part)
{
    add_text(diags, part);
    if (part) buf_char(part, '\0');
    return json_pack("{s:o}", "findings", findings_of(diags, subject));
}

void report_add(struct report *report, struct diags *diags, struct subject subject, struct buf *part)
{
    diags_finish(diags);
    if (report->format == FORMAT_TEXT) {
        add_text(diags, part);
        return;
    }
    json_t *document = report->format == FORMAT_JSON ? json_part(diags, subject)
        : report->format == FORMAT_SARIF ? sarif_run(diags, subject) : ci_part(diags, subject, part);
    if (part) put_json(part, document, JSON_COMPACT);
    add_document(report, document);
}

bool report_again(struct report *report, Str part)
{
    if (report->format == FORMAT_TEXT) return fwrite(part.s, 1, part.n, stderr) == part.n;
    Str text = report_has_text(report->format) ? str_cut(&part, '\0') : STR("");
    json_t *document = json_loadb(part.s, part.n, 0, NULL);
    if (document) fwrite(text.s, 1, text.n, stderr);
    return document && add_document(report, document);
}

static void put_document(struct buf *out, json_t *json)
{
    put_json(out, json, JSON_INDENT(2));
    json_decref(json);
    buf_char(out, '\n');
}

void report_end(struct report *report, struct buf *out)
{
    if (report->format == FORMAT_JSON)
        put_document(out, json_pack("{s:i, s:O, s:O}", "version", 1, "checked", report->checked, "diagnostics", report->diagnostics));
    if (report->format == FORMAT_SARIF)
        put_document(out, json_pack("{s:s, s:s, s:O}", "$schema", "https://json.schemastore.org/sarif-2.1.0.json", "version", "2.1.0", "runs",
                                 report->runs));
    if (report->format == FORMAT_GITHUB) put_github(out, report->findings);
    if (report->format == FORMAT_GITLAB) put_gitlab(out, report->findings);
    json_decref(report->findings);
    json_decref(report->diagnostics);
    json_decref(report->checked);
    json_decref(report->runs);
    free(report);
}
