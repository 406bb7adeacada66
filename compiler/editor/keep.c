/* Keeps the library checked, as the stacks of the project use it, for whoever answers. */
#include "editor/tasks.h"

#include <unistd.h>

enum { PAUSE = 100 }; /* ms in which nobody says anything */

struct keeper {
    struct setting setting;
    struct desk *desk;
    struct inbox inbox;
    int passed;      /* the file that came with the message whose bytes are not yet all there; -1: none did */
    struct child answering;
};

static void start_answering(struct keeper *keeper, const json_t *message)
{
    end_child(&keeper->answering);
    pid_t id = fork_child();
    if (id == 0) {
        close(keeper->inbox.file);
        desk_renew(keeper->desk);
        answer_all(keeper->desk, keeper->passed, json_string_value(json_object_get(message, "recent")));
        _exit(0);
    }
    close(keeper->passed);
    if (id > 0) keeper->answering.id = id;
}

static bool hear(struct keeper *keeper)
{
    int passed;
    bool there = inbox_read_with(&keeper->inbox, &passed);
    for (json_t *message; (message = inbox_next(&keeper->inbox)); json_decref(message)) {
        if (keeper->passed >= 0) start_answering(keeper, message);
        else texts_follow(&keeper->setting.texts, message, keeper->setting.encoding);
        keeper->passed = -1;
    }
    keeper->passed = passed;
    return there;
}

/* The next view, the likeliest first; false: there is no other. */
static bool check_next(struct keeper *keeper)
{
    struct desk *desk = keeper->desk;
    const char *recent = keeper->setting.recent;
    uint32_t id;
    keeper->setting.recent = NULL;
    desk->unsaved = unsaved_texts(desk->texts, desk->session->arena);
    if (recent) return view_of_file(desk, recent, &id), true;
    for (size_t i = 0; i < desk->views.n; i++)
        if (!view_is_checked(desk->views.at[i])) return view_check(desk, desk->views.at[i]), true;
    return false;
}

void keep(struct setting setting, int file)
{
    struct keeper keeper = {.setting = setting, .inbox = {.file = file}, .passed = -1};
    keeper.desk = desk_new(&keeper.setting.texts, setting.folder, setting.stdlib, setting.environment, setting.encoding);
    keeper.desk->is_renewed = true;
    for (bool there = true, ahead = setting.ahead; there;) {
        if (ahead && !is_said(file, PAUSE)) ahead = check_next(&keeper);
        else there = hear(&keeper);
    }
    end_child(&keeper.answering);
    _exit(0);
}
