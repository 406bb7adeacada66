" The language .stk. Reserved words are names behind a dot, as keys, and where they begin nothing.
if exists('b:current_syntax') | finish | endif
syntax case match
syntax sync fromstart

syntax cluster stkCode contains=stkComment,stkDoc,stkString,stkText,stkNumber,stkKeyword,stkDeclaration,stkConstant,stkSelf,stkCall,stkKey
syntax cluster stkCode add=stkMember,stkKind,stkResult,stkMapOf,stkBraces,stkBrackets,stkSign,stkName

syntax match stkName /\<\h\w*/
syntax match stkSign /[-.:=+*/%<>!|?,()]/
syntax match stkCall /\<\h\w*(\@=/
syntax match stkSelf /\<\(self\|it\)\>/
syntax match stkNumber /\<\d\+\(\.\d\+\)\=\a*/
syntax match stkNumber /\<\d\+%/
syntax match stkNumber /\<\d\+\/\a\+/
syntax match stkNumber /\<\d\{1,3}\(\.\d\{1,3}\)\{3}\(\/\d\+\)\=/

" KIND NAME before { or when or for
syntax match stkKind /\<\(\(of\|in\|if\|then\|else\|with\|where\|matching\|at\|as\|when\|for\|component\|stack\|param\|moved\)\>\)\@!\h\w*\(\.\h\w*\)*\ze\s\+\(\(in\|with\|when\|for\|as\)\>\)\@!\h\w*\s*\({\|\<\(when\|for\)\>\)/

syntax match stkKeyword /\<\(if\|then\|else\|for\|in\|when\|with\|where\|matching\|at\|as\|require\|warn\)\>/
syntax match stkKeyword /\<fails\>\ze\s*"/
syntax match stkKeyword /\(\(^\|[{,]\)\s*\)\@<=assert\>\(\s*[.=:?,]\)\@!/
syntax match stkKeyword /\("\s*\)\@<=of\>\ze\s\+\h/
syntax match stkDeclaration /\<\(fn\|component\|stack\|inherit\|include\|param\|let\|export\|moved\|fact\|resource\|use\)\>/
syntax match stkDeclaration /\<\(test\|schema\)\>\ze\s*"/
syntax match stkDeclaration /^\s*type\>\ze\s\+\h/ nextgroup=stkTypeName skipwhite
syntax match stkConstant /\<\(true\|false\|null\)\>/
syntax match stkDeclaration /^\s*use\>\ze\s\+\h/ nextgroup=stkModule skipwhite
syntax match stkModule /\h\w*\(\/\w\+\)*/ contained

" keys and members, whatever word they are
syntax match stkKey /\<\h\w*\ze\s*==\@!/
syntax match stkKey /\(\(^\|[{,(]\)\s*\)\@<=\h\w*\ze\s*:/ nextgroup=stkTypeOf skipwhite
syntax match stkKey /\(\<\(param\|include\|let\|export\|fact\|resource\)\s\+\)\@<=\h\w*\ze\s*:/ nextgroup=stkTypeOf skipwhite
syntax match stkMember /\(\.\@<!\.\|?\.\)\s*\h\w*/ contains=stkSign

" types
syntax match stkTypeName /\h\w*/ contained nextgroup=stkTypeIs skipwhite
syntax match stkTypeIs /=/ contained nextgroup=stkType,stkTypeList,stkTypeRecord skipwhite
syntax match stkTypeOf /:/ contained nextgroup=stkType,stkTypeList,stkTypeRecord skipwhite
syntax match stkResult /)\@1<=\s*:/ nextgroup=stkType,stkTypeList,stkTypeRecord skipwhite
syntax match stkType /\h\w*\(\.\h\w*\)*\(\s\+\(string\|text\)\>\)\=?\=/ contained nextgroup=stkTypeOr skipwhite contains=stkSign
syntax match stkMapOf /{\@1<=string\ze:/ nextgroup=stkTypeOf
syntax match stkTypeOr /|/ contained nextgroup=stkType skipwhite
syntax region stkTypeList matchgroup=stkSign start=/\[/ end=/\]?\=/ contained contains=stkType,stkTypeList,stkTypeRecord
syntax region stkTypeRecord matchgroup=stkSign start=/{/ end=/}?\=/ contained contains=@stkCode

syntax region stkBraces matchgroup=stkSign start=/{/ end=/}/ transparent fold contains=@stkCode
syntax region stkBrackets matchgroup=stkSign start=/\[/ end=/\]/ transparent fold contains=@stkCode

syntax match stkEscape /\\\(u{\x\{1,6}}\|[ntr"\\$]\)/ contained
syntax match stkDollar /\$\${/ contained
syntax region stkInterpolated matchgroup=stkInterpolation start=/\${/ end=/}/ contained contains=@stkCode
syntax region stkString start=/"/ skip=/\\./ end=/"/ oneline contains=stkEscape,stkInterpolated
syntax region stkText start=/"""/ end=/"""/ contains=stkDollar,stkInterpolated

syntax keyword stkTodo TODO FIXME contained
syntax match stkComment /\/\/.*/ contains=stkTodo,@Spell
syntax match stkDoc /\/\/\/.*/ contains=stkTodo,@Spell

highlight default link stkCall Function
highlight default link stkComment Comment
highlight default link stkConstant Constant
highlight default link stkDeclaration Keyword
highlight default link stkDoc SpecialComment
highlight default link stkDollar SpecialChar
highlight default link stkEscape SpecialChar
highlight default link stkInterpolation Delimiter
highlight default link stkKey Identifier
highlight default link stkKeyword Statement
highlight default link stkKind Structure
highlight default link stkMapOf Type
highlight default link stkModule Include
highlight default link stkNumber Number
highlight default link stkSelf Special
highlight default link stkString String
highlight default link stkText String
highlight default link stkTodo Todo
highlight default link stkType Type
highlight default link stkTypeName Type

let b:current_syntax = 'stk'
