autocmd BufRead,BufNewFile *.stk setfiletype stk
autocmd BufRead,BufNewFile stk.project setfiletype yaml
