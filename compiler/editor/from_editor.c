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

/* ---- the workspace ---- */

static void add_folders(struct server *server, const json_t *folders)
{
    for (size_t i = 0; i < json_array_size(folders); i++) json_array_append(server->workspace, json_object_get(json_array_get(folders, i), "uri"));
}

/* Editors that know of one folder only say that. */
static void begin_workspace(struct server *server, const json_t *params)
{
    const char *path = json_string_value(json_object_get(params, "rootPath"));
    char *made = path ? uri_of_file(str_of(path)) : NULL;
    add_folders(server, json_object_get(params, "workspaceFolders"));
    if (!json_array_size(server->workspace)) json_array_append(server->workspace, json_object_get(params, "rootUri"));
    if (!json_is_string(json_array_get(server->workspace, 0)) && made) json_array_append_new(server->workspace, json_string(made));
    free(made);
    settle_folders(server);
}

static void change_workspace(struct server *server, const json_t *event)
{
    const json_t *removed = json_object_get(event, "removed");
    for (size_t i = 0; i < json_array_size(removed); i++)
        for (size_t k = json_array_size(server->workspace); k-- > 0;)
            if (json_equal(json_array_get(server->workspace, k), json_object_get(json_array_get(removed, i), "uri"))) json_array_remove(server->workspace, k);
    add_folders(server, json_object_get(event, "added"));
    settle_folders(server);
}

static void leave_all(struct server *server)
{
    for (size_t i = 0; i < server->nfolders; i++) leave_kept(server->folders[i]);
}

/* An empty name is none: a setting that nobody has touched. */
static void choose_environment(struct server *server, const json_t *options)
{
    const char *name = json_string_value(json_object_get(options, "environment"));
    char *before = server->environment;
    server->environment = name && *name ? copy_of(name) : NULL;
    for (size_t i = 0; i < server->nfolders; i++) server->folders[i]->setting.environment = server->environment;
    leave_all(server);
    free(before);
}

static void initialize(struct server *server, const json_t *id, const json_t *params)
{
    server->encoding = wanted_encoding(params);
    note_abilities(server, json_object_get(params, "capabilities"));
    server->initialized = true;
    choose_environment(server, json_object_get(params, "initializationOptions"));
    begin_workspace(server, params);
    json_t *all = capabilities(server->encoding);
    if (server->registers_layout) json_object_del(all, "documentFormattingProvider");
    respond(server, id, json_pack("{s:o, s:{s:s, s:s}}", "capabilities", all, "serverInfo", "name", "stk", "version", STK_VERSION));
}

static bool is_of_library(const struct server *server, const char *file)
{
    char library[PATH_MAX];
    return realpath(server->stdlib.s, library) && str_starts(str_of(file), str_of(library));
}

static void note_recent(struct folder *folder, const json_t *params)
{
    const struct text *text = named_text(&folder->setting.texts, params);
    if (!text) return;
    free(folder->setting.recent);
    folder->setting.recent = copy_of(text->file);
}

/* What was said of the text goes with it. */
static bool take_change(struct folder *folder, const json_t *notification, const json_t *params)
{
    struct setting *setting = &folder->setting;
    const struct text *text = named_text(&setting->texts, params);
    struct buf before = {0};
    if (text) buf_put(&before, text->content.s, text->content.n);
    bool changed = texts_follow(&setting->texts, notification, setting->encoding);
    folder->changed = folder->changed || changed;
    const struct text *after = text ? named_text(&setting->texts, params) : NULL;
    if (after) published_move(&folder->published, after->uri, (Str){before.s, before.n}, (Str){after->content.s, after->content.n}, setting->encoding);
    buf_free(&before);
    return changed;
}

static char *named_file(const json_t *params)
{
    return file_of_uri(json_string_value(json_object_get(json_object_get(params, "textDocument"), "uri")));
}

/* What is of the library, or stk.project, is looked at once for many versions. */
static void take_text(struct server *server, const json_t *notification, const json_t *params)
{
    char *file = named_file(params);
    struct folder *folder = folder_of(server, file);
    if (take_change(folder, notification, params)) {
        note_recent(folder, params);
        if (file && is_of_library(server, file)) leave_all(server);
        else if (file && str_ends(str_of(file), STR("/stk.project"))) leave_kept(folder);
        else if (folder->keeping.runs) send_message(folder->keeping.inbox.file, notification);
    }
    free(file);
}

static void cancel(struct server *server, const json_t *params)
{
    const json_t *id = json_object_get(params, "id");
    if (drop_request(server, id, NULL)) refuse_message(server, id, REQUEST_CANCELLED, "cancelled");
}

/* What lies beside the texts has changed, perhaps where projects begin, and hints with it. */
static void look_anew(struct server *server)
{
    settle_folders(server);
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
    else if (strcmp(method, "workspace/didChangeWorkspaceFolders") == 0) change_workspace(server, json_object_get(params, "event"));
    else if (strcmp(method, "workspace/didChangeConfiguration") == 0) take_settings(server, json_object_get(params, "settings"));
    else take_text(server, message, params);
}

/* About a text, its folder is asked. */
static void ask_folders(struct server *server, json_t *request, const json_t *params)
{
    char *file = named_file(params);
    if (file || server->nfolders == 1) ask(server, folder_of(server, file), request);
    else ask_all(server, request);
    free(file);
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
    } else if (answer_to(method)) ask_folders(server, request, params);
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
