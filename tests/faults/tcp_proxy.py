#!/usr/bin/env python3
"""A TCP proxy on loopback that behaves like a bad line in front of an API server. TLS stays end to end, so HTTP/2 does too.

    tcp_proxy.py [--write-kubeconfig FILE] [--control SOCKET] [OPTIONS]

Stands before the current cluster of $KUBECONFIG; FILE becomes a copy of that kubeconfig that points to the proxy. Prints its
port, then serves until it is ended. A unix socket takes one command a line, while it runs, and answers "ok" or an error:

    delay MS       from now on, each direction takes so long (a round trip: twice that)
    reset          all connections end with RST
    reset-after N  every connection ends with RST after N bytes from the server; 0: no more
    refuse         all connections end with RST, and new ones are refused
    blackhole      nothing moves any more, in no direction; new connections are taken and stay silent
    resume         the end of "refuse" and "blackhole"; what waited is delivered
    count          answers "CONNECTIONS BYTES" instead of "ok": taken so far, bytes from the server
"""
import argparse
import asyncio
import collections
import socket
import struct

from kubeconfig import Kubeconfig

CHUNK = 1 << 16
QUEUE_MAX = 512  # chunks under way in one direction
LINGER = struct.pack("ii", 1, 0)  # SO_LINGER that turns close into RST


class Line:
    """What all connections share: the state that the control socket changes."""

    def __init__(self, target, options):
        self.target = target
        self.port = options.port
        self.delay = options.delay / 1000
        self.reset_after = options.reset_after
        self.server = None
        self.flowing = asyncio.Event()
        self.flowing.set()
        self.links = set()
        self.connections = self.bytes = 0

    async def listen(self):
        if not self.server:
            self.server = await asyncio.start_server(self.serve_client, "127.0.0.1", self.port)
            self.port = self.server.sockets[0].getsockname()[1]

    def reset(self):
        for link in list(self.links):
            link.reset()

    def refuse(self):
        self.server.close()
        self.server = None
        self.reset()

    async def serve_client(self, reader, writer):
        self.connections += 1
        await Link(self, reader, writer).run()

    async def command(self, name, *arguments):
        """Carries out one line of the control socket; returns the answer."""
        numbers = [float(a) for a in arguments]
        if name == "delay" and len(numbers) == 1:
            self.delay = numbers[0] / 1000
        elif name == "reset-after" and len(numbers) == 1:
            self.reset_after = int(numbers[0])
        elif name == "reset":
            self.reset()
        elif name == "refuse":
            self.refuse()
        elif name == "blackhole":
            self.flowing.clear()
        elif name == "resume":
            self.flowing.set()
            await self.listen()
        elif name == "count":
            return f"{self.connections} {self.bytes}"
        else:
            return "error: unknown command"
        return "ok"

    async def serve_control(self, reader, writer):
        async for text in reader:
            try:
                answer = await self.command(*text.decode().split())
            except (TypeError, ValueError) as error:
                answer = f"error: {error}"
            writer.write(answer.encode() + b"\n")
            await writer.drain()
        writer.close()


def abort(writer):
    """Ends a connection with RST."""
    if not writer.transport.is_closing():
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER)
        writer.transport.abort()


class Direction:
    """Bytes from one socket to the other: they wait in a queue until their time, in order."""

    def __init__(self, line, reader, writer, count):
        self.line, self.reader, self.writer, self.count = line, reader, writer, count
        self.queue = collections.deque()  # (time to deliver, bytes); no bytes: the end
        self.changed = asyncio.Event()

    async def take(self):
        data = b"-"
        while data:
            data = await self.reader.read(CHUNK)
            while len(self.queue) >= QUEUE_MAX:
                await asyncio.sleep(0.001)
            self.queue.append((asyncio.get_running_loop().time() + self.line.delay, data))
            self.changed.set()

    async def deliver(self):
        loop = asyncio.get_running_loop()
        while True:
            while not self.queue:
                self.changed.clear()
                await self.changed.wait()
            due, data = self.queue.popleft()
            if due > loop.time():
                await asyncio.sleep(due - loop.time())
            await self.line.flowing.wait()
            if not data:
                break
            self.count(len(data))
            self.writer.write(data)
            await self.writer.drain()
        self.writer.write_eof()


class Link:
    """One connection of a client, and the one to the server that belongs to it."""

    def __init__(self, line, reader, writer):
        self.line, self.reader, self.writers, self.bytes = line, reader, [writer], 0

    def count(self, n):
        self.bytes += n
        self.line.bytes += n
        if 0 < self.line.reset_after <= self.bytes:
            raise ConnectionResetError

    def reset(self):
        for writer in self.writers:
            abort(writer)

    async def connect(self):
        await asyncio.sleep(2 * self.line.delay)  # the handshake of TCP is a round trip
        await self.line.flowing.wait()
        reader, writer = await asyncio.open_connection(*self.line.target)
        self.writers.append(writer)
        return [Direction(self.line, self.reader, writer, lambda n: None), Direction(self.line, reader, self.writers[0], self.count)]

    async def run(self):
        self.line.links.add(self)
        tasks = []
        try:
            tasks = [asyncio.create_task(step) for d in await self.connect() for step in (d.take(), d.deliver())]
            await asyncio.gather(*tasks)
        except OSError:
            self.reset()
        finally:
            for task in tasks:
                task.cancel()
            self.line.links.discard(self)
            for writer in self.writers:
                writer.close()


async def serve(options):
    kubeconfig = Kubeconfig.read()
    line = Line(kubeconfig.address(), options)
    await line.listen()
    if options.control:
        await asyncio.start_unix_server(line.serve_control, options.control)
    if options.write_kubeconfig:
        kubeconfig.at(f"https://127.0.0.1:{line.port}").write(options.write_kubeconfig)
    if options.blackhole_after:
        asyncio.get_running_loop().call_later(options.blackhole_after, line.flowing.clear)
    print(line.port, flush=True)
    await asyncio.get_running_loop().create_future()  # for ever


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0, help="the port to listen on; 0: any")
    parser.add_argument("--write-kubeconfig", metavar="FILE")
    parser.add_argument("--control", metavar="SOCKET")
    parser.add_argument("--delay", type=float, default=0, metavar="MS")
    parser.add_argument("--reset-after", type=int, default=0, metavar="BYTES")
    parser.add_argument("--blackhole-after", type=float, metavar="SECONDS")
    try:
        asyncio.run(serve(parser.parse_args()))
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
