# Helpers of the test suites, in TAP. A suite begins with
#
#     . "$(dirname "$0")/lib.sh"
#
# and ends with "finish". It then is in the project's folder, and has
#   $STK    the stk that is tested (default: the one with sanitizers)
#   $work   a temporary folder that is removed at the end
# shellcheck shell=bash
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 70
root=$PWD
STK=$(realpath "${STK:-build/asan/stk}")
work=$(mktemp -d) || exit 70
trap 'chmod -R u+rwX "$work"; rm -rf --one-file-system "$work"' EXIT
number=0
failures=0
export root STK LC_ALL=C
export STK_CACHE=off # suite cache has one of its own
# A crash ends with SIGABRT (status 134), so that it is not taken for a diagnostic.
export ASAN_OPTIONS="abort_on_error=1:detect_leaks=0:malloc_context_size=4${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
export UBSAN_OPTIONS="abort_on_error=1:print_stacktrace=1${UBSAN_OPTIONS:+:$UBSAN_OPTIONS}"

ok() {
    number=$((number + 1))
    echo "ok $number - $1"
}

# not_ok TITLE COMMENT... - the first 40 lines of the comments are shown
not_ok() {
    number=$((number + 1))
    failures=$((failures + 1))
    echo "not ok $number - $1"
    shift
    (($# == 0)) || printf '%s\n' "$@" | head -n 40 | sed 's/^/# /'
}

skip() {
    number=$((number + 1))
    echo "ok $number - $1 # SKIP $2"
}

# check TITLE COMMAND... - passes when COMMAND succeeds; shows what it printed when not
check() {
    local title=$1 output
    shift
    if output=$("$@" 2>&1); then ok "$title"; else not_ok "$title" "$output" "exit code $? of: $*"; fi
}

# same TITLE EXPECTED GOT - compares texts
same() {
    if [[ $2 == "$3" ]]; then ok "$1"; else not_ok "$1" "expected: $2" "got: $3"; fi
}

# tap TITLE STATUS - passes on the TAP on stdin, numbered anew, with TITLE in front of each line's text
tap() {
    local line seen=0 failed=$failures
    while IFS= read -r line; do
        case $line in
            'ok '*) seen=1 && number=$((number + 1)) && echo "ok $number - $1: ${line#*- }" ;;
            'not ok '*) seen=1 && number=$((number + 1)) && failures=$((failures + 1)) && echo "not ok $number - $1: ${line#*- }" ;;
            [0-9]*..*) seen=1 ;;
            *) echo "# ${line#\# }" ;;
        esac
    done
    ((seen)) || not_ok "$1: prints TAP"
    (("$2" == 0 || failures > failed)) || not_ok "$1: ends well" "exit code $2"
}

# What stk.project lists: stack, source, environment ("-": none), one line each.
compilations() {
    awk 'function flush() { if (stack && !environments) print stack, source, "-" }
        /^  [^ #]/ { flush(); stack = $1; sub(/:$/, "", stack); environments = 0 }
        /^    source:/ { source = $2 }
        /^      [^ #]/ { environment = $1; sub(/:$/, "", environment); print stack, source, environment; environments++ }
        END { flush() }' stk.project
}

finish() {
    echo "1..$number"
    exit "$((failures > 0))"
}
