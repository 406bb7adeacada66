" What the indent file makes of sources without indentation. $FILES has the names of files in the layout of 'stk fmt'; $SAID is written:
" "FILE:LINE: N columns, and not M" for each line that does not come back, then a count.
let s:said = []
let s:count = 0

function s:Indent(file)
  execute 'edit' fnameescape(a:file)
  let lines = getline(1, '$')
  for line in range(1, line('$'))
    if index(map(synstack(line, 1), 'synIDattr(v:val, "name")'), 'stkText') < 0 | call setline(line, substitute(getline(line), '^\s*', '', '')) | endif
  endfor
  normal! gg=G
  for line in range(1, line('$'))
    let s:count += 1
    if getline(line) !=# lines[line - 1]
      call add(s:said, a:file . ':' . line . ': ' . indent(line) . ' columns, and not ' . len(matchstr(lines[line - 1], '^ *')))
    endif
  endfor
  bwipeout!
endfunction

for s:file in readfile($FILES)
  call s:Indent(s:file)
endfor
call writefile(s:said + [s:count . ' lines'], $SAID)
qall!
