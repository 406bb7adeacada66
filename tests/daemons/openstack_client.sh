# Requests to Keystone, Glance, Placement, Nova, Neutron, Cinder and Horizon, as a user of the cloud sends them. Who sources this file defines before
#
#     web CURL-OPTION...        curl, with the names of the services
#     $work                     a folder for what is sent and what comes back
# shellcheck shell=bash disable=SC2034,SC2154

# speak SCHEME - http, or https where services are encrypted
speak() {
    scheme=$1
    keystone=$scheme://keystone-api.openstack.svc:5000/v3
    glance=$scheme://glance-api.openstack.svc:9292
    placement=$scheme://placement-api.openstack.svc:8778
    compute=$scheme://nova-api.openstack.svc:8774/v2.1
    neutron=$scheme://neutron-api.openstack.svc:9696
    volume=$scheme://cinder-api.openstack.svc:8776/v3
    dashboard=$scheme://horizon-web.openstack.svc:8080
}
speak http

# status_of CURL-OPTION... - of the answer
status_of() {
    web --output /dev/null --write-out '%{http_code}' "$@"
}

# token_request USER PASSWORD PROJECT
token_request() {
    jq -cn --arg user "$1" --arg password "$2" --arg project "$3" '{auth: {
        identity: {methods: ["password"], password: {user: {name: $user, domain: {id: "default"}, password: $password}}},
        scope: {project: {name: $project, domain: {id: "default"}}}}}'
}

# new_token USER PASSWORD PROJECT
new_token() {
    token_request "$@" | web --fail --dump-header - --output /dev/null -H 'Content-Type: application/json' --data-binary @- "$keystone/auth/tokens" |
        tr -d '\r' | sed -n 's/^x-subject-token: //Ip' | grep .
}

# image_id TOKEN [PROPERTIES] - makes an image that has no data yet; properties are JSON
image_id() {
    jq --null-input --argjson more "${2-"{}"}" '{name: "sample", disk_format: "raw", container_format: "bare"} + $more' |
        web --fail -H "X-Auth-Token: $1" -H 'Content-Type: application/json' --data @- "$glance/v2/images" | jq -r .id
}

# upload TOKEN ID CURL-OPTION...
upload() {
    web --fail -X PUT -H "X-Auth-Token: $1" -H 'Content-Type: application/octet-stream' "${@:3}" "$glance/v2/images/$2/file"
}

# part_of_guest TOKEN FORMAT FILE - sends a kernel (aki) or an initrd (ari); prints the id of its image
part_of_guest() {
    local id
    id=$(image_id "$1" "{\"disk_format\": \"$2\", \"container_format\": \"$2\"}") && upload "$1" "$id" --data-binary @"$3" && echo "$id"
}

# guest_image TOKEN FOLDER - of a guest of tests/guest, whose disk is empty; prints the id
guest_image() {
    local kernel initrd id
    kernel=$(part_of_guest "$1" aki "$2/kernel") && initrd=$(part_of_guest "$1" ari "$2/initrd") &&
        id=$(image_id "$1" "{\"kernel_id\": \"$kernel\", \"ramdisk_id\": \"$initrd\", \"os_command_line\": \"console=ttyS0 quiet\"}") &&
        head -c 1000000 /dev/zero | upload "$1" "$id" --data-binary @- && echo "$id"
}

# comes_back TOKEN ID - what is downloaded is what was sent, $work/image, and its hash is right
comes_back() {
    web --fail -H "X-Auth-Token: $1" --output "$work/downloaded" "$glance/v2/images/$2/file" && cmp "$work/image" "$work/downloaded" &&
        [[ $(web --fail -H "X-Auth-Token: $1" "$glance/v2/images/$2" | jq -r .os_hash_value) == $(sha512sum <"$work/image" | cut -d' ' -f1) ]]
}

# provider TOKEN NAME - makes a host that offers two processors, and asks who has one free
provider() {
    local id
    local -a headers=(-H "X-Auth-Token: $1" -H 'Content-Type: application/json' -H 'OpenStack-API-Version: placement 1.20')
    id=$(web --fail "${headers[@]}" --data "{\"name\": \"$2\"}" "$placement/resource_providers" | jq -r .uuid) &&
        web --fail --output /dev/null "${headers[@]}" -X PUT --data '{"resource_provider_generation": 0, "inventories": {"VCPU": {"total": 2}}}' \
            "$placement/resource_providers/$id/inventories" &&
        web --fail "${headers[@]}" "$placement/allocation_candidates?resources=VCPU:1" | jq --exit-status --arg id "$id" '.provider_summaries[$id]' >/dev/null
}

# compute_request TOKEN PATH CURL-OPTION...
compute_request() {
    web --fail -H "X-Auth-Token: $1" -H 'Content-Type: application/json' -H 'OpenStack-API-Version: compute 2.79' "$compute/$2" "${@:3}"
}

# services_up TOKEN - Nova's services that are up, each once
services_up() {
    compute_request "$1" os-services | jq --raw-output '[.services[] | select(.state == "up").binary] | unique | join(" ")'
}

# flavor_id TOKEN NAME - makes a flavor
flavor_id() {
    compute_request "$1" flavors --data "{\"flavor\": {\"name\": \"$2\", \"vcpus\": 1, \"ram\": 256, \"disk\": 1}}" | jq --raw-output .flavor.id
}

# server_id TOKEN IMAGE FLAVOR [NETWORK [USER-DATA]] - asks for a server
server_id() {
    jq --null-input --arg image "$2" --arg flavor "$3" --arg network "${4-}" --arg data "${5-}" '
        {name: "sample", imageRef: $image, flavorRef: $flavor, networks: (if $network == "" then "none" else [{uuid: $network}] end)}
        | if $data == "" then . else .user_data = ($data | @base64) end | {server: .}' |
        compute_request "$1" servers --data @- | jq --raw-output .server.id
}

# hypervisors TOKEN - names of the nodes that the scheduler knows
hypervisors() {
    compute_request "$1" os-hypervisors | jq --raw-output '.hypervisors[].hypervisor_hostname'
}

# runs TOKEN SERVER - it is listed as one that does
runs() {
    compute_request "$1" 'servers?status=ACTIVE' | jq --exit-status --arg id "$2" 'any(.servers[]; .id == $id)'
}

# console TOKEN SERVER - what it has written
console() {
    compute_request "$1" "servers/$2/action" --data '{"os-getConsoleOutput": {}}' | jq --raw-output .output | tr -d '\r'
}

# says TOKEN SERVER TEXT - a guest of tests/guest, on its console; else shows the end of that
says() {
    console "$1" "$2" >"$work/console"
    grep --fixed-strings --quiet "$3" "$work/console" || { tail -n 5 "$work/console" && return 1; }
}

# started TOKEN SERVER - when a guest of tests/guest did, in seconds since 1970, by what it said last; to about two seconds
started() {
    local up
    up=$(console "$1" "$2" | sed -n 's/^guest: up \([0-9]*\) s.*/\1/p' | tail -n 1 | grep .) && echo $(($(date +%s) - up))
}

# leaves_nothing TOKEN SERVER - it is gone, with its ports and what Placement had for it
leaves_nothing() {
    [[ $(status_of -H "X-Auth-Token: $1" "$compute/servers/$2") == 404 ]] &&
        network_request "$1" "ports?device_id=$2" | jq --exit-status '.ports == []' &&
        web --fail -H "X-Auth-Token: $1" "$placement/allocations/$2" | jq --exit-status '.allocations == {}'
}

# shows_console TOKEN SERVER - the first bytes that come from where a browser is sent are those of VNC
shows_console() {
    local url
    url=$(compute_request "$1" "servers/$2/remote-consoles" --data '{"remote_console": {"protocol": "vnc", "type": "novnc"}}' | jq --raw-output .remote_console.url)
    { web --http1.1 --max-time 10 --output - -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==' \
        -H 'Sec-WebSocket-Protocol: binary' -H "Origin: ${url%/*}" "${url%/*}/?token=${url##*token%3D}" || true; } | grep --text --quiet 'RFB 003'
}

# network_request TOKEN PATH CURL-OPTION...
network_request() {
    web --fail -H "X-Auth-Token: $1" -H 'Content-Type: application/json' "$neutron/v2.0/$2" "${@:3}"
}

# agents_alive TOKEN - Neutron's agents that have told of themselves lately
agents_alive() {
    network_request "$1" agents | jq --raw-output '[.agents[] | select(.alive).binary] | sort | join(" ")'
}

# made TOKEN KIND JSON - makes a network, say; prints its id
made() {
    network_request "$1" "$2s" --data "{\"$2\": $3}" | jq --exit-status --raw-output ".$2.id"
}

# routed_network TOKEN NAME CIDR - a network with a subnet and a router; prints the id of the network
routed_network() {
    local network subnet router
    network=$(made "$1" network "{\"name\": \"$2\"}") &&
        subnet=$(made "$1" subnet "{\"network_id\": \"$network\", \"ip_version\": 4, \"cidr\": \"$3\"}") &&
        router=$(made "$1" router "{\"name\": \"$2\"}") &&
        network_request "$1" "routers/$router/add_router_interface" -X PUT --data "{\"subnet_id\": \"$subnet\"}" --output /dev/null && echo "$network"
}

# ports TOKEN NETWORK - whose they are, and whether they are alive
ports() {
    network_request "$1" "ports?network_id=$2" | jq --raw-output '[.ports[] | "\(.device_owner) \(.status)"] | sort | join(", ")'
}

# address TOKEN SERVER
address() {
    network_request "$1" "ports?device_id=$2" | jq --exit-status --raw-output '.ports[0].fixed_ips[0].ip_address'
}

# is_joined TOKEN SERVER - its port is that of a switch, and traffic flows
is_joined() {
    network_request "$1" "ports?device_id=$2" | jq --exit-status '.ports | length == 1 and all(.status == "ACTIVE" and .["binding:vif_type"] == "ovs")'
}

# page PATH CURL-OPTION... - of the dashboard, for a browser that keeps its cookies
page() {
    web --cookie "$work/cookies" --cookie-jar "$work/cookies" --referer "$dashboard/" "$dashboard$1" "${@:2}"
}

# log_in USER PASSWORD - by the form; prints the status of the answer, and where that leads to
log_in() {
    local token
    rm -f "$work/cookies"
    token=$(page /auth/login/ --fail | sed -n 's/.*name="csrfmiddlewaretoken" value="\([^"]*\)".*/\1/p' | head -n 1 | grep .) &&
        page /auth/login/ --output /dev/null --write-out '%{http_code} %{redirect_url}' --data-urlencode "csrfmiddlewaretoken=$token" \
            --data-urlencode "username=$1" --data-urlencode "password=$2" --data-urlencode "region=default"
}

# volume_request TOKEN PATH CURL-OPTION...
volume_request() {
    web --fail -H "X-Auth-Token: $1" -H 'Content-Type: application/json' -H 'OpenStack-API-Version: volume 3.60' "$volume/$2" "${@:3}"
}

# made_volume TOKEN KIND JSON - makes a volume, a snapshot or a backup; prints its id
made_volume() {
    volume_request "$1" "$2s" --data "{\"$2\": $3}" | jq --exit-status --raw-output ".$2.id"
}

# becomes SECONDS TOKEN KIND ID STATUS - waits for the status; else shows what it has instead
becomes() {
    local until=$((SECONDS + $1)) now
    until now=$(volume_request "$2" "$3s/$4" | jq --raw-output ".$3.status") && [[ $now == "$5" ]]; do
        if ((SECONDS >= until)) || [[ $now == *error* ]]; then echo "$3 $4 is $now" && return 1; fi
        sleep 0.5
    done
}
