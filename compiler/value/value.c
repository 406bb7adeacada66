#include "value/value.h"

#include <math.h>
#include <stdio.h>

struct value value_poison(void) { return (struct value){.kind = V_POISON}; }
struct value value_null(void) { return (struct value){.kind = V_NULL}; }
struct value value_bool(bool b) { return (struct value){.kind = V_BOOL, .boolean = b}; }
struct value value_int(int64_t i) { return (struct value){.kind = V_INT, .integer = i}; }
struct value value_unit(enum value_kind kind, int64_t i) { return (struct value){.kind = kind, .integer = i}; }
struct value value_float(double real) { return (struct value){.kind = V_FLOAT, .real = real}; }
struct value value_list(const struct list *list) { return (struct value){.kind = V_LIST, .list = list}; }
struct value value_record(const struct record *record) { return (struct value){.kind = V_RECORD, .record = record}; }

struct value value_string(struct arena *arena, Str str)
{
    struct name *text = arena_alloc(arena, sizeof *text + str.n + 1);
    if (str.n > UINT32_MAX) panic("text too large");
    text->n = (uint32_t)str.n;
    if (str.n) memcpy(text->s, str.s, str.n);
    return (struct value){.kind = V_STRING, .string = text};
}

struct value value_of_name(const struct name *name) { return (struct value){.kind = V_STRING, .string = name}; }

struct value value_with_origin(struct value value, uint32_t origin)
{
    value.origin = origin;
    return value;
}

Str value_str(struct value value) { return (Str){value.string->s, value.string->n}; }

struct list *list_new(struct arena *arena, size_t n)
{
    if (n > UINT32_MAX) panic("list too large");
    struct list *list = arena_alloc(arena, sizeof *list + n * sizeof *list->at);
    list->n = (uint32_t)n;
    return list;
}

enum { SHORT_RECORD = 64 }; /* shorter ones are searched from the front */

/* Of a long one, from key to position + 1; made on first look-up. Its room is in front of the record. */
static struct map **index_slot(const struct record *record) { return (struct map **)(uintptr_t)record - 1; }

void record_forget(struct record *record)
{
    if (record->n > SHORT_RECORD) *index_slot(record) = NULL;
    record->expanded_size = 0;
}

struct record *record_new(struct arena *arena, const struct name *const *keys, size_t n)
{
    if (n > UINT32_MAX) panic("record too large");
    size_t front = n > SHORT_RECORD ? sizeof(struct map *) : 0;
    struct record *record = (void *)((char *)arena_alloc(arena, front + sizeof *record + n * sizeof *record->values) + front);
    record->n = (uint32_t)n;
    record->keys = keys;
    return record;
}

void record_add(struct record *record, const struct name **keys, const struct name *key, struct value value)
{
    keys[record->n] = key;
    record->values[record->n++] = value;
}

struct record *record_of(struct arena *arena, const struct name *const *keys, const struct value *values, size_t n)
{
    struct record *record = record_new(arena, keys, n);
    if (n) memcpy(record->values, values, n * sizeof *values);
    return record;
}

static struct map *index_of(struct arena *arena, const struct record *record)
{
    struct map *index = NEW(arena, struct map);
    for (size_t i = 0; i < record->n; i++) map_put(arena, index, record->keys[i], (void *)(uintptr_t)(i + 1));
    return index;
}

const struct value *record_get(struct arena *arena, const struct record *record, const struct name *name)
{
    if (record->n <= SHORT_RECORD) {
        for (size_t i = 0; i < record->n; i++)
            if (record->keys[i] == name) return &record->values[i];
        return NULL;
    }
    struct map **index = index_slot(record);
    if (!*index) *index = index_of(arena, record);
    uintptr_t position = (uintptr_t)map_get(*index, name);
    return position ? &record->values[position - 1] : NULL;
}

struct value value_get(struct arena *arena, struct value value, const struct name *name)
{
    const struct value *found = value.kind == V_RECORD ? record_get(arena, value.record, name) : NULL;
    return found ? *found : value_null();
}

/* Those of OLD's keys, and of one key more that nobody wrote. */
static const Span *places_and_one(struct arena *arena, const struct record *old)
{
    Span *key_spans = NEW_ARRAY(arena, old->n + 1, Span);
    memcpy(key_spans, old->key_spans, old->n * sizeof *key_spans);
    return key_spans;
}

struct value record_with(struct arena *arena, struct value old, const struct name *key, struct value value)
{
    size_t n = old.kind == V_RECORD ? old.record->n : 0, i = 0;
    while (i < n && old.record->keys[i] != key) i++;
    const struct name **keys = NEW_ARRAY(arena, n + 1, const struct name *);
    struct record *record = record_new(arena, keys, i < n ? n : n + 1);
    for (size_t k = 0; k < n; k++) {
        keys[k] = old.record->keys[k];
        record->values[k] = old.record->values[k];
    }
    keys[i] = key;
    record->values[i] = value;
    if (n && old.record->key_spans) record->key_spans = i < n ? old.record->key_spans : places_and_one(arena, old.record);
    return value_with_origin(value_record(record), old.origin);
}

/* OLD (NULL: nothing) with room for as many more. */
static struct record_room room_for(struct arena *arena, const struct record *old)
{
    size_t n = old ? old->n : 0, most = n < SHORT_RECORD / 2 ? SHORT_RECORD + 1 : n * 2;
    struct record_room room = {.keys = NEW_ARRAY(arena, most, const struct name *), .n = most};
    room.record = record_new(arena, room.keys, most);
    room.record->n = (uint32_t)n;
    if (n) memcpy(room.keys, old->keys, n * sizeof *room.keys);
    if (n) memcpy(room.record->values, old->values, n * sizeof *old->values);
    if (!n || !old->key_spans) return room;
    room.record->key_spans = room.key_spans = NEW_ARRAY(arena, most, Span);
    memcpy(room.key_spans, old->key_spans, n * sizeof *room.key_spans);
    return room;
}

/* Its index, if there is one, goes on. */
static void append(struct arena *arena, struct record *record, const struct name **keys, const struct name *key, struct value value)
{
    bool indexed = record->n > SHORT_RECORD && *index_slot(record);
    record_add(record, keys, key, value);
    if (indexed) map_put(arena, *index_slot(record), key, (void *)(uintptr_t)record->n);
}

struct value record_grow(struct arena *arena, struct record_room *room, struct value old, const struct name *key, struct value value)
{
    const struct record *record = old.kind == V_RECORD ? old.record : NULL;
    if (!record || record != room->record || record->n == room->n) *room = room_for(arena, record);
    const struct value *known = record_get(arena, room->record, key);
    if (known) room->record->values[known - room->record->values] = value;
    else append(arena, room->record, room->keys, key, value);
    room->record->expanded_size = 0;
    return value_with_origin(value_record(room->record), old.origin);
}

struct value record_without(struct arena *arena, struct value old, const struct name *key)
{
    const struct record *from = old.record;
    const struct name **keys = NEW_ARRAY(arena, from->n, const struct name *);
    Span *spans = from->key_spans ? NEW_ARRAY(arena, from->n, Span) : NULL;
    struct record *record = record_new(arena, keys, from->n);
    record->n = 0;
    for (size_t i = 0; i < from->n; i++) {
        if (from->keys[i] == key) continue;
        if (spans) spans[record->n] = from->key_spans[i];
        keys[record->n] = from->keys[i];
        record->values[record->n++] = from->values[i];
    }
    record->key_spans = spans;
    return value_with_origin(value_record(record), old.origin);
}

struct value record_merge(struct arena *arena, const struct record *a, const struct record *b)
{
    if (!a->n || !b->n) return value_record(a->n ? a : b);
    const struct name **keys = NEW_ARRAY(arena, a->n + b->n, const struct name *);
    struct record *record = record_new(arena, keys, a->n + b->n);
    Span *key_spans = a->key_spans || b->key_spans ? NEW_ARRAY(arena, a->n + b->n, Span) : NULL;
    record->n = 0;
    record->key_spans = key_spans;
    for (size_t i = 0; i < a->n; i++) {
        const struct value *other = record_get(arena, b, a->keys[i]);
        if (a->key_spans && !other) key_spans[record->n] = a->key_spans[i];
        keys[record->n] = a->keys[i];
        record->values[record->n++] = other ? *other : a->values[i];
    }
    for (size_t i = 0; i < b->n; i++) {
        if (record_get(arena, a, b->keys[i])) continue;
        if (b->key_spans) key_spans[record->n] = b->key_spans[i];
        keys[record->n] = b->keys[i];
        record->values[record->n++] = b->values[i];
    }
    return value_record(record);
}

bool record_has_keys_of(const struct record *a, const struct record *b) { return a->n == b->n && names_equal(a->keys, b->keys, a->n); }

static uint32_t size_of_part(struct value part)
{
    if (part.kind == V_STRING) return 1 + part.string->n / LONG_TEXT;
    if (part.kind != V_LIST && part.kind != V_RECORD) return 1;
    uint32_t known = part.kind == V_LIST ? part.list->expanded_size : part.record->expanded_size;
    return known ? known : value_expanded_size(part);
}

static uint64_t size_of_parts(const struct value *values, size_t n)
{
    uint64_t sum = 1;
    for (size_t i = 0; i < n; i++) sum += size_of_part(values[i]);
    return sum;
}

static uint64_t size_of_keys(const struct name *const *keys, size_t n)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < n; i++) sum += keys[i]->n / LONG_TEXT;
    return sum;
}

static uint32_t at_most_uint32(uint64_t size) { return size > UINT32_MAX ? UINT32_MAX : (uint32_t)size; }

uint32_t value_expanded_size(struct value value)
{
    if (value.kind == V_LIST) {
        struct list *list = (struct list *)value.list;
        if (!list->expanded_size) list->expanded_size = at_most_uint32(size_of_parts(list->at, list->n));
        return list->expanded_size;
    }
    struct record *record = (struct record *)value.record;
    if (!record->expanded_size)
        record->expanded_size = at_most_uint32(size_of_parts(record->values, record->n) + size_of_keys(record->keys, record->n));
    return record->expanded_size;
}

static bool holds_nothing(struct value value)
{
    return (value.kind == V_LIST && value.list->n == 0) || (value.kind == V_RECORD && value.record->n == 0);
}

bool value_is_same(struct value a, struct value b)
{
    if (a.kind != b.kind || a.origin != b.origin) return false;
    return a.integer == b.integer || (holds_nothing(a) && holds_nothing(b));
}

static bool parts_look_same(struct value a, struct value b);

bool value_looks_same(struct value a, struct value b)
{
    if (a.kind != b.kind) return false;
    if (a.integer == b.integer) return true;
    return a.kind == V_STRING ? str_eq(value_str(a), value_str(b)) : parts_look_same(a, b);
}

static bool parts_look_same(struct value a, struct value b)
{
    if (a.kind == V_LIST && a.list->n == b.list->n) {
        for (size_t i = 0; i < a.list->n; i++)
            if (!value_looks_same(a.list->at[i], b.list->at[i])) return false;
        return true;
    }
    if (a.kind != V_RECORD || !record_has_keys_of(a.record, b.record)) return false;
    for (size_t i = 0; i < a.record->n; i++)
        if (!value_looks_same(a.record->values[i], b.record->values[i])) return false;
    return true;
}


bool value_holds_secret(struct value value)
{
    for (size_t i = 0; value.kind == V_LIST && i < value.list->n; i++)
        if (value_holds_secret(value.list->at[i])) return true;
    for (size_t i = 0; value.kind == V_RECORD && i < value.record->n; i++)
        if (value_holds_secret(value.record->values[i])) return true;
    return value.kind == V_SECRET;
}

/* ---- comparing ---- */

static bool same_list(const struct list *a, const struct list *b)
{
    if (a == b) return true;
    if (a->n != b->n) return false;
    for (size_t i = 0; i < a->n; i++)
        if (!value_equal(a->at[i], b->at[i])) return false;
    return true;
}

static size_t present(const struct record *record)
{
    size_t n = 0;
    for (size_t i = 0; i < record->n; i++) n += record->values[i].kind != V_NULL;
    return n;
}

static bool same_record(const struct record *a, const struct record *b)
{
    if (a == b) return true;
    if (present(a) != present(b)) return false;
    for (size_t i = 0; i < a->n; i++) {
        if (a->values[i].kind == V_NULL) continue;
        size_t j = i < b->n && b->keys[i] == a->keys[i] ? i : 0; /* mostly in the same order */
        while (j < b->n && b->keys[j] != a->keys[i]) j++;
        if (j == b->n || !value_equal(a->values[i], b->values[j])) return false;
    }
    return true;
}

/* A quantity of an object and the number that it was written as. */
static bool same_quantity(struct value a, struct value b)
{
    if (a.kind == V_INT) return same_quantity(b, a);
    return a.kind == V_CPU && b.kind == V_INT && a.integer % 1000 == 0 && a.integer / 1000 == b.integer;
}

bool value_equal(struct value a, struct value b)
{
    if (a.kind != b.kind) return (a.kind == V_INT) != (b.kind == V_INT) && same_quantity(a, b);
    switch (a.kind) {
    case V_POISON: case V_NULL: return true;
    case V_BOOL: return a.boolean == b.boolean;
    case V_FLOAT: return a.real == b.real;
    case V_STRING: return str_eq(value_str(a), value_str(b));
    case V_LIST: return same_list(a.list, b.list);
    case V_RECORD: return same_record(a.record, b.record);
    case V_SECRET: return a.secret == b.secret;
    case V_INSTANCE: return a.instance == b.instance;
    case V_OBJECT: return a.object == b.object;
    default: return a.integer == b.integer;
    }
}

/* ---- hashing ---- */

/* Every bit of both reaches every bit of the result. */
static uint64_t mix(uint64_t hash, uint64_t more)
{
    hash = (hash + 0x9e3779b97f4a7c15u) * 0xff51afd7ed558ccdu ^ more;
    hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53u;
    return hash ^ hash >> 33;
}

static uint64_t hash_str(Str text, uint64_t seed) { return hash_bytes(text.s, text.n, mix(seed, text.n)); }

static uint64_t hash_secret(const struct secret_text *secret, uint64_t seed)
{
    for (size_t i = 0; i < secret->n; i++) {
        const struct secret_part *part = &secret->parts[i];
        seed = hash_str(part->text, seed);
        if (!part->key_ref) continue;
        seed = hash_str(NAME_STR(part->key_ref->secret), seed);
        seed = hash_str(NAME_STR(part->key_ref->key), seed);
        seed = mix(seed, (uint64_t)part->key_ref->generation);
    }
    return seed;
}

static uint64_t hash_record(const struct record *record, uint64_t seed)
{
    uint64_t sum = 0; /* independent of the order of keys */
    for (size_t i = 0; i < record->n; i++)
        if (record->values[i].kind != V_NULL) sum += value_hash(record->values[i], hash_str(NAME_STR(record->keys[i]), 7));
    return mix(seed, sum);
}

uint64_t value_hash(struct value value, uint64_t seed)
{
    seed = mix(seed, (uint64_t)value.kind + 1);
    switch (value.kind) {
    case V_POISON: case V_NULL: case V_INSTANCE: case V_OBJECT: return seed;
    case V_BOOL: return mix(seed, value.boolean);
    case V_STRING: return hash_str(value_str(value), seed);
    case V_SECRET: return hash_secret(value.secret, seed);
    case V_RECORD: return hash_record(value.record, seed);
    case V_LIST:
        for (size_t i = 0; i < value.list->n; i++) seed = value_hash(value.list->at[i], mix(seed, i + 1));
        return seed;
    default: return mix(seed, (uint64_t)value.integer);
    }
}

/* ---- printing ---- */

static void print_int(int64_t i, struct buf *out)
{
    char digits[24], *p = digits + sizeof digits;
    uint64_t n = i < 0 ? -(uint64_t)i : (uint64_t)i;
    do *--p = (char)('0' + n % 10);
    while (n /= 10);
    if (i < 0) *--p = '-';
    buf_put(out, p, (size_t)(digits + sizeof digits - p));
}

static void print_bytes(int64_t bytes, struct buf *out)
{
    static const struct { int64_t size; const char *unit; } units[] = {
        {INT64_C(1) << 50, "Pi"}, {INT64_C(1) << 40, "Ti"}, {1 << 30, "Gi"}, {1 << 20, "Mi"}, {1 << 10, "Ki"},
        {INT64_C(1000000000000000), "P"}, {INT64_C(1000000000000), "T"}, {1000000000, "G"}, {1000000, "M"}, {1000, "k"},
    };
    int64_t best = bytes;
    const char *unit = "";
    for (size_t i = 0; bytes && i < COUNT(units); i++) /* the one with the smallest number */
        if (bytes % units[i].size == 0 && bytes / units[i].size < best) {
            best = bytes / units[i].size;
            unit = units[i].unit;
        }
    print_int(best, out);
    buf_str(out, str_of(unit));
}

static void print_duration(int64_t ms, struct buf *out)
{
    static const struct { int64_t size; const char *unit; } units[] = {{3600000, "h"}, {60000, "m"}, {1000, "s"}, {1, "ms"}};
    size_t i = ms ? 0 : 2;
    while (ms % units[i].size) i++;
    print_int(ms / units[i].size, out);
    buf_str(out, str_of(units[i].unit));
}

static void print_float(double real, struct buf *out)
{
    char text[40];
    for (int digits = 1; digits <= 17; digits++) { /* the shortest that reads back the same */
        snprintf(text, sizeof text, "%.*g", digits, real);
        double back;
        if (sscanf(text, "%lf", &back) == 1 && back == real) break;
    }
    buf_put(out, text, strlen(text));
    if (!strpbrk(text, ".en")) buf_put(out, ".0", 2);
}

void value_print(struct value value, struct buf *out)
{
    switch (value.kind) {
    case V_POISON: case V_NULL: buf_put(out, "null", 4); break;
    case V_BOOL: buf_str(out, value.boolean ? STR("true") : STR("false")); break;
    case V_INT: print_int(value.integer, out); break;
    case V_FLOAT: print_float(value.real, out); break;
    case V_STRING: buf_str(out, value_str(value)); break;
    case V_BYTES: print_bytes(value.integer, out); break;
    case V_CPU:
        print_int(value.integer % 1000 ? value.integer : value.integer / 1000, out);
        if (value.integer % 1000) buf_char(out, 'm');
        break;
    case V_DURATION: print_duration(value.integer, out); break;
    case V_PORT: print_int(value.integer & 0xFFFF, out); break;
    case V_PERCENT: print_int(value.integer, out); buf_char(out, '%'); break;
    case V_SECRET: buf_str(out, STR("(secret)")); break;
    case V_LIST: buf_printf(out, "[%u item%s]", value.list->n, value.list->n == 1 ? "" : "s"); break;
    case V_RECORD: buf_printf(out, "{%u field%s}", value.record->n, value.record->n == 1 ? "" : "s"); break;
    case V_INSTANCE: buf_str(out, STR("(instance)")); break;
    case V_OBJECT: buf_str(out, STR("(object)")); break;
    }
}

enum { SHOWN_MAX = 60 };

Str value_show(struct arena *arena, struct value value)
{
    struct buf text = {0};
    value_print(value, &text);
    size_t n = text.n > SHOWN_MAX ? SHOWN_MAX : text.n;
    while (n < text.n && n > 0 && ((unsigned char)text.s[n] & 0xC0) == 0x80) n--;
    Str shown = arena_printf(arena, "%.*s%s", (int)n, text.s, n < text.n ? "…" : "");
    buf_free(&text);
    return shown;
}

void value_identity(struct value value, struct buf *out)
{
    bool parted = value.kind == V_LIST || value.kind == V_RECORD || value.kind == V_SECRET;
    if (value.kind == V_STRING) buf_char(out, '"');
    if (parted) buf_printf(out, "#%016llx", (unsigned long long)value_hash(value, 0));
    else value_print(value, out);
    buf_char(out, '\0');
}

/* ---- origins ---- */

static struct places *places_of(const struct origins *origins, uint32_t id) { return origins->places.at[id / 2 / PLACES_CHUNK]; }
static struct written_place *place_at(const struct origins *origins, uint32_t id) { return &places_of(origins, id)->at[id / 2 % PLACES_CHUNK]; }

static struct origin *history_at(const struct origins *origins, uint32_t id)
{
    return &origins->histories.at[id / 2 / HISTORIES_CHUNK][id / 2 % HISTORIES_CHUNK];
}

static bool is_history(uint32_t id) { return id % 2; }

/* Another file begins a chunk of its own. A chunk from before the origins were cleared is taken again. */
static void begin_chunk(struct arena *arena, struct origins *origins, uint32_t file)
{
    origins->nplaces = (origins->nplaces + PLACES_CHUNK - 1) / PLACES_CHUNK * PLACES_CHUNK;
    if (origins->nplaces == origins->places.n * PLACES_CHUNK) vec_push(arena, &origins->places, NEW(arena, struct places));
    places_of(origins, origins->nplaces * 2)->file = file;
}

static uint32_t push_place(struct arena *arena, struct origins *origins, Span at)
{
    bool begins = origins->nplaces % PLACES_CHUNK == 0;
    if (begins || places_of(origins, (origins->nplaces - 1) * 2)->file != at.file) begin_chunk(arena, origins, at.file);
    uint32_t id = origins->nplaces++ * 2;
    *place_at(origins, id) = (struct written_place){.lo = at.lo, .n = (uint16_t)(at.hi - at.lo)};
    return id;
}

static uint32_t push_history(struct arena *arena, struct origins *origins, struct origin origin)
{
    if (origins->nhistories == origins->histories.n * HISTORIES_CHUNK)
        vec_push(arena, &origins->histories, NEW_ARRAY(arena, HISTORIES_CHUNK, struct origin));
    uint32_t id = origins->nhistories++ * 2 + 1;
    *history_at(origins, id) = origin;
    return id;
}

uint32_t origin_push(struct arena *arena, struct origins *origins, struct origin origin)
{
    if (!origins->nplaces) push_place(arena, origins, (Span){0}); /* 0 is no origin */
    bool bare = origin.role == ORIGIN_WRITTEN && !origin.previous && !origin.name && !origin.key_at.file && origin.at.file;
    bare = bare && origin.at.hi >= origin.at.lo && origin.at.hi - origin.at.lo <= UINT16_MAX;
    return bare ? push_place(arena, origins, origin.at) : push_history(arena, origins, origin);
}

uint32_t origins_end(const struct origins *origins)
{
    return (origins->nplaces > origins->nhistories ? origins->nplaces : origins->nhistories) * 2 + 2;
}

void origins_clear(struct origins *origins) { origins->nplaces = origins->nhistories = 0; }

struct origin origin_at(const struct origins *origins, uint32_t id)
{
    if (id / 2 >= (is_history(id) ? origins->nhistories : origins->nplaces)) return (struct origin){0};
    if (is_history(id)) return *history_at(origins, id);
    const struct written_place *place = place_at(origins, id);
    uint32_t file = places_of(origins, id)->file, key_hi = place->lo - place->gap;
    struct origin origin = {.at = {file, place->lo, place->lo + place->n}};
    if (place->key_n) origin.key_at = (Span){file, key_hi - place->key_n, key_hi};
    return origin;
}

/* Keys in quotes are what stands between them: who escapes something there finds it escaped in messages, too. */
Str origin_name(const struct origins *origins, const struct sources *sources, uint32_t id)
{
    struct origin origin = origin_at(origins, id);
    if (origin.name || !origin.key_at.file) return origin.name ? NAME_STR(origin.name) : STR("");
    Str key = span_text(sources, origin.key_at);
    bool quoted = key.n >= 2 && (key.s[0] == '"' || key.s[0] == '\'') && key.s[key.n - 1] == key.s[0];
    return quoted ? (Str){key.s + 1, key.n - 2} : key;
}

uint32_t origin_with_key(struct arena *arena, struct origins *origins, uint32_t id, const struct name *key, Span key_at)
{
    if (is_history(id)) {
        history_at(origins, id)->name = key;
        history_at(origins, id)->key_at = key_at;
        return id;
    }
    struct written_place *place = place_at(origins, id);
    uint32_t gap = place->lo - key_at.hi, n = key_at.hi - key_at.lo;
    if (key_at.hi > place->lo || gap > UINT8_MAX || n > UINT8_MAX) {
        struct origin far = origin_at(origins, id);
        far.key_at = key_at;
        return push_history(arena, origins, far);
    }
    place->gap = (uint8_t)gap;
    place->key_n = (uint8_t)n;
    return id;
}

uint32_t origin_add(struct arena *arena, struct origins *origins, Span at, enum origin_role role, uint32_t previous)
{
    return origin_push(arena, origins, (struct origin){.at = at, .role = role, .previous = previous});
}

Span origin_span(const struct origins *origins, uint32_t id) { return origin_at(origins, id).at; }

Span key_span(const struct origins *origins, const struct record *record, size_t i)
{
    if (record->key_spans && record->key_spans[i].file) return record->key_spans[i];
    struct origin origin = origin_at(origins, record->values[i].origin);
    return origin.key_at.file ? origin.key_at : origin.at;
}
