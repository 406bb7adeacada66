/* stk delete: takes a stack out of the cluster. */
#include "command.h"

#include "deploy_args.h"

static const struct command_help help = {
    .about =
        "usage: stk delete [OPTIONS] STACK\n\n"
        "Deletes what the stack owns in the cluster, what uses others before them. Namespaces, claims, definitions and secrets stay\n"
        "unless --consent names them, or the namespace that they are in. A namespace stays, too, while something in it has to stay.\n"
        "Shows first what will go: --dry-run shows only that.\n",
    .options = DEPLOY_HELP,
    .codes =
        "Exit codes: as of 'stk apply'.\n",
};

int command_delete(int argc, char **argv)
{
    static const struct option options[] = {DEPLOY_LONG_OPTIONS, CLUSTER_LONG_OPTIONS, {NULL, 0, NULL, 0}};
    struct arena *arena = arena_new(0);
    struct deploy_options deploy_options = {.next = typed_command(arena, argc, argv)};
    struct client client;
    for (int option; (option = next_option("delete", argc, argv, CLUSTER_SHORT_OPTIONS, options)) != -1;)
        deploy_option("delete", &help, option, arena, &deploy_options);
    if (argc - optind != 1) wrong_usage("delete", "name one stack");
    int code = client_open(&client, "delete", &deploy_options.cluster) ? undeploy(&client, argv[optind], &deploy_options) : EXIT_ERROR;
    code = client_close(&client, code);
    arena_free(arena);
    return code;
}
