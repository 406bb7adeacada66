/* Fuzzer: any bytes as a kubeconfig, and as what an exec plugin prints. */
#include "access/access.h"
#include "access/exec_plugin.h"

#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_kubeconfig(struct arena *arena, Str text)
{
    struct problem problem = {.arena = arena};
    struct buf warn = {0};
    int file = memfd_create("kubeconfig", MFD_CLOEXEC);
    if (file < 0 || write(file, text.s, text.n) != (ssize_t)text.n) panic("no memory file");
    struct access_options options = {.kubeconfig = arena_printf(arena, "/proc/self/fd/%d", file).s};
    const struct access *access = access_read(arena, &options, &warn, &problem);
    if (!access && (problem.code != 1 || !problem.text.n)) panic("refused without a word");
    close(file);
    buf_free(&warn);
}

static void read_answer(struct arena *arena, Str text)
{
    struct problem problem = {.arena = arena};
    struct exec_plugin plugin = {.command = STR("plugin"), .api_version = STR("client.authentication.k8s.io/v1")};
    struct exec_answer answer = {0};
    bool read = exec_plugin_read(&plugin, text, &answer, &problem);
    if (read == (problem.code != 0)) panic("refused without a word");
    exec_answer_wipe(&answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(0);
    Str text = arena_copy(arena, (Str){(const char *)data, size});
    read_kubeconfig(arena, text);
    read_answer(arena, text);
    arena_erase(arena);
    return 0;
}
