#!/usr/bin/env python3
"""Asks a Ceph cluster whether a user may do with its pools what the pod's program will do. Changes nothing.

    ceph_check.py POOL:write POOL:read...

Environment: CEPH_USER, without "client."; CEPH_RIGHTS, what the user should have; CEPH_SOURCE, where its key comes from.
Exit: 0 it may, 1 not: what to do is printed.
"""
import os
import sys

import rados
import rbd

SECONDS = "15"
ABSENT = "stackanetes-check"  # an object that nobody makes
USER = f"client.{os.environ['CEPH_USER']}"
CAPS = "mon 'profile rbd' osd '{0}' mgr '{0}'".format(os.environ["CEPH_RIGHTS"])


def connect():
    cluster = rados.Rados(conffile="/etc/ceph/ceph.conf", name=USER, conf={
        "client_mount_timeout": SECONDS, "rados_mon_op_timeout": SECONDS, "rados_osd_op_timeout": SECONDS})
    monitors = cluster.conf_get("mon_host")
    try:
        cluster.connect()
    except (rados.PermissionDeniedError, rados.PermissionError):
        sys.exit(f"Ceph does not know {USER} by this key. Make it:\n  ceph auth get-or-create {USER} {CAPS}\n"
                 f"and put what 'ceph auth get-key {USER}' prints into the Secret {os.environ['CEPH_SOURCE']}")
    except rados.Error as error:
        sys.exit(f"no monitor of {monitors} lets {USER} in: {error}. Look at 'monitors', at what lies between, and whether "
                 f"the Secret {os.environ['CEPH_SOURCE']} has a key")
    return cluster


def ask(cluster, pool, use):
    """One pool: it is there, what is in it can be listed, and removing what is not there is only that."""
    try:
        with cluster.open_ioctx(pool) as context:
            rbd.RBD().list(context)
            if use == "write":
                context.remove_object(ABSENT)
    except rados.ObjectNotFound:
        if not cluster.pool_exists(pool):
            sys.exit(f"Ceph has no pool {pool}. Make it:\n  ceph osd pool create {pool}\n  rbd pool init {pool}")
    except (rados.PermissionDeniedError, rados.PermissionError, rbd.PermissionError):
        sys.exit(f"{USER} may not {use} in the pool {pool}. Let it:\n  ceph auth caps {USER} {CAPS}")
    except (rados.TimedOut, rbd.Timeout):
        sys.exit(f"the pool {pool} does not answer in {SECONDS} s. Look at 'ceph health detail', and whether the nodes reach the OSDs")


def main():
    cluster = connect()
    for pool, use in (argument.rsplit(":", 1) for argument in sys.argv[1:]):
        ask(cluster, pool, use)


if __name__ == "__main__":
    main()
