#include "review/compare.h"

#include "diag/secret_words.h"
#include "review/server_default.h"
#include "value/config_text.h"

/* One walk through two manifests. PATH grows and shrinks with it. */
struct walk {
    struct comparison *comparison;
    struct object_change *change;
    struct buf path;
    struct value near_before, near_after; /* the manifest's values around what is compared: they have places */
    bool in_text;                         /* inside one of them, whose parts have lines there and no places */
    size_t line_before, line_after;       /* the lines that are compared; 0: those of the parts */
    bool hidden;
    bool implied;                         /* of the two values, the server puts the one where the other is absent */
};

bool path_below(Str path, Str prefix)
{
    return str_starts(path, prefix) && (path.n == prefix.n || !prefix.n || strchr(".[:", path.s[prefix.n]));
}

/* ---- differences ---- */

static size_t line_of(const struct walk *walk, struct value value)
{
    return config_line(walk->comparison->scratch, &walk->comparison->scratch_origins, value);
}

static Str cause_of(const struct walk *walk, struct value before, struct value after)
{
    const struct comparison *comparison = walk->comparison;
    bool gone = after.kind == V_NULL;
    const struct compiled *compiled = gone ? comparison->before : comparison->after;
    const struct compiled_object *object = gone ? walk->change->before : walk->change->after;
    struct value value = gone ? before : after;
    if (!walk->in_text) return compiled_cause(compiled, object, value);
    size_t line = gone ? walk->line_before : walk->line_after;
    return compiled_line_cause(compiled, object, gone ? walk->near_before : walk->near_after, line ? line : line_of(walk, value));
}

/* The name of the variable or option at PATH, "…env[NAME].value", "data.FILE: [section] NAME"; else empty. */
static Str variable_at(const struct walk *walk, Str path)
{
    size_t end = str_ends(path, STR("].value")) ? path.n - sizeof "].value" + 1 : str_ends(path, STR("]")) ? path.n - 1 : 0;
    const char *open = end ? memrchr(path.s, '[', end) : NULL;
    if (open) return (Str){open + 1, (size_t)(path.s + end - open) - 1};
    return walk->in_text ? str_after_last(str_after_last(path, ' '), '.') : STR("");
}

/* What others write in plain text: a variable or an option that is called like a secret, or a URL with a password. */
static bool is_plain_secret(const struct walk *walk, struct value value)
{
    bool called = value.kind >= V_STRING && is_called_secret(variable_at(walk, (Str){walk->path.s, walk->path.n}));
    return called || (value.kind == V_STRING && url_password(value_str(value)).n);
}

static void add_difference(struct walk *walk, struct value before, struct value after)
{
    struct arena *arena = walk->comparison->session->arena;
    struct field_change field = {.path = arena_copy(arena, (Str){walk->path.s, walk->path.n}), .before = before, .after = after,
            .hidden = walk->hidden || is_plain_secret(walk, before) || is_plain_secret(walk, after), .implied = walk->implied};
    field.at = cause_of(walk, before, after);
    vec_push(arena, &walk->change->fields, field);
}

static void compare_values(struct walk *, struct value before, struct value after, const struct kube_type *);

/* ---- records ---- */

static struct value get(struct walk *walk, struct value record, const struct name *key)
{
    return value_get(walk->comparison->session->arena, record, key);
}

static void compare_key(struct walk *walk, const struct name *key, struct value before, struct value after, const struct kube_type *type)
{
    size_t length = walk->path.n;
    bool first = length == 0 || walk->path.s[length - 1] == ' ';
    buf_printf(&walk->path, first ? "%s" : ".%s", key->s);
    compare_values(walk, before, after, kube_part_type(type, key->s, key->n));
    walk->path.n = length;
}

/* Both lie there, whether it is written or given from outside. */
static bool is_shared_namespace(const struct walk *walk, const struct name *key)
{
    const struct object_change *change = walk->change;
    bool namespace = str_is((Str){walk->path.s, walk->path.n}, "metadata") && strcmp(key->s, "namespace") == 0;
    return namespace && change->before && change->after && str_eq(change->before->namespace, change->after->namespace);
}

/* KEY is in one of two records. What a cluster has is not looked at: there, a field that is not ours may have any value. */
static void compare_alone(struct walk *walk, const struct name *key, struct value record, struct value other, const struct kube_type *type, bool gone)
{
    struct value value = get(walk, record, key);
    struct session *session = walk->comparison->session;
    if (is_shared_namespace(walk, key)) return;
    walk->implied = !walk->change->before->facts.live && is_server_default(session, type, other, key->s, value);
    compare_key(walk, key, gone ? value : value_null(), gone ? value_null() : value, type);
    walk->implied = false;
}

static void compare_records(struct walk *walk, struct value before, struct value after, const struct kube_type *type)
{
    for (size_t i = 0; i < before.record->n; i++) {
        struct value new = get(walk, after, before.record->keys[i]);
        if (new.kind == V_NULL) compare_alone(walk, before.record->keys[i], before, after, type, true);
        else compare_key(walk, before.record->keys[i], before.record->values[i], new, type);
    }
    for (size_t i = 0; i < after.record->n; i++)
        if (get(walk, before, after.record->keys[i]).kind == V_NULL) compare_alone(walk, after.record->keys[i], after, before, type, false);
}

/* ---- lists with merge keys ---- */

/* The text of an item's keys, "80,UDP", without those that the server would put there; a key that comes again gets a number.
 * NULL: the item has none of them. */
static const struct name *item_key(struct walk *walk, struct value item, const char *keys, const struct kube_type *type, struct map *seen)
{
    struct session *session = walk->comparison->session;
    struct buf text = {0};
    for (Str rest = str_of(keys); item.kind == V_RECORD && rest.n;) {
        const char *comma = memchr(rest.s, ',', rest.n);
        Str key = {rest.s, comma ? (size_t)(comma - rest.s) : rest.n};
        const struct name *name = name_of(session->names, key);
        struct value value = get(walk, item, name);
        if (text.n && is_server_default(session, type, value_null(), name->s, value)) value = value_null();
        if (value.kind != V_NULL && text.n) buf_char(&text, ',');
        if (value.kind != V_NULL && value.kind < V_LIST) value_print(value, &text);
        rest = comma ? (Str){comma + 1, rest.n - key.n - 1} : STR("");
    }
    if (!text.n) return NULL;
    const struct name *name = name_of(session->names, (Str){text.s, text.n});
    uintptr_t times = (uintptr_t)map_get(seen, name) + 1;
    map_put(session->arena, seen, name, (void *)times);
    if (times > 1) buf_printf(&text, "#%zu", (size_t)times);
    if (times > 1) name = name_of(session->names, (Str){text.s, text.n});
    buf_free(&text);
    return name;
}

/* The items of a list under their keys, as a record. False: one has no key. */
static bool keyed(struct walk *walk, struct value list, const char *keys, const struct kube_type *type, struct value *record)
{
    struct arena *arena = walk->comparison->session->arena;
    struct map seen = {0};
    size_t n = list.list->n;
    const struct name **names = NEW_ARRAY(arena, n + 1, const struct name *);
    for (size_t i = 0; i < n; i++) {
        names[i] = item_key(walk, list.list->at[i], keys, type, &seen);
        if (!names[i]) return false;
    }
    *record = value_record(record_of(arena, names, list.list->at, n));
    return true;
}

static void compare_item(struct walk *walk, const struct name *key, struct value before, struct value after, const struct kube_type *type)
{
    size_t length = walk->path.n;
    buf_printf(&walk->path, "[%s]", key->s);
    compare_values(walk, before, after, type);
    walk->path.n = length;
}

static struct value key_list(struct walk *walk, const struct record *record, struct value at)
{
    struct list *list = list_new(walk->comparison->session->arena, record->n);
    for (size_t i = 0; i < record->n; i++) list->at[i] = value_string(walk->comparison->session->arena, NAME_STR(record->keys[i]));
    return value_with_origin(value_list(list), at.origin);
}

/* Whether the items that both have stand in the same order. */
static bool same_order(struct walk *walk, struct value before, struct value after)
{
    size_t k = 0;
    for (size_t i = 0; i < before.record->n; i++) {
        if (get(walk, after, before.record->keys[i]).kind == V_NULL) continue;
        while (k < after.record->n && get(walk, before, after.record->keys[k]).kind == V_NULL) k++;
        if (k == after.record->n || after.record->keys[k++] != before.record->keys[i]) return false;
    }
    return true;
}

static void compare_keyed(struct walk *walk, struct value before, struct value after, struct value lists[2], const struct kube_type *type)
{
    for (size_t i = 0; i < before.record->n; i++)
        compare_item(walk, before.record->keys[i], before.record->values[i], get(walk, after, before.record->keys[i]), type);
    for (size_t i = 0; i < after.record->n; i++)
        if (get(walk, before, after.record->keys[i]).kind == V_NULL)
            compare_item(walk, after.record->keys[i], value_null(), after.record->values[i], type);
    if (same_order(walk, before, after)) return;
    size_t length = walk->path.n;
    buf_printf(&walk->path, " (order)");
    add_difference(walk, key_list(walk, before.record, lists[0]), key_list(walk, after.record, lists[1]));
    walk->path.n = length;
}

/* ---- other lists: what stands between a common beginning and a common end ---- */

static void compare_sequence(struct walk *walk, const struct list *before, const struct list *after, const struct kube_type *type)
{
    size_t head = 0, tail = 0;
    while (head < before->n && head < after->n && value_equal(before->at[head], after->at[head])) head++;
    while (head + tail < before->n && head + tail < after->n && value_equal(before->at[before->n - 1 - tail], after->at[after->n - 1 - tail])) tail++;
    for (size_t i = head; i + tail < before->n || i + tail < after->n; i++) {
        size_t length = walk->path.n;
        buf_printf(&walk->path, "[%zu]", i);
        compare_values(walk, i + tail < before->n ? before->at[i] : value_null(), i + tail < after->n ? after->at[i] : value_null(), type);
        walk->path.n = length;
    }
}

/* Items of custom kinds have the name as their key, if any. */
static void compare_lists(struct walk *walk, struct value before, struct value after, const struct kube_type *type)
{
    const char *keys = type && type->list_keys ? type->list_keys : type ? NULL : "name";
    struct value lists[2] = {before, after}, records[2];
    const struct kube_type *element = type ? type->element : NULL;
    if (keys && keyed(walk, before, keys, element, &records[0]) && keyed(walk, after, keys, element, &records[1]))
        compare_keyed(walk, records[0], records[1], lists, element);
    else compare_sequence(walk, before.list, after.list, element);
}

/* ---- texts ---- */

static bool several_lines(struct value value) { return value.kind == V_STRING && memchr(value_str(value).s, '\n', value_str(value).n); }

struct lines { VEC(const struct name *) v; };

static struct lines lines_of(struct session *session, struct value value)
{
    struct lines lines = {0};
    for (Str text = value.kind == V_STRING ? value_str(value) : STR(""); text.n;) {
        const char *end = memchr(text.s, '\n', text.n);
        size_t n = end ? (size_t)(end - text.s) : text.n;
        vec_push(session->arena, &lines.v, name_of(session->names, (Str){text.s, n}));
        text = (Str){text.s + n + (end ? 1 : 0), text.n - n - (end ? 1 : 0)};
    }
    return lines;
}

/* How often each line occurs. */
static struct map count_lines(struct arena *arena, const struct lines *lines)
{
    struct map counts = {0};
    for (size_t i = 0; i < lines->v.n; i++) map_put(arena, &counts, lines->v.at[i], (char *)map_get(&counts, lines->v.at[i]) + 1);
    return counts;
}

/* Differing lines NUMBER; inside a text of a config file, it is the line of that which counts. */
static void add_lines_at(struct walk *walk, size_t number, const char *what, struct value before, struct value after)
{
    size_t length = walk->path.n, line_before = walk->line_before, line_after = walk->line_after;
    bool inner = line_before || line_after;
    if (!inner) walk->line_before = walk->line_after = number;
    buf_printf(&walk->path, ": line %zu%s", number, what);
    add_difference(walk, before, after);
    walk->path.n = length;
    walk->line_before = line_before;
    walk->line_after = line_after;
}

static void add_line(struct walk *walk, size_t number, const struct name *line, bool old)
{
    struct value text = value_string(walk->comparison->session->arena, NAME_STR(line));
    add_lines_at(walk, number + 1, "", old ? text : value_null(), old ? value_null() : text);
}

/* Adds the lines of LINES that the other text has less often. */
static size_t add_lines(struct walk *walk, const struct lines *lines, struct map counts, bool old)
{
    size_t added = 0;
    for (size_t i = 0; i < lines->v.n; i++) {
        uintptr_t left = (uintptr_t)map_get(&counts, lines->v.at[i]);
        if (left) map_put(walk->comparison->session->arena, &counts, lines->v.at[i], (void *)(left - 1));
        else add_line(walk, i, lines->v.at[i], old), added++;
    }
    return added;
}

/* The same lines in another order: the first that differs tells where. */
static void add_order(struct walk *walk, const struct lines *old, const struct lines *new)
{
    struct arena *arena = walk->comparison->session->arena;
    size_t i = 0;
    while (i < old->v.n && i < new->v.n && old->v.at[i] == new->v.at[i]) i++;
    add_lines_at(walk, i + 1, " (order)", i < old->v.n ? value_string(arena, NAME_STR(old->v.at[i])) : value_null(),
                 i < new->v.n ? value_string(arena, NAME_STR(new->v.at[i])) : value_null());
}

static void compare_lines(struct walk *walk, struct value before, struct value after)
{
    struct arena *arena = walk->comparison->session->arena;
    struct lines old = lines_of(walk->comparison->session, before), new = lines_of(walk->comparison->session, after);
    size_t added = add_lines(walk, &old, count_lines(arena, &new), true) + add_lines(walk, &new, count_lines(arena, &old), false);
    if (!added) add_order(walk, &old, &new);
}

static void compare_configs(struct walk *walk, struct value before, struct value after)
{
    struct value options[2];
    Str name = {walk->path.s, walk->path.n};
    struct session *scratch = walk->comparison->scratch;
    struct origins *origins = &walk->comparison->scratch_origins;
    bool structured = config_as_value(scratch, origins, name, value_str(before), &options[0]) &&
                      config_as_value(scratch, origins, name, value_str(after), &options[1]);
    size_t length = walk->path.n, fields = walk->change->fields.n;
    if (structured) {
        buf_printf(&walk->path, ": ");
        compare_values(walk, options[0], options[1], NULL);
        walk->path.n = length;
    }
    if (walk->change->fields.n == fields) compare_lines(walk, before, after); /* a comment, a blank */
}

static void compare_texts(struct walk *walk, struct value before, struct value after)
{
    bool outer = !walk->in_text;
    if (outer) walk->near_before = before, walk->near_after = after;
    walk->line_before = outer ? 0 : line_of(walk, before);
    walk->line_after = outer ? 0 : line_of(walk, after);
    walk->in_text = true;
    bool config = outer && str_is(walk->change->after->kind, "ConfigMap") && str_starts((Str){walk->path.s, walk->path.n}, STR("data."));
    if (config) compare_configs(walk, before, after);
    else compare_lines(walk, before, after);
    walk->in_text = !outer;
    walk->line_before = walk->line_after = 0;
}

/* ---- values ---- */

/* What is secret, or means nothing to a reader. */
static bool must_hide(const struct walk *walk, const struct kube_type *type)
{
    Str path = {walk->path.s, walk->path.n};
    if (type && type->kind == KUBE_BASE64) return true;
    return str_is(walk->change->after->kind, "Secret") && (path_below(path, STR("data")) || path_below(path, STR("stringData")) ||
            path_below(path, STR("metadata.annotations")));
}

static void compare_values(struct walk *walk, struct value before, struct value after, const struct kube_type *type)
{
    bool was_hidden = walk->hidden;
    walk->hidden = was_hidden || must_hide(walk, type);
    if (before.kind == V_RECORD && after.kind == V_RECORD) compare_records(walk, before, after, type);
    else if (before.kind == V_LIST && after.kind == V_LIST) compare_lists(walk, before, after, type);
    else if (value_equal(before, after)) {}
    else if (!walk->hidden && before.kind == V_STRING && after.kind == V_STRING && (several_lines(before) || several_lines(after)))
        compare_texts(walk, before, after);
    else add_difference(walk, before, after);
    walk->hidden = was_hidden;
}

void compare_fields(struct comparison *comparison, struct object_change *change)
{
    struct value before = compiled_value(comparison->before, change->before), after = compiled_value(comparison->after, change->after);
    struct walk walk = {.comparison = comparison, .change = change};
    if (before.kind == V_RECORD && after.kind == V_RECORD)
        compare_values(&walk, before, after, change->after->kube ? change->after->kube->type : NULL);
    buf_free(&walk.path);
}

/* ---- all of it ---- */

/* Other bytes may mean the same: keys in another order. */
static void drop_empty(struct comparison *comparison)
{
    size_t kept = 0;
    for (size_t i = 0; i < comparison->changes.n; i++) {
        const struct object_change *change = &comparison->changes.at[i];
        if (change->kind != CHANGE_FIELDS || change->fields.n) comparison->changes.at[kept++] = *change;
    }
    comparison->changes.n = kept;
}

struct comparison *compare(struct compiled *before, struct compiled *after)
{
    struct session *session = after->session;
    struct comparison *comparison = NEW(session->arena, struct comparison);
    *comparison = (struct comparison){.session = session, .scratch = session_new(STR("")), .before = before, .after = after};
    comparison->scratch->names = session->names;
    pair_objects(comparison);
    for (size_t i = 0; i < comparison->changes.n; i++)
        if (comparison->changes.at[i].before && comparison->changes.at[i].after) compare_fields(comparison, &comparison->changes.at[i]);
    drop_empty(comparison);
    for (size_t i = 0; i < comparison->changes.n; i++) {
        struct object_change *change = &comparison->changes.at[i];
        if (change->before) map_put(session->arena, &comparison->of_object, change->before, change);
        if (change->after) map_put(session->arena, &comparison->of_object, change->after, change);
    }
    return comparison;
}

void comparison_free(struct comparison *comparison) { session_free(comparison->scratch); }

struct object_change *change_of(const struct comparison *comparison, Str id)
{
    struct compiled_object *after = compiled_find(comparison->after, id), *before = compiled_find(comparison->before, id);
    struct object_change *change = after ? map_get(&comparison->of_object, after) : NULL;
    return change || !before ? change : map_get(&comparison->of_object, before);
}

struct compiled_object *change_subject(const struct object_change *change) { return change->after ? change->after : change->before; }

bool changes_below(const struct object_change *change, Str path)
{
    for (size_t i = 0; i < change->fields.n; i++)
        if (!change->fields.at[i].implied && path_below(change->fields.at[i].path, path)) return true;
    return false;
}
