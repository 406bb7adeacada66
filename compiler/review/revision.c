#include "review/revision.h"

#include "review/git.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* An index of its own, so that the repository's is left alone. All files come, also those that archives leave out. */
bool revision_read(struct arena *arena, const char *name, const char *folder, struct revision *revision)
{
    Str commit, top, prefix_here, ignored;
    if (!git_find(arena, "diff", name, &top, &commit)) return false;
    if (!GIT(arena, NULL, &prefix_here, "rev-parse", "--show-prefix")) return false;
    *revision = (struct revision){.arena = arena, .name = name, .tree = arena_printf(arena, "%s/tree", folder).s, .top = top.s};
    revision->prefix = str_cut(&prefix_here, '\n').s;
    const char *index = arena_printf(arena, "%s/index", folder).s, *prefix = arena_printf(arena, "--prefix=%s/", revision->tree).s;
    bool fine = GIT(arena, index, &ignored, "-C", revision->top, "read-tree", commit.s) &&
                GIT(arena, index, &ignored, "-C", revision->top, "checkout-index", "--all", "--force", prefix);
    if (!fine) fprintf(stderr, "stk diff: git cannot write the files of revision '%s'\n", name);
    return fine;
}

const char *revision_path(const struct revision *revision, const char *path)
{
    char absolute[PATH_MAX];
    if (!realpath(path, absolute)) return path;
    size_t n = strlen(revision->top);
    bool inside = strncmp(absolute, revision->top, n) == 0 && absolute[n] == '/';
    return inside ? arena_printf(revision->arena, "%s%s", revision->tree, absolute + n).s : arena_copy(revision->arena, str_of(absolute)).s;
}

bool revision_enter(const struct revision *revision)
{
    return chdir(arena_printf(revision->arena, "%s/%s", revision->tree, revision->prefix).s) == 0 || chdir(revision->tree) == 0;
}
