#!/usr/bin/env bash
# libvirt.sh - libvirtd in control groups of the node, so that the servers that it starts do not end with its pod
#
# With a container that sees the processes of the node, runc 1.1 and containerd 1.6 end all processes in its control groups, and the kubelet then
# those in the groups of its pod, in each hierarchy. This process stays there: systemd would take away groups without one, and probes join it
# there. Another libvirtd finds the servers again by /run/libvirt/qemu (libvirt 11.3, qemuProcessReconnectAll); it must not meet this one, so
# libvirtd is killed should this process be.
#
# Inputs: the node's /sys/fs/cgroup, of version 2, or a folder for each hierarchy of version 1; the options of libvirtd.
set -euo pipefail
group=openstack-servers

# join HIERARCHY - in version 1, a new group has no processor and no memory yet
join() {
    local file
    mkdir -p "$1/$group"
    for file in cpuset.cpus cpuset.mems; do
        [[ ! -e $1/$file ]] || cat "$1/$file" >"$1/$group/$file"
    done
    echo 0 >"$1/$group/cgroup.procs"
}

join_all() {
    local hierarchy
    if [[ -e /sys/fs/cgroup/cgroup.procs ]]; then
        join /sys/fs/cgroup
    else
        for hierarchy in /sys/fs/cgroup/*/; do join "$hierarchy"; done
    fi
}

(join_all && exec setpriv --pdeathsig KILL libvirtd "$@") &
libvirtd=$!
trap 'kill -TERM "$libvirtd"' TERM
wait "$libvirtd" || wait "$libvirtd" # a signal ends the first
