" :make checks the stack or module of this file, and goes to the first mistake.
if exists('current_compiler') | finish | endif
let current_compiler = 'stk'

" Messages name files from the folder of stk.project on; without one, from that of the file that is checked.
let s:project = findfile('stk.project', '.;')
let s:folder = empty(s:project) ? expand('%:p:h') : fnamemodify(s:project, ':p:h')
execute 'CompilerSet makeprg=' . escape('(echo stk: in ' . shellescape(s:folder) . '; stk check $* %:p:S)', ' |"\')

" Columns are characters. What stands indented below a message shows its line.
CompilerSet errorformat=%Dstk:\ in\ %f,%f:%l:%v:\ %trror%m,%f:%l:%v:\ %tarning%m,%f:%l:%v:\ %tote:\ %m,stk:\ %trror%m,%-G%.%#
