/* stk push: an archive of 'stk package' becomes a release. */
#include "command.h"
#include "repository_args.h"

#include "json/json_path.h"
#include "release/release.h"

#include <stdio.h>
#include <stdlib.h>

static const char help[] =
    "usage: stk push [OPTIONS] FILE.tar oci://HOST/REPOSITORY:TAG\n"
    "       stk push [OPTIONS] FILE.tar FOLDER:TAG\n\n"
    "Brings what 'stk package' wrote into an OCI registry, under a tag: a version, or a channel such as 'stable' that projects\n"
    "follow with 'stk pull --update'. FOLDER is an offline mirror, in the form of an OCI image layout; it is made if it is not\n"
    "there. The login is what 'docker login' or 'podman login' has left, or what a program keeps that they name (credHelpers,\n"
    "credsStore), or in $DOCKER_AUTH_CONFIG, as GitLab CI gives it; the manual page of stk-apply tells where it is looked for.\n\n"
    "      stk push shopkit-1.4.0.tar oci://registry.example.org/team/shopkit:1.4.0\n"
    "      stk push shopkit-1.4.0.tar oci://registry.example.org/team/shopkit:stable\n\n"
    "      --ca FILE           certificates of authorities that are trusted, instead of the system's\n"
    "      --plain-http        http:// also to other machines; to this one it is http:// unless there is --ca\n"
    "      --json              tells programs: {schema: 1, name, version, digest, target}\n"
    "  -h, --help\n\n"
    "Exit codes: 0 fine, 1 an error, 64 wrong usage.\n";

struct push {
    const char *file, *target;
    struct repository_options repository;
    bool json;
};

static void read_options(int argc, char **argv, struct push *push)
{
    static const struct option options[] = {REPOSITORY_LONG_OPTIONS, {NULL, 0, NULL, 0}};
    for (int option; (option = next_option("push", argc, argv, "h", options)) != -1;) {
        if (option == OPTION_JSON) push->json = true;
        else repository_option("push", help, option, &push->repository);
    }
    if (argc - optind != 2) wrong_usage("push", "name an archive, and where it goes: oci://HOST/REPOSITORY:TAG or FOLDER:TAG");
    push->file = argv[optind];
    push->target = argv[optind + 1];
}

/* FOLDER:TAG, where it is no address. */
static struct repository *open_target(struct client *client, const struct push *push, Str *tag)
{
    struct oci_address address;
    Str target = str_of(push->target);
    if (oci_address_parse(target, &address) && address.tag.n) {
        *tag = address.tag;
        return registry_open(&address, &push->repository);
    }
    Str last = str_after_last(target, ':');
    if (str_starts(target, STR("oci://")) || last.n == target.n || last.n + 1 == target.n || !is_tag(last))
        wrong_usage("push", "'%s' is neither oci://HOST/REPOSITORY:TAG nor FOLDER:TAG", push->target);
    *tag = last;
    return layout_create(arena_copy(client->arena, (Str){target.s, target.n - last.n - 1}).s, &client->problem);
}

static void tell(const struct push *push, const struct release *release)
{
    struct buf out = {0};
    const struct package *package = release->package;
    if (push->json) buf_json(&out, json_pack("{s:i, s:o, s:o, s:o, s:s}", "schema", 1, "name", text_json(package->name), "version",
                text_json(package->version), "digest", text_json(release->digest), "target", push->target));
    else buf_printf(&out, "%.*s %.*s  %s\n%.*s\n", STR_ARG(package->name), STR_ARG(package->version), push->target, STR_ARG(release->digest));
    buf_write(&out, stdout);
    buf_free(&out);
}

int command_push(int argc, char **argv)
{
    struct push push = {0};
    struct client client;
    Str tag;
    read_options(argc, argv, &push);
    client_begin(&client, "push");
    const struct release *release = release_of_archive(client.session, push.file, &client.problem);
    struct repository *repository = release ? open_target(&client, &push, &tag) : NULL;
    bool fine = repository && release_push(repository, release, tag, &client.problem);
    if (fine) tell(&push, release);
    repository_free(repository);
    return client_close(&client, fine ? EXIT_OK : EXIT_ERROR);
}
