#!/usr/bin/env bash
# no-proxy-readers - one NO_PROXY, and curl goes past the proxy where kubectl goes through it, and the other way round
#
# Software:  curl 7.88.1 and kubectl 1.20.2 (Debian 12). libcurl reads the list by itself; kubectl has golang.org/x/net/http/httpproxy read it, as
#            have all programs in Go.
# Setting:   HTTPS_PROXY names a proxy; NO_PROXY has one entry that is meant for the API server. The proxy notes who asks it for a connection.
# Guess:     NO_PROXY is one convention: where "curl https://API-SERVER/version" gets through, kubectl does, and a job that needs both needs one line.
# Behaviour: entries that the two read in opposite ways:
#              "HOST:PORT"     kubectl: that port of it;       curl: nothing, it never looks at ports
#              ".DOMAIN"       kubectl: what lies below it;    curl: the domain itself, too
#              "*.DOMAIN"      kubectl: the same;              curl: nothing
#              "A B"           kubectl: one name with a blank; curl: two entries
#            and to localhost kubectl never asks a proxy, curl does unless it is told not to. Neither says a word of an entry that it does not
#            understand: a request hangs, or goes where it should not.
# So:        plain names, addresses and networks, with commas between, mean the same to both. A program on libcurl that is to behave as kubectl
#            does cannot leave NO_PROXY to libcurl.
#
# Inputs:    apt-get (into a temporary folder, nothing is installed), python3 for the proxy, on loopback. No name is looked up that exists.
# Exit:      0 as described, 1 not any more.
set -euo pipefail
work=$(mktemp -d)
trap 'kill "$proxy" 2>/dev/null || true; rm -rf "$work"' EXIT

cat >"$work/proxy.py" <<'PY'
import http.server
import sys


class Proxy(http.server.BaseHTTPRequestHandler):
    def do_CONNECT(self):
        with open(sys.argv[1], "a", encoding="utf-8") as asked:
            asked.write(self.path + "\n")
        self.send_error(502)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
print(server.server_port, flush=True)
server.serve_forever()
PY
python3 "$work/proxy.py" "$work/asked" >"$work/port" &
proxy=$!
until [[ -s $work/port ]]; do sleep 0.1; done
HTTPS_PROXY=http://127.0.0.1:$(<"$work/port")
export HTTPS_PROXY
unset https_proxy no_proxy

(cd "$work" && apt-get --quiet --quiet download kubernetes-client curl libcurl4 2>/dev/null && for package in *.deb; do dpkg --extract "$package" root; done)
kubectl=$work/root/usr/bin/kubectl curl=$work/root/usr/bin/curl
LD_LIBRARY_PATH=$(echo "$work"/root/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH
"$curl" --version | grep -q '^curl 7\.88\.' || { echo 'this is about curl 7.88' && exit 1; }
"$kubectl" version --client --output json | grep -q '"gitVersion": "v1\.20\.' || { echo 'this is about kubectl 1.20' && exit 1; }

# way - how the last request went
way() { if [[ -s $work/asked ]]; then echo proxy; else echo past; fi; }

# goes ENTRY HOST KUBECTL CURL
goes() {
    local url=https://$2:6443 by_kubectl by_curl
    : >"$work/asked"
    NO_PROXY=$1 timeout 10 "$kubectl" --kubeconfig /dev/null --token x --server "$url" --request-timeout 3s get --raw /version >"$work/said" 2>&1 || true
    by_kubectl=$(way)
    : >"$work/asked"
    NO_PROXY=$1 "$curl" --silent --max-time 3 --output "$work/said" "$url/version" || true
    by_curl=$(way)
    printf '%-34s %-17s kubectl: %-6s curl: %s\n' "NO_PROXY='$1'" "$2" "$by_kubectl" "$by_curl"
    [[ $by_kubectl == "$3" && $by_curl == "$4" ]] || { echo "it was $3 and $4" && exit 1; }
}
goes corp.invalid api.corp.invalid past past
goes 10.250.0.0/16 10.250.3.4 past past
goes corp.invalid:6443 corp.invalid past proxy
goes .corp.invalid corp.invalid proxy past
goes '*.corp.invalid' api.corp.invalid past proxy
goes 'a.invalid corp.invalid' corp.invalid proxy past
goes '' localhost past proxy
