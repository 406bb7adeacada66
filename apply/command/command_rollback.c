/* stk rollback: an earlier revision, planned and applied like any other stack. */
#include "command.h"

#include "base/folder.h"
#include "deploy_args.h"
#include "state/history.h"

#include <errno.h>

static const struct command_help help = {
    .about =
        "usage: stk rollback [OPTIONS] STACK [REVISION]\n\n"
        "Goes back to REVISION of 'stk history', or to the last one that was applied before the newest. It is planned against the\n"
        "cluster as any other change, and becomes a revision of its own. Jobs that ran are not run again.\n",
    .options = DEPLOY_HELP,
    .codes =
        "Exit codes: as of 'stk apply'.\n",
};

/* The last that was applied before the newest; 0: none. */
static json_int_t earlier(const struct revisions *revisions)
{
    for (size_t i = 1; i < revisions->v.n; i++)
        if (str_is(revisions->v.at[i].result, "applied")) return revisions->v.at[i].number;
    return 0;
}

static json_int_t parse_revision(const char *text)
{
    Str rest = str_of(text);
    size_t number = str_take_number(&rest);
    if (!number || rest.n) wrong_usage("rollback", "a revision is a number, not '%s'", text);
    return (json_int_t)number;
}

/* WANTED 0: the one before. */
static json_int_t choose(struct client *client, const struct inventory *inventory, json_int_t wanted)
{
    struct revisions revisions = {0};
    if (!history_list(client->http, inventory, &revisions, &client->problem)) return 0;
    json_int_t number = wanted ? wanted : earlier(&revisions);
    for (size_t i = 0; i < revisions.v.n; i++)
        if (revisions.v.at[i].number == number) return number;
    if (wanted) problem_set(&client->problem, EXIT_ERROR, "there is no revision '%lld' of the stack", (long long)wanted);
    else problem_set(&client->problem, EXIT_ERROR, "there is no earlier revision that was applied");
    problem_help(&client->problem, "'stk history' lists them");
    return 0;
}

static int roll_back(struct client *client, const char *name, json_int_t wanted, const char *folder, struct deploy_options *options)
{
    struct inventory *inventory = client_read_inventory(client, name);
    json_int_t number = inventory ? choose(client, inventory, wanted) : 0;
    if (!number || !history_read(client->http, inventory, number, folder, &client->problem)) return EXIT_ERROR;
    options->plan.rollback = true;
    options->note = arena_printf(client->arena, "rollback to %lld", (long long)number);
    if (!wanted) options->next = arena_printf(client->arena, "%s %lld", options->next, (long long)number).s; /* the newest is another one now */
    return deploy_folder(client, folder, NULL, options);
}

int command_rollback(int argc, char **argv)
{
    static const struct option options[] = {DEPLOY_LONG_OPTIONS, CLUSTER_LONG_OPTIONS, {NULL, 0, NULL, 0}};
    struct arena *arena = arena_new(0);
    struct deploy_options deploy_options = {.next = typed_command(arena, argc, argv)};
    struct client client;
    for (int option; (option = next_option("rollback", argc, argv, CLUSTER_SHORT_OPTIONS, options)) != -1;)
        deploy_option("rollback", &help, option, arena, &deploy_options);
    if (argc - optind < 1 || argc - optind > 2) wrong_usage("rollback", "name one stack, and perhaps a revision");
    json_int_t wanted = argc - optind == 2 ? parse_revision(argv[optind + 1]) : 0;
    const char *folder = temporary_folder(arena);
    int code = EXIT_ERROR;
    if (!client_open(&client, "rollback", &deploy_options.cluster)) {}
    else if (!folder) problem_set(&client.problem, EXIT_ERROR, "no temporary folder: %s", strerror(errno));
    else code = roll_back(&client, argv[optind], wanted, folder, &deploy_options);
    code = client_close(&client, code);
    if (folder) remove_folder(arena, folder);
    arena_free(arena);
    return code;
}
