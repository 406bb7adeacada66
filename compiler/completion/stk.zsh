#compdef stk stk-apply
# Completion of stk and stk-apply in zsh: what may stand on a command line, stk itself tells (stk completion --help).

_stk() {
  local line text files=
  local -a names unfinished endings
  for line in ${(f)"$(stk completion --words "${(@Q)words[1,CURRENT-1]}" "$PREFIX" 2>/dev/null)"}; do
    text=${line%%$'\t'*}
    case $text in
      :folders) files=folders ;;
      :files*) files=files endings=(${(s: :)text#:files}) ;;
      *=) unfinished+=${text//:/\\:} ;;
      *) names+=${text//:/\\:}${${line#$text}/#$'\t'/:} ;;
    esac
  done
  _describe -t names 'stk' names
  _describe -t names 'stk' unfinished -S ''
  [[ -n $files ]] || return
  compset -P '--[a-z-]##='
  if [[ $files == folders ]]; then _files -/
  elif (( $#endings )); then _files -g "${(j: :)endings/#/*}"
  else _files
  fi
}

if [[ $funcstack[1] == _stk ]]; then _stk "$@"; else compdef _stk stk stk-apply; fi
