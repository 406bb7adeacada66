#include "editor/worker.h"

#include "editor/tasks.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the editor reads and writes is not its own. */
static void leave_streams(void)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    dup2(nothing, STDIN_FILENO);
    dup2(nothing, STDOUT_FILENO);
}

pid_t fork_child(void)
{
    pid_t parent = getpid(), id = fork();
    if (id != 0) return id;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
    return 0;
}

NORETURN static void work(enum task task, const struct setting *setting, int file)
{
    leave_streams();
    if (task == TASK_KEEP) keep(*setting, file);
    else examine_all(setting, file);
    _exit(0);
}

bool is_said(int file, int patience)
{
    struct pollfd poll_file = {.fd = file, .events = POLLIN};
    return poll(&poll_file, 1, patience) > 0;
}

static bool open_pair(int files[2]) { return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, files) == 0; }

bool worker_start(struct worker *worker, enum task task, const struct setting *setting)
{
    int files[2];
    if (!open_pair(files)) return false;
    pid_t id = fork_child();
    if (id == 0) {
        close(files[0]);
        work(task, setting, files[1]);
    }
    close(files[1]);
    if (id < 0) close(files[0]);
    else *worker = (struct worker){.runs = true, .child = {id, worker->child.before}, .inbox = {.file = files[0]}};
    return id > 0;
}

bool worker_start_answering(struct worker *worker, const struct worker *keeping, const char *recent)
{
    int files[2];
    if (!open_pair(files)) return false;
    json_t *message = json_pack("{s:s*}", "recent", recent);
    bool sent = send_message_with(keeping->inbox.file, message, files[1]);
    json_decref(message);
    close(files[1]);
    if (!sent) close(files[0]);
    else *worker = (struct worker){.runs = true, .inbox = {.file = files[0]}};
    return sent;
}

void end_child(struct child *child)
{
    if (child->before) waitpid(child->before, NULL, 0);
    if (child->id) kill(child->id, SIGKILL);
    *child = (struct child){.before = child->id};
}

void worker_end(struct worker *worker)
{
    if (!worker->runs) return;
    end_child(&worker->child);
    close(worker->inbox.file);
    inbox_free(&worker->inbox);
    worker->runs = false;
    worker->inbox = (struct inbox){0};
}
