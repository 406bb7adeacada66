/* The checker: a tree becomes a checked program. Names are resolved, every expression gets its type and its slots, constants are
 * evaluated. Errors are in the session's diagnostics, and the program comes back nevertheless. */
#ifndef STK_CHECK_H
#define STK_CHECK_H

#include "program/program.h"

/* The standard library alone: its built-in functions and the names known everywhere. */
struct program *check_library(struct session *);
/* Reads the module that "use PATH" names, if it is not yet read; NULL: there is none. Checks all that it declares, of the library, too. */
struct module *find_module(struct program *, Str path);
void check_module(struct program *, struct module *);
/* The path of the module that "use PATH" means in MODULE. */
Str used_path(struct program *, const struct module *, Str path);
/* Reads the entry module and all it uses, and checks every definition of them. */
struct program *check_program(struct session *, uint32_t entry_file);
/* The same in the PROGRAM of check_library, or of library_only. */
void check_project(struct program *, uint32_t entry_file);
/* Takes out of PROGRAM and of its session what is of the project; what was checked of the library stays. False: nothing has changed, as something
 * of the library is wrong, or hangs on the project. */
bool library_only(struct program *);
/* Adds the kinds that a CustomResourceDefinition serves. */
void add_custom_kinds(struct program *, struct value crd);
struct override_values;
/* Adds what the test's "with" says. */
void test_overrides(struct program *, const struct test *, struct override_values *);

#endif
