# Certificates as the parameter `tls` of stacks/openstack wants them, in $work.
# shellcheck shell=bash disable=SC2154

# authority NAME - makes one: NAME.crt and NAME.key
authority() {
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout "$work/$1.key" -out "$work/$1.crt" -subj "/CN=$1" \
        -addext keyUsage=critical,keyCertSign 2>/dev/null
}

# certificate SERIAL [AUTHORITY] - one with this number for all that serves in the cloud, of the authority `internal`: SERIAL.crt and SERIAL.key
certificate() {
    local authority=${2:-internal}
    local names='DNS:*.openstack.svc, DNS:*.rabbitmq-server-peers.openstack.svc, DNS:*.mariadb-server-peers.openstack.svc'
    openssl req -newkey rsa:2048 -nodes -keyout "$work/$1.key" -out "$work/$1.csr" -subj /CN=internal 2>/dev/null &&
        openssl x509 -req -in "$work/$1.csr" -CA "$work/$authority.crt" -CAkey "$work/$authority.key" -set_serial "$1" -days 2 -out "$work/$1.crt" \
            -extfile <(printf '%s\n' "subjectAltName = $names" 'authorityKeyIdentifier = keyid') 2>/dev/null
}

# certificate_secret NAME SERIAL - the Secret with that certificate, as the API has it
certificate_secret() {
    jq -n --arg name "$1" --rawfile certificate "$work/$2.crt" --rawfile key "$work/$2.key" --rawfile ca "$work/internal.crt" '{
        metadata: {name: $name}, data: ({"tls.crt": $certificate, "tls.key": $key, "ca.crt": $ca} | map_values(@base64))}'
}
