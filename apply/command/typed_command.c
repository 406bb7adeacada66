/* A command line, to be typed once more. */
#include "command/command.h"

/* What no shell takes for anything but its text. */
static bool is_plain(const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+:,./=-";
    return *word && *word != '=' && !word[strspn(word, plain)];
}

static void put_quoted(struct buf *out, const char *word)
{
    buf_char(out, '\'');
    for (; *word; word++)
        if (*word == '\'') buf_put(out, "'\\''", 4);
        else buf_char(out, *word);
    buf_char(out, '\'');
}

const char *typed_command(struct arena *arena, int argc, char **argv)
{
    struct buf line = {0};
    buf_put(&line, "stk", 3);
    for (int i = 0; i < argc; i++) {
        buf_char(&line, ' ');
        if (is_plain(argv[i])) buf_put(&line, argv[i], strlen(argv[i]));
        else put_quoted(&line, argv[i]);
    }
    Str copy = arena_copy(arena, (Str){line.s, line.n});
    buf_free(&line);
    return copy.s;
}
