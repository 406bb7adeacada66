/* .stk/stack.json, which emit/stack_json.c writes, read again.
 *
 * One pass takes what every command needs of all objects, and finds where the rest stands; that becomes JSON (jansson's) when somebody
 * asks for it. To make JSON of all of it was two thirds of what "stk diff" took. What nobody asks for is held against the grammar of JSON alone. */
#ifndef STK_STACK_FILE_H
#define STK_STACK_FILE_H

#include "diag/session.h"

#include <jansson.h>

struct stack_file_object {
    Str id, instance;                /* NUL-terminated; empty: it has none */
    Str hash;                        /* likewise, a slice */
    Str after;                       /* the list, as it is written; empty: none */
    size_t of;                       /* number of its declaration; SIZE_MAX: none */
    uint32_t wave;
};

/* The facts of one name. */
struct fact_group {
    Str name;
    Str list;                        /* as it is written */
};

struct stack_file {
    struct session *session;
    const char *folder;
    json_t *head;                    /* what is neither objects, instances nor facts: schema, stack, kube, audit, declarations … */
    VEC(struct stack_file_object) objects;
    Str instances;                   /* the list, as it is written; empty: none */
    VEC(struct fact_group) facts;
    struct map by_path;              /* interned path to the instance, as it is written; filled when it is first asked */
    json_t *kept;                    /* a list of all JSON of this file; owned */
    struct map parts;                /* where a part is written to its JSON; it is in kept */
};

/* That of no stack. */
struct stack_file *stack_file_empty(struct session *);
/* The one of FOLDER, whose TEXT lives as long. NULL: it is none of this stk; reported. */
struct stack_file *stack_file_read(struct session *, const char *folder, Str text);
/* For one more who frees it. */
struct stack_file *stack_file_shared(struct stack_file *);
void stack_file_free(struct stack_file *);

/* JSON of a part, as long as the file; NULL: the part is empty, or has a key twice, which is reported. */
json_t *stack_file_part(struct stack_file *, Str part);
/* An instance, as it is written; empty: there is none of this path. */
Str stack_file_instance(struct stack_file *, Str path);
/* The list of facts of this name, as it is written; empty: there are none. */
Str stack_file_facts(const struct stack_file *, Str name);

/* E0006: WHAT is wrong with a file of a compiled folder. */
void folder_damaged(struct session *, const char *folder, const char *file, const char *what);

#endif
