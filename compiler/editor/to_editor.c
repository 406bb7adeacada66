/* What the editor is told. */
#include "editor/server.h"

#include <unistd.h>

void send_to_editor(struct server *server, json_t *message)
{
    json_object_set_new(message, "jsonrpc", json_string("2.0"));
    if (!send_message(STDOUT_FILENO, message)) server->done = true;
    json_decref(message);
}

void respond(struct server *server, const json_t *id, json_t *result)
{
    send_to_editor(server, json_pack("{s:O, s:o}", "id", id, "result", result));
}

void refuse_message(struct server *server, const json_t *id, enum error code, const char *message)
{
    json_t *told = id ? json_incref((json_t *)id) : json_null();
    send_to_editor(server, json_pack("{s:o, s:{s:i, s:s}}", "id", told, "error", "code", code, "message", message));
}

void notify(struct server *server, const char *method, json_t *params)
{
    send_to_editor(server, json_pack("{s:s, s:o}", "method", method, "params", params));
}

void publish(struct server *server, struct folder *folder)
{
    json_t *changes = published_changes(&folder->published), *diagnostics;
    const char *uri;
    json_object_foreach(changes, uri, diagnostics) {
        const struct text *text = text_find(&folder->setting.texts, uri);
        json_t *params = json_pack("{s:s, s:O}", "uri", uri, "diagnostics", diagnostics);
        if (text) json_object_set_new(params, "version", json_integer(text->version));
        notify(server, "textDocument/publishDiagnostics", params);
    }
    json_decref(changes);
}

void tell_progress(struct server *server)
{
    bool examines = false;
    for (size_t i = 0; i < server->nfolders; i++) {
        const struct folder *folder = server->folders[i];
        examines = examines || folder->examining.runs || folder->unexamined || folder->changed;
    }
    if (!server->shows_progress || server->examines == examines) return;
    server->examines = examines;
    json_t *value = examines ? json_pack("{s:s, s:s}", "kind", "begin", "title", PROGRESS) : json_pack("{s:s}", "kind", "end");
    notify(server, "$/progress", json_pack("{s:s, s:o}", "token", PROGRESS, "value", value));
}
