#include "go_pattern.h"

/* An expression that is read, and what is made of it. */
struct translation {
    Str rest;
    struct buf made;
    bool fails;
};

static bool starts(const struct translation *translation, const char *text) { return str_starts(translation->rest, str_of(text)); }

static bool take(struct translation *translation, const char *text)
{
    bool there = starts(translation, text);
    if (there) translation->rest = str_skip(translation->rest, strlen(text));
    return there;
}

/* What \d and the like stand for inside of brackets; NULL: another escape. */
static const char *perl_class(char c)
{
    return c == 'd' ? "0-9" : c == 'w' ? "0-9A-Za-z_" : c == 's' ? "\t\n\f\r " : NULL;
}

/* The control character of \n and the like; 0: another escape. */
static char control(char c)
{
    const char *found = c ? strchr("nrtfv", c) : NULL;
    return found ? "\n\r\t\f\v"[found - "nrtfv"] : '\0';
}

static char next_escaped(struct translation *translation)
{
    char c = translation->rest.n > 1 ? translation->rest.s[1] : '\0';
    translation->rest = str_skip(translation->rest, translation->rest.n > 1 ? 2 : translation->rest.n);
    return c;
}

/* A character of brackets behind a backslash. What POSIX has no place for in the middle fails. */
static void escape_in_brackets(struct translation *translation, bool *dash)
{
    char c = next_escaped(translation);
    const char *class = perl_class(c);
    if (class) buf_str(&translation->made, str_of(class));
    else if (c == '-') *dash = true;
    else if (control(c)) buf_char(&translation->made, control(c));
    else if (strchr("./+*?(){}|$&@:;,=!#%~<>'\"`_ ", c) && c) buf_char(&translation->made, c);
    else translation->fails = true;
}

/* "[^]a\d-]": a bracket first, a dash last, and no escapes. */
static void brackets(struct translation *translation)
{
    bool dash = false, first = true;
    translation->rest = str_skip(translation->rest, 1);
    buf_char(&translation->made, '[');
    if (take(translation, "^")) buf_char(&translation->made, '^');
    for (; translation->rest.n && !translation->fails; first = false) {
        char c = *translation->rest.s;
        if (c == ']' && !first) break;
        if (c == '[' && starts(translation, "[:")) translation->fails = true;
        else if (c == '\\' && starts(translation, "\\]")) translation->fails = true;
        else if (c == '\\' && starts(translation, "\\\\")) buf_char(&translation->made, next_escaped(translation));
        else if (c == '\\') escape_in_brackets(translation, &dash);
        else if (c == '-' && (first || starts(translation, "-]"))) dash = true, translation->rest = str_skip(translation->rest, 1);
        else buf_char(&translation->made, c), translation->rest = str_skip(translation->rest, 1);
    }
    if (dash) buf_char(&translation->made, '-');
    if (!take(translation, "]")) translation->fails = true;
    buf_char(&translation->made, ']');
}

static void escape(struct translation *translation)
{
    char c = next_escaped(translation);
    const char *class = perl_class(c), *not = perl_class((char)(c | ' '));
    if (class) buf_printf(&translation->made, "[%s]", class);
    else if (c >= 'A' && c <= 'Z' && not) buf_printf(&translation->made, "[^%s]", not);
    else if (c == 'A') buf_char(&translation->made, '^');
    else if (c == 'z') buf_char(&translation->made, '$');
    else if (control(c)) buf_char(&translation->made, control(c));
    else if (c && strchr(".[](){}*+?|^$\\", c)) buf_printf(&translation->made, "\\%c", c);
    else if (c && strchr("-/_:@#%&=,;!~<>'\" `", c)) buf_char(&translation->made, c);
    else translation->fails = true;
}

/* As few as possible, or as many: whether it matches is the same. */
static void repeat(struct translation *translation)
{
    buf_char(&translation->made, *translation->rest.s);
    translation->rest = str_skip(translation->rest, 1);
    take(translation, "?");
}

static void step(struct translation *translation)
{
    if (starts(translation, "\\")) escape(translation);
    else if (starts(translation, "[")) brackets(translation);
    else if (take(translation, "(?:")) buf_char(&translation->made, '(');
    else if (starts(translation, "(?")) translation->fails = true;
    else if (strchr("*+?}", *translation->rest.s)) repeat(translation);
    else {
        buf_char(&translation->made, *translation->rest.s);
        translation->rest = str_skip(translation->rest, 1);
    }
}

Str posix_pattern(struct arena *arena, Str go_pattern)
{
    struct translation translation = {.rest = go_pattern};
    while (translation.rest.n && !translation.fails) step(&translation);
    Str made = translation.fails ? STR("") : arena_copy(arena, (Str){translation.made.s, translation.made.n});
    buf_free(&translation.made);
    return made;
}
