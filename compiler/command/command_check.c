/* stk check */
#include "check_versions.h"
#include "code_list.h"
#include "manifest_paths.h"
#include "remembered.h"
#include "version_differences.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

struct arguments {
    struct stack_arguments stacks;
    VEC(const char *) definitions;  /* of manifests */
    const char *namespace, *pod_security;
    bool rights;
    uint64_t kubes;                 /* bits of the target versions; 0: none is told */
};

static const char help[] =
    "usage: stk check [OPTIONS] [STACK…]\n"
    "       stk check [OPTIONS] MANIFESTS…\n\n"
    "Type-checks stacks, evaluates them and examines their objects; writes nothing.\n"
    "STACK is a .stk file, a folder FOO with FOO/FOO.stk, - for standard input,\n"
    "or the name of one in stk.project. A folder with a stk.project stands for all environments of all its\n"
    "stacks, with -e those of that name; so does no name at all.\n\n"
    "MANIFESTS are Kubernetes objects that others wrote: .yaml, .yml and .json files, folders of them,\n"
    "or - for standard input, as in: helm template NAME CHART | stk check -\n"
    "All of them are one input. Folders are read to the bottom, without hidden files, kustomizations and\n"
    "Helm charts; where kustomize would make something else of them, as of patches, that is told. Every\n"
    "object is typed by the target version, custom ones by the definitions that are in the input or given\n"
    "with --crd; without one they are counted and left alone.\n"
    "Then the objects are examined together, as those of a stack are. What cannot be known is not accused:\n"
    "  A ConfigMap or Secret that is not in the input may be in the cluster. If it is, its keys are checked.\n"
    "  A ServiceAccount, Role, ClusterRole, Service, claim or class must be in the input when others of its\n"
    "    kind are, in the same namespace. A selector must find pods when the input has some there, unless a\n"
    "    custom object there may have them made.\n"
    "  Ports count by name. A number need not be declared by any container.\n"
    "  Pods may do what they like in namespaces that have no pod-security label here (but see --pod-security).\n"
    "  Nodes and their folders are not known; ports of a node are where DaemonSets meet on all of them.\n\n"
    "      --crd FILE       definitions of custom kinds that are not in the input; may be repeated\n"
    "  -n, --namespace NAME namespace of objects that tell none, as for kubectl\n"
    "      --pod-security LEVEL  what pods may do in namespaces without that label: baseline or restricted\n"
    "      --rights         tells of roles that give rights without a bound, or lead to more, too\n"
    "      --kube 1.N,1.N   several target versions at once: each message once, with those that it holds for; and\n"
    "                       what differs in the manifests of a stack from one to the next\n"
    "      --list           all codes of messages, by subject; checks nothing\n\n"
    "A warning that is known is allowed by a comment on its line, or alone above it: # allow W0901: REASON\n"
    "(// in .stk), or for all of an object by the annotation stk.dev/allow. One that allows nothing is told.\n\n"
    RUN_HELP STACK_HELP;
enum { OPTION_CRD = OPTION_OWN, OPTION_LIST, OPTION_POD_SECURITY, OPTION_RIGHTS };

static const struct option options[] = {STACK_OPTIONS, RUN_OPTIONS, {"crd", required_argument, NULL, OPTION_CRD}, {"namespace", required_argument, NULL, 'n'},
                                        {"list", no_argument, NULL, OPTION_LIST},
                                        {"pod-security", required_argument, NULL, OPTION_POD_SECURITY}, {"rights", no_argument, NULL, OPTION_RIGHTS},
                                        {NULL, 0, NULL, 0}};

static const char *level_of_pods(const char *level)
{
    if (strcmp(level, "baseline") != 0 && strcmp(level, "restricted") != 0) usage_error("check", "--pod-security is baseline or restricted");
    return level;
}

static void take_option(struct arena *arena, struct arguments *arguments, int option)
{
    if (option == OPTION_LIST) {
        struct buf out = {0};
        put_codes(&out);
        fwrite(out.s, 1, out.n, stdout);
        buf_free(&out);
        exit(EXIT_FINE);
    }
    if (option == OPTION_KUBE) arguments->kubes = parse_kubes("check", optarg);
    else if (option == OPTION_CRD) vec_push(arena, &arguments->definitions, optarg);
    else if (option == OPTION_POD_SECURITY) arguments->pod_security = level_of_pods(optarg);
    else if (option == OPTION_RIGHTS) arguments->rights = true;
    else if (option == 'n') arguments->namespace = optarg;
    else take_stack_option(arena, &arguments->stacks, "check", option);
}

/* ---- stacks ---- */

/* One stack in one environment, for several versions. */
struct versions {
    struct stack_arguments stacks;
    const struct environment *environment;
    struct subject subject;
    struct arena *arena;
    struct version_list made;       /* of those without errors */
};

static int check_for(void *context, struct session *session, int kube)
{
    struct versions *versions = context;
    struct stack_arguments one = versions->stacks;
    struct compilation compilation;
    one.compile.kube = kube;
    one.report = NULL;
    int code = compile_stack(&one, versions->environment, session, &compilation, NULL);
    struct subject subject = subject_of(&compilation, versions->environment);
    if (!versions->subject.stack) versions->subject = subject;
    if (code == EXIT_FINE && compilation.order) {
        struct version_manifests made = {kube, manifests_text(versions->arena, &compilation)};
        vec_push(versions->arena, &versions->made.v, made);
    }
    return code;
}

static Str name_of_subject(struct arena *arena, struct subject subject)
{
    return arena_printf(arena, "%s%s%s", subject.stack, subject.environment ? " " : "", subject.environment ? subject.environment : "");
}

static int check_all_versions(const struct stack_arguments *arguments, uint64_t kubes, const struct environment *environment)
{
    struct versions versions = {.stacks = *arguments, .environment = environment, .arena = arena_new(0)};
    struct buf lines = {0}, json = {0};
    int code;
    struct session *session = check_versions(kubes, check_for, &versions, &code);
    put_version_differences(&versions.made, name_of_subject(versions.arena, versions.subject), &lines, &json);
    versions.subject.differs = (Str){json.s, json.n};
    report_add(arguments->report, &session->diags, versions.subject, NULL);
    if (arguments->format == FORMAT_TEXT) buf_write(&lines, stdout);
    buf_free(&lines);
    buf_free(&json);
    arena_free(versions.arena);
    session_free(session);
    return code;
}

static int check_one(const struct arguments *arguments, const char *source, const struct environment *environment)
{
    struct stack_arguments one = arguments->stacks;
    one.compile.source = source;
    if (environment) one.compile.environment = environment->name;
    if (!is_one_version(arguments->kubes)) return check_all_versions(&one, arguments->kubes, environment);
    one.compile.kube = first_version(arguments->kubes);
    struct session *session = session_new(STR(""));
    struct compilation compilation;
    struct remembered remembered = {.command = "check"};
    int code = compile_stack(&one, environment, session, &compilation, one.uncached ? NULL : &remembered);
    if (code == EXIT_FINE && !remembered.found) remembered_keep(&remembered, session, STR(""));
    remembered_free(&remembered);
    session_free(session);
    return code;
}

static int check_environment(void *context, const struct stack_arguments *stacks, const struct environment *environment)
{
    int code = check_one(context, environment->options.source, environment);
    if (stacks->format == FORMAT_TEXT)
        printf("%s %s%s%s\n", code == EXIT_FINE ? "ok    " : "failed", environment->stack, environment->name ? " " : "",
               environment->name ? environment->name : "");
    return code;
}

/* ---- manifests ---- */

/* What the arguments of "stk check" name. */
struct named {
    VEC(const char *) stacks, manifests;
};

static void refuse_mixture(const struct arguments *arguments, const struct named *named)
{
    bool for_stacks = arguments->stacks.compile.nvalues || arguments->stacks.compile.nsettings || arguments->stacks.compile.environment;
    bool for_manifests = arguments->definitions.n || arguments->namespace || arguments->pod_security || arguments->rights;
    if (named->manifests.n && for_stacks) usage_error("check", "manifests have no parameters: -f, --set and -e are for stacks");
    if (named->manifests.n && arguments->stacks.since) usage_error("check", "--changed-since is for a project");
    if (!named->manifests.n && for_manifests) usage_error("check", "--crd, -n, --pod-security and --rights are for manifests");
}

static int check_named_manifests(const struct arguments *arguments, const struct named *named)
{
    if (!named->manifests.n) return EXIT_FINE;
    struct manifest_check check = {.paths = named->manifests.at, .npaths = named->manifests.n, .input = arguments->stacks.compile.input,
        .definitions = arguments->definitions.at, .ndefinitions = arguments->definitions.n, .namespace = arguments->namespace,
        .pod_security = arguments->pod_security, .rights = arguments->rights, .kubes = arguments->kubes,
        .report = arguments->stacks.report, .summary = arguments->stacks.format == FORMAT_TEXT};
    return check_manifests(&check);
}

static int check_stack_or_project(struct arguments *arguments, const char *path)
{
    if (is_plain_folder(path)) return in_project("check", path, &arguments->stacks, check_environment, arguments);
    if (arguments->stacks.since) usage_error("check", "--changed-since is for a project, and '%s' is one stack", path);
    return check_one(arguments, path, NULL);
}

static int check_named(struct session *session, struct arguments *arguments, char **paths, size_t n)
{
    struct named named = {0};
    for (size_t i = 0; i < n; i++)
        if (names_manifests(paths[i], arguments->stacks.compile.input)) vec_push(session->arena, &named.manifests, paths[i]);
        else vec_push(session->arena, &named.stacks, paths[i]);
    refuse_mixture(arguments, &named);
    int code = check_named_manifests(arguments, &named);
    for (size_t i = 0; i < named.stacks.n; i++) {
        int result = check_stack_or_project(arguments, named.stacks.at[i]);
        if (result != EXIT_FINE) code = result;
    }
    return code;
}

/* It is read before it is known what it holds. */
static bool read_input(struct session *session, struct arguments *arguments, char **paths, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(paths[i], "-") != 0) continue;
        uint32_t id = read_data(session, "-", STR("<stdin>"));
        if (id) arguments->stacks.compile.input = source_at(&session->sources, id)->text;
        return id != 0;
    }
    return true;
}

int command_check(int argc, char **argv)
{
    struct session *session = session_new(STR(""));
    struct arguments arguments = {0};
    for (int option; (option = next_option(argc, argv, STACK_OPTION_LETTERS RUN_OPTION_LETTERS "n:", options, help)) != -1;)
        take_option(session->arena, &arguments, option);
    stack_arguments_done(&arguments.stacks);
    char **paths = argv + optind;
    size_t n = (size_t)(argc - optind);
    int code = EXIT_DIAGNOSTICS;
    if (!n) code = in_project("check", NULL, &arguments.stacks, check_environment, &arguments);
    else if (read_input(session, &arguments, paths, n)) code = check_named(session, &arguments, paths, n);
    else report_add(arguments.stacks.report, &session->diags, subject_in(session->arena, "."), NULL);
    end_report(arguments.stacks.report);
    session_free(session);
    return code;
}
