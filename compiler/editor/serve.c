#include "editor/serve.h"

#include "base/version.h"
#include "editor/answers.h"
#include "editor/published.h"
#include "editor/worker.h"

#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* Of JSON-RPC and of the protocol. */
enum error { PARSE_ERROR = -32700, INVALID_REQUEST = -32600, METHOD_NOT_FOUND = -32601, INTERNAL_ERROR = -32603, NOT_INITIALIZED = -32002,
             REQUEST_CANCELLED = -32800 };

enum { ASKED_MAX = 3 };   /* times, as the one who answers may have died of what its parent died of, or of something else altogether */
enum { CRASHES_MAX = 9 }; /* of one version of the texts; then it is left alone */

static const char failed[] = "stk has failed in this; please report it with the text";

struct server {
    struct setting setting;
    struct inbox editor;
    struct worker keeping, answering, examining;
    json_t *pending;             /* requests that wait for the response of ANSWERING, in their order */
    struct published published;
    bool changed;                /* ANSWERING and EXAMINING see an older version */
    bool unexamined;             /* it will be, when nobody waits for a response */
    int crashes;                 /* of ANSWERING, since the last change */
    bool initialized;
    bool watches;                /* the editor can be asked to tell of changed files */
    bool shows_progress;         /* and told what goes on */
    bool examines;               /* it was told that this goes on */
    bool shut_down, done;
};

/* ---- to the editor ---- */

static void send_to_editor(struct server *server, json_t *message)
{
    json_object_set_new(message, "jsonrpc", json_string("2.0"));
    if (!send_message(STDOUT_FILENO, message)) server->done = true;
    json_decref(message);
}

static void respond(struct server *server, const json_t *id, json_t *result)
{
    send_to_editor(server, json_pack("{s:O, s:o}", "id", id, "result", result));
}

static void refuse(struct server *server, const json_t *id, enum error code, const char *message)
{
    json_t *told = id ? json_incref((json_t *)id) : json_null();
    send_to_editor(server, json_pack("{s:o, s:{s:i, s:s}}", "id", told, "error", "code", code, "message", message));
}

static void notify(struct server *server, const char *method, json_t *params)
{
    send_to_editor(server, json_pack("{s:s, s:o}", "method", method, "params", params));
}

static void publish(struct server *server)
{
    json_t *changes = published_changes(&server->published), *diagnostics;
    const char *uri;
    json_object_foreach(changes, uri, diagnostics) {
        const struct text *text = text_find(&server->setting.texts, uri);
        json_t *params = json_pack("{s:s, s:O}", "uri", uri, "diagnostics", diagnostics);
        if (text) json_object_set_new(params, "version", json_integer(text->version));
        notify(server, "textDocument/publishDiagnostics", params);
    }
    json_decref(changes);
}

static const char progress[] = "stk check"; /* its token, and what is shown */

static void tell_progress(struct server *server, bool examines)
{
    if (!server->shows_progress || server->examines == examines) return;
    server->examines = examines;
    json_t *value = examines ? json_pack("{s:s, s:s}", "kind", "begin", "title", progress) : json_pack("{s:s}", "kind", "end");
    notify(server, "$/progress", json_pack("{s:s, s:o}", "token", progress, "value", value));
}

/* ---- the workers ---- */

static void leave_version(struct server *server)
{
    worker_end(&server->answering);
    worker_end(&server->examining);
    server->changed = false;
    server->unexamined = true;
    server->crashes = 0;
}

/* What is kept is not as it was. Whoever answers ends with it. */
static void leave_kept(struct server *server)
{
    worker_end(&server->answering);
    worker_end(&server->keeping);
    server->setting.ahead = true;
    server->changed = true;
}

static void start_examining(struct server *server)
{
    server->unexamined = false;
    published_begin(&server->published);
    tell_progress(server, worker_start(&server->examining, TASK_EXAMINE, &server->setting));
}

/* Who keeps may be gone, and nobody has noticed. */
static bool start_answering(struct server *server)
{
    struct setting *setting = &server->setting;
    if (server->keeping.runs && worker_start_answering(&server->answering, &server->keeping, setting->recent)) return true;
    worker_end(&server->keeping);
    return worker_start(&server->keeping, TASK_KEEP, setting) && worker_start_answering(&server->answering, &server->keeping, setting->recent);
}

/* Starts one where none runs; what waits for a response is asked again. */
static bool need_answers(struct server *server)
{
    if (server->changed) leave_version(server);
    if (server->answering.runs) return true;
    if (server->crashes >= CRASHES_MAX || !start_answering(server)) return false;
    for (size_t i = 0; i < json_array_size(server->pending); i++) send_message(server->answering.inbox.file, json_array_get(server->pending, i));
    return true;
}

static void refuse_all(struct server *server)
{
    for (size_t i = 0; i < json_array_size(server->pending); i++)
        refuse(server, json_object_get(json_array_get(server->pending, i), "id"), INTERNAL_ERROR, failed);
    json_array_clear(server->pending);
}

static void ask(struct server *server, json_t *request)
{
    bool ready = need_answers(server);
    json_array_append(server->pending, request);
    if (ready) send_message(server->answering.inbox.file, request);
    else refuse_all(server);
}

/* The request with that id, which then does not wait any more. */
static bool forget_pending(struct server *server, const json_t *id)
{
    for (size_t i = 0; i < json_array_size(server->pending); i++)
        if (json_equal(json_object_get(json_array_get(server->pending, i), "id"), id)) return json_array_remove(server->pending, i) == 0;
    return false;
}

static void take_responses(struct server *server)
{
    for (json_t *response; (response = inbox_next(&server->answering.inbox));) {
        if (forget_pending(server, json_object_get(response, "id"))) send_to_editor(server, response);
        else json_decref(response);
    }
}

/* It was the first request that waits, or the text itself, or something that has nothing to do with either: it is asked again. */
static void after_crash(struct server *server)
{
    static const char asked[] = "asked";
    json_t *first = json_array_get(server->pending, 0);
    worker_end(&server->answering);
    server->crashes++;
    if (!first) return;
    json_int_t times = 1 + json_integer_value(json_object_get(first, asked));
    json_object_set_new(first, asked, json_integer(times));
    if (times == ASKED_MAX) {
        refuse(server, json_object_get(first, "id"), INTERNAL_ERROR, failed);
        json_array_remove(server->pending, 0);
    }
    if (json_array_size(server->pending) && !need_answers(server)) refuse_all(server);
}

static void take_findings(struct server *server)
{
    for (json_t *message; (message = inbox_next(&server->examining.inbox)); json_decref(message)) {
        const char *view = json_string_value(json_object_get(message, "view"));
        if (view) published_take(&server->published, view, json_object_get(message, "found"));
        else published_finish(&server->published);
        publish(server);
    }
}

/* ---- from the editor ---- */

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

static void choose_environment(struct server *server, const json_t *options)
{
    free(server->setting.environment);
    server->setting.environment = copy_of(json_string_value(json_object_get(options, "environment")));
    leave_kept(server);
}

static void initialize(struct server *server, const json_t *id, const json_t *params)
{
    const json_t *workspace = json_object_get(json_object_get(params, "capabilities"), "workspace");
    server->setting.encoding = wanted_encoding(params);
    server->setting.folder = wanted_folder(params);
    server->watches = json_is_true(json_object_get(json_object_get(workspace, "didChangeWatchedFiles"), "dynamicRegistration"));
    server->shows_progress = json_is_true(json_object_get(json_object_get(json_object_get(params, "capabilities"), "window"), "workDoneProgress"));
    server->initialized = true;
    choose_environment(server, json_object_get(params, "initializationOptions"));
    respond(server, id, json_pack("{s:o, s:{s:s, s:s}}", "capabilities", capabilities(server->setting.encoding), "serverInfo", "name", "stk", "version",
                                  STK_VERSION));
}

static void ask_editor(struct server *server)
{
    if (server->shows_progress)
        send_to_editor(server, json_pack("{s:s, s:s, s:{s:s}}", "id", "progress", "method", "window/workDoneProgress/create", "params", "token", progress));
    if (!server->watches) return;
    send_to_editor(server, json_pack("{s:s, s:s, s:{s:[{s:s, s:s, s:{s:[{s:s}]}}]}}", "id", "watch", "method", "client/registerCapability", "params",
                                     "registrations", "id", "watch", "method", "workspace/didChangeWatchedFiles", "registerOptions", "watchers",
                                     "globPattern", "**/*.{stk,yaml,yml,json,project}"));
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
    if (forget_pending(server, id)) refuse(server, id, REQUEST_CANCELLED, "cancelled");
}

static void take_notification(struct server *server, const char *method, const json_t *message)
{
    const json_t *params = json_object_get(message, "params");
    if (strcmp(method, "exit") == 0) server->done = true;
    else if (strcmp(method, "initialized") == 0) ask_editor(server);
    else if (strcmp(method, "$/cancelRequest") == 0) cancel(server, params);
    else if (strcmp(method, "textDocument/didSave") == 0 || strcmp(method, "workspace/didChangeWatchedFiles") == 0) leave_kept(server);
    else if (strcmp(method, "workspace/didChangeConfiguration") == 0)
        choose_environment(server, json_object_get(json_object_get(params, "settings"), "stk"));
    else take_text(server, message, params);
}

static void take_request(struct server *server, const char *method, json_t *request)
{
    const json_t *id = json_object_get(request, "id"), *params = json_object_get(request, "params");
    if (strcmp(method, "initialize") == 0 && !server->initialized) initialize(server, id, params);
    else if (!server->initialized) refuse(server, id, NOT_INITIALIZED, "initialize comes first");
    else if (server->shut_down || strcmp(method, "initialize") == 0) refuse(server, id, INVALID_REQUEST, "this is not the time for that");
    else if (strcmp(method, "shutdown") == 0) {
        server->shut_down = true;
        respond(server, id, json_null());
    } else if (answer_to(method)) ask(server, request);
    else refuse(server, id, METHOD_NOT_FOUND, "stk does not know this method");
}

/* Responses of the editor need nothing. */
static void take_message(struct server *server, json_t *message)
{
    const char *method = json_string_value(json_object_get(message, "method"));
    const json_t *id = json_object_get(message, "id");
    bool response = json_object_get(message, "result") || json_object_get(message, "error");
    if (json_is_null(message)) refuse(server, NULL, PARSE_ERROR, "this is no JSON");
    else if (!method && !response) refuse(server, id, INVALID_REQUEST, "this is no message");
    else if (method && id) take_request(server, method, message);
    else if (method && (server->initialized || strcmp(method, "exit") == 0)) take_notification(server, method, message);
}

static void take_messages(struct server *server)
{
    for (json_t *message; !server->done && (message = inbox_next(&server->editor)); json_decref(message)) take_message(server, message);
}

/* ---- the session ---- */

enum { EDITOR, KEEPING, ANSWERING, EXAMINING, FILES };

static struct pollfd from_worker(const struct worker *worker) { return (struct pollfd){.fd = worker->runs ? worker->inbox.file : -1, .events = POLLIN}; }

enum { PAUSE = 10 }; /* ms, in which a request that comes with a change is heard */

/* Waits until somebody has said something. The texts are looked at anew when the editor makes a pause, and examined when nobody waits. */
static void wait_for_all(struct server *server, struct pollfd files[FILES])
{
    files[EDITOR] = (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
    files[KEEPING] = from_worker(&server->keeping);
    files[ANSWERING] = from_worker(&server->answering);
    files[EXAMINING] = from_worker(&server->examining);
    bool ready = server->changed || (server->unexamined && !json_array_size(server->pending));
    int n = poll(files, FILES, server->changed ? 0 : ready ? PAUSE : -1);
    if (n != 0 || !ready) return;
    if (server->changed) need_answers(server);
    else start_examining(server);
}

static void hear_editor(struct server *server)
{
    if (!inbox_read(&server->editor)) server->done = true;
    take_messages(server);
}

/* It says nothing: it is gone. What it looked at ahead may have been the reason. */
static void hear_keeping(struct server *server)
{
    worker_end(&server->keeping);
    server->setting.ahead = false;
}

static void hear_answering(struct server *server)
{
    bool there = inbox_read(&server->answering.inbox);
    take_responses(server);
    if (!there) after_crash(server);
}

static void hear_examining(struct server *server)
{
    bool there = inbox_read(&server->examining.inbox);
    if (!server->changed) take_findings(server);
    if (there) return;
    worker_end(&server->examining);
    tell_progress(server, false);
}

/* One at a time, as what one says may end another. */
static void hear(struct server *server)
{
    struct pollfd files[FILES];
    wait_for_all(server, files);
    if (files[EDITOR].revents) hear_editor(server);
    else if (files[KEEPING].revents) hear_keeping(server);
    else if (files[ANSWERING].revents) hear_answering(server);
    else if (files[EXAMINING].revents) hear_examining(server);
}

int serve(Str stdlib)
{
    struct server server = {.setting = {.stdlib = stdlib}, .editor = {.file = STDIN_FILENO}, .pending = json_array()};
    published_init(&server.published);
    signal(SIGPIPE, SIG_IGN);
    while (!server.done) hear(&server);
    worker_end(&server.keeping);
    worker_end(&server.answering);
    worker_end(&server.examining);
    inbox_free(&server.editor);
    texts_free(&server.setting.texts);
    free(server.setting.recent);
    free(server.setting.folder);
    free(server.setting.environment);
    json_decref(server.pending);
    published_free(&server.published);
    return server.shut_down ? 0 : 1;
}
