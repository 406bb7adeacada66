/* The processes that look at the texts: they begin and end with versions of these, and may crash. */
#include "editor/server.h"

enum { ASKED_MAX = 3 };   /* times, as the one who answers may have died of what its parent died of, or of something else altogether */
enum { CRASHES_MAX = 9 }; /* of one version of the texts; then it is left alone */
static const char failed[] = "stk has failed in this; please report it with the text";

static void leave_version(struct server *server)
{
    worker_end(&server->answering);
    worker_end(&server->examining);
    server->changed = false;
    server->unexamined = true;
    server->crashes = 0;
}

/* What is kept is not as it was. Whoever answers ends with it. */
void leave_kept(struct server *server)
{
    worker_end(&server->answering);
    worker_end(&server->keeping);
    server->setting.ahead = true;
    server->changed = true;
}

void start_examining(struct server *server)
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
bool need_answers(struct server *server)
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
        refuse_message(server, json_object_get(json_array_get(server->pending, i), "id"), INTERNAL_ERROR, failed);
    json_array_clear(server->pending);
}

void ask(struct server *server, json_t *request)
{
    bool ready = need_answers(server);
    json_array_append(server->pending, request);
    if (ready) send_message(server->answering.inbox.file, request);
    else refuse_all(server);
}

/* The request with that id, which then does not wait any more. */
bool forget_pending(struct server *server, const json_t *id)
{
    for (size_t i = 0; i < json_array_size(server->pending); i++)
        if (json_equal(json_object_get(json_array_get(server->pending, i), "id"), id)) return json_array_remove(server->pending, i) == 0;
    return false;
}

void take_responses(struct server *server)
{
    for (json_t *response; (response = inbox_next(&server->answering.inbox));) {
        if (forget_pending(server, json_object_get(response, "id"))) send_to_editor(server, response);
        else json_decref(response);
    }
}

/* It was the first request that waits, or the text itself, or something that has nothing to do with either: it is asked again. */
void after_crash(struct server *server)
{
    static const char asked[] = "asked";
    json_t *first = json_array_get(server->pending, 0);
    worker_end(&server->answering);
    server->crashes++;
    if (!first) return;
    json_int_t times = 1 + json_integer_value(json_object_get(first, asked));
    json_object_set_new(first, asked, json_integer(times));
    if (times == ASKED_MAX) {
        refuse_message(server, json_object_get(first, "id"), INTERNAL_ERROR, failed);
        json_array_remove(server->pending, 0);
    }
    if (json_array_size(server->pending) && !need_answers(server)) refuse_all(server);
}

void take_findings(struct server *server)
{
    for (json_t *message; (message = inbox_next(&server->examining.inbox)); json_decref(message)) {
        const char *view = json_string_value(json_object_get(message, "view"));
        if (view) published_take(&server->published, view, json_object_get(message, "found"));
        else published_finish(&server->published);
        publish(server);
    }
}
