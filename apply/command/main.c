/* The command line of stk-apply: picks the command. */
#include "base/version.h"
#include "command.h"
#include "json/json_memory.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

static const struct {
    const char *name, *summary;
    int (*run)(int, char **);
} commands[] = {
    {"plan", "tell what an apply would do to the cluster", command_plan},
    {"apply", "bring a compiled stack, or a saved plan, into the cluster", command_apply},
    {"status", "tell how a stack fares in the cluster", command_status},
    {"history", "list what was applied", command_history},
    {"rollback", "go back to an earlier revision", command_rollback},
    {"delete", "take a stack out of the cluster", command_delete},
    {"run", "run an operation that the stack declares", command_run},
    {"secret", "show a secret that was made for the stack", command_secret},
    {"push", "bring a package into a registry", command_push},
    {"pull", "bring the packages of a project, as they are pinned", command_pull},
};

static void put_help(FILE *out)
{
    fputs("usage: stk-apply COMMAND [ARGUMENTS]\n\nstk-apply brings what 'stk compile' wrote into a Kubernetes cluster, and packages to and from registries.\n'stk COMMAND' runs it, too.\n\n", out);
    for (size_t i = 0; i < COUNT(commands); i++) fprintf(out, "  %-9s %s\n", commands[i].name, commands[i].summary);
    fputs("\n'stk COMMAND --help' tells more.\n", out);
}

/* A file or socket in the place of a closed standard stream would get what is meant for that. To these nothing can be written. */
static void fill_closed_streams(void)
{
    int fd;
    while ((fd = open("/dev/null", O_RDONLY)) >= 0 && fd <= STDERR_FILENO) continue;
    if (fd >= 0) close(fd);
}

/* Output that could not be written is no success. Who has closed the other end of a pipe knows that himself. */
static int finish(const char *command, int code)
{
    struct pollfd output = {.fd = STDOUT_FILENO, .events = POLLOUT};
    if (fflush(stdout) == 0 && !ferror(stdout)) return code;
    if (poll(&output, 1, 0) <= 0 || !(output.revents & POLLERR)) fprintf(stderr, "stk %s: error: standard output cannot be written\n", command);
    return code == EXIT_OK ? EXIT_ERROR : code;
}

int main(int argc, char **argv)
{
    prctl(PR_SET_DUMPABLE, 0); /* it holds credentials and secrets: no core files, no strangers' debuggers */
    json_memory_erase();
    fill_closed_streams();
    if (argc < 2) {
        put_help(stderr);
        return EXIT_WRONG_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        put_help(stdout);
        return EXIT_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("stk-apply " STK_VERSION);
        return EXIT_OK;
    }
    for (size_t i = 0; i < COUNT(commands); i++)
        if (strcmp(argv[1], commands[i].name) == 0) return finish(argv[1], commands[i].run(argc - 1, argv + 1));
    fprintf(stderr, "stk-apply: there is no command '%s'; 'stk-apply --help' lists them\n", argv[1]);
    return EXIT_WRONG_USAGE;
}
