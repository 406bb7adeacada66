"""redirects.py PORT STORE_PORT LAYOUT LOG - a registry on loopback that wants a password, and sends for blobs to a store on another port

LAYOUT is an OCI image layout with what it has. LOG gets a line for each request: port, path, and "-" or the Authorization that came with it.
"""
import http.server
import json
import sys
import threading

port, store, layout, log = int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        with open(log, "a") as out:
            print(self.server.server_port, self.path, self.headers.get("Authorization", "-"), file=out)
        kind, name = self.path.split("/")[-2:]
        if self.server.server_port == port and "Authorization" not in self.headers:
            return self.answer(401, {"WWW-Authenticate": 'Basic realm="here"'})
        if self.server.server_port == port and kind == "blobs":
            return self.answer(307, {"Location": f"http://127.0.0.1:{store}{self.path}"})
        if not name.startswith("sha256:"):
            name = json.load(open(f"{layout}/index.json"))["manifests"][0]["digest"]
        return self.answer(200, {}, open(f"{layout}/blobs/sha256/{name[7:]}", "rb").read())

    def answer(self, status, headers, body=b""):
        self.send_response(status)
        for key, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


threading.Thread(target=http.server.ThreadingHTTPServer(("127.0.0.1", store), Handler).serve_forever, daemon=True).start()
http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
