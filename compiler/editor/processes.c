/* The processes that look at the texts: they begin and end with versions of these, and may crash. */
#include "editor/server.h"

enum { ASKED_MAX = 3 };   /* times, as the one who answers may have died of what its parent died of, or of something else altogether */
enum { CRASHES_MAX = 9 }; /* of one version of the texts; then it is left alone */
static const char failed[] = "stk has failed in this; please report it with the text";

static void leave_version(struct folder *folder)
{
    worker_end(&folder->answering);
    worker_end(&folder->examining);
    folder->changed = false;
    folder->unexamined = true;
    folder->crashes = 0;
}

/* What is kept is not as it was. Whoever answers ends with it. */
void leave_kept(struct folder *folder)
{
    worker_end(&folder->answering);
    worker_end(&folder->keeping);
    folder->setting.ahead = true;
    folder->changed = true;
}

void end_workers(struct folder *folder)
{
    worker_end(&folder->keeping);
    worker_end(&folder->answering);
    worker_end(&folder->examining);
}

void start_examining(struct folder *folder)
{
    folder->unexamined = false;
    published_begin(&folder->published);
    worker_start(&folder->examining, TASK_EXAMINE, &folder->setting);
}

/* Who keeps may be gone, and nobody has noticed. */
static bool start_answering(struct folder *folder)
{
    struct setting *setting = &folder->setting;
    if (folder->keeping.runs && worker_start_answering(&folder->answering, &folder->keeping, setting->recent)) return true;
    worker_end(&folder->keeping);
    return worker_start(&folder->keeping, TASK_KEEP, setting) && worker_start_answering(&folder->answering, &folder->keeping, setting->recent);
}

/* Starts one where none runs; what waits for a response is asked again. */
bool need_answers(struct folder *folder)
{
    if (folder->changed) leave_version(folder);
    if (folder->answering.runs) return true;
    if (folder->crashes >= CRASHES_MAX || !start_answering(folder)) return false;
    for (size_t i = 0; i < json_array_size(folder->pending); i++) send_message(folder->answering.inbox.file, json_array_get(folder->pending, i));
    return true;
}

static void refuse(struct server *server, const struct folder *folder, const json_t *id)
{
    drop_request(server, id, folder);
    refuse_message(server, id, INTERNAL_ERROR, failed);
}

void refuse_pending(struct server *server, struct folder *folder)
{
    for (size_t i = 0; i < json_array_size(folder->pending); i++) refuse(server, folder, json_object_get(json_array_get(folder->pending, i), "id"));
    json_array_clear(folder->pending);
}

void ask(struct server *server, struct folder *folder, json_t *request)
{
    bool ready = need_answers(folder);
    json_array_append(folder->pending, request);
    if (ready) send_message(folder->answering.inbox.file, request);
    else refuse_pending(server, folder);
}

/* The request with that id, which then does not wait any more. */
bool forget_pending(struct folder *folder, const json_t *id)
{
    for (size_t i = 0; i < json_array_size(folder->pending); i++)
        if (json_equal(json_object_get(json_array_get(folder->pending, i), "id"), id)) return json_array_remove(folder->pending, i) == 0;
    return false;
}

void take_responses(struct server *server, struct folder *folder)
{
    for (json_t *response; (response = inbox_next(&folder->answering.inbox));) {
        if (forget_pending(folder, json_object_get(response, "id"))) take_response(server, folder, response);
        else json_decref(response);
    }
}

/* It was the first request that waits, or the text itself, or something that has nothing to do with either: it is asked again. */
void after_crash(struct server *server, struct folder *folder)
{
    static const char asked[] = "asked";
    json_t *first = json_array_get(folder->pending, 0);
    worker_end(&folder->answering);
    folder->crashes++;
    if (!first) return;
    json_int_t times = 1 + json_integer_value(json_object_get(first, asked));
    json_object_set_new(first, asked, json_integer(times));
    if (times == ASKED_MAX) {
        refuse(server, folder, json_object_get(first, "id"));
        json_array_remove(folder->pending, 0);
    }
    if (json_array_size(folder->pending) && !need_answers(folder)) refuse_pending(server, folder);
}

void take_findings(struct server *server, struct folder *folder)
{
    for (json_t *message; (message = inbox_next(&folder->examining.inbox)); json_decref(message)) {
        const char *view = json_string_value(json_object_get(message, "view"));
        if (view) published_take(&folder->published, view, json_object_get(message, "found"));
        else published_finish(&folder->published);
        publish(server, folder);
    }
}
