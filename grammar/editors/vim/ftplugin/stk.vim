" Files of the language .stk. 'stk fmt' has the layout: gq formats by it, and indent/stk.vim follows it.
if exists('b:did_ftplugin') | finish | endif
let b:did_ftplugin = 1

setlocal comments=:///,:// commentstring=//\ %s
setlocal expandtab shiftwidth=2 softtabstop=2
setlocal formatoptions-=t formatoptions+=croql
setlocal formatprg=stk\ fmt\ -
setlocal suffixesadd=.stk
compiler stk

let b:undo_ftplugin = 'setlocal comments< commentstring< expandtab< shiftwidth< softtabstop< formatoptions< formatprg< suffixesadd< makeprg< errorformat<'
