"""The other side of a language server: what an editor sends and takes."""

import json
import os
import select
import subprocess
import time

PATIENCE = 120  # seconds for a response, on a busy machine with sanitizers


class Server:
    def __init__(self, stk, folder, capabilities, options, folders=None):
        self.process = subprocess.Popen([stk, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.got, self.last, self.slowest = b"", 0, 0.0
        self.examined, self.diagnostics, self.told, self.asked = True, {}, {}, []
        self.folder = folder
        self.start = self.ask("initialize", {"processId": None, "rootUri": "file://" + folder, "workspaceFolders": folders, "capabilities": capabilities, "initializationOptions": options})
        self.notify("initialized", {})

    def write(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def next(self):
        end = time.monotonic() + PATIENCE
        while True:
            head, separator, rest = self.got.partition(b"\r\n\r\n")
            if separator and len(rest) >= (size := int(head.split(b":")[1])):
                self.got = rest[size:]
                return json.loads(rest[:size])
            ready, _, _ = select.select([self.process.stdout], [], [], end - time.monotonic())
            data = os.read(self.process.stdout.fileno(), 1 << 16) if ready else b""
            if not data:
                raise SystemExit("the server says nothing")
            self.got += data

    def is_told(self, seconds):
        """Whether something comes from the server in that time, or is there."""
        return bool(self.got or select.select([self.process.stdout], [], [], seconds)[0])

    def take(self):
        """The next message, after what every editor does with it."""
        message = self.next()
        params = message.get("params", {})
        if message.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics[params["uri"]] = params["diagnostics"]
        if message.get("method") == "$/progress":
            self.examined = params["value"]["kind"] == "end"
        if "error" in message and message["id"] is None:
            print("  " + json.dumps(message["error"], sort_keys=True))
        if "id" in message and "method" in message:
            self.asked.append(message)
            self.send({"id": message["id"], "result": None})
        return message

    def response(self, number):
        started = time.monotonic()
        while True:
            message = self.take()
            if message.get("id") == number and "method" not in message:
                self.slowest = max(self.slowest, time.monotonic() - started)
                return message

    def ask(self, method, params):
        self.last += 1
        self.send({"id": self.last, "method": method, "params": params})
        message = self.response(self.last)
        return message.get("result", message)

    def uri(self, file):
        return "file://" + os.path.join(self.folder, file)

    def about(self, request, file, place, name="another"):
        """What "textDocument/REQUEST" says of PLACE in FILE; NAME is a new one there, and ranges are the whole text."""
        diagnostics = self.diagnostics.get(self.uri(file), [])
        return self.ask("textDocument/" + request, {
            "textDocument": {"uri": self.uri(file)}, "position": place, "newName": name,
            "context": {"includeDeclaration": True, "diagnostics": diagnostics},
            "range": {"start": {"line": 0, "character": 0}, "end": {"line": 9999, "character": 0}}})
