# What the suites of stk-apply share: they run inside an API server of their own, and compare what stk-apply prints.
#
# A suite sources tests/suite/lib.sh, then this one with "$@". Texts are compared with tests/apply/NAME.txt; UPDATE=1 rewrites
# those. There are no controllers; what waits for pods is tested on the node (tests/node). STK_NO_APISERVER, when set, skips all.
# shellcheck shell=bash disable=SC2154

APPLY=$(dirname "$STK")/stk-apply
export APPLY

if [[ -z ${STK_KUBE_MINOR-} ]]; then
    [[ -z ${STK_NO_APISERVER-} ]] || {
        skip 'stk-apply before a real API server' 'STK_NO_APISERVER is set'
        finish
    }
    exec tests/apiserver/with-apiserver "$0" "$@"
fi

# stk_apply COMMAND... - what it prints in both streams, then its exit code; times, names of machines and folders, and the server's version are masked
stk_apply() {
    local status=0
    "$APPLY" "$@" >"$work/output" 2>&1 || status=$?
    sed -E -e 's/[0-9]+\.[0-9]+ ?s\b/N s/' -e "s#$work#WORK#g" -e 's/[A-Za-z0-9_.-]+@[A-Za-z0-9_.-]+/USER@HOST/g' \
        -e 's/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]+Z/TIME/g' -e "s/\b1\.$STK_KUBE_MINOR\b/1.NN/g" "$work/output"
    echo "exit code $status"
}

# events COMMAND... - each line of what it prints as JSON, without times; an error that is no JSON
events() {
    local status=0
    "$APPLY" "$@" --json >"$work/events" 2>"$work/errors" || status=$?
    jq --raw-input --compact-output 'fromjson | .time = "TIME" | .elapsed_ms = 0' "$work/events" 2>&1 |
        sed -E -e "s#$work#WORK#g" -e "s/\b1\.$STK_KUBE_MINOR\b/1.NN/g"
    echo "exit code $status"
}

# golden NAME TITLE COMMAND... - compares what stk_apply COMMAND... prints
golden() {
    golden_of "$1" "$2" stk_apply "${@:3}"
}

# golden_of NAME TITLE FUNCTION... - compares what a function prints
golden_of() {
    local file=tests/apply/$1.txt title=$2 got
    got=$("${@:3}")
    if [[ -n ${UPDATE-} ]]; then echo "$got" >"$file"; fi
    if [[ $got == "$(cat "$file")" ]]; then ok "$title"; else not_ok "$title" "$(diff <(echo "$got") "$file")"; fi
}

# quick COMMAND... - applies without waiting; there is nobody who would make anything ready
quick() {
    stk_apply "$@" --wait=no --no-preflight
}

# code N COMMAND... - runs a function that prints "exit code N" at its end
code() {
    local output
    output=$("${@:2}")
    [[ ${output##*exit code } == "$1" ]] || {
        echo "$output"
        return 1
    }
}
