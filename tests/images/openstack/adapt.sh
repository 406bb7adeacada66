# shellcheck shell=bash
# adapt_openstack - makes the images that manifests name out of Debian's packages of OpenStack; the working folder is their root
#   * uwsgi is Debian's, which has to be told to load Python
#   * the files that Debian puts into /etc of the services belong to the users that the manifests name
#   * glance-manage.conf, which only Debian has, is taken away: it would be read beside the emitted file
adapt_openstack() {
    chroot . chown -R keystone:keystone /etc/keystone /var/lib/keystone
    chroot . chown -R glance:glance /etc/glance /var/lib/glance
    chroot . chown -R placement:placement /etc/placement /var/lib/placement
    chroot . chown -R nova:nova /etc/nova /var/lib/nova
    chroot . chown -R neutron:neutron /etc/neutron /var/lib/neutron
    chroot . chown -R horizon:horizon /etc/openstack-dashboard
    chroot . chown -R cinder:cinder /etc/cinder /var/lib/cinder
    rm -f etc/glance/glance-manage.conf
    printf '#!/bin/sh\nexec uwsgi_python3 "$@"\n' >usr/local/bin/uwsgi
    chmod 755 usr/local/bin/uwsgi
}
