; The later of two patterns wins.
(identifier) @variable
((identifier) @variable.builtin (#match? @variable.builtin "^(self|it)$"))

(member name: (identifier) @property)
(entry key: (identifier) @property)
(field_type name: (identifier) @property)
(setting name: (identifier) @property)
(path (identifier) @property)
(named_argument name: (identifier) @variable.parameter)
(parameter name: (identifier) @variable.parameter)
(param name: (identifier) @variable.parameter)
(include name: (identifier) @variable.parameter)

(module_path (identifier) @module)
(use alias: (identifier) @module)

(type_declaration name: (identifier) @type)
(named_type prefix: (identifier) @type)
(named_type name: (qualified (identifier) @type))
(named_type name: (qualified . (identifier) @type.builtin .)
  (#match? @type.builtin "^(bool|int|float|string|bytes|cpu|duration|port|percent|ip|cidr|host|endpoint|url|image|path|text|any|plain)$"))
(enum_type (identifier) @constant)
(resource kind: (identifier) @type)
(component name: (identifier) @type)
(stack name: (identifier) @type)
(instance kind: (qualified (identifier) @type))
(instance name: (identifier) @constant)
(resource name: (identifier) @constant)
(test of: (qualified (identifier) @type))

(function name: (identifier) @function)
(call function: (identifier) @function.call)
(call function: (member name: (identifier) @function.call))

(number) @number
[(true) (false)] @boolean
(null) @constant.builtin
[(string) (text)] @string
(escape) @string.escape
(interpolation ["${" "}"] @punctuation.special)

["use" "as"] @keyword.import
["type" "fn" "component" "stack" "schema" "test" "of" "inherit" "param" "include" "let" "export" "fact" "resource" "moved"] @keyword
["external"] @keyword.modifier
["if" "then" "else" "when"] @keyword.conditional
["for"] @keyword.repeat
["in" "matching" "where"] @keyword.operator
["with" "at" "require" "warn" "assert" "fails"] @keyword

["=" "==" "!=" "<" "<=" ">" ">=" "&&" "||" "??" "+" "-" "*" "/" "%" "!" "->" ".." "|" "?"] @operator
(module_path "/" @module)
["." "?." "," ":"] @punctuation.delimiter
["{" "}" "[" "]" "(" ")"] @punctuation.bracket

(comment) @comment
(doc_comment) @comment.documentation
