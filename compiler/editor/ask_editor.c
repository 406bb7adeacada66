/* What the editor is asked for: to tell of files, to show what goes on, and to ask again. */
#include "editor/server.h"

static bool is_able(const json_t *capabilities, const char *part, const char *feature, const char *ability)
{
    return json_is_true(json_object_get(json_object_get(json_object_get(capabilities, part), feature), ability));
}

void note_abilities(struct server *server, const json_t *capabilities)
{
    server->watches = is_able(capabilities, "workspace", "didChangeWatchedFiles", "dynamicRegistration");
    server->registers_layout = is_able(capabilities, "textDocument", "formatting", "dynamicRegistration");
    server->refreshes_hints = is_able(capabilities, "workspace", "inlayHint", "refreshSupport");
    server->shows_progress = json_is_true(json_object_get(json_object_get(capabilities, "window"), "workDoneProgress"));
}

/* Takes OPTIONS. */
static void register_method(struct server *server, const char *id, const char *method, json_t *options)
{
    send_to_editor(server, json_pack("{s:s, s:s, s:{s:[{s:s, s:s, s:o}]}}", "id", id, "method", "client/registerCapability", "params", "registrations",
                                     "id", id, "method", method, "registerOptions", options));
}

/* Values files have a layout of their own, and others who know it. */
void ask_editor(struct server *server)
{
    if (server->shows_progress)
        send_to_editor(server, json_pack("{s:s, s:s, s:{s:s}}", "id", "progress", "method", "window/workDoneProgress/create", "params", "token", PROGRESS));
    if (server->watches)
        register_method(server, "watch", "workspace/didChangeWatchedFiles",
                        json_pack("{s:[{s:s}]}", "watchers", "globPattern", "**/*.{stk,yaml,yml,json,project,txt}"));
    if (server->registers_layout)
        register_method(server, "layout", "textDocument/formatting", json_pack("{s:[{s:s}]}", "documentSelector", "pattern", "**/*.stk"));
}

void ask_for_hints(struct server *server)
{
    if (server->refreshes_hints) send_to_editor(server, json_pack("{s:s, s:s}", "id", "hints", "method", "workspace/inlayHint/refresh"));
}
