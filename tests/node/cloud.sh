# Requests to a cloud of stacks/openstack on the cluster of tests/node/with-node, for suites that have read cluster.sh.
# shellcheck shell=bash disable=SC2016,SC2034,SC2154
# shellcheck source=tests/daemons/openstack_client.sh
. tests/daemons/openstack_client.sh
# shellcheck source=tests/daemons/internal_certificate.sh
. tests/daemons/internal_certificate.sh

# The release, 2025.1 or 2026.2, the image of its programs, and what has to be said of it. From 2026.1 on, services may encrypt: they do here.
release=${OPENSTACK_RELEASE:-2025.1}
programs=openstack of_release=(--set "release=$release")
encrypts='' trust=()
[[ $release == 2025.1 ]] || { programs=openstack-$release of_release+=(--set 'tls={}') trust=(--cacert "$work/internal.crt") encrypts=yes; }

# certified - what `tls` expects lies in the namespace, which is made
certified() {
    [[ $encrypts ]] || return 0
    authority internal && certificate 1 && certificate 2 && kubectl create namespace openstack && keeps internal-certificate 1 &&
        keeps internal-client-certificate 2
}
# keeps SECRET SERIAL - the namespace has that certificate
keeps() {
    kubectl create secret generic "$1" --namespace openstack --from-file tls.crt="$work/$2.crt" --from-file tls.key="$work/$2.key" \
        --from-file ca.crt="$work/internal.crt"
}

# speak_to_cloud - as it does
speak_to_cloud() {
    [[ ! $encrypts ]] || speak https
}

web() {
    curl --silent --show-error --max-time 60 "${trust[@]}" "${addresses[@]}" "$@"
}

# Names of Services answer within the cluster only.
find_services() {
    local name ports
    addresses=()
    while read -r name ports; do
        addresses+=(--resolve "$name.openstack.svc:$ports")
    done < <(kubectl get services --namespace openstack --output json |
        jq --raw-output '.items[] | .metadata.name as $name | .spec.clusterIP as $address | select($address != "None") | .spec.ports[] | "\($name) \(.port):\($address)"')
}

# token STACK USER PROJECT SECRET
token() {
    find_services
    new_token "$2" "$("$STK" secret show "$1" "$4" --reason 'a test')" "$3"
}

# stays STACK - applying again changes nothing
stays() {
    "$STK" apply "$work/$1" >"$work/again" 2>&1 && grep '^plan: [0-9]* unchanged$' "$work/again" && return
    cat "$work/again"
    return 1
}

# on_node DAEMON COMMAND... - in the pod of a daemon on the node
on_node() {
    kubectl exec --namespace openstack "daemonset/$1" --container main -- "${@:2}"
}

# refuses DAEMON NAMESPACE ADDRESS - a router, seen from a network namespace of the node: nobody listens there, and it says so
refuses() {
    on_node "$1" ip netns exec "$2" python3 -c "import errno, socket, sys
socket.setdefaulttimeout(3)
sys.exit(socket.socket().connect_ex(('$3', 9)) != errno.ECONNREFUSED)"
}

# bridges - with their ports, as Open vSwitch has them
bridges() {
    on_node switch-switch sh -c 'for bridge in $(ovs-vsctl list-br); do echo "$bridge:" $(ovs-vsctl list-ports "$bridge"); done'
}

# all_up TOKEN - each kind of Nova's services, and the scheduler knows the node
all_up() {
    [[ $(services_up "$1") == 'nova-compute nova-conductor nova-scheduler' ]] && hypervisors "$1" | grep .
}

# same_start - $server, which was born at $born, counts on, and its router answers it again
same_start() {
    local now
    now=$(started "$admin" "$server") && ((now - born < 20 && born - now < 20)) && console "$admin" "$server" | tail -n 2 | grep 'router answers'
}
