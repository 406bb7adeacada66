#!/usr/bin/env python3
"""A Keystone for register.py: it knows an administrator, and the user glance with the roles it needs.

    keystone.py FILE STATUS

Listens on a free port of 127.0.0.1 and prints it. Whoever asks for a token as glance is answered with STATUS; 0 closes the connection. FILE
gets a line for each request that changes something.
"""
import http.server
import json
import sys

REGISTERED = {
    "projects": [{"id": "p", "name": "service", "domain_id": "default"}],
    "users": [{"id": "u", "name": "glance", "domain_id": "default"}],
    "roles": [{"id": "r1", "name": "admin"}, {"id": "r2", "name": "service"}],
    "services": [{"id": "s", "name": "glance", "type": "image"}],
    "endpoints": [{"id": f"{region}-{interface}", "service_id": "s", "interface": interface, "region": region, "region_id": region,
                   "url": f"http://{interface}"} for region in ("One", "Old") for interface in ("internal", "public")],
}


class Keystone(http.server.BaseHTTPRequestHandler):
    changes, status = open(sys.argv[1], "a", buffering=1), int(sys.argv[2])

    def log_message(self, *_):
        pass

    def answer(self, status, body, **headers):
        text = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(text)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(text)

    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}/v3"

    def token(self, user):
        if user == "glance" and self.status == 0:
            return self.connection.close()
        if user == "glance" and self.status != 201:
            return self.answer(self.status, {"error": {"code": self.status, "message": "no"}})
        endpoint = {"id": "e", "interface": "internal", "region": "One", "region_id": "One", "url": self.url()}
        return self.answer(201, {"token": {
            "methods": ["password"], "user": {"id": user, "name": user, "domain": {"id": "default", "name": "Default"}},
            "expires_at": "2099-01-01T00:00:00.000000Z", "issued_at": "2026-01-01T00:00:00.000000Z",
            "project": {"id": "p", "name": "service", "domain": {"id": "default", "name": "Default"}},
            "catalog": [{"type": "identity", "name": "keystone", "id": "k", "endpoints": [endpoint]}]}}, X_Subject_Token="t")

    def do_GET(self):
        path, _, query = self.path.partition("?")
        kind, *rest = path.removeprefix("/v3").strip("/").split("/")
        wanted = dict(pair.split("=", 1) for pair in query.split("&") if "=" in pair)
        if not kind:
            return self.answer(200, {"version": {"id": "v3.14", "status": "stable", "links": [{"rel": "self", "href": self.url()}]}})
        if rest:
            return self.answer(404, {"error": {"code": 404, "message": "none"}})
        return self.answer(200, {kind: [one for one in REGISTERED[kind] if all(one.get(key, value) == value for key, value in wanted.items())]})

    def change(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/v3/auth/tokens":
            return self.token(json.loads(body)["auth"]["identity"]["password"]["user"]["name"])
        self.changes.write(f"{self.command} {self.path}\n")
        return self.answer(200, {"user": REGISTERED["users"][0]})

    do_POST = do_PUT = do_PATCH = change


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Keystone)
print(server.server_port, flush=True)
server.serve_forever()
