#!/bin/sh
# interfaces.sh: whether the interfaces of this node carry what Neutron promises of them; runs before an agent.
#
# Inputs: ADDRESS and MTU: the interface with that address, which tunnels come from, takes packets of that size. Without ADDRESS nobody asks.
#         NETWORKS, words NETWORK=INTERFACE=MTU: those interfaces are there, and take packets of theirs.
# Exit:   1 when one does not; the last line says which.
set -eu

fail() {
    echo "$*" >&2
    exit 1
}

# carries INTERFACE MTU REMEDY
carries() {
    link=$(ip -oneline link show dev "$1")
    size=${link#* mtu }
    size=${size%% *}
    [ "$size" -ge "$2" ] || fail "interface $1 takes packets of $size, and mtu = $2 is promised: $3"
}

if [ -n "${ADDRESS:-}" ]; then
    line=$(ip -oneline address show to "$ADDRESS")
    [ -n "$line" ] || fail "no interface of this node has the address $ADDRESS, which its tunnels come from"
    interface=${line#*: }
    carries "${interface%% *}" "$MTU" 'raise it, or lower mtu of neutron'
fi

for network in ${NETWORKS:-}; do
    name=${network%%=*} rest=${network#*=}
    interface=${rest%%=*}
    ip link show dev "$interface" >/dev/null 2>&1 || fail "this node has no interface $interface, where provider network $name goes out"
    carries "$interface" "${rest#*=}" "raise it, or lower mtu of provider network $name"
done
