" :make in the file that is open, from whatever folder; $SAID is written: a line for each message that was understood, then where one is.
set shellpipe=>%s\ 2>&1
silent make
let s:said = []
for s:entry in getqflist()
  if s:entry.lnum | call add(s:said, join([fnamemodify(bufname(s:entry.bufnr), ':p'), s:entry.lnum, s:entry.col, s:entry.type, s:entry.text])) | endif
endfor
call writefile(s:said + ['at ' . expand('%:t') . ' ' . line('.') . ' ' . strpart(getline('.'), col('.') - 1, 6)], $SAID)
qall!
