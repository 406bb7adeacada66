/* files ARCHIVE FOLDER - what to compare the writing of a folder with: writes the files of ARCHIVE into FOLDER, and nothing else.
 *
 * ARCHIVE is, for each file, a line "SIZE NAME" and so many bytes; a folder in a NAME stands before with size 0 and a "/" at its end.
 * Exit: 0 all are written, 1 not, 64 wrong usage. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int write_file(const char *name, const char *bytes, size_t size)
{
    int file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    int written = file >= 0 && write(file, bytes, size) == (ssize_t)size;
    return file >= 0 && close(file) == 0 && written;
}

/* Writes the first file of what is left; returns where the next begins, NULL if it could not. */
static const char *write_next(const char *at)
{
    char name[4096], *rest;
    size_t size = strtoul(at, &rest, 10);
    const char *end = strchr(rest, '\n');
    if (*rest != ' ' || !end || (size_t)(end - rest) > sizeof name) return NULL;
    *stpncpy(name, rest + 1, (size_t)(end - rest) - 1) = '\0';
    int done = end[-1] == '/' ? mkdir(name, 0755) == 0 : write_file(name, end + 1, size);
    return done ? end + 1 + size : NULL;
}

int main(int argc, char **argv)
{
    struct stat status;
    if (argc != 3) return 64;
    int file = open(argv[1], O_RDONLY);
    if (file < 0 || fstat(file, &status) < 0 || mkdir(argv[2], 0755) < 0 || chdir(argv[2]) < 0) return EXIT_FAILURE;
    const char *archive = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0), *at = archive;
    if (archive == MAP_FAILED) return EXIT_FAILURE;
    while (at && at < archive + status.st_size) at = write_next(at);
    if (!at) perror("files");
    return at ? EXIT_SUCCESS : EXIT_FAILURE;
}
