#include "completion/words.h"

#include "found_names.h"
#include "table.h"

/* A command line as far as it is typed. */
struct typed {
    const struct known_command *command;
    const struct known_option *option; /* the last word is its value; NULL: it is no value */
    const char *argument;              /* the last that is no option; NULL: there was none */
    bool arguments_only;               /* "--" has been there */
};

/* ---- the table ---- */

static const struct known_command *command_called(const struct known_command *commands, const char *name)
{
    for (; commands->name; commands++)
        if (strcmp(commands->name, name) == 0) return commands;
    return NULL;
}

/* "--name", "--name=…" or "-x"; NULL: there is none such. */
static const struct known_option *option_called(const struct known_command *command, Str word)
{
    Str name = str_cut(&word, '=');
    for (size_t i = 0; i < OPTION_GROUPS && command->options[i]; i++)
        for (const struct known_option *option = command->options[i]; option->about; option++) {
            bool by_name = option->name && str_starts(name, STR("--")) && str_is(str_skip(name, 2), option->name);
            if (by_name || (name.n == 2 && name.s[0] == '-' && name.s[1] == option->letter)) return option;
        }
    return NULL;
}

/* ---- what may stand there ---- */

static void put_commands(struct buf *out, const struct known_command *commands)
{
    for (; commands->name; commands++) put_word(out, STR(""), str_of(commands->name), str_of(commands->about));
}

/* Behind the program's name. */
static void put_first(struct buf *out, bool in_cluster, Str last)
{
    if (str_starts(last, STR("-"))) {
        put_word(out, STR(""), STR("--help"), STR("the commands"));
        put_word(out, STR(""), STR("--version"), STR(""));
        return;
    }
    if (!in_cluster) put_commands(out, compiler_commands);
    put_commands(out, cluster_commands);
}

static void put_options(struct buf *out, const struct known_command *command)
{
    for (size_t i = 0; i < OPTION_GROUPS && command->options[i]; i++)
        for (const struct known_option *option = command->options[i]; option->about; option++) {
            const char letter[] = {option->letter, '\0'};
            if (option->name) put_word(out, STR("--"), str_of(option->name), str_of(option->about));
            else put_word(out, STR("-"), str_of(letter), str_of(option->about));
        }
}

static void put_expected(struct buf *out, const struct typed *typed, Str prefix, expected_words expected)
{
    struct buf endings = {0};
    bool files = false, folders = false;
    for (Str rest = str_of(expected), word; rest.n;) {
        word = str_cut(&rest, ' ');
        if (str_is(word, "@file")) files = true;
        else if (str_is(word, "@folder")) folders = true;
        else if (str_is(word, "@stack")) put_stacks_found(out, prefix);
        else if (str_is(word, "@environment")) put_environments_found(out, prefix, typed->argument);
        else if (str_is(word, "@code")) put_codes_found(out, prefix);
        else if (str_is(word, "@object")) put_objects_found(out, prefix, typed->argument);
        else if (str_is(word, "@kube")) put_kube_versions(out, prefix);
        else if (str_starts(word, STR("."))) buf_printf(&endings, " %.*s", STR_ARG(word));
        else put_word(out, prefix, word, STR(""));
    }
    if (files || endings.n) buf_printf(out, ":files%.*s\n", files ? 0 : (int)endings.n, endings.s);
    else if (folders) buf_put(out, ":folders\n", 9);
    buf_free(&endings);
}

/* ---- the line ---- */

/* Takes a word before the last. */
static void take_word(struct typed *typed, const char *word)
{
    bool is_value = typed->option != NULL;
    typed->option = NULL;
    if (is_value) return;
    if (typed->arguments_only || word[0] != '-' || !word[1]) typed->argument = word;
    else if (strcmp(word, "--") == 0) typed->arguments_only = true;
    else if (!strchr(word, '=')) typed->option = option_called(typed->command, str_of(word));
    if (typed->option && !typed->option->value) typed->option = NULL;
}

static expected_words expected_argument(const struct typed *typed)
{
    const struct known_command *command = typed->command;
    return typed->argument && command->further ? command->further : command->first;
}

static void put_last(struct buf *out, const struct typed *typed, Str last)
{
    const struct known_option *option = typed->option;
    const char *equals = str_starts(last, STR("--")) ? memchr(last.s, '=', last.n) : NULL;
    if (option) put_expected(out, typed, STR(""), option->value);
    else if (typed->arguments_only || !str_starts(last, STR("-"))) put_expected(out, typed, STR(""), expected_argument(typed));
    else if (!equals) put_options(out, typed->command);
    else if ((option = option_called(typed->command, last)) && option->value)
        put_expected(out, typed, (Str){last.s, (size_t)(equals - last.s) + 1}, option->value);
}

void put_words(struct buf *out, char *const *words, size_t n)
{
    bool in_cluster = str_is(str_after_last(str_of(words[0]), '/'), "stk-apply");
    struct typed typed = {0};
    if (n == 2) put_first(out, in_cluster, str_of(words[1]));
    if (n < 3) return;
    if (!in_cluster) typed.command = command_called(compiler_commands, words[1]);
    if (!typed.command) typed.command = command_called(cluster_commands, words[1]);
    if (!typed.command) return;
    for (size_t i = 2; i + 1 < n; i++) take_word(&typed, words[i]);
    put_last(out, &typed, str_of(words[n - 1]));
}
