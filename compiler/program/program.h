/* The checked program: modules, functions, components. Made by the checker from the syntax tree; never changed by
 * evaluation. Definitions are checked when they are first needed and all definitions of a loaded module at the end. */
#ifndef STK_PROGRAM_H
#define STK_PROGRAM_H

#include "program/ir.h"
#include "value/repeated.h"

enum check_state { UNCHECKED, CHECKING, CHECKED };

struct module {
    Str path;               /* "std/link/db", "stacks/shop" */
    uint32_t file;
    struct module_ast *ast;
    struct map symbols;     /* name to struct symbol */
    bool imports_done;
    bool standard;          /* part of the standard library */
    struct package_pin *package; /* that it is a part of; NULL: of none */
    Span used_at;           /* the "use" that first named it */
};

enum symbol_kind { SYMBOL_TYPE, SYMBOL_FUNCTION, SYMBOL_COMPONENT, SYMBOL_MODULE, SYMBOL_IMPORT };

/* A name of a module. */
struct symbol {
    enum symbol_kind kind;
    const struct name *name;
    const struct decl *decl;
    struct module *module;      /* that declares it */
    enum check_state state;
    const struct type *type;    /* SYMBOL_TYPE, once checked */
    struct function *function;
    struct component *component;
    Str target;                 /* module, import: path of the module it stands for */
};

/* Built in function: declared in stdlib/builtin.stk, done here. */
struct machine;
struct builtin {
    const char *name;
    struct value (*run)(struct machine *, const struct ir *call, const struct value *arguments, size_t n);
};

struct function {
    const struct name *name;
    struct module *module;
    const struct decl *decl;
    enum check_state state;
    const struct name **names;         /* parameters: slots 0 … nparameters - 1 */
    const struct type **types;
    const struct ir **default_values;  /* defaults; NULL: none */
    size_t nparameters;
    const struct type *result;
    const struct builtin *builtin;     /* NULL: body */
    const struct ir *body;
    uint32_t nslots;
};

/* A reference from one item of a body to another: what the order is computed from. */
struct use {
    uint32_t slot;
    const struct name *export; /* of the instance in that slot; NULL: all of it */
    const struct name *key;    /* of that export, a map; NULL: all of it */
    Span at;
};
struct use_list { VEC(struct use) v; };

enum step_kind { STEP_PARAM, STEP_LET, STEP_INSTANCE, STEP_RESOURCE, STEP_REQUIRE, STEP_FACT, STEP_SETTING, STEP_WAIT };

struct field_init {          /* a field of an instance */
    const struct name *name;
    size_t index;           /* of the component's parameter; behind the last one for those that are only inherited */
    const struct ir *ir;
    struct use_list uses;
};

struct override_step {
    const struct name *const *path;
    size_t npath;
    const struct type *type;    /* of what lies there */
    Span at;
    const struct ir *ir;
    struct use_list uses;
};

/* One item of a component's body. */
struct step {
    enum step_kind kind;
    enum check_state state;
    const struct item *item;
    const struct name *name;
    uint32_t slot;                       /* its value; 0 for those without one */
    const struct type *type;
    const struct field_type *included;   /* parameter: the field that it was, of an included record; NULL: it is an item */
    size_t param;                        /* parameter: its number among the component's */
    const struct ir *ir;                 /* value; default (NULL: none); condition */
    const struct ir *message;            /* require */
    uint32_t subject;                    /* require: slot of the parameter to change; 0: none */
    struct use_list uses;                /* all of the step */

    struct component *component;         /* instance */
    struct field_init *fields;           /* as written */
    size_t nfields;
    const struct ir *after, *object_name;
    struct override_step *overrides;
    size_t noverrides;
    const struct ir *when;
    const struct ir *over, *filter;      /* for */
    uint32_t first, second;              /* loop slots */
    bool two;
    struct use_list gate_uses;           /* of when, for and after */
    const struct name *moved_from;       /* NULL: not moved */

    const struct kube_resource *kube;    /* resource */
    struct value kind_text, version_text; /* likewise: what its objects say of themselves */
};

struct export {
    const struct name *name;
    const struct type *type;
    uint32_t slot;
    bool is_name;           /* who uses it needs only that what it names exists */
    Span at;
    const struct ir *ir;
    struct use_list uses;
};

struct param {
    const struct name *name;
    const struct type *type;
    const struct item *item;
    struct step *step;
    bool inherited, read;
    bool optional;          /* need not be given */
    Span at;                /* declaration */
    Str doc;
};

struct component {
    const struct name *name;
    struct module *module;
    const struct decl *decl;
    struct symbol *symbol;
    enum check_state signature, body;
    struct param *params;
    size_t nparams;
    struct export *exports;
    size_t nexports;
    struct step **steps;    /* in the order of evaluation */
    size_t nsteps;
    struct map by_name;     /* name to struct step: params, lets, instances, resources */
    uint32_t nslots;        /* slot 0 is self */
    bool uses_self;         /* itself, or for the labels of its objects */
    const struct type *type;
};

/* A parameter that can be set on every instance. */
struct inherited {
    const struct name *name;
    const struct type *type;
    Span at;             /* of the declaration that stands for all of that name; file 0: it belongs to the language */
    bool reached;        /* something that the project consists of has it; known only where an editor asks */
};

struct test {
    const struct decl *decl;
    struct module *module;
    struct component *stack;
    struct assertion_ir { const struct ir *condition; Str code; Span at; } *assertions;
    size_t n;
    uint32_t nslots;    /* of all conditions */
};

struct crd {
    struct value object;
    Span at;
    bool external;
    size_t first_kind, end_kind;    /* those of the program's custom ones that it defines */
};

struct program {
    struct session *session;
    struct origins origins;
    uint32_t numbered;                  /* nodes of the IR that have a number */
    VEC(struct module *) modules;       /* in the order of loading */
    struct module *prelude, *builtin;
    struct map by_path;                 /* interned path to module */
    VEC(struct inherited) inherited;
    VEC(struct kube_resource *) custom; /* kinds of schemas */
    struct map schemas;                 /* struct kube_resource of a custom kind to its openAPIV3Schema, a struct value */
    VEC(struct crd) crds;
    VEC(struct test) tests;
    struct component *root;             /* the stack of the entry module; NULL: none */
    struct well_known {                 /* names the compiler itself uses */
        const struct name *self, *name, *after, *namespace, *path, *stack, *component, *waits, *links, *rollouts, *wait, *common_labels,
            *common_annotations, *standard_labels, *it, *api_version, *kind, *default_namespace,
            *metadata, *labels, *annotations;
    } names;
    const struct type *self_type;
    const struct name *const *self_keys; /* the names of its fields, for the records that are of it */
    struct repeated repeated;           /* lists of keys: literals and objects that have the same share them */
    struct function *labels;            /* object_labels of the prelude: called for every object; NULL: none */
    size_t depth;                       /* of definitions being checked */
    struct machine *judge;              /* that rules of types are evaluated by where constants are held against them; NULL: none yet */
    struct meanings *meanings;          /* of names (meaning.h); NULL: no editor asks */
};

struct program *program_new(struct session *); /* without modules */

const struct export *component_export(const struct component *, const struct name *);
const struct param *component_param(const struct component *, const struct name *);
const struct module *program_module(const struct program *, uint32_t file); /* NULL: the file is none */
const struct inherited *program_inherited(const struct program *, const struct name *);
/* As FILE means it (0: no file's): built in or custom; an empty version: the built in one first; of custom ones the nearest; NULL. */
const struct kube_resource *program_resource(const struct program *, uint32_t file, Str api_version, Str kind);

#endif
