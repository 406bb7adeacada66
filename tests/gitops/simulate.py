#!/usr/bin/env python3
"""What Flux or Argo CD would do with folders that "stk compile --order" wrote, one after the other.

    simulate.py flux|argocd FOLDER [FOLDER...]

Flux (kustomize-controller 1.9.4): each Kustomization applies its objects and becomes their owner, then deletes what its inventory has no
more unless another one owns it by now or it is annotated prune: disabled, then waits for the health of its objects; those that depend
on it begin when all are healthy. Argo CD (gitops-engine 5baed56): waves one after the other, each when the one before is healthy; what
is in the cluster and not in the folder is deleted at the end, unless it is annotated Prune=false.

Health is what the two look at: a claim is bound once a pod that mounts it was applied (WaitForFirstConsumer), and pods start once what
they mount is there. Everything else is healthy as soon as it is applied.

Prints a line for each deletion and for each group that never becomes healthy; nothing when all is well.
"""
import pathlib
import re
import sys

PRUNE_DISABLED = re.compile(r"^    kustomize\.toolkit\.fluxcd\.io/prune: \"?disabled\"?$", re.M)
SYNC_OPTIONS = re.compile(r"^    argocd\.argoproj\.io/sync-options: \"?(.*?)\"?$", re.M)
SYNC_WAVE = re.compile(r"^    argocd\.argoproj\.io/sync-wave: \"(\d+)\"$", re.M)


class Manifest:
    """Of one object, what the two tools look at."""

    def __init__(self, text):
        def field(pattern):
            found = re.search(pattern, text, re.M)
            return found.group(1).strip('"') if found else ""

        kind, name = field(r"^kind: (.*)$"), field(r"^  name: (.*)$")
        self.kind, self.id = kind, f"{kind} {field(r'^  namespace: (.*)$')}/{name}"
        self.name = name
        self.claims = re.findall(r"claimName: \"?([^\"\n]*)", text)
        self.flux_keeps = bool(PRUNE_DISABLED.search(text))
        options = SYNC_OPTIONS.search(text)
        self.argocd_keeps = bool(options and "Prune=false" in options.group(1).split(","))
        wave = SYNC_WAVE.search(text)
        self.wave = int(wave.group(1)) if wave else 0


def manifests(folder):
    return [Manifest(path.read_text()) for path in sorted(folder.glob("*.yaml"))]


def unhealthy(group, cluster):
    """The claims of GROUP that no pod of the cluster mounts, or only pods of which another claim is not there."""
    there = {manifest.name for manifest in cluster.values() if manifest.kind == "PersistentVolumeClaim"}
    mounted = {claim for manifest in cluster.values() if there.issuperset(manifest.claims) for claim in manifest.claims}
    return [manifest.id for manifest in group if manifest.kind == "PersistentVolumeClaim" and manifest.name not in mounted]


class Flux:
    def __init__(self):
        self.cluster, self.owner, self.inventory = {}, {}, {}

    def kustomizations(self, folder):
        """(name, its objects, what it depends on), each after what it depends on."""
        found = []
        for path in sorted((folder / "flux").glob("*.yaml")):
            text = path.read_text()
            source = folder / re.search(r"^  path: \"?\./.*?([^/\"\n]+)\"?$", text, re.M).group(1)
            depends = re.findall(r"^  - name: (.*)$", text, re.M)
            found.append((re.search(r"^  name: (.*)$", text, re.M).group(1), manifests(source), depends))
        return sorted(found, key=lambda each: len(each[2]))

    def reconcile(self, name, objects):
        for manifest in objects:
            self.cluster[manifest.id], self.owner[manifest.id] = manifest, name
        wanted = {manifest.id for manifest in objects}
        for gone in sorted(self.inventory.get(name, set()) - wanted):
            if self.owner.get(gone) != name or self.cluster[gone].flux_keeps:
                continue
            print(f"deleted {gone} by {name}")
            del self.cluster[gone], self.owner[gone]
        self.inventory[name] = wanted

    def apply(self, folder):
        blocked = set()
        for name, objects, depends in self.kustomizations(folder):
            if blocked.intersection(depends):
                print(f"never begins: {name}")
                blocked.add(name)
                continue
            self.reconcile(name, objects)
            for waits in unhealthy(objects, self.cluster):
                print(f"never healthy: {waits} in {name}")
                blocked.add(name)


class ArgoCD:
    def __init__(self):
        self.cluster = {}

    def apply(self, folder):
        objects = manifests(folder)
        for wave in sorted({manifest.wave for manifest in objects}):
            group = [manifest for manifest in objects if manifest.wave == wave]
            self.cluster.update((manifest.id, manifest) for manifest in group)
            stuck = unhealthy(group, self.cluster)
            for waits in stuck:
                print(f"never healthy: {waits} in wave {wave}")
            if stuck:
                return
        wanted = {manifest.id for manifest in objects}
        for gone in sorted(set(self.cluster) - wanted):
            if not self.cluster[gone].argocd_keeps:
                print(f"deleted {gone}")
                del self.cluster[gone]


def main():
    if len(sys.argv) < 3 or sys.argv[1] not in ("flux", "argocd"):
        sys.exit(__doc__)
    tool = Flux() if sys.argv[1] == "flux" else ArgoCD()
    for folder in sys.argv[2:]:
        tool.apply(pathlib.Path(folder))


if __name__ == "__main__":
    main()
