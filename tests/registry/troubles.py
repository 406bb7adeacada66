"""troubles.py PORT STORE_PORT LOG - a registry on loopback that makes trouble, by the first part of a repository's name

What is pushed to one repository is pulled from all.

    open       none              busy       each request is too much the first time: 429, and once more after 1 s
    expires    each token is for two requests               relative   uploads go on at an address without "/" at its head
    elsewhere  uploads go on at the other port              stolen     blobs are at the other port, which wants to know who asks
    moved      its token service sends to the other port    foreign    its token service is on another machine, without https
    file       its token service is a file                  lines, nothing, text, huge, broken   what that gives is no token
    stored     blobs that it has are at the other port
    paged      its list of what refers to a manifest has one of them on a page; all others keep none
    echo       what it refuses it tells with the login      nobody     it does not say how somebody tells who he is

LOG gets a line for each request: port, method, path, "-" or the Authorization that came with it, and the fields of a form.
"""
import base64
import hashlib
import http.server
import json
import sys
import threading
import urllib.parse

port, store, log = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
blobs, manifests, seen, uses = {}, {}, set(), {}
realms = {
    "moved": f"http://127.0.0.1:{port}/moved", "foreign": "http://registry.example.org/token", "file": "file:///etc/passwd",
    "expires": f"http://127.0.0.1:{port}/token", "echo": f"http://127.0.0.1:{port}/token",
    **{kind: f"http://127.0.0.1:{port}/{kind}" for kind in ("lines", "nothing", "text", "huge", "broken")},
}
tokens = {
    "lines": b'{"token": "a\\r\\nX-Evil: 1"}', "nothing": b"{}", "text": b"hello", "huge": b'{"token": "' + b"x" * (2 << 20) + b'"}', "broken": b"",
}
MANIFEST = "application/vnd.oci.image.manifest.v1+json"


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do(self):
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.at = self.server.server_port
        path, _, query = self.path.partition("?")
        self.query = urllib.parse.parse_qs(query)
        self.login = self.headers.get("Authorization")
        form = urllib.parse.parse_qs(self.body.decode()) if "form" in self.headers.get("Content-Type", "") else {}
        with open(log, "a") as out:
            print(self.at, self.command, path, self.login or "-", *(f"{key}={value[0]}" for key, value in form.items()), file=out)
        parts = path.split("/")[1:]
        if parts[0] == "v2":
            return self.registry(parts[1], parts[-2], parts[-1])
        if parts[0] == "moved":
            return self.answer(307, {"Location": f"http://127.0.0.1:{store}/token"})
        if parts[0] == "token":
            uses[len(uses)] = 0
            return self.answer(200, {}, json.dumps({"token": str(len(uses) - 1)}).encode())
        return self.answer(500 if parts[0] == "broken" else 200, {}, tokens[parts[0]])

    do_GET = do_HEAD = do_POST = do_PUT = do

    def registry(self, kind, what, name):
        if kind == "busy" and (self.command, self.path) not in seen:
            seen.add((self.command, self.path))
            return self.answer(429, {"Retry-After": "1"})
        if kind == "nobody":
            return self.answer(401, {})
        if self.at == store and kind == "stolen":
            return self.answer(401, {"WWW-Authenticate": f'Bearer realm="http://127.0.0.1:{store}/token"'})
        if self.at == port and kind in ("stolen", "stored", "elsewhere", "paged") and not self.login:
            return self.answer(401, {"WWW-Authenticate": 'Basic realm="here"'})
        if kind in realms and not self.known(kind):
            return self.answer(401, {"WWW-Authenticate": f'Bearer realm="{realms[kind]}",service="s",scope="repository:{kind}/x:pull,push"'})
        if kind == "echo":
            text = f"\x1b[31mnot for {self.login}"
            return self.answer(403, {}, json.dumps({"errors": [{"code": "DENIED", "message": text}]}).encode())
        if self.at == port and what == "blobs" and (kind == "stolen" or kind == "stored" and (self.command == "GET" or (kind, name) in blobs)):
            return self.answer(307, {"Location": f"http://127.0.0.1:{store}{self.path}"})
        return getattr(self, what)(kind, name)

    def known(self, kind):
        number = (self.login or "").removeprefix("Bearer ")
        if kind == "echo":
            return number
        if not number.isdigit() or int(number) not in uses:
            return False
        uses[int(number)] += 1
        return kind != "expires" or uses[int(number)] <= 2

    def blobs(self, kind, name):
        found = blobs.get((kind, name)) if self.command == "HEAD" else next((data for (_, other), data in blobs.items() if other == name), None)
        self.answer(200 if found is not None else 404, {}, found or b"")

    def uploads(self, kind, name):
        if self.command == "POST":
            begin = {"relative": "one?state=a", "elsewhere": f"http://127.0.0.1:{store}/v2/elsewhere/x/blobs/uploads/one"}
            return self.answer(202, {"Location": begin.get(kind, self.path.rstrip("/") + "/one")})
        blobs[kind, digest(self.body)] = self.body
        self.answer(201 if self.query["digest"] == [digest(self.body)] else 400, {})

    def manifests(self, kind, name):
        if self.command == "PUT":
            manifests[name] = manifests[digest(self.body)] = self.body
            subject = json.loads(self.body).get("subject")
            return self.answer(201, {"OCI-Subject": subject["digest"]} if subject else {})
        found = manifests.get(name, b"")
        self.answer(200 if found else 404, {"Content-Type": MANIFEST, "Docker-Content-Digest": digest(found)}, found)

    def referrers(self, kind, name):
        if kind != "paged":
            return self.answer(404, {})
        all_of_them = [(key, text) for key, text in manifests.items() if json.loads(text).get("subject", {}).get("digest") == name]
        page = int(self.query.get("page", ["0"])[0])
        entries = [{"mediaType": MANIFEST, "digest": key, "size": len(text), "artifactType": json.loads(text)["artifactType"]}
                   for key, text in all_of_them[page:page + 1]]
        link = {"Link": f'<{self.path.partition("?")[0]}?page={page + 1}>; rel="next"'} if page + 1 < len(all_of_them) else {}
        self.answer(200, link, json.dumps({"schemaVersion": 2, "manifests": entries}).encode())

    def answer(self, status, headers, body=b""):
        self.send_response(status)
        for key, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(key, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_):
        pass


threading.Thread(target=http.server.ThreadingHTTPServer(("127.0.0.1", store), Handler).serve_forever, daemon=True).start()
http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
