#include "editor/view.h"

#include "evaluate/values.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- what there is ---- */

static struct view *add_view(struct desk *desk)
{
    struct view *view = NEW(desk->session->arena, struct view);
    vec_push(desk->session->arena, &desk->views, view);
    return view;
}

static void add_environments(struct desk *desk)
{
    const struct project *project = project_read(desk->session, NULL);
    for (size_t i = 0; project && i < project->environments.n; i++) {
        struct view *view = add_view(desk);
        view->environment = &project->environments.at[i];
        environment_merge(desk->session, &view->options, view->environment);
    }
}

static Str project_around(struct desk *desk, const char *folder)
{
    Str root = folder ? project_root(desk->session->arena, folder) : STR("");
    for (size_t i = 0; !root.n && i < desk->texts->n; i++) root = project_root(desk->session->arena, desk->texts->at[i].file);
    return root;
}

struct desk *desk_new(const struct texts *texts, const char *folder, Str stdlib, const char *environment, enum encoding encoding)
{
    struct session *session = session_new(stdlib);
    struct desk *desk = NEW(session->arena, struct desk);
    *desk = (struct desk){.session = session, .texts = texts, .stdlib = stdlib, .environment = environment, .encoding = encoding,
            .since = time_now()};
    desk->unsaved = unsaved_texts(texts, session->arena);
    session->sources.unsaved = &desk->unsaved;
    Str root = project_around(desk, folder);
    session->root = root;
    const char *there = root.n ? arena_copy(session->arena, root).s : folder;
    if (there && chdir(there) == 0 && root.n) add_environments(desk);
    desk->project_views = desk->views.n;
    return desk;
}

void desk_free(struct desk *desk)
{
    for (size_t i = 0; i < desk->views.n; i++)
        if (desk->views.at[i]->session) session_free(desk->views.at[i]->session);
    for (size_t i = 0; i < desk->apart.n; i++) session_free(desk->apart.at[i]->session);
    session_free(desk->session);
}

void desk_renew(struct desk *desk)
{
    desk->unsaved = unsaved_texts(desk->texts, desk->session->arena);
    desk->library_now = LIBRARY_UNKNOWN;
    for (size_t i = 0; i < desk->views.n; i++) desk->views.at[i]->is_old = desk->views.at[i]->session != NULL;
    for (; desk->views.n > desk->project_views; desk->views.n--) vec_push(desk->session->arena, &desk->apart, desk->views.at[desk->views.n - 1]);
}

/* ---- looking ---- */

static void view_begin(struct desk *desk, struct view *view)
{
    struct offers *offers = view->session ? view->session->diags.offers : NULL;
    if (view->session) session_free(view->session);
    view->session = session_new(desk->stdlib);
    view->session->for_editor = true;
    view->session->sources.unsaved = &desk->unsaved;
    view->session->diags.offers = offers;
}

/* What is said of values of a stack that has errors would only follow from those. */
static void read_all_values(struct view *view)
{
    const struct program *program = view->compilation.program;
    struct diags_mark mark = diags_mark(&view->session->diags);
    if (!program || !program->root) return;
    read_values(&view->compilation, &view->overrides);
    if (mark.errors) diags_back_to(&view->session->diags, mark);
}

static bool is_noted(const struct desk *desk, const struct known_file *file)
{
    for (size_t i = 0; i < desk->library.v.n; i++) {
        const struct known_file *noted = &desk->library.v.at[i];
        if (strcmp(noted->name, file->name) == 0 && digest_eq(&noted->digest, &file->digest)) return true;
    }
    return false;
}

/* A file that two views have read otherwise is there twice, and has changed for one of them. */
static void note_library(struct desk *desk, const struct known_files *read)
{
    for (size_t i = 0; i < read->v.n; i++) {
        struct known_file file = read->v.at[i];
        if (!str_starts(str_of(file.name), desk->stdlib) || is_noted(desk, &file)) continue;
        file.name = arena_copy(desk->session->arena, str_of(file.name)).s;
        vec_push(desk->session->arena, &desk->library.v, file);
    }
}

static bool is_library_same(struct desk *desk)
{
    bool same = desk->library_now != LIBRARY_CHANGED;
    for (size_t i = 0; same && desk->library_now == LIBRARY_UNKNOWN && i < desk->library.v.n; i++)
        same = file_now(AT_FDCWD, 0, &desk->library.v.at[i], desk->since) != FILE_CHANGED;
    desk->library_now = same ? LIBRARY_SAME : LIBRARY_CHANGED;
    return same;
}

static bool check_again(struct desk *desk, struct view *view)
{
    view->session->sources.unsaved = &desk->unsaved;
    return is_library_same(desk) && compile_check_again(&view->compilation);
}

static void check_anew(struct desk *desk, struct view *view)
{
    struct known_files read = {0};
    view_begin(desk, view);
    if (desk->is_renewed) view->session->sources.known = &read;
    view->compilation = compile_check(view->session, &view->options);
    view->session->sources.known = NULL;
    note_library(desk, &read);
}

bool view_is_checked(const struct view *view) { return view->compilation.session && !view->is_old; }

void view_check(struct desk *desk, struct view *view)
{
    if (view_is_checked(view)) return;
    if (!view->is_old || !check_again(desk, view)) check_anew(desk, view);
    view->is_old = view->was_evaluated = view->is_valid = view->was_run = false;
    view->overrides = (struct override_values){0};
    read_all_values(view);
}

bool view_evaluate(struct desk *desk, struct view *view)
{
    view_check(desk, view);
    struct component *stack = view->compilation.program ? view->compilation.program->root : NULL;
    if (!view->was_evaluated && stack) view->is_valid = compile_evaluate(&view->compilation, stack, &view->overrides);
    view->was_evaluated = true;
    return view->compilation.root != NULL;
}

bool view_run(struct desk *desk, struct view *view)
{
    bool evaluated = view_evaluate(desk, view);
    if (view->is_valid && !view->was_run) compile_validate(&view->compilation);
    view->was_run = true;
    return evaluated;
}

Str file_of_source(const struct view *view, uint32_t id)
{
    struct session *session = view->session;
    const struct source *source = source_at(&session->sources, id);
    bool library = source_is_standard(source);
    Str rest = library ? (Str){source->path.s + 7, source->path.n - 7} : source->path, folder = library ? session->stdlib : session->root;
    char absolute[PATH_MAX];
    Str path = arena_printf(session->arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(rest));
    return id && folder.n && realpath(path.s, absolute) ? arena_copy(session->arena, str_of(absolute)) : STR("");
}

/* ---- which view of a file ---- */

uint32_t source_of(const struct view *view, const char *file)
{
    Str name = str_after_last(str_of(file), '/');
    for (uint32_t id = 1; id < view->session->sources.all.n; id++)
        if (str_ends(source_at(&view->session->sources, id)->path, name) && str_is(file_of_source(view, id), file)) return id;
    return 0;
}

static bool is_chosen(const struct desk *desk, const struct view *view)
{
    return !desk->environment || (view->environment && view->environment->name && strcmp(view->environment->name, desk->environment) == 0);
}

bool is_of_stack(const struct view *view, const struct view *other)
{
    return view == other || (view->environment && other->environment && strcmp(view->environment->stack, other->environment->stack) == 0);
}

/* Whether FILE lies beside the source of VIEW: it is likely to be read there. */
static bool is_near(const struct desk *desk, const struct view *view, const char *file)
{
    char absolute[PATH_MAX];
    Str entry = view->options.source ? compile_entry_file(desk->session->arena, view->options.source) : STR("");
    if (!entry.n || !realpath(entry.s, absolute)) return false;
    *(strrchr(absolute, '/') + 1) = '\0';
    return str_starts(str_of(file), str_of(absolute));
}

/* One from before the desk was renewed, if there is one. */
static struct view *view_by_itself(struct desk *desk, const char *file)
{
    for (size_t i = 0; i < desk->apart.n; i++) {
        struct view *view = desk->apart.at[i];
        if (strcmp(view->options.source, file) != 0) continue;
        vec_push(desk->session->arena, &desk->views, view);
        desk->apart.at[i] = desk->apart.at[--desk->apart.n];
        return view;
    }
    struct view *view = add_view(desk);
    view->options = (struct compile_options){.source = arena_copy(desk->session->arena, str_of(file)).s};
    return view;
}

struct view *view_of_file(struct desk *desk, const char *file, uint32_t *id)
{
    for (int pass = 0; pass < 4; pass++)
        for (size_t i = 0; i < desk->views.n; i++) {
            struct view *view = desk->views.at[i];
            if (is_chosen(desk, view) != (pass % 2 == 0) || is_near(desk, view, file) != (pass < 2)) continue;
            view_check(desk, view);
            if ((*id = source_of(view, file))) return view;
        }
    struct view *view = view_by_itself(desk, file);
    view_check(desk, view);
    *id = source_of(view, file);
    return view;
}
