/* What the names of sources stand for, as it was found out while they were checked: for editors, and kept only where one asks. */
#ifndef STK_MEANING_H
#define STK_MEANING_H

#include "program/program.h"

struct meaning {
    Span at;                      /* the name */
    Span declared;                /* the same name where it is declared, or the text of a module's path; file 0: in no source */
    const struct type *type;      /* of its value; NULL: it has none, or STEP knows it */
    const struct step *step;      /* an item of a component; NULL: it is none */
    const struct symbol *symbol;  /* of a module, or that whose member it is; NULL */
    const struct kube_type *kube; /* whose field it is; without STEP and TYPE, the kind itself; NULL */
    bool is_inherited;            /* a parameter that is inherited: which of its declarations DECLARED is, is known when all are checked */
};
/* A text in a field that names an object, or something of one; they are known when the objects are. */
struct link { Span at, declared; };
struct meanings {
    VEC(struct meaning) v;
    VEC(struct link) links;
};

/* Names of library modules, too; several of one place where it was checked several times. */
static inline void note_meaning(struct program *program, struct meaning meaning)
{
    if (program->meanings && meaning.at.file) vec_push(program->session->arena, &program->meanings->v, meaning);
}

#endif
