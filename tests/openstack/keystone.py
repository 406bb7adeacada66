#!/usr/bin/env python3
"""A Keystone for register.py: it knows an administrator, and the user glance with the roles it needs.

    keystone.py FILE STATUS

Listens on a free port of 127.0.0.1 and prints it. Whoever asks for a token as glance is answered with STATUS; 0 closes the connection. FILE
gets a line for each request that changes something.
"""
import sys

from service import Service, serve

REGISTERED = {
    "projects": [{"id": "p", "name": "service", "domain_id": "default"}],
    "users": [{"id": "u", "name": "glance", "domain_id": "default"}],
    "roles": [{"id": "r1", "name": "admin"}, {"id": "r2", "name": "service"}],
    "services": [{"id": "s", "name": "glance", "type": "image"}],
    "endpoints": [{"id": f"{region}-{interface}", "service_id": "s", "interface": interface, "region": region, "region_id": region,
                   "url": f"http://{interface}"} for region in ("One", "Old") for interface in ("internal", "public")],
}


class Keystone(Service):
    status = int(sys.argv[2])

    def let_in(self, user):
        if user == "glance" and self.status == 0:
            return self.connection.close()
        if user == "glance" and self.status != 201:
            return self.answer(self.status, {"error": {"code": self.status, "message": "no"}})
        return self.token({"id": user, "name": user}, "service", {"type": "identity", "name": "keystone", "id": "k", "path": "/v3"})

    def do_GET(self):
        path, _, query = self.path.partition("?")
        kind, *rest = path.removeprefix("/v3").strip("/").split("/")
        wanted = dict(pair.split("=", 1) for pair in query.split("&") if "=" in pair)
        if not kind:
            return self.version()
        if rest:
            return self.answer(404, {"error": {"code": 404, "message": "none"}})
        return self.answer(200, {kind: [one for one in REGISTERED[kind] if all(one.get(key, value) == value for key, value in wanted.items())]})

    def change(self):
        body = self.body()
        if self.path == "/v3/auth/tokens":
            return self.let_in(body["auth"]["identity"]["password"]["user"]["name"])
        self.changes.write(f"{self.command} {self.path}\n")
        return self.answer(200, {"user": REGISTERED["users"][0]})

    do_POST = do_PUT = do_PATCH = change


serve(Keystone)
