#include "yaml_reader.h"

#include "value/json_scan.h"

/* ---- places ---- */

/* libyaml counts characters, we count bytes. */
uint32_t reader_byte(struct reader *reader, yaml_mark_t mark)
{
    Str text = reader->text;
    if (reader->is_json || reader->is_plain) return (uint32_t)mark.index;
    if (mark.index < reader->index || reader->offset < reader->start) {
        reader->index = 0;
        reader->offset = reader->start;
    }
    for (; reader->index < mark.index && reader->offset < text.n; reader->index++)
        do reader->offset++;
        while (reader->offset < text.n && ((unsigned char)text.s[reader->offset] & 0xC0) == 0x80);
    return (uint32_t)reader->offset;
}

static Span span_of(struct reader *reader, yaml_mark_t from, yaml_mark_t to)
{
    uint32_t lo = reader_byte(reader, from);
    return (Span){reader->file, lo, reader_byte(reader, to)};
}

Span reader_span(struct reader *reader)
{
    yaml_mark_t from = reader->event.start_mark, to = reader->event.end_mark;
    if (to.line != from.line) to = (yaml_mark_t){from.index + 1, from.line, from.column + 1};
    return span_of(reader, from, to);
}

static size_t line_end(Str text, size_t at)
{
    const char *end = memchr(text.s + at, '\n', text.n - at);
    return end ? (size_t)(end - text.s) : text.n;
}

/* From AT to the end of its line, without blanks there. */
static Span rest_of_line(const struct reader *reader, size_t at)
{
    size_t end = line_end(reader->text, at);
    while (end > at + 1 && strchr(" \t\r", reader->text.s[end - 1])) end--;
    return (Span){reader->file, (uint32_t)at, (uint32_t)end};
}

/* ---- messages ---- */

static Span first_character(Str text, Span at)
{
    for (at.hi = at.lo + 1; at.hi < text.n && ((unsigned char)text.s[at.hi] & 0xC0) == 0x80;) at.hi++;
    return at;
}

/* Of the line of AT, only AT itself is shown. */
static void hide_around(struct reader *reader, Span at)
{
    uint32_t start = at.lo, end = at.hi;
    while (start > 0 && reader->text.s[start - 1] != '\n') start--;
    while (end < reader->text.n && reader->text.s[end] != '\n') end++;
    diag_hide(&reader->session->diags, (Span){reader->file, start, at.lo});
    diag_hide(&reader->session->diags, (Span){reader->file, at.hi, end});
}

void reader_report(struct reader *reader, enum diag_code code, Span at, const char *what, const char *help)
{
    enum { REPORTED_MAX = 100 };
    bool shows_key = code == E1003;
    if (reader->discreet && !shows_key) at = first_character(reader->text, at);
    struct diag *diag = diag_add(&reader->session->diags, code, at, "%s", what);
    if (help) diag_help(&reader->session->diags, diag, "%s", help);
    if (reader->discreet) hide_around(reader, at);
    if (++reader->reported == REPORTED_MAX) reader->failed = true;
}

void reader_refuse(struct reader *reader, enum diag_code code, Span at, const char *what, const char *help)
{
    if (!reader->failed) reader_report(reader, code, at, what, help);
    reader->failed = true;
}

const char *reader_template_help(const struct reader *reader)
{
    bool template = reader->dialect == YAML_MANIFEST && memmem(reader->text.s, reader->text.n, "{{", 2);
    return template ? "a template must be rendered before it is checked" : NULL;
}

static void refuse_syntax(struct reader *reader)
{
    yaml_mark_t mark = reader->parser.problem_mark;
    yaml_mark_t end = {mark.index + 1, mark.line, mark.column + 1};
    Span at = span_of(reader, mark, end);
    const char *problem = reader->parser.problem ? reader->parser.problem : "it cannot be read";
    if (reader->text.s[at.lo] == '\t') problem = "lines are indented with blanks, not with tabs";
    reader_refuse(reader, E1001, at, arena_printf(reader->session->arena, "this is not YAML: %s", problem).s, reader_template_help(reader));
}

/* ---- events ---- */

bool reader_next(struct reader *reader)
{
    if (reader->is_json) return !reader->failed && json_next(reader->session->arena, &reader->json, &reader->event);
    if (reader->is_plain) return !reader->failed && plain_yaml_next(&reader->plain, &reader->event);
    yaml_event_delete(&reader->event);
    if (reader->failed) return false;
    if (yaml_parser_parse(&reader->parser, &reader->event)) return true;
    memset(&reader->event, 0, sizeof reader->event);
    refuse_syntax(reader);
    return false;
}

static void begin_text(struct reader *reader, size_t from, size_t end)
{
    if (!yaml_parser_initialize(&reader->parser)) panic("out of memory");
    yaml_parser_set_encoding(&reader->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader->parser, (const unsigned char *)reader->text.s + from, end - from);
    reader->start = reader->offset = from;
    reader->index = 0;
}

static void end_text(struct reader *reader)
{
    yaml_event_delete(&reader->event);
    yaml_parser_delete(&reader->parser);
}

/* ---- documents ---- */

struct documents { VEC(struct value) v; };

/* The event is the document's start. */
static void read_document(struct reader *reader, struct documents *documents)
{
    if (!reader_next(reader)) return;
    reader->anchors = (struct map){0};
    reader->nodes = 1;
    reader->copies = 0;
    vec_push(reader->session->arena, &documents->v, reader_node(reader));
}

/* False: it is not as programs write it, and has to be read by the library. */
static bool read_plainly(struct reader *reader, size_t from, size_t end, struct documents *documents)
{
    if (reader->by_library || !plain_yaml_read(&reader->plain, reader->text, from, end)) return false;
    reader->is_plain = true;
    read_document(reader, documents);
    reader->event = (yaml_event_t){0};
    reader->is_plain = false;
    return true;
}

static void read_all(struct reader *reader, struct documents *documents)
{
    if (read_plainly(reader, reader->start, reader->text.n, documents)) return;
    begin_text(reader, reader->start, reader->text.n);
    while (reader_next(reader) && reader->event.type != YAML_STREAM_END_EVENT)
        if (reader->event.type == YAML_DOCUMENT_START_EVENT) read_document(reader, documents);
    end_text(reader);
}

/* ---- documents as kubectl finds them ----
 *
 * k8s.io/apimachinery/pkg/util/yaml, decoder.go: every line that begins with "---" ends a document, whatever it stands in, and each
 * part is given to a YAML reader of its own, which reads one document and passes over the rest. So a byte order mark may begin every
 * part; a directive, which would need a "---" in its own part, may begin none. Behind "---", kubectl 1.36 and 1.27 take a comment and
 * refuse anything else; for 1.20 and 1.21 such a line ends nothing, and what follows a document is lost. A text that begins with "{" is
 * JSON, one object after the other; when that ends early, 1.33 and 1.36 go on with YAML unless there were two objects or more, and 1.32
 * and those before refuse it. UTF-16, which the YAML reader knows, is cut at bytes and read by luck only; it is refused here. */

static size_t after_blanks(Str text, size_t at, size_t end)
{
    while (at < end && text.s[at] && strchr(" \t\r\n", text.s[at])) at++;
    return at;
}

/* Behind blanks, comments and ends of documents. */
static size_t after_nothing(Str text, size_t at, size_t end)
{
    for (;;) {
        at = after_blanks(text, at, end);
        bool ends = at + 3 <= end && memcmp(text.s + at, "...", 3) == 0 && (at == 0 || strchr("\r\n", text.s[at - 1]));
        if (ends) at += 3;
        else if (at < end && text.s[at] == '#') at = line_end(text, at);
        else return at < end ? at : end;
    }
}

static size_t behind_mark(Str text, size_t at)
{
    return str_starts((Str){text.s + at, text.n - at}, STR("\xEF\xBB\xBF")) ? at + 3 : at;
}

/* False: there is no document. */
static bool read_part(struct reader *reader, size_t from, size_t end, struct documents *documents)
{
    from = behind_mark(reader->text, from);
    size_t first = after_nothing(reader->text, from, end);
    if (first == end) return false;
    if (reader->text.s[first] == '%') {
        reader_refuse(reader, E1006, rest_of_line(reader, first), "kubectl refuses directives of YAML", "take this line away");
        return false;
    }
    if (read_plainly(reader, from, end, documents)) return true;
    begin_text(reader, from, end);
    if (reader_next(reader) && reader_next(reader)) read_document(reader, documents);
    size_t rest = reader_next(reader) ? after_nothing(reader->text, reader_byte(reader, reader->event.end_mark), end) : end;
    if (rest < end)
        reader_report(reader, E1006, rest_of_line(reader, rest), "kubectl passes over this and what follows: its document has ended before",
                      "an object begins behind a line '---'");
    end_text(reader);
    return true;
}

/* What stands behind "---" at AT. AFTER: a document of the same part, for kubectl 1.20, stands before. False: for it, this ends nothing. */
static bool is_separator(struct reader *reader, size_t at, bool after)
{
    Str text = reader->text;
    size_t end = line_end(text, at), rest = after_blanks(text, at + 3, end);
    if (rest == end) return true;
    if (text.s[rest] != '#' || rest == at + 3)
        reader_report(reader, E1006, rest_of_line(reader, rest), "kubectl refuses text behind '---'", "write it on the next line");
    else if (after)
        reader_report(reader, W1001, rest_of_line(reader, rest), "kubectl 1.21 and older do not read the object that follows this line",
                      "write the comment on a line of its own");
    return false;
}

static size_t separator_from(Str text, size_t at)
{
    while (at < text.n && !str_starts((Str){text.s + at, text.n - at}, STR("---"))) at = line_end(text, at) + 1;
    return at < text.n ? at : text.n;
}

static void read_parts(struct reader *reader, size_t at, struct documents *documents)
{
    Str text = reader->text;
    bool after = false;
    while (at < text.n && !reader->failed) {
        size_t end = separator_from(text, at);
        after |= read_part(reader, at, end, documents);
        if (end < text.n && is_separator(reader, end, after)) after = false;
        at = end < text.n ? line_end(text, end) + 1 : end;
    }
}

static void read_json(struct reader *reader, size_t from, size_t end, struct documents *documents)
{
    reader->is_json = true;
    reader->json = (struct json_events){.text = {reader->text.s, end}, .at = from};
    read_document(reader, documents);
    reader->event = (yaml_event_t){0};
    reader->is_json = false;
}

/* What is wrong with YAML behind N objects of JSON; AT begins it. */
static void report_after_json(struct reader *reader, size_t at, size_t n)
{
    Span first = {reader->file, (uint32_t)at, (uint32_t)at + 1}, line = rest_of_line(reader, at);
    static const char help[] = "with a line '---' in front of it, it is YAML";
    if (n > 1)
        reader_refuse(reader, E1006, line, "kubectl reads nothing but JSON behind two JSON objects",
                      "with a line '---' in front of each object, the first one too, this is YAML");
    else if (n) reader_report(reader, W1001, line, "kubectl before 1.33 refuses anything but JSON behind a JSON object", help);
    else if (!reader_template_help(reader)) reader_report(reader, W1001, first, "kubectl before 1.33 takes this for JSON, which it is not", help);
}

/* Returns where YAML begins. */
static size_t read_json_objects(struct reader *reader, size_t at, struct documents *documents)
{
    Str text = reader->text;
    size_t rest = after_blanks(text, at, text.n), n = 0;
    if (rest == text.n || text.s[rest] != '{') return at;
    for (size_t end; !reader->failed && (end = json_end(text, at)); n++, at = end) read_json(reader, at, end, documents);
    rest = after_blanks(text, at, text.n);
    if (rest == text.n || reader->failed) return text.n;
    report_after_json(reader, rest, n);
    size_t line = line_end(text, at);
    return rest > line ? line + 1 : rest;
}

/* ---- a file ---- */

static struct value read_documents(struct reader *reader)
{
    struct documents documents = {0};
    if (reader->dialect == YAML_MANIFEST) read_parts(reader, read_json_objects(reader, reader->start, &documents), &documents);
    else read_all(reader, &documents);
    if (reader->failed) return value_poison();
    struct list *list = list_new(reader->session->arena, documents.v.n);
    if (documents.v.n) memcpy(list->at, documents.v.at, documents.v.n * sizeof *list->at);
    vec_outgrown(reader->session->arena, &documents.v);
    return value_list(list);
}

/* libyaml takes time quadratic in the depth of flow collections; such depth is refused before it starts. */
static bool too_deep(Str text)
{
    static const bool counts[256] = {['['] = true, ['{'] = true, [']'] = true, ['}'] = true, ['\n'] = true};
    size_t depth = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (!counts[(unsigned char)text.s[i]]) continue;
        if (text.s[i] == '[' || text.s[i] == '{') depth++;
        if ((text.s[i] == ']' || text.s[i] == '}') && depth) depth--;
        if (text.s[i] == '\n' && i + 1 < text.n && text.s[i + 1] != ' ' && text.s[i + 1] != ']' &&
                text.s[i + 1] != '}') depth = depth > 256 ? depth : 0;
        if (depth > 256) return true;
    }
    return false;
}

static bool is_utf16(Str text)
{
    bool marked = str_starts(text, STR("\xFF\xFE")) || str_starts(text, STR("\xFE\xFF"));
    return marked || (text.n > 1 && !text.s[0] != !text.s[1]);
}

enum { STACK_ROOM = 64 };

static struct value read_file(struct session *session, struct origins *origins, uint32_t file, size_t from, enum origin_role role,
                              enum yaml_dialect dialect, bool by_library)
{
    Str text = source_at(&session->sources, file)->text;
    struct diag *diag = is_utf16(text) ? diag_add(&session->diags, E1001, (Span){file, 0, 0}, "this is UTF-16") : NULL;
    if (diag) diag_help(&session->diags, diag, "save it as UTF-8");
    else if (too_deep(text)) diag = diag_add(&session->diags, E0005, (Span){file, 0, 0}, "brackets are nested too deep");
    if (diag) return value_poison();
    struct reader reader = {.session = session, .origins = origins, .text = text, .file = file, .role = role, .dialect = dialect,
                            .start = from ? from : behind_mark(text, 0), .plain.arena = session->arena, .by_library = by_library};
    bool secrets = memmem(text.s, text.n, "Secret", 6) || memmem(text.s, text.n, "stringData", 10);
    reader.discreet = dialect != YAML_PLAIN && secrets;
    vec_room(session->arena, &reader.keys, STACK_ROOM);
    vec_room(session->arena, &reader.values, STACK_ROOM);
    vec_room(session->arena, &reader.plain.tokens, STACK_ROOM);
    struct value documents = read_documents(&reader);
    plain_yaml_free(&reader.plain);
    vec_outgrown(session->arena, &reader.keys); /* many small files are read one after the other */
    vec_outgrown(session->arena, &reader.values);
    return documents;
}

struct value read_yaml(struct session *session, struct origins *origins, uint32_t file, size_t from, enum origin_role role, enum yaml_dialect dialect)
{
    return read_file(session, origins, file, from, role, dialect, false);
}

struct value read_yaml_by_library(struct session *session, struct origins *origins, uint32_t file, enum yaml_dialect dialect)
{
    return read_file(session, origins, file, 0, ORIGIN_WRITTEN, dialect, true);
}
