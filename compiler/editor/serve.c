#include "editor/serve.h"

#include "editor/server.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

enum { KEEPING, ANSWERING, EXAMINING, WORKERS };

static struct pollfd from_worker(const struct worker *worker) { return (struct pollfd){.fd = worker->runs ? worker->inbox.file : -1, .events = POLLIN}; }

static bool is_ready(const struct folder *folder) { return folder->changed || (folder->unexamined && !json_array_size(folder->pending)); }

enum { PAUSE = 10 }; /* ms, in which a request that comes with a change is heard */

/* What has changed is looked at before something is examined. */
static void go_on(struct server *server, bool changed)
{
    for (size_t i = 0; i < server->nfolders; i++) {
        struct folder *folder = server->folders[i];
        if (changed && folder->changed) need_answers(folder);
        else if (!changed && is_ready(folder)) start_examining(folder);
    }
    tell_progress(server);
}

/* Waits until somebody has said something. The texts are looked at anew when the editor makes a pause, and examined when nobody waits. FILES: the
 * editor, and the workers of each folder. */
static void wait_for_all(struct server *server, struct pollfd *files)
{
    bool changed = false, ready = false;
    files[0] = (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
    for (size_t i = 0; i < server->nfolders; i++) {
        const struct folder *folder = server->folders[i];
        struct pollfd *own = files + 1 + i * WORKERS;
        own[KEEPING] = from_worker(&folder->keeping);
        own[ANSWERING] = from_worker(&folder->answering);
        own[EXAMINING] = from_worker(&folder->examining);
        changed = changed || folder->changed;
        ready = ready || is_ready(folder);
    }
    int n = poll(files, 1 + server->nfolders * WORKERS, changed ? 0 : ready ? PAUSE : -1);
    if (n == 0 && ready) go_on(server, changed);
}

static void hear_editor(struct server *server)
{
    if (!inbox_read(&server->editor)) server->done = true;
    take_messages(server);
}

/* It says nothing: it is gone. What it looked at ahead may have been the reason. */
static void hear_keeping(struct folder *folder)
{
    worker_end(&folder->keeping);
    folder->setting.ahead = false;
}

static void hear_answering(struct server *server, struct folder *folder)
{
    bool there = inbox_read(&folder->answering.inbox);
    take_responses(server, folder);
    if (!there) after_crash(server, folder);
}

static void hear_examining(struct server *server, struct folder *folder)
{
    bool there = inbox_read(&folder->examining.inbox);
    if (!folder->changed) take_findings(server, folder);
    if (there) return;
    worker_end(&folder->examining);
    tell_progress(server);
}

/* False: it has said nothing. */
static bool hear_folder(struct server *server, struct folder *folder, const struct pollfd *files)
{
    if (files[KEEPING].revents) hear_keeping(folder);
    else if (files[ANSWERING].revents) hear_answering(server, folder);
    else if (files[EXAMINING].revents) hear_examining(server, folder);
    else return false;
    return true;
}

/* One at a time, as what one says may end another. */
static void hear(struct server *server)
{
    struct pollfd *files = memory_checked(calloc(1 + server->nfolders * WORKERS, sizeof *files));
    wait_for_all(server, files);
    if (files[0].revents) hear_editor(server);
    else
        for (size_t i = 0; i < server->nfolders; i++)
            if (hear_folder(server, server->folders[i], files + 1 + i * WORKERS)) break;
    free(files);
}

int serve(Str stdlib)
{
    struct server server = {.stdlib = stdlib, .editor = {.file = STDIN_FILENO}, .workspace = json_array(), .gathering = json_array()};
    signal(SIGPIPE, SIG_IGN);
    while (!server.done) hear(&server);
    free_folders(&server);
    inbox_free(&server.editor);
    free(server.environment);
    json_decref(server.workspace);
    json_decref(server.gathering);
    return server.shut_down ? 0 : 1;
}
