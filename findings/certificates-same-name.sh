#!/usr/bin/env bash
# certificates-same-name - two CAs of one name in a file: OpenSSL believes in the first one, GnuTLS in the last, and only Go in both
#
# Software:  curl 7.88.1 with OpenSSL 3.0, wget 1.21.3 with GnuTLS 3.7.9, kubectl 1.20.2 with Go's crypto/x509 (all Debian 12).
# Setting:   a CA gets a new key and keeps its name. While both are in use, as one does it, clients have a file with both CAs, and of the servers
#            some show a certificate of the old one, some of the new one. The certificates name no keys (subjectKeyIdentifier and
#            authorityKeyIdentifier), which X.509 does not ask for in all of them.
# Guess:     with both CAs in the file, whatever either has signed is taken; order does not matter, and if it takes kubectl, it takes all.
# Behaviour: OpenSSL takes the first CA of that name for the issuer, and when its key does not fit, it is the server's certificate that is called
#            bad ("certificate signature failure"); it does not look at the second. GnuTLS does the same with the last of them. Go tries all. So
#            there is no order with which curl and wget reach both servers, nor one with which they reach the same one. Where certificates name
#            keys, all clients reach all servers.
# So:        a CA gets a new name with its new key, or certificates name their keys: look for "Authority Key Identifier" in what servers show, and for
#            "Subject Key Identifier" in both CAs, before the file is rolled out. A test with kubectl says nothing about others.
#
# Inputs:    apt-get (into a temporary folder, nothing is installed), openssl, python3 for the servers, on loopback.
# Exit:      0 as described, 1 not any more.
set -euo pipefail
work=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; rm -rf "$work"' EXIT

(cd "$work" && apt-get --quiet --quiet download kubernetes-client curl libcurl4 libssl3 wget libgnutls30 2>/dev/null)
for package in "$work"/*.deb; do dpkg --extract "$package" "$work/root"; done
LD_LIBRARY_PATH=$(echo "$work"/root/usr/lib/*-linux-gnu)
bin=$work/root/usr/bin
with() { LD_LIBRARY_PATH=$LD_LIBRARY_PATH "$@"; }
with "$bin/curl" --version | grep -q '^curl 7\.88\.1 .*OpenSSL/3\.0\.' || { echo 'this is about curl 7.88.1 with OpenSSL 3.0' && exit 1; }
with "$bin/wget" --version | sed -n '1,/^$/p' | grep -q '^GNU Wget 1\.21\.3 ' || { echo 'this is about wget 1.21.3' && exit 1; }
"$bin/kubectl" version --client --output json | grep -q '"gitVersion": "v1\.20\.' || { echo 'this is about kubectl 1.20' && exit 1; }

# issue SET CA FIRST SECOND - a CA and a certificate by it, with these values for subjectKeyIdentifier and authorityKeyIdentifier
issue() {
    local here=$work/$1
    mkdir -p "$here"
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=internal CA' -keyout "$here/$2.ca.key" -out "$here/$2.ca" \
        -addext "subjectKeyIdentifier=$3" -addext "authorityKeyIdentifier=$4" 2>/dev/null
    openssl req -newkey rsa:2048 -nodes -subj /CN=server -keyout "$here/$2.key" -out "$here/$2.request" 2>/dev/null
    printf '%s\n' 'subjectAltName=DNS:localhost' "subjectKeyIdentifier=$3" "authorityKeyIdentifier=$4" >"$here/extensions"
    openssl x509 -req -days 2 -in "$here/$2.request" -CA "$here/$2.ca" -CAkey "$here/$2.ca.key" -CAcreateserial -extfile "$here/extensions" \
        -out "$here/$2.crt" 2>/dev/null
}

cat >"$work/serve.py" <<'PYTHON'
import http.server
import ssl
import sys


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1] + ".crt", sys.argv[1] + ".key")
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
with open(sys.argv[1] + ".port", "w", encoding="ascii") as file:
    print(server.server_port, file=file)
server.serve_forever()
PYTHON

# takes CLIENT - whether it gets the page: "yes" or "no"
takes() {
    local -A command=(
        [curl]="with $bin/curl --silent --fail --max-time 10 --cacert $file --output /dev/null $url"
        [wget]="with $bin/wget --quiet --tries 1 --timeout 10 --ca-certificate $file --output-document /dev/null $url"
        [kubectl]="$bin/kubectl --kubeconfig /dev/null --token x --server $url --certificate-authority $file --request-timeout 10s get --raw /")
    if ${command[$1]} >"$work/said" 2>&1; then echo yes; else echo no; fi
}

# Neither a proxy nor a file of the machine shall have a say.
unset HTTPS_PROXY https_proxy ALL_PROXY all_proxy SSL_CERT_FILE SSL_CERT_DIR
for keys in unnamed named; do
    [[ $keys == unnamed ]] && as=(none none) || as=(hash keyid)
    for ca in old new; do
        issue $keys $ca "${as[@]}"
        python3 "$work/serve.py" "$work/$keys/$ca" 2>/dev/null &
        pids+=($!)
    done
    for order in 'old new' 'new old'; do
        file=$work/$keys/bundle
        for ca in $order; do cat "$work/$keys/$ca.ca"; done >"$file"
        for ca in old new; do
            until [[ -s $work/$keys/$ca.port ]]; do sleep 0.1; done
            url=https://localhost:$(<"$work/$keys/$ca.port")
            seen="curl $(takes curl), wget $(takes wget), kubectl $(takes kubectl)"
            echo "keys $keys, CAs in the order $order, server's certificate by the $ca one: $seen"
            case "$keys $order" in
                "unnamed $ca"*) wanted='curl yes, wget no, kubectl yes' ;;
                unnamed*) wanted='curl no, wget yes, kubectl yes' ;;
                *) wanted='curl yes, wget yes, kubectl yes' ;;
            esac
            [[ $seen == "$wanted" ]] || { echo "it was: $wanted" && exit 1; }
        done
    done
done
