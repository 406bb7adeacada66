/* Constructors of the syntax tree, called by the grammar. Everything lives in the session's arena. */
#ifndef STK_BUILD_H
#define STK_BUILD_H

#include "lexer.h"

#define ARENA(lexer) ((lexer)->session->arena)

/* lists: take and return the list by value */
struct ident_list      ident_list_add(struct lexer *, struct ident_list, struct ident);
struct expr_list       expr_list_add(struct lexer *, struct expr_list, struct expr *);
struct part_list       part_list_add(struct lexer *, struct part_list, struct part);
struct argument_list   argument_list_add(struct lexer *, struct argument_list, struct argument);
struct entry_list      entry_list_add(struct lexer *, struct entry_list, struct entry); /* skips recovered entries */
struct entry_list      entry_list_done(struct lexer *, struct entry_list);              /* without room to spare */
struct field_type_list field_type_list_add(struct lexer *, struct field_type_list, struct field_type);
struct parameter_list  parameter_list_add(struct lexer *, struct parameter_list, struct parameter);
struct item_list       item_list_add(struct lexer *, struct item_list, struct item *);
struct override_list   override_list_add(struct lexer *, struct override_list, struct override);

struct expr *build_expr(struct lexer *, Span, enum expr_kind);
struct expr *build_bool(struct lexer *, Span, bool);
struct expr *build_number(struct lexer *, Span, Str);
struct expr *build_name(struct lexer *, Span, const struct name *);
struct expr *build_string(struct lexer *, Span, struct part_list);
struct expr *build_lines(struct lexer *, Span, struct part_list); /* removes the indentation of the closing line */
struct expr *build_member(struct lexer *, Span, struct expr *, struct ident, bool safe);
struct expr *build_index(struct lexer *, Span, struct expr *, struct expr *);
struct expr *build_call(struct lexer *, Span, struct expr *, struct argument_list);
struct expr *build_list(struct lexer *, Span, struct expr_list);
struct expr *build_record(struct lexer *, Span, struct entry_list);
struct loop *build_loop(struct lexer *, struct ident first, struct ident second, struct expr *over, struct expr *condition);
struct expr *build_for(struct lexer *, Span, const struct loop *, struct expr *key, struct expr *value);
struct expr *build_if(struct lexer *, Span, struct expr *, struct expr *, struct expr *);
struct expr *build_unary(struct lexer *, Span, enum op, Span op_at, struct expr *);
struct expr *build_binary(struct lexer *, Span, enum op, Span op_at, struct expr *, struct expr *);
Str          build_escape(struct lexer *, Str);
Str          build_plain_string(struct lexer *, struct expr *); /* an error where the string interpolates */
struct ident build_key(struct lexer *, Str, Span);
struct entry build_string_entry(struct lexer *, struct expr *key, struct expr *value);
Str          build_module_path(struct lexer *, Str front, const struct name *);

struct type_expr *build_named_type(struct lexer *, Span, struct ident modifier, struct ident_list);
struct type_expr *build_type_of(struct lexer *, Span, enum type_expr_kind, struct type_expr *);
struct type_expr *build_record_type(struct lexer *, Span, struct field_type_list); /* {string: T} is the map */
struct type_expr *build_enum_type(struct lexer *, Span, struct ident_list);
struct type_expr *build_refined_type(struct lexer *, Span, struct type_expr *, struct refinement);
struct field_type build_field_type(struct lexer *, struct ident, struct type_expr *, struct expr *);

struct item *build_param(struct lexer *, bool inherited, struct ident, struct type_expr *, struct expr *);
struct item *build_value(struct lexer *, enum item_kind, struct ident, struct type_expr *, struct expr *);
struct item *build_export(struct lexer *, struct ident, struct type_expr *, struct expr *, struct ident as); /* as: empty for none */
struct item *build_require(struct lexer *, bool warning, struct expr *, struct expr *, struct ident_list);
struct item *build_moved(struct lexer *, struct ident_list, struct ident_list);
struct item *build_guard(struct lexer *, struct expr *when, struct loop *);
struct item *build_resource(struct lexer *, struct item *gate, struct ident, Str kind, Span kind_at, struct entry_list);
struct item *build_instance(struct lexer *, struct item *gate, struct ident_list, struct ident, struct entry_list, struct override_list);
struct item *build_item_at(struct lexer *, struct item *, Span); /* sets its place and its doc comment */

void         build_decl(struct lexer *, struct decl *); /* appends to the module; NULL: recovered */
struct decl *build_use(struct lexer *, Span, Str path, Span path_at, struct ident alias, struct ident_list names);
struct decl *build_type(struct lexer *, Span, struct ident, struct type_expr *);
struct decl *build_fn(struct lexer *, Span, struct ident, struct parameter_list, struct type_expr *, struct expr *);
struct decl *build_component(struct lexer *, Span, struct ident, struct item_list, bool stack);
struct decl *build_schema(struct lexer *, Span, Str path, Span path_at, struct ident modifier); /* modifier: "external" or none */
struct decl *build_test(Span, Str title, struct ident_list, struct override_list, struct decl *assertions);
struct decl *build_assertions(struct lexer *);
struct decl *assertions_add(struct lexer *, struct decl *, struct assertion);

void syntax_error(struct lexer *, Span, const char *found, const char *const *expected, size_t nexpected);

#endif
