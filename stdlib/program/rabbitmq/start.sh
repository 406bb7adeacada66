#!/usr/bin/env bash
# start.sh - starts one node of RabbitMQ; a node without data never makes a second cluster beside the one that is there
#
# A node with data starts at once: it knows its cluster. One without data asks the others (their epmd tells what runs there):
#   * a node is up: it gives up its old place in that one's cluster, if it had one, and joins anew
#   * none has data: the first one starts, the others join it
#   * a node does not answer, or has data and is not up yet: it waits
# People decide with: touch /var/lib/rabbitmq/force_start, on a node that waits here; or on one with data that waits for others
# which will not come back (Mnesia, before 4.2), and then deleting its pod.
#
# When it is asked to stop, it first waits until no queue depends on it alone, for DRAIN seconds at most, and hands its work over.
#
# Environment: MEMBERS (host names of all nodes, in order), DRAIN, ADMIN, ADMIN_PASSWORD, SHARED_COOKIE (RabbitMQ takes a variable
# ERLANG_COOKIE for itself)
set -euo pipefail
home=/var/lib/rabbitmq
read -ra members <<<"${MEMBERS:?}"
me=${HOSTNAME##*-}
node=rabbit@${members[me]}
next_word=0
is_new=
cluster=()

say() {
    echo "start: $*" >&2
}

# explain TEXT - twice a minute, while nothing happens
explain() {
    ((SECONDS >= next_word)) || return 0
    next_word=$((SECONDS + 30))
    say "$*"
}

write_cookie() {
    rm -f "$home/.erlang.cookie"
    (umask 0377 && printf '%s' "$SHARED_COOKIE" >"$home/.erlang.cookie")
}

has_data() {
    [[ -n $(find "$home/mnesia" -mindepth 2 -maxdepth 2 -path "*/$node/*" -print -quit 2>/dev/null) ]]
}

# ---- the others ----

# names HOST - what runs there: "rabbit" for a node, "fresh" for one that waits here; fails when nothing answers
names() {
    timeout 3 bash -c "exec 3<>/dev/tcp/$1/4369 && printf '\\0\\1n' >&3 && tail -c +5 <&3" 2>/dev/null | sed -n 's/^name \([^ ]*\) at.*/\1/p'
}

is_up() {
    rabbitmq-diagnostics --quiet --node "rabbit@$1" check_running >/dev/null 2>&1
}

# leave HOST - takes the place of this node's predecessor out of the cluster of a node that is up
leave() {
    rabbitmqctl --quiet --node "rabbit@$1" cluster_status --formatter json | grep -qF "\"$node\"" || return 0
    say "this node lost its data; the others forget it, so that it can join them anew"
    rabbitmq-queues --quiet --node "rabbit@$1" shrink "$node" >&2 || true
    rabbitmqctl --quiet --node "rabbit@$1" forget_cluster_node "$node" >&2
}

# ---- a node without data ----

# decide - true when this node may start
decide() {
    local i found missing='' old=''
    for i in "${!members[@]}"; do
        ((i != me)) || continue
        if ! found=$(names "${members[i]}"); then
            missing+=" ${members[i]%%.*}"
        elif [[ $found == *rabbit* ]]; then
            ! is_up "${members[i]}" || { leave "${members[i]}" && cluster=("rabbit@${members[i]}") && return; }
            old+=" ${members[i]%%.*}"
        elif [[ $found != *fresh* ]]; then
            missing+=" ${members[i]%%.*}"
        fi
    done
    if [[ -e $home/force_start ]]; then
        rm "$home/force_start"
    elif [[ -n $old ]]; then
        explain "no data here; waiting until$old is up, to join it" && false
    elif [[ -n $missing ]]; then
        explain "no data here, and no answer from$missing, where there may be a cluster. Only if they will not come back: touch $home/force_start" && false
    elif ((me > 0)); then
        explain 'no node has data; the first one starts, and this one will join it' && false
    fi
}

wait_for_others() {
    local fresh
    is_new=1
    erl -noinput -name "fresh@${members[me]}" &
    fresh=$!
    until decide; do sleep 1; done
    kill "$fresh"
    wait "$fresh" || true
}

# write_config - the settings, and with whom a new node makes a cluster: the one that is up, or itself alone. With all in the list,
# versions from 4.0 on would wait for those that wait for this one.
write_config() {
    local one count=0
    cat "$RABBITMQ_CONFIG_FILE" >/tmp/rabbitmq.conf
    for one in "${cluster[@]}" "$node"; do
        count=$((count + 1))
        echo "cluster_formation.classic_config.nodes.$count = $one" >>/tmp/rabbitmq.conf
    done
    export RABBITMQ_CONFIG_FILE=/tmp/rabbitmq.conf
}

# ---- a node with data ----

# Versions that keep their tables in Mnesia wait for the node that stopped last, unless they are told not to.
force_boot() {
    say 'starting without waiting for the others, as asked'
    rm "$home/force_start"
    rabbitmqctl --quiet force_boot >&2 || true
}

# ---- beside the running node ----

# prepare_admin - the administrator has the password that the Secret has now. A file keeps it out of the process list.
prepare_admin() {
    local file=/tmp/admin.json quoted=${ADMIN_PASSWORD//\\/\\\\}
    quoted=${quoted//\"/\\\"}
    (umask 077 && cat >"$file") <<DEFINITIONS
{
  "users": [{ "name": "$ADMIN", "password": "$quoted", "tags": "administrator" }],
  "permissions": [{ "user": "$ADMIN", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*" }]
}
DEFINITIONS
    rabbitmqctl --quiet import_definitions "$file" >/dev/null || return
    rm "$file"
    [[ $ADMIN == guest ]] || rabbitmqctl --quiet delete_user guest >/dev/null 2>&1 || true
}

after_start() {
    set +e
    until rabbitmqctl --quiet await_startup --timeout 60 >/dev/null 2>&1; do sleep 1; done
    until prepare_admin; do sleep 2; done
    [[ -z $is_new ]] || rabbitmq-queues --quiet grow "$node" all >/dev/null 2>&1
    say 'ready'
}

stop() {
    trap '' TERM INT
    if [[ -n ${server-} ]]; then
        ((${#members[@]} == 1)) || rabbitmq-upgrade --timeout "$DRAIN" await_online_quorum_plus_one >&2 || true
        timeout "$DRAIN" rabbitmq-upgrade drain >&2 || true
        kill -TERM "$server"
        wait "$server"
    fi
    exit
}

trap stop TERM INT
write_cookie
if ! has_data; then
    wait_for_others
elif [[ -e $home/force_start ]]; then
    force_boot
fi
write_config
rabbitmq-server &
server=$!
after_start &
wait "$server"
