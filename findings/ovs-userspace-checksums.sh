#!/usr/bin/env bash
# ovs-userspace-checksums - what a veth sends by TCP over an Open vSwitch bridge in user space is never understood; pings are
#
# Software:  Open vSwitch 3.1.0 (Debian 12); 3.5.0 does the same.
# Setting:   a bridge with datapath_type=netdev, and two network namespaces on it: one by a veth, one by an internal port of the bridge. A server of
#            HTTP in the first, a client in the second.
# Guess:     a bridge moves packets, whoever moves them; what can be pinged can be asked.
# Behaviour: pings are answered, and TCP is not, not even its handshake: a veth leaves checksums to who comes after it (it promises the kernel to
#            need none), and the switch in user space sends the packets on as they are. From the internal port, a tap, packets are whole. One rule in
#            the namespace of the veth mends it: iptables -t mangle -A POSTROUTING -p tcp -j CHECKSUM --checksum-fill.
# So:        what joins a namespace to such a bridge by a veth brings that rule (Neutron's metadata agent for OVN does), takes an internal port, or
#            turns the offload off. A check by ping says nothing.
#
# Inputs:    root; apt-get (the packages are unpacked in a temporary folder, nothing is installed), iproute2, iptables, python3. It takes ten seconds.
# Exit:      0 as described, 1 not any more.
set -euo pipefail
version=3.1.0
[[ ${1-} == inside ]] || {
    work=$(mktemp -d)
    trap 'rm -rf --one-file-system "$work"' EXIT
    (cd "$work" && apt-get --quiet --quiet download openvswitch-switch openvswitch-common libunbound8 libevent-2.1-7 libunwind8 libxdp1 libbpf1 2>/dev/null)
    for package in "$work"/*.deb; do dpkg --extract "$package" "$work/root"; done
    unshare --net --mount --pid --fork --kill-child "$0" inside "$work"
    exit
}

work=$2
mount --make-rprivate /
mount -t sysfs network /sys
mount -t tmpfs names /run
mkdir -p /run/netns "$work/run"
export LD_LIBRARY_PATH=$work/root/usr/lib/x86_64-linux-gnu:$work/root/lib/x86_64-linux-gnu OVS_RUNDIR=$work/run
export PATH=$work/root/usr/lib/openvswitch-switch:$work/root/usr/lib/openvswitch-common:$work/root/usr/bin:$work/root/usr/sbin:$PATH
here=$(ovs-vsctl --version | sed -n 1p)
[[ $here == *" $version" ]] || {
    echo "this is about Open vSwitch $version, and here is: $here"
    exit 1
}

ip link set lo up
ovsdb-tool create "$work/conf.db" "$work/root/usr/share/openvswitch/vswitch.ovsschema"
ovsdb-server "$work/conf.db" --remote="punix:$work/run/db.sock" --log-file="$work/database.log" >/dev/null 2>&1 &
until [[ -S $work/run/db.sock ]]; do sleep 0.1; done
ovs-vsctl --no-wait init
ovs-vswitchd "unix:$work/run/db.sock" --log-file="$work/switch.log" >/dev/null 2>&1 &
ovs-vsctl add-br br0 -- set Bridge br0 datapath_type=netdev
ip netns add server && ip netns add client
ip link add veth0 type veth peer name veth1 netns server
ip link set veth0 up
ovs-vsctl add-port br0 veth0 -- add-port br0 inner -- set Interface inner type=internal
ip link set inner netns client
ip netns exec server sh -c 'ip link set lo up && ip link set veth1 up && ip address add 192.0.2.1/24 dev veth1'
ip netns exec client sh -c 'ip link set inner up && ip address add 192.0.2.2/24 dev inner'
mkdir "$work/pages" && echo 'all is well' >"$work/pages/page"
ip netns exec server python3 -m http.server --directory "$work/pages" --bind 192.0.2.1 80 >/dev/null 2>&1 &

# answers - whether the page comes within two seconds
answers() {
    ip netns exec client python3 -c 'import sys, urllib.request
try:
    print(urllib.request.urlopen("http://192.0.2.1/page", timeout=2).read().decode().strip())
except OSError as error:
    print(type(error).__name__)'
}

# is_reached - an ICMP echo comes back
is_reached() {
    ip netns exec client python3 -c 'import socket, struct
one = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
one.settimeout(2)
one.sendto(struct.pack(">BBHHH", 8, 0, 0xF7FE, 0, 1), ("192.0.2.1", 0))
try:
    print("answers" if one.recv(100)[20] == 0 else "something else")
except OSError as error:
    print(type(error).__name__)'
}

sleep 2
seen="ping: $(is_reached); TCP: $(answers)"
ip netns exec server iptables -t mangle -A POSTROUTING -p tcp -j CHECKSUM --checksum-fill
seen="$seen; with checksums filled: $(answers)"
echo "$seen"
[[ $seen == "ping: answers; TCP: "*Error"; with checksums filled: all is well" ]]
