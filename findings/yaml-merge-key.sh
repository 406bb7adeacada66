#!/usr/bin/env bash
# yaml-merge-key - what is written before "<<" is what it says for most readers of YAML, and not for kubectl
#
# Software:  kubectl 1.20.2 (Debian 12's kubernetes-client; 1.36.4 does the same: its reader is go.yaml.in/yaml/v2), js-yaml 4.1.1 and
#            yaml 2.8.1 (npm), PyYAML 6.
# Setting:   a map with a key, and after it a merge key "<<" whose map has the same key, with another value.
# Guess:     as the page of YAML on merge keys has it, keys of the map itself win wherever they stand.
# Behaviour: so it is for js-yaml, yaml and PyYAML; kubectl reads "<<" as one line among the others, and the later line wins. The same file
#            is another object for whoever checks it and for whoever applies it; no one warns.
# So:        "<<" stands first in its map, where all agree, or nowhere.
#
# Inputs:    apt-get and npm (into a temporary folder, nothing is installed), node, python3 with its yaml.
# Exit:      0 as described, 1 not any more.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/object.yaml" <<'YAML'
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  annotations: &common {tier: merged}
data:
  tier: written
  <<: *common
YAML

(cd "$work" && apt-get --quiet --quiet download kubernetes-client 2>/dev/null && dpkg --extract kubernetes-client_*.deb root)
npm install --silent --no-fund --no-audit --prefix "$work" js-yaml@4.1.1 yaml@2.8.1 >/dev/null
kubectl=$work/root/usr/bin/kubectl

# reads NAME WANTED GOT
reads() {
    echo "$1: data.tier is '$3'"
    [[ $3 == "$2" ]] || { echo "it was '$2'" && exit 1; }
}
version=$("$kubectl" version --client --output json | sed -n 's/.*"gitVersion": "v\(1\.20\.[0-9]*\).*/\1/p')
[[ -n $version ]] || { echo 'this is about kubectl 1.20' && exit 1; }
reads "kubectl $version" merged "$("$kubectl" label --local --filename "$work/object.yaml" --output jsonpath='{.data.tier}' read=yes)"
cd "$work"
reads 'js-yaml 4.1.1' written "$(node -p 'require("js-yaml").load(require("fs").readFileSync("object.yaml", "utf8")).data.tier')"
reads 'yaml 2.8.1, as YAML 1.1' written "$(node -p 'require("yaml").parse(require("fs").readFileSync("object.yaml", "utf8"), {version: "1.1"}).data.tier')"
reads "PyYAML $(python3 -c 'import yaml; print(yaml.__version__)')" written "$(python3 -c 'import yaml; print(yaml.safe_load(open("object.yaml"))["data"]["tier"])')"
