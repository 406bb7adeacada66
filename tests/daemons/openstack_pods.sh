# What suites share whose pods are those of OpenStack: the root with its programs, and the API server that makers of Secrets ask. After pods.sh.
#
#     openstack_root, release   the root, of 2025.1, or of $OPENSTACK_RELEASE
#     api_server                starts secret_server.py: what it makes lies in $work/secrets
#     certify SERIAL            gives the cloud's servers a certificate, after `authority internal`
#     install SECONDS           starts the workloads that `wanted`, which the suite has, leaves of all
# shellcheck shell=bash disable=SC2034,SC2154
export openstack_root kolla='quay.io/openstack.kolla/'
users+='
keystone 42425
glance 42415
placement 42482
nova 42436
neutron 42435
cinder 42407
horizon 42420'

for program in debootstrap memcached openssl python3; do
    command -v $program >/dev/null || {
        skip 'all' "needs the packages debootstrap memcached openssl python3"
        finish
    }
done
release=${OPENSTACK_RELEASE:-2025.1}
suite=trixie
[[ $release == 2025.1 ]] || suite=sid
openstack_root=$(stdlib/oslo/provide $suite) || {
    not_ok "a root with OpenStack $release"
    finish
}

root_of() {
    if [[ $1 == "$kolla"* ]]; then echo "$openstack_root"; else echo /; fi
}

# shellcheck source=tests/images/openstack/adapt.sh
. tests/images/openstack/adapt.sh
adapt() {
    [[ ! -d etc/keystone ]] || adapt_openstack
}
export -f adapt adapt_openstack

# ---- certificates ----

# shellcheck source=tests/daemons/internal_certificate.sh
. tests/daemons/internal_certificate.sh

# certify SERIAL - the Secrets of the parameter `tls`: servers get a certificate with this number
certify() {
    certificate "$1" && certificate_secret internal-certificate "$1" >"$work/secrets/internal-certificate.json" &&
        certificate_secret internal-client-certificate "$1" | jq '.data |= {"ca.crt"}' >"$work/secrets/internal-client-certificate.json"
}

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

# set_secret SECRET VALUE - somebody changes it
set_secret() {
    local changed
    changed=$(jq --arg value "$2" '.data.value = ($value | @base64)' "$work/secrets/$1.json") && echo "$changed" >"$work/secrets/$1.json"
}

# ---- the emitted order ----

# workloads - "WAVE KIND NAME" lines
workloads() {
    find "$work/out" -name '*.yaml' -printf '%f\n' | sort | sed -nE 's/^([0-9]+)-(job|deployment|statefulset)\.(batch|apps)-openstack-(.*)\.yaml$/\1 \2 \4/p'
}

# install SECONDS - runs Jobs to their end, and starts a pod of everything else, which has so long to become ready
install() {
    local wave kind name
    while read -r wave kind name; do
        case $kind in
            job) timed "wave $wave: Job $name" run_once "$name" ;;
            *) timed "wave $wave: $kind $name" eval "pod_start $name 0 && ready $1 $name 0" ;;
        esac
        ((failures == 0)) || finish
    done < <(workloads | wanted)
}
