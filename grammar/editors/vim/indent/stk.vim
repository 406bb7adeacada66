" The indentation of 'stk fmt': two columns for the bracket that a line stands in, and two more where it continues the line before.
if exists('b:did_indent') | finish | endif
let b:did_indent = 1

setlocal indentexpr=StkIndent(v:lnum) indentkeys=0{,0},0),0],0.,0+,0&,0\|,0?,=else,=with,=then,!^F,o,O
setlocal nolisp nosmartindent
let b:undo_indent = 'setlocal indentexpr< indentkeys< lisp< smartindent<'

if exists('*StkIndent') | finish | endif

function s:Group(line, column)
  return synIDattr(synID(a:line, a:column, 1), 'name')
endfunction

" Inside a text of several lines.
function s:InText(line, column)
  return index(map(synstack(a:line, a:column), 'synIDattr(v:val, "name")'), 'stkText') >= 0
endfunction

function s:IsText(line, column)
  return s:Group(a:line, a:column) =~# '^stk\(String\|Text\|Escape\|Dollar\|Interpolated\|Comment\|Doc\)$'
endfunction

" The last code before a line ends with a lone '='.
function s:FollowsEquals(line)
  let line = prevnonblank(a:line - 1)
  while line > 0 && getline(line) =~# '^\s*//'
    let line = prevnonblank(line - 1)
  endwhile
  let code = substitute(getline(line), '\s*//.*$', '', '')
  return code =~# '\(^\|[^=<>!]\)=\s*$'
endfunction

function StkIndent(line)
  let text = getline(a:line)
  if s:InText(a:line, 1) && (text !~# '^"""' || s:InText(a:line - 1, max([1, len(getline(a:line - 1))]))) | return -1 | endif
  call cursor(a:line, 1)
  let opener = searchpair('[{(\[]', '', '[})\]]', 'bnW', 's:IsText(line("."), col("."))')
  if text =~# '^\s*[})\]]' | return opener ? indent(opener) : 0 | endif
  let inside = opener ? indent(opener) + shiftwidth() : 0
  let continues = text =~# '^\s*\(\.\|?\.\|??\|+\|&&\||\|\(else\|with\|then\)\>\)' || (s:FollowsEquals(a:line) && text !~# '^\s*//')
  return inside + (continues ? shiftwidth() : 0)
endfunction
