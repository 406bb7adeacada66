# Helpers for suites that run stk on many small files, two at a time. Sourced after lib.sh.
#
# A job is a folder with the files of one run and "command", the words after "stk". It leaves out, err and status there.
# shellcheck shell=bash disable=SC2154

# run_job FOLDER
run_job() {
    cd "$1" || return
    local words status=0
    read -r -a words <./command
    timeout 60 "$STK" "${words[@]}" >out 2>err </dev/null || status=$?
    echo "$status" >status
}
export -f run_job

# run_jobs FOLDER - every job below FOLDER
run_jobs() {
    # shellcheck disable=SC2016 # expanded by the inner bash
    find "$1" -name command -printf '%h\0' | xargs -0 -r -P 2 -n 16 bash -c 'for job; do (run_job "$job"); done' jobs
}

# command_for FILE - how FILE is checked: one without a stack has nothing to compile
command_for() {
    if grep -q '^stack ' "$1" && ! grep -q '^test ' "$1"; then echo check; else echo test; fi
}

# blocks FILE FOLDER - writes every fenced block of a Markdown file to FOLDER/NUMBER, and a line for each to FOLDER/list:
# NUMBER, the code of its section or "-", the words after the fence
blocks() {
    mkdir -p "$2"
    awk -v folder="$2" '
        !inside && /^## / { code = $2 ~ /^[EW][0-9][0-9][0-9][0-9]$/ ? $2 : "-" }
        !inside && /^```/ { inside = 1; n++; print n, code ? code : "-", substr($0, 4) >(folder "/list"); printf "" >(folder "/" n); next }
        inside && /^```$/ { inside = 0; next }
        inside { print >(folder "/" n) }' "$1"
}

# golden TITLE GOT WANTED - compares two files; with UPDATE=1 the second becomes the first
golden() {
    local output
    [[ -z ${UPDATE-} ]] || cp "$2" "$3"
    if output=$(diff -u --label expected --label got "$3" "$2" 2>&1); then ok "$1"; else not_ok "$1" "$output"; fi
}

# golden_job FOLDER NAME WORK - a job for FOLDER/NAME.stk with NAME.yaml (values), NAME.args (options, or "compile" and options) and the
# files of a folder NAME, if there are any
golden_job() {
    local command args
    command=$(command_for "$1/$2.stk") args=
    [[ ! -e $1/$2.args ]] || args=$(tr '\n' ' ' <"$1/$2.args")
    [[ $args != compile\ * ]] || { command=compile && args=${args#compile }; }
    [[ ! -e $1/$2.yaml ]] || args+=" -f $2.yaml"
    mkdir -p "$3"
    cp -r "$1/$2".* "$3"
    [[ ! -d $1/$2 ]] || cp -r "$1/$2/." "$3"
    echo "$command $args $2.stk" >"$3/command"
}

# golden_errors FOLDER - every NAME.stk of FOLDER, checked, gives the messages of NAME.err
golden_errors() {
    local file name got
    for file in "$1"/*.stk; do golden_job "$1" "$(basename "$file" .stk)" "$work/golden/$(basename "$file" .stk)"; done
    run_jobs "$work/golden"
    for file in "$1"/*.stk; do
        name=$(basename "$file" .stk)
        got=$work/golden/$name
        sed -E 's/^(stdlib[^:]*):[0-9]+:[0-9]+: note/\1: note/' "$got/err" >"$got/messages" # lines of the library move
        golden "$1/$name: messages" "$got/messages" "${file%.stk}.err"
        same "$1/$name: exit code" "$(wanted_status "$got/err")" "$(cat "$got/status")"
    done
}

# wanted_status MESSAGES - 1 when one of them is an error
wanted_status() { if grep -q 'error\[' "$1"; then echo 1; else echo 0; fi; }

# keeps_layout FILE - what "stk fmt" writes, it does not change again
keeps_layout() {
    "$STK" fmt - <"$1" >"$work/once" && "$STK" fmt - <"$work/once" >"$work/twice" && diff -u "$work/once" "$work/twice"
}
