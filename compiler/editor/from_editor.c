/* What the editor says: requests, and notifications of texts and settings. */
#include "editor/server.h"

#include "base/version.h"
#include "editor/answers.h"

#include <limits.h>
#include <stdlib.h>

static char *copy_of(const char *text) { return text ? memory_checked(strdup(text)) : NULL; }

static enum encoding wanted_encoding(const json_t *params)
{
    const json_t *known = json_object_get(json_object_get(json_object_get(params, "capabilities"), "general"), "positionEncodings");
    for (size_t i = 0; i < json_array_size(known); i++) {
        const char *name = json_string_value(json_array_get(known, i));
        if (name && strcmp(name, "utf-8") == 0) return ENCODING_UTF8;
        if (name && strcmp(name, "utf-32") == 0) return ENCODING_UTF32;
        if (name && strcmp(name, "utf-16") == 0) return ENCODING_UTF16;
    }
    return ENCODING_UTF16;
}

static char *wanted_folder(const json_t *params)
{
    const char *uri = json_string_value(json_object_get(json_array_get(json_object_get(params, "workspaceFolders"), 0), "uri"));
    if (!uri) uri = json_string_value(json_object_get(params, "rootUri"));
    return uri ? file_of_uri(uri) : copy_of(json_string_value(json_object_get(params, "rootPath")));
}

/* An empty name is none: a setting that nobody has touched. */
static void choose_environment(struct server *server, const json_t *options)
{
    const char *name = json_string_value(json_object_get(options, "environment"));
    free(server->setting.environment);
    server->setting.environment = name && *name ? copy_of(name) : NULL;
    leave_kept(server);
}

static void initialize(struct server *server, const json_t *id, const json_t *params)
{
    server->setting.encoding = wanted_encoding(params);
    server->setting.folder = wanted_folder(params);
    note_abilities(server, json_object_get(params, "capabilities"));
    server->initialized = true;
    choose_environment(server, json_object_get(params, "initializationOptions"));
    json_t *all = capabilities(server->setting.encoding);
    if (server->registers_layout) json_object_del(all, "documentFormattingProvider");
    respond(server, id, json_pack("{s:o, s:{s:s, s:s}}", "capabilities", all, "serverInfo", "name", "stk", "version", STK_VERSION));
}

/* Whether it is looked at once for many versions: a source of the library, or stk.project. */
static bool is_kept(const struct server *server, const char *file)
{
    char library[PATH_MAX];
    const char *stdlib = server->setting.stdlib.s;
    return str_ends(str_of(file), STR("/stk.project")) || (realpath(stdlib, library) && str_starts(str_of(file), str_of(library)));
}

static void note_recent(struct server *server, const json_t *params)
{
    const struct text *text = named_text(&server->setting.texts, params);
    if (!text) return;
    free(server->setting.recent);
    server->setting.recent = copy_of(text->file);
}

/* What was said of the text goes with it. */
static bool take_change(struct server *server, const json_t *notification, const json_t *params)
{
    struct setting *setting = &server->setting;
    const struct text *text = named_text(&setting->texts, params);
    struct buf before = {0};
    if (text) buf_put(&before, text->content.s, text->content.n);
    bool changed = texts_follow(&setting->texts, notification, setting->encoding);
    server->changed = server->changed || changed;
    const struct text *after = text ? named_text(&setting->texts, params) : NULL;
    if (after) published_move(&server->published, after->uri, (Str){before.s, before.n}, (Str){after->content.s, after->content.n}, setting->encoding);
    buf_free(&before);
    return changed;
}

static void take_text(struct server *server, const json_t *notification, const json_t *params)
{
    char *file = file_of_uri(json_string_value(json_object_get(json_object_get(params, "textDocument"), "uri")));
    if (take_change(server, notification, params)) {
        note_recent(server, params);
        if (file && is_kept(server, file)) leave_kept(server);
        else if (server->keeping.runs) send_message(server->keeping.inbox.file, notification);
    }
    free(file);
}

static void cancel(struct server *server, const json_t *params)
{
    const json_t *id = json_object_get(params, "id");
    if (forget_pending(server, id)) refuse_message(server, id, REQUEST_CANCELLED, "cancelled");
}

/* What lies beside the texts has changed, and hints with it. */
static void look_anew(struct server *server)
{
    leave_kept(server);
    ask_for_hints(server);
}

static void take_settings(struct server *server, const json_t *settings)
{
    choose_environment(server, json_object_get(settings, "stk"));
    ask_for_hints(server);
}

static void take_notification(struct server *server, const char *method, const json_t *message)
{
    const json_t *params = json_object_get(message, "params");
    if (strcmp(method, "exit") == 0) server->done = true;
    else if (strcmp(method, "initialized") == 0) ask_editor(server);
    else if (strcmp(method, "$/cancelRequest") == 0) cancel(server, params);
    else if (strcmp(method, "textDocument/didSave") == 0 || strcmp(method, "workspace/didChangeWatchedFiles") == 0) look_anew(server);
    else if (strcmp(method, "workspace/didChangeConfiguration") == 0) take_settings(server, json_object_get(params, "settings"));
    else take_text(server, message, params);
}

static void take_request(struct server *server, const char *method, json_t *request)
{
    const json_t *id = json_object_get(request, "id"), *params = json_object_get(request, "params");
    if (strcmp(method, "initialize") == 0 && !server->initialized) initialize(server, id, params);
    else if (!server->initialized) refuse_message(server, id, NOT_INITIALIZED, "initialize comes first");
    else if (server->shut_down || strcmp(method, "initialize") == 0) refuse_message(server, id, INVALID_REQUEST, "this is not the time for that");
    else if (strcmp(method, "shutdown") == 0) {
        server->shut_down = true;
        respond(server, id, json_null());
    } else if (answer_to(method)) ask(server, request);
    else refuse_message(server, id, METHOD_NOT_FOUND, "stk does not know this method");
}

/* Responses of the editor need nothing. */
static void take_message(struct server *server, json_t *message)
{
    const char *method = json_string_value(json_object_get(message, "method"));
    const json_t *id = json_object_get(message, "id");
    bool response = json_object_get(message, "result") || json_object_get(message, "error");
    if (json_is_null(message)) refuse_message(server, NULL, PARSE_ERROR, "this is no JSON");
    else if (!method && !response) refuse_message(server, id, INVALID_REQUEST, "this is no message");
    else if (method && id) take_request(server, method, message);
    else if (method && (server->initialized || strcmp(method, "exit") == 0)) take_notification(server, method, message);
}

void take_messages(struct server *server)
{
    for (json_t *message; !server->done && (message = inbox_next(&server->editor)); json_decref(message)) take_message(server, message);
}
