# Starts and asks etcd and kube-apiserver: what with-apiserver and tests/node have in common.
#
# A script that reads it sets
#   $programs   the folder that ./provide prints
#   $work       a folder for certificates, tokens and data
#   $logs       a folder for NAME.log of each server
#   $KUBECONFIG the file that write_kubeconfig writes
# and finds in $servers the processes that run.
# shellcheck shell=bash disable=SC2154
servers=()

# serve NAME ARGUMENT... - starts a server; it ends with this script however that ends
serve() {
    local name=$1
    shift
    PATH=$programs:$PATH setpriv --pdeathsig KILL "$name" "$@" >"$logs/$name.log" 2>&1 </dev/null &
    servers+=("$!")
}

# serve_etcd URL
serve_etcd() {
    serve etcd --data-dir "$work/etcd" --unsafe-no-fsync \
        --listen-client-urls "$1" --advertise-client-urls "$1" \
        --listen-peer-urls http://127.0.0.1:0
}

# serve_apiserver ETCD ADDRESS PORT ARGUMENT... - with $work/tokens as the list of who may come
serve_apiserver() {
    local certificates=$work/certificates
    serve kube-apiserver --etcd-servers "$1" \
        --bind-address "$2" --advertise-address "$2" --secure-port "$3" \
        --service-cluster-ip-range 10.96.0.0/16 --allow-privileged=true \
        --cert-dir "$certificates" --token-auth-file "$work/tokens" \
        --service-account-issuer https://kubernetes.default.svc \
        --service-account-key-file "$certificates/apiserver.key" \
        --service-account-signing-key-file "$certificates/apiserver.key" \
        "${@:4}"
}

# add_token USER [GROUP] - prints a new one
add_token() {
    local token
    token=$(od -An -N 16 -t x1 /dev/urandom | tr -d ' ')
    echo "$token,$1,$1${2:+,$2}" >>"$work/tokens"
    echo "$token"
}

# write_kubeconfig URL TOKEN [FIELDS] - FIELDS of the user beside the token: "as: somebody"
write_kubeconfig() {
    (umask 077 && cat >"$KUBECONFIG") <<END
apiVersion: v1
kind: Config
current-context: test
contexts:
- name: test
  context: {cluster: test, user: test}
clusters:
- name: test
  cluster:
    server: $1
    certificate-authority-data: $(base64 -w 0 "$work/certificates/apiserver.crt")
users:
- name: test
  user: {token: $2${3:+, $3}}
END
}

get() {
    kubectl --cache-dir "$work/cache" get --raw "$1"
}

minor_version() {
    get /version | sed -n 's/.*"minor": *"\([0-9]*\).*/\1/p'
}

# is_ready URL TOKEN
is_ready() {
    [[ -e $work/certificates/apiserver.crt ]] || return
    write_kubeconfig "$1" "$2"
    get /readyz && get /api/v1/namespaces/default
} >/dev/null 2>&1

all_run() {
    local pid
    for pid in "${servers[@]}"; do kill -0 "$pid" || return; done
} 2>/dev/null

# wait_until SECONDS COMMAND... - fails when a server has ended, or when the time is over
wait_until() {
    local end=$((SECONDS + $1))
    until "${@:2}"; do
        all_run || return
        ((SECONDS < end)) || return
        sleep 0.1
    done
}
