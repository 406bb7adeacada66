/* Answers requests, about the texts as they are. While nobody asks, it looks ahead. */
#include "editor/answers.h"
#include "editor/tasks.h"

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
    if (likely && !likely->was_evaluated) return view_evaluate(desk, likely), true;
    for (size_t i = 0; i < desk->views.n; i++)
        if (!view_is_checked(desk->views.at[i])) return view_check(desk, desk->views.at[i]), true;
    for (size_t i = 0; likely && i < desk->views.n; i++)
        if (is_of_stack(desk->views.at[i], likely) && !desk->views.at[i]->was_evaluated) return view_evaluate(desk, desk->views.at[i]), true;
    return false;
}

void answer_all(struct desk *desk, int file, const char *recent)
{
    struct inbox inbox = {.file = file};
    for (bool there = true; there;) {
        for (json_t *request; there && (request = inbox_next(&inbox)); json_decref(request)) there = answer(desk, file, request);
        bool ahead = there && !is_said(file, 0) && look_ahead(desk, recent);
        if (!ahead) there = there && inbox_read(&inbox);
    }
    inbox_free(&inbox);
}
