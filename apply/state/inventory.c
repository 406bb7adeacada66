#include "state/inventory.h"

#include "base/version.h"
#include "common/exit_code.h"
#include "inventory_text.h"
#include "state/identity.h"

#define LABEL_ID   "applyset.kubernetes.io/id"
#define PART       "inventory-part"
#define ENTRIES    "entries"            /* the key of the text in the data of each ConfigMap */

/* What the first ConfigMap says of the whole, as annotations. */
#define REVISION   "stk.dev/revision"
#define PENDING    "stk.dev/pending"
#define EPOCH      "stk.dev/epoch"
#define WRITE      "stk.dev/write"      /* a random name: of this write and the parts that belong to it */
#define PARTS      "stk.dev/parts"
#define COUNT_OF   "stk.dev/entries"
#define HASH       "stk.dev/hash"

enum { PART_MAX = 700 * 1024 };         /* bytes of text in one ConfigMap, of the 1 MiB that fit */

static struct store store_of(struct http *http, const struct inventory *inventory)
{
    return (struct store){http, inventory->arena, &config_maps, inventory->namespace, inventory->stack};
}

/* Stacks have no dot in their names, so this is no other stack's inventory. */
static Str part_name(const struct inventory *inventory, Str write, size_t i)
{
    return arena_printf(inventory->arena, "%.*s.inventory.%.*s.%zu", STR_ARG(inventory->name), STR_ARG(write), i);
}

static Str hash_of(struct arena *arena, Str text) { return arena_printf(arena, "%016llx", (unsigned long long)hash_bytes(text.s, text.n, 0)); }

/* ---- entries ---- */

static uintptr_t position_of(const struct inventory *inventory, Str id)
{
    const struct name *name = name_find(inventory->names, id);
    return name ? (uintptr_t)map_get(&inventory->by_id, name) : 0;
}

static void set_position(struct inventory *inventory, Str id, uintptr_t position)
{
    map_put(inventory->arena, &inventory->by_id, name_of(inventory->names, id), (void *)position);
}

struct entry *inventory_find(const struct inventory *inventory, Str id)
{
    uintptr_t position = position_of(inventory, id);
    return position ? &inventory->entries.at[position - 1] : NULL;
}

void inventory_put(struct inventory *inventory, const struct entry *entry)
{
    struct entry *known = inventory_find(inventory, entry->id);
    if (known) {
        if (entry->uid.n) known->uid = entry->uid;
        known->wave = entry->wave;
        return;
    }
    vec_push(inventory->arena, &inventory->entries, *entry);
    set_position(inventory, entry->id, inventory->entries.n);
}

void inventory_drop(struct inventory *inventory, Str id)
{
    uintptr_t position = position_of(inventory, id);
    if (!position) return;
    struct entry last = inventory->entries.at[--inventory->entries.n];
    inventory->entries.at[position - 1] = last;
    set_position(inventory, last.id, position);
    set_position(inventory, id, 0);
}

/* ---- reading ---- */

/* "ConfigMap shop/stk-site" */
static Str place_of(const struct inventory *inventory)
{
    return arena_printf(inventory->arena, "ConfigMap %.*s/%.*s", STR_ARG(inventory->namespace), STR_ARG(inventory->name));
}

static Str deleting(const struct inventory *inventory)
{
    return arena_printf(inventory->arena, "kubectl -n %.*s delete configmap %.*s", STR_ARG(inventory->namespace), STR_ARG(inventory->name));
}

static bool damaged(const struct inventory *inventory, const char *why, struct problem *problem)
{
    problem_set(problem, EXIT_ERROR, "the inventory of stack '%.*s', %s, is damaged: %s", STR_ARG(inventory->stack), place_of(inventory).s, why);
    return problem_help(problem, "restore it from a backup; or delete it (%s), and the next apply owns what is in the stack then: objects that left the "
                        "stack before stay in the cluster", deleting(inventory).s);
}

static bool is_ours(const struct inventory *inventory, const json_t *object, struct problem *problem)
{
    const json_t *labels = json_at(object, "metadata.labels");
    if (str_eq(json_text(labels, LABEL_ID), inventory->part_of) && str_eq(json_text(labels, LABEL_STACK), inventory->stack)) return true;
    problem_set(problem, EXIT_ERROR, "%s is not the inventory of stack '%.*s': its labels say stack '%.*s' and id '%.*s', not '%.*s'",
                place_of(inventory).s,
                STR_ARG(inventory->stack), STR_ARG(json_text(labels, LABEL_STACK)), STR_ARG(json_text(labels, LABEL_ID)),
                        STR_ARG(inventory->part_of));
    return problem_help(problem, "if it is somebody else's, put the inventory into another namespace; if it was copied or edited, restore it, or delete "
                        "it (%s)", deleting(inventory).s);
}

static bool read_numbers(struct inventory *inventory, const json_t *object, json_int_t *count)
{
    json_int_t parts;
    if (!annotation_number(object, REVISION, &inventory->revision) || !annotation_number(object, EPOCH, &inventory->epoch)) return false;
    if (!annotation_number(object, PARTS, &parts) || !annotation_number(object, COUNT_OF, count)) return false;
    inventory->parts = (size_t)parts;
    inventory->pending = str_is(clean_annotation(inventory->arena, object, PENDING), "true");
    return true;
}

static void put_text(struct buf *text, const json_t *object) { buf_str(text, str_of(text_at(object, "data." ENTRIES))); }

/* The texts of the parts behind that of the first. */
static bool read_parts(struct http *http, const struct inventory *inventory, Str write, struct buf *text, bool *missing, struct problem *problem)
{
    struct store store = store_of(http, inventory);
    for (size_t i = 1; i <= inventory->parts; i++) {
        Str name = part_name(inventory, write, i);
        const struct reply *reply = store_get(&store, name);
        enum answer answer = answer_of(reply);
        *missing = answer == ANSWER_NOT_FOUND;
        if (*missing) return damaged(inventory, arena_printf(inventory->arena, "ConfigMap %.*s is missing", STR_ARG(name)).s, problem);
        if (answer != ANSWER_OK) return store_problem(&store, reply, name, "read", problem);
        put_text(text, reply->body);
    }
    return true;
}

static bool read_entries(struct inventory *inventory, Str text, Str hash, json_int_t count, struct problem *problem)
{
    const char *why;
    if (!str_eq(hash_of(inventory->arena, text), hash)) return damaged(inventory, "its entries are not those that were written", problem);
    if (!inventory_text_read(inventory, text, &why)) return damaged(inventory, why, problem);
    return inventory->entries.n == (size_t)count || damaged(inventory, "entries are missing", problem);
}

/* OBJECT lives until the next request. */
static bool read_all(struct http *http, struct inventory *inventory, const json_t *object, bool *missing, struct problem *problem)
{
    json_int_t count;
    if (!is_ours(inventory, object, problem)) return false;
    if (!read_numbers(inventory, object, &count)) return damaged(inventory, "its annotations stk.dev/… are no numbers", problem);
    Str write = clean_annotation(inventory->arena, object, WRITE), hash = clean_annotation(inventory->arena, object, HASH);
    inventory->resource_version = clean_text_at(inventory->arena, object, "metadata.resourceVersion");
    inventory->exists = true;
    struct buf text = {0};
    put_text(&text, object);
    bool fine = read_parts(http, inventory, write, &text, missing, problem) && read_entries(inventory, (Str){text.s, text.n}, hash, count, problem);
    buf_free(&text);
    return fine;
}

static bool read_once(struct http *http, struct inventory *inventory, bool *missing, struct problem *problem)
{
    struct store store = store_of(http, inventory);
    const struct reply *reply = store_get(&store, inventory->name);
    enum answer answer = answer_of(reply);
    if (answer == ANSWER_OK) return read_all(http, inventory, reply->body, missing, problem);
    inventory->exists = false;
    return answer == ANSWER_NOT_FOUND || store_problem(&store, reply, inventory->name, "read", problem);
}

/* When somebody writes it meanwhile, the parts of before are gone. */
enum { READ_TRIES = 3 };

struct inventory *inventory_read(struct http *http, struct session *session, Str stack, Str namespace, struct problem *problem)
{
    struct inventory *inventory = NEW(session->arena, struct inventory);
    Str name = inventory_name(session->arena, stack);
    *inventory = (struct inventory){.arena = session->arena, .name = name, .namespace = arena_copy(session->arena, namespace),
                                    .stack = arena_copy(session->arena, stack), .names = session->names};
    inventory->part_of = applyset_id(session->arena, name, namespace);
    for (unsigned tries = 1;; tries++) {
        struct problem mine = {.arena = problem->arena};
        bool missing = false;
        if (read_once(http, inventory, &missing, &mine)) return inventory;
        if (missing && tries < READ_TRIES) continue;
        *problem = mine;
        return NULL;
    }
}

/* ---- writing ---- */

static json_t *data_of(Str text) { return json_pack("{s:s%}", ENTRIES, text.n ? text.s : "", text.n); }

static Str number_text(struct arena *arena, json_int_t number) { return arena_printf(arena, "%lld", (long long)number); }

/* Each part but the first. Counts them. */
static bool write_parts(struct http *http, struct inventory *inventory, Str write, Str rest, size_t *parts, struct problem *problem)
{
    struct store store = store_of(http, inventory);
    for (*parts = 0; rest.n;) {
        Str text = inventory_text_cut(rest, PART_MAX), name = part_name(inventory, write, ++*parts);
        json_t *object = store_new_object(&store, name, PART);
        object_set_text(object, "annotations", WRITE, write);
        object_set_text(object, "annotations", EPOCH, number_text(inventory->arena, inventory->epoch));
        json_object_set_new(object, "data", data_of(text));
        const struct reply *reply = store_apply(&store, object);
        json_decref(object);
        if (answer_of(reply) != ANSWER_OK) return store_problem(&store, reply, name, "written", problem);
        rest = (Str){rest.s + text.n, rest.n - text.n};
    }
    return true;
}

/* kubectl leaves a parent of another tooling alone, whatever else the flags say (1.36.4). */
static json_t *first_of(struct http *http, const struct inventory *inventory, Str write, Str text, size_t parts)
{
    struct store store = store_of(http, inventory);
    struct arena *arena = inventory->arena;
    json_t *object = store_new_object(&store, inventory->name, NULL);
    object_set_text(object, "labels", LABEL_ID, inventory->part_of);
    object_set_text(object, "annotations", "applyset.kubernetes.io/tooling", STR("stk/v" STK_VERSION));
    object_set_text(object, "annotations", "applyset.kubernetes.io/contains-group-kinds", inventory_group_kinds(inventory));
    object_set_text(object, "annotations", "applyset.kubernetes.io/additional-namespaces", inventory_namespaces(inventory));
    object_set_text(object, "annotations", REVISION, number_text(arena, inventory->revision));
    object_set_text(object, "annotations", PENDING, inventory->pending ? STR("true") : STR("false"));
    object_set_text(object, "annotations", EPOCH, number_text(arena, inventory->epoch));
    object_set_text(object, "annotations", WRITE, write);
    object_set_text(object, "annotations", PARTS, number_text(arena, (json_int_t)parts));
    object_set_text(object, "annotations", COUNT_OF, number_text(arena, (json_int_t)inventory->entries.n));
    object_set_text(object, "annotations", HASH, hash_of(arena, text));
    json_object_set_new(object, "data", data_of(inventory_text_cut(text, PART_MAX)));
    return object;
}

static bool overtaken(const struct inventory *inventory, const char *done, struct problem *problem)
{
    problem_set(problem, EXIT_LOCKED, "somebody else has %s the inventory of stack '%.*s', %s, meanwhile", done, STR_ARG(inventory->stack),
                place_of(inventory).s);
    return problem_help(problem, "see with 'stk status' who is at work, and start again when they are done");
}

/* Refused: perhaps an answer was lost, and it was this write that came first. libcurl may send twice by itself. */
static bool was_written(const struct store *store, struct inventory *inventory, Str write)
{
    const struct reply *reply = store_get(store, inventory->name);
    if (answer_of(reply) != ANSWER_OK || !str_eq(clean_annotation(store->arena, reply->body, WRITE), write)) return false;
    inventory->resource_version = clean_text_at(store->arena, reply->body, "metadata.resourceVersion");
    return true;
}

static bool write_first(struct http *http, struct inventory *inventory, Str write, json_t *object, struct problem *problem)
{
    struct store store = store_of(http, inventory);
    const struct reply *reply = store_put(&store, object, inventory->exists ? inventory->resource_version : STR(""));
    enum answer answer = answer_of(reply);
    if (answer == ANSWER_OK) inventory->resource_version = clean_text_at(inventory->arena, reply->body, "metadata.resourceVersion");
    else if (answer == ANSWER_NOT_FOUND && inventory->exists) return overtaken(inventory, "deleted", problem);
    else if (answer != ANSWER_EXISTS && answer != ANSWER_STALE) return store_problem(&store, reply, inventory->name, "written", problem);
    else if (!was_written(&store, inventory, write)) return overtaken(inventory, "written", problem);
    inventory->exists = true;
    return true;
}

/* ---- parts that are no longer named ---- */

struct sweep { const struct inventory *inventory; Str write; };

/* Those of a later holder of the lock may be on their way into an inventory that is not written yet. */
static bool is_stale(const void *context, const json_t *object)
{
    const struct sweep *sweep = context;
    json_int_t epoch;
    bool known = annotation_number(object, EPOCH, &epoch);
    return (!known || epoch <= sweep->inventory->epoch) && !str_eq(clean_annotation(sweep->inventory->arena, object, WRITE), sweep->write);
}

static bool sweep_parts(struct http *http, const struct inventory *inventory, Str write, struct problem *problem)
{
    struct store store = store_of(http, inventory);
    struct sweep sweep = {inventory, write};
    return store_sweep(&store, LABEL_KEEPS "=" PART, is_stale, &sweep, problem);
}

static bool write_all(struct http *http, struct inventory *inventory, Str text, struct problem *problem)
{
    Str write = identity_random(inventory->arena), first = inventory_text_cut(text, PART_MAX);
    size_t parts, before = inventory->parts;
    if (!write_parts(http, inventory, write, (Str){text.s + first.n, text.n - first.n}, &parts, problem)) return false;
    json_t *object = first_of(http, inventory, write, text, parts);
    bool fine = write_first(http, inventory, write, object, problem);
    json_decref(object);
    if (!fine) return false;
    inventory->parts = parts;
    return !(before || parts) || sweep_parts(http, inventory, write, problem);
}

bool inventory_write(struct http *http, struct inventory *inventory, struct problem *problem)
{
    struct buf text = {0};
    inventory_text_write(inventory, &text);
    bool fine = write_all(http, inventory, (Str){text.s ? text.s : "", text.n}, problem);
    buf_free(&text);
    return fine;
}

bool inventory_delete(struct http *http, struct inventory *inventory, struct problem *problem)
{
    struct store store = store_of(http, inventory);
    const struct reply *reply = inventory->exists ? store_delete(&store, inventory->name, inventory->resource_version) : NULL;
    enum answer answer = reply ? answer_of(reply) : ANSWER_OK;
    if (answer == ANSWER_STALE) return overtaken(inventory, "written", problem);
    if (answer != ANSWER_OK && answer != ANSWER_NOT_FOUND) return store_problem(&store, reply, inventory->name, "deleted", problem);
    inventory->exists = false;
    return sweep_parts(http, inventory, STR("none"), problem);
}

/* ---- all of a namespace ---- */

bool inventory_list(struct http *http, struct arena *arena, Str namespace, struct stack_names *names, struct problem *problem)
{
    struct store store = {http, arena, &config_maps, namespace, STR("")};
    json_t *list = store_list(&store, LABEL_MANAGED_BY "=stk," LABEL_ID, problem), *object;
    size_t i;
    json_array_foreach(list, i, object) {
        Str stack = json_text(json_at(object, "metadata.labels"), LABEL_STACK);
        if (stack.n) vec_push(arena, &names->v, arena_copy(arena, stack));
    }
    bool fine = list != NULL;
    json_decref(list);
    return fine;
}
