# shellcheck shell=bash
# Completion of stk and stk-apply in bash: what may stand on a command line, stk itself tells (stk completion --help).

# _stk_files WORD [ENDING...] - files whose names end so, all without an ending, and folders on the way to them
_stk_files() {
    local word=$1 path ending
    shift
    compopt -o filenames 2>/dev/null
    while IFS= read -r path; do
        [[ ! -d ${path/#\~/$HOME} && $# != 0 ]] || COMPREPLY+=("$path")
        for ending in "$@"; do
            [[ -d ${path/#\~/$HOME} || $path != *"$ending" ]] || COMPREPLY+=("$path")
        done
    done < <(compgen -f -- "$word")
}

_stk_folders() {
    compopt -o filenames 2>/dev/null
    mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -d -- "$1")
}

# bash parts words at = and :, and calls only the last part the word; ahead is what stands before it
_stk() {
    local line=${COMP_LINE:0:COMP_POINT} typed text ahead
    local -a words
    read -r -a words <<<"$line"
    [[ $line != *[[:space:]] ]] || words+=('')
    typed=${words[${#words[@]} - 1]}
    ahead=${typed%"$2"}
    COMPREPLY=()
    while IFS=$'\t' read -r text _; do
        case $text in
            :files) _stk_files "$2" ;;
            :files\ *) read -r -a words <<<"$text" && _stk_files "$2" "${words[@]:1}" ;;
            :folders) _stk_folders "$2" ;;
            "$typed"*) COMPREPLY+=("${text#"$ahead"}") ;;
        esac
        [[ $text != *= || $text != "$typed"* ]] || compopt -o nospace 2>/dev/null
    done < <(stk completion --words "${words[@]}" 2>/dev/null)
}
complete -F _stk stk stk-apply
