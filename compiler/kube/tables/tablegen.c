/* Turns schema.txt and rules/ into the constant tables that kube.c includes:
 *
 *     tablegen schema.txt RULES... > kube_tables.c
 *
 * They are sorted for binary search. A malformed line is an error with its place. */
#include "tables.h"

#include <stdlib.h>

void fail(const char *path, int line, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fprintf(stderr, "%s:%d: ", path, line);
    vfprintf(stderr, fmt, args);
    fputc('\n', stderr);
    va_end(args);
    exit(EXIT_FAILURE);
}

bool same(const char *a, const char *b) { return strcmp(a, b) == 0; }

static int usage(void)
{
    fprintf(stderr, "usage: tablegen schema.txt RULES... > kube_tables.c\n");
    return 2;
}

int main(int argc, char **argv)
{
    if (argc < 3) return usage();
    struct schema schema = {.arena = arena_new(0)};
    read_schema(&schema, argv[1]);
    order_schema(&schema);
    for (int i = 2; i < argc; i++) read_rules(&schema, argv[i]);
    order_rules(&schema);
    write_tables(&schema);
    arena_free(schema.arena);
    return fflush(stdout) == 0 && !ferror(stdout) ? EXIT_SUCCESS : EXIT_FAILURE;
}
