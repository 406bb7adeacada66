/* stk list */
#include "listing.h"
#include "one_stack.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

struct arguments {
    struct stack_arguments stacks;
    struct listing listing;
    enum listed what;
    bool chosen; /* what */
    bool json;
};

static const char help[] =
    "usage: stk list [OPTIONS] [STACK | FOLDER]\n\n"
    "Lists the stacks and environments of a project; or with --services what a stack declares, with --objects what comes\n"
    "of it, in the order in which it is applied. STACK is a .stk file, a folder FOO with FOO/FOO.stk, or the name of one in\n"
    "stk.project: its services are listed. FOLDER is that of a stk.project; without it, the nearest one is meant.\n\n"
    "      stk list\n"
    "      stk list openstack -e production\n"
    "      stk list --objects --format json | jq -r '.stacks[].objects[].id'\n\n"
    "      --services       instances, with their component, how many objects come of them, and in which waves\n"
    "      --objects        objects, with their service, their wave and the line that declares them\n"
    "      --format FORMAT  text (default): a table; or json: {schema: 1, stacks: [{stack, environment, source, kube, values,\n"
    "                       services: [{name, component, objects, first_wave, last_wave, at}],\n"
    "                       objects: [{id, kind, namespace, name, service, wave, at}]}]}; what is absent is left out\n"
    VALUES_HELP
    TARGET_HELP
    "Exit codes: 0 fine, 1 diagnostics with errors, 64 wrong usage, 70 internal error.\n";

enum { OPTION_SERVICES = OPTION_OWN, OPTION_OBJECTS };

static const struct option options[] = {STACK_OPTIONS, {"services", no_argument, NULL, OPTION_SERVICES},
                                        {"objects", no_argument, NULL, OPTION_OBJECTS}, {NULL, 0, NULL, 0}};

static void take_option(struct arguments *arguments, int option)
{
    if (option == OPTION_SERVICES || option == OPTION_OBJECTS) {
        arguments->what = option == OPTION_SERVICES ? LIST_SERVICES : LIST_OBJECTS;
        arguments->chosen = true;
    } else if (option == OPTION_FORMAT) arguments->json = is_json_format("list", optarg);
    else take_stack_option(arguments->listing.arena, &arguments->stacks, "list", option);
}

static int list_stack(void *context, struct compilation *compilation, const struct environment *environment)
{
    struct arguments *arguments = context;
    Str name = environment ? str_of(environment->stack) : NAME_STR(compilation->program->root->name);
    list_compilation(&arguments->listing, compilation, name);
    return EXIT_FINE;
}

static int list_one(void *context, const struct stack_arguments *stacks, const struct environment *environment)
{
    struct arguments *arguments = context;
    if (arguments->what != LIST_STACKS) return with_stack(stacks, environment->options.source, environment, list_stack, arguments);
    list_environment(&arguments->listing, environment);
    return EXIT_FINE;
}

static int list_named(struct arguments *arguments, const char *path)
{
    const struct compile_options *compile = &arguments->stacks.compile;
    bool project = !path || is_plain_folder(path);
    if (project && arguments->what == LIST_STACKS && (compile->nvalues || compile->nsettings || compile->images_lock || compile->kube))
        usage_error("list", "-f, --set, --images-lock and --kube go with a stack, --services or --objects");
    if (project) return in_project("list", path, &arguments->stacks, list_one, arguments);
    if (!arguments->chosen) arguments->what = LIST_SERVICES;
    return with_stack(&arguments->stacks, path, NULL, list_stack, arguments);
}

int command_list(int argc, char **argv)
{
    struct arguments arguments = {.stacks.needs_stack = true, .listing.arena = arena_new(0)};
    struct buf out = {0};
    for (int option; (option = next_option(argc, argv, STACK_OPTION_LETTERS, options, help)) != -1;) take_option(&arguments, option);
    if (argc - optind > 1) usage_error("list", "name one stack or one folder");
    stack_arguments_done(&arguments.stacks);
    int code = list_named(&arguments, argv[optind]);
    end_report(arguments.stacks.report);
    if (code == EXIT_FINE) (arguments.json ? put_listing_json : put_listing_text)(&out, &arguments.listing, arguments.what);
    buf_write(&out, stdout);
    buf_free(&out);
    arena_free(arguments.listing.arena);
    return code;
}
