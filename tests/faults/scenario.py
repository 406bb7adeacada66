"""What the tests of faults share: a cluster to look into, the stack "shop" in a place of its own, stk-apply behind an api_proxy."""
import base64
import functools
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import time

from api_proxy import Proxy
from kubeconfig import Kubeconfig

ROOT = pathlib.Path(__file__).resolve().parents[2]
STK = ROOT / "build/release/stk"  # it compiles a hundred times what is the same but for a name, and is not what is tested here
if not STK.exists():
    STK = os.environ.get("STK", ROOT / "build/asan/stk")
STK_APPLY = os.environ.get("STK_APPLY", ROOT / "build/asan/stk-apply")
SANE = {0, 1, 3, 4, 5, 6}  # exit codes that stk-apply may have when something is wrong with the cluster
DEAD_HOLDER = ("--lock-timeout", "90s")  # options of a run that finds the lock of one that could not give it back
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
        self.threads = threading.local()
        self.create_node()

    def call(self, method, path, body=None, kind="application/json"):
        """Status and JSON of the answer; each thread has a connection of its own."""
        if not hasattr(self.threads, "connection"):
            self.threads.connection = http.client.HTTPSConnection(*self.kubeconfig.address(), context=self.context)
        connection = self.threads.connection
        connection.request(method, path, body and json.dumps(body), {"Authorization": f"Bearer {self.token}", "Content-Type": kind})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())

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

    def create_node(self):
        """A node that is ready: the plane of the stack "shop" promises one. The server taints new ones, and nobody else takes that away."""
        self.call("POST", "/api/v1/nodes", {"metadata": {"name": "minion", "labels": {"kubernetes.io/os": "linux"}},
                                            "status": {"conditions": [{"type": "Ready", "status": "True"}]}})
        self.call("PATCH", "/api/v1/nodes/minion", {"spec": {"taints": None}}, "application/merge-patch+json")


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


class Hidden:
    """What was in the Secrets of a namespace at one moment, and the token: all that must not be seen elsewhere."""

    def __init__(self, cluster, namespace):
        items = cluster.call("GET", f"/api/v1/namespaces/{namespace}/secrets")[1]["items"]
        hidden = [value for item in items for value in item.get("data", {}).values()]
        self.secrets = [cluster.token, *hidden, *(base64.b64decode(value).decode(errors="replace") for value in hidden)]

    def stands_in(self, output):
        return any(secret in output for secret in self.secrets if secret)


class Look:
    """What was in a namespace at one moment: the essence of each object and its uid, by name."""

    def __init__(self, cluster, namespace):
        items = cluster.objects(namespace)
        self.state = {name: essence(item, namespace) for name, item in items.items()}
        self.uids = {name: item["metadata"]["uid"] for name, item in items.items()}


# ---- the stack ----

class Run:
    """What one run of stk-apply came to."""

    def __init__(self, code, output, seconds, proxy):
        self.code, self.output, self.seconds, self.entries = code, output, seconds, proxy.entries
        self.met = all(rule.acted for rule in proxy.rules)  # did all faults happen?

    def writes(self):
        return [entry for entry in self.entries if entry["write"]]


class Shop:
    """The stack "shop" with a namespace for its objects, one for its bookkeeping, and a proxy of its own."""

    def __init__(self, cluster, number, patience=120):
        self.cluster, self.patience = cluster, patience
        self.folder = tempfile.TemporaryDirectory()
        self.work = pathlib.Path(self.folder.name)
        self.proxy = Proxy(cluster.kubeconfig).start()
        self.kubeconfig, self.direct = self.work / "kubeconfig", self.work / "direct"
        self.proxy.write_kubeconfig(self.kubeconfig)
        cluster.kubeconfig.write(self.direct)
        self.runs, self.line, self.environment = [], None, {}
        self.move(number)

    def close(self):
        if self.line:
            self.line.close()
        self.folder.cleanup()

    def be(self, user):
        """From now on stk-apply has USER (of a kubeconfig) instead of a token."""
        kubeconfig = Kubeconfig.of_file(self.kubeconfig)
        kubeconfig.content["users"][0]["user"] = user
        kubeconfig.write(self.kubeconfig)

    def reach(self, **cluster):
        """From now on the kubeconfig says so of the cluster; None: no more."""
        kubeconfig = Kubeconfig.of_file(self.kubeconfig)
        kubeconfig.cluster.update({key.replace("_", "-"): value for key, value in cluster.items()})
        kubeconfig.content["clusters"][0]["cluster"] = {key: value for key, value in kubeconfig.cluster.items() if value is not None}
        kubeconfig.write(self.kubeconfig)

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

    def run(self, command, version, *options, rules=(), wait=False):
        """stk-apply COMMAND on a version of the stack, or on a file, while RULES hold; killed with the code "too long" when it is that."""
        self.proxy.set_rules(rules)
        what = self.compile(version) if isinstance(version, int) else version
        options = [*options, "--wait=no"] if command == "apply" and not wait else options
        place = [] if str(what).endswith(".plan") else ["-n", self.home]  # a saved plan knows it
        line = [STK_APPLY, command, what, "--kubeconfig", self.kubeconfig, *place, *options]
        start = time.monotonic()
        process = subprocess.Popen(["sh", "-c", 'echo $$ >"$0"; exec "$@"', self.pid_file, *map(str, line)],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                                   start_new_session=True, env={**os.environ, **self.environment})
        try:
            output, code = process.communicate(timeout=self.patience)[0], process.returncode
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output, code = process.communicate()[0], "too long"
        run = Run(code, output, time.monotonic() - start, self.proxy)
        self.effects += run.entries
        self.runs.append(run)
        return run

    # ---- what is true afterwards ----

    def look(self):
        return Look(self.cluster, self.space)

    def hidden(self):
        return Hidden(self.cluster, self.space)

    def done_twice(self):
        """What the server has created or deleted more than once, the bookkeeping aside."""
        done = [(entry["method"], entry["path"]) for entry in self.effects if f"/{self.space}/" in entry["path"] and not entry["dry"]
                and (entry["served"] == 201 or entry["method"] == "DELETE" and entry["served"] in (200, 202))]
        return sorted({" ".join(what) for what in done if done.count(what) > 1})

    def deleted(self):
        """The last parts of the paths of what the server has deleted."""
        return sorted({"/".join(entry["path"].split("/")[-2:]) for entry in self.effects
                       if entry["method"] == "DELETE" and entry["served"] in (200, 202) and f"/{self.space}/" in entry["path"]})


class Line:
    """A tcp_proxy that from now on is all there is between a shop's stk-apply and the server: HTTP/2, and no log."""

    def __init__(self, shop, delay=0):
        self.control, shop.kubeconfig, shop.line = shop.work / "line", shop.work / "over-line", self
        self.process = subprocess.Popen([ROOT / "tests/faults/tcp_proxy.py", "--delay", str(delay), "--control", self.control,
                                         "--write-kubeconfig", shop.kubeconfig], stdout=subprocess.PIPE)
        self.process.stdout.readline()

    def tell(self, command):
        """One line for its control socket."""
        with socket.socket(socket.AF_UNIX) as control:
            control.connect(str(self.control))
            control.sendall(command.encode() + b"\n")
            answer = control.recv(100).decode().strip()
        if answer.startswith("error"):
            raise RuntimeError(answer)
        return answer

    def close(self):
        self.process.kill()
        self.process.communicate()


class Controllers:
    """Stands in for the controllers: PAUSE seconds after something of STATUS_OF was seen first, it is ready. READY has when, by name."""

    def __init__(self, cluster, namespace, pause):
        self.cluster, self.namespace, self.pause = cluster, namespace, pause
        self.seen, self.ready, self.stopping = {}, {}, threading.Event()
        self.thread = threading.Thread(target=self.work)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.stopping.set()
        self.thread.join()

    def work(self):
        paths = [(f"{version}/namespaces/{self.namespace}/{resource}", STATUS_OF[kind])
                 for version, resource, kind in self.cluster.collections if kind in STATUS_OF]
        while not self.stopping.wait(0.2):
            for path, status_of in paths:
                for item in self.cluster.call("GET", path)[1].get("items", []):
                    self.tend(path, item, status_of(item))

    def tend(self, path, item, status):
        """Writes the status of an object that was seen long enough ago, once for each of its generations."""
        metadata = item["metadata"]
        key = (metadata["uid"], metadata.get("generation"))
        first = self.seen.setdefault(key, time.monotonic())
        if time.monotonic() - first > self.pause:
            self.ready[metadata["name"]] = time.monotonic()
            self.cluster.call("PATCH", f"{path}/{metadata['name']}/status", {"status": status}, "application/merge-patch+json")
            self.seen[key] = float("inf")


def deployment_status(item):
    n = item["spec"]["replicas"]
    return {"observedGeneration": item["metadata"]["generation"], "replicas": n, "updatedReplicas": n, "readyReplicas": n, "availableReplicas": n,
            "conditions": [{"type": "Available", "status": "True", "reason": "MinimumReplicasAvailable"},
                           {"type": "Progressing", "status": "True", "reason": "NewReplicaSetAvailable"}]}


def job_end(*conditions, **status):
    """The status of a Job that has ended. From 1.32 on a server takes no end without the condition that led to it, and both times."""
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return {"startTime": now, **status, "conditions": [{"type": kind, "status": "True", "lastTransitionTime": now} for kind in conditions]}


def job_status(_):
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return job_end("SuccessCriteriaMet", "Complete", completionTime=now, succeeded=1)


def restricted_pod(name, image, **more):
    """The spec of a pod with one container that a namespace takes whose pods are restricted."""
    security = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
    return {"securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
            "containers": [{"name": name, "image": image, "securityContext": security}], **more}


def budget_status(item):
    return {"observedGeneration": item["metadata"]["generation"], "currentHealthy": 2, "desiredHealthy": 1, "disruptionsAllowed": 1, "expectedPods": 2}


STATUS_OF = {"Deployment": deployment_status, "Job": job_status, "PodDisruptionBudget": budget_status}
