#!/usr/bin/env bash
# haproxy-silent-dns - a healthy server leaves HAProxy when its name has not been answered for 30 seconds
#
# Software:  HAProxy 2.6.12 (Debian 12); 3.0.11 and 3.2.26 do the same.
# Setting:   a server with a name, `resolvers` with the default times, and a check every second. The name is answered at first; then the
#            name server is silent, while the server goes on and passes each check.
# Guess:     the last known address is kept, since the checks pass; at most a log line tells of DNS.
# Behaviour: 30 s after the silence began (`hold timeout`, default 30 s), the server goes into maintenance, "MAINT (resolution)", and
#            with `on-marked-down shutdown-sessions` the sessions through it are cut. `hold valid` does not matter. When the name is
#            answered again, the server is up before any check has reached it.
# So:        where names stand for servers, either `hold timeout`, `hold other`, `hold refused` and `hold nx` are longer than any outage
#            of DNS, or the servers get addresses that stay.
#
# Inputs:    apt-get (the packages are unpacked in a temporary folder, nothing is installed), python3. It takes a minute.
# Exit:      0 as described, 1 not any more.
set -euo pipefail
version=2.6.12
work=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null; rm -rf "$work"' EXIT

(cd "$work" && apt-get --quiet --quiet download haproxy liblua5.3-0 libopentracing-c-wrapper0 libopentracing1 libpcre2-8-0 2>/dev/null)
for package in "$work"/*.deb; do dpkg --extract "$package" "$work/root"; done
haproxy=(env LD_LIBRARY_PATH="$work/root/usr/lib/x86_64-linux-gnu" "$work/root/usr/sbin/haproxy")
here=$("${haproxy[@]}" -v | sed -n 1p)
[[ $here == *" $version-"* ]] || {
    echo "this is about HAProxy $version, and here is: $here"
    exit 1
}

# A name server that says 127.0.0.1 to everything until $work/silent exists, and a server that takes connections and keeps them.
cat >"$work/world.py" <<'PYTHON'
import os, socket, struct, sys, threading
folder = sys.argv[1]
names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
names.bind(("127.0.0.1", 0))
server = socket.create_server(("127.0.0.1", 0))
with open(f"{folder}/ports.new", "w") as file:
    file.write(f"{names.getsockname()[1]} {server.getsockname()[1]}\n")
os.rename(f"{folder}/ports.new", f"{folder}/ports")

def answer():
    while True:
        query, client = names.recvfrom(512)
        if os.path.exists(f"{folder}/silent"):
            continue
        end = query.index(b"\0", 12) + 5
        kind = struct.unpack(">H", query[end - 4:end - 2])[0]
        found = b"\xc0\x0c\0\1\0\1\0\0\0\1\0\4\x7f\0\0\1" if kind == 1 else b""
        names.sendto(query[:2] + b"\x81\x80\0\1" + struct.pack(">H", bool(found)) + b"\0\0\0\0" + query[12:end] + found, client)

threading.Thread(target=answer, daemon=True).start()
kept = []
while True:
    kept.append(server.accept()[0])
PYTHON
python3 "$work/world.py" "$work" &
pids+=($!)
until [[ -s $work/ports ]]; do sleep 0.1; done
read -r dns_port server_port <"$work/ports"

cat >"$work/haproxy.cfg" <<CONFIG
global
    stats socket $work/admin
defaults
    mode tcp
    timeout connect 2s
    timeout client 1h
    timeout server 1h
resolvers names
    nameserver one 127.0.0.1:$dns_port
    hold valid 1s
frontend front
    bind unix@$work/front
    default_backend back
backend back
    server one database.test:$server_port check inter 1s resolvers names resolve-prefer ipv4 init-addr none on-marked-down shutdown-sessions
CONFIG
"${haproxy[@]}" -f "$work/haproxy.cfg" -db >"$work/log" 2>&1 &
pids+=($!)

# status - of the server, and of its last check
status() {
    python3 - "$work/admin" <<'PYTHON'
import csv, socket, sys
admin = socket.socket(socket.AF_UNIX)
admin.connect(sys.argv[1])
admin.sendall(b"show stat\n")
text = b"".join(iter(lambda: admin.recv(65536), b"")).decode().lstrip("# ")
print(*[f"{row['status']}|{row['check_status']}" for row in csv.DictReader(text.splitlines()) if row["svname"] == "one"])
PYTHON
}
wait_for() {
    local i
    for ((i = 0; i < $1 * 2; i++)); do
        [[ $(status 2>/dev/null) == "$2"* ]] && return
        sleep 0.5
    done
    echo "after $1 s the server is '$(status)' and not '$2'"
    exit 1
}
wait_for 20 'UP|L4OK'

# A session that says when it ends.
python3 - "$work" <<'PYTHON' &
import socket, sys
session = socket.socket(socket.AF_UNIX)
session.connect(f"{sys.argv[1]}/front")
session.recv(1)
open(f"{sys.argv[1]}/cut", "w").close()
PYTHON
pids+=($!)
sleep 3
[[ ! -e $work/cut ]] || { echo 'the session ended by itself' && exit 1; }

touch "$work/silent"
started=$SECONDS
sleep 15
[[ $(status) == 'UP|L4OK' ]] || { echo "15 s of silence are enough: $(status)" && exit 1; }
wait_for 30 'MAINT (resolution)|'
echo "HAProxy $version: after $((SECONDS - started)) s without DNS the server, which passes its checks, is: $(status)"
sleep 1
[[ -e $work/cut ]] || { echo 'the session goes on' && exit 1; }
echo 'and the session through it is cut'
python3 -c "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])), 2)" "$server_port"
echo 'though the server takes connections'
