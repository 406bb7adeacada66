/* Stacks as an editor looks at them: checked from the texts as they are being written, with what their names mean. */
#ifndef STK_VIEW_H
#define STK_VIEW_H

#include "compile/project.h"
#include "evaluate/machine.h"
#include "editor/texts.h"

/* One stack in one environment, or a file that belongs to none. */
struct view {
    const struct environment *environment; /* NULL: a file by itself */
    struct compile_options options;
    struct session *session;               /* NULL: not yet looked at */
    struct compilation compilation;
    struct override_values overrides;      /* of the environment's values files */
    bool was_evaluated, was_run;           /* as far as its errors let it; the second one: its objects are examined, too */
    bool is_valid;                         /* evaluated without errors */
    bool is_old;                           /* the texts have changed since it was checked */
};

/* What there is to look at, while the texts stay as they are. Whoever has it stands in the folder of the project. */
struct desk {
    struct session *session;               /* of stk.project, and owner of the rest */
    struct unsaved_texts unsaved;
    const struct texts *texts;
    Str stdlib;
    const char *environment;               /* that the user chose; NULL: the first one */
    enum encoding encoding;
    VEC(struct view *) views;              /* those of the project first */
    size_t project_views;
    VEC(struct view *) apart;              /* of files by themselves, before the desk was renewed */
    bool is_renewed;                       /* it will be: what has to be known for that is kept, */
    struct known_files library;            /* the files of the library that its views have read, as they were then; */
    int64_t since;                         /* none was read before that; ns since 1970 */
    enum { LIBRARY_UNKNOWN, LIBRARY_SAME, LIBRARY_CHANGED } library_now; /* asked once after it was renewed */
};

/* FOLDER: of the workspace; NULL: none is known. Goes there, or to the project around it or around the first text. */
struct desk *desk_new(const struct texts *, const char *folder, Str stdlib, const char *environment, enum encoding);
void desk_free(struct desk *);
/* The texts have changed, but none of the library, nor stk.project. What was checked of the library is used again. */
void desk_renew(struct desk *);

bool view_is_checked(const struct view *); /* from the texts as they are */
/* Checks what is not yet checked, or old. A view's program may be incomplete, or NULL. */
void view_check(struct desk *, struct view *);
/* Evaluates it, too; false: there is no instance, because of errors or without a stack. */
bool view_evaluate(struct desk *, struct view *);
/* The same, and examines what it makes. What is in the session's diagnostics then is what "stk check" says. */
bool view_run(struct desk *, struct view *);
/* The first view that reads FILE, of the chosen environment if it does; one is made where none does. *ID: its source there; 0: nothing can be read. */
struct view *view_of_file(struct desk *, const char *file, uint32_t *id);

bool is_of_stack(const struct view *, const struct view *other); /* two environments of one stack, or one */
/* The number of FILE in a view that is checked; 0: it does not read it. */
uint32_t source_of(const struct view *, const char *file);
/* Where a source lies: absolute; empty: it is no file. */
Str file_of_source(const struct view *, uint32_t id);

#endif
