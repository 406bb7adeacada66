"""Horizon's settings: those of a JSON file, each under its own name."""
import json

with open("/etc/openstack-dashboard/settings.json", encoding="utf-8") as settings:
    globals().update(json.load(settings))
