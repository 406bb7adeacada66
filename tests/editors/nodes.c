/* nodes FILE.stk - what the compiler's parser makes of a file, for comparison with what editors make of it (tree.c prints the same).
 *
 * Outputs: "KIND FIRST END [NAME]" a line, in bytes, for each declaration, item of a body and expression but names, texts and literals.
 * Exit: 0 fine, 1 the file has mistakes. */
#include "syntax/parse.h"

#include <stdio.h>

static void print_expr(const struct expr *);

static void print_node(const char *kind, Span at, struct ident name)
{
    printf("%s %u %u%s%s\n", kind, at.lo, at.hi, name.name ? " " : "", name.name ? name.name->s : "");
}

static void print_loop(const struct loop *loop)
{
    print_expr(loop->over);
    print_expr(loop->condition);
}

static void print_entries(const struct entry_list *entries)
{
    for (size_t i = 0; i < entries->v.n; i++) {
        print_expr(entries->v.at[i].computed);
        print_expr(entries->v.at[i].value);
    }
}

static void print_parts(const struct expr *expr)
{
    for (size_t i = 0; i < expr->parts.v.n; i++) print_expr(expr->parts.v.at[i].expr);
}

static void print_operands(const struct expr *expr)
{
    print_expr(expr->op.left);
    print_expr(expr->op.right);
}

static void print_call(const struct expr *expr)
{
    print_expr(expr->call.callee);
    for (size_t i = 0; i < expr->call.arguments.v.n; i++) print_expr(expr->call.arguments.v.at[i].value);
}

static void print_inside(const struct expr *expr)
{
    switch (expr->kind) {
    case EXPR_STRING: print_parts(expr); return;
    case EXPR_MEMBER: print_expr(expr->member.of); return;
    case EXPR_INDEX: print_expr(expr->index.of), print_expr(expr->index.index); return;
    case EXPR_CALL: print_call(expr); return;
    case EXPR_LIST:
        for (size_t i = 0; i < expr->list.v.n; i++) print_expr(expr->list.v.at[i]);
        return;
    case EXPR_RECORD: print_entries(&expr->record); return;
    case EXPR_LIST_FOR: case EXPR_RECORD_FOR:
        print_loop(expr->loop.loop);
        print_expr(expr->loop.key);
        print_expr(expr->loop.value);
        return;
    case EXPR_UNARY: case EXPR_BINARY: print_operands(expr); return;
    case EXPR_IF: print_expr(expr->branch.condition), print_expr(expr->branch.then), print_expr(expr->branch.otherwise); return;
    default: return;
    }
}

static void print_expr(const struct expr *expr)
{
    static const char *const kinds[] = {
        [EXPR_MEMBER] = "member", [EXPR_INDEX] = "index", [EXPR_CALL] = "call", [EXPR_LIST] = "list", [EXPR_RECORD] = "record",
        [EXPR_LIST_FOR] = "list_loop", [EXPR_RECORD_FOR] = "record_loop", [EXPR_UNARY] = "unary", [EXPR_BINARY] = "binary", [EXPR_IF] = "if",
    };
    if (!expr) return;
    if (kinds[expr->kind]) print_node(kinds[expr->kind], expr->at, (struct ident){0});
    print_inside(expr);
}

static void print_type(const struct type_expr *type)
{
    if (!type) return;
    print_type(type->of);
    for (size_t i = 0; i < type->fields.v.n; i++) {
        print_type(type->fields.v.at[i].type);
        print_expr(type->fields.v.at[i].default_value);
    }
    for (size_t i = 0; i < type->refinements.n; i++) {
        if (type->refinements.at[i].kind == REFINE_WHERE) print_expr(type->refinements.at[i].condition);
        print_expr(type->refinements.at[i].message);
    }
}

static void print_overrides(const struct override_list *overrides)
{
    for (size_t i = 0; i < overrides->v.n; i++) print_expr(overrides->v.at[i].value);
}

static void print_item(const struct item *item)
{
    static const char *const kinds[] = {
        [ITEM_PARAM] = "param", [ITEM_INCLUDE] = "include", [ITEM_LET] = "let", [ITEM_EXPORT] = "export", [ITEM_REQUIRE] = "require",
        [ITEM_MOVED] = "moved", [ITEM_FACT] = "fact", [ITEM_RESOURCE] = "resource", [ITEM_INSTANCE] = "instance", [ITEM_SETTING] = "setting",
    };
    print_node(item->warning ? "warn" : kinds[item->kind], item->at, item->name);
    print_type(item->type);
    print_expr(item->value);
    print_expr(item->message);
    print_expr(item->when);
    if (item->loop) print_loop(item->loop);
    print_entries(&item->fields);
    print_overrides(&item->overrides);
}

static void print_declaration(const struct decl *decl)
{
    static const char *const kinds[] = {
        [DECL_USE] = "use", [DECL_TYPE] = "type_declaration", [DECL_FN] = "function", [DECL_COMPONENT] = "component", [DECL_SCHEMA] = "schema",
        [DECL_TEST] = "test",
    };
    bool named = decl->kind != DECL_USE; /* its name is the last part of its path */
    print_node(decl->stack ? "stack" : kinds[decl->kind], decl->at, named ? decl->name : (struct ident){0});
    print_type(decl->type);
    for (size_t i = 0; i < decl->parameters.v.n; i++) {
        print_type(decl->parameters.v.at[i].type);
        print_expr(decl->parameters.v.at[i].default_value);
    }
    print_expr(decl->body);
    for (size_t i = 0; i < decl->items.v.n; i++) print_item(decl->items.v.at[i]);
    print_overrides(&decl->overrides);
    for (size_t i = 0; i < decl->assertions.n; i++) print_expr(decl->assertions.at[i].condition);
}

int main(int argc, char **argv)
{
    struct session *session = session_new(STR(""));
    uint32_t file;
    if (argc != 2 || source_read(&session->sources, argv[1], str_of(argv[1]), &file) != SOURCE_OK) return 1;
    const struct module_ast *module = parse_module(session, file);
    if (module->broken) return 1;
    for (size_t i = 0; i < module->decls.n; i++) print_declaration(module->decls.at[i]);
    session_free(session);
    return 0;
}
