#!/usr/bin/env python3
"""Uses object storage as users of the cloud do: by Swift with tokens, by S3 with EC2 credentials.

    objects_client.py ADMIN_PASSWORD GATEWAY...

Keystone's address is in OS_AUTH_URL. GATEWAYs are the URLs of single gateways. Prints a line for each thing that was seen.
"""
import hashlib
import os
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from keystoneauth1.identity.v3 import Password
from keystoneauth1.session import Session

DATA = os.urandom(3_000_000)
NAME = "a//b/c d"


def session(user, password, project):
    return Session(Password(os.environ["OS_AUTH_URL"], username=user, password=password, project_name=project,
                            user_domain_name="Default", project_domain_name="Default"))


def new_user(admin, project, name, role):
    """A user with ROLE in PROJECT, which is made unless it is there; gives a session."""
    keystone = {"endpoint_filter": {"service_type": "identity", "interface": "internal"}}

    def find(kind, called):
        found = admin.get(f"/v3/{kind}", params={"name": called}, endpoint_override=root, **keystone).json()[kind]
        return found[0]["id"] if found else None

    def make(kind, one, **what):
        return admin.post(f"/v3/{kind}", json={one: what}, endpoint_override=root, **keystone).json()[one]["id"]

    root = os.environ["OS_AUTH_URL"].removesuffix("/v3")
    place = find("projects", project) or make("projects", "project", name=project, domain_id="default")
    user = make("users", "user", name=name, password="pw", domain_id="default")
    admin.put(f"/v3/projects/{place}/users/{user}/roles/{find('roles', role)}", endpoint_override=root, **keystone)
    return session(name, "pw", project), user, place


class Swift:
    """Of one user; at the URL of the catalogue, or at another gateway."""

    def __init__(self, of, gateway=None):
        self.of = of
        self.url = of.get_endpoint(service_type="object-store", interface="public")
        if gateway:
            self.url = f"{gateway}/" + self.url.split("/", 3)[3]

    def ask(self, method, path, account=None, authenticated=True, **more):
        url = account or self.url
        return self.of.request(f"{url}/{path}", method, authenticated=authenticated, raise_exc=False, **more)


def s3(gateway, access, secret):
    """Over https, boto3 (1.40) sends checksums after the data unless it is told not to, and Ceph 16 takes no data without a length."""
    return boto3.client("s3", endpoint_url=gateway, aws_access_key_id=access, aws_secret_access_key=secret, region_name="default",
                        config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1}, request_checksum_calculation="when_required"))


def try_swift(admin, gateways):
    of_one, user, project = new_user(admin, "one", "writer", "member")
    one, elsewhere = Swift(of_one), Swift(of_one, gateways[-1])
    print("the catalogue has the account", one.url.endswith(f"/swift/v1/AUTH_{project}"))
    print("container", one.ask("PUT", "photos").status_code, "object", one.ask("PUT", f"photos/{NAME}", data=DATA).status_code)
    print("at another gateway", elsewhere.ask("GET", f"photos/{NAME}").content == DATA)
    two = Swift(new_user(admin, "two", "stranger", "member")[0])
    print("a stranger", two.ask("GET", f"photos/{NAME}", account=one.url).status_code)
    print("a container of the same name", two.ask("PUT", "photos").status_code)
    reader = Swift(new_user(admin, "one", "reader", "reader")[0])
    print("a reader", reader.ask("GET", f"photos/{NAME}").status_code, reader.ask("PUT", "papers").status_code)
    print("nobody", one.ask("GET", f"photos/{NAME}", authenticated=False).status_code)
    one.ask("POST", "photos", headers={"X-Container-Read": ".r:*"})
    print("nobody, of what is public", one.ask("GET", f"photos/{NAME}", authenticated=False).status_code)
    return of_one, user, project


def try_s3(of_one, user, project, gateways):
    keys = of_one.post(f"{os.environ['OS_AUTH_URL']}/users/{user}/credentials/OS-EC2", json={"tenant_id": project}).json()["credential"]
    first, other = (s3(gateway, keys["access"], keys["secret"]) for gateway in (gateways[0], gateways[-1]))
    print("buckets", [bucket["Name"] for bucket in first.list_buckets()["Buckets"]])
    first.create_bucket(Bucket="books")
    first.put_object(Bucket="books", Key="x//y", Body=b"hello")
    print("at another gateway", other.get_object(Bucket="books", Key="x//y")["Body"].read())
    body = other.get_object(Bucket="photos", Key=NAME)["Body"].read()
    print("what Swift sent", hashlib.sha256(body).digest() == hashlib.sha256(DATA).digest())
    try:
        s3(gateways[0], keys["access"], "wrong").list_buckets()
    except ClientError as error:
        print("a wrong key", error.response["Error"]["Code"])


def main():
    password, *gateways = sys.argv[1:]
    try_s3(*try_swift(session("admin", password, "admin"), gateways), gateways)


if __name__ == "__main__":
    main()
