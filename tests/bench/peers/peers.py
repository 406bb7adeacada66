"""Other tools that make the objects of the variant "map" from the same values, each with a program of its own in this folder."""
import dataclasses
import json
import pathlib
import shutil
import subprocess

import inputs
from measuring import BUILD

try:
    import yaml
except ImportError:
    yaml = None  # only comparing needs it

PROGRAMS = pathlib.Path(__file__).resolve().parent
NO_PROGRAM = "helm, kcl, jrsonnet, dhall"  # none of these could be run where the programs were written
NOT_COMPARED = "stk.dev/content"  # stk's hash of what a pod reads, which the programs do not compute


@dataclasses.dataclass
class Peer:
    """VERSION is a command that tells it, and fails where the tool is not on PATH."""
    name: str
    version: list
    command: list
    prepare: callable = lambda folder, numbers: None


def write_overlays(folder, numbers):
    """For Kustomize: a folder with an overlay for each site, and a kustomization of them all."""
    overlay, top = (PROGRAMS / "kustomize/overlay.yaml").read_text(), folder / "kustomize"
    for name, site in inputs.sites(numbers).items():
        own = overlay.replace("NAME", name).replace("REPLICAS", str(site["replicas"])).replace("TAG", site["image"].split(":")[1])
        (top / name).mkdir(exist_ok=True)
        (top / name / "kustomization.yaml").write_text(own)
    (top / "kustomization.yaml").write_text(json.dumps({"resources": list(inputs.sites(numbers))}))


PEERS = [
    Peer("stk, library", [BUILD / "stk", "--version"], ["./stk", "compile", "map.stk", "-f", "values.yaml", "-o", "-"]),
    Peer("nix", ["nix-instantiate", "--version"],
         ["sh", "-c", "exec nix-instantiate --eval --strict --json --argstr values $PWD/values.json sites.nix"]),
    Peer("jinja2", ["python3", "-c", "import jinja2; print(jinja2.__version__)"], ["python3", "render.py", "sites.jinja2", "values.json"]),
    Peer("starlark", ["sh", "-c", "command -v starlark >/dev/null && echo 'Starlark in Go, tells no version'"],
         ["sh", "-c", "exec starlark sites.star 2>&1"]),
    Peer("pkl", ["pkl", "--version"], ["pkl", "eval", "values.pkl"]),
    Peer("jsonnet", ["jsonnet", "--version"], ["jsonnet", "-y", "--tla-code-file", "values=values.json", "sites.jsonnet"]),
    Peer("ytt", ["ytt", "version"], ["ytt", "--file", "sites.ytt.yaml", "--data-values-file", "values.yaml"]),
    Peer("cdk8s", ["node", "-p", "require('cdk8s/package.json').version"], ["node", "sites.cjs", "values.json"]),
    Peer("cue", ["cue", "version"], ["cue", "export", "sites.cue", "values.json", "--expression", "objects", "--out", "json"]),
    Peer("kustomize", ["kubectl", "version", "--client"], ["kubectl", "kustomize", "kustomize"], write_overlays),
]


def version_of(peer):
    """The line that tells it, or None when the tool is not there."""
    try:
        done = subprocess.run(peer.version, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    except FileNotFoundError:
        return None
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    return lines[-1 if peer.name == "kustomize" else 0] if lines and done.returncode == 0 else None


def copy_programs(folder):
    shutil.copytree(PROGRAMS, folder, ignore=shutil.ignore_patterns("__pycache__", "peers.py"), dirs_exist_ok=True)


def objects_of(text):
    """The objects of a stream of JSON or YAML by kind and name, without what is not compared. Needs PyYAML."""
    if text.startswith("["):
        objects = json.loads(text)
    else:
        objects = list(yaml.load_all(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    return {(item["kind"], item["metadata"]["name"]): comparable(item) for item in objects if item}


def comparable(item):
    """An object without the annotation NOT_COMPARED, and without the map of annotations when nothing else is in it."""
    template = item["spec"].get("template", {}).get("metadata", {}) if "spec" in item else {}
    if template.get("annotations", {}).pop(NOT_COMPARED, None) and not template["annotations"]:
        del template["annotations"]
    return item
