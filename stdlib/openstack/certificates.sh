#!/bin/sh
# certificates.sh place  - puts the certificate of the compute nodes where libvirt and QEMU look for it, when it is for this node
# certificates.sh follow - does so whenever it is another one, and tells libvirt
#
# Nodes reach each other by their addresses, so a certificate that lacks one of them would only be found out when a server is to move there.
# QEMU reads its files at each migration, and may be older than this pod: they lie in a folder of the node. libvirtd keeps what it read when it
# started, and reads again when it is told to: from /etc/pki then, whatever its cert_file says (11.3.0); as a client it knows /etc/pki alone.
#
# Inputs: NODE_ADDRESS; GROUP, that of QEMU; the folder /etc/stackanetes/certificate with tls.crt, tls.key and ca.crt, whose content may change.
# Exit:   1 when the certificate does not name the node's address.
set -eu

given=/etc/stackanetes/certificate
kept=/run/libvirt/certificates
told=$kept/told.pem # what libvirtd has read

# The exit code of openssl says nothing about addresses before 3.5 (3.0.22).
is_for_this_node() {
    openssl x509 -in "$given/tls.crt" -noout -checkip "$NODE_ADDRESS" | grep -q 'does match' && return
    echo "the certificate is not for this node's address, $NODE_ADDRESS: servers could not be moved here. It is for" \
        "$(openssl x509 -in "$given/tls.crt" -noout -ext subjectAltName | sed '1d; s/^ *//')" >&2
    return 1
}

# The key is for root and QEMU alone.
keep() {
    mkdir -p "$kept"
    install --mode=444 "$given/ca.crt" "$kept/ca-cert.pem"
    for side in server client; do
        install --mode=444 "$given/tls.crt" "$kept/$side-cert.pem"
        install --mode=440 --group="$GROUP" "$given/tls.key" "$kept/$side-key.pem"
    done
}

place() {
    is_for_this_node
    keep
    mkdir -p /etc/pki/CA /etc/pki/libvirt/private
    ln -sf "$kept/ca-cert.pem" /etc/pki/CA/cacert.pem
    ln -sf "$kept/client-cert.pem" /etc/pki/libvirt/clientcert.pem
    ln -sf "$kept/client-key.pem" /etc/pki/libvirt/private/clientkey.pem
    ln -sf "$kept/server-cert.pem" /etc/pki/libvirt/servercert.pem
    ln -sf "$kept/server-key.pem" /etc/pki/libvirt/private/serverkey.pem
    remember
}

remember() { cat "$given/tls.crt" "$given/ca.crt" >"$told"; }

# is_new - it is another one than that which libvirt knows
is_new() { ! cat "$given/tls.crt" "$given/ca.crt" | cmp -s - "$told"; }

# When libvirtd does not take it, it is told again a minute later.
follow() {
    while sleep 60; do
        if is_new && is_for_this_node; then
            keep
            virt-admin --connect libvirtd:///system server-update-tls libvirtd && remember
        fi
    done
}

"$1"
