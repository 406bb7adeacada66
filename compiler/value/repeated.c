#include "value/repeated.h"

struct value repeated_text(struct arena *arena, struct repeated *repeated, Str text)
{
    const struct name **slot = &repeated->texts[hash_bytes(text.s, text.n, 0) % REPEATED_SLOTS];
    if (!*slot || !str_eq(NAME_STR(*slot), text)) *slot = value_string(arena, text).string;
    return value_of_name(*slot);
}

const struct name *const *repeated_keys(struct arena *arena, struct repeated *repeated, const struct name *const *keys, size_t n)
{
    size_t bytes = n * sizeof *keys, slot = hash_bytes((const char *)keys, bytes, n) % REPEATED_SLOTS;
    const struct name *const *known = repeated->lists[slot].keys;
    if (known && repeated->lists[slot].n == n && names_equal(known, keys, n)) return known;
    const struct name **copy = NEW_ARRAY(arena, n, const struct name *);
    if (n) memcpy(copy, keys, bytes);
    repeated->lists[slot].keys = copy;
    repeated->lists[slot].n = n;
    return copy;
}
