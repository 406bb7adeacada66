#include "explain_map.h"

#include "command.h"
#include "foreign_findings.h"

#include "diag/visible_json.h"
#include "review/walk_fields.h"
#include "review/workload.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

/* ---- the object, and the field ---- */

static bool is_meant(const struct compiled_object *object, const struct foreign_finding *finding)
{
    if (finding->file.n && str_eq(finding->file, object->file)) return true;
    bool kind = finding->kind.n == object->kind.n && strncasecmp(finding->kind.s, object->kind.s, object->kind.n) == 0;
    bool namespace = !finding->namespace.n || !object->namespace.n || str_eq(finding->namespace, object->namespace);
    return kind && namespace && str_eq(finding->name, object->name);
}

static struct compiled_object *object_of(struct compiled *compiled, const struct foreign_finding *finding)
{
    for (size_t i = 0; i < compiled->objects.n; i++)
        if (is_meant(&compiled->objects.at[i], finding)) return &compiled->objects.at[i];
    return NULL;
}

static struct value part_of(struct session *session, struct value whole, Str part)
{
    Str number = part;
    const struct name *name = name_find(session->names, part);
    if (whole.kind == V_LIST) return list_item(whole, str_take_number(&number));
    for (size_t i = 0; whole.kind == V_RECORD && name && i < whole.record->n; i++)
        if (whole.record->keys[i] == name) return whole.record->values[i];
    return value_null();
}

/* The field, or what is there of what lies around it. */
static struct value field_of(struct session *session, struct value manifest, const struct foreign_finding *finding)
{
    for (size_t i = 0; i < finding->path.n; i++) {
        struct value inner = part_of(session, manifest, finding->path.at[i]);
        if (inner.kind == V_NULL) break;
        manifest = inner;
    }
    return manifest;
}

static struct value container_of(struct session *session, struct value manifest, Str kind, Str name)
{
    static const char *const lists[] = {"containers", "initContainers"};
    const char *path = template_path(kind);
    struct value spec = path ? value_field(session, value_field(session, manifest, path), "spec") : value_null();
    for (size_t i = 0; i < COUNT(lists); i++) {
        struct value list = value_field(session, spec, lists[i]);
        for (size_t k = 0; list.kind == V_LIST && k < list.list->n; k++)
            if (str_eq(field_text(session, list_item(list, k), "name"), name)) return list_item(list, k);
    }
    return manifest;
}

/* "FILE:LINE:COLUMN"; empty: nobody knows. Of an object as a whole, its declaration; of what --set says, the line that it overrode. */
static Str place_of(struct compiled *compiled, struct compiled_object *object, const struct foreign_finding *finding)
{
    struct value manifest = compiled_value(compiled, object), field = value_null();
    if (manifest.kind != V_RECORD) return STR("");
    if (finding->container.n) field = container_of(compiled->session, manifest, object->kind, finding->container);
    else if (finding->path.n) field = field_of(compiled->session, manifest, finding);
    if (field.kind == V_RECORD && field.record == manifest.record) field = value_null();
    Str at = compiled_cause_place(compiled, object, field);
    if (!str_is(at, "--set")) return at;
    struct source_map_place place = source_map_place(&compiled->map, compiled_place(compiled, object, field).previous);
    bool written = place.file.n && place.role != 'c' && !is_library_place(place);
    if (!written) return compiled_cause_place(compiled, object, value_null());
    return arena_printf(compiled->session->arena, "%.*s:%u:%u", STR_ARG(place.file), place.line, place.column);
}

/* ---- SARIF 2.1.0 ---- */

/* Takes the number behind the last ':'; 0: there is none. */
static int take_last(Str *at)
{
    Str number = str_after_last(*at, ':');
    at->n = at->n > number.n ? at->n - number.n - 1 : 0;
    return (int)str_take_number(&number);
}

static json_t *location(struct arena *arena, Str at)
{
    int column = take_last(&at), line = take_last(&at);
    json_t *region = json_pack("{s:i}", "startLine", line);
    if (column) json_object_set_new(region, "startColumn", json_integer(column));
    json_t *uri = visible_json(arena_percent(arena, at, "/"));
    return json_pack("[{s:{s:{s:o}, s:o}}]", "physicalLocation", "artifactLocation", "uri", uri, "region", region);
}

/* Servers repeat what they refuse, also of a Secret. */
static Str message_of(struct arena *arena, const struct foreign_finding *finding, const struct compiled_object *object)
{
    static const char mark[] = "Invalid value: ";
    Str message = finding->message;
    bool secret = str_is(finding->kind, "Secret") || (object && str_is(object->kind, "Secret"));
    const char *found = secret ? memmem(message.s, message.n, mark, sizeof mark - 1) : NULL;
    return found ? arena_printf(arena, "%.*s%s(not shown)", (int)(found - message.s), message.s, mark) : message;
}

static json_t *result(struct compiled *compiled, const struct foreign_finding *finding)
{
    struct compiled_object *object = object_of(compiled, finding);
    Str at = object ? place_of(compiled, object, finding) : STR("");
    json_t *text = visible_json(message_of(compiled->session->arena, finding, object));
    json_t *result = json_pack("{s:o, s:s, s:{s:o}}", "ruleId", visible_json(finding->rule), "level", finding->error ? "error" : "warning", "message",
            "text", text);
    if (at.n) json_object_set_new(result, "locations", location(compiled->session->arena, at));
    if (object) json_object_set_new(result, "properties", json_pack("{s:o}", "object", visible_json(object->id)));
    return result;
}

static json_t *rules_of(const struct foreign_findings *findings)
{
    json_t *rules = json_array(), *seen = json_object();
    for (size_t i = 0; i < findings->v.n; i++) {
        const char *rule = findings->v.at[i].rule.s;
        if (json_object_get(seen, rule)) continue;
        json_object_set_new(seen, rule, json_true());
        json_array_append_new(rules, json_pack("{s:o}", "id", visible_json(findings->v.at[i].rule)));
    }
    json_decref(seen);
    return rules;
}

static void put_sarif(struct compiled *compiled, const struct foreign_findings *findings)
{
    json_t *results = json_array();
    for (size_t i = 0; i < findings->v.n; i++) json_array_append_new(results, result(compiled, &findings->v.at[i]));
    json_t *run = json_pack("{s:{s:{s:s, s:o}}, s:s, s:o}", "tool", "driver", "name", findings->tool, "rules", rules_of(findings), "columnKind",
                            "unicodeCodePoints", "results", results);
    json_t *document = json_pack("{s:s, s:s, s:[o]}", "$schema", "https://json.schemastore.org/sarif-2.1.0.json", "version", "2.1.0", "runs", run);
    char *text = memory_checked(json_dumps(document, JSON_INDENT(2)));
    puts(text);
    free(text);
    json_decref(document);
}

int explain_map(const char *folder, const char *file)
{
    struct session *session = session_new(STR(""));
    struct compiled *compiled = compiled_read(session, folder);
    struct foreign_findings findings = {.arena = session->arena};
    uint32_t id = compiled ? read_data(session, file, strcmp(file, "-") == 0 ? STR("<stdin>") : str_of(file)) : 0;
    bool known = id && foreign_findings_read(&findings, source_at(&session->sources, id)->text);
    if (id && !known) {
        struct diag *diag = diag_add(&session->diags, E0006, (Span){0}, "nothing in '%s' is known", file);
        diag_help(&session->diags, diag, "it is what kubeconform -output json, kube-linter --format json or kubectl wrote about these manifests");
    }
    if (session_ok(session)) put_sarif(compiled, &findings);
    int code = show_diags(session);
    compiled_free(compiled);
    session_free(session);
    return code;
}
