#include "editor/serve.h"

#include "editor/server.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

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
