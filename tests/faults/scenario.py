"""What the tests of faults share: a cluster to look into, the stack "shop" in a place of its own, stk-apply behind an api_proxy."""
import base64
import functools
import http.client
import json
import os
import pathlib
import re
import ssl
import subprocess
import tempfile
import time

from api_proxy import Proxy
from kubeconfig import Kubeconfig

ROOT = pathlib.Path(__file__).resolve().parents[2]
STK = os.environ.get("STK", ROOT / "build/asan/stk")
STK_APPLY = os.environ.get("STK_APPLY", ROOT / "build/asan/stk-apply")
SANE = {0, 1, 3, 4, 5, 6}  # exit codes that stk-apply may have when something is wrong with the cluster
OTHERS = {"Event", "Endpoints", "EndpointSlice"}  # kinds that nobody applies
MADE_BY_SERVER = ("uid", "resourceVersion", "creationTimestamp", "generation", "selfLink", "managedFields")
APPLYSET_ID = re.compile("applyset-[A-Za-z0-9_-]{43}-v1")


def inside_apiserver(file, arguments):
    """Runs this program inside tests/apiserver/with-apiserver, unless it is there already."""
    if "STK_KUBE_MINOR" not in os.environ:
        os.execv(ROOT / "tests/apiserver/with-apiserver", ["with-apiserver", file, *arguments])


# ---- the cluster ----

class Cluster:
    """The API server of $KUBECONFIG, asked directly."""

    def __init__(self):
        self.kubeconfig = Kubeconfig.read()
        self.context = ssl.create_default_context(cadata=self.kubeconfig.ca)
        self.token = self.kubeconfig.user["token"]

    def call(self, method, path, body=None, kind="application/json"):
        """Status and JSON of the answer."""
        connection = http.client.HTTPSConnection(*self.kubeconfig.address(), context=self.context)
        try:
            connection.request(method, path, body and json.dumps(body), {"Authorization": f"Bearer {self.token}", "Content-Type": kind})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    @functools.cached_property
    def collections(self):
        """(path of the group and version, resource, kind) of what lies in namespaces and can be listed."""
        versions = ["/api/v1"] + [f"/apis/{group['preferredVersion']['groupVersion']}" for group in self.call("GET", "/apis")[1]["groups"]]
        return [(version, resource["name"], resource["kind"]) for version in versions for resource in self.call("GET", version)[1]["resources"]
                if resource["namespaced"] and "list" in resource["verbs"] and resource["kind"] not in OTHERS]

    def objects(self, namespace):
        """All objects in NAMESPACE that are not being deleted, by "Kind/name"."""
        found = {}
        for version, resource, kind in self.collections:
            for item in self.call("GET", f"{version}/namespaces/{namespace}/{resource}")[1].get("items", []):
                if "deletionTimestamp" not in item["metadata"]:
                    found[f"{kind}/{item['metadata']['name']}"] = {"kind": kind, **item}
        return found

    def create_namespace(self, name):
        self.call("POST", "/api/v1/namespaces", {"metadata": {"name": name}})


def essence(item, namespace):
    """An object as text, without what differs from one run to the next."""
    item = json.loads(json.dumps(item).replace(item["metadata"]["uid"], "UID").replace(namespace, "SPACE"))
    item["managers"] = sorted({entry["manager"] for entry in item["metadata"].get("managedFields", [])})
    for key in MADE_BY_SERVER:
        item["metadata"].pop(key, None)
    item.pop("status", None)
    if item["kind"] == "Secret":
        item["data"] = sorted(item.get("data", {}))
    for key in ("clusterIP", "clusterIPs"):
        item.get("spec", {}).pop(key, None)
    return APPLYSET_ID.sub("APPLYSET", json.dumps(item, sort_keys=True))


# ---- the stack ----

class Run:
    """What one run of stk-apply came to."""

    def __init__(self, code, output, seconds, entries):
        self.code, self.output, self.seconds, self.entries = code, output, seconds, entries

    def writes(self):
        return [entry for entry in self.entries if entry["write"]]


class Shop:
    """The stack "shop" with a namespace for its objects, one for its bookkeeping, and a proxy of its own."""

    def __init__(self, cluster, number, patience=60):
        self.cluster, self.patience = cluster, patience
        self.folder = tempfile.TemporaryDirectory()
        self.work = pathlib.Path(self.folder.name)
        self.proxy = Proxy(cluster.kubeconfig).start()
        self.kubeconfig = self.work / "kubeconfig"
        self.proxy.write_kubeconfig(self.kubeconfig)
        self.move(number)

    def move(self, number):
        """From now on in new namespaces."""
        self.space, self.home = f"space-{number}", f"home-{number}"
        self.cluster.create_namespace(self.home)
        self.effects = []

    def compile(self, version):
        folder = self.work / f"{self.space}-{version}"
        if not folder.exists():
            subprocess.run([STK, "compile", ROOT / "tests/faults/shop.stk", "--quiet", f"--kube=1.{os.environ['STK_KUBE_MINOR']}",
                            f"--set=space={self.space}", f"--set=version={version}", "--out", folder], check=True)
        return folder

    @property
    def pid_file(self):
        return self.work / "pid"

    def run(self, command, version, *options, rules=()):
        """stk-apply COMMAND on a version of the stack while RULES hold; killed, with the code "too long", after self.patience seconds."""
        self.proxy.set_rules(rules)
        options = [*options, "--wait=no"] if command == "apply" else options
        line = [STK_APPLY, command, self.compile(version), "--kubeconfig", self.kubeconfig, "-n", self.home, *options]
        start = time.monotonic()
        process = subprocess.Popen(["sh", "-c", 'echo $$ >"$0"; exec "$@"', self.pid_file, *map(str, line)],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        try:
            output, code = process.communicate(timeout=self.patience)[0], process.returncode
        except subprocess.TimeoutExpired:
            process.kill()
            output, code = process.communicate()[0], "too long"
        run = Run(code, output, time.monotonic() - start, self.proxy.entries)
        self.effects += run.entries
        return run

    # ---- what is true afterwards ----

    def state(self):
        """The essence of all objects, by name."""
        return {name: essence(item, self.space) for name, item in self.cluster.objects(self.space).items()}

    def uids(self):
        return {name: item["metadata"]["uid"] for name, item in self.cluster.objects(self.space).items()}

    def secrets(self):
        """All that must not be seen: the token, and what lies in Secrets."""
        found = [self.cluster.token]
        for name, item in self.cluster.objects(self.space).items():
            if name.startswith("Secret/"):
                found += [text for value in item.get("data", {}).values() for text in (value, base64.b64decode(value).decode(errors="replace"))]
        return [text for text in found if len(text) > 3]

    def done_twice(self):
        """What the server has created or deleted more than once, the bookkeeping aside."""
        done = [(entry["method"], entry["path"]) for entry in self.effects if f"/{self.space}/" in entry["path"] and not entry["dry"]
                and (entry["served"] == 201 or entry["method"] == "DELETE" and entry["served"] in (200, 202))]
        return sorted({" ".join(what) for what in done if done.count(what) > 1})

    def deleted(self):
        """The last parts of the paths of what the server has deleted."""
        return sorted({"/".join(entry["path"].split("/")[-2:]) for entry in self.effects
                       if entry["method"] == "DELETE" and entry["served"] in (200, 202) and f"/{self.space}/" in entry["path"]})
