#!/usr/bin/env python3
"""An HTTP/1.1 proxy with TLS of its own before a real API server; a script of rules says which requests meet which fault.

    api_proxy.py --write-kubeconfig FILE [--script FILE] [--log FILE] [--bodies FILE]

Stands before the current cluster of $KUBECONFIG; the FILE of --write-kubeconfig becomes a copy of that kubeconfig that points to the
proxy and trusts its certificate. Prints its port, then serves until it is ended. SIGHUP makes it read the script again.

The script is {"rules": [RULE...]}; of several rules that fit a request the first one counts:

    match   {"method": "PATCH", "path": "configmaps", "query": "dryRun"}: regular expressions, found anywhere; all must fit
    among   which requests "nth" counts: "matching" (default), "all", or "writes" (what changes the cluster)
    nth     1 for the first one, [3, 5] for the third to the fifth, "every" (default)
    times   how often the rule acts at most
    run     a shell command that is run first
    do      what happens, a function of the section "actions" below; "with" holds its arguments. Default: the request passes

The log has a JSON object a line for each request: index, connection, method, path, query, agent, host, bytes (of its body), dry (is it a dry
run?), write (may it change the cluster?), do (of the rule that acted), served (the server's status, null if it was not asked), status
(the status that was answered, null if none was), flying (requests that had no answer yet when it came), time (seconds since the start).
Neither headers nor bodies come into it. --bodies writes "PATH?QUERY<TAB>BODY" for each PATCH: for benchmarks, not where secrets are.
"""
import argparse
import asyncio
import functools
import json
import pathlib
import re
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

from kubeconfig import Kubeconfig
from tcp_proxy import abort

CHUNK = 1 << 16
LIMIT = 1 << 24  # bytes of one line or of all headers
STREAM_BEGINS = 0.5  # seconds after which a stream counts as begun
HOP_BY_HOP = ("connection", "transfer-encoding", "content-length", "keep-alive")
NOT_WRITES = re.compile("^/apis/(authorization|authentication)[.]k8s[.]io/")  # POSTs that only ask


# ---- HTTP ----

class Message:
    """The head of a request or an answer, and its body unless that is a stream."""

    def __init__(self, head):
        first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
        self.words = first.split(" ", 2)
        self.headers = [tuple(part.strip() for part in line.split(":", 1)) for line in lines]
        self.body = b""

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def chunked(self):
        return "chunked" in self.header("transfer-encoding").lower()


async def read_head(reader):
    return Message(await reader.readuntil(b"\r\n\r\n"))


async def chunks_of(reader, message):
    """The body piece by piece, as it comes."""
    left = int(message.header("content-length") or 0)
    while message.chunked:
        size = int((await reader.readuntil(b"\r\n")).split(b";")[0], 16)
        data = await reader.readexactly(size + 2)
        if not size:
            return
        yield data[:-2]
    while left:
        data = await reader.read(min(left, CHUNK))
        if not data:
            raise asyncio.IncompleteReadError(b"", left)
        left -= len(data)
        yield data


async def read_body(reader, message):
    async for chunk in chunks_of(reader, message):
        message.body += chunk


def head_of(status, headers, **own):
    """The bytes of an answer's head; OWN are headers that replace the others."""
    lines = [f"HTTP/1.1 {status} Answer"] + [f"{k}: {v}" for k, v in headers if k.lower() not in HOP_BY_HOP]
    return "\r\n".join(lines + [f"{k.replace('_', '-')}: {v}" for k, v in own.items()] + ["", ""]).encode("latin-1")


class Request:
    """What a client wants, as rules and the log see it."""

    def __init__(self, message):
        self.message = message
        self.method, self.target = message.words[:2]
        self.path, _, self.query = self.target.partition("?")
        self.parameters = urllib.parse.parse_qs(self.query)
        self.dry = "dryRun" in self.parameters
        self.write = self.method not in ("GET", "HEAD") and not self.dry and not NOT_WRITES.match(self.path)
        self.streams = any(self.parameters.get(name) in (["1"], ["true"]) for name in ("watch", "follow"))


# ---- the script ----

class Rule:
    """A rule of the script, and how many requests it has counted."""

    def __init__(self, text):
        self.match = {key: re.compile(pattern) for key, pattern in text.get("match", {}).items()}
        self.among = text.get("among", "matching")
        nth = text.get("nth", "every")
        self.nth = (1, sys.maxsize) if nth == "every" else (nth, nth) if isinstance(nth, int) else tuple(nth)
        self.times = text.get("times", sys.maxsize)
        self.run = text.get("run")
        self.do = text.get("do", "forward")
        self.arguments = text.get("with", {})
        self.seen = self.acted = 0

    def wants(self, request):
        """Counts the request; should the rule act on it?"""
        fits = all(pattern.search(getattr(request, key)) for key, pattern in self.match.items())
        counts = {"matching": fits, "all": True, "writes": request.write}[self.among]
        self.seen += counts
        return fits and counts and self.nth[0] <= self.seen <= self.nth[1] and self.acted < self.times


PASS = Rule({})


# ---- one request ----

class Exchange:
    """A request, the way to the server, and the way back to the client."""

    def __init__(self, proxy, connection, request):
        self.proxy, self.connection, self.request = proxy, connection, request
        self.entry = proxy.enter(connection, request)

    def logged(self, status):
        """The request is done with, as far as the log goes: STATUS was answered, or None."""
        if "status" not in self.entry:
            self.entry["status"] = status
            self.proxy.log(self.entry)

    async def ask(self):
        """Sends the request to the server; returns the head of its answer."""
        server = await self.connection.server()
        message = self.request.message
        lines = [f"{self.request.method} {self.request.target} HTTP/1.1"]
        lines += [f"{k}: {v}" for k, v in message.headers if k.lower() not in HOP_BY_HOP + ("accept-encoding",)]
        server[1].write("\r\n".join(lines + [f"content-length: {len(message.body)}", "", ""]).encode("latin-1") + message.body)
        answer = await read_head(server[0])
        self.entry["served"] = int(answer.words[1])
        return answer

    async def fetch(self):
        """Sends the request to the server; returns the whole answer, or of a stream what comes at once."""
        answer = await self.ask()
        try:
            await asyncio.wait_for(read_body(self.connection.server_reader, answer), STREAM_BEGINS if self.request.streams else None)
        except asyncio.TimeoutError:
            self.connection.drop_server()
        return answer

    async def send(self, *parts):
        for part in parts:
            self.connection.writer.write(part)
        await self.connection.writer.drain()

    async def send_answer(self, status, headers, body, length=None):
        self.logged(status)
        await self.send(head_of(status, headers, content_length=len(body) if length is None else length), body)

    async def send_chunk(self, data):
        await self.send(b"%x\r\n%s\r\n" % (len(data), data))

    async def client_gone(self):
        """Waits until the client has closed its connection: it sends nothing else before it has its answer."""
        await self.connection.reader.read(1)

    async def reset(self):
        self.logged(None)
        abort(self.connection.writer)
        raise ConnectionResetError

    async def close(self):
        """Ends the connection in the middle of an answer."""
        await asyncio.sleep(0.05)  # what was sent arrives first
        self.connection.writer.close()
        raise ConnectionResetError


# ---- actions: what "do" names; keyword arguments are what "with" may hold ----

async def forward(exchange):
    if exchange.request.streams:
        await stream(exchange)
    else:
        answer = await exchange.fetch()
        await exchange.send_answer(int(answer.words[1]), answer.headers, answer.body)


async def answer(exchange, status=500, headers=None, body=""):
    """The proxy answers by itself; BODY is text, or JSON."""
    text = body if isinstance(body, str) else json.dumps(body)
    kind = [] if isinstance(body, str) else [("content-type", "application/json")]
    await exchange.send_answer(status, kind + list((headers or {}).items()), text.encode())


async def echo(exchange, status=422, reason="Invalid"):
    """The proxy refuses as servers do that repeat what they were sent."""
    message = "is invalid: " + exchange.request.message.body.decode(errors="replace")
    await answer(exchange, status, body={"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": reason, "code": status,
                                         "message": message})


async def reset(exchange, when="before"):
    """RST: "before" the server hears of the request, or "after" it has done it."""
    if when == "after":
        await exchange.fetch()
    await exchange.reset()


async def hang(exchange, when="before"):
    """No answer, ever: "before" or "after" the server has done the request."""
    if when == "after":
        await exchange.fetch()
    exchange.logged(None)
    await exchange.client_gone()
    raise ConnectionResetError


async def delay(exchange, seconds=1, when="before"):
    """SECONDS pass "before" the server hears of the request, or "after" it has done it."""
    if when == "before":
        await asyncio.sleep(seconds)
        await forward(exchange)
    else:
        whole = await exchange.fetch()
        await asyncio.sleep(seconds)
        await exchange.send_answer(int(whole.words[1]), whole.headers, whole.body)


async def slow(exchange, rate=100):
    """The server's answer, RATE bytes a second."""
    whole = await exchange.fetch()
    status = int(whole.words[1])
    exchange.logged(status)
    data = head_of(status, whole.headers, content_length=len(whole.body)) + whole.body
    step = max(1, rate // 20)
    for at in range(0, len(data), step):
        await exchange.send(data[at:at + step])
        await asyncio.sleep(step / rate)


async def length(exchange, by=10):
    """A Content-Length that is BY too long, or too short; less than 0 bytes it never says. Then the connection ends."""
    whole = await exchange.fetch()
    await exchange.send_answer(int(whole.words[1]), whole.headers, whole.body, max(0, len(whole.body) + by))
    await exchange.close()


async def truncate(exchange, at=20):
    """AT bytes of the body, then the connection ends."""
    whole = await exchange.fetch()
    await exchange.send_answer(int(whole.words[1]), whole.headers, whole.body[:at], len(whole.body))
    await exchange.close()


async def cut(exchange, at=20):
    """AT bytes of the body in a chunk that promises more, then the connection ends."""
    whole = await exchange.fetch()
    status = int(whole.words[1])
    exchange.logged(status)
    head = head_of(status, whole.headers, transfer_encoding="chunked")
    await exchange.send(head, b"%x\r\n%s" % (len(whole.body), whole.body[:at]))
    await exchange.close()


GARBAGE = {
    "json": b'{"kind": "ConfigMap", "metadata": {"name": ',
    "nul": b'{"kind": "Config\0Map", "metadata": {"name": "\0"}}',
    "utf8": b'{"kind": "\xff\xfe\xc0\xaf", "metadata": {"name": "\xed\xa0\x80"}}',
    "deep": b'{"a":' * 100000 + b"1" + b"}" * 100000,
    "list": b"[" * 100000,
    "twice": b'{"kind": "A", "kind": "B", "metadata": {}, "metadata": null}',
    "number": b'{"kind": "ConfigMap", "metadata": {"generation": 1e999999, "resourceVersion": 99999999999999999999999999}}',
    "types": b'{"kind": 1, "metadata": [], "status": "x", "items": {}}',
    "html": b"<html><body><h1>502 Bad Gateway</h1></body></html>",
    "empty": b"",
    "null": b"null",
}


async def garbage(exchange, what="json", status=200, when="after"):
    """The body is not what it should be; WHAT is a key of GARBAGE."""
    if when == "after":
        await exchange.fetch()
    await exchange.send_answer(status, [("content-type", "application/json")], GARBAGE[what])


async def change(exchange, patch=(), status=None, headers=None):
    """The server's answer, changed by a JSON patch (add, replace, remove), with another status, with more headers."""
    whole = await exchange.fetch()
    document = json.loads(whole.body)
    for operation in patch:
        change_value(document, operation)
    more = list((headers or {}).items())
    await exchange.send_answer(status or int(whole.words[1]), whole.headers + more, json.dumps(document).encode())


def change_value(document, operation):
    *way, last = [part.replace("~1", "/").replace("~0", "~") for part in operation["path"].split("/")[1:]]
    for part in way:
        document = document[int(part)] if isinstance(document, list) else document[part]
    key = int(last) if isinstance(document, list) else last
    if operation["op"] == "remove":
        del document[key]
    elif operation["op"] == "add" and isinstance(document, list):
        document.insert(key, operation["value"])
    else:
        document[key] = operation["value"]


def event_of(kind, item):
    return json.dumps({"type": kind, "object": item}).encode() + b"\n"


EVENTS = {
    "expired": event_of("ERROR", {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "reason": "Expired",
                                  "message": "too old resource version: 1 (2)", "code": 410}),
    "failed": event_of("ERROR", {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "code": 500,
                                 "message": "required storage feature RequestWatchProgress is disabled"}),
    "garbage": b"\xff\0{ no event\n",
    "unknown": event_of("SURPRISE", {"kind": "Surprise", "metadata": {}}),
    "half": b'{"type":"MODIFIED","object":{"kind":"Deploym',
    "big": event_of("BOOKMARK", {"kind": "ConfigMap", "metadata": {"resourceVersion": "1", "annotations": {"a": "x" * (2 << 20)}}}),
}


async def stream(exchange, insert=None, after=0, end=None):
    """A watch as it comes. AFTER seconds a line of EVENTS (or any text) is inserted; END seconds later the stream ends."""
    exchange.connection.drop_server()
    head = await exchange.ask()
    exchange.logged(int(head.words[1]))
    await exchange.send(head_of(int(head.words[1]), head.headers, transfer_encoding="chunked"))
    steps = [relay(exchange, head), exchange.client_gone()]
    if insert is not None or end is not None:
        steps.append(disturb(exchange, insert, after, end))
    tasks = [asyncio.create_task(step) for step in steps]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        exchange.connection.drop_server()
    done.pop().result()
    await exchange.send(b"0\r\n\r\n")


async def relay(exchange, head):
    async for data in chunks_of(exchange.connection.server_reader, head):
        await exchange.send_chunk(data)


async def disturb(exchange, insert, after, end):
    await asyncio.sleep(after)
    if insert is not None:
        await exchange.send_chunk(EVENTS.get(insert) or insert.encode())
    await asyncio.sleep(sys.maxsize if end is None else end)


ACTIONS = {action.__name__: action for action in (
    forward, answer, echo, reset, hang, delay, slow, length, truncate, cut, garbage, change, stream)}


# ---- connections ----

class Connection:
    """A connection of a client, and the one to the server that serves it."""

    def __init__(self, proxy, number, reader, writer):
        self.proxy, self.number, self.reader, self.writer = proxy, number, reader, writer
        self.server_reader = self.server_writer = None

    async def server(self):
        if not self.server_writer:
            self.server_reader, self.server_writer = await asyncio.open_connection(
                *self.proxy.kubeconfig.address(), ssl=self.proxy.to_server, limit=LIMIT)
        return self.server_reader, self.server_writer

    def drop_server(self):
        if self.server_writer:
            abort(self.server_writer)
        self.server_reader = self.server_writer = None

    async def serve(self):
        try:
            while True:
                message = await read_head(self.reader)
                await read_body(self.reader, message)
                await self.proxy.handle(self, Request(message))
        except (OSError, asyncio.IncompleteReadError):
            pass  # one of the two has closed
        finally:
            self.drop_server()
            self.writer.close()


class Proxy:
    """The proxy, in a thread of its own. RULES may be replaced at any time; ENTRIES is the log since then. Its certificate is for NAME,
    and by AUTHORITY."""

    def __init__(self, kubeconfig, log=None, bodies=None, name="IP:127.0.0.1", authority=None):
        self.kubeconfig, self.log_file, self.bodies_file = kubeconfig, log, bodies
        self.to_server = ssl.create_default_context(cadata=kubeconfig.ca)
        self.started = time.monotonic()
        self.connections = self.requests = self.flying = 0
        self.set_rules([])
        self.loop = asyncio.new_event_loop()
        self.certificate, context = make_certificate(name, authority)
        server = asyncio.start_server(self.serve_client, "127.0.0.1", 0, ssl=context, limit=LIMIT)
        self.server = self.loop.run_until_complete(server)
        self.port = self.server.sockets[0].getsockname()[1]

    def start(self):
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        return self

    def set_rules(self, rules):
        """From now on these rules; they and the log count from 1."""
        self.rules, self.entries, self.requests = [Rule(rule) for rule in rules], [], 0

    def write_kubeconfig(self, path):
        self.kubeconfig.at(f"https://127.0.0.1:{self.port}", self.certificate).write(path)

    async def serve_client(self, reader, writer):
        self.connections += 1
        await Connection(self, self.connections, reader, writer).serve()

    async def handle(self, connection, request):
        exchange = Exchange(self, connection, request)
        rule = ([rule for rule in self.rules if rule.wants(request)] or [PASS])[0]
        rule.acted += 1
        exchange.entry["do"] = rule.do
        self.flying += 1
        try:
            if rule.run:
                await (await asyncio.create_subprocess_shell(rule.run)).wait()
            await ACTIONS[rule.do](exchange, **rule.arguments)
        finally:
            self.flying -= 1
            exchange.logged(None)

    def enter(self, connection, request):
        """A new entry of the log; it is written when it has its status."""
        self.requests += 1
        body = request.message.body
        if self.bodies_file and request.method == "PATCH":
            self.bodies_file.write(request.target.encode() + b"\t" + body.replace(b"\n", b" ") + b"\n")
            self.bodies_file.flush()
        entry = {"index": self.requests, "connection": connection.number, "method": request.method, "path": request.path,
                 "query": request.query, "agent": request.message.header("user-agent"), "host": request.message.header("host"), "bytes": len(body),
                 "dry": request.dry, "write": request.write, "served": None, "flying": self.flying, "time": round(time.monotonic() - self.started, 4)}
        self.entries.append(entry)
        return entry

    def log(self, entry):
        if self.log_file:
            print(json.dumps(entry), file=self.log_file, flush=True)


@functools.cache
def make_certificate(name, authority=None):
    """A certificate for NAME that lives two days: its PEM, and the context of a server that has it. With AUTHORITY, a number, it is by one that has the
    same name as the others, and neither says which key is whose; the PEM is that of the authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["http/1.1"])
    with tempfile.TemporaryDirectory() as folder:
        def make(file, subject, *options):
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                            "-subj", subject, "-keyout", f"{folder}/{file}.key", "-out", f"{folder}/{file}", *options], check=True, capture_output=True)

        trusted, by = "server", []
        if authority is not None:
            trusted = "authority"
            pathlib.Path(f"{folder}/plain").write_text("[req]\ndistinguished_name = none\n[none]\n", encoding="ascii")
            plain = ["-config", f"{folder}/plain", "-addext", "subjectKeyIdentifier=none", "-addext", "authorityKeyIdentifier=none"]
            make(trusted, "/CN=authority", "-addext", "basicConstraints=CA:TRUE", *plain)
            by = ["-CA", f"{folder}/{trusted}", "-CAkey", f"{folder}/{trusted}.key", *plain]
        make("server", "/CN=api-proxy", "-addext", f"subjectAltName={name}", *by)
        context.load_cert_chain(f"{folder}/server", f"{folder}/server.key")
        return pathlib.Path(f"{folder}/{trusted}").read_text(), context


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write-kubeconfig", metavar="FILE", required=True)
    parser.add_argument("--script", metavar="FILE")
    parser.add_argument("--log", metavar="FILE", type=argparse.FileType("w"))
    parser.add_argument("--bodies", metavar="FILE", type=argparse.FileType("wb"))
    options = parser.parse_args()
    proxy = Proxy(Kubeconfig.read(), options.log, options.bodies)
    proxy.write_kubeconfig(options.write_kubeconfig)

    def read_script():
        if options.script:
            proxy.set_rules(json.loads(pathlib.Path(options.script).read_text())["rules"])

    read_script()
    proxy.loop.add_signal_handler(signal.SIGHUP, read_script)
    print(proxy.port, flush=True)
    proxy.loop.run_forever()


if __name__ == "__main__":
    main()
