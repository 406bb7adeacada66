/* What instances consist of, as it is declared. */
#ifndef STK_COMPONENTS_H
#define STK_COMPONENTS_H

#include "program/program.h"

struct component_list {
    VEC(const struct component *) v; /* each once */
    struct map seen;
};

/* Adds those that modules of the library declare, or those of the others; each is in one module. */
void components_declared(const struct program *, bool standard, struct component_list *);
/* Adds COMPONENT, and those inside: what an instance of it consists of. */
void components_in(struct arena *, const struct component *, struct component_list *);
/* The first of them that declares *PARAM, which is called NAME and inherited; NULL: none does. */
const struct component *find_inheriting(const struct component_list *, const struct name *, const struct param **param);
/* W0202 where INHERITED is set for all inside COMPONENT, and nothing there asks for it. */
void warn_nobody_inherits(struct program *, const struct component *, const struct inherited *, Span at);

#endif
