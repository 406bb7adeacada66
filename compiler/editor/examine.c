/* Examines everything as "stk check" does: first the stack that was changed, as somebody waits to see what is wrong there. */
#include "base/folder.h"
#include "editor/answers.h"
#include "editor/tasks.h"

#include <unistd.h>

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

/* For the rest nobody waits; and others answer at the same time. */
static void step_back(void)
{
    enum { LESS = 10 };
    if (nice(LESS) < 0) return;
}

/* Texts that belong to no stack are looked at, too. */
void examine_all(const struct setting *setting, int file)
{
    const char *recent = setting->recent;
    struct desk *desk = desk_new(&setting->texts, setting->folder, setting->stdlib, setting->environment, setting->encoding);
    json_t *found = json_object();
    struct view project = {.session = desk->session};
    add_diagnostics(desk, &project, found);
    if (recent) examine_file(desk, recent, found);
    if (recent) tell_nothing_of(recent, found);
    tell(file, false, found);
    step_back();
    for (size_t i = 0; i < desk->texts->n; i++) examine_file(desk, desk->texts->at[i].file, found);
    for (size_t i = 0; i < desk->views.n; i++) examine(desk, desk->views.at[i], found);
    tell(file, true, found);
    json_decref(found);
    desk_free(desk);
}
