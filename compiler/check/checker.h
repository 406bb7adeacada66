/* Inside the checker: one function for each kind of thing that is checked. Private to this room.
 *
 * An expression is checked against the type that its place expects (NULL: none), so that literals take it.
 * After an error the result is IR_ERROR of type T_POISON, which fits everywhere: no message follows from it. */
#ifndef STK_CHECKER_H
#define STK_CHECKER_H

#include "check/check.h"
#include "program/meaning.h"

/* A loop variable or a parameter of a function. The names of a body are in its component. */
struct binding {
    const struct name *name;
    const struct type *type;
    uint32_t slot;
    Span at;
};

/* Where an expression stands. Lives on the C stack while it is checked. */
struct scope {
    struct program *program;
    struct module *module;
    struct component *component;      /* NULL: function, default or constant */
    VEC(struct binding) locals;       /* innermost last */
    VEC(Str) narrowed;                /* paths known not to be null */
    struct use_list *uses;            /* where references are noted; NULL: nowhere */
    uint32_t *nslots;                 /* slots given out so far */
    const char *sink;                 /* what a secret would end in, for E0901 */
    const struct name *subject;       /* the field whose value is checked; NULL: none */
    const struct name *argument;      /* of a function, which is checked; NULL: none */
    bool seconds;                     /* the field counts seconds: a duration fits */
    bool partial;                     /* the record literal that comes next merges with another: it may have some of its fields only */
};

/* module_file.c */
uint32_t read_module(struct program *, Str path, Span used_at); /* its text; 0: reported */
/* The text of a file of what the module is of: the project, a package or the library; PATH counts from the root of that. 0: reported. */
uint32_t read_beside(struct program *, const struct module *, Str path, Span at);

/* elsewhere.c */
/* The module that has a line "KEYWORD NAME"; empty: none. The library is read once. */
Str library_module_of(struct session *, const char *keyword, Str name);
void suggest_library_modules(struct session *, struct suggestion *);

/* check_module.c */
struct module *module_load(struct program *, Str path, Span used_at);
struct module *module_add(struct program *, Str path, uint32_t file, Span used_at); /* the same for a file that is read already */
struct symbol *module_symbol(struct program *, struct module *, const struct name *); /* own, imported, prelude; NULL */
struct symbol *symbol_resolve(struct program *, struct symbol *);                     /* follows imports; NULL: reported */
void suggest_symbols(struct program *, struct module *, struct suggestion *, enum symbol_kind);
void note_symbol(struct program *, Span at, struct symbol *); /* what a name means, for editors */
struct symbol *qualified_symbol(struct program *, struct module *, const struct ident_list *, enum symbol_kind, enum diag_code);

/* check_type.c */
const struct type *check_type(struct program *, struct module *, const struct type_expr *);
const struct type *symbol_type(struct program *, struct symbol *);
const struct type *scalar_type_named(const struct name *); /* NULL: no simple type of that name */

/* check_assign.c: whether S fits T, and what makes it do so */
const struct ir *coerce(struct scope *, const struct ir *, const struct type *expected);
bool type_assignable(const struct type *from, const struct type *to);

/* check_file.c: calls of file(PATH) and data(PATH); EXPECTED, if it is known, is what the data must be. */
const struct ir *file_text(struct scope *, const struct ir *call);
const struct ir *file_data(struct scope *, const struct ir *call, const struct type *expected);

/* check_expr.c */
const struct ir *check_expr(struct scope *, const struct expr *, const struct type *expected);
const struct ir *check_condition(struct scope *, const struct expr *);
const struct ir *check_test(struct scope *, const struct expr *); /* one whose value goes nowhere else */
const struct ir *check_constant(struct program *, struct module *, const struct expr *, const struct type *expected);
/* The same for a value that merges with another one. */
const struct ir *check_constant_part(struct program *, struct module *, const struct expr *, const struct type *expected);
bool may_be_partial(const struct expr *, const struct type *expected);
struct ir *ir_new(struct scope *, enum ir_kind, Span, const struct type *);
const struct ir *ir_error(struct scope *, Span);
bool check_loop(struct scope *, const struct loop *, struct ir *loop); /* binds its names; locals are popped by the caller */

/* check_name.c */
/* What CONDITION shows when it is TRUTH: paths that are not null until widen takes the mark back. */
size_t narrow(struct scope *, const struct expr *condition, bool truth);
void widen(struct scope *, size_t mark);

/* check_record.c */
const struct ir *check_fields(struct scope *, Span, const struct entry_list *, const struct type *expected);

/* check_call.c */
const struct ir *check_call(struct scope *, const struct expr *, const struct type *expected);
bool function_signature(struct program *, struct function *);
void check_function(struct program *, struct function *);
bool type_has_variable(const struct type *);

/* inherited.c */
void register_inherited(struct program *, const struct item *, const struct type *);
void suggest_inherited(const struct program *, struct suggestion *);
void settle_inherited(struct program *); /* which declarations the project reaches, and what its names mean by that */

/* check_component.c */
void component_signature(struct program *, struct component *);
void check_component(struct program *, struct component *);
/* Of an export; an export without a written type has the component checked first. NULL: there is none. */
const struct type *export_type(struct program *, struct component *, const struct name *);
void check_step_type(struct program *, struct component *, struct step *); /* of a let that is used before its turn */

/* check_test.c */
void check_tests(struct program *);

/* check_instance.c */
void check_instance(struct scope *, struct step *);
void check_resource(struct scope *, struct step *);

/* check_order.c: sorts the steps of a body by their references; a circle is reported. */
void order_steps(struct program *, struct component *);

/* check_schema.c */
void load_schemas(struct program *, struct module *);

/* Definitions that need each other nest this deep at most. */
enum { DEFINITIONS_MAX = 200 };
bool enter_definition(struct program *, Span); /* false: reported; else leave_definition */
void leave_definition(struct program *);

#define REPORT(scope_or_program_session, ...) diag_add(&(scope_or_program_session)->diags, __VA_ARGS__)

#endif
