/* The typed program of one expression: names are slots, sugar is gone, every node has a type.
 * Made by the checker, run by the evaluator. */
#ifndef STK_IR_H
#define STK_IR_H

#include "syntax/ast.h"
#include "value/type.h"
#include "value/value.h"

enum ir_kind {
    IR_ERROR,       /* reported already; never evaluated */
    IR_CONST,
    IR_SLOT,        /* a name of the body or function */
    IR_FIELD,       /* of a record, map, instance or object; null of null when safe */
    IR_INDEX,
    IR_CALL,        /* of a function written in .stk */
    IR_BUILTIN,
    IR_TEXT,        /* interpolation */
    IR_LIST,
    IR_RECORD,      /* keys known */
    IR_MAP,         /* some keys computed */
    IR_IF,
    IR_NOT, IR_NEG,
    IR_BINARY,      /* also && || ?? */
    IR_LIST_FOR, IR_MAP_FOR,
    IR_CONVERT,     /* to the node's type, may fail */
    IR_REFINE,      /* checks the rules of the node's type */
};

struct function;
struct builtin;
struct ir;

struct ir_part {
    Str text;
    const struct ir *ir;    /* NULL: text */
    bool encode;            /* percent-encode */
};

struct ir {
    enum ir_kind kind;
    bool literal;           /* IR_CONST, IR_TEXT, IR_LIST, IR_RECORD: written in place, takes the expected type */
    bool tested;            /* of its value only the content counts: where parts of it came from is seen nowhere */
    Span at;
    uint32_t origin;        /* of the values that this node makes */
    uint32_t number;        /* of those whose last value may be kept; 0: it is cheap, or depends on nothing that could be compared */
    const struct type *type;
    union {
        struct value value;
        uint32_t slot;
        struct { const struct ir *of; const struct name *name; Span name_at; uint32_t position; bool safe, must; } field; /* must: absent is an error; position: where it is likely to be */
        struct { const struct ir *of, *index; } index;
        struct { const struct function *function; const struct ir *const *arguments; size_t n; } call;
        struct { const struct builtin *builtin; const struct ir *const *arguments; size_t n; } builtin;
        struct { const struct ir_part *parts; size_t n; } text;
        struct { const struct ir *const *items; size_t n; } list;
        struct { const struct name *const *keys; const struct ir *const *values; const Span *key_spans; size_t n; } record;
        struct { const struct ir *const *keys, *const *values; size_t n; } map;
        struct { const struct ir *condition, *then, *otherwise; } branch;  /* otherwise NULL: null */
        struct { enum op op; Span op_at; const struct ir *left, *right; } op;
        struct { const struct ir *over, *condition, *key, *value; uint32_t first, second; bool two; } loop;
        const struct ir *of;                                               /* convert, refine, not, neg */
    };
};

#endif
