#!/usr/bin/env python3
"""replay.py stk STK | server MINOR [NAME...] - what API servers said of many small changes is said again; TAP

recorded/ has the verdicts: NAME.tsv.gz for each server, a line a change: number of the object in the objects' file, path of the value, the change,
"accepted" or "refused". A change takes a value away, empties or doubles it, or puts another one there. exceptions.txt has where stk and a server
differ, with the reason; one that excepts nothing is a failure.

stk STK        asks "STK check" about each changed object: an error that the unchanged one has not, or none
server MINOR   asks the server of $KUBECONFIG, of that minor version, with dry runs; recorded verdicts have to be its own
Exit: 0 all is as recorded, 1 some is not."""
import collections
import concurrent.futures
import copy
import fnmatch
import gzip
import json
import os
import subprocess
import sys
import tempfile
import threading

import yaml

sys.dont_write_bytecode = True
sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../apiserver"))
import client  # noqa: E402

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "recorded")
SERVERS = {"1.36.2": ("objects.yaml", 36), "1.20.2": ("objects.yaml", 20), "1.20.2-variants": ("objects-1.20.yaml", 20)}
TEXTS = ["", "UPPER", "has space", "under_score", "-lead", "trail-", "a/b", "1abc", "a..b", "*", "x" * 64, "x" * 254, "Foo", "10", "0", "a:b", "a=b",
         "/abs/path", "../up", "300.1.1.1", "10.0.0.0/33", "-5", "1x", "61 * * * *", "true", "50%", "150%", "1.5", "100m"]
NUMBERS = [-1, 0, 1, 2, 255, 256, 511, 512, 65535, 65536, 2147483647, 2147483648, 10000000001]


# ---- changes ----

def text_title(text):
    return repr(text if len(text) < 40 else f"{text[:3]}*{len(text)}")


def replacements(value):
    """All that can take the place of VALUE, by the title of the change."""
    if isinstance(value, bool):
        return {"flip": not value}
    if isinstance(value, int):
        return {f"={number}": number for number in NUMBERS} | {'="text"': "text"}
    if isinstance(value, str):
        return {f"={text_title(text)}": text for text in TEXTS} | {"upper": value.upper(), "lower": value.lower(), "=7": 7}
    if isinstance(value, list):
        return {"[]": [], "twice": value + copy.deepcopy(value[:1])}
    more = {"+bad key": ("bad key", "x"), "+bad value": ("k", "bad value!"), "+-k": ("-k", "x")}
    return {"{}": {}} | {title: {**value, key: text} for title, (key, text) in more.items()}


def step(holder, rest):
    """The key of HOLDER that REST begins with, and what follows it: keys may have dots in them."""
    if isinstance(holder, list):
        index, _, rest = rest.partition(".")
        return int(index), rest
    key = max((key for key in holder if rest == key or rest.startswith(key + ".")), key=len)
    return key, rest[len(key) + 1:]


def changed(original, path, title):
    whole = copy.deepcopy(original)
    holder = whole
    key, rest = step(holder, path)
    while rest:
        holder = holder[key]
        key, rest = step(holder, rest)
    if title == "remove":
        del holder[key]
    else:
        holder[key] = replacements(holder[key])[title]
    return whole


def recorded(name):
    """The objects of a server's file, and for each change its object, path, title, and whether the server refused it."""
    with open(os.path.join(HERE, SERVERS[name][0]), encoding="utf-8") as file:
        objects = [one for one in yaml.safe_load_all(file) if one]
    with gzip.open(os.path.join(HERE, f"{name}.tsv.gz"), "rt") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    return objects, [(int(number), path, title, verdict == "refused") for number, path, title, verdict in rows]


# ---- who is asked ----

class Stk:
    def __init__(self, program, minor):
        self.program, self.minor, self.folder = program, minor, tempfile.mkdtemp()
        self.known = {}

    def errors(self, value):
        path = os.path.join(self.folder, f"{threading.get_ident()}.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(json.dumps(value))
        run = subprocess.run([self.program, "check", "--kube", f"1.{self.minor}", "--format", "json", path], stdout=subprocess.PIPE, check=False)
        return collections.Counter(one["code"] for one in json.loads(run.stdout)["diagnostics"] if one["severity"] == "error")

    def refuses(self, original, value):
        if id(original) not in self.known:
            self.known[id(original)] = self.errors(original)
        return bool(self.errors(value) - self.known[id(original)])


class Server(client.Server):
    def refuses(self, original, value):
        path = self.collection(original)
        return not path or self.request("POST", f"{path}?dryRun=All&fieldValidation=Strict", json.dumps(value))[0] >= 300


# ---- judging ----

def exceptions():
    with open(os.path.join(HERE, "exceptions.txt"), encoding="utf-8") as file:
        lines = [line.split("#")[0].rstrip().split("\t") for line in file if line.strip() and not line.startswith("#")]
    return [[word.strip() for word in line] for line in lines]


def excepted(known, used, name, kind, path, title):
    for number, (server, kinds, paths, titles) in enumerate(known):
        if all(fnmatch.fnmatchcase(word, pattern) for word, pattern in ((name, server), (kind, kinds), (path, paths), (title, titles))):
            used.add(number)
            return True
    return False


def differences(name, asked):
    """Of each kind: how many changes there are, and those of which is said something else."""
    objects, rows = recorded(name)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        said = list(pool.map(lambda row: asked.refuses(objects[row[0]], changed(objects[row[0]], *row[1:3])), rows))
    kinds = collections.defaultdict(lambda: [0, []])
    for (number, path, title, refused), answer in zip(rows, said):
        kind = objects[number]["kind"]
        kinds[kind][0] += 1
        if answer != refused:
            kinds[kind][1].append((path, title, "refused" if refused else "accepted"))
    return kinds


def main():
    mode, argument, *names = sys.argv[1:]
    known, used, failed, n = exceptions(), set(), 0, 0
    for name in names or [name for name in SERVERS if mode == "stk" or SERVERS[name][1] == int(argument)]:
        asked = Stk(argument, SERVERS[name][1]) if mode == "stk" else Server()
        for kind, (count, different) in sorted(differences(name, asked).items()):
            rest = [one for one in different if mode == "server" or not excepted(known, used, name, kind, *one[:2])]
            n, failed = n + 1, failed + bool(rest)
            print(f"{'not ' if rest else ''}ok {n} - {name}: {count} changes of {kind}")
            for path, title, verdict in rest[:10]:
                print(f"# {path} {title}: the server has it {verdict}")
    for number, line in enumerate(known if mode == "stk" and not names else []):
        if number not in used:
            n, failed = n + 1, failed + 1
            print(f"not ok {n} - exception {' '.join(line)} excepts nothing")
    print(f"1..{n}")
    sys.exit(bool(failed))


main()
