#!/bin/sh
# controller.sh: writes into the node's Open vSwitch what OVN's controller reads there, and becomes the controller.
#
# Environment: OVN_REMOTE (connections to the southern database), ADDRESS (of the node, for tunnels), DATAPATH (system or netdev),
#              MAPPINGS ("NETWORK:BRIDGE,NETWORK:BRIDGE", may be empty)
# Arguments:   options of the controller: its certificate
set -eu

vsctl() {
    ovs-vsctl --retry --timeout=60 --no-wait "$@"
}

# Flows of the controller before stay for eight seconds, until those of this one are computed (ovn-controller(8), ovn-ofctrl-wait-before-clear).
vsctl set Open_vSwitch . \
    external_ids:ovn-remote="\"$OVN_REMOTE\"" \
    external_ids:ovn-remote-probe-interval=60000 \
    external_ids:ovn-encap-type=geneve \
    external_ids:ovn-encap-ip="\"$ADDRESS\"" \
    external_ids:ovn-bridge-datapath-type="$DATAPATH" \
    external_ids:ovn-ofctrl-wait-before-clear=8000
if [ -n "$MAPPINGS" ]; then
    vsctl set Open_vSwitch . external_ids:ovn-bridge-mappings="\"$MAPPINGS\""
else
    vsctl remove Open_vSwitch . external_ids ovn-bridge-mappings
fi
exec ovn-controller unix:/run/openvswitch/db.sock --unixctl=/run/ovn/control "$@"
