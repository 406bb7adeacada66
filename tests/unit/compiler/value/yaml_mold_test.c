/* What is copied from a mold is what would be written without one: the text, and the origins of its leaves. */
#include "value/serialize.h"

#include "test.h"

static struct arena *arena;
static struct names *names;
static uint64_t seed = 11;

static uint32_t pick(uint32_t n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % n;
}

static struct value some_text(void)
{
    static const char *const texts[] = {"web", "8080", "a: b", "", "one\ntwo\n", "- x", "true", "a longer text that needs no quotes", "x\ny"};
    return value_string(arena, str_of(texts[pick(COUNT(texts))]));
}

static struct value some_value(unsigned depth);

static struct value some_list(unsigned depth)
{
    struct list *list = list_new(arena, pick(4));
    for (size_t i = 0; i < list->n; i++) list->at[i] = some_value(depth - 1);
    return value_list(list);
}

static struct value some_record(unsigned depth)
{
    static const char *const words[] = {"name", "labels", "spec", "a b", "ports"};
    size_t n = pick(4) ? COUNT(words) : pick(COUNT(words));
    const struct name **keys = NEW_ARRAY(arena, n, const struct name *);
    struct record *record = record_new(arena, keys, n);
    for (size_t i = 0; i < n; i++) {
        keys[i] = name_of(names, str_of(words[i]));
        record->values[i] = some_value(depth - 1);
    }
    return value_record(record);
}


static struct value some_value(unsigned depth)
{
    struct value value;
    switch (depth ? pick(7) : pick(4)) {
    case 0: value = value_null(); break;
    case 1: value = value_int(pick(3)); break;
    case 2: value = value_bool(pick(2)); break;
    case 3: value = some_text(); break;
    case 4: value = some_list(depth); break;
    default: value = some_record(depth); break;
    }
    return value_with_origin(value, 1 + pick(50));
}

/* VALUE with some parts, anywhere, made anew; the rest is shared with it. */
static struct value changed(struct value value, unsigned depth)
{
    if (pick(12) == 0) return some_value(depth);
    if (pick(3) == 0 || (value.kind != V_LIST && value.kind != V_RECORD)) return value;
    if (value.kind == V_LIST) {
        struct list *list = list_new(arena, value.list->n);
        for (size_t i = 0; i < list->n; i++) list->at[i] = changed(value.list->at[i], depth - 1);
        return value_with_origin(value_list(list), value.origin);
    }
    struct record *record = record_of(arena, value.record->keys, value.record->values, value.record->n);
    for (size_t i = 0; i < record->n; i++) record->values[i] = changed(record->values[i], depth - 1);
    return value_with_origin(value_record(record), value.origin);
}

static bool writes_alike(struct value value, struct yaml_molds *molds, const void *declaration)
{
    struct buf plain = {0}, again = {0};
    struct origin_list origins = {.arena = arena}, copied = {.arena = arena};
    write_yaml(&plain, value, &origins);
    write_yaml_again(&again, value, &copied, molds, declaration);
    bool fine = same_text("text", (Str){plain.s, plain.n}, (Str){again.s, again.n}) && origins.v.n == copied.v.n;
    for (size_t i = 0; fine && i < origins.v.n; i++) fine = origins.v.at[i] == copied.v.at[i];
    if (!fine) remark("after:\n%.*s", (int)plain.n, plain.s);
    buf_free(&plain);
    buf_free(&again);
    return fine;
}

static bool a_series_is_written_alike(void)
{
    enum { SERIES = 300, OBJECTS = 40, DEPTH = 4 };
    for (size_t i = 0; i < SERIES; i++) {
        arena = arena_new(0);
        names = names_new(arena);
        struct yaml_molds molds = {.arena = arena};
        struct value first = some_record(DEPTH);
        bool fine = true;
        for (size_t k = 0; fine && k < OBJECTS; k++) {
            struct value value = k ? changed(first, DEPTH) : first;
            bool object = value.kind == V_RECORD && value.record->n && value.record->values[0].kind != V_NULL;
            fine = !object || writes_alike(value, &molds, &molds);
        }
        arena_free(arena);
        if (!fine) return false;
    }
    return true;
}

static const struct unit_test tests[] = {
    {"a series of objects is written as each by itself", a_series_is_written_alike},
};

int main(void) { return run_tests(tests, COUNT(tests)); }
