"""hostile.py ARCHIVE FOLDER - archives that are no packages, made of one that is: FOLDER/NAME.tar for each fault"""
import hashlib
import io
import json
import os
import sys
import tarfile

archive, folder = sys.argv[1:]
os.makedirs(folder, exist_ok=True)
with tarfile.open(archive) as tar:
    entries = [(member.name, tar.extractfile(member).read()) for member in tar.getmembers()]
config = json.loads(entries[0][1])
files = dict(entries[1:])


def write(name, contents, kinds=None):
    """contents: pairs of a path and bytes; kinds: types of tar by path"""
    with tarfile.open(f"{folder}/{name}.tar", "w", format=tarfile.USTAR_FORMAT) as tar:
        for path, data in contents:
            info = tarfile.TarInfo(path)
            info.size = len(data)
            if kinds and path in kinds:
                info.type, info.linkname, info.size = kinds[path], "/etc/passwd", 0
            tar.addfile(info, io.BytesIO(data))


def described(change, contents):
    """the package whose stk.package is changed, and fits the contents"""
    other = dict(config, files=[{"path": path, "sha256": hashlib.sha256(data).hexdigest()} for path, data in contents])
    change(other)
    return [("stk.package", json.dumps(other).encode()), *contents]


def same(other):
    pass


body = sorted(files.items())
write("outside", described(same, [("../outside.stk", b"")]))
write("absolute", described(same, [("/tmp/outside.stk", b"")]))
write("hidden", described(same, [(".git/config", b"")]))
write("twice", described(same, [("a.stk", b""), ("a.stk", b"")]))
write("link", entries, {"queue.stk": tarfile.SYMTYPE})
write("more", [*entries, ("zzz.stk", b"")])
write("fewer", entries[:-1])
write("changed", [(path, data + b"\n" if path == "queue.stk" else data) for path, data in entries])
write("bare", entries[1:])
write("nameless", described(lambda other: other.update(name="../x"), body))
write("schema", described(lambda other: other.update(schema=2), body))
write("version", described(lambda other: other.update(version="latest"), body))
write("no_json", [("stk.package", b"{"), *body])
whole = open(archive, "rb").read()
open(f"{folder}/cut.tar", "wb").write(whole[: len(whole) - 1500])
open(f"{folder}/damaged.tar", "wb").write(whole[:600] + bytes([whole[600] ^ 1]) + whole[601:])
open(f"{folder}/header.tar", "wb").write(bytes([whole[0] ^ 1]) + whole[1:])
open(f"{folder}/empty.tar", "wb").write(b"")
open(f"{folder}/text.tar", "wb").write(b"this is no archive, but a text that is as long as a block of one" * 20)
