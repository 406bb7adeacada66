#include "review/stack_file.h"

#include "value/json_scan.h"

void folder_damaged(struct session *session, const char *folder, const char *file, const char *what)
{
    struct diag *diag = diag_add(&session->diags, E0006, (Span){0}, "'%s/%s' %s", folder, file, what);
    diag_help(&session->diags, diag, "name a folder that 'stk compile -o' wrote; if it is one, compile it again");
}

/* ---- parts ---- */

static json_t *json_of(Str text)
{
    return json_loadb(text.s, text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
}

static void damaged(const struct stack_file *file, const char *what) { folder_damaged(file->session, file->folder, ".stk/stack.json", what); }

json_t *stack_file_part(struct stack_file *file, Str part)
{
    json_t *json = part.n ? map_get(&file->parts, part.s) : NULL;
    if (json || !part.n) return json;
    json = json_of(part);
    if (!json) damaged(file, "is damaged: it is not JSON");
    if (!json) return NULL;
    json_array_append_new(file->kept, json);
    map_put(file->session->arena, &file->parts, part.s, json);
    return json;
}

/* ---- one pass ---- */

static size_t number_at(Str json)
{
    size_t digits = json.n && json.n <= 9 ? str_take_number(&json) : SIZE_MAX;
    return json.n ? SIZE_MAX : digits;
}

/* What is read of an object. */
enum object_field { ID, OF, WAVE, HASH, INSTANCE, AFTER, OBJECT_FIELDS };

/* NULL: nobody asks for what is called so. */
static Str *field_called(Str fields[OBJECT_FIELDS], Str key)
{
    static const char *const names[OBJECT_FIELDS] = {[ID] = "id", [OF] = "of", [WAVE] = "wave", [HASH] = "hash", [INSTANCE] = "instance", [AFTER] = "after"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_is(key, names[i])) return &fields[i];
    return NULL;
}

static void read_object(struct stack_file *file, struct json_scan *scan)
{
    struct arena *arena = file->session->arena;
    Str key, fields[OBJECT_FIELDS] = {0};
    json_enter(scan, '{');
    while (json_next_key(scan, &key)) {
        Str *field = field_called(fields, key), value = json_skip(scan);
        if (field && field->n) scan->broken = true; /* twice */
        if (field) *field = value;
    }
    size_t wave = number_at(fields[WAVE]);
    struct stack_file_object object = {.id = arena_copy(arena, json_text_of(arena, fields[ID])), .of = number_at(fields[OF]),
            .wave = wave == SIZE_MAX ? 0 : (uint32_t)wave, .hash = json_text_of(arena, fields[HASH]),
            .instance = arena_copy(arena, json_text_of(arena, fields[INSTANCE])), .after = fields[AFTER]};
    vec_push(arena, &file->objects, object);
}

static void read_facts(struct stack_file *file, struct json_scan *scan)
{
    struct fact_group group;
    json_enter(scan, '{');
    while (json_next_key(scan, &group.name)) {
        if (stack_file_facts(file, group.name).n) scan->broken = true; /* twice */
        group.list = json_skip(scan);
        vec_push(file->session->arena, &file->facts, group);
    }
}

static void read_objects(struct stack_file *file, struct json_scan *scan)
{
    json_enter(scan, '[');
    while (json_next_item(scan)) read_object(file, scan);
}

/* In the head, null stands for what is not kept there. */
static void read_member(struct stack_file *file, struct json_scan *scan, Str key)
{
    json_t *kept = NULL;
    bool twice = json_object_getn(file->head, key.s, key.n);
    if (str_is(key, "objects")) read_objects(file, scan);
    else if (str_is(key, "facts")) read_facts(file, scan);
    else if (str_is(key, "instances")) file->instances = json_skip(scan);
    else if (!(kept = json_of(json_skip(scan)))) scan->broken = true;
    if (twice || json_object_setn_new(file->head, key.s, key.n, kept ? kept : json_null()) != 0) scan->broken = true;
}

/* False: it is not JSON, or arranged in another way. */
static bool read_all(struct stack_file *file, Str text)
{
    struct json_scan scan = {.text = text};
    Str key;
    json_enter(&scan, '{');
    while (json_next_key(&scan, &key)) read_member(file, &scan, key);
    return json_finished(&scan) && str_utf8(text);
}

static bool is_of_this_stk(const json_t *stack) { return json_integer_value(json_object_get(stack, "schema")) == 2; }

/* Nothing was made of TEXT: what is wrong with it. */
static const char *what_is_wrong(Str text)
{
    json_t *json = json_of(text);
    const char *what = !json ? "is damaged: it is not JSON" : is_of_this_stk(json) ? "is damaged: its parts are of other kinds than stk writes"
                       : "is damaged, or of another stk: its schema is not 2";
    json_decref(json);
    return what;
}

struct stack_file *stack_file_empty(struct session *session)
{
    struct stack_file *file = NEW(session->arena, struct stack_file);
    *file = (struct stack_file){.session = session, .folder = "", .head = json_object(), .kept = json_array()};
    json_array_append_new(file->kept, file->head);
    return file;
}

struct stack_file *stack_file_read(struct session *session, const char *folder, Str text)
{
    struct stack_file *file = stack_file_empty(session);
    file->folder = folder;
    if (read_all(file, text) && is_of_this_stk(file->head)) return file;
    damaged(file, what_is_wrong(text));
    stack_file_free(file);
    return NULL;
}

struct stack_file *stack_file_shared(struct stack_file *file)
{
    json_incref(file->kept);
    return file;
}

void stack_file_free(struct stack_file *file) { json_decref(file->kept); }

/* ---- looking up ---- */

static void index_instances(struct stack_file *file)
{
    struct arena *arena = file->session->arena;
    struct json_scan scan = {.text = file->instances};
    json_enter(&scan, '[');
    while (json_next_item(&scan)) {
        Str *instance = NEW(arena, Str);
        *instance = json_skip(&scan);
        map_put(arena, &file->by_path, name_of(file->session->names, json_field(arena, *instance, "path")), instance);
    }
}

Str stack_file_instance(struct stack_file *file, Str path)
{
    if (!file->by_path.n && file->instances.n) index_instances(file);
    const struct name *name = name_find(file->session->names, path);
    const Str *found = name ? map_get(&file->by_path, name) : NULL;
    return found ? *found : STR("");
}

Str stack_file_facts(const struct stack_file *file, Str name)
{
    for (size_t i = 0; i < file->facts.n; i++)
        if (str_eq(file->facts.at[i].name, name)) return file->facts.at[i].list;
    return STR("");
}
