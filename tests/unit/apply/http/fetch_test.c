/* Requests to servers that answer slowly, in pieces, or later: a process of ours on loopback plays them. */
#include "http/fetch.h"

#include "common/timestamp.h"
#include "test.h"

#include <arpa/inet.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static struct arena *arena;
static struct fetcher *fetcher;
static struct problem problem;
static struct fetched fetched;

/* ---- a server that says the same to everybody ---- */

static void say(int connection, const char *text)
{
    char question[4096];
    if (recv(connection, question, sizeof question, 0) > 0) send(connection, text, strlen(text), MSG_NOSIGNAL);
}

/* A byte every tenth of a second, for as long as somebody listens. */
static void trickle(int connection)
{
    for (int i = 0; i < 200 && send(connection, "x", 1, MSG_NOSIGNAL) == 1; i++) usleep(100000);
}

static void serve(int listener, const char *first, const char *later)
{
    for (size_t n = 0;; n++) {
        int connection = accept(listener, NULL, NULL);
        say(connection, n == 0 || !later ? first : later);
        if (!later) trickle(connection);
        close(connection);
    }
}

/* Returns its address; *PID is to be ended. Whoever comes first is told FIRST, others LATER; NULL: to FIRST there is no end. */
static const char *server_of(const char *first, const char *later, pid_t *pid)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 4) || getsockname(listener, (struct sockaddr *)&address, &size))
        panic("there is no port for a test");
    *pid = fork();
    if (*pid == 0) prctl(PR_SET_PDEATHSIG, SIGKILL), serve(listener, first, later);
    close(listener);
    return arena_printf(arena, "http://127.0.0.1:%d/a/b?c", ntohs(address.sin_port)).s;
}

static bool fetches(const char *url, int64_t limit)
{
    struct fetch request = {.method = "GET", .url = url, .most = 1000, .limit = limit};
    fetched_free(&fetched);
    problem = (struct problem){.arena = arena};
    return fetch(fetcher, &request, &fetched, &problem);
}

/* The same of a server that is there for this request alone; MS is how long it took. */
static bool fetches_of(const char *first, const char *later, int64_t limit, int64_t *ms)
{
    pid_t pid;
    const char *url = server_of(first, later, &pid);
    *ms = elapsed_ms();
    bool fine = fetches(url, limit);
    *ms = elapsed_ms() - *ms;
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    return fine;
}

/* ---- what holds ---- */

#define FINE "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n"

static bool an_answer_without_end_is_ended(void)
{
    int64_t ms;
    bool late = !fetches_of("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", NULL, 500, &ms) && strstr(problem.text.s, "does not answer: Timeout was reached");
    if (!late) remark("%.*s\n", STR_ARG(problem.text));
    return late && ms >= 500;
}

static bool what_is_busy_is_asked_again_when_it_says(void)
{
    int64_t ms;
    bool fine = fetches_of("HTTP/1.1 429 Later\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", FINE "Connection: close\r\n\r\nfine", 0, &ms);
    if (ms < 1000) remark("after %d ms\n", (int)ms);
    return fine && fetched.status == 200 && ms >= 1000 && same_text("body", STR("fine"), (Str){fetched.body.s, fetched.body.n});
}

static bool leads_to(const char *header, const char *location, const char *next)
{
    int64_t ms;
    const char *answer = arena_printf(arena, FINE "%s\r\nConnection: close\r\n\r\nfine", header).s;
    if (!fetches_of(answer, answer, 0, &ms)) return false;
    Str host = {fetched.url.s, fetched.url.n - strlen("/a/b?c")};
    Str there = *location == '/' ? arena_printf(arena, "%.*s%s", STR_ARG(host), location) : str_of(location);
    Str page = *next ? arena_printf(arena, "%.*s%s", STR_ARG(host), next) : STR("");
    return same_text(header, there, fetched.location) & same_text(header, page, fetched.next);
}

static bool addresses_become_whole(void)
{
    return leads_to("Location: /x?y=z%20", "/x?y=z%20", "") & leads_to("Location: x", "/a/x", "") & leads_to("Location: ?x=1", "/a/b?x=1", "") &
           leads_to("location: https://other.example/x?_state=a-_=", "https://other.example/x?_state=a-_=", "") & leads_to("X-Location: /x", "", "") &
           leads_to("Link: </a?n=2>; rel=\"next\"", "", "/a?n=2") & leads_to("Link: </a?n=2>; rel=\"prev\"", "", "") & leads_to("Link: /a; rel=next", "", "") &
           leads_to("Link: <a?n=2>; rel=next", "", "/a/a?n=2");
}

static bool this_machine_is_known(void)
{
    static const char *const ours[] = {"http://localhost", "http://localhost:5000/v2/", "http://127.0.0.1", "https://127.1.2.3:5000/x", "http://[::1]:5000/"};
    static const char *const others[] = {"http://127.example.org/", "http://127.0.0.1.example.org", "http://localhost.example.org", "http://a.example/127.0.0.1",
                                         "http://localhost:x@a.example/", "http://127.0.0.1:5000@a.example", "http://128.0.0.1", "http://127.1", "http://[::2]", ""};
    bool fine = true;
    for (size_t i = 0; i < COUNT(ours); i++)
        if (!url_is_local(str_of(ours[i]))) remark("%s\n", ours[i]), fine = false;
    for (size_t i = 0; i < COUNT(others); i++)
        if (url_is_local(str_of(others[i]))) remark("%s\n", others[i]), fine = false;
    return fine;
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"an answer without end is ended", an_answer_without_end_is_ended}, {"what is busy is asked again when it says", what_is_busy_is_asked_again_when_it_says},
        {"addresses become whole", addresses_become_whole}, {"this machine is known", this_machine_is_known},
    };
    arena = arena_new(0);
    fetcher = fetcher_new(NULL);
    int code = run_tests(tests, COUNT(tests));
    fetched_free(&fetched);
    fetcher_free(fetcher);
    arena_free(arena);
    return code;
}
