# Runs the pods of compiled manifests as processes of this machine, with the programs of its packages: no images, no Kubernetes.
#
#     . "$(dirname "$0")/pods.sh"
#     compile stacks/hello --set …           # objects to take pods from
#     pod_start mariadb-server 0            # the pod mariadb-server-0: its command, files, environment, user and volumes; its root is read-only
#
# A pod has its own root (an overlay over $IMAGE_ROOT, default /), network, host name and processes. As in a cluster it gets a new
# address whenever it is started, its name is found by DNS, its container is started again when it ends, and its claims stay.
# What differs from a cluster, on purpose, and nothing else:
#   * users get the ids that the manifests name (users, below)
#   * nothing is waited for; a Secret's value is "pw" and a hash of its name and key, unless a suite keeps Secrets (below)
#   * limits and capabilities do not exist; a Service's name gives the addresses of all of its pods, but for a Service of one pod alone,
#     which has an address that stays
#
# A suite can define, after it has read this file:
#   root_of IMAGE     prints the folder with the programs of an image; without it, $IMAGE_ROOT
#   adapt             changes the root of a pod, which is the working folder, before it starts; exported
#   $work/secrets     a folder with Secrets, NAME.json as the API has them. Their volumes then look as the kubelet makes them,
#                     and "project POD" brings what has changed into a pod that runs.
#
# Times are seconds. $work/pods/NAME/log is what a pod printed.
# shellcheck shell=bash
packages='curl dnsmasq-base haproxy iproute2 iptables jq mariadb-backup mariadb-server rabbitmq-server socat'
for program in curl dnsmasq haproxy ip iptables jq mariadb-backup mariadbd rabbitmqctl socat; do
    command -v $program >/dev/null || {
        echo "ok 1 - all # SKIP needs the packages $packages; none of their services has to run"
        echo 1..1
        exit 0
    }
done
if [[ -z ${IN_NAMESPACES-} ]]; then
    if ((EUID != 0)) || ! unshare --net --mount --pid --fork true 2>/dev/null; then
        echo 'ok 1 - all # SKIP needs root and namespaces'
        echo 1..1
        exit 0
    fi
    # unshare itself takes no notice of signals; with it, all of its processes and mounts end.
    TMPDIR=$(mktemp -d) && export TMPDIR
    IN_NAMESPACES=1 unshare --net --mount --pid --fork --kill-child --mount-proc "$0" "$@" &
    inner=$!
    trap 'kill -KILL "$inner" 2>/dev/null; rm -rf "$TMPDIR"' EXIT
    trap 'exit 1' HUP INT TERM
    wait "$inner"
    exit
fi
# shellcheck source=tests/suite/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../suite/lib.sh"

IMAGE_ROOT=${IMAGE_ROOT:-/}
domain=cluster.local
next_address=10

# Debian keeps RabbitMQ's own programs apart; those in /usr/sbin send its output elsewhere.
programs=/usr/lib/rabbitmq/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# users "NAME ID" - the ids of the official images
users='mysql 999
rabbitmq 999
haproxy 99
memcache 11211'

# ---- the network ----

network() {
    mount -t tmpfs none /run
    mkdir -p /run/netns "$work/hosts" "$work/services"
    ip link set lo up
    ip link add pods type bridge
    ip address add 10.77.0.1/16 dev pods
    ip link set pods up
    echo "search openstack.svc.$domain svc.$domain $domain
nameserver 10.77.0.1
options ndots:5" >"$work/resolv.conf"
    dnsmasq --keep-in-foreground --conf-file=/dev/null --no-resolv --no-hosts --hostsdir="$work/hosts" --local="/$domain/" \
        --listen-address=10.77.0.1 --bind-interfaces --pid-file= --user=root --log-facility=/dev/null &
    export dns=$!
    service_network
}

# Addresses of Services: from there the kernel leads to the pod, as kube-proxy has it do; where there is none, connections are refused.
service_network() {
    local setting
    for setting in ip_forward=1 conf/all/send_redirects=0 conf/pods/send_redirects=0; do echo "${setting#*=}" >"/proc/sys/net/ipv4/${setting%=*}"; done
    ip route add 10.96.0.0/16 dev pods
    iptables -t nat -N services
    iptables -t nat -A PREROUTING -d 10.96.0.0/16 -j services
    iptables -t nat -A POSTROUTING -m conntrack --ctorigdst 10.96.0.0/16 -j MASQUERADE
    iptables -A FORWARD -d 10.96.0.0/16 -j REJECT --reject-with icmp-port-unreachable
}

# name_services - an address for each new Service of one pod: a file with it, of the pod's name
name_services() {
    local name pod space address
    while read -r name pod space; do
        [[ ! -e $work/services/$pod ]] || continue
        address=10.96.0.$(($(find "$work/services" -type f | wc -l) + 1))
        echo "$address" >"$work/services/$pod"
        echo "$address $name.$space.svc.$domain" >"$work/hosts/service-$name"
    done < <(jq -r 'select(.kind == "Service") | .spec.selector["statefulset.kubernetes.io/pod-name"] as $pod
        | select($pod) | "\(.metadata.name) \($pod) \(.metadata.namespace)"' "$work/objects.json")
}

# route_services - to the pods that are there
route_services() {
    local pod
    {
        printf '*nat\n:services - [0:0]\n'
        for pod in "$work"/services/*; do
            pod=${pod##*/}
            [[ ! -e $work/hosts/$pod ]] || echo "-A services -d $(<"$work/services/$pod") -j DNAT --to-destination $(<"$work/pods/$pod/address")"
        done
        echo COMMIT
    } | iptables-restore --noflush
}

# wire POD - a network namespace with a new address
wire() {
    local pod=$1 address
    next_address=$(($(cat "$work/address" 2>/dev/null || echo 256) + 1))
    echo "$next_address" >"$work/address"
    address=10.77.$((next_address / 250)).$((next_address % 250 + 1))
    ip netns delete "$pod" 2>/dev/null
    ip netns add "$pod"
    ip link add "v$next_address" type veth peer name eth0 netns "$pod"
    ip link set "v$next_address" master pods up
    ip -n "$pod" link set lo up
    ip -n "$pod" link set eth0 up
    ip -n "$pod" address add "$address/16" dev eth0
    ip -n "$pod" route add default via 10.77.0.1
    echo "$address" >"$work/pods/$pod/address"
    echo "$address $(pod_domain_names "$pod")" >"$work/hosts/$pod.new"
    mv "$work/hosts/$pod.new" "$work/hosts/$pod"
    route_services
}

# unwire POD - its name goes
unwire() {
    rm -f "$work/hosts/$1"
    route_services
}

# ---- manifests ----

# compile STACK [OPTION...] - into $work/objects.json; operations become Jobs, with the defaults of their parameters
compile() {
    "$STK" compile "$@" --quiet --stream json --out - >"$work/objects.json" && "$STK" compile "$@" --quiet --out "$work/out" &&
        jq -c '(.facts.operation // [])[] | . as $operation | .job | .metadata.name = $operation.name
            | .spec.template.spec.containers[0].env += [$operation.parameters | to_entries[] | {name: .key, value: .value.default}]' \
            "$work/out/.stk/stack.json" >>"$work/objects.json" && leave_newer_out && name_services
}

# leave_newer_out - what the RabbitMQ of this machine does not know yet; the images do
leave_newer_out() {
    # shellcheck disable=SC2016 # a format
    case $(chroot "$IMAGE_ROOT" dpkg-query -W -f '${Version}' rabbitmq-server 2>/dev/null) in
        3.[0-9].* | 3.1[0-2].*) sed -i 's/default_queue_type = quorum\\n//' "$work/objects.json" ;;
    esac
}

# workload_of POD - the object that makes it, as JSON. A pod is called WORKLOAD-NUMBER.
workload_of() {
    jq -c --arg name "${1%-*}" 'select((.kind | IN("StatefulSet", "Deployment", "DaemonSet", "Job", "CronJob")) and .metadata.name == $name)' "$work/objects.json"
}

pod_domain_names() {
    workload_of "$1" | jq -r --arg pod "$1" --arg domain "$domain" '
        .metadata.namespace as $namespace
        | [.metadata.name, if .kind == "StatefulSet" then "\($pod).\(.spec.serviceName)" else empty end]
        | map("\(.).\($namespace).svc.\($domain)") | join(" ")'
}

pod_name_in_full() {
    tr ' ' '\n' <"$work/hosts/$1" | grep -m 1 "^$1\."
}

pod_spec() {
    workload_of "$1" | jq -c '(.spec.jobTemplate // .) | .spec.template.spec'
}

# steps POD - its containers in their order, as paths for jq; without those that wait or render
steps() {
    pod_spec "$1" | jq -r '(.initContainers // []) | to_entries[] | select(.value.command[0] | IN("stk-wait", "stk-render") | not) | ".initContainers[\(.key)]"'
    echo '.containers[0]'
}

root_of() {
    echo "$IMAGE_ROOT"
}

# kept_secrets - {NAME: {KEY: VALUE}}, or null
kept_secrets() {
    if [[ -d $work/secrets ]]; then
        cat "$work"/secrets/*.json 2>/dev/null | jq -cn '[inputs | {key: .metadata.name, value: (.data | map_values(@base64d))}] | from_entries'
    else
        echo null
    fi
}

# What Kubernetes does with $(NAME) and $$ in a text, as a function of jq.
# shellcheck disable=SC2016
expanded='def expanded($known): gsub("\\$(?<all>\\$|\\((?<name>[^)]*)\\))";
    if .all == "$" then "$" elif .name | in($known) then $known[.name] else "$" + .all end);'

# environment_of [ADDRESS] - NAME=VALUE lines, from a container's JSON; of the pod's own fields, only its address is used
environment_of() {
    jq -r --arg address "${1-}" --argjson secrets "$(kept_secrets)" "$expanded"'
        def secret: if $secrets then $secrets[.[0]][.[1]] // error("no Secret \(.)")
            else "pw\(tojson | @base64 | gsub("[^A-Za-z0-9]"; "") | .[-24:])" end;
        reduce (.env // [])[] as $one ({};
            . as $known | .[$one.name] = (if $one.valueFrom.fieldRef then $address
                elif $one.valueFrom then [$one.valueFrom.secretKeyRef | .name, .key] | secret else $one.value | expanded($known) end))
        | to_entries[] | "\(.key)=\(.value)"'
}

# environment POD [STEP]
environment() {
    pod_spec "$1" | jq -c "${2:-.containers[0]}" | environment_of "$(cat "$work/pods/$1/address")"
}

# environment_value POD NAME
environment_value() {
    environment "$1" | sed -n "s/^$2=//p"
}

# mounts POD STEP - "SOURCE PATH" lines: where in $work/pods/POD a mount's content lies
mounts() {
    pod_spec "$1" | jq -r ".volumes as \$volumes | $2"' | .volumeMounts[]
        | . as $mount | "\(.name)\(if .subPath then "/" + .subPath else "" end) \(.mountPath)"'
}

# ---- a pod's life ----

# volumes POD - each in a folder of its name: ConfigMaps and empty folders anew, claims as they are
volumes() {
    local pod=$1 name map mode claim folder=$work/pods/$1
    while read -r name map mode claim; do
        rm -rf "${folder:?}/$name"
        if [[ $claim != - ]]; then
            mkdir -p "$work/claims/$claim" && ln -s "$work/claims/$claim" "$folder/$name" && give "$work/claims/$claim" "$pod"
        else
            mkdir "$folder/$name" && chmod a+rwX "$folder/$name"
            [[ $map == - ]] || { config_map "$map" "$folder/$name" && chmod "$(printf %o "$mode")" "$folder/$name"/*; }
        fi
    done < <(pod_spec "$pod" | jq -r '(.volumes // [])[] | "\(.name) \(.configMap.name // "-") \(.configMap.defaultMode // 420) \(.persistentVolumeClaim.claimName // "-")"')
    for claim in $(claims "$pod"); do mkdir -p "$claim" && give "$claim" "$pod"; done
    project "$pod"
    token "$pod"
    render "$pod"
}

# group_of POD - that of its volumes
group_of() {
    pod_spec "$1" | jq ".securityContext.fsGroup // 0"
}

# give FOLDER POD - a claim belongs to root and to the group of the pod's volumes
give() {
    chown ":$(group_of "$2")" "$1" && chmod 2775 "$1"
}

# project POD - brings the Secrets that its volumes show up to date
project() {
    local name secret mode group
    [[ -d $work/secrets ]] || return 0
    group=$(group_of "$1")
    while read -r name secret mode; do
        secret_files "$secret" "$work/pods/$1/$name" "$(printf %o "$mode")" "$group"
    done < <(pod_spec "$1" | jq -r '(.volumes // [])[] | select(.secret) | "\(.name) \(.secret.secretName) \(.secret.defaultMode // 420)"')
}

# secret_files NAME FOLDER MODE GROUP - all files change at once: they are links to what the link ..data leads to
secret_files() {
    local version=..$EPOCHREALTIME key value
    mkdir "$2/$version"
    while read -r key value; do
        base64 -d <<<"$value" >"$2/$version/$key"
        ln -sfn "..data/$key" "$2/$key"
    done < <(jq -r '.data | to_entries[] | "\(.key) \(.value)"' "$work/secrets/$1.json")
    chmod "$3" "$2/$version"/*
    chown -R ":$4" "$2/$version"
    ln -s "$version" "$2/..new" && mv -T "$2/..new" "$2/..data"
    find "$2" -xtype l -delete
    find "$2" -mindepth 1 -maxdepth 1 -type d ! -name "$version" -exec rm -r {} +
}

# token POD - what a service account is shown, when the suite keeps Secrets
token() {
    local folder=$work/pods/$1/token
    [[ -d $folder && -d $work/secrets ]] || return 0
    pod_spec "$1" | jq -j .serviceAccountName >"$folder/token"
    workload_of "$1" | jq -j .metadata.namespace >"$folder/namespace"
    cp "$work/ca.crt" "$folder"
}

# claims POD - the folders of the claims that are the pod's own
claims() {
    workload_of "$1" | jq -r --arg folder "$work/pods/$1" '(.spec.volumeClaimTemplates // [])[] | "\($folder)/\(.metadata.name)"'
}

# config_map NAME FOLDER
config_map() {
    local entry
    jq -r --arg name "$1" 'select(.kind == "ConfigMap" and .metadata.name == $name) | .data | to_entries[] | @base64' "$work/objects.json" |
        while read -r entry; do base64 -d <<<"$entry" | jq -j .value >"$2/$(base64 -d <<<"$entry" | jq -r .key)"; done
}

# render POD - what its init containers of that purpose do
render() {
    local step from to variables folder=$work/pods/$1
    while read -r step; do
        read -r from to < <(jq -r '[.volumeMounts[].name] | join(" ")' <<<"$step")
        mapfile -t variables < <(environment_of <<<"$step")
        env "${variables[@]}" stdlib/tools/stk-render "$folder/$from" "$folder/$to"
    done < <(pod_spec "$1" | jq -c '(.initContainers // [])[] | select(.command[0] == "stk-render")')
}

# container POD [STEP] - runs its container once, in the foreground
container() {
    local pod=$1 step=${2:-.containers[0]} folder=$work/pods/$1
    environment "$pod" "$step" >"$folder/environment" || return
    mounts "$pod" "$step" >"$folder/mounts"
    pod_spec "$pod" | jq -r --rawfile environment "$folder/environment" "$expanded $step"' | ((.command // []) + (.args // []))[]
        | expanded([$environment | splits("\n") | capture("^(?<key>[^=]+)=(?<value>.*)")] | from_entries) | @base64' >"$folder/command"
    pod_spec "$pod" | jq -r "$step.securityContext.runAsUser // .securityContext.runAsUser" >"$folder/user"
    pod_spec "$pod" | jq -r ".securityContext.fsGroup // $step.securityContext.runAsUser // .securityContext.runAsUser" >"$folder/group"
    root_of "$(pod_spec "$pod" | jq -r "$step.image")" >"$folder/root"
    rm -f "$folder/read_only"
    pod_spec "$pod" | jq -e "$step.securityContext.readOnlyRootFilesystem" >/dev/null && touch "$folder/read_only"
    ip netns exec "$pod" unshare --mount --uts --ipc --pid --fork --kill-child "$BASH" -c 'in_container "$@"' container "$pod" >>"$folder/log" 2>&1 </dev/null &
    echo $! >"$folder/pid"
    wait $!
}

in_container() {
    local pod=$1 folder=$work/pods/$1 root=/run/root source path name id names command=() variables=()
    mkdir -p "$root"
    mount -t tmpfs none "$root"
    mkdir "$root"/{upper,work,all}
    mount -t overlay none -o "lowerdir=$(<"$folder/root"),upperdir=$root/upper,workdir=$root/work" "$root/all"
    root=$root/all
    hostname "$pod"
    names=$(cut -d ' ' -f 1 <<<"$users" | paste -sd '|')
    mount -t proc none "$root/proc"
    mount --rbind /dev "$root/dev"
    mkdir -p "$root/run" "$root/usr/local/bin"
    while read -r name id; do
        sed -Ei "/^(${names}):/! { /^[^:]*:x:$id:/d }" "$root/etc/passwd" "$root/etc/group"
        sed -i "s/^$name:x:[0-9]*:[0-9]*:/$name:x:$id:$id:/" "$root/etc/passwd"
        sed -i "s/^$name:x:[0-9]*:/$name:x:$id:/" "$root/etc/group"
    done <<<"$users"
    cp "$work/resolv.conf" "$root/etc/resolv.conf"
    echo "127.0.0.1 localhost
$(cat "$folder/address") $(pod_name_in_full "$pod") $pod" >"$root/etc/hosts"
    cp stdlib/tools/stk-* "$root/usr/local/bin"
    (cd "$root" && adapt)
    while read -r source path; do
        path=$(chroot "$root" realpath --canonicalize-missing "$path")
        if [[ -d $folder/$source ]]; then mkdir -p "$root$path"; else mkdir -p "$root$(dirname "$path")" && touch "$root$path"; fi
        mount --bind "$folder/$source" "$root$path"
    done <"$folder/mounts"
    while read -r path; do command+=("$(base64 -d <<<"$path")"); done <"$folder/command"
    mapfile -t variables <"$folder/environment"
    id=$(<"$folder/user")
    [[ ! -e $folder/read_only ]] || mount -o remount,ro "$root"
    exec chroot "$root" setpriv --reuid="$id" --regid="$id" --groups="$(<"$folder/group")" env --ignore-environment --chdir=/ \
        PATH="$programs" HOSTNAME="$pod" "${variables[@]}" "${command[@]}"
}

# keep POD - starts its container again and again, as a node does, after the steps before it
keep() {
    local step
    for step in $(steps "$1" | sed '$d'); do
        until container "$1" "$step"; do
            [[ ! -e $work/pods/$1/stopped ]] || return
            sleep 1
        done
    done
    while [[ ! -e $work/pods/$1/stopped ]]; do
        container "$1"
        echo "--- ended with $?" >>"$work/pods/$1/log"
        [[ -e $work/pods/$1/stopped ]] || sleep 1
    done
}

# pod_start WORKLOAD NUMBER...
pod_start() {
    local workload=$1 number pod
    shift
    for number; do
        pod=$workload-$number
        mkdir -p "$work/pods/$pod"
        rm -f "$work/pods/$pod/stopped"
        wire "$pod"
        volumes "$pod"
        keep "$pod" >/dev/null 2>&1 &
        echo $! >"$work/pods/$pod/keeper"
    done
}

# first_process POD - the id of its process 1, seen from here; with it, all processes of the container end
first_process() {
    cat "/proc/$(<"$work/pods/$1/pid")/task/"*/children 2>/dev/null | cut -d' ' -f1
}

running() {
    [[ -e /proc/$(<"$work/pods/$1/pid") ]]
}

# run_once WORKLOAD - a Job's pod, to its end; its status is that of the first command that fails
run_once() {
    local pod=$1-0 step
    mkdir -p "$work/pods/$pod"
    wire "$pod"
    volumes "$pod"
    for step in $(steps "$pod"); do
        container "$pod" "$step" || { set -- $? && tail -n 20 "$work/pods/$pod/log" && return "$1"; }
    done
}

# name_of KIND PREFIX - the object whose name begins with it; those of Jobs end with a hash
name_of() {
    jq -r --arg kind "$1" --arg prefix "$2" 'select(.kind == $kind and (.metadata.name | startswith($prefix))) | .metadata.name' "$work/objects.json"
}

# gone POD SECONDS
gone() {
    local until=$((SECONDS + $2))
    while [[ -e /proc/$(<"$work/pods/$1/keeper") ]]; do
        ((SECONDS < until)) || return 1
        sleep 0.2
    done
}

# pod_crash WORKLOAD NUMBER... - the container dies at once and is started again
pod_crash() {
    local number
    for number in "${@:2}"; do kill -KILL "$(first_process "$1-$number")"; done
}

# pod_kill WORKLOAD NUMBER... - the node loses its power
pod_kill() {
    local number
    for number in "${@:2}"; do
        touch "$work/pods/$1-$number/stopped"
        kill -KILL "$(first_process "$1-$number")"
    done
    for number in "${@:2}"; do gone "$1-$number" 10 && unwire "$1-$number"; done
}

# ask_to_stop POD - what it runs before, and SIGTERM
ask_to_stop() {
    local command
    mapfile -t command < <(pod_spec "$1" | jq -r '.containers[0].lifecycle.preStop.exec.command // [] | .[]')
    touch "$work/pods/$1/stopped"
    ((${#command[@]} == 0)) || pod_exec "$1" "${command[@]}"
    kill -TERM "$(first_process "$1")"
}

# pod_stop WORKLOAD NUMBER... - as when the pod is deleted: all are asked, and have all the time that the pod has
pod_stop() {
    local number grace
    for number in "${@:2}"; do ask_to_stop "$1-$number"; done
    grace=$(pod_spec "$1-$2" | jq .terminationGracePeriodSeconds)
    for number in "${@:2}"; do gone "$1-$number" "$grace" || return; done
    for number in "${@:2}"; do unwire "$1-$number"; done
}

# pod_wipe WORKLOAD NUMBER - what its own claims held is lost
pod_wipe() {
    local claim
    for claim in $(claims "$1-$2"); do find "$claim" -mindepth 1 -delete; done
}

# pod_exec POD COMMAND... - in its container, as its user
pod_exec() {
    local pod=$1 process id variables
    process=$(first_process "$pod")
    [[ $process ]] || return 1
    id=$(<"$work/pods/$pod/user")
    mapfile -t variables <"$work/pods/$pod/environment"
    shift
    nsenter --target "$process" --mount --uts --ipc --net --pid --root setpriv --reuid="$id" --regid="$id" \
        --groups="$(<"$work/pods/$pod/group")" env --ignore-environment --chdir=/ PATH="$programs" HOSTNAME="$pod" "${variables[@]}" "$@"
}

# opens HOST PORT
opens() {
    timeout 5 bash -c "</dev/tcp/$1/$2" 2>/dev/null
}

# probe POD KIND - asks its readinessProbe or livenessProbe; true without one
probe() {
    local spec command headers
    spec=$(pod_spec "$1" | jq -c --arg kind "$2" '.containers[0] | (.ports // [] | map({key: .name, value: .containerPort}) | from_entries) as $ports
        | .[$kind] // {} | if .httpGet then .httpGet.port = $ports[.httpGet.port] else . end | if .tcpSocket then .tcpSocket.port = $ports[.tcpSocket.port] else . end')
    running "$1" || return 1
    case $spec in
        *'"exec"'*) mapfile -t command < <(jq -r '.exec.command[]' <<<"$spec") && pod_exec "$1" "${command[@]}" >/dev/null 2>&1 ;;
        *'"httpGet"'*)
            mapfile -t headers < <(jq -r '.httpGet.httpHeaders // [] | .[] | "--header\n\(.name): \(.value)"' <<<"$spec")
            curl --silent --insecure --fail "${headers[@]}" --user-agent kube-probe/1.35 --max-time "$(jq .timeoutSeconds <<<"$spec")" --output /dev/null \
                "$(jq -r '.httpGet.scheme | ascii_downcase' <<<"$spec")://$(<"$work/pods/$1/address"):$(jq -r '"\(.httpGet.port)\(.httpGet.path)"' <<<"$spec")"
            ;;
        *'"tcpSocket"'*) opens "$(<"$work/pods/$1/address")" "$(jq -r .tcpSocket.port <<<"$spec")" ;;
    esac
}

# ready SECONDS WORKLOAD NUMBER... - waits until all are ready
ready() {
    local until=$((SECONDS + $1)) number
    for number in "${@:3}"; do
        until probe "$2-$number" readinessProbe; do
            ((SECONDS < until)) || { echo "$2-$number is not ready" && tail -n 25 "$work/pods/$2-$number/log"; return 1; }
            sleep 0.5
        done
    done
}

# logged SECONDS POD TEXT - waits until the pod has printed it since its last start
logged() {
    local until=$((SECONDS + $1))
    until tail -n "+${log_start:-1}" "$work/pods/$2/log" | grep -qF -- "$3"; do
        ((SECONDS < until)) || { tail -n 25 "$work/pods/$2/log"; return 1; }
        sleep 0.5
    done
}

# timed TITLE COMMAND... - like check, with the time it took
timed() {
    local title=$1 started=${EPOCHREALTIME/./} output status=0
    shift
    output=$("$@" 2>&1) || status=$?
    title+=" ($(((${EPOCHREALTIME/./} - started) / 100000)) tenths of a second)"
    if ((status)); then not_ok "$title" "$output" "exit code $status of: $*"; else ok "$title"; fi
}

export work IMAGE_ROOT users programs
adapt() { :; }
export -f in_container pod_name_in_full adapt
network
