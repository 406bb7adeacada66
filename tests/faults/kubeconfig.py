"""Kubeconfig files, as far as the proxies need them: the current context of one, and a copy that points elsewhere."""
import base64
import copy
import json
import os
import subprocess
import urllib.parse


class Kubeconfig:
    """The current context of a kubeconfig with its cluster and its user, as kubectl reads it."""

    def __init__(self, content):
        self.content = content

    @classmethod
    def read(cls):
        """Reads what $KUBECONFIG names."""
        command = ["kubectl", "config", "view", "--raw", "--minify", "--flatten", "--output", "json"]
        return cls(json.loads(subprocess.run(command, check=True, capture_output=True).stdout))

    @classmethod
    def of_file(cls, path):
        """Reads a file that was written here."""
        with open(path, encoding="utf-8") as file:
            return cls(json.load(file))

    @property
    def cluster(self):
        return self.content["clusters"][0]["cluster"]

    @property
    def user(self):
        return self.content["users"][0]["user"]

    @property
    def ca(self):
        """The certificate authority, PEM."""
        return base64.b64decode(self.cluster["certificate-authority-data"]).decode()

    def address(self):
        """Host and port of the server."""
        url = urllib.parse.urlsplit(self.cluster["server"])
        return url.hostname, url.port or 443

    def at(self, server, ca=None):
        """A copy for another SERVER, with the certificate authority CA (PEM) when that is another one too."""
        other = Kubeconfig(copy.deepcopy(self.content))
        other.cluster["server"] = server
        if ca:
            other.cluster["certificate-authority-data"] = base64.b64encode(ca.encode()).decode()
        return other

    def write(self, path):
        """Writes to the file PATH, which only its owner can read; JSON is YAML."""
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(self.content, file)
