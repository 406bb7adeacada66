// The language .stk for tree-sitter. grammar/stk.y is the law; the names of its rules are kept where they are nodes here.
// src/scanner.c has the line ends that count.
/* eslint-env node */
/* global grammar, seq, choice, repeat, repeat1, optional, field, token, prec, alias */

const PRECEDENCE = { choice: 1, otherwise: 2, or: 3, and: 4, compare: 5, add: 6, multiply: 7, unary: 8, postfix: 9 };

// Items in braces: a line end or commas stand between them, and may stand behind the last.
const items = ($, item) => seq("{", optional(seq(item, repeat(seq($._separator, item)), optional(repeat1(",")))), "}");
// What stands in round and square brackets.
const list = (item) => seq(item, repeat(seq(",", item)));

module.exports = grammar({
  name: "stk",
  externals: ($) => [$._line_end, $._error],
  extras: ($) => [/\s/, /\uFEFF/, $.doc_comment, $.comment],
  word: ($) => $.identifier,
  supertypes: ($) => [$._declaration, $._item, $._expression, $._type],

  rules: {
    module: ($) => optional(seq($._declaration, repeat(seq($._separator, $._declaration)), optional(repeat1(",")))),
    _separator: ($) => choice($._line_end, repeat1(",")),

    // ---- declarations ----
    _declaration: ($) => choice($.use, $.type_declaration, $.function, $.component, $.stack, $.schema, $.test),
    use: ($) =>
      seq("use", field("module", $.module_path), optional(seq("as", field("alias", $.identifier))), optional(field("names", $.use_names))),
    module_path: ($) => seq($.identifier, repeat(seq("/", $.identifier))),
    use_names: ($) => items($, $.identifier),
    type_declaration: ($) => seq("type", field("name", $.identifier), "=", field("type", $._type)),
    function: ($) =>
      seq("fn", field("name", $.identifier), field("parameters", $.parameters), ":", field("result", $._type), optional(seq("=", field("value", $._expression)))),
    parameters: ($) => seq("(", optional(list($.parameter)), ")"),
    parameter: ($) => seq(field("name", $.identifier), ":", field("type", $._type), optional(seq("=", field("default", $._expression)))),
    component: ($) => seq("component", field("name", $.identifier), field("body", $.body)),
    stack: ($) => seq("stack", field("name", $.identifier), field("body", $.body)),
    schema: ($) => seq(optional("external"), "schema", field("file", $._string)),
    test: ($) =>
      seq("test", field("name", $._string), "of", field("of", $.qualified), optional(seq("with", field("with", $.overrides))), field("body", $.assertions)),
    assertions: ($) => items($, choice($.assert, $.fails)),
    assert: ($) => seq("assert", $._expression),
    fails: ($) => seq("fails", $._string),

    // ---- bodies ----
    body: ($) => items($, $._item),
    _item: ($) =>
      choice($.param, $.include, $.let, $.export, $.fact, $.require, $.warn, $.moved, $.setting, $.resource, $.instance),
    param: ($) =>
      seq(optional("inherit"), "param", field("name", $.identifier), ":", field("type", $._type), optional(seq("=", field("default", $._expression)))),
    include: ($) => seq("include", field("name", $.identifier), ":", field("type", $._type)),
    let: ($) => seq("let", field("name", $.identifier), optional(seq(":", field("type", $._type))), "=", field("value", $._expression)),
    export: ($) =>
      seq("export", field("name", $.identifier), optional(seq(":", field("type", $._type))), "=", field("value", $._expression), optional(seq("as", field("as", $.identifier)))),
    fact: ($) => seq("fact", field("name", $.identifier), ":", field("type", $._type), "=", field("value", $._expression)),
    require: ($) => seq("require", $._requirement),
    warn: ($) => seq("warn", $._requirement),
    _requirement: ($) =>
      seq(field("condition", $._expression), "else", field("message", $._expression), optional(seq("at", field("at", $.path)))),
    moved: ($) => seq("moved", field("old", $.path), "->", field("new", $.path)),
    setting: ($) => seq(field("name", $.identifier), "=", field("value", $._expression)),
    resource: ($) =>
      seq("resource", field("name", $.identifier), ":", field("kind", choice($.identifier, $._string)), optional($._gate), field("body", $.record)),
    instance: ($) =>
      seq(field("kind", $.qualified), field("name", $.identifier), optional($._gate), field("body", $.record), optional(seq("with", field("with", $.overrides)))),
    _gate: ($) => choice($.when, $.loop),
    when: ($) => seq("when", $._expression),
    loop: ($) =>
      seq("for", field("name", $.identifier), optional(seq(",", field("name", $.identifier))), "in", field("in", $._expression), optional($.when)),
    overrides: ($) => items($, $.override),
    override: ($) => seq(field("path", $.path), "=", field("value", $._expression)),
    path: ($) => seq(choice($.identifier, $._string), repeat(seq(".", choice($.identifier, $._string)))),
    qualified: ($) => seq($.identifier, repeat(seq(".", $.identifier))),

    // ---- types ----
    _type: ($) => choice($.named_type, $.list_type, $.record_type, $.optional_type, $.enum_type, $.refined_type),
    named_type: ($) => seq(optional(field("prefix", $.identifier)), field("name", $.qualified)),
    list_type: ($) => seq("[", $._type, "]"),
    record_type: ($) => items($, $.field_type),
    field_type: ($) => seq(field("name", $.identifier), ":", field("type", $._type), optional(seq("=", field("default", $._expression)))),
    optional_type: ($) => prec(2, seq(choice($.named_type, $.list_type, $.record_type, $.optional_type), "?")),
    enum_type: ($) => seq($.identifier, repeat1(seq("|", $.identifier))),
    refined_type: ($) => seq(field("type", $._type), choice($.range, $.pattern, $.condition)),
    range: ($) => seq("in", optional(field("low", $.bound)), "..", optional(field("high", $.bound))),
    bound: ($) => seq(optional("-"), $.number),
    pattern: ($) => seq("matching", $._string),
    condition: ($) => seq("where", $._expression, "else", $._expression),

    // ---- expressions ----
    _expression: ($) => choice($._primary, $.if, $.binary, $.unary),
    if: ($) =>
      prec.right(
        PRECEDENCE.choice,
        seq("if", field("condition", $._expression), "then", field("then", $._expression), optional(seq("else", field("else", $._expression)))),
      ),
    binary: ($) => {
      const left = (level, ...signs) =>
        prec.left(level, seq(field("left", $._expression), field("operator", choice(...signs)), field("right", $._expression)));
      return choice(
        prec.right(PRECEDENCE.otherwise, seq(field("left", $._expression), field("operator", "??"), field("right", $._expression))),
        left(PRECEDENCE.or, "||"),
        left(PRECEDENCE.and, "&&"),
        left(PRECEDENCE.compare, "==", "!=", "<", "<=", ">", ">=", "in"),
        left(PRECEDENCE.add, "+", "-"),
        left(PRECEDENCE.multiply, "*", "/", "%"),
      );
    },
    unary: ($) => prec(PRECEDENCE.unary, seq(field("operator", choice("!", "-")), $._expression)),
    _primary: ($) =>
      choice($.number, $._string, $.true, $.false, $.null, $.identifier, $.member, $.index, $.call, $.parenthesized, $.list, $.list_loop, $.record, $.record_loop),
    member: ($) => prec(PRECEDENCE.postfix, seq(field("of", $._primary), choice(".", "?."), field("name", $.identifier))),
    index: ($) => prec(PRECEDENCE.postfix, seq(field("of", $._primary), "[", field("index", $._expression), "]")),
    call: ($) => prec(PRECEDENCE.postfix, seq(field("function", $._primary), field("arguments", $.arguments))),
    arguments: ($) => seq("(", optional(seq(list(choice($._expression, $.named_argument)), optional(","))), ")"),
    named_argument: ($) => seq(field("name", $.identifier), "=", field("value", $._expression)),
    parenthesized: ($) => seq("(", $._expression, ")"),
    list: ($) => seq("[", optional(seq(list($._expression), optional(","))), "]"),
    list_loop: ($) => seq("[", $.loop, ":", field("value", $._expression), "]"),
    record: ($) => items($, $.entry),
    entry: ($) => seq(field("key", choice($.identifier, alias("for", $.identifier), $._string)), "=", field("value", $._expression)),
    record_loop: ($) =>
      seq("{", $.loop, ":", field("key", choice($.identifier, $._string, $.parenthesized)), "=", field("value", $._expression), optional(","), "}"),

    // ---- words ----
    identifier: () => /[A-Za-z_][A-Za-z0-9_]*/,
    number: () =>
      token(
        choice(
          /[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}(\/[0-9]+)?/,
          /[0-9]+\/[A-Za-z]+/,
          /[0-9]+%/,
          /[0-9]+(\.[0-9]+)?[A-Za-z]*/,
        ),
      ),
    true: () => "true",
    false: () => "false",
    null: () => "null",
    _string: ($) => choice($.string, $.text),
    string: ($) => seq('"', repeat(choice($.chunk, $.escape, $.interpolation)), token.immediate('"')),
    text: ($) => seq('"""', repeat(choice(alias($._text_chunk, $.chunk), alias(token.immediate(prec(2, "$${")), $.escape), $.interpolation)), token.immediate(prec(2, '"""'))),
    chunk: () => token.immediate(prec(1, choice(/[^"\\$\n]+/, "$"))),
    _text_chunk: () => token.immediate(prec(1, choice(/[^"$]+/, "$", '"'))),
    escape: () => token.immediate(prec(1, /\\(u\{[0-9A-Fa-f]{1,6}\}|[ntr"\\$])/)),
    interpolation: ($) => seq(token.immediate(prec(2, "${")), $._expression, "}"),
    doc_comment: () => token(prec(1, /\/\/\/[^\n]*/)),
    comment: () => token(/\/\/[^\n]*/),
  },
});
