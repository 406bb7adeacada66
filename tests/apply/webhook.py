#!/usr/bin/env python3
"""An admission webhook that lets every Deployment have one pod.

    webhook.py CERTIFICATE KEY ADDRESS_FILE

Listens on a free port of 127.0.0.1 with TLS, and writes the port into ADDRESS_FILE.
"""
import base64
import json
import pathlib
import ssl
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

certificate, key, address_file = sys.argv[1:]
PATCH = [{"op": "replace", "path": "/spec/replicas", "value": 1}]


class Handler(BaseHTTPRequestHandler):
    """One review."""

    def do_POST(self):
        review = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        review["response"] = {"uid": review["request"]["uid"], "allowed": True, "patchType": "JSONPatch",
                              "patch": base64.b64encode(json.dumps(PATCH).encode()).decode()}
        text = json.dumps(review).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        """Nothing: what it prints would be taken for the suite's own."""


server = HTTPServer(("127.0.0.1", 0), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
server.socket = context.wrap_socket(server.socket, server_side=True)
pathlib.Path(address_file).write_text(str(server.server_port))
server.serve_forever()
