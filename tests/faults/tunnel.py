"""Tunnels as companies have them between a person and an API server: an HTTP proxy (CONNECT), and SOCKS5; on a port of their own. And a
server that speaks HTTP without TLS."""
import socket
import socketserver
import threading


def relay(one, other):
    """Hands bytes on until one side ends, in both directions."""
    def hand_on(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass
    back = threading.Thread(target=hand_on, args=(other, one), daemon=True)
    back.start()
    hand_on(one, other)
    back.join()


def read_head(handler):
    """The first line of a request; all its lines go to the server's HEADS."""
    lines = list(iter(lambda: handler.rfile.readline().decode().strip(), ""))
    handler.server.heads += lines
    return lines[0] if lines else ""


class Plain(socketserver.StreamRequestHandler):
    """HTTP without TLS: everything is answered with the server's REFUSAL."""

    def handle(self):
        self.server.asked.append(read_head(self))
        self.wfile.write(f"HTTP/1.1 {self.server.refusal}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())


class Connect(socketserver.StreamRequestHandler):
    """CONNECT HOST:PORT; with the server's REFUSAL, a status line, it is not let through."""

    def handle(self):
        asked = read_head(self).split()
        self.server.asked.append(asked[1])
        if self.server.refusal:
            self.wfile.write(f"HTTP/1.1 {self.server.refusal}\r\nContent-Length: 0\r\n\r\n".encode())
            return
        host, port = asked[1].rsplit(":", 1)
        with socket.create_connection((host, int(port))) as server:
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            relay(self.request, server)


class Socks(socketserver.StreamRequestHandler):
    """SOCKS5 without a password, RFC 1928; to an IPv4 address or a name."""

    def handle(self):
        self.rfile.read(self.rfile.read(2)[1])
        self.wfile.write(b"\x05\x00")
        kind = self.rfile.read(4)[3]
        host = socket.inet_ntoa(self.rfile.read(4)) if kind == 1 else self.rfile.read(self.rfile.read(1)[0]).decode()
        port = int.from_bytes(self.rfile.read(2), "big")
        self.server.asked.append(f"{host}:{port}")
        with socket.create_connection((host, port)) as server:
            self.wfile.write(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
            relay(self.request, server)


class Tunnel(socketserver.ThreadingTCPServer):
    """HANDLER on a free port; ASKED has what it was asked for, HEADS the lines of the heads of HTTP."""
    daemon_threads = True

    def __init__(self, handler, refusal=None):
        super().__init__(("127.0.0.1", 0), handler)
        self.asked, self.heads, self.refusal, self.port = [], [], refusal, self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()
