#!/bin/sh
# certificates.sh place  - puts the certificate of the compute nodes where libvirt and QEMU look for it, when it is for this node
# certificates.sh follow - tells libvirt whenever the certificate is another one
#
# Nodes reach each other by their addresses, so a certificate that lacks one of them would only be found out when a server is to move there.
# QEMU reads its files at each migration; libvirtd keeps what it read when it started (11.3.0).
#
# Inputs: NODE_ADDRESS; the folder /etc/stackanetes/certificate with tls.crt, tls.key and ca.crt, whose content may change.
# Exit:   1 when the certificate does not name the node's address.
set -eu

given=/etc/stackanetes/certificate

# link NAME FILE... - the same file by other names
link() {
    name=$1
    shift
    for file; do
        mkdir -p "${file%/*}"
        ln -sf "$given/$name" "$file"
    done
}

# The exit code of openssl says nothing about addresses before 3.5 (3.0.22).
place() {
    if ! openssl x509 -in "$given/tls.crt" -noout -checkip "$NODE_ADDRESS" | grep -q 'does match'; then
        echo "the certificate is not for this node's address, $NODE_ADDRESS: servers could not be moved here. It is for" \
            "$(openssl x509 -in "$given/tls.crt" -noout -ext subjectAltName | sed '1d; s/^ *//')" >&2
        exit 1
    fi
    link ca.crt /etc/pki/CA/cacert.pem /etc/pki/qemu/ca-cert.pem
    link tls.crt /etc/pki/libvirt/servercert.pem /etc/pki/libvirt/clientcert.pem /etc/pki/qemu/server-cert.pem /etc/pki/qemu/client-cert.pem
    link tls.key /etc/pki/libvirt/private/serverkey.pem /etc/pki/libvirt/private/clientkey.pem /etc/pki/qemu/server-key.pem /etc/pki/qemu/client-key.pem
}

follow() {
    known=$(cat "$given"/*)
    while sleep 60; do
        [ "$(cat "$given"/*)" != "$known" ] || continue
        virt-admin --connect libvirtd:///system server-update-tls libvirtd && known=$(cat "$given"/*)
    done
}

"$1"
