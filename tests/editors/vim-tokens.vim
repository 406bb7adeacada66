" What the syntax file takes the compiler's tokens for. $FILES has the names of files, $TOKENS those of the lists that the program tokens
" printed of them, $SAID is written: "FILE:LINE:COLUMN: GROUP, and a KIND" for each that is taken for something else, then a count. With
" $ALL, a line for each token instead: its line, its text, its group.
let s:fits = {
      \ 'keyword': '^stk\(Keyword\|Declaration\|Constant\)$', 'number': '^stkNumber$', 'text': '^stk\(String\|Text\|Escape\|Dollar\)$',
      \ 'comment': '^stk\(Comment\|Doc\)$',
      \ 'name': '^stk\(Name\|Call\|Key\|Member\|Kind\|Self\|Module\|Type\|TypeName\|MapOf\)$',
      \ 'sign': '^stk\(Sign\|Interpolation\|TypeOf\|TypeIs\|TypeOr\|Result\|Kind\|Module\|Type\|Braces\|Brackets\|Member\)$\|^$' }
let s:said = []
let s:count = 0

function s:Compare(file, tokens)
  execute 'edit' fnameescape(a:file)
  for token in readfile(a:tokens)
    let [from, to, kind] = split(token)
    let line = byte2line(from + 1)
    let column = from + 2 - line2byte(line)
    let group = synIDattr(synID(line, column, 1), 'name')
    let s:count += 1
    if column > len(getline(line)) | continue | endif " a text that begins with its line's end
    if !empty($ALL)
      call add(s:said, line . "\t" . strpart(getline(line), column - 1, to - from) . "\t" . group)
    elseif group !~# s:fits[kind]
      call add(s:said, a:file . ':' . line . ':' . column . ': ' . group . ', and a ' . kind)
    endif
  endfor
  bwipeout!
endfunction

let s:files = readfile($FILES)
let s:tokens = readfile($TOKENS)
for s:i in range(len(s:files))
  call s:Compare(s:files[s:i], s:tokens[s:i])
endfor
call writefile(s:said + (empty($ALL) ? [s:count . ' tokens of ' . len(s:files) . ' files'] : []), $SAID)
qall!
