"""tokens.py PORT KEY CERTIFICATE LOG - who gives tokens for a registry, on loopback: to "reader" for pulls, to "writer" for pushes, too

Asked by an address and a password, or by a form with the identity token "refresh-READER". Tokens as docker-registry wants them: JWT in RS256
with the certificate in x5c. LOG gets a line for each request: user, scope; of a form also how it is asked and by whom.
"""
import base64
import http.server
import json
import subprocess
import sys
import time
import urllib.parse

port, key, certificate, log = int(sys.argv[1]), *sys.argv[2:]
passwords = {"reader": "read-secret", "writer": "write-secret"}


def url64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(service, user, scope):
    kind, name, actions = scope.split(":") if scope else ("repository", "none", "")
    may = {"writer": {"pull", "push"}, "reader": {"pull"}}.get(user, set())
    access = [{"type": kind, "name": name, "actions": sorted(set(actions.split(",")) & may)}]
    der = base64.b64encode(subprocess.run(["openssl", "x509", "-in", certificate, "-outform", "DER"], check=True, capture_output=True).stdout).decode()
    now = int(time.time())
    claims = {"iss": "tokens", "sub": user, "aud": service, "exp": now + 60, "nbf": now - 5, "iat": now, "jti": "1", "access": access}
    text = ".".join(url64(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "RS256", "x5c": [der]}, claims))
    signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", key], input=text.encode(), check=True, capture_output=True).stdout
    return f"{text}.{url64(signature)}"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        header = self.headers.get("Authorization", "")
        user, _, password = base64.b64decode(header[6:]).decode().partition(":") if header.startswith("Basic ") else ("", "", "")
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
        self.answer("token", user, query, not user or passwords.get(user) == password)

    def do_POST(self):
        form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        user = form.get("refresh_token", "").removeprefix("refresh-")
        self.answer("access_token", user, form, user in passwords and "Authorization" not in self.headers, form.get("grant_type"), form.get("client_id"))

    def answer(self, field, user, query, right, *more):
        with open(log, "a") as out:
            print(user or "-", query.get("scope", "-"), *more, file=out)
        body = json.dumps({field: token(query.get("service", ""), user, query.get("scope", ""))} if right else {"errors": []}).encode()
        self.send_response(200 if right else 401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


http.server.HTTPServer(("127.0.0.1", port), Handler).serve_forever()
