/* stk plan: what an apply would do. */
#include "command.h"

#include "deploy_args.h"

static const struct command_help help = {
    .about =
        "usage: stk plan [OPTIONS] FOLDER\n\n"
        "Tells what 'stk apply' would do to the cluster with what 'stk compile' wrote into FOLDER: consequences, fields with the\n"
        ".stk line behind each, what cannot be done. The server is asked with dry runs; nothing is written.\n",
    .options =
        "  -o, --out FILE          saves the plan, for 'stk apply FILE'; it holds the manifests and is bound to this cluster\n"
        PLAN_HELP,
    .codes =
        "Exit codes: 0 nothing to do, 2 changes, 3 changes that cannot be made as they are, 1 an error, 64 wrong usage.\n",
};

struct arguments {
    struct cluster_options cluster;
    struct plan_options plan;
    const char *folder, *out;
};

static void parse(int argc, char **argv, struct arena *arena, struct arguments *arguments)
{
    static const struct option options[] = {{"out", required_argument, NULL, 'o'}, {"take", required_argument, NULL, OPTION_TAKE},
            {"consent", required_argument, NULL, OPTION_CONSENT}, CLUSTER_LONG_OPTIONS, {NULL, 0, NULL, 0}};
    for (int option; (option = next_option("plan", argc, argv, "o:" CLUSTER_SHORT_OPTIONS, options)) != -1;) {
        if (option == 'o') arguments->out = optarg;
        else if (option == OPTION_TAKE) vec_push(arena, &arguments->plan.takes, optarg);
        else if (option == OPTION_CONSENT) vec_push(arena, &arguments->plan.consents, optarg);
        else cluster_option("plan", &help, option, &arguments->cluster);
    }
    if (argc - optind != 1) wrong_usage("plan", "name one folder that 'stk compile -o' wrote");
    arguments->folder = argv[optind];
    arguments->plan.dry_run_creates = true;
}

static int run(struct client *client, const struct arguments *arguments)
{
    int code = EXIT_ERROR;
    struct stack *stack;
    struct inventory *inventory;
    if (!client_read_stack(client, arguments->folder, &stack, &inventory)) return EXIT_ERROR;
    struct plan *plan = plan_make(client->http, stack, inventory, &arguments->plan, &client->problem);
    if (plan) warn_of_unused(client, plan);
    if (plan && session_ok(client->session)) code = plan_show(plan, arguments->cluster.json);
    if (plan && arguments->out && !plan_save(plan, arguments->folder, arguments->out, &client->problem)) code = EXIT_ERROR;
    plan_free(plan);
    stack_free(stack);
    return code;
}

int command_plan(int argc, char **argv)
{
    struct arena *arena = arena_new(0);
    struct arguments arguments = {0};
    struct client client;
    parse(argc, argv, arena, &arguments);
    int code = client_open(&client, "plan", &arguments.cluster) ? run(&client, &arguments) : EXIT_ERROR;
    code = client_close(&client, code);
    arena_free(arena);
    return code;
}
