#!/usr/bin/env python3
"""Writes schema.txt: the Kubernetes API from 1.20 to 1.36 as one table.

    import.py FOLDER > schema.txt

FOLDER holds kubernetes-1.20.json, kubernetes-1.36.json and api-lifecycle.json. corrections.txt
and enums.txt, beside this script, add what those files do not know; both say how they are written.
"""
import fnmatch
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).parent
FIRST, LAST = 20, 36

HEADER = f"""\
# The Kubernetes API, 1.{FIRST} to 1.{LAST}. Written by import.py; change corrections.txt or enums.txt instead.
#
#   resource <apiVersion> <Kind> <plural> namespaced|cluster <type> [gated] [since 1.N] [deprecated 1.N] [removed 1.N]
#   type <name>
#     <field> <type> [required] [deprecated] [gated] [since 1.N] [until 1.N] [keys <field>,...]
#
# since is left out where it is 1.{FIRST} or earlier. until names the first version without the field.
# What is gated is off by default in every version here; a field is deprecated where its description says "Deprecated:". keys are the merge keys of a list of objects.
#
# A field's type is the name of a type, [T] for a list, {{T}} for a map with string keys, A|B for
# a closed set of strings, or one of: any base64 bool float int32 int64 int-or-string object
# quantity string time.
"""

SCALARS = {
    "any": "any", "object": "object", "boolean": "bool", "number:double": "float",
    "integer:int32": "int32", "integer:int64": "int64",
    "string": "string", "string:byte": "base64", "string:date-time": "time",
    "string:int-or-string": "int-or-string", "meta:api.resource.Quantity": "quantity",
}


def minor(version):
    return int(version.removeprefix("1."))


def short_name(name):
    """meta:apis.meta.v1.ObjectMeta is meta.v1.ObjectMeta here; the others keep their names."""
    return re.sub(r"^meta:(apis\.)?", "", name)


def type_text(text, types):
    """The notation of the field tables, translated to that of schema.txt."""
    if text.startswith("["):
        return f"[{type_text(text[1:-1], types)}]"
    if text.startswith("{string: "):
        return f"{{{type_text(text[9:-1], types)}}}"
    if text in SCALARS:
        return SCALARS[text]
    return SCALARS[types[text]["is"]] if "is" in types[text] else short_name(text)


def named_types(text):
    return re.findall(r"[\w-]+\.[\w.-]+", text)


def fields_of(table_type):
    return table_type.get("fields", {})


def merge_keys(table_type, name, text):
    keys = table_type.get("lists", {}).get(name)
    return ",".join(keys) if isinstance(keys, list) and text.startswith("[") else None


def merge_field(name, text, old, new):
    """A field as the newer table that knows its type describes it; unknown are the versions to be corrected."""
    latest = new or old
    since = minor(new.get("fields_since", {}).get(name, f"1.{FIRST}"))
    until = minor(old.get("fields_removed", {}).get(name, "1.0"))
    came = old and name not in fields_of(old) and since <= FIRST
    went = new and name not in fields_of(new) and not until
    return {"type": text, "required": name in latest.get("required", []), "deprecated": False, "gated": False,
            "since": since, "until": until, "keys": merge_keys(latest, name, text),
            "unknown": {word for word, is_open in (("since", came), ("until", went)) if is_open}}


def merge_types(old, new):
    """All struct types by name, each with its fields by name."""
    types, merged = {**old, **new}, {}
    for name, latest in types.items():
        if "is" not in latest:
            pair = old.get(name, {}), new.get(name, {})
            fields = {**fields_of(pair[0]), **fields_of(pair[1])}
            merged[short_name(name)] = {field: merge_field(field, type_text(text, types), *pair)
                                        for field, text in fields.items()}
    return merged


def lifecycle_key(api_version, kind):
    """The lifecycle file knows a group by its first label, and the core group as core."""
    group, _, version = api_version.rpartition("/")
    return f"{group.split('.')[0] or 'core'}/{version} {kind}"


def resource(names, type_name, life):
    facts = {word: minor(life[word]) for word in ("deprecated", "removed") if word in life}
    return {"plural": names["plural"], "namespaced": names["namespaced"], "type": type_name,
            "since": minor(life.get("introduced", f"1.{FIRST}")), **facts}


def merge_resources(old, new, lifecycle):
    """All resources by "apiVersion Kind", but for alpha ones, which no server serves by default."""
    resources = {}
    for table in (old, new):
        for name, fact in table["types"].items():
            for key in set(fact.get("gvk", [])) & table["resources"].keys():
                life = {word: fact[word] for word in ("removed",) if word in fact}
                life |= lifecycle.get(lifecycle_key(*key.split()), {})
                resources[key] = resource(table["resources"][key], short_name(name), life)
    return {key: fact for key, fact in resources.items() if "alpha" not in key and fact["since"] <= LAST}


def lines(path):
    for number, line in enumerate(path.read_text().splitlines(), 1):
        words = re.split(r"(?:^|\s)#", line)[0].split()
        if words:
            yield f"{path.name}:{number}", words


def matching_fields(where, pattern, types):
    found = [types[name][field] for name in types for field in types[name]
             if fnmatch.fnmatchcase(f"{name}.{field}", pattern)]
    return found or sys.exit(f"{where}: no field {pattern}")


def correct_field(field, words):
    words = iter(words)
    for word in words:
        if word == "optional":
            field["required"] = False
        else:
            field[word] = True if word in ("gated", "deprecated") else minor(next(words))
        field["unknown"].discard(word)


def correct_resource(resources, api_version, kind, words, lifecycle):
    key = f"{api_version} {kind}"
    if words[0] == "like":
        model = resources[f"{words[1]} {kind}"]
        resources[key] = resource(model, model["type"], lifecycle[lifecycle_key(api_version, kind)])
    elif words[0] == "gated":
        resources[key]["gated"] = True
    else:
        resources[key] |= {word: minor(version) for word, version in zip(words[::2], words[1::2])}


def apply_corrections(path, resources, types, lifecycle):
    for where, (subject, *words) in lines(path):
        if subject == "field":
            for field in matching_fields(where, words[0], types):
                correct_field(field, words[1:])
        elif subject == "resource":
            correct_resource(resources, *words[:2], words[2:], lifecycle)
        else:
            sys.exit(f"{where}: neither field nor resource")


def apply_enums(path, types):
    for where, (pattern, values) in lines(path):
        if values.split("|") != sorted(set(values.split("|"))) or "|" not in values:
            sys.exit(f"{where}: the values are not a sorted set")
        for field in matching_fields(where, pattern, types):
            field["type"] = field["type"].replace("string", values)


def reachable(resources, types):
    """Names of the types a manifest can hold: it sets everything but the status of a resource."""
    roots = {fact["type"] for fact in resources.values()}
    for root in roots:
        types[root].pop("status", None)
    found, pending = set(), list(roots)
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending += [n for f in types[name].values() for n in named_types(f["type"]) if n in types]
    return found


def resource_line(key, fact):
    scope = "namespaced" if fact["namespaced"] else "cluster"
    words = ["resource", key, fact["plural"], scope, fact["type"]]
    words += ["gated"] if "gated" in fact else []
    words += [f"since 1.{fact['since']}"] if fact["since"] > FIRST else []
    words += [f"{word} 1.{fact[word]}" for word in ("deprecated", "removed") if word in fact]
    return " ".join(words)


def field_line(name, fact):
    words = [f"  {name}", fact["type"]]
    words += [word for word in ("required", "deprecated", "gated") if fact[word]]
    words += [f"since 1.{fact['since']}"] if fact["since"] > FIRST and not fact["gated"] else []
    words += [f"until 1.{fact['until']}"] if fact["until"] else []
    words += [f"keys {fact['keys']}"] if fact["keys"] else []
    return " ".join(words)


def type_block(name, fields):
    for field, fact in fields.items():
        if fact["unknown"]:
            sys.exit(f"{name}.{field}: {' and '.join(sorted(fact['unknown']))} unknown, correct it")
    return "\n".join([f"type {name}"] + [field_line(f, fields[f]) for f in sorted(fields)])


def main(folder):
    old, new, lifecycle = (json.loads((folder / f"{name}.json").read_text()) for name in
                           (f"kubernetes-1.{FIRST}", f"kubernetes-1.{LAST}", "api-lifecycle"))
    resources, types = merge_resources(old, new, lifecycle), merge_types(old["types"], new["types"])
    apply_corrections(HERE / "corrections.txt", resources, types, lifecycle)
    apply_enums(HERE / "enums.txt", types)
    table = "\n".join(resource_line(key, resources[key]) for key in sorted(resources))
    blocks = [type_block(name, types[name]) for name in sorted(reachable(resources, types))]
    print("\n\n".join([HEADER + "\n" + table] + blocks))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1])) if len(sys.argv) == 2 else sys.exit(__doc__)
