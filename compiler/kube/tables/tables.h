/* What schema.txt and the files in rules/ say, on its way into the constant tables.  A malformed line ends the program
 * with its place. All of it lives in the schema's arena. */
#ifndef STK_TABLES_H
#define STK_TABLES_H

#include "base/base.h"
#include "kube/table_line.h"

#include <stdio.h>

/* A line of a file, cut into words. */
struct line {
    const char *path;
    int number;
    bool indented;
    const char *words[TABLE_WORDS_MAX];
    int count;
};

/* What the other structures start with: the name to sort by, and the line to blame. */
struct entry {
    const char *name;
    int line;
};

struct field {
    struct entry entry;
    const char *type; /* as text, followed by its merge keys if it has some: "string", "[core.v1.EnvVar] name" */
    int since, until;
    bool required, deprecated;
};

struct type {
    struct entry entry;
    size_t first, nfields; /* its part of all fields */
};

struct resource {
    struct entry entry; /* the kind */
    const char *api_version, *plural, *type;
    bool namespaced;
    bool gated;
    int since, deprecated, removed;
};

/* A condition of a rule: numbers of words. */
struct condition {
    int path, values; /* values: -1: none */
    bool unless;
};

/* One rule. */
struct rule {
    const char *type;         /* whose values it is about */
    const char *kind, *number; /* "KUBE_RULE_SET"; "FORMAT_IP", "CHECK_METADATA", or "0" */
    int order;                /* of reading */
    int path, words;          /* numbers of the first of their words; words: -1: none */
    int64_t low, high;
    int conditions, nconditions;
    int since, until;
};

struct schema {
    struct arena *arena;
    const char *path;
    VEC(struct type) types;
    VEC(struct field) fields; /* those of a type together */
    VEC(struct resource) resources;
    VEC(const char *) short_named; /* full names of types that can be named shortly */
    VEC(const char *) shapes; /* types that need no name: scalars, enums, lists and maps, as text */
    VEC(struct rule) rules;   /* in the order of their types */
    VEC(struct condition) conditions;
    VEC(const char *) words;  /* of the rules: sequences that end with NULL */
};

NORETURN void fail(const char *path, int line, const char *fmt, ...) PRINTF(3, 4);
bool same(const char *, const char *);

/* read_schema.c */
void read_schema(struct schema *, const char *path);
void split_line(struct schema *, struct line *, const char *text);
int  read_minor(const struct line *, int index); /* of "1.N" */

int by_name(const void *, const void *); /* of two pointers to anything that starts with its name */

/* order_schema.c: sorts all for binary search, and finds the shapes */
void order_schema(struct schema *);
const struct type *find_type(const struct schema *, const char *name);         /* NULL: unknown */
const struct field *find_field(const struct schema *, const struct type *, const char *name);

/* read_rules.c */
void read_rules(struct schema *, const char *path);  /* adds those of one file */
void order_rules(struct schema *);

/* write_tables.c */
void write_tables(struct schema *);

#endif
