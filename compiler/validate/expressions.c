#include "special_formats.h"

#include <ctype.h>

bool is_cel_identifier(Str name)
{
    static const char *const reserved[] = {"true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let",
                                           "loop", "package", "namespace", "return", "var", "void", "while"};
    for (size_t i = 0; i < COUNT(reserved); i++)
        if (str_is(name, reserved[i])) return false;
    for (size_t i = 0; i < name.n; i++)
        if (name.s[i] != '_' && !isalpha((unsigned char)name.s[i]) && (i == 0 || !isdigit((unsigned char)name.s[i]))) return false;
    return name.n > 0;
}

/* ---- CEL ---- */

static bool is_raw(Str text, size_t quote)
{
    char before = quote ? text.s[quote - 1] : ' ';
    bool letters = quote > 1 && isalnum((unsigned char)text.s[quote - 2]) && !strchr("bB", text.s[quote - 2]);
    return (before == 'r' || before == 'R') && !letters;
}

/* Behind the text that begins at the quote AT; 0: it has no end. */
static size_t end_of_text(Str text, size_t at)
{
    char quote = text.s[at];
    bool three = at + 2 < text.n && text.s[at + 1] == quote && text.s[at + 2] == quote, raw = is_raw(text, at);
    for (size_t i = at + (three ? 3 : 1); i < text.n; i++) {
        if (text.s[i] == '\\' && !raw) i++;
        else if (text.s[i] == '\n' && !three) return 0;
        else if (text.s[i] == quote && !three) return i + 1;
        else if (text.s[i] == quote && i + 2 < text.n && text.s[i + 1] == quote && text.s[i + 2] == quote) return i + 3;
    }
    return 0;
}

/* Characters that CEL has nowhere but in texts and comments. */
static bool is_strange(char c) { return strchr("#$;@^`~\\", c) != NULL; }

bool is_expression(Str text)
{
    enum { DEEPEST = 250 };
    char open[DEEPEST];
    size_t depth = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.s[i];
        if (c == '/' && i + 1 < text.n && text.s[i + 1] == '/')
            while (i < text.n && text.s[i] != '\n') i++;
        else if (c == '"' || c == '\'') {
            size_t end = end_of_text(text, i);
            if (!end) return false;
            i = end - 1;
        } else if (c == '(' || c == '[' || c == '{') {
            if (depth == DEEPEST) return false;
            open[depth++] = c == '(' ? ')' : c == '[' ? ']' : '}';
        } else if (c == ')' || c == ']' || c == '}') {
            if (depth == 0 || open[--depth] != c) return false;
        } else if (c && is_strange(c)) return false;
    }
    return depth == 0;
}
