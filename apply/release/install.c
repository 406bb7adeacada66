/* A package becomes a folder of the project. */
#include "release/release.h"

#include "base/folder.h"
#include "common/exit_code.h"
#include "package/installed.h"
#include "package/tar.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static bool failed(const char *path, struct problem *problem) { return problem_set(problem, EXIT_ERROR, "'%s': %s", path, strerror(errno)); }

static bool write_file(const char *path, Str text, struct problem *problem)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    FILE *file = fd >= 0 ? fdopen(fd, "wb") : NULL;
    bool fine = file && fwrite(text.s, 1, text.n, file) == text.n;
    if (file) fine = fclose(file) == 0 && fine;
    return fine || failed(path, problem);
}

static bool unpack(struct arena *arena, const char *folder, Str archive, struct problem *problem)
{
    struct tar_entry entry;
    const char *why;
    for (size_t at = 0; tar_next(arena, archive, &at, &entry, &why);) {
        const char *path = arena_printf(arena, "%s/%.*s", folder, STR_ARG(entry.path)).s;
        Str above = {path, (size_t)(strrchr(path, '/') - path)};
        if (!make_folders(arena_copy(arena, above).s)) return failed(path, problem);
        if (!write_file(path, entry.text, problem)) return false;
    }
    return true;
}

/* Out of sight first, then each in its place. Between the two a check tells of a package that is not as it is pinned, and the same command
 * goes on. */
bool release_install(struct arena *arena, const char *folder, const struct package_pin *pin, const struct release *release, struct problem *problem)
{
    const char *target = arena_printf(arena, "%s/%.*s", folder, STR_ARG(package_folder(arena, pin))).s;
    const char *manifest = arena_printf(arena, "%s/%.*s", folder, STR_ARG(manifest_file(arena, pin))).s;
    const char *packages = arena_printf(arena, "%s/" PACKAGES_FOLDER, folder).s;
    char *part = (char *)(uintptr_t)arena_printf(arena, "%s/.%s.XXXXXX", packages, pin->name->s).s;
    if (!make_folders(packages) || !mkdtemp(part)) return failed(packages, problem);
    const char *files = arena_printf(arena, "%s/files", part).s, *beside = arena_printf(arena, "%s/manifest", part).s;
    bool fine = unpack(arena, files, release->archive, problem) && write_file(beside, release->manifest, problem);
    if (fine && unlink(target) != 0) remove_folder(arena, target); /* a link goes, and not what it leads to */
    fine = fine && ((rename(files, target) == 0 && rename(beside, manifest) == 0) || failed(target, problem));
    remove_folder(arena, part);
    return fine;
}
