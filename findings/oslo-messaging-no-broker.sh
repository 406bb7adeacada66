#!/usr/bin/env bash
# oslo-messaging-no-broker - without RabbitMQ a call with a timeout does not time out, a cast waits, and a notification does the one or the other
#
# Software:  oslo.messaging 14.0.3 with kombu 5.2.4 (Debian 12); 16.1.0 (Debian 13) and 18.3.0 do the same.
# Setting:   a program of OpenStack, once with connections to RabbitMQ that it has used before, once just started. RabbitMQ goes, as in an outage or
#            while it is replaced, and its port refuses. Then the program calls with a timeout of 3 s, casts, and notifies (messagingv2, and
#            "retry" as it is by default, -1, "indefinite"). After a while RabbitMQ is back. Heartbeats are off: their thread, which mends the
#            connection, too, now and then makes one that waits give up.
# Guess:     the call ends with MessagingTimeout after 3 s, whatever is the matter; a cast is fire and forget, and ends at once, well or not; a
#            notification either does not hold up who notifies, or, as -1 says, waits and is not lost.
# Behaviour: the timeout is for the answer only, and starts when the message is with RabbitMQ. Until then call and cast wait without an end, on new
#            connections as on used ones; for the first call of a program retry = 0 does not help, as the queue for answers comes first. What
#            waits is sent when RabbitMQ is back, however old it is. A notification waits in the same way on a connection that was used before.
#            Where there is none, it is dropped at once, with no more than an entry in the log.
# So:        a process of an API that takes one request at a time is taken by the first one that calls or casts in an outage. Health checks that go
#            through the same processes fail then, and to restart such a pod throws away what would have been sent: let them ask for the port. What
#            must not wait has a limit of time around it; for notifications, a number of tries ([oslo_messaging_notifications] retry). Nobody
#            relies on them.
#
# Inputs:    apt-get (unpacked in a temporary folder, nothing is installed), python3 (3.11). In the place of RabbitMQ is a server on loopback that
#            takes connections and messages as AMQP 0-9-1 has it; with RabbitMQ 3.10.8 itself it was the same. It takes a minute.
# Exit:      0 as described, 1 not any more.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
modules=(amqp anyjson bcrypt cachetools certifi cffi-backend chardet charset-normalizer cryptography dateutil debtcollector dnspython eventlet
    fasteners greenlet idna iso8601 kombu monotonic msgpack netaddr netifaces openssl oslo.concurrency oslo.config oslo.context oslo.i18n oslo.log
    oslo.messaging oslo.metrics oslo.middleware oslo.serialization oslo.service oslo.utils packaging paste pastedeploy pbr pkg-resources
    prometheus-client pyinotify requests rfc3986 routes setuptools six statsd stevedore tenacity tz urllib3 vine webob wrapt yaml yappi
    zope.interface)
(cd "$work" && apt-get --quiet --quiet download "${modules[@]/#/python3-}" 2>/dev/null)
for package in "$work"/*.deb; do dpkg --extract "$package" "$work/root"; done
for version in oslo.messaging_14.0.3 kombu_5.2.4; do
    compgen -G "$work/python3-$version*" >/dev/null || { echo "this is about ${version/_/ }" && exit 1; }
done

cat >"$work/broker.py" <<'PYTHON'
"""As much of a broker as the client asks for: it agrees to everything, and confirms each message."""
import socket
import struct
import threading

START, START_OK, TUNE, OPEN, OPEN_OK, CLOSE = (10, 10), (10, 11), (10, 30), (10, 40), (10, 41), (10, 50)
CHANNEL_OPEN, QUEUE_DECLARE, CONSUME, PUBLISH, ACK = (20, 10), (50, 10), (60, 20), (60, 40), (60, 80)
BODY = 3


def short(data, at):
    """The short string there, with its length."""
    return data[at:at + 1 + data[at]]


def serve(connection, seen):
    def say(channel, method, arguments=b""):
        payload = struct.pack(">HH", *method) + arguments
        connection.sendall(struct.pack(">BHL", 1, channel, len(payload)) + payload + b"\xce")

    answers = {
        START_OK: lambda _: (TUNE, struct.pack(">HLH", 100, 131072, 0)),
        OPEN: lambda _: (OPEN_OK, b"\0"),
        CHANNEL_OPEN: lambda _: ((20, 11), bytes(4)),
        QUEUE_DECLARE: lambda data: ((50, 11), short(data, 6) + bytes(8)),
        CONSUME: lambda data: ((60, 21), short(data, 6 + len(short(data, 6)))),
    }
    stream = connection.makefile("rb")
    stream.read(8)
    say(0, START, b"\0\x09" + struct.pack(">LL", 0, 8) + b"AMQPLAIN" + struct.pack(">L", 5) + b"en_US")
    confirmed = 0
    while len(head := stream.read(7)) == 7:
        kind, channel, size = struct.unpack(">BHL", head)
        data = stream.read(size + 1)
        if kind == BODY:
            seen.append(data)
            confirmed += 1
            say(channel, ACK, struct.pack(">QB", confirmed, 0))
        elif kind == 1:
            method = struct.unpack(">HH", data[:4])
            if method in answers:
                say(channel, *answers[method](data))
            elif method != PUBLISH and method[1] % 10 == 0:
                say(channel, (method[0], method[1] + 1))


class Broker:
    def __init__(self, port=0):
        self.seen, self.connections = [], []
        self.server = socket.create_server(("127.0.0.1", port))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        try:
            while True:
                self.connections.append(self.server.accept()[0])
                threading.Thread(target=self.keep, args=self.connections[-1:], daemon=True).start()
        except OSError:
            pass

    def keep(self, connection):
        try:
            serve(connection, self.seen)
        except OSError:
            pass

    def end(self):
        for one in [self.server] + self.connections:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            one.close()
PYTHON

cat >"$work/ask.py" <<'PYTHON'
import logging
import os
import sys
import threading
import time

import oslo_messaging
from broker import Broker
from oslo_config import cfg

USED = sys.argv[1] == "used"
WAIT = 15
cfg.CONF([])
logging.disable(logging.CRITICAL)
broker = Broker()
url = f"rabbit://nova:secret@127.0.0.1:{broker.port}/"
transport = oslo_messaging.get_rpc_transport(cfg.CONF, url=url)
client = oslo_messaging.get_rpc_client(transport, oslo_messaging.Target(topic="compute"))
cfg.CONF.set_override("heartbeat_timeout_threshold", 0, "oslo_messaging_rabbit")
told = oslo_messaging.get_notification_transport(cfg.CONF, url=url)
notifier = oslo_messaging.Notifier(told, "host", driver="messagingv2", topics=["notifications"])


class Try(threading.Thread):
    def __init__(self, function):
        super().__init__(daemon=True)
        self.function, self.end = function, "waits"
        self.start()

    def run(self):
        started = time.monotonic()
        try:
            self.function()
            end = "ends"
        except Exception as error:
            end = type(error).__name__
        self.end = f"{end} after {time.monotonic() - started:.0f} s"


def call(**options):
    return lambda: client.prepare(timeout=3, **options).call({}, "build")


def tell(when, tries, wanted):
    seen = {name: one.end for name, one in tries.items()}
    print(f"{when}:", "; ".join(f"{name} {end}" for name, end in seen.items()), flush=True)
    if list(seen.values()) != wanted:
        print("it was:", wanted)
        os._exit(1)


def cast():
    client.cast({}, "wake_up")


def notify():
    notifier.info({}, "port.create", {})


if USED:
    tries = {"call": Try(call()), "cast": Try(cast), "notification": Try(notify)}
    time.sleep(4)
    tell("with RabbitMQ", tries, ["MessagingTimeout after 3 s", "ends after 0 s", "ends after 0 s"])
broker.end()
time.sleep(1)
tries = {"call": Try(call()) if USED else Try(call(retry=0)), "cast": Try(cast), "notification": Try(notify)}
time.sleep(WAIT)
tell(f"{WAIT} s without RabbitMQ, {sys.argv[1]} connections", tries, ["waits", "waits", "waits" if USED else "ends after 0 s"])

broker = Broker(broker.port)
for one in tries.values():
    one.join(60)
sent = [name for name, method in (("the call", b"build"), ("the cast", b"wake_up"), ("the notification", b"port.create"))
        if any(method in message for message in broker.seen)]
print("when RabbitMQ is back it gets", ", ".join(sent), flush=True)
os._exit(sent != (["the call", "the cast", "the notification"] if USED else ["the call", "the cast"]))
PYTHON
for connections in used new; do
    PYTHONPATH=$work/root/usr/lib/python3/dist-packages python3 -W ignore "$work/ask.py" $connections
done
