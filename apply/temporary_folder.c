#include "temporary_folder.h"

#include "exit_code.h"
#include "output.h"

#include <errno.h>
#include <stdlib.h>

const char *temporary_folder(struct arena *arena, struct problem *problem)
{
    const char *base = getenv("TMPDIR");
    char *folder = (char *)(uintptr_t)arena_printf(arena, "%s/stk.XXXXXX", base && *base ? base : "/tmp").s;
    if (mkdtemp(folder)) return folder;
    problem_set(problem, EXIT_ERROR, "no folder can be made in %s: %s", base && *base ? base : "/tmp", strerror(errno));
    return NULL;
}

void temporary_folder_remove(struct arena *arena, const char *folder)
{
    if (folder) remove_folder(arena, folder);
}
