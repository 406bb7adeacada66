/* Expressions, and the texts in them. */
#include "build.h"

/* ---- expressions ---- */

struct expr *build_expr(struct lexer *lexer, Span at, enum expr_kind kind)
{
    struct expr *expr = NEW(ARENA(lexer), struct expr);
    expr->kind = kind;
    expr->at = at;
    return expr;
}

/* PARENT gets one part more. A tree that is too deep becomes an error, so that nothing has to walk it. */
static void hold(struct lexer *lexer, struct expr *parent, const struct expr *part)
{
    if (!part || part->depth < parent->depth) return;
    parent->depth = part->depth + 1;
    if (parent->depth <= EXPRESSION_DEPTH_MAX) return;
    if (!lexer->ended) diag_add(&lexer->session->diags, E0005, parent->at, "this expression is nested deeper than %d levels", EXPRESSION_DEPTH_MAX);
    lexer->ended = true;
    parent->kind = EXPR_ERROR;
    parent->depth = 0;
}

struct expr *build_bool(struct lexer *lexer, Span at, bool value)
{
    struct expr *expr = build_expr(lexer, at, EXPR_BOOL);
    expr->boolean = value;
    return expr;
}

struct expr *build_number(struct lexer *lexer, Span at, Str text)
{
    struct expr *expr = build_expr(lexer, at, EXPR_NUMBER);
    expr->number = text;
    return expr;
}

struct expr *build_name(struct lexer *lexer, Span at, const struct name *name)
{
    struct expr *expr = build_expr(lexer, at, EXPR_NAME);
    expr->name = name;
    return expr;
}

struct expr *build_member(struct lexer *lexer, Span at, struct expr *of, struct ident field, bool safe)
{
    struct expr *expr = build_expr(lexer, at, EXPR_MEMBER);
    expr->member.of = of;
    expr->member.field = field;
    expr->member.safe = safe;
    hold(lexer, expr, of);
    return expr;
}

struct expr *build_index(struct lexer *lexer, Span at, struct expr *of, struct expr *index)
{
    struct expr *expr = build_expr(lexer, at, EXPR_INDEX);
    expr->index.of = of;
    expr->index.index = index;
    hold(lexer, expr, of);
    hold(lexer, expr, index);
    return expr;
}

struct expr *build_call(struct lexer *lexer, Span at, struct expr *callee, struct argument_list arguments)
{
    struct expr *expr = build_expr(lexer, at, EXPR_CALL);
    expr->call.callee = callee;
    expr->call.arguments = arguments;
    hold(lexer, expr, callee);
    for (size_t i = 0; i < arguments.v.n; i++) hold(lexer, expr, arguments.v.at[i].value);
    return expr;
}

struct expr *build_list(struct lexer *lexer, Span at, struct expr_list list)
{
    struct expr *expr = build_expr(lexer, at, EXPR_LIST);
    expr->list = list;
    for (size_t i = 0; i < list.v.n; i++) hold(lexer, expr, list.v.at[i]);
    return expr;
}

struct expr *build_record(struct lexer *lexer, Span at, struct entry_list entries)
{
    struct expr *expr = build_expr(lexer, at, EXPR_RECORD);
    expr->record = entries;
    for (size_t i = 0; i < entries.v.n; i++) hold(lexer, expr, entries.v.at[i].value);
    return expr;
}

struct loop *build_loop(struct lexer *lexer, struct ident first, struct ident second, struct expr *over, struct expr *condition)
{
    struct loop *loop = NEW(ARENA(lexer), struct loop);
    *loop = (struct loop){first, second, over, condition};
    return loop;
}

struct expr *build_for(struct lexer *lexer, Span at, const struct loop *loop, struct expr *key, struct expr *value)
{
    struct expr *expr = build_expr(lexer, at, key ? EXPR_RECORD_FOR : EXPR_LIST_FOR);
    expr->loop.loop = loop;
    expr->loop.key = key;
    expr->loop.value = value;
    hold(lexer, expr, value);
    hold(lexer, expr, key);
    hold(lexer, expr, loop->over);
    hold(lexer, expr, loop->condition);
    return expr;
}

struct expr *build_if(struct lexer *lexer, Span at, struct expr *condition, struct expr *then, struct expr *otherwise)
{
    struct expr *expr = build_expr(lexer, at, EXPR_IF);
    expr->branch.condition = condition;
    expr->branch.then = then;
    expr->branch.otherwise = otherwise;
    hold(lexer, expr, condition);
    hold(lexer, expr, then);
    hold(lexer, expr, otherwise);
    return expr;
}

struct expr *build_unary(struct lexer *lexer, Span at, enum op op, Span op_at, struct expr *operand)
{
    struct expr *expr = build_expr(lexer, at, EXPR_UNARY);
    expr->op.op = op;
    expr->op.op_at = op_at;
    expr->op.left = operand;
    hold(lexer, expr, operand);
    return expr;
}

struct expr *build_binary(struct lexer *lexer, Span at, enum op op, Span op_at, struct expr *left, struct expr *right)
{
    struct expr *expr = build_unary(lexer, at, op, op_at, left);
    if (expr->kind == EXPR_ERROR) return expr;
    expr->kind = EXPR_BINARY;
    expr->op.right = right;
    hold(lexer, expr, right);
    return expr;
}

/* ---- strings ---- */

/* The first N parts, which are pieces of text, as one. */
static struct part joined(struct lexer *lexer, const struct part *parts, size_t n)
{
    struct part whole = parts[0];
    Str *pieces = NEW_ARRAY(ARENA(lexer), n, Str);
    for (size_t i = 0; i < n; i++) pieces[i] = parts[i].text;
    whole.text = arena_join(ARENA(lexer), pieces, n);
    return whole;
}

/* Adjacent pieces of text become one: a long text has many. */
static struct part_list merged(struct lexer *lexer, struct part_list parts)
{
    size_t made = 0;
    for (size_t i = 0, n; i < parts.v.n; i += n) {
        const struct part *part = &parts.v.at[i];
        for (n = 1; !part->expr && i + n < parts.v.n && !part[n].expr; n++) continue;
        parts.v.at[made++] = n > 1 ? joined(lexer, part, n) : *part;
    }
    parts.v.n = made;
    return parts;
}

struct expr *build_string(struct lexer *lexer, Span at, struct part_list parts)
{
    struct expr *expr = build_expr(lexer, at, EXPR_STRING);
    expr->parts = merged(lexer, parts);
    for (size_t i = 0; i < expr->parts.v.n; i++) hold(lexer, expr, expr->parts.v.at[i].expr);
    return expr;
}

static size_t indentation_of_last_line(const struct part_list *parts)
{
    if (!parts->v.n || parts->v.at[parts->v.n - 1].expr) return 0;
    Str text = parts->v.at[parts->v.n - 1].text;
    size_t n = 0;
    while (n < text.n && (text.s[text.n - 1 - n] == ' ' || text.s[text.n - 1 - n] == '\t')) n++;
    return n < text.n && text.s[text.n - 1 - n] == '\n' ? n : 0;
}

/* Drops up to INDENT blanks after each line end, and all carriage returns before one. */
static Str without_indentation(struct lexer *lexer, Str text, size_t indent)
{
    char *out = arena_alloc(ARENA(lexer), text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.s[i] == '\r' && i + 1 < text.n && text.s[i + 1] == '\n') continue;
        out[n++] = text.s[i];
        if (text.s[i] != '\n') continue;
        for (size_t k = 0; k < indent && i + 1 < text.n && (text.s[i + 1] == ' ' || text.s[i + 1] == '\t'); k++) i++;
    }
    return (Str){out, n};
}

struct expr *build_lines(struct lexer *lexer, Span at, struct part_list parts)
{
    struct expr *expr = build_string(lexer, at, parts);
    size_t indent = indentation_of_last_line(&expr->parts);
    for (size_t i = 0; i < expr->parts.v.n; i++)
        if (!expr->parts.v.at[i].expr) expr->parts.v.at[i].text = without_indentation(lexer, expr->parts.v.at[i].text, indent);
    if (!expr->parts.v.n || expr->parts.v.at[0].expr) return expr;
    Str *first = &expr->parts.v.at[0].text; /* the line end after the opening quotes does not count */
    if (str_starts(*first, STR("\n"))) *first = str_skip(*first, 1);
    return expr;
}

static uint32_t hexadecimal(Str digits)
{
    uint32_t value = 0;
    for (size_t i = 0; i < digits.n; i++) {
        char c = digits.s[i];
        value = value * 16 + (uint32_t)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
    }
    return value;
}

static Str utf8(struct lexer *lexer, uint32_t point)
{
    char *s = arena_alloc(ARENA(lexer), 4);
    size_t n = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = n; i-- > 1; point >>= 6) s[i] = (char)(0x80 | (point & 0x3F));
    s[0] = (char)(n == 1 ? point : lead[n] | point);
    return (Str){s, n};
}

Str build_escape(struct lexer *lexer, Str escape)
{
    switch (escape.s[1]) {
    case 'n': return STR("\n");
    case 't': return STR("\t");
    case 'r': return STR("\r");
    case 'u': break;
    default: return (Str){escape.s + 1, 1};
    }
    uint32_t point = hexadecimal((Str){escape.s + 3, escape.n - 4});
    if (point == 0 || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) {
        Span at = {lexer->file, (uint32_t)(escape.s - lexer->text.s), (uint32_t)(escape.s - lexer->text.s + (ptrdiff_t)escape.n)};
        diag_add(&lexer->session->diags, E0004, at, "there is no such Unicode character");
        return STR("?");
    }
    return utf8(lexer, point);
}

Str build_plain_string(struct lexer *lexer, struct expr *string)
{
    if (string->parts.v.n == 0) return STR("");
    if (string->parts.v.n == 1 && !string->parts.v.at[0].expr) return string->parts.v.at[0].text;
    diag_add(&lexer->session->diags, E0003, string->at, "only plain text can stand here, without ${…}");
    return STR("");
}

struct ident build_key(struct lexer *lexer, Str text, Span at) { return (struct ident){name_of(lexer->session->names, text), at}; }

struct entry build_string_entry(struct lexer *lexer, struct expr *key, struct expr *value)
{
    bool constant = key->parts.v.n == 0 || (key->parts.v.n == 1 && !key->parts.v.at[0].expr);
    if (!constant) return (struct entry){.key = {NULL, key->at}, .computed = key, .value = value};
    return (struct entry){.key = build_key(lexer, build_plain_string(lexer, key), key->at), .value = value};
}

Str build_module_path(struct lexer *lexer, Str front, const struct name *last)
{
    return arena_printf(ARENA(lexer), "%.*s/%.*s", STR_ARG(front), STR_ARG(NAME_STR(last)));
}
