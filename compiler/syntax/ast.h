/* The syntax tree: exactly what was written. Made by the parser, never changed afterwards.
 * Every node has its place; EXPR_ERROR and TYPE_ERROR stand where the parser recovered. */
#ifndef STK_AST_H
#define STK_AST_H

#include "diag/session.h"

/* A name as written. */
struct ident {
    const struct name *name;
    Span at;
};
struct ident_list { VEC(struct ident) v; Span at; };

/* ---- expressions ---- */

enum expr_kind {
    EXPR_ERROR, EXPR_NULL, EXPR_BOOL, EXPR_NUMBER, EXPR_STRING, EXPR_NAME, EXPR_MEMBER, EXPR_INDEX, EXPR_CALL,
    EXPR_LIST, EXPR_RECORD, EXPR_LIST_FOR, EXPR_RECORD_FOR, EXPR_UNARY, EXPR_BINARY, EXPR_IF,
};

enum op {
    OP_ADD, OP_SUB, OP_MUL, OP_DIV, OP_MOD, OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE, OP_IN, OP_AND, OP_OR,
    OP_ELSE /* ?? */, OP_NOT, OP_NEG,
};

struct expr;
struct expr_list { VEC(struct expr *) v; Span at; };

/* One part of a string: literal text, or an expression whose value is put there. */
struct part {
    Str text;            /* decoded */
    struct expr *expr;   /* NULL: text */
};
struct part_list { VEC(struct part) v; };

struct argument {
    struct ident name;   /* name.name NULL: by position */
    struct expr *value;
};
struct argument_list { VEC(struct argument) v; };

/* KEY = VALUE in a record, a map, or the fields of an instance. */
struct entry {
    struct ident key;       /* a plain or constant key; name NULL: computed */
    struct expr *computed;  /* an interpolated string */
    struct expr *value;
};
struct entry_list { VEC(struct entry) v; Span at; };

/* for FIRST[, SECOND] in OVER [when CONDITION] */
struct loop {
    struct ident first, second; /* second.name NULL: absent */
    struct expr *over;
    struct expr *condition;     /* NULL: none */
};

struct expr {
    enum expr_kind kind;
    uint32_t depth; /* of the tree below: bounds every walk of it */
    Span at;
    union {
        bool boolean;
        Str number;                                              /* as written, with its unit */
        struct part_list parts;                                  /* EXPR_STRING; empty text has no parts */
        const struct name *name;
        struct { struct expr *of; struct ident field; bool safe; } member;   /* safe: ?. */
        struct { struct expr *of, *index; } index;
        struct { struct expr *callee; struct argument_list arguments; } call;
        struct expr_list list;
        struct entry_list record;
        struct { const struct loop *loop; struct expr *value; struct expr *key; } loop; /* key: EXPR_RECORD_FOR only */
        struct { enum op op; Span op_at; struct expr *left, *right; } op;    /* unary: right is NULL */
        struct { struct expr *condition, *then, *otherwise; } branch;        /* otherwise NULL: absent */
    };
};

/* ---- types ---- */

enum type_expr_kind { TYPE_ERROR, TYPE_NAME, TYPE_LIST, TYPE_MAP, TYPE_OPTIONAL, TYPE_RECORD, TYPE_ENUM, TYPE_REFINED };
enum refinement_kind { REFINE_RANGE, REFINE_PATTERN, REFINE_WHERE };

struct refinement {
    enum refinement_kind kind;
    Span at;
    struct expr *low, *high;          /* range: literals, NULL where open; pattern: low */
    struct expr *condition, *message; /* where */
};

struct field_type {
    struct ident name;
    struct type_expr *type;
    struct expr *default_value; /* default; NULL: none */
    Str doc;
};
struct field_type_list { VEC(struct field_type) v; };

struct type_expr {
    enum type_expr_kind kind;
    Span at;
    bool secret;                      /* TYPE_NAME: written "secret NAME" */
    struct ident_list names;          /* TYPE_NAME: a.b.c; TYPE_ENUM: members */
    struct type_expr *of;             /* list, map, optional, refined */
    struct field_type_list fields;    /* record */
    VEC(struct refinement) refinements;
};

/* ---- declarations ---- */

enum item_kind {
    ITEM_PARAM, ITEM_INCLUDE, ITEM_LET, ITEM_EXPORT, ITEM_REQUIRE, ITEM_MOVED, ITEM_FACT, ITEM_RESOURCE, ITEM_INSTANCE, ITEM_SETTING,
};

struct override {
    struct ident_list path;
    struct expr *value;
};
struct override_list { VEC(struct override) v; };

/* What a component's body consists of. */
struct item {
    enum item_kind kind;
    Span at;
    struct ident name;             /* param, include, let, export, fact, resource, instance, setting */
    Str doc;
    bool inherited;                /* param */
    bool warning;                  /* require: written as warn */
    bool as_name;                  /* export: who uses it needs only that what it names exists */
    struct type_expr *type;        /* param, let, export, fact; NULL: inferred */
    struct expr *value;            /* default, value, condition; NULL: none */
    struct expr *message;          /* require */
    struct ident_list path;        /* require: after "at"; moved: OLD */
    struct ident_list component;   /* instance: KIND, qualified; moved: NEW */
    Str kind_name;                 /* resource: Kind or group/version/Kind */
    Span kind_at;
    struct entry_list fields;      /* resource, instance */
    struct expr *when;             /* NULL: none */
    struct loop *loop;             /* NULL: none */
    struct override_list overrides;
};
struct item_list { VEC(struct item *) v; };

struct parameter {
    struct ident name;
    struct type_expr *type;
    struct expr *default_value; /* default; NULL: none */
};
struct parameter_list { VEC(struct parameter) v; };

enum decl_kind { DECL_USE, DECL_TYPE, DECL_FN, DECL_COMPONENT, DECL_SCHEMA, DECL_TEST };

struct assertion {
    Span at;
    struct expr *condition;  /* assert; NULL: fails */
    Str code;                /* fails "CODE" */
};

struct decl {
    enum decl_kind kind;
    Span at;
    struct ident name;                /* use: the local name */
    Str doc;
    bool stack;                       /* component: written as stack */
    bool external;                    /* schema: installed by others */
    Str path;                         /* use: "std/link/db"; schema: the file; test: its title */
    Span path_at;
    struct ident_list names;          /* use: { names }; test: the stack */
    struct type_expr *type;           /* type; fn: result */
    struct parameter_list parameters; /* fn */
    struct expr *body;                /* fn; NULL: built in */
    struct item_list items;           /* component */
    struct override_list overrides;   /* test: with */
    VEC(struct assertion) assertions; /* test */
};

struct module_ast {
    uint32_t file;
    bool broken;     /* it has syntax errors */
    VEC(struct decl *) decls;
};

#endif
