/* stk completion */
#include "command.h"

#include "completion/scripts.h"
#include "completion/words.h"

#include <stdio.h>

static const char help[] =
    "usage: stk completion bash | zsh | fish\n"
    "       stk completion --words PROGRAM [WORD…] LAST\n\n"
    "Prints a script that completes the command lines of stk and stk-apply in this shell: commands, options, what options\n"
    "take, codes, stacks and environments of stk.project, objects of a compiled folder. 'make install' puts it where\n"
    "shells look for it; else:\n\n"
    "      bash: . <(stk completion bash)                in ~/.bashrc\n"
    "      zsh:  . <(stk completion zsh)                 in ~/.zshrc, behind compinit\n"
    "      fish: stk completion fish | source            in ~/.config/fish/config.fish\n\n"
    "      --words          what may stand last in a command line that is typed so far, perhaps partly: one a line, behind\n"
    "                       a tab what it means; ':files [.ENDING…]' and ':folders' stand for such names. The scripts ask\n"
    "                       so. For instance: stk completion --words stk compile webshop -e ''\n"
    "  -h, --help\n\n"
    "Exit codes: 0 fine, 64 wrong usage, 70 internal error.\n";

static const struct {
    const char *shell, *script;
} scripts[] = {{"bash", script_of_stk_bash}, {"zsh", script_of_stk_zsh}, {"fish", script_of_stk_fish}};

static int tell_words(char *const *words, size_t n)
{
    struct buf out = {0};
    put_words(&out, words, n);
    buf_write(&out, stdout);
    buf_free(&out);
    return EXIT_FINE;
}

int command_completion(int argc, char **argv)
{
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(help, stdout);
        return EXIT_FINE;
    }
    if (argc > 1 && strcmp(argv[1], "--words") == 0) {
        if (argc < 4) usage_error("completion", "--words takes a program and the words behind it, the last perhaps empty");
        return tell_words(argv + 2, (size_t)argc - 2);
    }
    if (argc != 2) usage_error("completion", "name one shell: bash, zsh or fish");
    for (size_t i = 0; i < COUNT(scripts); i++)
        if (strcmp(argv[1], scripts[i].shell) == 0) {
            fputs(scripts[i].script, stdout);
            return EXIT_FINE;
        }
    usage_error("completion", "it knows bash, zsh and fish, not '%s'", argv[1]);
}
