#include "editor/worker.h"

#include "base/folder.h"
#include "editor/answers.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- answering ---- */

static bool is_asked(int file)
{
    struct pollfd poll_file = {.fd = file, .events = POLLIN};
    return poll(&poll_file, 1, 0) > 0;
}

static bool answer(struct desk *desk, int file, const json_t *request)
{
    const char *method = json_string_value(json_object_get(request, "method"));
    answer_function *function = method ? answer_to(method) : NULL;
    json_t *result = function ? function(desk, json_object_get(request, "params")) : NULL, *error = json_object_get(result, "error");
    json_t *response = json_pack("{s:s, s:O}", "jsonrpc", "2.0", "id", json_object_get(request, "id"));
    if (error) json_object_set(response, "error", error);
    else json_object_set_new(response, "result", result ? json_incref(result) : json_null());
    bool fine = send_message(file, response);
    json_decref(result);
    json_decref(response);
    return fine;
}

/* What may be asked about, the likeliest first, a part at a time. False: all of it is done. */
static bool look_ahead(struct desk *desk, const char *recent)
{
    uint32_t id;
    struct view *likely = recent ? view_of_file(desk, recent, &id) : NULL;
    if (likely && !likely->was_run) return view_run(desk, likely), true;
    for (size_t i = 0; i < desk->views.n; i++)
        if (!desk->views.at[i]->session) return view_check(desk, desk->views.at[i]), true;
    return false;
}

/* While nobody asks, it looks ahead. */
static void answer_all(struct desk *desk, int file, const char *recent)
{
    struct inbox inbox = {.file = file};
    for (bool there = true; there;) {
        for (json_t *request; there && (request = inbox_next(&inbox)); json_decref(request)) there = answer(desk, file, request);
        bool ahead = there && !is_asked(file) && look_ahead(desk, recent);
        if (!ahead) there = there && inbox_read(&inbox);
    }
    inbox_free(&inbox);
}

/* ---- examining ---- */

static void examine(struct desk *desk, struct view *view, json_t *found)
{
    if (view->was_run) return;
    view_run(desk, view);
    add_diagnostics(desk, view, found);
}

static void examine_file(struct desk *desk, const char *file, json_t *found)
{
    uint32_t id;
    if (is_stk_source(file)) examine(desk, view_of_file(desk, file, &id), found);
}

static void tell(int file, bool all, json_t *found)
{
    json_t *message = json_pack("{s:b, s:O}", "all", all, "found", found);
    send_message(file, message);
    json_decref(message);
}

/* Unless something was found there: what was said of it before is gone. */
static void tell_nothing_of(const char *file, json_t *found)
{
    char *uri = uri_of_file(str_of(file));
    if (!json_object_get(found, uri)) json_object_set_new(found, uri, json_array());
    free(uri);
}

/* Texts that belong to no stack are looked at, too. */
static void examine_all(struct desk *desk, int file, const char *recent)
{
    json_t *found = json_object();
    struct view project = {.session = desk->session};
    add_diagnostics(desk, &project, found);
    if (recent) examine_file(desk, recent, found);
    if (recent) tell_nothing_of(recent, found);
    tell(file, false, found);
    for (size_t i = 0; i < desk->texts->n; i++) examine_file(desk, desk->texts->at[i].file, found);
    for (size_t i = 0; i < desk->views.n; i++) examine(desk, desk->views.at[i], found);
    tell(file, true, found);
    json_decref(found);
}

/* ---- the process ---- */

/* What the editor reads and writes is not its own. */
static void leave_streams(void)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    dup2(nothing, STDIN_FILENO);
    dup2(nothing, STDOUT_FILENO);
}

NORETURN static void work(enum task task, const struct setting *setting, int file)
{
    leave_streams();
    struct desk *desk = desk_new(&setting->texts, setting->folder, setting->stdlib, setting->environment, setting->encoding);
    if (task == TASK_ANSWER) answer_all(desk, file, setting->recent);
    else examine_all(desk, file, setting->recent);
    desk_free(desk);
    _exit(0);
}

bool worker_start(struct worker *worker, enum task task, const struct setting *setting)
{
    int files[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, files) != 0) return false;
    pid_t id = fork();
    if (id == 0) {
        close(files[0]);
        work(task, setting, files[1]);
    }
    close(files[1]);
    if (id < 0) close(files[0]);
    else *worker = (struct worker){.id = id, .inbox = {.file = files[0]}};
    return id > 0;
}

void worker_end(struct worker *worker)
{
    if (!worker->id) return;
    kill(worker->id, SIGKILL);
    waitpid(worker->id, NULL, 0);
    close(worker->inbox.file);
    inbox_free(&worker->inbox);
    worker->id = 0;
}
