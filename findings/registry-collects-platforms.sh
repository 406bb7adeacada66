#!/usr/bin/env bash
# registry-collects-platforms - a registry that clears away what has no tag takes the images of every platform out of tagged ones
#
# Software:  docker-registry 2.8.2 and skopeo 1.9.3 (Debian 12); docker-registry 2.8.3 (Debian 13) does the same.
# Setting:   a registry of one's own, as clusters without a way out have. An image for two platforms, amd64 and arm64, is pushed with a tag, as
#            "skopeo copy --all" does: an index with the tag, and a manifest by digest for each platform. Beside it, one for a single platform.
#            Then "docker-registry garbage-collect --delete-untagged", to be rid of what tags have left behind.
# Guess:     what a tag leads to is kept: the index, the manifests that it lists, their layers.
# Behaviour: the index is kept, and the tag answers with the digest it had: whoever compares those is content. The manifests that it lists have no tag
#            of their own, and are deleted with their layers: every pull ends with "manifest unknown". The image for one platform is whole. Without
#            --delete-untagged, all is kept. Nodes that have the image go on, and one that comes new cannot start it.
# So:        no --delete-untagged where there are indexes, or each manifest gets a tag of its own. A check of a mirror pulls, for each platform;
#            that a tag answers says nothing.
#
# Inputs:    apt-get (into a temporary folder, nothing is installed), python3; a free port of the loopback.
# Exit:      0 as described, 1 not any more.
set -euo pipefail
work=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
mkdir "$work/packages"
(cd "$work/packages" && apt-get --quiet --quiet download docker-registry skopeo libgpgme11 libassuan0 libdevmapper1.02.1 2>/dev/null)
for package in "$work/packages"/*.deb; do dpkg --extract "$package" "$work/root"; done
LD_LIBRARY_PATH=$(echo "$work"/root/usr/lib/*-linux-gnu):$(echo "$work"/root/lib/*-linux-gnu)
registry=$work/root/usr/bin/docker-registry
skopeo() { LD_LIBRARY_PATH=$LD_LIBRARY_PATH "$work/root/usr/bin/skopeo" --insecure-policy "$@"; }
"$registry" --version | grep -q ' 2\.8\.2' || { echo 'this is about docker-registry 2.8.2' && exit 1; }
[[ $(skopeo --version) == 'skopeo version 1.9.3'* ]] || { echo 'this is about skopeo 1.9.3' && exit 1; }

# Images as a folder: "both", an index of two platforms, and "single", the first of them.
cat >"$work/make.py" <<'PYTHON'
import gzip
import hashlib
import io
import json
import os
import sys
import tarfile

OCI = "application/vnd.oci.image."


def blob(data, media):
    digest = hashlib.sha256(data).hexdigest()
    with open(f"{sys.argv[1]}/blobs/sha256/{digest}", "wb") as file:
        file.write(data)
    return {"mediaType": OCI + media, "digest": f"sha256:{digest}", "size": len(data)}


def document(content, media):
    return blob(json.dumps(content).encode(), media)


def image(architecture):
    text = f"program for {architecture}\n".encode()
    layer = io.BytesIO()
    with tarfile.open(fileobj=layer, mode="w") as archive:
        member = tarfile.TarInfo("program")
        member.size = len(text)
        archive.addfile(member, io.BytesIO(text))
    packed = blob(gzip.compress(layer.getvalue()), "layer.v1.tar+gzip")
    config = document({"architecture": architecture, "os": "linux", "rootfs": {
        "type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(layer.getvalue()).hexdigest()]}}, "config.v1+json")
    manifest = document({"schemaVersion": 2, "mediaType": OCI + "manifest.v1+json", "config": config, "layers": [packed]}, "manifest.v1+json")
    return dict(manifest, platform={"architecture": architecture, "os": "linux"})


os.makedirs(f"{sys.argv[1]}/blobs/sha256")
platforms = [image("amd64"), image("arm64")]
both = document({"schemaVersion": 2, "mediaType": OCI + "index.v1+json", "manifests": platforms}, "index.v1+json")
single = image("s390x")
tagged = [dict(what, annotations={"org.opencontainers.image.ref.name": name}) for name, what in (("both", both), ("single", single))]
with open(f"{sys.argv[1]}/index.json", "w", encoding="utf-8") as file:
    json.dump({"schemaVersion": 2, "manifests": tagged}, file)
with open(f"{sys.argv[1]}/oci-layout", "w", encoding="utf-8") as file:
    json.dump({"imageLayoutVersion": "1.0.0"}, file)
PYTHON
python3 "$work/make.py" "$work/images"

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$work/registry.yaml" <<YAML
version: 0.1
log: {level: error}
storage: {filesystem: {rootdirectory: $work/data}}
http: {addr: '127.0.0.1:$port'}
YAML
serve() {
    "$registry" serve "$work/registry.yaml" >"$work/log" 2>&1 &
    server=$!
    until (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
        kill -0 "$server" || { cat "$work/log" && exit 1; }
        sleep 0.1
    done
}
stop() {
    kill "$server"
    wait "$server" || true
    server=
}
at() { echo "docker://127.0.0.1:$port/app:$1"; }
# ends COMMAND... - "ok", or what it ended with
ends() { if "$@" >"$work/said" 2>&1; then echo ok; else grep -o 'manifest unknown' "$work/said" | sort -u || cat "$work/said"; fi; }
pull() {
    rm -rf "$work/pulled"
    ends skopeo copy --src-tls-verify=false --override-arch "$2" "$(at "$1")" "dir:$work/pulled"
}
# state WHEN WANTED
state() {
    local seen
    seen="the tag of both: $(ends skopeo inspect --raw --tls-verify=false "$(at both)")"
    seen+="; pulls: for amd64 $(pull both amd64), for arm64 $(pull both arm64), the single one $(pull single s390x)"
    echo "$1: $seen"
    [[ $seen == "$2" ]] || { echo "it was: $2" && exit 1; }
}
whole='the tag of both: ok; pulls: for amd64 ok, for arm64 ok, the single one ok'

serve
for tag in both single; do skopeo copy --quiet --all --dest-tls-verify=false "oci:$work/images:$tag" "$(at $tag)"; done
state pushed "$whole"
stop
"$registry" garbage-collect "$work/registry.yaml" >"$work/said" 2>&1
serve
state 'after garbage-collect' "$whole"
stop
"$registry" garbage-collect --delete-untagged "$work/registry.yaml" >"$work/said" 2>&1
serve
state 'after garbage-collect --delete-untagged' \
    'the tag of both: ok; pulls: for amd64 manifest unknown, for arm64 manifest unknown, the single one ok'
