#include "state/history.h"

#include "base/base64.h"
#include "common/exit_code.h"
#include "state/archive.h"

#include <stdlib.h>

#define FIRST       "revision"          /* what the label says that they keep */
#define PART        "revision-part"
#define ARCHIVE     "archive"           /* the key of the bytes in the binaryData of each part */

#define NUMBER      "stk.dev/revision"  /* of all parts; the others of the first */
#define PARTS       "stk.dev/parts"
#define TIME        "stk.dev/time"
#define BY          "stk.dev/by"
#define RESULT      "stk.dev/result"
#define NOTE        "stk.dev/note"
#define KUBE        "stk.dev/kube"
#define ENVIRONMENT "stk.dev/environment"
#define OBJECTS     "stk.dev/objects"

static struct store store_of(struct http *http, const struct inventory *inventory)
{
    return (struct store){http, inventory->arena, &config_maps, inventory->namespace, inventory->stack};
}

/* Stacks have no dot in their names, so this is no stack's inventory. */
static Str part_name(const struct inventory *inventory, json_int_t number, size_t i)
{
    return arena_printf(inventory->arena, "%.*s.r%lld.%zu", STR_ARG(inventory->name), (long long)number, i);
}

static Str number_text(struct arena *arena, json_int_t number) { return arena_printf(arena, "%lld", (long long)number); }

/* ---- the list ---- */

static bool read_info(struct arena *arena, const json_t *object, struct revision_info *info)
{
    json_int_t objects = 0, parts;
    if (!annotation_number(object, NUMBER, &info->number)) return false;
    bool whole = annotation_number(object, OBJECTS, &objects) && annotation_number(object, PARTS, &parts);
    info->objects = (size_t)objects;
    info->time = clean_annotation(arena, object, TIME);
    info->by = clean_annotation(arena, object, BY);
    info->result = whole ? clean_annotation(arena, object, RESULT) : STR("damaged");
    info->note = clean_annotation(arena, object, NOTE);
    info->kube = clean_annotation(arena, object, KUBE);
    info->environment = clean_annotation(arena, object, ENVIRONMENT);
    return true;
}

static bool damaged(const struct inventory *inventory, Str name, const char *why, struct problem *problem)
{
    problem_set(problem, EXIT_ERROR, "ConfigMap %.*s/%.*s, of the history of stack '%.*s', is damaged: %s", STR_ARG(inventory->namespace),
                STR_ARG(name), STR_ARG(inventory->stack), why);
    return problem_help(problem, "restore it from a backup, or delete it (kubectl -n %.*s delete configmap %.*s): that revision is lost then",
                        STR_ARG(inventory->namespace), STR_ARG(name));
}

static int newest_first(const void *a, const void *b)
{
    json_int_t left = ((const struct revision_info *)a)->number, right = ((const struct revision_info *)b)->number;
    return (left < right) - (left > right);
}

bool history_list(struct http *http, const struct inventory *inventory, struct revisions *revisions, struct problem *problem)
{
    struct store store = store_of(http, inventory);
    json_t *list = store_list(&store, LABEL_KEEPS "=" FIRST, problem), *object;
    bool fine = list != NULL;
    size_t i;
    json_array_foreach(list, i, object) {
        struct revision_info info;
        bool readable = read_info(inventory->arena, object, &info);
        if (readable) vec_push(inventory->arena, &revisions->v, info);
        else fine = damaged(inventory, clean_text_at(inventory->arena, object, "metadata.name"), "its annotation " NUMBER " is no number", problem);
    }
    json_decref(list);
    if (revisions->v.n) qsort(revisions->v.at, revisions->v.n, sizeof *revisions->v.at, newest_first);
    return fine;
}

static void take_newest(void *context, const struct reply *reply)
{
    struct inventory *inventory = context;
    size_t i;
    json_t *object;
    json_array_foreach(json_object_get(reply->body, "items"), i, object) {
        json_int_t number;
        if (annotation_number(object, NUMBER, &number) && number > inventory->revision) inventory->revision = number;
    }
}

void history_ask_newest(struct http *http, struct inventory *inventory)
{
    struct store store = store_of(http, inventory);
    store_list_async(&store, LABEL_KEEPS "=" FIRST, take_newest, inventory);
}

/* ---- writing ---- */

static json_t *part_of(const struct store *store, Str name, json_int_t number, bool first, Str bytes)
{
    struct buf code = {0};
    json_t *object = store_new_object(store, name, first ? FIRST : PART);
    base64_encode(bytes, &code);
    object_set_text(object, "annotations", NUMBER, number_text(store->arena, number));
    json_object_set_new(object, "binaryData", json_pack("{s:s%}", ARCHIVE, code.s, code.n));
    buf_free(&code);
    return object;
}

static void describe(struct arena *arena, json_t *object, const struct revision_info *info, size_t parts)
{
    object_set_text(object, "annotations", PARTS, number_text(arena, (json_int_t)parts));
    object_set_text(object, "annotations", TIME, info->time);
    object_set_text(object, "annotations", BY, info->by);
    object_set_text(object, "annotations", RESULT, STR("begun"));
    object_set_text(object, "annotations", NOTE, info->note);
    object_set_text(object, "annotations", KUBE, info->kube);
    object_set_text(object, "annotations", ENVIRONMENT, info->environment);
    object_set_text(object, "annotations", OBJECTS, number_text(arena, (json_int_t)info->objects));
}

/* A revision on its way. */
struct revision_write {
    struct http *http;
    const struct inventory *inventory;
    const struct revision_options *options;
    Str archive;
    size_t parts, left;      /* LEFT: parts that are not sent yet */
    bool packed, done;
    struct problem problem;  /* of a folder that was not packed, or of a part that was not written */
};

static void send_part(struct revision_write *write);

static void tell_refused(const struct revision_write *write)
{
    Str text = arena_printf(write->inventory->arena, "this revision is not kept: %.*s", STR_ARG(write->problem.text));
    write->options->refused(write->options->context, text.s);
}

static void take_part(void *context, const struct reply *reply)
{
    struct revision_write *write = context;
    struct store store = store_of(write->http, write->inventory);
    Str name = part_name(write->inventory, write->options->info.number, write->left);
    bool fine = answer_of(reply) == ANSWER_OK || store_problem(&store, reply, name, "written", &write->problem);
    if (!fine) tell_refused(write);
    if (fine && write->left) send_part(write);
    else write->done = true;
}

/* The first part goes last, when all others are there. */
static void send_part(struct revision_write *write)
{
    struct store store = store_of(write->http, write->inventory);
    size_t i = --write->left, from = i * REVISION_PART_MAX, rest = write->archive.n - from;
    Str bytes = {write->archive.s + from, rest < REVISION_PART_MAX ? rest : REVISION_PART_MAX};
    const struct revision_info *info = &write->options->info;
    json_t *object = part_of(&store, part_name(write->inventory, info->number, i), info->number, i == 0, bytes);
    if (i == 0) describe(write->inventory->arena, object, info, write->parts);
    store_apply_async(&store, object, take_part, write);
    json_decref(object);
}

static void pack(void *context)
{
    struct revision_write *write = context;
    struct buf archive = {0};
    if (write->packed) return;
    write->packed = true;
    if (archive_pack(write->options->folder, &archive, &write->problem))
        write->archive = arena_copy(write->inventory->arena, (Str){archive.s, archive.n});
    buf_free(&archive);
}

enum { SHADOW_MS = 2 }; /* the request that is sent next goes first */

struct revision_write *history_prepare(struct http *http, const struct inventory *inventory, const struct revision_options *options)
{
    struct revision_write *write = NEW(inventory->arena, struct revision_write);
    *write = (struct revision_write){.http = http, .inventory = inventory, .options = options, .problem = {.arena = inventory->arena}};
    http_after(http, SHADOW_MS, pack, write);
    return write;
}

static bool tell_problem(const struct revision_write *write, struct problem *problem)
{
    if (!write->problem.code) return true;
    problem_set(problem, write->problem.code, "%.*s", STR_ARG(write->problem.text));
    return write->problem.help.n ? problem_help(problem, "%.*s", STR_ARG(write->problem.help)) : false;
}

bool history_begin(struct revision_write *write, struct problem *problem)
{
    pack(write);
    if (!tell_problem(write, problem)) return false;
    write->parts = write->left = (write->archive.n + REVISION_PART_MAX - 1) / REVISION_PART_MAX;
    send_part(write);
    return true;
}

static bool is_written(const struct revision_write *write, struct problem *problem)
{
    while (!write->done) http_turn(write->http, 1000);
    return tell_problem(write, problem);
}

/* ---- what is kept ---- */

/* Revisions older than FROM go, but for APPLIED. */
struct limit { json_int_t from, applied; };

static struct limit limit_of(const struct revisions *revisions)
{
    struct limit limit = {0};
    if (revisions->v.n > REVISIONS_KEPT) limit.from = revisions->v.at[REVISIONS_KEPT - 1].number;
    for (size_t i = 0; i < revisions->v.n && !limit.applied; i++)
        if (str_is(revisions->v.at[i].result, "applied")) limit.applied = revisions->v.at[i].number;
    return limit;
}

static bool is_old(const void *context, const json_t *object)
{
    const struct limit *limit = context;
    json_int_t number;
    return annotation_number(object, NUMBER, &number) && number < limit->from && number != limit->applied;
}

static bool is_any(const void *context, const json_t *object)
{
    (void)context, (void)object;
    return true;
}

#define ALL_PARTS LABEL_KEEPS " in (" FIRST "," PART ")"

/* Numbers are given one after the other: with the first ones there cannot be too many. */
static bool sweep_old(struct http *http, const struct inventory *inventory, json_int_t number, struct problem *problem)
{
    struct store store = store_of(http, inventory);
    struct revisions revisions = {0};
    if (number <= REVISIONS_KEPT) return true;
    if (!history_list(http, inventory, &revisions, problem)) return false;
    struct limit limit = limit_of(&revisions);
    return !limit.from || store_sweep(&store, ALL_PARTS, is_old, &limit, problem);
}

bool history_finish(const struct revision_write *write, Str result, struct problem *problem)
{
    struct store store = store_of(write->http, write->inventory);
    Str name = part_name(write->inventory, write->options->info.number, 0);
    if (!is_written(write, problem)) return false;
    const struct reply *reply = store_annotate(&store, name, RESULT, result);
    if (answer_of(reply) != ANSWER_OK) return store_problem(&store, reply, name, "written", problem);
    return sweep_old(write->http, write->inventory, write->options->info.number, problem);
}

bool history_delete(struct http *http, const struct inventory *inventory, struct problem *problem)
{
    struct store store = store_of(http, inventory);
    return store_sweep(&store, ALL_PARTS, is_any, NULL, problem);
}

/* ---- reading ---- */

static bool read_part(struct http *http, const struct inventory *inventory, json_int_t number, size_t i, json_int_t *parts, struct buf *archive,
                      struct problem *problem)
{
    struct store store = store_of(http, inventory);
    Str name = part_name(inventory, number, i);
    const struct reply *reply = store_get(&store, name);
    enum answer answer = answer_of(reply);
    if (answer == ANSWER_NOT_FOUND && i == 0) {
        problem_set(problem, EXIT_ERROR, "there is no revision %lld of stack '%.*s'", (long long)number, STR_ARG(inventory->stack));
        return problem_help(problem, "'stk history %.*s' lists those that there are", STR_ARG(inventory->stack));
    }
    if (answer == ANSWER_NOT_FOUND) return damaged(inventory, part_name(inventory, number, 0), "a part that belongs to it is missing", problem);
    if (answer != ANSWER_OK) return store_problem(&store, reply, name, "read", problem);
    if (i == 0 && !annotation_number(reply->body, PARTS, parts)) return damaged(inventory, name, "its annotation " PARTS " is no number", problem);
    return base64_decode(str_of(text_at(reply->body, "binaryData." ARCHIVE)), archive) || damaged(inventory, name, "it is no base64", problem);
}

static bool unpack(const struct inventory *inventory, json_int_t number, Str archive, const char *folder, struct problem *problem)
{
    struct problem mine = {.arena = problem->arena};
    return archive_unpack(archive, folder, &mine) ||
           problem_set(problem, mine.code, "revision %lld of stack '%.*s' cannot be unpacked: %.*s", (long long)number, STR_ARG(inventory->stack),
                       STR_ARG(mine.text));
}

bool history_read(struct http *http, const struct inventory *inventory, json_int_t number, const char *folder, struct problem *problem)
{
    struct buf archive = {0};
    json_int_t parts = 1;
    bool fine = true;
    for (json_int_t i = 0; i < parts && fine; i++) fine = read_part(http, inventory, number, (size_t)i, &parts, &archive, problem);
    fine = fine && unpack(inventory, number, (Str){archive.s, archive.n}, folder, problem);
    buf_free(&archive);
    return fine;
}
