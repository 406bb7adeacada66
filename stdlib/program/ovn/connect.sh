#!/bin/sh
# connect.sh VARIABLE... -- COMMAND...: puts addresses in the place of names in these variables, and becomes the command.
#
# A variable holds connections of OVSDB, "tcp:HOST:PORT,tcp:HOST:PORT", or with ssl. The hosts are Services, which keep their addresses, so they are looked up
# once. As names they would be of no use: the library for Python takes addresses alone where the package unbound is missing (ovs 3.5.0), and that
# for C asks the name servers itself, without the domains that resolv.conf searches.
#
# Exit: 1 when a name has no address for five minutes.
set -eu

# address_of HOST - as OVSDB writes it: those of IPv6 in brackets
address_of() {
    tries=0
    until address=$(getent ahosts "$1" | sed -n '1s/ .*//p') && [ -n "$address" ]; do
        tries=$((tries + 1))
        [ $tries -lt 300 ] || { echo "connect: $1 has no address" >&2 && return 1; }
        sleep 1
    done
    case $address in
        *:*) echo "[$address]" ;;
        *) echo "$address" ;;
    esac
}

# with_addresses CONNECTIONS
with_addresses() {
    rest=$1 all=
    while [ -n "$rest" ]; do
        one=${rest%%,*} port=${rest%%,*}
        case $rest in *,*) rest=${rest#*,} ;; *) rest= ;; esac
        scheme=${one%%:*} one=${one#*:} port=${port##*:}
        address=$(address_of "${one%:*}") || return
        all=$all${all:+,}$scheme:$address:$port
    done
    echo "$all"
}

while [ "$1" != -- ]; do
    eval "connections=\$$1"
    connections=$(with_addresses "$connections")
    export "$1=$connections"
    shift
done
shift
exec "$@"
