"""What the imitations of OpenStack's services have in common: they answer in JSON, let people in, and note what is changed.

A service is a class of Service with do_GET, do_POST and so on; serve(CLASS) listens on a free port of 127.0.0.1 and prints it.
"""
import http.server
import json
import sys


class Service(http.server.BaseHTTPRequestHandler):
    changes = open(sys.argv[1], "a", buffering=1)

    def log_message(self, *_):
        pass

    def answer(self, status, body, **headers):
        text = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(text)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(text)

    def body(self):
        return json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "null")

    def url(self, path=""):
        return f"http://127.0.0.1:{self.server.server_port}{path}"

    def version(self):
        """What Keystone says of itself."""
        return self.answer(200, {"version": {"id": "v3.14", "status": "stable", "links": [{"rel": "self", "href": self.url("/v3")}]}})

    def token(self, user, project, service):
        """USER is {"id", "name"}; SERVICE is that of the catalog, {"type", "name", "id"}, and "path", where it is reached."""
        domain = {"id": "default", "name": "Default"}
        endpoint = {"id": "e", "interface": "internal", "region": "One", "region_id": "One", "url": self.url(service["path"])}
        known = {key: service[key] for key in ("type", "name", "id")}
        return self.answer(201, {"token": {
            "methods": ["password"], "user": {**user, "domain": domain}, "project": {"id": "p", "name": project, "domain": domain},
            "expires_at": "2099-01-01T00:00:00.000000Z", "issued_at": "2026-01-01T00:00:00.000000Z",
            "catalog": [{**known, "endpoints": [endpoint]}]}}, X_Subject_Token="t")


def serve(service):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), service)
    print(server.server_port, flush=True)
    server.serve_forever()
