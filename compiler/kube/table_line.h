/* One line of a table as text: of schema.txt, or of the table of a newer release that a project has (kube/newer.h).
 *
 *   kubernetes 1.N
 *   resource <apiVersion> <Kind> <plural> namespaced|cluster <type> [gated] [since 1.N] [deprecated 1.N] [removed 1.N]
 *   type <name>
 *     <field> <type> [required] [deprecated] [gated] [since 1.N] [until 1.N] [keys <field>,...]
 *
 * The first is for newer releases alone: which one it is. schema.txt tells what the words mean. */
#ifndef STK_TABLE_LINE_H
#define STK_TABLE_LINE_H

#include "kube/kube.h"

enum table_line_kind { TABLE_EMPTY, TABLE_RELEASE, TABLE_RESOURCE, TABLE_TYPE, TABLE_FIELD };

struct table_line {
    enum table_line_kind kind;
    const char *name;                 /* the kind, the type, the field */
    const char *type;                 /* of a resource or field: "core.v1.Pod", "[string]", "[core.v1.EnvVar] name" with merge keys */
    const char *api_version, *plural; /* of a resource */
    bool namespaced, gated, required;
    bool old;                         /* of a field: deprecated */
    int since;                        /* minor; KUBE_MINOR_MIN where nothing is said, KUBE_MINOR_GATED of a gated field */
    int until, deprecated, removed;   /* minors; 0: not said */
    int release;                      /* of TABLE_RELEASE */
};

/* TEXT becomes *LINE; what that points to lives in the arena. NULL: fine; else what is wrong. */
const char *table_line_read(struct arena *, const char *text, struct table_line *line);
void put_table_line(struct buf *, const struct table_line *);

/* The words between blanks; how many. -1: more than TABLE_WORDS_MAX. */
enum { TABLE_WORDS_MAX = 40 };
int split_words(struct arena *, const char *text, const char *words[TABLE_WORDS_MAX]);
int minor_of(const char *text); /* of "1.N"; 0: it is none */

/* What a type's text is made of. */
bool is_list(const char *type);
bool is_map(const char *type);
bool is_enum(const char *type);
const char *element_of(struct arena *, const char *type); /* the T of "[T]", "[T] keys" or "{T}"; NULL: the bracket is not closed there */
const char *list_keys(const char *type);                  /* "keys" of "[T] keys"; NULL: none */
bool scalar_kind(const char *type, enum kube_kind *);     /* of "int32"; false: no scalar */

#endif
