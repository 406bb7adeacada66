#!/usr/bin/env python3
"""drain - takes all servers of a compute node to others while they run, and lets it get no new ones; undrain - lets it get them again

What is refused changes nothing. When a server cannot go, the others go nevertheless, and the node gets no new ones until undrain. It can be run
again.

Arguments:   drain or undrain.
Environment: OS_* for the administrator; NODE; MINUTES, how long drain goes on.
Exit:        0 done, 1 refused or not all gone: the last line says why.
"""
import os
import sys
import time

import openstack

REASON = "drained by the operation of the stack"  # whoever disabled a node with other words enables it again
MICROVERSION = "2.84"  # Victoria; events of actions have details, and a migration is looked at after the answer
SECONDS_BETWEEN = 3
BUSY, HOST, STATE = "OS-EXT-STS:task_state", "OS-EXT-SRV-ATTR:host", "OS-EXT-STS:vm_state"


class Nova:
    """Nova's API, as the administrator sees it."""

    def __init__(self):
        self.compute = openstack.connect(load_yaml_config=False).compute

    def ask(self, method, path, body=None):
        answer = self.compute.request(path, method, json=body, microversion=MICROVERSION)
        openstack.exceptions.raise_from_response(answer)
        return answer.json() if answer.content else {}

    def services(self):
        return self.ask("GET", "/os-services?binary=nova-compute")["services"]

    def service(self, node):
        """That of NODE."""
        services = self.services()
        for service in services:
            if service["host"] == node:
                return service
        sys.exit(f"no nova-compute has the name {node}; there are: {', '.join(sorted(service['host'] for service in services)) or 'none'}")

    def change(self, service, **fields):
        self.ask("PUT", f"/os-services/{service['id']}", fields)

    def servers(self, node):
        return self.ask("GET", f"/servers/detail?all_tenants=1&host={node}")["servers"]

    def server(self, server):
        """As it is now; None when it is gone."""
        try:
            return self.ask("GET", f"/servers/{server['id']}")["server"]
        except openstack.exceptions.NotFoundException:
            return None

    def trouble(self, server):
        """Why the last thing that was done with it failed. Of what libvirt says Nova writes nothing down (31.0.0): each step has succeeded then."""
        path = f"/servers/{server['id']}/os-instance-actions"
        request = self.ask("GET", path)["instanceActions"][0]["request_id"]
        for event in self.ask("GET", f"{path}/{request}")["instanceAction"]["events"]:
            if event["result"] == "Error":
                return event["details"]
        return f"it came back, and why is in the log of nova-compute on {server[HOST]}: look for {request}"


def obstacle(server):
    """Why it cannot be moved while it runs, as far as that is known before; None: nothing is known."""
    if server[STATE] in ("active", "paused"):
        return None
    return f"it is {server['status']}, and only servers that run or are paused move: start or delete it"


def told(server, reason):
    return f"{server['name']} ({server['id']}): {reason}"


def move(nova, server, deadline):
    """Takes SERVER to wherever the scheduler says; returns why it is still there, or None."""
    node = server[HOST]
    try:
        nova.ask("POST", f"/servers/{server['id']}/action", {"os-migrateLive": {"host": None, "block_migration": "auto"}})
    except openstack.exceptions.HttpException as error:
        return error.details or str(error)
    while (now := nova.server(server)) and now[HOST] == node:
        if not now[BUSY]:
            return nova.trouble(server)
        if nova.service(node)["state"] != "up":
            return "nova-compute went down on the way"
        if time.monotonic() > deadline:
            return f"it is {now[BUSY]} still"
        time.sleep(SECONDS_BETWEEN)
    print(f"{server['name']} ({server['id']}) is " + (f"on {now[HOST]} now" if now else "gone"), flush=True)
    return None


def empty(nova, node, deadline):
    """Moves one server after the other until none is left; returns those that stay, with the reason."""
    stuck = {}
    while rest := [server for server in nova.servers(node) if server["id"] not in stuck]:
        for server in rest:
            if time.monotonic() > deadline:
                stuck[server["id"]] = told(server, f"there was no time for it, or it is {server[BUSY] or server['status']} still")
            elif not server[BUSY] and (reason := obstacle(server) or move(nova, server, deadline)):
                stuck[server["id"]] = told(server, reason)
        time.sleep(SECONDS_BETWEEN)
    return list(stuck.values())


def refusal(nova, service):
    """Why nothing is begun, or None."""
    node = service["host"]
    servers = nova.servers(node)
    others = [other for other in nova.services() if other["host"] != node and (other["state"], other["status"]) == ("up", "enabled")]
    if not servers:
        return None
    if service["state"] != "up":
        return f"nova-compute on {node} is down, and moves none of its {len(servers)} servers; evacuate them when the node is off for sure"
    staying = [told(server, reason) for server in servers if not server[BUSY] and (reason := obstacle(server))]
    if not others:
        staying = [told(server, "no other node is up and enabled") for server in servers]
    return f"nothing is changed: {'; '.join(staying)}" if staying else None


def drain(node):
    nova, deadline = Nova(), time.monotonic() + 60 * int(os.environ["MINUTES"])
    service = nova.service(node)
    if reason := refusal(nova, service):
        sys.exit(reason)
    if service["status"] == "enabled":
        nova.change(service, status="disabled", disabled_reason=REASON)
    if stuck := empty(nova, node, deadline):
        sys.exit(f"{node} gets no new servers, and is not empty: {'; '.join(stuck)}")
    print(f"{node} has no servers, and gets no new ones")


def undrain(node):
    nova = Nova()
    service = nova.service(node)
    if service["status"] == "disabled" and service["disabled_reason"] != REASON:
        sys.exit(f"{node} stays disabled, for it was not drained: {service['disabled_reason'] or 'no reason is given'}")
    nova.change(service, status="enabled")
    print(f"{node} gets servers again")


if __name__ == "__main__":
    {"drain": drain, "undrain": undrain}[sys.argv[1]](os.environ["NODE"])
