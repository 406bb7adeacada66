#!/bin/sh
# switch.sh: writes the bridges of the nodes' networks into the database, and becomes the switch.
#
# Inputs: NODE; DATAPATH, system or netdev; BRIDGES, words BRIDGE=INTERFACE, where the interface may be left out. What is there already is not
#         made again, and what is no longer named stays.
# Exit:   1 when an interface has addresses: as a port of a bridge it would lose them, and the node with them. 1 when the kernel has no switch.
set -eu

run=/run/openvswitch

# ---- the switch is not running yet, so nothing waits for it ----

vsctl() {
    ovs-vsctl --retry --timeout=60 --no-wait "$@"
}

# join_network BRIDGE INTERFACE
join_network() {
    if [ ! -e "/sys/class/net/$2" ]; then
        echo "this node has no interface $2: $1 leads nowhere here" >&2
        return
    elif ip -oneline address show dev "$2" scope global | grep -q .; then
        echo "$2 has addresses, which it would lose: a bridge needs an interface of its own" >&2
        exit 1
    fi
    vsctl --may-exist add-port "$1" "$2"
    ip link set dev "$2" up
}

# In user space a port is a device of this process, made anew with it. What is left of the last one in namespaces of routers would be taken
# for the port, and reaches nobody.
remove_dead_ports() {
    for device in $(vsctl --bare --columns=name find Interface type=internal); do
        for namespace in /run/netns/*; do
            ip -netns "${namespace##*/}" link delete dev "$device" 2>/dev/null || true
        done
    done
}

# Who asks for the kernel's switch loads its module, where there is one; ovs-vswitchd (3.1.0) would go on without, and move nothing.
if [ "$DATAPATH" = system ] && ! ovs-dpctl dump-dps >/dev/null 2>&1; then
    echo "the kernel of this node has no module openvswitch: install it, or say datapath = userspace" >&2
    exit 1
fi

vsctl -- init -- set Open_vSwitch . external_ids:system-id="$NODE" external_ids:hostname="$NODE"
for pair in $BRIDGES; do
    bridge=${pair%%=*} interface=${pair#*=}
    vsctl --may-exist add-br "$bridge" -- set Bridge "$bridge" datapath_type="$DATAPATH"
    [ -z "$interface" ] || join_network "$bridge" "$interface"
done

[ "$DATAPATH" = system ] || remove_dead_ports

rm -f "$run"/ovs-vswitchd.* "$run"/*.mgmt "$run"/*.snoop
exec ovs-vswitchd "unix:$run/db.sock" --pidfile="$run/ovs-vswitchd.pid"
