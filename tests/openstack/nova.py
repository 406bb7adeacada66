#!/usr/bin/env python3
"""A Nova for drain.py, with a Keystone that lets everybody in.

    nova.py FILE JSON

Listens on a free port of 127.0.0.1 and prints it. JSON has "nodes", {NAME: "STATE STATUS [REASON]"}, and "servers", {NAME: {...}} with "host",
"state" and "busy"; a server goes "to" another node, or comes back, with a "why" or without one, or is "refused" at once. FILE gets a line for each request that changes
something.
"""
import json
import sys

from service import Service, serve

MOVABLE = {"state": "active", "busy": None, "to": None, "why": None, "refused": None}


class Nova(Service):
    cloud = json.loads(sys.argv[2])
    servers = {name: {**MOVABLE, **server} for name, server in cloud["servers"].items()}

    def services(self):
        for name, text in self.cloud["nodes"].items():
            state, status, *reason = text.split(" ", 2)
            yield {"id": name, "host": name, "binary": "nova-compute", "state": state, "status": status, "disabled_reason": "".join(reason) or None}

    def shown(self, name):
        server = self.servers[name]
        return {"id": name, "name": name, "status": server["state"].upper(), "OS-EXT-STS:vm_state": server["state"],
                "OS-EXT-STS:task_state": server["busy"], "OS-EXT-SRV-ATTR:host": server["host"]}

    def look(self, name):
        """What is on its way has arrived, or is back, when it is looked at again."""
        server, before = self.servers[name], self.shown(name)
        if server["busy"] == "migrating":
            server["busy"] = None
            server["host"] = server["to"] or server["host"]
        return before

    def actions(self, name, request):
        if not request:
            return {"instanceActions": [{"action": "live-migration", "request_id": "req-1"}, {"action": "create", "request_id": "req-0"}]}
        why = self.servers[name]["why"]
        event = {"event": "conductor_live_migrate_instance", "result": "Error" if why else "Success", "details": why}
        return {"instanceAction": {"events": [event]}}

    def do_GET(self):
        path, _, query = self.path.removeprefix("/v2.1").partition("?")
        match path.strip("/").split("/"):
            case ["v3"]:
                return self.version()
            case [""]:
                return self.answer(200, {"version": {"id": "v2.1", "status": "CURRENT", "version": "2.96", "min_version": "2.1",
                                                     "links": [{"rel": "self", "href": self.url("/v2.1/")}]}})
            case ["os-services"]:
                return self.answer(200, {"services": list(self.services())})
            case ["servers", "detail"]:
                node = query.partition("host=")[2]
                return self.answer(200, {"servers": [self.shown(name) for name, server in self.servers.items() if server["host"] == node]})
            case ["servers", name]:
                return self.answer(200, {"server": self.look(name)})
            case ["servers", name, "os-instance-actions", *request]:
                return self.answer(200, self.actions(name, request))
        return self.answer(404, {"itemNotFound": {"code": 404, "message": "none"}})

    def change(self):
        body = self.body()
        path = self.path.removeprefix("/v2.1")
        if path == "/v3/auth/tokens":
            return self.token({"id": "u", "name": "admin"}, "admin", {"type": "compute", "name": "nova", "id": "n", "path": "/v2.1"})
        self.changes.write(f"{self.command} {path} {json.dumps(body)}\n")
        match path.strip("/").split("/"):
            case ["os-services", name]:
                self.cloud["nodes"][name] = f"up {body['status']} {body.get('disabled_reason', '')}".strip()
                return self.answer(200, {"service": {}})
            case ["servers", name, "action"] if self.servers[name]["refused"]:
                return self.answer(409, {"conflictingRequest": {"code": 409, "message": self.servers[name]["refused"]}})
            case ["servers", name, "action"]:
                self.servers[name]["busy"] = "migrating"
                return self.answer(202, {})
        return self.answer(404, {"itemNotFound": {"code": 404, "message": "none"}})

    do_POST = do_PUT = change


serve(Nova)
