/* Examines everything as "stk check" does: first the stack that was changed, as somebody waits to see what is wrong there. */
#include "base/folder.h"
#include "editor/answers.h"
#include "editor/tasks.h"

#include <unistd.h>

struct examination {
    struct desk *desk;
    int file;
};

static void tell(const struct examination *examination, Str view, struct view *said)
{
    json_t *found = json_object();
    add_diagnostics(examination->desk, said, found);
    json_t *message = json_pack("{s:s%, s:o}", "view", view.s, view.n, "found", found);
    send_message(examination->file, message);
    json_decref(message);
}

/* What it is called from one version to the next. */
static Str name_of_view(struct arena *arena, const struct view *view)
{
    const struct environment *environment = view->environment;
    if (!environment) return str_of(view->options.source);
    return arena_printf(arena, "%s %s", environment->stack, environment->name ? environment->name : "");
}

static void examine(const struct examination *examination, struct view *view)
{
    struct desk *desk = examination->desk;
    if (view->was_run) return;
    view_run(desk, view);
    tell(examination, name_of_view(desk->session->arena, view), view);
}

static void examine_file(const struct examination *examination, const char *file)
{
    uint32_t id;
    if (is_stk_source(file)) examine(examination, view_of_file(examination->desk, file, &id));
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
    struct desk *desk = desk_new(&setting->texts, setting->folder, setting->stdlib, setting->environment, setting->encoding);
    struct examination examination = {desk, file};
    tell(&examination, STR("stk.project"), &(struct view){.session = desk->session});
    if (setting->recent) examine_file(&examination, setting->recent);
    step_back();
    for (size_t i = 0; i < desk->texts->n; i++) examine_file(&examination, desk->texts->at[i].file);
    for (size_t i = 0; i < desk->views.n; i++) examine(&examination, desk->views.at[i]);
    json_t *done = json_object();
    send_message(file, done);
    json_decref(done);
    desk_free(desk);
}
