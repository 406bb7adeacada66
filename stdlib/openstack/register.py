#!/usr/bin/env python3
"""Registers a service with Keystone: its user, its entry in the catalogue, its endpoints.

Can be run again: what is there and right is left alone. The password of the user is set only when it does not work,
since setting it ends all of the user's tokens.

Environment: OS_* for the administrator; PROJECT, of the users of services; SERVICE, SERVICE_TYPE, SERVICE_USER, SERVICE_PASSWORD, INTERNAL_URL, PUBLIC_URL.
"""
import os
import sys

import openstack
from keystoneauth1.exceptions import Unauthorized

ROLES = ("admin", "service")


def password_works(user, password):
    """Whether USER gets a token for the project with PASSWORD.

    Anything but a yes or a no of Keystone ends the program: the Job tries again. Only the session tells them apart; authorize() of
    openstacksdk (4.4.0 and 4.20.0) raises one class for a wrong password, an outage, a 429 and a certificate that is not trusted.
    """
    connection = openstack.connect(
        load_yaml_config=False, load_envvars=False,
        region_name=os.environ["OS_REGION_NAME"], interface="internal", cacert=os.environ.get("OS_CACERT"),
        auth={"auth_url": os.environ["OS_AUTH_URL"], "username": user, "password": password,
              "user_domain_name": "Default", "project_domain_name": "Default", "project_name": os.environ["PROJECT"]})
    try:
        connection.session.get_token()
    except Unauthorized:
        return False
    return True


def ensure_user(identity, name, password):
    """The user NAME with its roles in the project."""
    called = os.environ["PROJECT"]
    project = identity.find_project(called) or identity.create_project(name=called, domain_id="default")
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


def tell_old_regions(identity):
    """Endpoints that a region of another name has left behind; other regions of a cloud have other URLs."""
    region = os.environ["OS_REGION_NAME"]
    endpoints = list(identity.endpoints())
    urls = {endpoint.url for endpoint in endpoints if endpoint.region_id == region}
    old = [endpoint for endpoint in endpoints if endpoint.region_id != region and endpoint.url in urls]
    if old:
        print(f"the regions {', '.join(sorted({endpoint.region_id for endpoint in old}))} have endpoints with the URLs of {region}; "
              f"if they are old names of it: openstack endpoint delete {' '.join(endpoint.id for endpoint in old)}")


def main():
    identity = openstack.connect(load_yaml_config=False).identity
    name, kind = os.environ["SERVICE"], os.environ["SERVICE_TYPE"]
    ensure_user(identity, os.environ["SERVICE_USER"], os.environ["SERVICE_PASSWORD"])
    service = next(iter(identity.services(type=kind)), None) or identity.create_service(name=name, type=kind)
    ensure_endpoint(identity, service, "internal", os.environ["INTERNAL_URL"])
    ensure_endpoint(identity, service, "public", os.environ["PUBLIC_URL"])
    print(f"{name} ({kind}) is registered")
    tell_old_regions(identity)


if __name__ == "__main__":
    sys.exit(main())
