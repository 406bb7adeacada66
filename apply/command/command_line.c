#include "command_line.h"

#include "base/wrong_option.h"
#include "common/exit_code.h"

#include <stdio.h>
#include <stdlib.h>

static const char cluster_help[] =
    "      --kubeconfig FILE   instead of $KUBECONFIG and ~/.kube/config; in a pod: its own account\n"
    "      --context NAME      of the kubeconfig\n"
    "  -n, --namespace NAME    where the stack's inventory lies (that of the context, else default)\n"
    "      --parallel N        requests at once, 1 to 100 (64)\n"
    "      --json              tells programs: one object, or events (events.md)\n"
    "  -h, --help\n";

void wrong_usage(const char *command, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fprintf(stderr, "stk %s: ", command);
    vfprintf(stderr, fmt, args);
    fprintf(stderr, "; 'stk %s --help' tells more\n", command);
    va_end(args);
    exit(EXIT_WRONG_USAGE);
}

int64_t parse_duration(const char *command, const char *option, const char *text)
{
    static const struct { const char *unit; int64_t ms; } units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}};
    int64_t sum = 0;
    Str rest = str_of(text);
    if (str_is(rest, "0")) return 0;
    while (rest.n) {
        const char *before = rest.s;
        int64_t number = (int64_t)str_take_number(&rest), ms = 0;
        for (size_t i = 0; i < COUNT(units) && !ms && rest.s > before; i++) {
            if (!str_starts(rest, str_of(units[i].unit))) continue;
            ms = units[i].ms;
            rest.s += strlen(units[i].unit);
            rest.n -= strlen(units[i].unit);
        }
        if (!ms || number > 1000000) wrong_usage(command, "%s takes a time such as 90s, 20m or 1h30m, not '%s'", option, text);
        sum += number * ms;
    }
    return sum;
}

static unsigned parse_parallel(const char *command, const char *text)
{
    char *end;
    long number = strtol(text, &end, 10);
    if (*end || number < 1 || number > 100) wrong_usage(command, "--parallel takes 1 to 100, not '%s'", text);
    return (unsigned)number;
}

int next_option(const char *command, int argc, char **argv, const char *letters, const struct option *options)
{
    opterr = 0;
    int option = getopt_long(argc, argv, letters, options, NULL);
    if (option != '?') return option;
    Str wrong = wrong_option(arena_new(0), argv, letters, options);
    wrong_usage(command, "%.*s", STR_ARG(wrong));
}

void cluster_option(const char *command, const struct command_help *help, int option, struct cluster_options *options)
{
    switch (option) {
    case OPTION_KUBECONFIG: options->access.kubeconfig = optarg; return;
    case OPTION_CONTEXT: options->access.context = optarg; return;
    case 'n': options->namespace = optarg; return;
    case OPTION_PARALLEL: options->parallel = parse_parallel(command, optarg); return;
    case OPTION_JSON: options->json = true; return;
    case 'h':
        printf("%s\n%s%s\n%s", help->about, help->options ? help->options : "", cluster_help, help->codes);
        exit(EXIT_OK);
    default: panic("option %d of 'stk %s' is not read", option, command);
    }
}

/* ---- a command line, to be typed once more ---- */

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
