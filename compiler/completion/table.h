/* What may stand on the command lines of stk and stk-apply: the one table that completion is made of.
 *
 * Each command parses its own options and tells of them with --help; suite "completion" holds this table against both, and against what
 * the commands take. */
#ifndef STK_COMPLETION_TABLE_H
#define STK_COMPLETION_TABLE_H

#include <stddef.h>

/* Words that may stand in a place, with spaces between them:
 *   text     this word; "name=" when more of it has to follow
 *   .ending  files with this ending; folders lead to them
 *   @NAME    what is found when it is asked for: @file any file, @folder a folder, @stack a stack of stk.project, @environment one of its
 *            environments, @code a code of messages, @kube a version of Kubernetes, @object one of the compiled folder that stands before
 * An empty text: nobody can guess it. */
typedef const char *expected_words;

struct known_option {
    char letter;          /* 0: it has none */
    const char *name;     /* without "--"; NULL: it has only a letter */
    expected_words value; /* NULL: it takes none */
    const char *about;    /* a few words */
};

enum { OPTION_GROUPS = 4 };

struct known_command {
    const char *name, *about;                            /* as "stk --help" has them */
    expected_words first;                                /* of what is no option */
    expected_words further;                              /* behind that; NULL: the same again */
    const struct known_option *options[OPTION_GROUPS];   /* each ends with an empty one; unused: NULL */
};

extern const struct known_command compiler_commands[], cluster_commands[]; /* of stk, of stk-apply; each ends with an empty one */

#endif
