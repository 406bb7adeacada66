#!/usr/bin/env python3
"""lsp.py lsp - a language server that knows one thing: the word "nodez" is a mistake. Editors are tried with it in the place of stk."""
import json
import sys


def read():
    length = 0
    while (line := sys.stdin.buffer.readline().strip()):
        name, value = line.split(b":", 1)
        if name.lower() == b"content-length":
            length = int(value)
    return json.loads(sys.stdin.buffer.read(length)) if length else None


def write(**message):
    text = json.dumps({"jsonrpc": "2.0", **message}).encode()
    sys.stdout.buffer.write(b"Content-Length: %d\r\n\r\n%s" % (len(text), text))
    sys.stdout.buffer.flush()


def mistakes(text):
    for number, line in enumerate(text.split("\n")):
        at = line.find("nodez")
        if at >= 0:
            yield {"range": {"start": {"line": number, "character": at}, "end": {"line": number, "character": at + 5}}, "severity": 1,
                   "code": "E0107", "source": "stk", "message": "no such field"}


assert sys.argv[1:] == ["lsp"]
while (message := read()) is not None:
    method = message.get("method")
    if method == "exit":
        break
    if method == "initialize":
        write(id=message["id"], result={"capabilities": {"textDocumentSync": 1}})
    elif method == "textDocument/didOpen":
        document = message["params"]["textDocument"]
        write(method="textDocument/publishDiagnostics", params={"uri": document["uri"], "diagnostics": list(mistakes(document["text"]))})
    elif "id" in message and method:
        write(id=message["id"], result=None)
