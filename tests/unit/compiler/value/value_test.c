/* Values: printing, equality, hashes, records. */
#include "value/value.h"

#include "test.h"

static struct arena *arena;
static struct names *names;

static bool prints(struct value value, const char *expected)
{
    struct buf out = {0};
    value_print(value, &out);
    bool fine = same_text("print", str_of(expected), (Str){out.s, out.n});
    buf_free(&out);
    return fine;
}

static bool bytes_print_with_their_largest_unit(void)
{
    static const struct { int64_t n; const char *text; } table[] = {
        {0, "0"}, {1, "1"}, {999, "999"}, {1000, "1k"}, {1024, "1Ki"}, {1500, "1500"}, {512 << 20, "512Mi"}, {INT64_C(2) << 30, "2Gi"},
        {1000000, "1M"}, {INT64_C(3) << 40, "3Ti"}, {INT64_C(1) << 50, "1Pi"}, {INT64_C(5000000000000000), "5P"}, {INT64_MAX, "9223372036854775807"},
    };
    bool fine = true;
    for (size_t i = 0; i < COUNT(table); i++) fine &= prints(value_unit(V_BYTES, table[i].n), table[i].text);
    return fine;
}

static bool cpu_prints_as_cores_or_thousandths(void)
{
    return prints(value_unit(V_CPU, 250), "250m") && prints(value_unit(V_CPU, 2000), "2") && prints(value_unit(V_CPU, 1500), "1500m") && prints(value_unit(V_CPU, 0), "0");
}

static bool durations_print_with_their_largest_unit(void)
{
    static const struct { int64_t ms; const char *text; } table[] = {
        {0, "0s"}, {200, "200ms"}, {1500, "1500ms"}, {30000, "30s"}, {60000, "1m"}, {90000, "90s"}, {3600000, "1h"}, {5400000, "90m"}, {86400000, "24h"},
    };
    bool fine = true;
    for (size_t i = 0; i < COUNT(table); i++) fine &= prints(value_unit(V_DURATION, table[i].ms), table[i].text);
    return fine;
}

static bool whole_numbers_print(void)
{
    return prints(value_int(0), "0") && prints(value_int(-7), "-7") && prints(value_int(INT64_MAX), "9223372036854775807") &&
           prints(value_int(INT64_MIN), "-9223372036854775808") && prints(value_unit(V_PERCENT, 25), "25%") &&
           prints(value_unit(V_PORT, 8080 | (int64_t)PORT_HTTP << 16), "8080") && prints(value_unit(V_PORT, 65535 | (int64_t)PORT_SCTP << 16), "65535");
}

static bool floats_print_shortest_and_stay_floats(void)
{
    return prints(value_float(1), "1.0") && prints(value_float(0.1), "0.1") && prints(value_float(-2.5), "-2.5") && prints(value_float(1e100), "1e+100") &&
           prints(value_float(1.0 / 3), "0.3333333333333333") && prints(value_float(123456789), "123456789.0");
}

static struct value text(const char *s) { return value_string(arena, str_of(s)); }

/* A record of two keys, in this order. */
static struct value pair(const char *a, struct value first, const char *b, struct value second)
{
    const struct name **keys = NEW_ARRAY(arena, 2, const struct name *);
    keys[0] = name_of(names, str_of(a));
    keys[1] = name_of(names, str_of(b));
    struct record *record = record_new(arena, keys, 2);
    record->values[0] = first;
    record->values[1] = second;
    return value_record(record);
}

static struct value list_of(struct value a, struct value b)
{
    struct list *list = list_new(arena, 2);
    list->at[0] = a;
    list->at[1] = b;
    return value_list(list);
}

static bool order_of_keys_does_not_count(void)
{
    struct value a = pair("x", value_int(1), "y", text("t")), b = pair("y", text("t"), "x", value_int(1));
    return value_equal(a, b) && value_hash(a, 0) == value_hash(b, 0) && !value_equal(a, pair("x", text("t"), "y", value_int(1))) &&
           value_hash(a, 0) != value_hash(pair("x", text("t"), "y", value_int(1)), 0);
}

static bool null_fields_do_not_count(void)
{
    struct value a = pair("x", value_int(1), "y", value_null()), b = pair("z", value_null(), "x", value_int(1));
    return value_equal(a, b) && value_hash(a, 0) == value_hash(b, 0);
}

static bool order_of_items_counts(void)
{
    struct value a = list_of(value_int(1), value_int(2)), b = list_of(value_int(2), value_int(1));
    return !value_equal(a, b) && value_hash(a, 0) != value_hash(b, 0) && value_equal(a, list_of(value_int(1), value_int(2)));
}

static bool kinds_differ(void)
{
    const struct value values[] = {
        value_null(), value_bool(false), value_bool(true), value_int(0), value_int(1), value_float(1), text(""), text("0"), text("1"), text("true"),
        value_unit(V_BYTES, 1), value_unit(V_CPU, 1), value_unit(V_DURATION, 1), value_unit(V_PERCENT, 1), value_list(list_new(arena, 0)),
        value_record(record_new(arena, NULL, 0)), list_of(text("1"), text("")), list_of(text(""), text("1")),
    };
    bool fine = true;
    for (size_t i = 0; i < COUNT(values); i++)
        for (size_t k = 0; k < COUNT(values); k++) {
            if (value_equal(values[i], values[k]) == (i == k) && (value_hash(values[i], 3) == value_hash(values[k], 3)) == (i == k)) continue;
            remark("values %zu and %zu\n", i, k);
            fine = false;
        }
    return fine;
}

static bool are_known_alike(struct value a, struct value b)
{
    struct buf one = {0}, other = {0};
    value_identity(a, &one);
    value_identity(b, &other);
    bool alike = str_eq((Str){one.s, one.n}, (Str){other.s, other.n});
    buf_free(&one);
    buf_free(&other);
    return alike;
}

static bool elements_are_known_by_all_that_they_are(void)
{
    Str base = STR("a text that is longer than what is shown of it in messages, and ends in ");
    const struct value values[] = {
        text("80"), value_int(80), text(arena_printf(arena, "%.*sone", STR_ARG(base)).s), text(arena_printf(arena, "%.*sother", STR_ARG(base)).s),
        pair("x", value_int(1), "y", value_int(2)), pair("x", value_int(2), "y", value_int(1)), list_of(value_int(1), value_int(2)),
    };
    for (size_t i = 0; i < COUNT(values); i++)
        for (size_t k = 0; k < COUNT(values); k++)
            if (are_known_alike(values[i], values[k]) != (i == k)) return false;
    return are_known_alike(pair("x", value_int(1), "y", value_int(2)), pair("y", value_int(2), "x", value_int(1)));
}

static bool parts_of_a_text_do_not_run_together(void)
{
    struct value a = pair("ab", text("c"), "x", text("")), b = pair("a", text("bc"), "x", text(""));
    return value_hash(a, 0) != value_hash(b, 0) && value_hash(list_of(text("ab"), text("c")), 0) != value_hash(list_of(text("a"), text("bc")), 0);
}

static bool long_records_find_their_keys(void)
{
    enum { MANY = 1000 };
    const struct name **keys = NEW_ARRAY(arena, MANY, const struct name *);
    struct record *record = record_new(arena, keys, MANY);
    for (size_t i = 0; i < MANY; i++) {
        keys[i] = name_of(names, arena_printf(arena, "key%zu", i));
        record->values[i] = value_int((int64_t)i);
    }
    bool fine = !record_get(arena, record, name_of(names, STR("absent")));
    for (size_t i = 0; i < MANY; i++) fine = fine && record_get(arena, record, keys[i])->integer == (int64_t)i;
    return fine;
}

static bool setting_a_key_keeps_the_rest(void)
{
    const struct name *x = name_of(names, STR("x")), *z = name_of(names, STR("z"));
    struct value old = pair("x", value_int(1), "y", value_int(2)), set = record_with(arena, old, x, value_int(9)), more = record_with(arena, old, z, value_int(3));
    struct value from_null = record_with(arena, value_null(), z, value_int(3));
    return value_equal(set, pair("x", value_int(9), "y", value_int(2))) && record_get(arena, old.record, x)->integer == 1 && more.record->n == 3 &&
           more.record->keys[2] == z && from_null.record->n == 1;
}

static bool merging_keeps_order_and_lets_the_second_win(void)
{
    struct value a = pair("x", value_int(1), "y", value_int(2)), b = pair("y", value_int(5), "z", value_int(6));
    const struct record *merged = record_merge(arena, a.record, b.record).record;
    return merged->n == 3 && strcmp(merged->keys[0]->s, "x") == 0 && strcmp(merged->keys[1]->s, "y") == 0 && merged->values[1].integer == 5 &&
           strcmp(merged->keys[2]->s, "z") == 0 && merged->values[2].integer == 6;
}

/* Keys k0 to k199, some of them twice, are set one after the other; with a look-up in between, and places of the first ones. */
static bool growing_gives_what_setting_gives(void)
{
    static const Span places[2] = {{1, 2, 3}, {1, 4, 5}};
    struct record_room room = {0};
    struct value start = pair("k7", value_int(1), "y", value_int(2)), set = start, grown = start;
    ((struct record *)start.record)->key_spans = places;
    for (int i = 0; i < 300; i++) {
        const struct name *key = name_of(names, arena_printf(arena, "k%d", i * 7 % 200));
        set = record_with(arena, set, key, value_int(i));
        grown = record_grow(arena, &room, grown, key, value_int(i));
        if (record_get(arena, grown.record, key)->integer != i || !value_equal(set, grown)) return false;
    }
    for (size_t i = 0; i < set.record->n; i++)
        if (grown.record->keys[i] != set.record->keys[i] || grown.record->key_spans[i].lo != set.record->key_spans[i].lo) return false;
    return value_expanded_size(grown) == 202 && start.record->n == 2 && start.record->values[0].integer == 1;
}

static bool long_texts_are_cut_at_a_character(void)
{
    char umlauts[202] = "x";
    for (size_t i = 1; i + 2 < sizeof umlauts; i += 2) memcpy(umlauts + i, "ä", 2);
    Str shown = value_show(arena, text(umlauts));
    return shown.n < 70 && str_ends(shown, STR("ä…")) && str_is(value_show(arena, text("short")), "short");
}

static bool secrets_are_never_shown(void)
{
    struct secret_text *secret = arena_alloc(arena, sizeof *secret + sizeof *secret->parts);
    secret->n = 1;
    secret->parts[0].text = STR("prefix");
    struct value value = {.kind = V_SECRET, .secret = secret};
    return str_is(value_show(arena, value), "(secret)");
}

static const struct unit_test tests[] = {
    {"bytes print with their largest unit", bytes_print_with_their_largest_unit},
    {"cpu prints as cores or thousandths", cpu_prints_as_cores_or_thousandths},
    {"durations print with their largest unit", durations_print_with_their_largest_unit},
    {"whole numbers print", whole_numbers_print},
    {"floats print shortest and stay floats", floats_print_shortest_and_stay_floats},
    {"the order of keys does not count", order_of_keys_does_not_count},
    {"null fields do not count", null_fields_do_not_count},
    {"the order of items counts", order_of_items_counts},
    {"kinds differ", kinds_differ},
    {"elements are known by all that they are", elements_are_known_by_all_that_they_are},
    {"parts of a text do not run together in a hash", parts_of_a_text_do_not_run_together},
    {"long records find their keys", long_records_find_their_keys},
    {"setting a key keeps the rest", setting_a_key_keeps_the_rest},
    {"growing gives what setting gives", growing_gives_what_setting_gives},
    {"merging keeps the order and lets the second win", merging_keeps_order_and_lets_the_second_win},
    {"long texts are cut at a character", long_texts_are_cut_at_a_character},
    {"secrets are never shown", secrets_are_never_shown},
};

int main(void)
{
    arena = arena_new(0);
    names = names_new(arena);
    int code = run_tests(tests, COUNT(tests));
    arena_free(arena);
    return code;
}
