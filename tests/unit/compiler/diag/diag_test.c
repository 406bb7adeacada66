/* Diagnostics: suggestions, order, and how they are shown. */
#include "base/version.h"
#include "diag/render.h"
#include "diag/report.h"
#include "diag/session.h"

#include "test.h"

#include <jansson.h>

/* ---- suggestions ---- */

static bool suggests(const char *wanted, const char *expected)
{
    static const char *const candidates[] = {"replicas", "image", "ports", "plane", "ready", "a", "env"};
    struct suggestion suggestion = suggestion_for(NULL, str_of(wanted));
    for (size_t i = 0; i < COUNT(candidates); i++) suggestion_offer(&suggestion, str_of(candidates[i]));
    return same_text(wanted, str_of(expected), suggestion.best);
}

static bool near_names_are_suggested(void)
{
    return suggests("replcas", "replicas") && suggests("Image", "image") && suggests("port", "ports") && suggests("plain", "plane") && suggests("enw", "env");
}

static bool far_names_are_not_suggested(void) { return suggests("volumes", "") && suggests("x", "") && suggests("", "") && suggests("rdx", ""); }

/* ---- showing ---- */

static struct session *session;

/* Where WHAT stands in the source TEXT, which is new. */
static Span place_of(const char *text, const char *what)
{
    uint32_t lo = (uint32_t)(strstr(text, what) - text);
    return (Span){source_add(&session->sources, STR("a.stk"), str_of(text)), lo, lo + (uint32_t)strlen(what)};
}

static Str shown(enum diag_format format)
{
    struct buf out = {0};
    diags_finish(&session->diags);
    if (format == FORMAT_TEXT) render_diags(&session->diags, false, &out);
    else {
        struct report *report = report_new(format);
        report_add(report, &session->diags, (struct subject){.stack = "shop", .environment = "production"}, NULL);
        report_end(report, &out);
    }
    Str copy = arena_copy(session->arena, (Str){out.s, out.n});
    buf_free(&out);
    return copy;
}

static bool shows(const char *expected)
{
    return same_text("text", str_of(expected), shown(FORMAT_TEXT));
}

static bool a_message_marks_its_place(void)
{
    struct diag *diag = diag_add(&session->diags, E0107, place_of("stack s {\n  replcas = 2\n}\n", "replcas"), "no field '%s'", "replcas");
    diag_label(&session->diags, diag, "did you mean '%s'?", "replicas");
    diag_help(&session->diags, diag, "try");
    diag_note(&session->diags, diag, (Span){0}, "somewhere");
    return shows("a.stk:2:3: error[E0107]: no field 'replcas'\n    2 |   replcas = 2\n      |   ^^^^^^^ did you mean 'replicas'?\n   note: somewhere\n   = try\n");
}

static bool columns_count_characters(void)
{
    diag_add(&session->diags, E0101, place_of("\"äöü😀\" + x\n", "x"), "m");
    return shows("a.stk:1:10: error[E0101]: m\n    1 | \"äöü😀\" + x\n      |          ^\n");
}

static bool tabs_stay_tabs(void)
{
    diag_add(&session->diags, E0101, place_of("\ta\tx\n", "x"), "m");
    return shows("a.stk:1:4: error[E0101]: m\n    1 | \ta\tx\n      | \t \t^\n");
}

static bool control_characters_become_visible(void)
{
    diag_add(&session->diags, E0101, place_of("\x1b[31m x\n", "x"), "\x1b[0m%c", 7);
    return shows("a.stk:1:7: error[E0101]: ?[0m?\n    1 | ?[31m x\n      |       ^\n");
}

static bool hidden_places_are_not_quoted(void)
{
    Span at = place_of("password = \"hunter2\" // why\n", "\"hunter2\"");
    diag_add(&session->diags, E0902, at, "m");
    diag_hide(&session->diags, at);
    Str text = shown(FORMAT_TEXT);
    return !strstr(text.s, "hunter2") && strstr(text.s, "password = (hidden) // why");
}

static bool long_lines_are_cut_around_their_place(void)
{
    Str line = arena_printf(session->arena, "%0500d x %0500d", 0, 0);
    diag_add(&session->diags, E0101, place_of(line.s, "x"), "m");
    Str text = shown(FORMAT_TEXT);
    return text.n < 600 && strstr(text.s, " x 0");
}

static bool a_place_at_the_end_is_shown(void)
{
    Span at = place_of("stack s {", "{");
    diag_add(&session->diags, E0003, (Span){at.file, at.hi, at.hi}, "m");
    return shows("a.stk:1:10: error[E0003]: m\n    1 | stack s {\n      |          ^\n");
}

static bool repetitions_are_dropped_and_places_sorted(void)
{
    Span late = place_of("a b\n", "b"), early = {late.file, 0, 1};
    diag_add(&session->diags, E0101, late, "late");
    diag_add(&session->diags, E0101, early, "early");
    diag_add(&session->diags, E0101, late, "late");
    diag_add(&session->diags, W0201, early, "only a warning");
    Str text = shown(FORMAT_TEXT);
    return session->diags.all.n == 3 && session->diags.errors == 2 && strstr(text.s, "early") < strstr(text.s, "late");
}

static bool many_are_counted(void)
{
    Span at = place_of("a b\n", "b");
    for (int i = 0; i < 50; i++) diag_add(&session->diags, E0101, at, "message %02d", i);
    return str_ends(shown(FORMAT_TEXT), STR("\n30 more not shown\n"));
}

/* ---- for programs ---- */

static void add_some(void)
{
    struct diag *diag = diag_add(&session->diags, E0101, place_of("ä\n  x\n", "x"), "bad \x01 \"text\"");
    diag_note(&session->diags, diag, diag->at, "here");
    diag_add(&session->diags, W0201, (Span){0}, "without place \xff");
}

static bool json_can_be_read(void)
{
    add_some();
    json_t *root = json_loads(shown(FORMAT_JSON).s, 0, NULL), *list = json_object_get(root, "diagnostics"), *last = json_array_get(list, 1);
    const char *code = NULL, *severity = NULL, *file = NULL;
    int line = 0, column = 0;
    bool fine = json_array_size(list) == 2 &&
                json_unpack(last, "{s:s, s:s, s:{s:s, s:i, s:i}}", "code", &code, "severity", &severity, "at", "file", &file, "line", &line, "column", &column) == 0;
    fine = fine && strcmp(code, "E0101") == 0 && strcmp(severity, "error") == 0 && strcmp(file, "a.stk") == 0 && line == 2 && column == 3;
    json_decref(root);
    return fine;
}

static bool sarif_can_be_read(void)
{
    add_some();
    json_t *root = json_loads(shown(FORMAT_SARIF).s, 0, NULL), *run = json_array_get(json_object_get(root, "runs"), 0);
    bool fine = json_array_size(json_object_get(run, "results")) == 2 && str_is(str_of(json_string_value(json_object_get(root, "version"))), "2.1.0");
    json_decref(root);
    return fine;
}

static const char *uri_in(json_t *result, const char *list)
{
    const char *uri = "";
    json_unpack(result, "{s:[{s:{s:{s:s}}}]}", list, "physicalLocation", "artifactLocation", "uri", &uri);
    return uri;
}

static bool sarif_names_files_by_uri(void)
{
    static const struct { const char *path, *uri; } files[] = {
        {"a b.stk", "a%20b.stk"}, {"x/y-1_2.~yaml", "x/y-1_2.~yaml"}, {"/tmp/ä#%?:[&].stk", "file:///tmp/%C3%A4%23%25%3F%3A%5B%26%5D.stk"},
        {"<stdin>", "%3Cstdin%3E"}, {"a\xff\n", "a%FF%0A"},
    };
    bool fine = true;
    for (size_t i = 0; i < COUNT(files); i++) {
        Span at = {source_add(&session->sources, str_of(files[i].path), STR("x\n")), 0, 1};
        diag_note(&session->diags, diag_add(&session->diags, E0101, at, "bad"), at, "here");
    }
    json_t *root = json_loads(shown(FORMAT_SARIF).s, 0, NULL), *results = json_object_get(json_array_get(json_object_get(root, "runs"), 0), "results");
    for (size_t i = 0; i < COUNT(files); i++) {
        json_t *result = json_array_get(results, i);
        fine &= same_text("place", str_of(files[i].uri), str_of(uri_in(result, "locations"))) &&
                same_text("note", str_of(files[i].uri), str_of(uri_in(result, "relatedLocations")));
    }
    json_decref(root);
    return fine;
}

static bool sarif_tells_who_speaks(void)
{
    add_some();
    json_t *root = json_loads(shown(FORMAT_SARIF).s, 0, NULL), *run = json_array_get(json_object_get(root, "runs"), 0);
    const char *version = "", *semantic = "", *about = "", *full = "", *help = "";
    bool fine = json_unpack(run, "{s:{s:{s:s, s:s, s:s, s:[{s:{s:s}, s:{s:s}}]}}}", "tool", "driver", "version", &version, "semanticVersion", &semantic,
                            "informationUri", &about, "rules", "fullDescription", "text", &full, "help", "text", &help) == 0;
    fine = fine && same_text("version", STR(STK_VERSION), str_of(version)) && same_text("semantic", STR(STK_VERSION), str_of(semantic)) &&
           same_text("about", STR("man:stk(1)"), str_of(about)) && *full && str_starts(str_of(help), STR("stk explain "));
    json_decref(root);
    return fine;
}

static bool nothing_is_an_empty_list(void)
{
    json_t *root = json_loads(shown(FORMAT_JSON).s, 0, NULL);
    bool fine = json_is_array(json_object_get(root, "diagnostics")) && shown(FORMAT_TEXT).n == 0;
    json_decref(root);
    return fine;
}

static bool codes_have_names_and_titles(void)
{
    bool fine = true;
    for (int i = 0; i < DIAG_CODE_COUNT; i++) {
        enum diag_code found;
        Str name = str_of(diag_code_name((enum diag_code)i));
        fine &= diag_code_find(name, &found) && (int)found == i && *diag_code_title(found) && (name.s[0] == 'W') == (diag_code_severity(found) == WARNING);
    }
    enum diag_code none;
    return fine && !diag_code_find(STR("E9999"), &none);
}

static const struct unit_test tests[] = {
    {"near names are suggested", near_names_are_suggested},
    {"far names are not suggested", far_names_are_not_suggested},
    {"a message marks its place", a_message_marks_its_place},
    {"columns count characters", columns_count_characters},
    {"tabs stay tabs", tabs_stay_tabs},
    {"control characters become visible", control_characters_become_visible},
    {"hidden places are not quoted", hidden_places_are_not_quoted},
    {"long lines are cut around their place", long_lines_are_cut_around_their_place},
    {"a place at the end is shown", a_place_at_the_end_is_shown},
    {"repetitions are dropped and places sorted", repetitions_are_dropped_and_places_sorted},
    {"many are counted", many_are_counted},
    {"JSON can be read", json_can_be_read},
    {"SARIF can be read", sarif_can_be_read},
    {"SARIF names files by URI", sarif_names_files_by_uri},
    {"SARIF tells who speaks", sarif_tells_who_speaks},
    {"nothing is an empty list", nothing_is_an_empty_list},
    {"codes have names and titles", codes_have_names_and_titles},
};

int main(void)
{
    bool passed = true;
    printf("1..%zu\n", COUNT(tests));
    for (size_t i = 0; i < COUNT(tests); i++) {
        session = session_new(STR(""));
        passed = report(i + 1, tests[i].name, tests[i].holds()) && passed;
        session_free(session);
    }
    return passed ? EXIT_SUCCESS : EXIT_FAILURE;
}
