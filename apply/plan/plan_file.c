#include "plan/plan_file.h"

#include "cluster/cluster_identity.h"
#include "base/base64.h"
#include "common/exit_code.h"
#include "state/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PLAN_SCHEMA = 1 };

struct plan_file {
    json_t *json;
    struct plan_options options;
    struct arena *arena;
};

/* ---- saving ---- */

static json_t *texts_json(const char *const *texts, size_t n)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++) json_array_append_new(list, json_string(texts[i]));
    return list;
}

static json_t *steps_json(const struct plan *plan)
{
    json_t *list = json_array();
    for (size_t i = 0; i < plan->steps.n; i++) {
        const struct step *step = &plan->steps.at[i];
        json_array_append_new(list, json_pack("{s:o, s:s, s:o, s:s}", "id", text_json(step->id), "action", action_name(step->action), "uid",
                                              text_json(step->uid), "content", step->content));
    }
    return list;
}

static json_t *plan_json(const struct plan *plan, Str identity, const struct buf *archive)
{
    struct buf code = {0};
    base64_encode((Str){archive->s, archive->n}, &code);
    json_t *json = json_pack("{s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "schema", PLAN_SCHEMA, "stack", text_json(plan->stack->name), "namespace",
            text_json(plan->inventory->namespace), "cluster", text_json(identity), "takes",
            texts_json(plan->options->takes.at, plan->options->takes.n),
            "consents", texts_json(plan->options->consents.at, plan->options->consents.n), "steps", steps_json(plan), "archive",
            text_json((Str){code.s, code.n}));
    buf_free(&code);
    return json;
}

/* A new file beside it, then renamed: nobody finds half a plan. */
static bool write_file(const char *name, const struct buf *bytes, struct problem *problem)
{
    Str temporary = arena_printf(problem->arena, "%s.%d", name, (int)getpid());
    int fd = open(temporary.s, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
    bool written = file && buf_write(bytes, file);
    if (file && fclose(file) != 0) written = false;
    if (written && rename(temporary.s, name) == 0) return true;
    problem_set(problem, EXIT_ERROR, "the plan cannot be written to '%s': %s", name, strerror(errno));
    if (fd >= 0) unlink(temporary.s);
    return false;
}

bool plan_save(const struct plan *plan, const char *folder, const char *file, struct problem *problem)
{
    struct buf archive = {0}, packed = {0};
    Str identity = cluster_identity(plan->http, problem->arena, problem);
    bool fine = !problem->code && archive_pack(folder, &archive, problem);
    if (fine) {
        json_t *json = plan_json(plan, identity, &archive);
        char *text = json_dumps(json, JSON_COMPACT);
        fine = gzip_pack(str_of(text), &packed, problem) && write_file(file, &packed, problem);
        free(text);
        json_decref(json);
    }
    buf_free(&archive);
    buf_free(&packed);
    return fine;
}

/* ---- loading ---- */

bool is_plan_file(const char *file)
{
    struct stat stat_of;
    return stat(file, &stat_of) == 0 && S_ISREG(stat_of.st_mode);
}

static bool read_file(const char *name, struct buf *out, struct problem *problem)
{
    char block[65536];
    FILE *file = fopen(name, "re");
    size_t n;
    while (file && (n = fread(block, 1, sizeof block, file)) > 0) buf_put(out, block, n);
    bool fine = file && !ferror(file);
    if (!fine) problem_set(problem, EXIT_ERROR, "the plan '%s' cannot be read: %s", name, strerror(errno));
    if (file) fclose(file);
    return fine;
}

static bool damaged(const char *name, struct problem *problem)
{
    problem_set(problem, EXIT_ERROR, "'%s' is no plan of 'stk plan -o', or it is damaged", name);
    return problem_help(problem, "make it again; or name the folder that 'stk compile -o' wrote");
}

static bool unpack(const struct plan_file *file, const char *name, const char *folder, struct problem *problem)
{
    struct buf archive = {0};
    bool fine = base64_decode(str_of(text_at(file->json, "archive")), &archive) || damaged(name, problem);
    fine = fine && archive_unpack((Str){archive.s, archive.n}, folder, problem);
    buf_free(&archive);
    return fine;
}

static bool is_for(const struct plan_file *file, struct http *http, const char *name, struct problem *problem)
{
    Str identity = cluster_identity(http, file->arena, problem);
    if (problem->code || str_is(identity, text_at(file->json, "cluster"))) return !problem->code;
    return problem_set(problem, EXIT_CONFLICT, "the plan '%s' was made for another cluster (%s) than this (%.*s)", name,
                       text_at(file->json, "cluster"), STR_ARG(identity));
}

static void read_options(struct plan_file *file)
{
    size_t i;
    json_t *text;
    json_array_foreach(json_object_get(file->json, "takes"), i, text)
        if (json_is_string(text)) vec_push(file->arena, &file->options.takes, json_string_value(text));
    json_array_foreach(json_object_get(file->json, "consents"), i, text)
        if (json_is_string(text)) vec_push(file->arena, &file->options.consents, json_string_value(text));
}

struct plan_file *plan_load(struct http *http, struct arena *arena, const char *name, const char *folder, struct problem *problem)
{
    struct buf packed = {0}, text = {0};
    struct plan_file *file = NEW(arena, struct plan_file);
    struct problem ignored = {.arena = arena};
    file->arena = arena;
    bool fine = read_file(name, &packed, problem) && (gzip_unpack((Str){packed.s, packed.n}, ARCHIVE_MAX, &text, &ignored) || damaged(name, problem));
    if (fine) file->json = json_loadb(text.s, text.n, 0, NULL);
    buf_free(&packed);
    buf_free(&text);
    if (fine && number_at(file->json, "schema", 0) != PLAN_SCHEMA) fine = damaged(name, problem);
    fine = fine && is_for(file, http, name, problem) && unpack(file, name, folder, problem);
    if (fine) read_options(file);
    if (fine) return file;
    plan_file_free(file);
    return NULL;
}

Str plan_file_namespace(const struct plan_file *file) { return str_of(text_at(file->json, "namespace")); }
const struct plan_options *plan_file_options(const struct plan_file *file) { return &file->options; }
void plan_file_free(struct plan_file *file) { if (file) json_decref(file->json); }

/* ---- comparing ---- */

/* A step whose change turned out to be none is as good as none; the server was asked about new objects only when it was saved. */
static bool same(const struct step *step, const json_t *saved)
{
    return saved && text_is(saved, "action", action_name(step->action)) && str_is(step->uid, text_at(saved, "uid")) &&
           text_is(saved, "content", step->content);
}

/* What an interrupted run has done already; a job that failed in it is run again. */
static bool is_done(const struct plan *plan, const struct step *step, const json_t *saved)
{
    return saved && plan->inventory->pending && (step->same || step->action == ACTION_NONE);
}

static json_t *by_id(const struct plan_file *file)
{
    json_t *index = json_object(), *saved;
    size_t i;
    json_array_foreach(json_object_get(file->json, "steps"), i, saved) json_object_set(index, text_at(saved, "id"), saved);
    return index;
}

bool plan_file_matches(const struct plan_file *file, const struct plan *plan, struct problem *problem)
{
    json_t *index = by_id(file);
    struct buf moved = {0};
    size_t n = json_object_size(index) != plan->steps.n;
    for (size_t i = 0; i < plan->steps.n; i++) {
        const struct step *step = &plan->steps.at[i];
        const json_t *saved = json_object_getn(index, step->id.s, step->id.n);
        if (same(step, saved) || is_done(plan, step, saved)) continue;
        if (n++ < 10) buf_printf(&moved, "%s%.*s", moved.n ? ", " : "", STR_ARG(step->id));
    }
    json_decref(index);
    if (n) problem_set(problem, EXIT_CONFLICT, "the cluster has moved since the plan was made: %.*s", (int)moved.n, moved.n ? moved.s : "");
    if (n) problem_help(problem, "nothing was changed; make the plan again and look at it");
    buf_free(&moved);
    return !n;
}
