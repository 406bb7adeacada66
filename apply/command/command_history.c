/* stk history: what was applied, when and by whom. */
#include "command.h"

#include "diag/render.h"
#include "state/history.h"

#include <stdio.h>

static const struct command_help help = {
    .about =
        "usage: stk history [OPTIONS] STACK\n\n"
        "Lists the last revisions of a stack, the newest first. 'stk rollback STACK REVISION' goes back to one.\n",
    .codes =
        "Exit codes: 0 fine, 1 an error, 64 wrong usage.\n",
};

static json_t *revision_json(const struct revision_info *info)
{
    return json_pack("{s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:I}", "revision", info->number, "time", text_json(info->time), "by", text_json(info->by),
            "result", text_json(info->result), "note", text_json(info->note), "kube", text_json(info->kube), "environment",
            text_json(info->environment), "objects", (json_int_t)info->objects);
}

static void put_json(const struct revisions *revisions, struct buf *out)
{
    json_t *list = json_array();
    for (size_t i = 0; i < revisions->v.n; i++) json_array_append_new(list, revision_json(&revisions->v.at[i]));
    buf_json(out, json_pack("{s:i, s:o}", "schema", 1, "revisions", list));
}

static void put_text(const struct revisions *revisions, struct buf *out)
{
    buf_printf(out, "%8s  %-20s  %-11s  %7s  %s\n", "REVISION", "TIME", "RESULT", "OBJECTS", "BY");
    for (size_t i = 0; i < revisions->v.n; i++) {
        const struct revision_info *info = &revisions->v.at[i];
        buf_printf(out, "%8lld  %-20.*s  %-11.*s  %7zu  ", (long long)info->number, STR_ARG(info->time), STR_ARG(info->result), info->objects);
        put_visible(out, info->by);
        if (info->note.n) buf_put(out, ", ", 2);
        put_visible(out, info->note);
        if (info->environment.n) buf_put(out, ", ", 2);
        put_visible(out, info->environment);
        buf_char(out, '\n');
    }
}

static int show(struct client *client, const char *name, bool json)
{
    struct revisions revisions = {0};
    struct buf out = {0};
    struct inventory *inventory = client_read_inventory(client, name);
    if (!inventory || !history_list(client->http, inventory, &revisions, &client->problem)) return EXIT_ERROR;
    if (json) put_json(&revisions, &out);
    else put_text(&revisions, &out);
    bool written = buf_write(&out, stdout) && fflush(stdout) == 0;
    buf_free(&out);
    return written ? EXIT_OK : EXIT_ERROR;
}

int command_history(int argc, char **argv)
{
    static const struct option options[] = {CLUSTER_LONG_OPTIONS, {NULL, 0, NULL, 0}};
    struct cluster_options cluster = {0};
    struct client client;
    for (int option; (option = next_option("history", argc, argv, CLUSTER_SHORT_OPTIONS, options)) != -1;)
        cluster_option("history", &help, option, &cluster);
    if (argc - optind != 1) wrong_usage("history", "name one stack");
    int code = client_open(&client, "history", &cluster) ? show(&client, argv[optind], cluster.json) : EXIT_ERROR;
    return client_close(&client, code);
}
