/* stk apply: brings a compiled stack, or a saved plan, into the cluster. */
#include "command.h"

#include "base/folder.h"
#include "deploy_args.h"

#include <errno.h>

static const struct command_help help = {
    .about =
        "usage: stk apply [OPTIONS] FOLDER | PLAN\n\n"
        "Brings what 'stk compile' wrote into FOLDER into the cluster; or carries out exactly the PLAN that 'stk plan -o' saved, and\n"
        "refuses when the cluster has moved since; what is taken and deleted, and where, was said to 'stk plan' then. Every object is\n"
        "sent when those it depends on are ready. What fails is told with its cause, the rest goes on, and the same command goes on\n"
        "from there.\n",
    .options = DEPLOY_HELP,
    .codes =
        "Exit codes: 0 done, 3 conflict, or what was planned on has moved, 4 something did not become ready, 5 partly applied: go on\n"
        "with the same command, 6 another applier is at work, 130 interrupted, 1 an error before the first change, 64 wrong usage.\n",
};

/* They would have no effect. */
static void refuse_options_of_plan(const struct deploy_options *options)
{
    bool given = options->plan.takes.n || options->plan.consents.n || options->cluster.namespace;
    if (given) wrong_usage("apply", "a saved plan says itself what is taken and deleted, and where: give --take, --consent and -n to 'stk plan'");
}

static int apply_file(struct client *client, const char *name, struct deploy_options *options)
{
    const char *folder = temporary_folder(client->arena);
    if (!folder) problem_set(&client->problem, EXIT_ERROR, "no temporary folder: %s", strerror(errno));
    struct plan_file *file = folder ? plan_load(client->http, client->arena, name, folder, &client->problem) : NULL;
    int code = EXIT_ERROR;
    if (file) {
        client->namespace = plan_file_namespace(file);
        options->plan = *plan_file_options(file);
        code = deploy_folder(client, folder, file, options);
    }
    plan_file_free(file);
    if (folder) remove_folder(client->arena, folder);
    return code;
}

int command_apply(int argc, char **argv)
{
    static const struct option options[] = {DEPLOY_LONG_OPTIONS, CLUSTER_LONG_OPTIONS, {NULL, 0, NULL, 0}};
    struct arena *arena = arena_new(0);
    struct deploy_options deploy_options = {.next = typed_command(arena, argc, argv)};
    struct client client;
    for (int option; (option = next_option("apply", argc, argv, CLUSTER_SHORT_OPTIONS, options)) != -1;)
        deploy_option("apply", &help, option, arena, &deploy_options);
    if (argc - optind != 1) wrong_usage("apply", "name one folder that 'stk compile -o' wrote, or one saved plan");
    const char *source = argv[optind];
    bool saved = is_plan_file(source);
    if (saved) refuse_options_of_plan(&deploy_options);
    int code = EXIT_ERROR;
    if (client_open(&client, "apply", &deploy_options.cluster))
        code = saved ? apply_file(&client, source, &deploy_options) : deploy_folder(&client, source, NULL, &deploy_options);
    code = client_close(&client, code);
    arena_free(arena);
    return code;
}
