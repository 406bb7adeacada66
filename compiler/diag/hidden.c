#include "hidden.h"

#include "diag/secret_words.h"

#include <ctype.h>
#include <strings.h>

/* A line on which something is looked for. */
struct line {
    struct diags *diags;
    uint32_t file;
    Str text;
    size_t base;   /* of the text in its source */
    bool bare;     /* texts stand without quotes: YAML, and --set */
};

static bool is_word(char c) { return isalnum((unsigned char)c) || c == '_' || c == '-'; }

static void hide(const struct line *line, size_t from, size_t to)
{
    if (from < to) diag_hide(line->diags, (Span){line->file, (uint32_t)(line->base + from), (uint32_t)(line->base + to)});
}

/* ---- words ---- */

/* What "secret NAME { … }" takes, and is no secret. */
static bool is_public_field(Str word)
{
    static const char *const words[] = {"existing", "name", "namespace", "remote", "generate", "generation", "keys", "reload", "after"};
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_is(word, words[i])) return true;
    return false;
}

/* A key, all of whose values are secrets: in a Secret object, and in "secret NAME { … }". */
static bool holds_secrets(Str word, bool inside)
{
    static const char *const words[] = {"value", "content", "text", "data"};
    for (size_t i = 0; i < COUNT(words) && inside; i++)
        if (str_is(word, words[i])) return true;
    return str_distance(word, STR("stringData"), 2) <= 2;
}

/* ---- what stands behind them ---- */

static size_t skip_blanks(const struct line *line, size_t at)
{
    while (at < line->text.n && (line->text.s[at] == ' ' || line->text.s[at] == '\t')) at++;
    return at;
}

static bool is_one_of(const struct line *line, size_t at, const char *characters)
{
    return at < line->text.n && line->text.s[at] && strchr(characters, line->text.s[at]);
}

/* Behind the quote that closes what the one at AT opens; the end of the line where none does. */
static size_t closing(const struct line *line, size_t at)
{
    Str text = line->text;
    char quote = text.s[at++];
    while (at < text.n && text.s[at] != quote) at += text.s[at] == '\\' && at + 1 < text.n ? 2 : 1;
    return at < text.n ? at + 1 : text.n;
}

/* The content of the text whose quote stands at AT; returns what is behind it. */
static size_t hide_text(const struct line *line, size_t at)
{
    size_t end = closing(line, at);
    bool closed = end - at > 1 && line->text.s[end - 1] == line->text.s[at];
    hide(line, at + 1, end - closed);
    return end;
}

/* "12abc" is no number: somebody forgot the quotes. Returns what is behind it. */
static size_t hide_number(const struct line *line, size_t at)
{
    size_t end = at, digits = 0;
    for (; end < line->text.n && is_word(line->text.s[end]); end++) digits += isdigit((unsigned char)line->text.s[end]) != 0;
    if (digits < end - at) hide(line, at, end);
    return end;
}

/* An expression: all texts in it, up to the ',' or bracket that ends it. */
static void hide_expression(const struct line *line, size_t at)
{
    for (size_t depth = 0; at < line->text.n; at++) {
        if (is_one_of(line, at, "\"'")) at = hide_text(line, at) - 1;
        else if (isdigit((unsigned char)line->text.s[at])) at = hide_number(line, at) - 1;
        else if (is_one_of(line, at, "([{")) depth++;
        else if (is_one_of(line, at, ",)]}") && depth == 0) return;
        else if (is_one_of(line, at, ")]}")) depth--;
    }
}

/* A text without quotes, or a collection. */
static void hide_bare(const struct line *line, size_t at)
{
    size_t end = at = skip_blanks(line, at);
    if (is_one_of(line, at, "\"'|>")) return;
    bool collection = is_one_of(line, at, "{[");
    while (end < line->text.n && (collection || !is_one_of(line, end, ",}]"))) end++;
    hide(line, at, end);
}

/* Behind a key that ends at END: "= …", ": …", "(…)". */
static void hide_value(const struct line *line, size_t end)
{
    size_t at = skip_blanks(line, end);
    if (is_one_of(line, at, "(")) hide_expression(line, at);
    if (!is_one_of(line, at, "=:")) return;
    hide_expression(line, at + 1);
    if (line->bare) hide_bare(line, at + 1);
}

/* The passwords of URLs. What is interpolated is none. */
static void hide_urls(const struct line *line, size_t from, size_t to)
{
    for (Str rest = {line->text.s + from, to - from}, password; (password = url_password(rest)).n;) {
        size_t at = (size_t)(password.s - line->text.s);
        if (*password.s != '$') hide(line, at, at + password.n);
        rest = (Str){password.s + password.n, to - at - password.n};
    }
}

/* Options, as in --password=PASSWORD. */
static void hide_options(const struct line *line, size_t from, size_t to)
{
    for (size_t i = from, word = from; i + 1 < to; i++) {
        if (is_word(line->text.s[i]) && (i == from || !is_word(line->text.s[i - 1]))) word = i;
        bool option = line->text.s[i] == '=' && sounds_secret((Str){line->text.s + word, i - word});
        if (option && line->text.s[i + 1] != '$') hide(line, i + 1, to);
    }
}

/* Inside of a text that is no secret as a whole. */
static void hide_inside(const struct line *line, size_t from, size_t to)
{
    hide_urls(line, from, to);
    hide_options(line, from, to);
}

/* ---- a line ---- */

/* What was read of a line so far. */
struct reading {
    bool inside;     /* of a secret: some keys hold its content */
    bool block;      /* of "secret NAME { … }" */
    bool everything; /* the value of each key is a secret */
    Str before;      /* the word before, and where it ended */
    size_t before_end;
};

static void take_key(const struct line *line, struct reading *reading, Str word, size_t end)
{
    bool key = is_one_of(line, skip_blanks(line, end), "=:");
    bool content = reading->everything || (reading->block && !is_public_field(word));
    if (sounds_secret(word) || (content && key)) hide_value(line, end);
    if (holds_secrets(word, reading->inside)) {
        reading->everything = true;
        if (!is_one_of(line, skip_blanks(line, skip_blanks(line, end) + 1), "{")) hide_value(line, end);
    }
    reading->block |= str_is(reading->before, "secret") && skip_blanks(line, reading->before_end) == end - word.n;
    reading->inside |= reading->block || str_is(word, "Secret");
    reading->before = word;
    reading->before_end = end;
}

static void hide_in_line(const struct line *line)
{
    struct reading reading = {.before = STR("")};
    for (size_t i = 0, end; i < line->text.n; i = end) {
        end = i + 1;
        if (is_one_of(line, i, "\"'")) {
            end = closing(line, i);
            bool key = is_one_of(line, skip_blanks(line, end), "=:");
            if (key) take_key(line, &reading, (Str){line->text.s + i + 1, end - i - 2}, end);
            else hide_inside(line, i + 1, end);
        } else if (is_word(line->text.s[i])) {
            while (end < line->text.n && is_word(line->text.s[end])) end++;
            take_key(line, &reading, (Str){line->text.s + i, end - i}, end);
        }
    }
    if (line->bare) hide_inside(line, 0, line->text.n);
}

enum { AROUND = 400 }; /* bytes on both sides of a place: more of a line is never shown */

void hide_by_name(struct diags *diags)
{
    for (size_t i = 0; i < diags->all.n && i < DIAG_SHOWN_MAX; i++) {
        Span at = diags->all.at[i]->at;
        if (!at.file) continue;
        const struct source *source = source_at(diags->sources, at.file);
        Str text = source_line(diags->sources, at.file, source_position(diags->sources, at.file, at.lo).line);
        size_t base = (size_t)(text.s - source->text.s), place = at.lo - base;
        size_t from = place > AROUND ? place - AROUND : 0, to = text.n > place + AROUND ? place + AROUND : text.n;
        if (from > text.n) continue;
        struct line line = {diags, at.file, {text.s + from, to - from}, base + from, !str_ends(source->path, STR(".stk"))};
        hide_in_line(&line);
    }
}
