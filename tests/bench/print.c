/* print N FILE - what to compare a compiler's speed with: formats the manifests of N services, and nothing else.
 *
 * FILE is the template: the manifests of one service, in which each "@" stands for the service's number. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES_MAX = 10000 };

static char *lines[LINES_MAX]; /* printf formats, with %1$d for the number */

static char *format_of(const char *line)
{
    char *format = malloc(strlen(line) * 4 + 1), *out = format;
    if (!format) exit(EXIT_FAILURE);
    for (; *line; line++) {
        if (*line == '@') out = stpcpy(out, "%1$d");
        else if (*line == '%') out = stpcpy(out, "%%");
        else *out++ = *line;
    }
    *out = '\0';
    return format;
}

static size_t read_template(const char *path)
{
    size_t n = 0, size = 0;
    char *line = NULL;
    FILE *file = fopen(path, "r");
    while (file && n < LINES_MAX && getline(&line, &size, file) > 0) lines[n++] = format_of(line);
    free(line);
    if (file) fclose(file);
    return n;
}

int main(int argc, char **argv)
{
    if (argc != 3) return 64;
    size_t n = read_template(argv[2]);
    long services = strtol(argv[1], NULL, 10);
    static char buffer[1 << 18];
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    for (int service = 1; service <= services; service++)
        for (size_t i = 0; i < n; i++) printf(lines[i], service);
    return n && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
