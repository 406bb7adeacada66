#!/bin/sh
# database.sh: runs a member of one of OVN's databases; a member without data never makes a second cluster beside the one that is there.
#
# A member with data starts at once: it knows its cluster. One without data shows the others that it has none, and asks them:
#   * one has data: it joins that one's cluster as a new member
#   * none has data: the first one makes the cluster, the others join it
#   * one does not answer: it waits
# People decide with: touch /var/lib/ovn/force_start, on the one member that shall make a new cluster.
#
# The member that leads looks after two things. One that lost its data has joined anew beside its predecessor, which would count for ever as a
# member that is away, for the servers take a second one with the same address (ovsdb-server 3.5.0): the silent one of the two is removed. And
# when the schema of its image is newer than that of the database, it converts the database.
#
# When it is asked to stop, it hands the lead over: a server that a signal ends does not.
#
# Environment: DATABASE (OVN_Northbound), SCHEMA (a file), PORT (of clients), CLUSTER_PORT (of members), ELECTION (milliseconds),
#              MEMBERS (their full host names, in order: the servers do not search domains), OVS_UNBOUND_CONF (ovn.stk tells why)
# Arguments: options with a certificate, for clients who come by ssl; without them, by tcp
# Files: $control, where ovs-appctl reaches the server, also one that waits; /etc/stackanetes/server.json, how it serves.
set -eu
home=/var/lib/ovn
file=$home/database.db
control=/run/ovn/control
next_word=0
certificate=$*
scheme=tcp
[ $# = 0 ] || scheme=ssl

say() {
    echo "database: $*" >&2
}

# explain TEXT - twice a minute, while nothing happens
explain() {
    now=$(date +%s)
    [ "$now" -ge "$next_word" ] || return 0
    next_word=$((now + 30))
    say "$*"
}

appctl() {
    ovs-appctl --timeout=5 --target="$control" "$@"
}

# ---- a member without data ----

# cluster_of HOST - the identity of the cluster that the member belongs to; nothing when it has no data; fails when it does not answer
cluster_of() {
    address=$(getent ahosts "$1" | sed -n '1s/ .*//p') && [ -n "$address" ] || return
    case $address in *:*) address="[$address]" ;; esac
    select='"op":"select","table":"Database","columns":["cid"]'
    # shellcheck disable=SC2086 # a list of words
    answer=$(ovsdb-client $certificate --timeout=3 query "$scheme:$address:$PORT" \
        "[\"_Server\",{$select,\"where\":[[\"name\",\"==\",\"$DATABASE\"]]}]" 2>/dev/null) || return
    echo "$answer" | sed -n 's/.*"cid":\["uuid","\([-0-9a-f]*\)"\].*/\1/p'
}

# look_around - sets `cluster` to that of another member, `others` to the rest of the members, `missing` to those of them that do not answer
look_around() {
    cluster='' others='' missing=''
    for member in $MEMBERS; do
        [ "$member" != "$me" ] || continue
        others="$others tcp:$member:$CLUSTER_PORT"
        if ! found=$(cluster_of "$member"); then
            missing="$missing ${member%%.*}"
        elif [ -n "$found" ] && [ -n "$(echo "$found" | tr -d 0-)" ]; then # one that joins does not know its cluster yet, and says zeros
            cluster=$found
        fi
    done
}

create() {
    say 'makes a new cluster'
    ovsdb-tool --election-timer="$ELECTION" create-cluster "$file.new" "$SCHEMA" "tcp:$me:$CLUSTER_PORT"
    mv "$file.new" "$file"
}

join_cluster() {
    say "joins the cluster $cluster"
    # shellcheck disable=SC2086 # a list of words
    ovsdb-tool --cid="$cluster" join-cluster "$file.new" "$DATABASE" "tcp:$me:$CLUSTER_PORT" $others
    mv "$file.new" "$file"
}

# decide - true when this member has got its file
decide() {
    look_around
    if [ -e "$home/force_start" ]; then
        rm "$home/force_start" && create
    elif [ -n "$cluster" ]; then
        join_cluster
    elif [ -n "$missing" ]; then
        explain "no data here, and no answer from$missing, where there may be a cluster. Only if they will not come back: touch $home/force_start"
        return 1
    elif [ "$me" = "${MEMBERS%% *}" ]; then
        create
    else
        explain 'no member has data; the first one starts, and this one will join it'
        return 1
    fi
}

# A server without databases is what the others ask; and probes, too.
wait_for_others() {
    # shellcheck disable=SC2086 # a list of words
    ovsdb-server $certificate --no-dbs --remote="p$scheme:$PORT:0.0.0.0" --unixctl="$control" &
    server=$!
    until decide; do sleep 1; done
    kill "$server"
    wait "$server" || true
    server=
}

# ---- beside the running member ----

# members - "ADDRESS SILENCE ID" of each, in order; SILENCE in milliseconds
members() {
    appctl cluster/status "$DATABASE" | sed -n -e 's/^    \([0-9a-f]*\) (.* at \([^)]*\)) (self).*/\2 0 \1/p' -e t \
        -e 's/^    \([0-9a-f]*\) (.* at \([^)]*\)).* last msg \([0-9]*\) ms ago.*/\2 \3 \1/p' -e t \
        -e 's/^    \([0-9a-f]*\) (.* at \([^)]*\)).*/\2 999999999 \1/p' | sort -k 1,1 -k 2,2n
}

remove_predecessors() {
    last='' heard=0
    members | while read -r address silence id; do
        if [ "$address" = "$last" ] && [ "$heard" -le "$ELECTION" ] && [ "$silence" -gt $((2 * ELECTION)) ]; then
            say "$id lost its data, and has joined anew"
            appctl cluster/kick "$DATABASE" "$id"
        fi
        [ "$address" = "$last" ] || heard=$silence
        last=$address
    done
}

convert() {
    served=$(ovsdb-client --timeout=10 get-schema-version unix:/run/ovn/database.sock "$DATABASE") || return 0
    known=$(ovsdb-tool schema-version "$SCHEMA")
    ovsdb-tool compare-versions "$served" '<' "$known" || return 0
    say "converts the database from $served to $known"
    ovsdb-client --timeout=300 convert unix:/run/ovn/database.sock "$SCHEMA"
}

look_after() {
    set +e
    while sleep 10; do
        appctl cluster/status "$DATABASE" 2>/dev/null | grep -qx 'Role: leader' || continue
        remove_predecessors
        convert
    done
}

stop() {
    trap '' TERM INT
    [ -z "${server-}" ] || appctl exit || kill "$server" || true
    [ -z "${server-}" ] || wait "$server" || true
    exit
}

me=
for member in $MEMBERS; do
    [ "${member%%.*}" != "$(uname -n)" ] || me=$member
done
trap stop TERM INT
rm -f "$file.new"
[ -e "$file" ] || wait_for_others
cp /etc/stackanetes/server.json /run/ovn/server.json # the server opens it to write, too
ovsdb-server "$@" --config-file=/run/ovn/server.json --unixctl="$control" &
server=$!
look_after &
wait "$server"
