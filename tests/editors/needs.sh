# What the suites of editors need, behind tests/suite/lib.sh.
# shellcheck shell=bash disable=SC2154

# npm_modules PACKAGE@VERSION... - installs them below build/editors unless they are there; prints the folder they are in
npm_modules() {
    local folder=$root/build/editors/npm package missing=
    mkdir -p "$folder"
    [[ -f $folder/package.json ]] || echo '{ "private": true }' >"$folder/package.json"
    for package; do
        grep -qs "\"version\": \"${package##*@}\"" "$folder/node_modules/${package%@*}/package.json" || missing=1
    done
    [[ -z $missing ]] || npm install --silent --no-audit --no-fund --prefix "$folder" "$@" >&2
    echo "$folder/node_modules"
}

# visual_studio_code - installs its server, which is in npm's package code-server, below build/editors; prints the program that node runs.
# What scripts of the packages compile is for terminals, logs and passwords, and is left out.
visual_studio_code() {
    local folder=$root/build/editors/vscode version=4.100.3
    local server=$folder/node_modules/code-server/lib/vscode
    if [[ ! -e $server/node_modules/.package-lock.json ]] || ! grep -qs "\"version\": \"$version\"" "$folder/node_modules/code-server/package.json"; then
        mkdir -p "$folder"
        echo '{ "private": true }' >"$folder/package.json"
        npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$folder" "code-server@$version" >&2
        npm install --silent --no-audit --no-fund --ignore-scripts --omit=dev --prefix "$server" >&2
    fi
    echo "$server/out/server-main.js"
}

# token_lists FILE... - $work/files has their names, $work/lists those of what the compiler's scanner makes of them
token_lists() {
    local file n=0
    mkdir -p "$work/list"
    for file; do
        n=$((n + 1))
        build/asan/editors/tokens "$file" >"$work/list/$n"
        echo "$work/list/$n"
    done >"$work/lists"
    printf '%s\n' "$@" >"$work/files"
}

# readable_sources - the .stk files of the tree that have no mistake of syntax
readable_sources() {
    local file
    git ls-files '*.stk' | while read -r file; do
        ! build/asan/editors/tokens "$file" >/dev/null 2>&1 || echo "$file"
    done
}

# tree_sitter - prints the path of its command: $TREE_SITTER, one in PATH, or npm's. Fails when none is to be had
tree_sitter() {
    local found=${TREE_SITTER:-$(command -v tree-sitter)}
    [[ -n $found ]] || found=$(npm_modules tree-sitter-cli@0.25.10 2>/dev/null)/.bin/tree-sitter
    [[ -x $found ]] && echo "$found"
}

# has COMMAND PACKAGE - ends the suite as failed when the command is missing
has() {
    command -v "$1" >/dev/null && return
    not_ok "there is $1" "install Debian's package $2"
    finish
}
