#!/usr/bin/env bash
# eventlet-lasting-absence - a name that DNS did not have once is not there for eventlet's programs until they are started again
#
# Software:  eventlet 0.33.1 with dnspython 2.3.0 (Debian 12); 0.39.1 with 2.7.0 (Debian 13) do the same.
# Setting:   a program on eventlet, as OpenStack's agents and workers are, asks for the name of a pod while that pod is replaced. The name server
#            answers "no such name", once without an authority section, as small name servers do, and once with an SOA record of 2 s.
# Guess:     as with libc, the next connection asks again; a cache, if there were one, keeps for long only what was found.
# Behaviour: eventlet has its own resolver with a cache that keeps absence, too. With an SOA it lasts as long as that says. Without one,
#            dnspython takes the largest time that there is, 4294967295 s: for the process, the name is never there again.
# So:        EVENTLET_NO_GREENDNS=yes in the environment of such programs; and let name servers send the SOA, with a short time.
#
# Inputs:    apt-get (unpacked in a temporary folder, nothing is installed), python3; a free UDP port of the loopback.
# Exit:      0 as described, 1 not any more.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && apt-get --quiet --quiet download python3-eventlet python3-dnspython python3-greenlet python3-six python3-monotonic 2>/dev/null)
for package in "$work"/*.deb; do dpkg --extract "$package" "$work/root"; done
for version in eventlet_0.33.1 dnspython_2.3.0; do
    compgen -G "$work/python3-$version-*" >/dev/null || { echo "this is about ${version/_/ }" && exit 1; }
done

echo 'nameserver 127.0.0.1' >"$work/resolv.conf"
cat >"$work/ask.py" <<'PYTHON'
import sys
import time

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
import eventlet
from eventlet.green import socket
from eventlet.support import greendns

there = set()


def serve(server):
    """Answers for ever; names are there when they are in `there`, and absent ones below "quiet." come without an SOA."""
    while True:
        data, client = server.recvfrom(512)
        answer = dns.message.make_response(dns.message.from_wire(data))
        name = answer.question[0].name
        if str(name) in there:
            if answer.question[0].rdtype == dns.rdatatype.A:
                answer.answer.append(dns.rrset.from_text(name, 2, "IN", "A", "192.0.2.1"))
        else:
            answer.set_rcode(dns.rcode.NXDOMAIN)
            if not str(name).endswith("quiet."):
                answer.authority.append(dns.rrset.from_text(name.parent(), 2, "IN", "SOA", "ns.example. admin.example. 1 2 2 2 2"))
        server.sendto(answer.to_wire(), client)


def found(name):
    try:
        return bool(greendns.getaddrinfo(name, 80, socket.AF_INET))
    except socket.gaierror:
        return False


server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 0))
eventlet.spawn(serve, server)
greendns.resolver._filename = f"{sys.argv[1]}/resolv.conf"
greendns.resolver._resolver.port = server.getsockname()[1]

names = {"with an SOA of 2 s": "pod.told.", "without an SOA": "pod.quiet."}
first = {how: found(name) for how, name in names.items()}
there.update(names.values())
eventlet.sleep(4)
later = {how: found(name) for how, name in names.items()}
kept = {str(key[0]): node.value.expiration - time.time() for key, node in greendns.resolver._resolver.cache.data.items()}
for how, name in names.items():
    print(f"absent {how}: found {first[how]}; four seconds after the name has come: found {later[how]}; kept for {kept[name]:.0f} s more")
sys.exit(not (first == {how: False for how in names} and later["with an SOA of 2 s"] and not later["without an SOA"] and kept["pod.quiet."] > 2e9))
PYTHON
PYTHONPATH=$work/root/usr/lib/python3/dist-packages python3 "$work/ask.py" "$work"
