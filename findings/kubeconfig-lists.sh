#!/usr/bin/env bash
# kubeconfig-lists - one KUBECONFIG of two files, and kubectl goes to one cluster where programs in Python and Node go to the other
#
# Software:  kubectl 1.20.2, python3-kubernetes 22.6.0 (Debian 12); python3-kubernetes 30.1.0 (Debian 13; 35.0.0 does the same);
#            @kubernetes/client-node 1.4.0 (npm; 2.0.1 on Node 22 does the same).
# Setting:   KUBECONFIG=A:B, two files. Each has its own cluster and says which context is the current one; or A says nothing but that, so that a
#            shell has a choice of its own, and B has all the rest; or both come from one installer, so that all names are the same.
# Guess:     the rule of kubectl, "the first file to say it wins", is that of the list: what kubectl shows is where all programs go.
# Behaviour: the current context is that of the first file for kubectl and for the Python client of Debian 12, that of the last one for the later
#            Python client and for Node: with an upgrade of the client, the same job with the same files goes to another cluster, and no one
#            warns. Of names that are there twice kubectl and Python take the first, and Node refuses ("Duplicate cluster"). A file of the list
#            that does not exist is passed over by all but Node, which ends.
# So:        programs of several kinds get one file: kubectl config view --flatten --minify --raw. Or they are told the context by name.
#
# Inputs:    apt-get (into a temporary folder, nothing is installed; one package is of Debian 13) and npm, node 18 or 20, python3. No cluster is
#            asked.
# Exit:      0 as described, 1 not any more.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# Debian 13's package, from where Debian 12's come, with lists of its own.
mkdir -p lists/partial cache/archives/partial
# shellcheck disable=SC2016 # apt's own names
site=$(apt-get indextargets --format '$(CODENAME) $(REPO_URI)' | sed -n 's/^bookworm //p' | sed -n 1p)
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $site trixie main" >trixie.list
trixie=(-o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache" -o "Dir::Etc::SourceList=$work/trixie.list" -o Dir::Etc::SourceParts=/dev/null)
apt-get --quiet --quiet "${trixie[@]}" update 2>/dev/null
mkdir 12 13
(cd 12 && apt-get --quiet --quiet download python3-kubernetes 2>/dev/null)
(cd 13 && apt-get --quiet --quiet "${trixie[@]}" download python3-kubernetes/trixie 2>/dev/null)
apt-get --quiet --quiet download kubernetes-client python3-google-auth python3-requests-oauthlib python3-oauthlib python3-websocket python3-rsa \
    python3-pyasn1 python3-pyasn1-modules python3-cachetools python3-certifi python3-dateutil python3-six python3-requests python3-urllib3 \
    python3-charset-normalizer python3-chardet python3-idna python3-yaml python3-setuptools python3-pkg-resources 2>/dev/null
for version in 12/python3-kubernetes_22.6.0 13/python3-kubernetes_30.1.0 kubernetes-client_1.20; do
    compgen -G "$version*" >/dev/null || { echo "this is about ${version#*/}" && exit 1; }
done
for package in *.deb; do dpkg --extract "$package" root; done
for suite in 12 13; do dpkg --extract $suite/*.deb $suite/root; done
npm install --silent --no-fund --no-audit --prefix "$work" @kubernetes/client-node@1.4.0 >/dev/null

cat >ask.py <<'PYTHON'
from kubernetes import client, config

configuration = client.Configuration()
config.load_kube_config(client_configuration=configuration)
print(configuration.host)
PYTHON
cat >ask.mjs <<'JAVASCRIPT'
import { KubeConfig } from '@kubernetes/client-node';

try {
    const config = new KubeConfig();
    config.loadFromDefault();
    console.log(config.getCurrentCluster().server);
} catch (error) {
    console.log(error.message.startsWith('Duplicate cluster') ? 'Duplicate cluster' : error.code);
}
JAVASCRIPT

# config FILE NAME SERVER - with a context NAME
config() {
    cat >"$1" <<YAML
apiVersion: v1
kind: Config
current-context: $2
clusters: [{name: $2, cluster: {server: 'https://$3.invalid'}}]
contexts: [{name: $2, context: {cluster: $2, user: $2}}]
users: [{name: $2, user: {token: of-$3}}]
YAML
}
python() { PYTHONPATH=$work/$1/root/usr/lib/python3/dist-packages:$work/root/usr/lib/python3/dist-packages /usr/bin/python3 ask.py; }

# go WHAT FILES KUBECTL PYTHON12 PYTHON13 NODE - where each of them goes with these files, and where it is to go
go() {
    local what=$1 got
    export KUBECONFIG=$2
    shift 2
    got=("$(root/usr/bin/kubectl config view --minify --output 'jsonpath={.clusters[0].cluster.server}')")
    got+=("$(python 12)" "$(python 13)" "$(node ask.mjs)")
    got=("${got[@]#https://}")
    got=("${got[@]%.invalid}")
    echo "$what: kubectl ${got[0]}; Python 22.6.0 ${got[1]}, 30.1.0 ${got[2]}; Node ${got[3]}"
    [[ ${got[*]} == "$*" ]] || { echo "it was: $*" && exit 1; }
}
config first.yaml first one
config second.yaml second two
config same.yaml first two
printf '%s\n' 'apiVersion: v1' 'kind: Config' 'current-context: other' >chosen.yaml
cat >both.yaml <<'YAML'
apiVersion: v1
kind: Config
current-context: first
clusters: [{name: first, cluster: {server: 'https://one.invalid'}}, {name: other, cluster: {server: 'https://two.invalid'}}]
contexts: [{name: first, context: {cluster: first, user: first}}, {name: other, context: {cluster: other, user: first}}]
users: [{name: first, user: {token: of-one}}]
YAML
go 'a file for each cluster' first.yaml:second.yaml one one two two
go 'a choice before all the rest' chosen.yaml:both.yaml two two one one
go 'the same names twice' first.yaml:same.yaml one one one 'Duplicate cluster'
go 'a file that is not there' none.yaml:first.yaml one one one ENOENT
