#!/usr/bin/env bash
# uwsgi-late-requests - a uWSGI that drains goes on to take connections, and resets them unanswered
#
# Software:  uWSGI 2.0.21 with its Python plugin (Debian 12); 2.0.28 (Debian 13) does the same.
# Setting:   a master with one worker, stopped as OpenStack's tools do: `hook-master-start = unix_signal:15 gracefully_kill_them_all` and
#            `die-on-term`, so that SIGTERM lets running requests end. One request is running when the signal comes, one follows.
# Guess:     the running one is answered, and the one that follows is refused at once, so that its client goes elsewhere.
# Behaviour: the running one is answered. The listening socket stays open until the master ends: the one that follows is accepted, waits
#            as long as the first goes on, and its connection is reset without an answer. Exit code 0.
# So:        whoever sends requests must have stopped before the signal comes: a pod needs a pause before it (preStop), as long as
#            endpoints take to be forgotten everywhere.
#
# Inputs:    apt-get (unpacked in a temporary folder, nothing is installed), curl, python3.
# Exit:      0 as described, 1 not any more.
set -euo pipefail
work=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill -KILL "$server" 2>/dev/null; rm -rf "$work"' EXIT

(cd "$work" && apt-get --quiet --quiet download uwsgi-core uwsgi-plugin-python3 libpython3.11 libyajl2 libcap2 libpcre3 libxml2 libicu72 libyaml-0-2 \
    libzmq5 libpgm-5.3-0 libnorm1 libsodium23 libbsd0 2>/dev/null)
for package in "$work"/*.deb; do dpkg --extract "$package" "$work/root"; done
uwsgi=(env LD_LIBRARY_PATH="$work/root/usr/lib/x86_64-linux-gnu" "$work/root/usr/bin/uwsgi-core")
version=$("${uwsgi[@]}" --version)
[[ $version == 2.0.21* ]] || { echo "this is about uWSGI 2.0.21, and here is $version" && exit 1; }

cat >"$work/slow.py" <<'PYTHON'
import time

def application(environ, start_response):
    time.sleep(6)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"answered"]
PYTHON
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"${uwsgi[@]}" --plugins-dir "$work/root/usr/lib/uwsgi/plugins" --plugin python311 --chdir "$work" --module slow --http-socket "127.0.0.1:$port" \
    --master --processes 1 --need-app --lazy-apps --die-on-term --hook-master-start 'unix_signal:15 gracefully_kill_them_all' \
    --worker-reload-mercy 30 >"$work/log" 2>&1 &
server=$!
until grep --quiet 'spawned uWSGI worker 1' "$work/log"; do
    kill -0 "$server" || { cat "$work/log" && exit 1; }
    sleep 0.2
done
sleep 1

# ask NAME - what became of a request: curl's exit code, the status, whether it had a connection
ask() { curl --silent --output /dev/null --max-time 20 --write-out "%{exitcode} %{http_code} %{num_connects}" "http://127.0.0.1:$port/" >"$work/$1" || true; }
ask running &
asks=($!)
sleep 1
kill -TERM "$server"
sleep 1
ask late &
asks+=($!)
wait "${asks[@]}"
status=0
wait "$server" || status=$?
server=
echo "uWSGI $version: the request that ran: $(<"$work/running") (curl's code, status, connections); the one that followed: $(<"$work/late"); exit code $status"
[[ $(<"$work/running") == '0 200 1' ]] || { echo 'the running request is not answered any more' && exit 1; }
[[ $(<"$work/late") == '56 000 1' || $(<"$work/late") == '52 000 1' ]] || { echo 'the late request is not accepted and dropped any more' && exit 1; }
