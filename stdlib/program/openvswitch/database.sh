#!/bin/sh
# database.sh: makes or converts the database of Open vSwitch, and becomes its server.
#
# What lies in the two folders is the node's: the database outlives pods, and sockets and numbers of processes of a container that has ended
# stay behind. ovs-appctl and clients would find nobody there, so they are removed; what a living server uses, never.
#
# Exit: 1 when another server answers on this node.
set -eu

run=/run/openvswitch
database=/var/lib/openvswitch/conf.db
schema=/usr/share/openvswitch/vswitch.ovsschema

if ovs-vsctl --db="unix:$run/db.sock" --timeout=5 --no-wait show >/dev/null 2>&1; then
    echo 'another Open vSwitch answers on this node; this one waits for its end. If it is a service of the node itself, disable that' >&2
    exit 1
fi
rm -f "$run/db.sock" "$run"/ovsdb-server.*

if [ ! -e "$database" ]; then
    rm -f "$database.new"
    ovsdb-tool create "$database.new" "$schema"
    mv "$database.new" "$database"
elif [ "$(ovsdb-tool needs-conversion "$database" "$schema")" = yes ]; then
    ovsdb-tool convert "$database" "$schema"
fi

exec ovsdb-server "$database" --remote="punix:$run/db.sock" --pidfile="$run/ovsdb-server.pid"
