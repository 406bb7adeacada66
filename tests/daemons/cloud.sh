# What suites with pods of OpenStack share. Who sources this file has sourced pods.sh, and set
#
#     $openstack_root           the folder with the programs of OpenStack
# shellcheck shell=bash disable=SC2154
export kolla='quay.io/openstack.kolla/'

root_of() {
    if [[ $1 == "$kolla"* ]]; then echo "$openstack_root"; else echo /; fi
}

# shellcheck source=tests/images/openstack/adapt.sh
. tests/images/openstack/adapt.sh
adapt() {
    [[ ! -d etc/keystone ]] || adapt_openstack
}
export -f adapt adapt_openstack

# ---- the API server ----

api_server() {
    mkdir -p "$work/secrets"
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout "$work/ca.key" -out "$work/ca.crt" -subj /CN=kubernetes \
        -addext 'subjectAltName=DNS:kubernetes.default.svc' 2>/dev/null
    echo "10.77.0.1 kubernetes.default.svc.$domain" >"$work/hosts/kubernetes"
    tests/daemons/secret_server.py 10.77.0.1 "$work/ca.crt" "$work/ca.key" "$work/objects.json" "$work/secrets" >"$work/server.log" 2>&1 &
    wait_for 10 opens 10.77.0.1 443
}

# wait_for SECONDS COMMAND...
wait_for() {
    local until=$((SECONDS + $1))
    until "${@:2}"; do
        ((SECONDS < until)) || return
        sleep 0.2
    done
}

# secret_value SECRET [KEY]
secret_value() {
    jq -r --arg key "${2:-value}" '.data[$key] | @base64d' "$work/secrets/$1.json"
}
