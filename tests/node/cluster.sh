# Helpers of the suites that run on the cluster of tests/node/with-node. A suite begins with
#
#     . "$(dirname "$0")/../cluster.sh"
#
# and has what tests/suite/lib.sh gives, too, and $node_address.
# shellcheck shell=bash disable=SC2034
# shellcheck source=tests/suite/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../suite/lib.sh"
: "${STK_NODE:?suites of tests/node run within tests/node/with-node: make check-node}"
node_address=10.245.0.1

# load_images NAME|REFERENCE... - ends the suite when it cannot
load_images() {
    local output
    output=$(tests/node/load-image "$@" 2>&1) && return
    not_ok 'the images are there' "$output"
    finish
}

# compile OUT STACK [OPTION...] - for the version of the cluster
compile() {
    "$STK" compile "$2" --quiet --kube "1.$STK_KUBE_MINOR" --out "$1" "${@:3}"
}

# ---- waiting ----

# eventually SECONDS COMMAND... - succeeds as soon as COMMAND does; else shows what it printed last
eventually() {
    local end=$((SECONDS + $1)) output
    until output=$("${@:2}" 2>&1); do
        ((SECONDS < end)) || { echo "$output" && return 1; }
        sleep 0.5
    done
}

# unsettled NAMESPACE - prints each workload and claim that is not yet as its manifest wants it
unsettled() {
    kubectl get deployments,statefulsets,daemonsets,jobs,persistentvolumeclaims --namespace "$1" --output json | jq --raw-output '
        def has($count; $names): . as $status | all($names[]; ($status[.] // 0) == $count);
        def settled:
            .spec as $spec | .status as $status | (($status.observedGeneration // .metadata.generation) == .metadata.generation) and (
            if .kind == "Deployment" then $status | has($spec.replicas; ["replicas", "updatedReplicas", "availableReplicas"])
            elif .kind == "StatefulSet" then ($status | has($spec.replicas; ["replicas", "readyReplicas"])) and $status.currentRevision == $status.updateRevision
            elif .kind == "DaemonSet" then $status.desiredNumberScheduled > 0 and ($status | has(.desiredNumberScheduled; ["updatedNumberScheduled", "numberAvailable"]))
            elif .kind == "Job" then $status | has($spec.completions; ["succeeded"])
            else $status.phase == "Bound" end);
        .items[] | select(settled | not) | "\(.kind)/\(.metadata.name): \(.status | del(.conditions) | tojson)"'
}

is_settled() {
    local rest
    rest=$(unsettled "$1") && [[ -z $rest ]] && return
    echo "$rest"
    return 1
}

# settled NAMESPACE SECONDS - waits until every workload runs; when it does not, shows which, and the pods
settled() {
    eventually "$2" is_settled "$1" && return
    kubectl get pods --namespace "$1"
    kubectl get events --namespace "$1" --field-selector type=Warning --output custom-columns=OBJECT:.involvedObject.name,MESSAGE:.message | tail -n 10
    return 1
}

# ---- stacks that several suites apply ----

# takes STACK NAMESPACE - waits until no other suite uses the stack; it is this one's until it takes another, or ends
takes() {
    exec 8>"$STK_NODE/run/stack-$1" && flock 8
    [[ $2 == default ]] || kubectl wait "namespace/$2" --for delete --timeout 60s 2>/dev/null
}

# What webshop expects from others: its database, and three secrets.
outside_of_webshop() {
    kubectl create namespace outside
    kubectl run postgres --namespace outside --image ghcr.io/stackanetes/tools:1 --restart Never --port 5432 --expose --command -- nc -lk 5432
    kubectl create namespace shop
    kubectl create secret generic payment-provider --namespace shop --from-literal value=a-key
    kubectl create secret generic shop-database --namespace shop --from-literal value=a-password
    kubectl create secret generic shop-certificate --namespace shop --from-literal tls.crt=a-certificate --from-literal tls.key=a-key
}

# ---- the running pods ----

# running_pods NAMESPACE - prints the pods in a normal form, so that two ways to the same pods print the same bytes
#
# A line of JSON for each different pod, sorted: how many there are, whether they run, whose they are, and their labels,
# annotations and spec. What stands for chance or for the node is left out: names and hashes of ReplicaSets and pods, the node's
# name, the names of tokens that the API server mounts. Pods that are being deleted are none.
running_pods() {
    kubectl get pods,replicasets --namespace "$1" --output json | jq --compact-output --sort-keys '
        def without_token_names: walk(if type == "string" then sub("(?<account>-token)-[a-z0-9]{5}$"; .account) else . end);
        ([.items[] | select(.kind == "ReplicaSet") | {key: .metadata.name, value: .metadata.ownerReferences[0]}] | from_entries) as $sets
        | [.items[] | select(.kind == "Pod" and .metadata.deletionTimestamp == null)
            | .metadata.ownerReferences[0] as $owner | ($sets[$owner.name // ""] // $owner) as $owner
            | {
                phase: .status.phase,
                owner: "\($owner.kind)/\($owner.name)",
                labels: .metadata.labels | del(."pod-template-hash", ."controller-uid", ."controller-revision-hash", ."statefulset.kubernetes.io/pod-name"),
                annotations: (.metadata.annotations // {}),
                spec: .spec | del(.nodeName, .affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[]?.matchFields) | without_token_names,
            }]
        | group_by(.)[] | {count: length} + .[0]'
}

# summary - of running_pods on stdin, for people: count, owner, phase, and each container with its image, variables and mounts
summary() {
    jq --raw-output '"\(.count) \(.owner) \(.phase)", (.spec | (.initContainers // [])[], .containers[]
        | "    \(.name) \(.image) env=\([.env[]?.name] | join(",")) mounts=\([.volumeMounts[]? | .mountPath] | join(","))")'
}
