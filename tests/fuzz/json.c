/* Fuzzer: any bytes as the reply of a server. What libjansson reads is read alike; what is read can be written and read again. */
#include "json/json_read.h"

#include "json/json_path.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(0);
    struct buf object = {0};
    Str text = {(const char *)data, size};
    json_t *plain = json_loadb(size ? text.s : "", size, 0, NULL), *json = json_read(text, &object);
    if (plain && !json_equal(plain, json)) panic("it is read as something else");
    if (json && object.n) panic("an object is told of what was read");
    json_t *again = json ? json_read(arena_json(arena, json_incref(json)), NULL) : NULL;
    if (json && !json_equal(json, again)) panic("it is not the same when it was written");
    json_decref(plain);
    json_decref(json);
    json_decref(again);
    buf_free(&object);
    arena_free(arena);
    return 0;
}
