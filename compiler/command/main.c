/* The command line: picks the command. */
#include "base/version.h"
#include "base/wrong_option.h"
#include "command.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
    const char *name, *summary;
    int (*run)(int, char **);
} commands[] = {
    {"check", "type-check stacks and examine what they make", command_check},
    {"compile", "write the manifests of a stack, or of all", command_compile},
    {"diff", "tell what a change does to a running cloud", command_diff},
    {"images", "list the images that pods run", command_images},
    {"list", "list stacks, environments, services and objects", command_list},
    {"graph", "draw what waits for what, who reads which secret, who may reach whom", command_graph},
    {"fmt", "bring sources into the one layout", command_fmt},
    {"explain", "tell about a diagnostic code, or who set a field", command_explain},
    {"doc", "tell about a component, a stack, a field of Kubernetes; write a values file", command_doc},
    {"test", "run the test blocks of modules", command_test},
    {"watch", "compile on every save, and tell what changes", command_watch},
    {"package", "make an archive of a project, for others to use", command_package},
    {"init", "begin a project", command_init},
    {"import", "turn manifests of others into a stack", command_import},
    {"schema", "make the kinds of others typed", command_schema},
    {"kube", "teach a project a newer release of Kubernetes", command_kube},
    {"lsp", "serve editors", command_lsp},
    {"completion", "print a script that completes command lines", command_completion},
};

/* These talk to a cluster or a registry: stk-apply has them, the program beside this one. */
static const char *const applied[] = {"plan", "apply", "status", "history", "rollback", "delete", "run", "secret", "push", "pull"};

static void put_help(FILE *out)
{
    fputs("usage: stk COMMAND [ARGUMENTS]\n\nstk turns typed descriptions of whole clouds into ordered Kubernetes manifests.\n\n", out);
    for (size_t i = 0; i < COUNT(commands); i++) fprintf(out, "  %-11s %s\n", commands[i].name, commands[i].summary);
    fputs("\nin a cluster or a registry, by stk-apply:\n ", out);
    for (size_t i = 0; i < COUNT(applied); i++) fprintf(out, " %s", applied[i]);
    fputs("\n\n'stk COMMAND --help' tells more. The language: grammar/README.md.\n", out);
}

void usage_error(const char *command, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fprintf(stderr, "stk %s: ", command);
    vfprintf(stderr, fmt, args);
    fputc('\n', stderr);
    va_end(args);
    exit(EXIT_USAGE);
}

static void refuse_option(char **argv, const char *letters, const struct option *options)
{
    Str wrong = wrong_option(arena_new(0), argv, letters, options);
    usage_error(argv[0], "%.*s; 'stk %s --help' lists them", STR_ARG(wrong), argv[0]);
}

int next_option(int argc, char **argv, const char *letters, const struct option *options, const char *help)
{
    opterr = 0;
    int option = getopt_long(argc, argv, letters, options, NULL);
    if (option == '?') refuse_option(argv, letters, options);
    if (option != 'h') return option;
    fputs(help, stdout);
    exit(EXIT_FINE);
}

enum diag_format parse_format(const char *command, const char *text)
{
    static const char *const names[] = {[FORMAT_TEXT] = "text", [FORMAT_JSON] = "json", [FORMAT_SARIF] = "sarif", [FORMAT_GITHUB] = "github",
                                        [FORMAT_GITLAB] = "gitlab"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (strcmp(text, names[i]) == 0) return (enum diag_format)i;
    usage_error(command, "--format takes text, json, sarif, github or gitlab, not '%s'", text);
}

bool is_json_format(const char *command, const char *text)
{
    if (strcmp(text, "json") != 0 && strcmp(text, "text") != 0) usage_error(command, "--format takes text or json, not '%s'", text);
    return strcmp(text, "json") == 0;
}

int parse_kube(const char *command, const char *text)
{
    char *end;
    long minor = strncmp(text, "1.", 2) == 0 ? strtol(text + 2, &end, 10) : 0;
    if (minor >= KUBE_MINOR_MIN && minor <= KUBE_MINOR_LATEST && !*end) return (int)minor;
    usage_error(command, "--kube takes 1.%d to 1.%d, or a newer one that 'stk kube add' has brought, not '%s'", KUBE_MINOR_MIN, KUBE_MINOR_MAX, text);
}

/* $STK_STDLIB, beside the program as in a source tree, or as installed. */
Str stdlib_folder(struct arena *arena)
{
    const char *chosen = getenv("STK_STDLIB");
    if (chosen && *chosen) return arena_copy(arena, str_of(chosen));
    char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    self[n > 0 ? n : 0] = '\0';
    static const char *const places[] = {"/../../stdlib", "/../share/stk/stdlib"};
    for (size_t i = 0; n > 0 && i < COUNT(places); i++) {
        char *slash = strrchr(self, '/');
        Str folder = arena_printf(arena, "%.*s%s", (int)(slash - self), self, places[i]);
        if (access(folder.s, R_OK) == 0) return folder;
    }
    return STR(STK_PREFIX "/share/stk/stdlib");
}

void end_report(struct report *report)
{
    struct buf out = {0};
    report_end(report, &out);
    buf_write(&out, stdout);
    buf_free(&out);
}

int show_diags(struct session *session)
{
    struct report *report = report_new(FORMAT_TEXT);
    report_add(report, &session->diags, (struct subject){0}, NULL);
    end_report(report);
    return session_ok(session) ? EXIT_FINE : EXIT_DIAGNOSTICS;
}

/* Becomes stk-apply, which lies beside this program. */
static int run_stk_apply(char **argv)
{
    char path[4096 + sizeof "stk-apply"];
    ssize_t n = readlink("/proc/self/exe", path, 4096);
    while (n > 0 && path[n - 1] != '/') n--;
    strcpy(path + (n > 0 ? n : 0), "stk-apply");
    execv(path, argv);
    fprintf(stderr, "stk %s: '%s' cannot be run: %s\n", argv[1], path, strerror(errno));
    return EXIT_DIAGNOSTICS;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        put_help(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        put_help(stdout);
        return EXIT_FINE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("stk " STK_VERSION);
        return EXIT_FINE;
    }
    for (size_t i = 0; i < COUNT(commands); i++)
        if (strcmp(argv[1], commands[i].name) == 0) return commands[i].run(argc - 1, argv + 1);
    for (size_t i = 0; i < COUNT(applied); i++)
        if (strcmp(argv[1], applied[i]) == 0) return run_stk_apply(argv);
    struct suggestion suggestion = suggestion_for(NULL, str_of(argv[1]));
    for (size_t i = 0; i < COUNT(commands); i++) suggestion_offer(&suggestion, str_of(commands[i].name));
    for (size_t i = 0; i < COUNT(applied); i++) suggestion_offer(&suggestion, str_of(applied[i]));
    fprintf(stderr, "stk: there is no command '%s'", argv[1]);
    if (suggestion.best.n) fprintf(stderr, "; did you mean '%.*s'?", STR_ARG(suggestion.best));
    fputc('\n', stderr);
    return EXIT_USAGE;
}
