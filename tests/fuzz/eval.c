/* Fuzzer: any bytes as a stack; what passes the checks is evaluated, examined and written out. */
#include "check/check.h"
#include "compile/compile.h"
#include "value/serialize.h"

#include <stdio.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *save(const uint8_t *data, size_t size)
{
    static char path[64];
    snprintf(path, sizeof path, "/dev/shm/stk-fuzz-%ld.stk", (long)getpid());
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(data, 1, size, file) != size || fclose(file) != 0) panic("cannot write %s", path);
    return path;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct session *session = session_new(STR("stdlib"));
    struct compile_options options = {.source = save(data, size)};
    struct compilation compilation = compile_check(session, &options);
    compile_run(&compilation);
    struct buf out = {0};
    for (size_t i = 0; session_ok(session) && compilation.order && i < compilation.order->n; i++) write_yaml(&out, compilation.order->sorted[i]->value, NULL);
    unlink(options.source);
    buf_free(&out);
    session_free(session);
    return 0;
}
