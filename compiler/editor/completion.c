/* What can be written at a place: the text is checked with a name there that nobody has, and what could be meant by it is offered. */
#include "editor/answers.h"

#include "base/folder.h"
#include "editor/cursor.h"

/* The protocol's numbers. */
enum { ITEM_KIND_FUNCTION = 3, ITEM_KIND_FIELD = 5, ITEM_KIND_CLASS = 7, ITEM_KIND_MODULE = 9, ITEM_KIND_PROPERTY = 10, ITEM_KIND_VALUE = 12,
       ITEM_KIND_KEYWORD = 14, ITEM_KIND_STRUCT = 22 };

/* Where in a text something is to be completed. */
enum position { POSITION_NONE, POSITION_MODULE /* outside of all declarations */, POSITION_KEY /* what stands before '=' */, POSITION_VALUE,
                POSITION_IMPORT /* in the braces of "use" */, POSITION_TEXT /* between quotes */ };

struct completing {
    struct desk *desk;
    struct spot spot;
    struct cursor cursor;
    enum position position;
    bool yaml;
    json_t *items;
    struct name_set seen;
};

/* ---- where ---- */

static enum position position_in_source(const struct cursor *cursor)
{
    bool first = cursor->before == '\n' || cursor->before == '{' || cursor->before == ',';
    if (cursor->in_plain_text && !cursor->in_comment) return POSITION_TEXT;
    if (cursor->in_text || cursor->in_comment) return POSITION_NONE;
    if (!cursor->depth) return cursor->before == '\n' ? POSITION_MODULE : POSITION_VALUE;
    return cursor->bracket == '{' && first ? POSITION_KEY : POSITION_VALUE;
}

static enum position position_in_values(const struct cursor *cursor)
{
    return cursor->before == '\n' || cursor->before == '-' ? POSITION_KEY : cursor->before == ':' ? POSITION_VALUE : POSITION_NONE;
}

/* What is behind the name in its line. */
static Str rest_of_line(const struct completing *completing)
{
    Str rest = {completing->spot.text.s + completing->cursor.hi, completing->spot.text.n - completing->cursor.hi};
    return str_trim(str_cut(&rest, '\n'));
}

static bool has_value(const struct completing *completing) { return str_starts(rest_of_line(completing), completing->yaml ? STR(":") : STR("=")); }

/* ---- the text with a name that nobody has ---- */

static Str text_with_mark(const struct completing *completing)
{
    Str text = completing->spot.text, mark = STR(OFFERS_HERE), value = STR("");
    bool key = completing->position == POSITION_KEY && !has_value(completing);
    if (key) value = completing->yaml ? STR(": 0") : STR(" = 0");
    const Str parts[] = {{text.s, completing->cursor.lo}, mark, value, {text.s + completing->cursor.hi, text.n - completing->cursor.hi}};
    return arena_join(completing->desk->session->arena, parts, COUNT(parts));
}

static struct unsaved_texts with_text(const struct completing *completing, Str text)
{
    struct arena *arena = completing->desk->session->arena;
    Str file = arena_copy(arena, file_of_source(completing->spot.view, completing->spot.file));
    struct unsaved_texts all = {0};
    vec_push(arena, &all.v, ((struct unsaved){file, text}));
    for (size_t i = 0; i < completing->desk->unsaved.v.n; i++)
        if (!str_eq(completing->desk->unsaved.v.at[i].file, file)) vec_push(arena, &all.v, completing->desk->unsaved.v.at[i]);
    return all;
}

/* Names in the values of configuration files are looked at when they are evaluated, texts when the objects are examined; only without errors. */
static void collect(struct desk *desk, struct view *view, struct offers *offers)
{
    view->session->diags.offers = offers;
    view->is_old = true;
    view_check(desk, view);
    if (!offers->v.n && session_ok(view->session)) view_run(desk, view);
    view->session->diags.offers = NULL;
    view->is_old = true;
}

/* ---- offers become items ---- */

static Str first_word(Str line)
{
    size_t n = 0;
    while (n < line.n && line.s[n] != ' ') n++;
    return (Str){line.s, n};
}

static int kind_by(Str line)
{
    Str word = first_word(line);
    if (str_is(word, "component")) return ITEM_KIND_CLASS;
    if (str_is(word, "fn")) return ITEM_KIND_FUNCTION;
    if (str_is(word, "type")) return ITEM_KIND_STRUCT;
    if (str_is(word, "use")) return ITEM_KIND_MODULE;
    return line.n ? ITEM_KIND_PROPERTY : ITEM_KIND_VALUE;
}

static Str inserted(const struct completing *completing, Str name, int kind)
{
    bool plain = completing->position != POSITION_KEY || has_value(completing) || kind == ITEM_KIND_CLASS || kind == ITEM_KIND_MODULE;
    return plain ? name : arena_printf(completing->desk->session->arena, "%.*s%s", STR_ARG(name), completing->yaml ? ": " : " = ");
}

static json_t *add_item(struct completing *completing, Str label, int kind, Str text)
{
    const struct desk *desk = completing->desk;
    if (!name_set_add(desk->session->arena, &completing->seen, name_of(desk->session->names, label))) return NULL;
    json_t *range = range_to_json(completing->spot.text, completing->cursor.lo, completing->cursor.hi, desk->encoding);
    json_t *item = json_pack("{s:s%, s:i, s:o}", "label", label.s, label.n, "kind", kind, "textEdit", edit_of(range, text));
    json_array_append_new(completing->items, item);
    return item;
}

static void add_text(json_t *item, const char *field, Str text)
{
    if (text.n) json_object_set_new(item, field, json_stringn(text.s, text.n));
}

static void add_offer(struct completing *completing, struct session *session, const struct offer *offer)
{
    Str line = offer->declared.file ? declaration_text(session, offer->declared) : STR("");
    int kind = line.n || completing->position != POSITION_KEY ? kind_by(line) : ITEM_KIND_PROPERTY;
    if (!offer->text.n || str_is(offer->text, OFFERS_HERE)) return;
    json_t *item = add_item(completing, offer->text, kind, inserted(completing, offer->text, kind));
    if (!item) return;
    add_text(item, "detail", line);
    Str doc = line.n ? source_doc_above(&session->sources, offer->declared, "\n") : STR("");
    if (doc.n) json_object_set_new(item, "documentation", markdown(doc));
}

static void offer_inherited(struct completing *completing, const struct view *view)
{
    const struct program *program = view->compilation.program;
    for (size_t i = 0; i < program->inherited.n; i++) {
        const struct inherited *inherited = &program->inherited.at[i];
        struct offer offer = {NAME_STR(inherited->name), inherited->at};
        if (inherited->reached) add_offer(completing, view->session, &offer);
    }
}

static void offer_names(struct completing *completing)
{
    struct desk *desk = completing->desk;
    struct view *view = completing->spot.view;
    struct unsaved_texts texts = desk->unsaved;
    struct offers offers = {.arena = desk->session->arena};
    completing->spot.text = arena_copy(desk->session->arena, completing->spot.text);
    desk->unsaved = with_text(completing, text_with_mark(completing));
    collect(desk, view, &offers);
    desk->unsaved = texts;
    for (size_t i = 0; i < offers.v.n; i++) add_offer(completing, view->session, &offers.v.at[i]);
    if (offers.inherited && view->compilation.program) offer_inherited(completing, view);
}

/* ---- words of the language, and modules ---- */

static void offer_words(struct completing *completing, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        add_item(completing, str_of(words[i]), ITEM_KIND_KEYWORD, arena_printf(completing->desk->session->arena, "%s ", words[i]));
}

static void offer_declarations(struct completing *completing)
{
    static const char *const words[] = {"use", "type", "fn", "component", "stack", "schema", "test"};
    offer_words(completing, words, COUNT(words));
}

static void offer_items(struct completing *completing)
{
    static const char *const words[] = {"param", "inherit", "include", "let", "export", "resource", "require", "warn", "fact", "moved"};
    offer_words(completing, words, COUNT(words));
}

static void offer_values(struct completing *completing)
{
    static const char *const words[] = {"true", "false", "null", "if"};
    if (completing->cursor.before != '.' && completing->cursor.before != ':') offer_words(completing, words, COUNT(words));
}

static bool skips_all(struct arena *arena, const char *folder) { return (void)arena, (void)folder, true; }

/* Those in FOLDER, as "use" names them; they take the place of the whole path. */
static void offer_modules_in(struct completing *completing, const char *folder, const struct file_filter *filter, const char *prefix)
{
    struct arena *arena = completing->desk->session->arena;
    struct file_list files = {0};
    size_t skip = strlen(folder) + 1;
    folder_files(arena, folder, filter, &files);
    for (size_t i = 0; i < files.v.n; i++) {
        if (strlen(files.v.at[i]) < skip) continue; /* there is no such folder */
        Str rest = str_of(files.v.at[i] + skip), path = arena_printf(arena, "%s%.*s", prefix, (int)(rest.n - 4), rest.s);
        add_item(completing, path, ITEM_KIND_MODULE, path);
    }
}

/* Where the path begins that "use" takes, in the line of the cursor; 0: it is no such line, or the path is over. */
static size_t module_path_start(const struct completing *completing)
{
    static const char use[] = "use ";
    Str text = completing->spot.text;
    size_t start = line_start(text, completing->cursor.lo), at;
    if (completing->cursor.depth || !str_starts((Str){text.s + start, text.n - start}, STR("use "))) return 0;
    for (at = start += sizeof use - 1; at < completing->cursor.lo; at++)
        if (text.s[at] == ' ') return 0;
    return start <= completing->cursor.lo ? start : 0;
}

/* Below the root of the project: "" or "lib/", but nothing like "/" or "lib//". */
static bool is_module_folder(Str prefix)
{
    return !str_starts(prefix, STR("/")) && !str_starts(prefix, STR("../")) && !memmem(prefix.s, prefix.n, "//", 2);
}

/* All of the library, and of the project those in the folder that is written already. */
static void offer_modules(struct completing *completing, size_t start)
{
    static const struct file_filter all = {is_stk_source, NULL}, beside = {is_stk_source, skips_all};
    struct arena *arena = completing->desk->session->arena;
    struct cursor *cursor = &completing->cursor;
    Str text = completing->spot.text, prefix = {text.s + start, cursor->lo - start};
    cursor->lo = start;
    while (cursor->hi < text.n && !strchr(" \r\n{", text.s[cursor->hi])) cursor->hi++;
    offer_modules_in(completing, arena_copy(arena, completing->desk->stdlib).s, &all, "std/");
    const char *folder = prefix.n ? arena_copy(arena, (Str){prefix.s, prefix.n - 1}).s : ".";
    if (is_module_folder(prefix)) offer_modules_in(completing, folder, &beside, arena_copy(arena, prefix).s);
}

/* In the braces of "use", names stand by themselves. */
static bool imports(const struct completing *completing)
{
    Str text = completing->spot.text;
    size_t start = line_start(text, completing->cursor.opened);
    return completing->cursor.depth == 1 && completing->cursor.bracket == '{' && str_starts((Str){text.s + start, text.n - start}, STR("use "));
}

json_t *answer_completion(struct desk *desk, const json_t *params)
{
    struct completing completing = {.desk = desk, .items = json_array()};
    if (!find_spot(desk, params, &completing.spot)) return completing.items;
    completing.yaml = !is_stk(&completing.spot);
    completing.cursor = cursor_at(completing.spot.text, completing.spot.offset);
    completing.position = completing.yaml ? position_in_values(&completing.cursor) : position_in_source(&completing.cursor);
    size_t use = completing.yaml ? 0 : module_path_start(&completing);
    if (use) {
        offer_modules(&completing, use);
        return completing.items;
    }
    if (!completing.yaml && imports(&completing)) completing.position = POSITION_IMPORT;
    if (completing.position == POSITION_MODULE) offer_declarations(&completing);
    if (completing.position >= POSITION_KEY) offer_names(&completing);
    if (completing.position == POSITION_KEY && !completing.yaml && completing.cursor.depth == 1) offer_items(&completing);
    if (completing.position == POSITION_VALUE && !completing.yaml) offer_values(&completing);
    return completing.items;
}
