/* stk pull: the packages of a project, as they are pinned; or as their tags are now. */
#include "command.h"
#include "repository_args.h"

#include "base/project_root.h"
#include "json/json_path.h"
#include "release/pull.h"

#include <stdio.h>
#include <stdlib.h>

static const char help[] =
    "usage: stk pull [OPTIONS] [NAME...]\n\n"
    "Brings the packages that stk.project names into .stk/packages, all or those with these NAMEs. What counts is the digest that\n"
    "is pinned there; each byte is held against it, and a signature by 'key' is asked for, if it has one.\n"
    "With --update the digest becomes that of the tag, which may be moved like a channel, and it is told what has changed.\n"
    "The login for a registry is what 'docker login' or 'podman login' has left, or in $DOCKER_AUTH_CONFIG, as for 'stk push'.\n\n"
    "      stk pull\n"
    "      stk pull --update shopkit\n"
    "      stk pull --from mirror/\n\n"
    "      --update            pins what the tags are now\n"
    "      --from FOLDER       takes packages from an offline mirror, a folder in the form of an OCI image layout: 'stk push' and\n"
    "                          'skopeo copy docker://HOST/REPOSITORY@DIGEST oci:FOLDER:TAG' write one\n"
    "      --ca FILE           certificates of authorities that are trusted, instead of the system's\n"
    "      --plain-http        http:// also to other machines; to this one it is http:// unless there is --ca\n"
    "      --json              tells programs: {schema: 1, packages: [{name, version, digest, before, fetched, added, changed,\n"
    "                          removed}]}\n"
    "  -h, --help\n\n"
    "Exit codes: 0 fine, 1 an error, 64 wrong usage.\n";

struct arguments {
    struct pull_options pull;
    bool json;
    char **names;
    size_t n; /* of them; 0: all packages */
};

enum { OPTION_UPDATE = 1, OPTION_FROM };

static void read_options(int argc, char **argv, struct arguments *arguments)
{
    static const struct option options[] = {{"update", no_argument, NULL, OPTION_UPDATE}, {"from", required_argument, NULL, OPTION_FROM},
                                            REPOSITORY_LONG_OPTIONS, {NULL, 0, NULL, 0}};
    for (int option; (option = next_option("pull", argc, argv, "h", options)) != -1;) {
        if (option == OPTION_JSON) arguments->json = true;
        else if (option == OPTION_UPDATE) arguments->pull.update = true;
        else if (option == OPTION_FROM) arguments->pull.mirror = optarg;
        else repository_option("pull", help, option, &arguments->pull.repository);
    }
    if (arguments->pull.update && arguments->pull.mirror) wrong_usage("pull", "a mirror has what is pinned: --update asks the registry");
    arguments->names = argv + optind;
    arguments->n = (size_t)(argc - optind);
}

/* ---- which ---- */

static bool is_wanted(const struct arguments *arguments, const struct package_pin *pin)
{
    for (size_t i = 0; i < arguments->n; i++)
        if (strcmp(arguments->names[i], pin->name->s) == 0) return true;
    return arguments->n == 0;
}

static bool knows_names(struct client *client, const struct arguments *arguments)
{
    for (size_t i = 0; i < arguments->n; i++) {
        if (pin_named(client->session, str_of(arguments->names[i]))) continue;
        struct suggestion suggestion = suggestion_for(NULL, str_of(arguments->names[i]));
        const struct package_pins *pins = project_pins(client->session);
        for (size_t k = 0; k < pins->v.n; k++) suggestion_offer(&suggestion, NAME_STR(pins->v.at[k].name));
        problem_set(&client->problem, EXIT_ERROR, "stk.project has no package '%s'", arguments->names[i]);
        if (suggestion.best.n) problem_help(&client->problem, "did you mean '%.*s'?", STR_ARG(suggestion.best));
        return false;
    }
    return true;
}

/* ---- what is told ---- */

static json_t *paths_json(const struct path_list *paths)
{
    json_t *list = json_array();
    for (size_t i = 0; i < paths->n; i++) json_array_append_new(list, text_json(paths->at[i]));
    return list;
}

static json_t *pulled_json(const struct pulled *pulled)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:b, s:o, s:o, s:o}", "name", text_json(pulled->name), "version", text_json(pulled->version), "digest",
            text_json(pulled->digest), "before", text_json(pulled->before), "fetched", pulled->fetched, "added", paths_json(&pulled->added),
            "changed", paths_json(&pulled->changed), "removed", paths_json(&pulled->removed));
}

static void put_paths(struct buf *out, char mark, const struct path_list *paths)
{
    for (size_t i = 0; i < paths->n; i++) buf_printf(out, "  %c %.*s\n", mark, STR_ARG(paths->at[i]));
}

static void put_pulled(struct buf *out, const struct pulled *pulled)
{
    bool other = pulled->before.n && !str_eq(pulled->before, pulled->version);
    buf_printf(out, "%.*s  %.*s%s%.*s  %.*s%s\n", STR_ARG(pulled->name), other ? (int)pulled->before.n : 0, pulled->before.s, other ? " -> " : "",
               STR_ARG(pulled->version), STR_ARG(pulled->digest), pulled->fetched ? "" : "  unchanged");
    put_paths(out, '+', &pulled->added);
    put_paths(out, '~', &pulled->changed);
    put_paths(out, '-', &pulled->removed);
}

/* ---- all of them ---- */

/* In a session of its own: an update before it may have moved what stands in stk.project. */
static bool pull_one(struct client *client, const struct arguments *arguments, Str name, struct buf *out, json_t *list)
{
    struct session *session = session_new(STR(""));
    struct pulled pulled;
    session->root = str_of(arguments->pull.folder);
    bool fine = pull(session, &arguments->pull, pin_named(session, name), &pulled, &client->problem);
    if (fine && list) json_array_append_new(list, pulled_json(&pulled));
    else if (fine) put_pulled(out, &pulled);
    session_free(session);
    return fine;
}

static int pull_all(struct client *client, const struct arguments *arguments)
{
    struct buf out = {0};
    json_t *list = arguments->json ? json_array() : NULL;
    const struct package_pins *pins = project_pins(client->session);
    bool fine = session_ok(client->session) && knows_names(client, arguments);
    for (size_t i = 0; fine && i < pins->v.n; i++)
        if (is_wanted(arguments, &pins->v.at[i])) fine = pull_one(client, arguments, NAME_STR(pins->v.at[i].name), &out, list);
    if (list) buf_json(&out, json_pack("{s:i, s:o}", "schema", 1, "packages", list));
    if (fine || !list) buf_write(&out, stdout);
    buf_free(&out);
    return fine ? EXIT_OK : EXIT_ERROR;
}

int command_pull(int argc, char **argv)
{
    struct arguments arguments = {0};
    struct client client;
    Str folder;
    read_options(argc, argv, &arguments);
    client_begin(&client, "pull");
    if (!project_folder(client.arena, &folder)) wrong_usage("pull", "there is no stk.project here or above");
    arguments.pull.folder = arena_copy(client.arena, folder).s;
    client.session->root = str_of(arguments.pull.folder);
    return client_close(&client, pull_all(&client, &arguments));
}
