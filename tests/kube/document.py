#!/usr/bin/env python3
"""Prints what an API server would publish that has just what compiler/kube/schema.txt says of a release.

    document.py MINOR         # one OpenAPI document of version 2, as /openapi/v2
    document.py MINOR FOLDER  # those of version 3 instead, one file for each group and version, as /openapi/v3/...

Fields that are off by default are there, too, and their descriptions speak of alpha, as in the real ones.
"""
import json
import pathlib
import sys

TABLE = pathlib.Path(__file__).parents[2] / "compiler/kube/schema.txt"
PREFIXES = {"meta": "io.k8s.apimachinery.pkg.apis.", "apiextensions": "io.k8s.apiextensions-apiserver.pkg.apis.",
            "apiregistration": "io.k8s.kube-aggregator.pkg.apis."}
SCALARS = {"any": {}, "object": {"type": "object"}, "bool": {"type": "boolean"}, "float": {"type": "number", "format": "double"},
           "int32": {"type": "integer", "format": "int32"}, "int64": {"type": "integer", "format": "int64"}, "string": {"type": "string"},
           "base64": {"type": "string", "format": "byte"}, "time": {"$ref": "io.k8s.apimachinery.pkg.apis.meta.v1.Time"},
           "quantity": {"$ref": "io.k8s.apimachinery.pkg.api.resource.Quantity"},
           "int-or-string": {"$ref": "io.k8s.apimachinery.pkg.util.intstr.IntOrString"}}
BESIDES = {"io.k8s.apimachinery.pkg.apis.meta.v1.Time": {"type": "string", "format": "date-time"},
           "io.k8s.apimachinery.pkg.api.resource.Quantity": {"type": "string"},
           "io.k8s.apimachinery.pkg.util.intstr.IntOrString": {"type": "string", "format": "int-or-string"}}


def minor(text):
    return int(text.removeprefix("1."))


def read_table():
    """Resources as lists of words, and types: {name: {field: words}}."""
    resources, types = [], {}
    for line in TABLE.read_text().splitlines():
        words = line.split("#")[0].split()
        if line.startswith("  "):
            types[last][words[0]] = words[1:]
        elif words and words[0] == "type":
            last = words[1]
            types[last] = {}
        elif words:
            resources.append(words[1:])
    return resources, types


def attribute(words, name, default):
    return minor(words[words.index(name) + 1]) if name in words else default


def is_served(words, release):
    return attribute(words, "since", 20) <= release < min(attribute(words, "until", 99), attribute(words, "removed", 99))


def full_name(name):
    return PREFIXES.get(name.split(".")[0], "io.k8s.api.") + name


def schema(text):
    if text.startswith("["):
        return {"type": "array", "items": schema(text[1:-1])}
    if text.startswith("{"):
        return {"type": "object", "additionalProperties": schema(text[1:-1])}
    if "|" in text:
        return {"type": "string", "enum": [word for word in text.split("|") if word]}
    return dict(SCALARS[text]) if text in SCALARS else {"$ref": full_name(text)}


def property_of(words):
    made = schema(words[0])
    if "keys" in words:
        made["x-kubernetes-list-map-keys"] = words[words.index("keys") + 1].split(",")
    text = [sentence for word, sentence in (("gated", "This is an alpha field."), ("deprecated", "Deprecated: use another.")) if word in words]
    return made | ({"description": " ".join(text)} if text else {})


def definition(fields, release):
    served = {name: words for name, words in fields.items() if is_served(words, release) or "gated" in words and "until" not in words}
    made = {"type": "object", "properties": {name: property_of(words) for name, words in served.items()}}
    required = [name for name, words in served.items() if "required" in words]
    return made | ({"required": required} if required else {})


def with_references(value, prefix, wrapped):
    """References as the versions write them: alone in 2, in allOf in 3 where something stands beside them."""
    if isinstance(value, list):
        return [with_references(item, prefix, wrapped) for item in value]
    if not isinstance(value, dict):
        return value
    made = {key: with_references(item, prefix, wrapped) for key, item in value.items()}
    if isinstance(made.get("$ref"), str):
        made["$ref"] = prefix + made["$ref"]
        if wrapped and len(made) > 1:
            made["allOf"] = [{"$ref": made.pop("$ref")}]
    return made


def documents(release):
    """Schemas, and the posts of all kinds: (path, group, version, kind, schema)."""
    resources, types = read_table()
    schemas = BESIDES | {full_name(name): definition(fields, release) for name, fields in types.items()}
    posts = []
    for words in resources:
        if not is_served(words[5:], release):
            continue
        group, version = words[0].rpartition("/")[::2]
        path = (f"/apis/{group}/" if group else "/api/") + version + ("/namespaces/{namespace}/" if words[3] == "namespaced" else "/") + words[2]
        posts.append((path, group, version, words[1], full_name(words[4])))
        schemas[full_name(words[4])].setdefault("x-kubernetes-group-version-kind", []).append({"group": group, "version": version, "kind": words[1]})
    return schemas, posts


def referred(value):
    if isinstance(value, list):
        return {name for item in value for name in referred(item)}
    if not isinstance(value, dict):
        return set()
    own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
    return own | {name for item in value.values() for name in referred(item)}


def reachable(schemas, names):
    found, pending = set(), list(names)
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending += referred(schemas[name])
    return {name: schemas[name] for name in sorted(found)}


def post(version, group, of, kind, name):
    sent = {"$ref": name}
    body = {"parameters": [{"in": "body", "name": "body", "schema": sent}]} if version == 2 else {"requestBody": {"content": {"*/*": {"schema": sent}}}}
    return {"post": body | {"x-kubernetes-group-version-kind": {"group": group, "version": of, "kind": kind}}}


def main(release, folder):
    schemas, posts = documents(release)
    info = {"title": "Kubernetes", "version": f"v1.{release}.0"}
    if not folder:
        paths = {path: post(2, *rest) for path, *rest in posts}
        made = {"swagger": "2.0", "info": info, "paths": paths, "definitions": schemas}
        print(json.dumps(with_references(made, "#/definitions/", False)))
        return
    for group, version in sorted({(entry[1], entry[2]) for entry in posts}):
        paths = {path: post(3, *rest) for path, *rest in posts if tuple(rest[:2]) == (group, version)}
        used = reachable(schemas, [entry[4] for entry in posts if entry[1:3] == (group, version)])
        made = {"openapi": "3.0.0", "info": info, "paths": paths, "components": {"schemas": used}}
        (pathlib.Path(folder) / f"{group or 'api'}-{version}.json").write_text(json.dumps(with_references(made, "#/components/schemas/", True)))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
