#!/usr/bin/env python3
"""Registers a service with Keystone: its user, its entry in the catalogue, its endpoints.

Can be run again: what is there and right is left alone. The password of the user is set only when it does not work,
since setting it ends all of the user's tokens.

Environment: OS_* for the administrator; SERVICE, SERVICE_TYPE, SERVICE_USER, SERVICE_PASSWORD, INTERNAL_URL, PUBLIC_URL.
"""
import os
import sys

import openstack
from keystoneauth1 import exceptions

PROJECT = "service"
ROLES = ("admin", "service")


def password_works(user, password):
    """Whether USER gets a token for the project with PASSWORD."""
    connection = openstack.connect(
        load_yaml_config=False, load_envvars=False,
        region_name=os.environ["OS_REGION_NAME"], interface="internal",
        auth={"auth_url": os.environ["OS_AUTH_URL"], "username": user, "password": password,
              "user_domain_name": "Default", "project_domain_name": "Default", "project_name": PROJECT})
    try:
        connection.authorize()
    except (exceptions.Unauthorized, openstack.exceptions.SDKException):
        return False
    return True


def ensure_user(identity, name, password):
    """The user NAME with its roles in the project."""
    project = identity.find_project(PROJECT) or identity.create_project(name=PROJECT, domain_id="default")
    user = identity.find_user(name)
    created = user is None
    if created:
        user = identity.create_user(name=name, password=password, domain_id="default", default_project_id=project.id)
    for role_name in ROLES:
        role = identity.find_role(role_name) or identity.create_role(name=role_name)
        identity.assign_project_role_to_user(project=project, user=user, role=role)
    if not created and not password_works(name, password):
        identity.update_user(user, password=password)
        print(f"the password of user {name} is set")


def ensure_endpoint(identity, service, interface, url):
    """One endpoint of SERVICE for INTERFACE, with URL."""
    region = os.environ["OS_REGION_NAME"]
    found = list(identity.endpoints(service_id=service.id, interface=interface, region_id=region))
    if not found:
        identity.create_endpoint(service_id=service.id, interface=interface, region_id=region, url=url)
    elif found[0].url != url:
        identity.update_endpoint(found[0], url=url)


def main():
    identity = openstack.connect(load_yaml_config=False).identity
    name, kind = os.environ["SERVICE"], os.environ["SERVICE_TYPE"]
    ensure_user(identity, os.environ["SERVICE_USER"], os.environ["SERVICE_PASSWORD"])
    service = next(iter(identity.services(type=kind)), None) or identity.create_service(name=name, type=kind)
    ensure_endpoint(identity, service, "internal", os.environ["INTERNAL_URL"])
    ensure_endpoint(identity, service, "public", os.environ["PUBLIC_URL"])
    print(f"{name} ({kind}) is registered")


if __name__ == "__main__":
    sys.exit(main())
