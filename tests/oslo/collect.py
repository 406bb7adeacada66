#!/usr/bin/env python3
"""Takes the oslo.config files out of compiled manifests.

    collect.py MANIFESTS FOLDER

Writes FOLDER/SERVICE-N.conf for each file in a ConfigMap of MANIFESTS, once for each workload that
reads it with other options in its environment: those (OS_<SECTION>__<OPTION>) are folded into the
file, as the service sees them. Sections of Glance's stores and Cinder's backends, whose names people
choose, become [=TYPE] and [=backend] after enabled_backends (see stdlib/oslo/options.py).

Prints for each file: SERVICE, the file's name, and a title; as "-" "-" and a title for a file
named *.conf of which it is not known that a service with tables reads it.
"""
import pathlib
import re
import sys

import yaml

SERVICES = {"keystone.conf": "keystone", "glance-api.conf": "glance", "glance-image-import.conf": "glance",
            "placement.conf": "placement", "nova.conf": "nova", "cinder.conf": "cinder"}
VARIABLE = re.compile(r"OS_([A-Z0-9_]+?)__([A-Z0-9_]+)")
FIELDS = {"spec.nodeName": "node", "status.hostIP": "192.0.2.1", "status.podIP": "192.0.2.2"}


def read_objects(folder):
    for path in sorted(folder.rglob("*.yaml")):
        yield from filter(None, yaml.safe_load_all(path.read_text(encoding="utf-8")))


def name_of(thing):
    metadata = thing["metadata"]
    return f"{metadata.get('namespace', 'default')}/{metadata['name']}"


def pod_of(thing):
    spec = thing.get("spec") or {}
    if thing["kind"] == "CronJob":
        spec = spec["jobTemplate"]["spec"]
    return spec if thing["kind"] == "Pod" else spec.get("template", {}).get("spec", {})


def config_maps_of(pod):
    for volume in pod.get("volumes", []):
        for source in [volume, *volume.get("projected", {}).get("sources", [])]:
            if "configMap" in source:
                yield source["configMap"].get("name")


def plain(value):
    """As the container sees it: Kubernetes writes a dollar as two; a secret stays $(NAME)."""
    return "$(SECRET)" if value is None else str(value).replace("$$", "$")


def fields_of(container):
    """Name of a variable -> what it could be, for those that the pod itself gives."""
    paths = {variable["name"]: variable.get("valueFrom", {}).get("fieldRef", {}).get("fieldPath") for variable in container.get("env", [])}
    return {name: FIELDS[path] for name, path in paths.items() if path in FIELDS}


def filled(value, fields):
    return re.sub(r"\$\((\w+)\)", lambda match: fields.get(match[1], match[0]), value)


def options_of(pod):
    """The options in the environment of a pod, as sorted (section, option, value)."""
    found = set()
    for container in [*pod.get("initContainers", []), *pod.get("containers", [])]:
        fields = fields_of(container)
        for variable in container.get("env", []):
            match = VARIABLE.fullmatch(variable["name"])
            if match:
                found.add((*match.groups(), filled(plain(variable.get("value")), fields)))
    return sorted(found)


def fold(text, options):
    """The text with the options behind it; sections that come again are one to oslo.config."""
    spelling = {section.upper(): section for section in re.findall(r"(?m)^\[(.+)\]", text)} | {"DEFAULT": "DEFAULT"}
    lines = [f"[{spelling.get(section, section.lower())}]\n{option.lower()} = {value}\n" for section, option, value in options]
    return "\n".join([text, *lines])


def name_stores(text):
    """Glance says name:kind of each; those of Cinder are of one kind, and it says their names."""
    backends = re.findall(r"(?m)^enabled_backends\s*[=:]\s*(.+)$", text)
    for name, kind in re.findall(r"([^\s,:]+)(?::([^\s,]+))?", ",".join(backends)):
        text = re.sub(rf"(?m)^\[{re.escape(name)}\]", f"[={kind or 'backend'}]", text)
    return text


def readers_of(objects):
    """Name of a ConfigMap -> options in the environment of its readers -> names of those readers."""
    readers = {}
    for thing in objects:
        pod = pod_of(thing)
        for config_map in set(config_maps_of(pod)):
            name = f"{thing['metadata'].get('namespace', 'default')}/{config_map}"
            variants = readers.setdefault(name, {})
            variants.setdefault(tuple(options_of(pod)), []).append(f"{thing['kind'].lower()}/{thing['metadata'].get('name') or thing['metadata']['generateName']}")
    return readers


def write_variants(service, text, variants, title, write):
    for options, workloads in sorted(variants.items()):
        folded = fold(text, options)
        write(service, name_stores(folded) if service in ("glance", "cinder") else folded,
              f"{title}, with {len(options)} variables of {workloads[0]}" if options else title)


def collect(objects, write):
    readers = readers_of(objects)
    for thing in objects:
        for key, text in (thing.get("data") or {}).items() if thing["kind"] == "ConfigMap" else ():
            title = f"{name_of(thing)} {key}"
            if key in SERVICES:
                write_variants(SERVICES[key], text, readers.get(name_of(thing), {(): []}), title, write)
            elif key.endswith(".conf"):
                print("-", "-", title)


def main():
    manifests, folder = map(pathlib.Path, sys.argv[1:])
    count = 0

    def write(service, text, title):
        nonlocal count
        count += 1
        path = folder / f"{service}-{count}.conf"
        path.write_text(text, encoding="utf-8")
        print(service, path.name, title)

    collect(list(read_objects(manifests)), write)


if __name__ == "__main__":
    main()
