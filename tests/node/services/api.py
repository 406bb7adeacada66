"""The API server, as the services of the node use it."""
import json
import os
import queue
import ssl
import threading
import time
import urllib.error
import urllib.request

CERTIFICATES = "/var/lib/kubernetes/certificates/apiserver.crt"


class Api:
    def __init__(self, url):
        self.url = url
        self.token = os.environ["STK_TOKEN"]
        self.tls = ssl.create_default_context(cafile=CERTIFICATES)

    def open(self, method, path, body=None, seconds=30):
        headers = {"Authorization": "Bearer " + self.token, "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        return urllib.request.urlopen(request, timeout=seconds, context=self.tls)

    def call(self, method, path, body=None, accepted=()):
        """Statuses in `accepted` are as good as success."""
        try:
            self.open(method, path, body).close()
        except urllib.error.HTTPError as error:
            if error.code not in accepted:
                raise


class Mirror(threading.Thread):
    """Keeps `objects`, by (namespace, name), as the API has them, and tells `changes` of every change."""

    def __init__(self, api, path, changes):
        super().__init__(daemon=True)
        self.api, self.path, self.changes = api, path, changes
        self.objects = {}
        self.start()

    def run(self):
        while True:
            try:
                self.follow()
            except (OSError, ValueError) as error:
                print(self.path, error, flush=True)
            time.sleep(1)

    def follow(self):
        """A watch without a version begins with all that there is."""
        self.objects = {}
        with self.api.open("GET", self.path + "?watch=1", seconds=3600) as events:
            for line in events:
                self.take(json.loads(line))

    def take(self, event):
        metadata = event["object"]["metadata"]
        key = metadata.get("namespace", ""), metadata["name"]
        objects = dict(self.objects)
        if event["type"] == "DELETED":
            objects.pop(key, None)
        else:
            objects[key] = event["object"]
        self.objects = objects
        self.changes.put(key)


def after_changes(changes, work):
    """Calls work() for ever, once for all the changes that came in the last tenth of a second."""
    while True:
        changes.get()
        time.sleep(0.1)
        try:
            while True:
                changes.get_nowait()
        except queue.Empty:
            work()
