/* stk images */
#include "foreign_stack.h"
#include "manifest_paths.h"
#include "one_stack.h"

#include "review/images.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

struct arguments {
    struct stack_arguments stacks;
    struct image_uses uses;
    bool json;
};

static const char help[] =
    "usage: stk images [OPTIONS] [STACK]\n"
    "       stk images [OPTIONS] FOLDER | MANIFESTS\n\n"
    "Lists the images that pods run, one a line, sorted: for mirroring and scanning. Steps before containers, jobs and\n"
    "operations count, and the images of volumes. What operators start for custom objects is not known.\n"
    "STACK is a .stk file, a folder FOO with FOO/FOO.stk, or the name of one in stk.project; without it, all\n"
    "environments of all stacks in stk.project are meant, with -e those of that name. FOLDER is one that\n"
    "'stk compile -o' wrote. MANIFESTS are Kubernetes objects that others wrote: a file, a folder, or -.\n\n"
    "      stk images openstack -e production | while read image; do skopeo copy docker://$image dir:$image; done\n"
    "      stk images openstack --unlocked | while read image; do echo $image $(crane digest $image); done >images.lock\n"
    "      helm template NAME CHART | stk images -\n\n"
    "      --format FORMAT  text (default) or json: {schema: 1, images: [{image, users: [{object, container}]}]}\n"
    VALUES_HELP
    "      --unlocked       without them: the images that a lock file is to have lines of\n"
    TARGET_HELP
    "Exit codes: 0 fine, 1 diagnostics with errors, 64 wrong usage, 70 internal error.\n";

enum { OPTION_UNLOCKED = OPTION_OWN };

static const struct option options[] = {STACK_OPTIONS, {"unlocked", no_argument, NULL, OPTION_UNLOCKED}, {NULL, 0, NULL, 0}};

static void take_option(struct arguments *arguments, int option)
{
    if (option == OPTION_UNLOCKED) arguments->stacks.compile.unlocked = true;
    else if (option == OPTION_FORMAT) arguments->json = is_json_format("images", optarg);
    else take_stack_option(arguments->uses.arena, &arguments->stacks, "images", option);
}

/* ---- a stack ---- */

static void add_objects(struct arguments *arguments, const struct compilation *compilation)
{
    struct session *session = compilation->session;
    for (size_t i = 0; i < compilation->order->n; i++) {
        const struct object *object = compilation->order->sorted[i];
        bool known = kube_is_built_in(object->kube);
        if (known) images_add(&arguments->uses, session, emitted_id(session->arena, object), str_of(object->kube->kind), object->value);
    }
}

static void add_operations(struct arguments *arguments, const struct compilation *compilation)
{
    struct session *session = compilation->session;
    const struct fact *fact;
    for (size_t i = 0; (fact = next_fact(compilation->machine, "operation", &i));) {
        Str id = operation_id(session->arena, field_text(session, fact->value, "name"));
        images_add(&arguments->uses, session, id, STR("Operation"), value_field(session, fact->value, "job"));
    }
}

static int add_stack(void *context, struct compilation *compilation, const struct environment *environment)
{
    (void)environment;
    add_objects(context, compilation);
    add_operations(context, compilation);
    return EXIT_FINE;
}

static int list_environment(void *context, const struct stack_arguments *stacks, const struct environment *environment)
{
    return with_stack(stacks, environment->options.source, environment, add_stack, context);
}

/* ---- manifests ---- */

static int list_manifests(struct arguments *arguments, const char *path)
{
    struct session *session = session_new(STR(""));
    const struct compile_options *compile = &arguments->stacks.compile;
    if (compile->nvalues || compile->nsettings || compile->environment || compile->images_lock || compile->unlocked)
        usage_error("images", "manifests are as they are: -f, --set, -e, --images-lock and --unlocked are for stacks");
    struct foreign_options foreign = {.kube = compile->kube, .nameless = true};
    struct compiled *compiled = is_foreign(session->arena, path) ? foreign_stack(session, path, &foreign) : compiled_read(session, path);
    for (size_t i = 0; compiled && i < compiled->objects.n; i++) {
        struct compiled_object *object = &compiled->objects.at[i];
        if (object->kube || str_is(object->kind, "Operation"))
            images_add(&arguments->uses, session, object->id, object->kind, compiled_value(compiled, object));
    }
    compiled_free(compiled);
    int code = show_diags(session);
    session_free(session);
    return code;
}

/* ---- all ---- */

static int list_named(struct arguments *arguments, const char *path)
{
    if (!path) return in_project("images", NULL, &arguments->stacks, list_environment, arguments);
    if (strcmp(path, "-") == 0 || names_manifests(path, STR(""))) return list_manifests(arguments, path);
    if (is_plain_folder(path)) return in_project("images", path, &arguments->stacks, list_environment, arguments);
    return with_stack(&arguments->stacks, path, NULL, add_stack, arguments);
}

int command_images(int argc, char **argv)
{
    struct arguments arguments = {.stacks.needs_stack = true, .uses.arena = arena_new(0)};
    struct buf out = {0};
    for (int option; (option = next_option(argc, argv, STACK_OPTION_LETTERS, options, help)) != -1;) take_option(&arguments, option);
    if (argc - optind > 1) usage_error("images", "name one stack, one folder or one file");
    stack_arguments_done(&arguments.stacks);
    int code = list_named(&arguments, argv[optind]);
    end_report(arguments.stacks.report);
    if (code == EXIT_FINE) (arguments.json ? write_images_json : write_images_text)(&arguments.uses, &out);
    buf_write(&out, stdout);
    buf_free(&out);
    arena_free(arguments.uses.arena);
    return code;
}
