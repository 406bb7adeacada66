/* The grammar of .stk. Actions call constructors (compiler/syntax/build.h) and nothing else. */
%define api.pure full
%define api.prefix {stk_}
%define api.token.prefix {TOK_}
%define api.value.type union
%define api.location.type {Span}
%define parse.error custom
%define parse.lac full
%expect 0
%param { struct lexer *lexer }
%initial-action { @$ = (Span){lexer->file, 0, 0}; }

%code requires { #include "syntax/lexer.h" }
%code provides { int stk_lex(STK_STYPE *, Span *, struct lexer *); }
%code {
#include "syntax/build.h"
#define YYLLOC_DEFAULT(to, rhs, n) \
    ((to) = (n) ? span_join(YYRHSLOC(rhs, 1), YYRHSLOC(rhs, n)) : (Span){YYRHSLOC(rhs, 0).file, YYRHSLOC(rhs, 0).hi, YYRHSLOC(rhs, 0).hi})
static void stk_error(const Span *at, struct lexer *lexer, const char *message);
}

%token BAD "unreadable text" SEP "end of line"
%token <const struct name *> IDENT "name"
%token <Str> NUMBER "number" CHUNK "text" ESCAPE "escape"
%token STRING_OPEN "string" STRING_CLOSE "end of string" LINES_OPEN "text of several lines" LINES_CLOSE "end of text"
%token INTERPOLATION_OPEN "${" INTERPOLATION_CLOSE "} of an interpolation"
%token ARROW "->" DOTDOT ".." SAFE_DOT "?." ELSE_OP "??" EQ "==" NE "!=" LE "<=" GE ">=" ANDAND "&&" OROR "||"
%token <const struct name *> USE "use" TYPE "type" FN "fn" COMPONENT "component" STACK "stack"
    INHERIT "inherit" INCLUDE "include" PARAM "param" LET "let" EXPORT "export" REQUIRE "require" WARN "warn" MOVED "moved" FACT "fact"
    RESOURCE "resource" SCHEMA "schema" TEST "test" OF "of" ASSERT "assert" FAILS "fails" IF "if" THEN "then" ELSE "else"
    FOR "for" IN "in" WHEN "when" WITH "with" WHERE "where" MATCHING "matching" AT "at" AS "as" TRUE "true" FALSE "false"
    NULL "null"
%token END 0 "end of file"

%type <const struct name *> keyword word
%type <struct ident> ident key_ident alias use_as
%type <struct ident_list> qualified path idents enum_members use_names at_path
%type <struct expr *> expr primary string bound optional_value condition optional_condition key_expr
%type <struct expr_list> exprs expr_list
%type <struct part_list> parts
%type <struct argument> argument
%type <struct argument_list> arguments argument_list
%type <struct entry> entry
%type <struct entry_list> entries entry_list block
%type <struct loop *> loop
%type <struct type_expr *> type base_type optional_type
%type <struct refinement> refinement
%type <struct field_type> field_type
%type <struct field_type_list> field_types field_type_list
%type <struct parameter> parameter
%type <struct parameter_list> parameters parameter_list
%type <struct item *> item body_item gate
%type <struct item_list> items item_list
%type <struct override> override
%type <struct override_list> overrides override_list optional_overrides
%type <struct decl *> decl top assertions assertion_list
%type <Str> module_path plain_string
%type <struct assertion> assertion

%precedence THEN
%precedence ELSE
%right ELSE_OP
%left OROR
%left ANDAND
%nonassoc EQ NE '<' '>' LE GE IN
%left '+' '-'
%left '*' '/' '%'
%precedence UNARY

%%

module: %empty | decls ;
decls: top                                  { build_decl(lexer, $top); }
     | decls SEP top                        { build_decl(lexer, $top); } ;
top: decl | error                           { $$ = NULL; } ;

decl:
    USE module_path alias use_names         { $$ = build_use(lexer, @$, $module_path, @module_path, $alias, $use_names); }
  | TYPE ident '=' type                     { $$ = build_type(lexer, @$, $ident, $type); }
  | FN ident '(' parameters ')' ':' type optional_value
                                            { $$ = build_fn(lexer, @$, $ident, $parameters, $type, $optional_value); }
  | COMPONENT ident '{' items '}'           { $$ = build_component(lexer, @$, $ident, $items, false); }
  | STACK ident '{' items '}'               { $$ = build_component(lexer, @$, $ident, $items, true); }
  | SCHEMA plain_string                     { $$ = build_schema(lexer, @$, $plain_string, @plain_string, (struct ident){0}); }
  | IDENT SCHEMA plain_string               { $$ = build_schema(lexer, @$, $plain_string, @plain_string, (struct ident){$IDENT, @IDENT}); }
  | TEST plain_string OF qualified '{' assertions '}'
                                            { $$ = build_test(@$, $plain_string, $qualified, (struct override_list){0}, $assertions); }
  | TEST plain_string OF qualified WITH '{' overrides '}' '{' assertions '}'
                                            { $$ = build_test(@$, $plain_string, $qualified, $overrides, $assertions); } ;

module_path: ident                          { $$ = NAME_STR($ident.name); }
  | module_path[front] '/' key_ident        { $$ = build_module_path(lexer, $front, $key_ident.name); } ;
alias: %empty                               { $$ = (struct ident){0}; }
  | AS ident                                { $$ = $ident; } ;
use_names: %empty                           { $$ = (struct ident_list){0}; }
  | '{' idents '}'                          { $$ = $idents; } ;
idents: ident                               { $$ = ident_list_add(lexer, (struct ident_list){0}, $ident); }
  | idents[front] SEP ident                 { $$ = ident_list_add(lexer, $front, $ident); } ;

assertions: %empty                          { $$ = build_assertions(lexer); } | assertion_list ;
assertion_list: assertion                   { $$ = assertions_add(lexer, build_assertions(lexer), $assertion); }
  | assertion_list[front] SEP assertion     { $$ = assertions_add(lexer, $front, $assertion); } ;
assertion: ASSERT expr                      { $$ = (struct assertion){.at = @$, .condition = $expr}; }
  | FAILS plain_string                      { $$ = (struct assertion){.at = @$, .code = $plain_string}; }
  | error                                   { $$ = (struct assertion){.at = @$}; } ;

/* ---- bodies ---- */

items: %empty                               { $$ = (struct item_list){0}; } | item_list ;
item_list: item                             { $$ = item_list_add(lexer, (struct item_list){0}, $item); }
  | item_list[front] SEP item               { $$ = item_list_add(lexer, $front, $item); } ;
item: body_item                             { $$ = build_item_at(lexer, $body_item, @$); } | error { $$ = NULL; } ;

body_item:
    PARAM ident ':' type optional_value     { $$ = build_param(lexer, false, $ident, $type, $optional_value); }
  | INHERIT PARAM ident ':' type optional_value
                                            { $$ = build_param(lexer, true, $ident, $type, $optional_value); }
  | INCLUDE ident ':' type                  { $$ = build_value(lexer, ITEM_INCLUDE, $ident, $type, NULL); }
  | LET ident optional_type '=' expr        { $$ = build_value(lexer, ITEM_LET, $ident, $optional_type, $expr); }
  | EXPORT ident optional_type '=' expr use_as
                                            { $$ = build_export(lexer, $ident, $optional_type, $expr, $use_as); }
  | FACT ident ':' type '=' expr            { $$ = build_value(lexer, ITEM_FACT, $ident, $type, $expr); }
  | REQUIRE condition ELSE expr at_path     { $$ = build_require(lexer, false, $condition, $expr, $at_path); }
  | WARN condition ELSE expr at_path        { $$ = build_require(lexer, true, $condition, $expr, $at_path); }
  | MOVED path[old] ARROW path[new]         { $$ = build_moved(lexer, $old, $new); }
  | ident '=' expr                          { $$ = build_value(lexer, ITEM_SETTING, $ident, NULL, $expr); }
  | RESOURCE ident ':' ident[kind] gate block
                                            { $$ = build_resource(lexer, $gate, $2, NAME_STR($kind.name), @kind, $block); }
  | RESOURCE ident ':' plain_string gate block
                                            { $$ = build_resource(lexer, $gate, $2, $plain_string, @plain_string, $block); }
  | qualified ident gate block optional_overrides
                                            { $$ = build_instance(lexer, $gate, $qualified, $ident, $block, $optional_overrides); } ;

use_as: %empty { $$ = (struct ident){0}; } | AS ident { $$ = $ident; } ;
condition: expr ;
at_path: %empty                             { $$ = (struct ident_list){0}; }
  | AT path                                 { $$ = $path; } ;
gate: %empty                                { $$ = build_guard(lexer, NULL, NULL); }
  | WHEN expr                               { $$ = build_guard(lexer, $expr, NULL); }
  | loop                                    { $$ = build_guard(lexer, NULL, $loop); } ;
loop: FOR ident IN expr optional_condition  { $$ = build_loop(lexer, $ident, (struct ident){0}, $expr, $optional_condition); }
  | FOR ident[first] ',' ident[second] IN expr optional_condition
                                            { $$ = build_loop(lexer, $first, $second, $expr, $optional_condition); } ;
optional_condition: %empty { $$ = NULL; } | WHEN expr { $$ = $expr; } ;

block: '{' entries '}'                      { $$ = $entries; $$.at = @$; } ;
entries: %empty                             { $$ = (struct entry_list){0}; } | entry_list { $$ = entry_list_done(lexer, $entry_list); } ;
entry_list: entry                           { $$ = entry_list_add(lexer, (struct entry_list){0}, $entry); }
  | entry_list[front] SEP entry             { $$ = entry_list_add(lexer, $front, $entry); } ;
entry: key_ident '=' expr                   { $$ = (struct entry){.key = $key_ident, .value = $expr}; }
  | string '=' expr                         { $$ = build_string_entry(lexer, $string, $expr); }
  | error                                   { $$ = (struct entry){0}; } ;

optional_overrides: %empty                  { $$ = (struct override_list){0}; }
  | WITH '{' overrides '}'                  { $$ = $overrides; } ;
overrides: %empty                           { $$ = (struct override_list){0}; } | override_list ;
override_list: override                     { $$ = override_list_add(lexer, (struct override_list){0}, $override); }
  | override_list[front] SEP override       { $$ = override_list_add(lexer, $front, $override); } ;
override: path '=' expr                     { $$ = (struct override){$path, $expr}; }
  | error                                   { $$ = (struct override){0}; } ;

path: key_ident                             { $$ = ident_list_add(lexer, (struct ident_list){0}, $key_ident); }
  | plain_string                            { $$ = ident_list_add(lexer, (struct ident_list){0}, build_key(lexer, $plain_string, @$)); }
  | path[front] '.' key_ident               { $$ = ident_list_add(lexer, $front, $key_ident); }
  | path[front] '.' plain_string            { $$ = ident_list_add(lexer, $front, build_key(lexer, $plain_string, @plain_string)); } ;
qualified: ident                            { $$ = ident_list_add(lexer, (struct ident_list){0}, $ident); }
  | qualified[front] '.' ident              { $$ = ident_list_add(lexer, $front, $ident); } ;
ident: word                                 { $$ = (struct ident){$word, @$}; } ;
word: IDENT | TYPE | SCHEMA | TEST | OF | ASSERT | FAILS ; /* words that are names wherever they begin nothing */
key_ident: IDENT                            { $$ = (struct ident){$IDENT, @$}; }
  | keyword                                 { $$ = (struct ident){$keyword, @$}; } ;
keyword: USE | TYPE | FN | COMPONENT | STACK | INHERIT | INCLUDE | PARAM | LET | EXPORT | REQUIRE | WARN | MOVED | FACT
  | RESOURCE | SCHEMA | TEST | OF | ASSERT | FAILS | IF | THEN | ELSE | FOR | IN | WHEN | WITH | WHERE | MATCHING | AT | AS
  | TRUE | FALSE | NULL ;

/* ---- types ---- */

optional_type: %empty { $$ = NULL; } | ':' type { $$ = $type; } ;
optional_value: %empty { $$ = NULL; } | '=' expr { $$ = $expr; } ;
type: base_type
  | enum_members                            { $$ = build_enum_type(lexer, @$, $enum_members); }
  | type[of] refinement                     { $$ = build_refined_type(lexer, @$, $of, $refinement); } ;
base_type: qualified                        { $$ = build_named_type(lexer, @$, (struct ident){0}, $qualified); }
  | ident qualified                         { $$ = build_named_type(lexer, @$, $ident, $qualified); }
  | '[' type ']'                            { $$ = build_type_of(lexer, @$, TYPE_LIST, $2); }
  | '{' field_types '}'                     { $$ = build_record_type(lexer, @$, $field_types); }
  | base_type[of] '?'                       { $$ = build_type_of(lexer, @$, TYPE_OPTIONAL, $of); } ;
enum_members: ident[first] '|' ident[second]
                                            { $$ = ident_list_add(lexer, ident_list_add(lexer, (struct ident_list){0}, $first), $second); }
  | enum_members[front] '|' ident           { $$ = ident_list_add(lexer, $front, $ident); } ;
field_types: %empty                         { $$ = (struct field_type_list){0}; } | field_type_list ;
field_type_list: field_type                 { $$ = field_type_list_add(lexer, (struct field_type_list){0}, $field_type); }
  | field_type_list[front] SEP field_type   { $$ = field_type_list_add(lexer, $front, $field_type); } ;
field_type: key_ident ':' type optional_value
                                            { $$ = build_field_type(lexer, $key_ident, $type, $optional_value); }
  | error                                   { $$ = (struct field_type){0}; } ;
refinement: IN bound DOTDOT bound           { $$ = (struct refinement){REFINE_RANGE, @$, $2, $4, NULL, NULL}; }
  | MATCHING string                         { $$ = (struct refinement){REFINE_PATTERN, @$, $string, NULL, NULL, NULL}; }
  | WHERE expr ELSE expr                    { $$ = (struct refinement){REFINE_WHERE, @$, NULL, NULL, $2, $4}; } ;
bound: %empty                               { $$ = NULL; }
  | NUMBER                                  { $$ = build_number(lexer, @$, $NUMBER); }
  | '-' NUMBER                              { $$ = build_unary(lexer, @$, OP_NEG, @1, build_number(lexer, @2, $NUMBER)); } ;
parameters: %empty                          { $$ = (struct parameter_list){0}; } | parameter_list ;
parameter_list: parameter                   { $$ = parameter_list_add(lexer, (struct parameter_list){0}, $parameter); }
  | parameter_list[front] ',' parameter     { $$ = parameter_list_add(lexer, $front, $parameter); } ;
parameter: ident ':' type optional_value    { $$ = (struct parameter){$ident, $type, $optional_value}; } ;

/* ---- expressions ---- */

expr: primary
  | IF expr[if] THEN expr[then] %prec THEN  { $$ = build_if(lexer, @$, $if, $then, NULL); }
  | IF expr[if] THEN expr[then] ELSE expr[else]
                                            { $$ = build_if(lexer, @$, $if, $then, $else); }
  | expr[l] ELSE_OP expr[r]                 { $$ = build_binary(lexer, @$, OP_ELSE, @2, $l, $r); }
  | expr[l] OROR expr[r]                    { $$ = build_binary(lexer, @$, OP_OR, @2, $l, $r); }
  | expr[l] ANDAND expr[r]                  { $$ = build_binary(lexer, @$, OP_AND, @2, $l, $r); }
  | expr[l] EQ expr[r]                      { $$ = build_binary(lexer, @$, OP_EQ, @2, $l, $r); }
  | expr[l] NE expr[r]                      { $$ = build_binary(lexer, @$, OP_NE, @2, $l, $r); }
  | expr[l] '<' expr[r]                     { $$ = build_binary(lexer, @$, OP_LT, @2, $l, $r); }
  | expr[l] LE expr[r]                      { $$ = build_binary(lexer, @$, OP_LE, @2, $l, $r); }
  | expr[l] '>' expr[r]                     { $$ = build_binary(lexer, @$, OP_GT, @2, $l, $r); }
  | expr[l] GE expr[r]                      { $$ = build_binary(lexer, @$, OP_GE, @2, $l, $r); }
  | expr[l] IN expr[r]                      { $$ = build_binary(lexer, @$, OP_IN, @2, $l, $r); }
  | expr[l] '+' expr[r]                     { $$ = build_binary(lexer, @$, OP_ADD, @2, $l, $r); }
  | expr[l] '-' expr[r]                     { $$ = build_binary(lexer, @$, OP_SUB, @2, $l, $r); }
  | expr[l] '*' expr[r]                     { $$ = build_binary(lexer, @$, OP_MUL, @2, $l, $r); }
  | expr[l] '/' expr[r]                     { $$ = build_binary(lexer, @$, OP_DIV, @2, $l, $r); }
  | expr[l] '%' expr[r]                     { $$ = build_binary(lexer, @$, OP_MOD, @2, $l, $r); }
  | '!' expr[r] %prec UNARY                 { $$ = build_unary(lexer, @$, OP_NOT, @1, $r); }
  | '-' expr[r] %prec UNARY                 { $$ = build_unary(lexer, @$, OP_NEG, @1, $r); } ;

primary: NUMBER                             { $$ = build_number(lexer, @$, $NUMBER); }
  | string
  | TRUE                                    { $$ = build_bool(lexer, @$, true); }
  | FALSE                                   { $$ = build_bool(lexer, @$, false); }
  | NULL                                    { $$ = build_expr(lexer, @$, EXPR_NULL); }
  | word                                    { $$ = build_name(lexer, @$, $word); }
  | primary[of] '.' key_ident               { $$ = build_member(lexer, @$, $of, $key_ident, false); }
  | primary[of] SAFE_DOT key_ident          { $$ = build_member(lexer, @$, $of, $key_ident, true); }
  | primary[of] '[' expr ']'                { $$ = build_index(lexer, @$, $of, $expr); }
  | primary[of] '(' arguments ')'           { $$ = build_call(lexer, @$, $of, $arguments); }
  | '(' expr ')'                            { $$ = $expr; }
  | '[' exprs ']'                           { $$ = build_list(lexer, @$, $exprs); }
  | '[' loop ':' expr ']'                   { $$ = build_for(lexer, @$, $loop, NULL, $expr); }
  | block                                   { $$ = build_record(lexer, @$, $block); }
  | '{' loop ':' key_expr '=' expr '}'      { $$ = build_for(lexer, @$, $loop, $key_expr, $expr); } ;

key_expr: word                              { $$ = build_name(lexer, @$, $word); }
  | string
  | '(' expr ')'                            { $$ = $expr; } ;
exprs: %empty { $$ = (struct expr_list){0}; } | expr_list | expr_list ',' ;
expr_list: expr                             { $$ = expr_list_add(lexer, (struct expr_list){0}, $expr); }
  | expr_list[front] ',' expr               { $$ = expr_list_add(lexer, $front, $expr); } ;
arguments: %empty { $$ = (struct argument_list){0}; } | argument_list | argument_list ',' ;
argument_list: argument                     { $$ = argument_list_add(lexer, (struct argument_list){0}, $argument); }
  | argument_list[front] ',' argument       { $$ = argument_list_add(lexer, $front, $argument); } ;
argument: expr                              { $$ = (struct argument){{0}, $expr}; }
  | ident '=' expr                          { $$ = (struct argument){$ident, $expr}; } ;

string: STRING_OPEN parts STRING_CLOSE      { $$ = build_string(lexer, @$, $parts); }
  | LINES_OPEN parts LINES_CLOSE            { $$ = build_lines(lexer, @$, $parts); } ;
plain_string: string                        { $$ = build_plain_string(lexer, $string); } ;
parts: %empty                               { $$ = (struct part_list){0}; }
  | parts[front] CHUNK                      { $$ = part_list_add(lexer, $front, (struct part){$CHUNK, NULL}); }
  | parts[front] ESCAPE                     { $$ = part_list_add(lexer, $front, (struct part){build_escape(lexer, $ESCAPE), NULL}); }
  | parts[front] INTERPOLATION_OPEN expr INTERPOLATION_CLOSE
                                            { $$ = part_list_add(lexer, $front, (struct part){{0}, $expr}); } ;

%%

enum { EXPECTED_MAX = 4 };

static void stk_error(const Span *at, struct lexer *lexer, const char *message)
{
    bool exhausted = strstr(message, "exhausted") != NULL; /* the parser's own stack */
    diag_add(&lexer->session->diags, exhausted ? E0005 : E0003, *at, "%s", exhausted ? "nested too deep to be read" : message);
}

static int yyreport_syntax_error(const yypcontext_t *context, struct lexer *lexer)
{
    yysymbol_kind_t expected[EXPECTED_MAX + 1];
    const char *names[EXPECTED_MAX];
    int n = yypcontext_expected_tokens(context, expected, EXPECTED_MAX + 1);
    int shown = n > 0 && n <= EXPECTED_MAX ? n : 0;
    for (int i = 0; i < shown; i++) names[i] = yysymbol_name(expected[i]);
    syntax_error(lexer, *yypcontext_location(context), yysymbol_name(yypcontext_token(context)), names, (size_t)shown);
    return 0;
}
