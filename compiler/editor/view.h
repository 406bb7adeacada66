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
    bool was_run;                          /* as far as its errors let it */
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
};

/* FOLDER: of the workspace; NULL: none is known. Goes there, or to the project around it or around the first text. */
struct desk *desk_new(const struct texts *, const char *folder, Str stdlib, const char *environment, enum encoding);
void desk_free(struct desk *);

/* Gives VIEW its session, in which UNSAVED take the place of files; view_check does so with those of DESK. */
void view_begin(struct desk *, struct view *, const struct unsaved_texts *);
/* Checks what is not yet checked. A view's program may be incomplete, or NULL. */
void view_check(struct desk *, struct view *);
/* Evaluates it, too, and examines what it makes; false: there is no instance, because of errors or without a stack. What is in the session's
 * diagnostics then is what "stk check" says. */
bool view_run(struct desk *, struct view *);
/* The first view that reads FILE, of the chosen environment if it does; one is made where none does. *ID: its source there; 0: nothing can be read. */
struct view *view_of_file(struct desk *, const char *file, uint32_t *id);

/* Where a source lies: absolute; empty: it is no file. */
Str file_of_source(const struct view *, uint32_t id);

#endif
