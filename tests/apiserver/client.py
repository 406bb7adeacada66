"""The API server of $KUBECONFIG, asked by a token over connections that stay: one for each thread."""
import base64
import http.client
import json
import os
import ssl
import threading
import urllib.parse

import yaml


class Server:
    def __init__(self):
        with open(os.environ["KUBECONFIG"].split(":")[0], encoding="utf-8") as file:
            config = yaml.safe_load(file)
        cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
        self.address = urllib.parse.urlsplit(cluster["server"]).netloc
        if "certificate-authority" in cluster:
            self.trust = ssl.create_default_context(cafile=cluster["certificate-authority"])
        else:
            self.trust = ssl.create_default_context(cadata=base64.b64decode(cluster["certificate-authority-data"]).decode())
        self.token = user["token"]
        self.threads = threading.local()
        self.kinds = {}

    def request(self, method, path, body=None, kind="application/json"):
        """The status and the bytes of the answer."""
        connection = getattr(self.threads, "connection", None)
        if not connection:
            connection = self.threads.connection = http.client.HTTPSConnection(self.address, context=self.trust)
        connection.request(method, path, body, {"Authorization": f"Bearer {self.token}", "Content-Type": kind})
        answer = connection.getresponse()
        return answer.status, answer.read()

    def collection(self, one):
        """The path of what has the kind and the namespace of the object ONE; None where the server has no such kind."""
        version, namespace = one["apiVersion"], one["metadata"].get("namespace", "default")
        root = f"/apis/{version}" if "/" in version else f"/api/{version}"
        if version not in self.kinds:
            found = json.loads(self.request("GET", root)[1]).get("resources", [])
            self.kinds[version] = {one["kind"]: one for one in found if "/" not in one["name"]}
        resource = self.kinds[version].get(one["kind"])
        if not resource:
            return None
        return f"{root}/namespaces/{namespace}/{resource['name']}" if resource["namespaced"] else f"{root}/{resource['name']}"
