#!/usr/bin/env bash
# curl-posts-twice - one POST of curl arrives twice when the server goes away before its answer, and curl says that all is well
#
# Software:  curl and libcurl 7.88.1 (Debian 12). Beside it kubectl 1.20.2, http.client of Python 3.11 and http of Node.
# Setting:   a client has asked something of a server, and its connection is kept. On it, it sends a POST. The server does what the POST asks for, and
#            ends before it has answered: it is restarted, or the balancer before it cuts the connection. A second one takes over at once.
# Guess:     what may be done once only is not repeated by a library that is not told to: RFC 9110, 9.2.2, has it so, --retry is not given, and that
#            the answer is lost is an error.
# Behaviour: libcurl sends the POST again, by itself, on a new connection; curl exits 0 and shows the second answer. The first is seen at the server
#            alone: two orders, two volumes, or "already exists" for a thing that was not there. It does so on kept connections when not one byte
#            of the answer has come, and with PATCH, too. On a new connection the same loss is error 52. Go, Python and Node end with an error.
# So:        who sends by libcurl what may be done once only gives it a name or key by which the server knows it again, or a connection of its own
#            (CURLOPT_FRESH_CONNECT; for curl, a run for each POST). A test whose server fails on the first connection does not find it.
#
# Inputs:    apt-get (into a temporary folder, nothing is installed), python3 for the server, on loopback; node.
# Exit:      0 as described, 1 not any more.
set -euo pipefail
work=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT

(cd "$work" && apt-get --quiet --quiet download kubernetes-client curl libcurl4 2>/dev/null)
for package in "$work"/*.deb; do dpkg --extract "$package" "$work/root"; done
kubectl=$work/root/usr/bin/kubectl
LD_LIBRARY_PATH=$(echo "$work"/root/usr/lib/*-linux-gnu)
curl() { LD_LIBRARY_PATH=$LD_LIBRARY_PATH "$work/root/usr/bin/curl" --silent "$@"; }
curl --version | grep -q '^curl 7\.88\.1 .*libcurl/7\.88\.1' || { echo 'this is about curl 7.88.1' && exit 1; }
"$kubectl" version --client --output json | grep -q '"gitVersion": "v1\.20\.' || { echo 'this is about kubectl 1.20' && exit 1; }

# As much of an API server as kubectl needs. What changes something is done; the first that comes on a kept connection, or to /new, is not answered.
cat >"$work/serve.py" <<'PYTHON'
import http.server
import json
import os
import sys
import threading

RESOURCES = {"kind": "APIResourceList", "groupVersion": "v1",
             "resources": [{"name": "configmaps", "namespaced": True, "kind": "ConfigMap", "verbs": ["create", "get"]}]}
GROUPS = {"kind": "APIGroupList", "apiVersion": "v1", "groups": []}
GETS = {"/api": {"kind": "APIVersions", "versions": ["v1"]}, "/apis": GROUPS, "/api/v1": RESOURCES}


class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self):
        super().setup()
        self.asked = 0

    def answer(self, document):
        text = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def do_GET(self):
        self.asked += 1
        self.answer(GETS.get(self.path.split("?")[0], {}))

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with open(f"{sys.argv[1]}/done", "a", encoding="ascii") as done:
            done.write(f"{self.command}\n")
        if self.asked and not os.path.exists(f"{sys.argv[1]}/went") or self.path == "/new":
            open(f"{sys.argv[1]}/went", "w", encoding="ascii").close()
            self.close_connection = True
            return
        self.asked += 1
        self.answer(json.loads(body))

    do_PATCH = do_POST

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
with open(f"{sys.argv[1]}/port", "w", encoding="ascii") as file:
    print(server.server_port, file=file)
server.serve_forever()
PYTHON
python3 "$work/serve.py" "$work" &
server=$!
until [[ -s $work/port ]]; do sleep 0.1; done
url=http://127.0.0.1:$(<"$work/port")

cat >"$work/object.json" <<'JSON'
{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "order", "namespace": "default"}}
JSON
cat >"$work/send.py" <<'PYTHON'
import http.client
import sys

connection = http.client.HTTPConnection(sys.argv[1].removeprefix("http://"))
connection.request("GET", "/")
connection.getresponse().read()
connection.request("POST", "/order", b"{}")
connection.getresponse()
PYTHON
cat >"$work/send.js" <<'JAVASCRIPT'
const http = require('http');
const url = process.argv[2];
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const failed = () => process.exit(1);
const post = () => http.request(url + '/order', { agent, method: 'POST' }, () => process.exit(0)).on('error', failed).end('{}');
http.get(url, { agent }, (answer) => answer.resume().on('end', () => setTimeout(post, 100))).on('error', failed);
JAVASCRIPT

# sends WHO CODE TIMES COMMAND... - the exit code of it, and how often the server has done what it sends
sends() {
    local who=$1 wanted="exit code $2, done $3 times" seen code=0
    rm -f "$work/done" "$work/went"
    shift 3
    "$@" >"$work/said" 2>&1 || code=$?
    seen="exit code $code, done $(wc -l <"$work/done") times"
    echo "$who: $seen"
    [[ $seen == "$wanted" ]] || { echo "it was: $wanted" && exit 1; }
}
unset HTTP_PROXY http_proxy ALL_PROXY all_proxy
sends 'curl, POST on a kept connection' 0 2 curl --fail "$url/" --next --silent --fail --data '{}' "$url/order"
sends 'curl, PATCH on a kept connection' 0 2 curl --fail "$url/" --next --silent --fail --request PATCH --data '{}' "$url/order"
sends 'curl, POST on a new connection' 52 1 curl --fail --data '{}' "$url/new"
sends 'kubectl create' 1 1 "$kubectl" --kubeconfig /dev/null --cache-dir "$work/cache" --server "$url" create --validate=false -f "$work/object.json"
sends "Python's http.client" 1 1 python3 "$work/send.py" "$url"
sends 'Node' 1 1 node "$work/send.js" "$url"
