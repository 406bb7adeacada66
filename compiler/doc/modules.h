/* The modules among which "stk doc" looks. */
#ifndef STK_MODULES_H
#define STK_MODULES_H

#include "doc/find.h"

/* The library in FOLDER, with the project of the current folder as root, if there is one. KUBE: the target version; 0: the newest. */
struct program *library_program(struct session *, Str folder, int kube);
void add_library(struct doc_search *);
/* Those of the project's stacks, and what they use. */
void add_project(struct doc_search *);
/* The module of a checked program that was read first. */
const struct module *entry_module(const struct program *);

#endif
