#include "cluster/cluster_identity.h"

#include "common/exit_code.h"
#include "http/api.h"

Str cluster_identity(struct http *http, struct arena *arena, struct problem *problem)
{
    const struct reply *reply = http_wait(http, &(struct request){.method = "GET", .path = "/api/v1/namespaces/kube-system"});
    enum answer answer = answer_of(reply);
    Str uid = answer == ANSWER_OK ? clean_text_at(arena, reply->body, "metadata.uid") : STR("");
    const char *help = answer == ANSWER_FORBIDDEN
                           ? "the account needs get of that namespace; 'kubectl auth can-i get namespaces/kube-system' asks again"
                           : answer_help(reply);
    if (uid.n) return uid;
    problem_set(problem, EXIT_ERROR, "namespace kube-system, whose uid tells clusters apart, cannot be read: %.*s",
                STR_ARG(answer == ANSWER_OK ? STR("it has no uid") : answer_text(arena, reply)));
    if (*help) problem_help(problem, "%s", help);
    return uid;
}
