# Registries for the suites of this folder: Debian's docker-registry on free ports of loopback, in folders below $work. Sourced after lib.sh.
# shellcheck shell=bash disable=SC2016,SC2154

for program in docker-registry skopeo jq openssl python3; do
    command -v "$program" >/dev/null || { echo "Bail out! there is no $program: apt-get install docker-registry skopeo jq openssl python3" && exit 70; }
done
servers=()
stop_servers() { for pid in "${servers[@]}"; do kill "$pid"; done; }
trap 'stop_servers 2>/dev/null; chmod -R u+rwX "$work"; rm -rf --one-file-system "$work"' EXIT

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# answers URL - within ten seconds, whatever it is
answers() {
    local i
    for ((i = 0; i < 100; i++)); do
        curl -sk -o /dev/null "$1" && return
        sleep 0.1
    done
    echo "Bail out! nothing answers at $1" && exit 70
}

# serve NAME SCHEME [LINES] - a registry, with more lines of its configuration; $port is where it is, $work/NAME/data what it has
serve() {
    port=$(free_port)
    mkdir -p "$work/$1"
    cat >"$work/$1/config.yml" <<CONFIG
version: 0.1
log: { level: info }
storage: { filesystem: { rootdirectory: $work/$1/data }, delete: { enabled: true } }
http:
  addr: 127.0.0.1:$port
  secret: asecretfortesting
${3-}
CONFIG
    docker-registry serve "$work/$1/config.yml" >"$work/$1/log" 2>&1 &
    servers+=($!)
    answers "$2://127.0.0.1:$port/v2/"
}

# certificate FOLDER - of an authority that signs one for 127.0.0.1: ca.pem, server.pem, server.key
certificate() {
    mkdir -p "$1"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=authority -keyout "$1/ca.key" -out "$1/ca.pem" 2>/dev/null
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=registry -keyout "$1/server.key" -out "$1/server.csr" 2>/dev/null
    openssl x509 -req -in "$1/server.csr" -CA "$1/ca.pem" -CAkey "$1/ca.key" -CAcreateserial -days 2 -extfile <(echo subjectAltName=IP:127.0.0.1,DNS:localhost) \
        -out "$1/server.pem" 2>/dev/null
}

# serve_passwords NAME - over TLS, by the certificate in $work/authority, for "writer" with "write-secret"
serve_passwords() {
    [[ -e $work/authority ]] || certificate "$work/authority"
    python3 -W ignore -c 'import crypt; print("writer:" + crypt.crypt("write-secret", "$2b$05$abcdefghijklmnopqrstuu"))' >"$work/htpasswd"
    serve "$1" https "  tls: { certificate: $work/authority/server.pem, key: $work/authority/server.key }
auth: { htpasswd: { realm: here, path: $work/htpasswd } }"
}

# serve_tokens NAME - for "reader" and "writer", who get tokens from tokens.py; $tokens is where, $work/tokens.log tells who asked
serve_tokens() {
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=tokens -keyout "$work/tokens.key" -out "$work/tokens.pem" 2>/dev/null
    tokens=http://127.0.0.1:$(free_port)/token
    port=${tokens%/token}
    python3 "$root/tests/registry/tokens.py" "${port##*:}" "$work/tokens.key" "$work/tokens.pem" "$work/tokens.log" &
    servers+=($!)
    answers "$tokens"
    serve "$1" http "auth: { token: { realm: '$tokens', service: registry, issuer: tokens, rootcertbundle: $work/tokens.pem } }"
}

exits() {
    local code=0
    "${@:2}" >out 2>err || code=$?
    [[ $code == "$1" ]] || { echo "exit code $code" && cat out err && return 1; }
}
stk() { (cd "$1" && shift && "$STK" "$@"); }
# says TEXT - in what the last command wrote on standard error
says() { grep -qF -- "$1" err || { cat err && return 1; }; }
