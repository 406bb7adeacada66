#!/usr/bin/env python3
"""Stands in for the Kubernetes API server, as far as stk-secret asks it: Secrets are created, read and patched.

    secret_server.py ADDRESS CERTIFICATE KEY OBJECTS FOLDER

Listens on ADDRESS, port 443, with TLS. A Secret lies in FOLDER/NAME.json as the API has it. A token is the name of a service
account; OBJECTS, the compiled manifests as a stream of JSON, say in Roles and RoleBindings what it may do. A file
FOLDER/NAME.meddle, when there, is one change by somebody else: it comes right after the next time that NAME is read.
"""
import json
import pathlib
import ssl
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock

address, certificate, key, objects_file, folder = sys.argv[1:]
store = pathlib.Path(folder)
lock = Lock()
VERBS = {"POST": "create", "GET": "get", "PATCH": "patch"}


class Refused(Exception):
    """The request is answered with this status."""


def rules_of(account):
    """The rules of all Roles that are bound to the service account."""
    objects = [json.loads(line) for line in pathlib.Path(objects_file).read_text().splitlines()]
    bound = {o["roleRef"]["name"] for o in objects if o["kind"] == "RoleBinding"
             and any(subject["name"] == account for subject in o["subjects"])}
    return [rule for o in objects if o["kind"] == "Role" and o["metadata"]["name"] in bound for rule in o["rules"]]


def authorize(account, verb, name):
    for rule in rules_of(account):
        if verb in rule["verbs"] and "secrets" in rule["resources"] and "" in rule["apiGroups"] \
                and name in rule.get("resourceNames", [name]):
            return
    raise Refused(403)


def path_of(name):
    return store / f"{name}.json"


def read(name):
    if not path_of(name).exists():
        raise Refused(404)
    return json.loads(path_of(name).read_text())


def write(secret):
    """Writes SECRET as a new version of itself."""
    metadata = secret["metadata"]
    metadata["resourceVersion"] = str(int(metadata.get("resourceVersion", 100)) + 1)
    metadata["managedFields"] = [{"manager": "curl", "operation": "Update", "apiVersion": "v1",
                                  "fieldsV1": {"f:data": {".": {}} | {f"f:{key}": {} for key in secret["data"]}}}]
    path_of(metadata["name"]).write_text(json.dumps(secret, indent=2))
    return secret


def create(body):
    if path_of(body["metadata"]["name"]).exists():
        raise Refused(409)
    return 201, write({"kind": "Secret", "apiVersion": "v1", "metadata": body["metadata"] | {"namespace": "openstack"},
                       "data": body["data"], "type": "Opaque"})


def merged(old, change):
    """OLD after a JSON merge patch (RFC 7386)."""
    if not isinstance(change, dict):
        return change
    result = dict(old) if isinstance(old, dict) else {}
    for name, value in change.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def patch(name, change):
    secret = read(name)
    if change.get("metadata", {}).get("resourceVersion", secret["metadata"]["resourceVersion"]) != secret["metadata"]["resourceVersion"]:
        raise Refused(409)
    return 200, write(merged(secret, change))


def get(name):
    secret = read(name)
    meddle = store / f"{name}.meddle"
    if meddle.exists():
        meddle.unlink()
        write(read(name))
    return 200, secret


class Handler(BaseHTTPRequestHandler):
    """One request."""

    def answer(self):
        name = self.path.partition("?")[0].removeprefix("/api/v1/namespaces/openstack/secrets").lstrip("/")
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            authorize(self.headers.get("Authorization", "").removeprefix("Bearer "), VERBS[self.command], name)
            with lock:
                if self.command == "GET":
                    status, secret = get(name)
                elif self.command == "POST" and self.headers["Content-Type"] == "application/json":
                    status, secret = create(json.loads(body))
                elif self.command == "PATCH" and self.headers["Content-Type"] == "application/merge-patch+json":
                    status, secret = patch(name, json.loads(body))
                else:
                    raise Refused(415)
        except Refused as refused:
            status, secret = refused.args[0], {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": refused.args[0]}
        text = json.dumps(secret, indent=2).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_PATCH = answer

    def log_message(self, *_):
        """Nothing: what it prints would be taken for the suite's own."""


def main():
    server = ThreadingHTTPServer((address, 443), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.serve_forever()


main()
