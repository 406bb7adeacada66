#!/usr/bin/env bash
# state.sh [ready|alive] - what this server is doing, in one line; its peers and the proxy read it on port 4569
#
#   recovering                  looks for the last transaction on its disk
#   waiting ID POSITION SAFE    not started; start.sh says what they mean
#   broken                      the last transaction on its disk cannot be found
#   starting                    has decided how to start
#   running ID busy             belongs to the majority; ID is "single" where there is no cluster
#   running ID ready [writer]   the same, and takes clients; "writer": it is the one that all clients shall go to
#   lost                        runs, and sees no majority
#   out                         runs, and has left the cluster for good
#
# Exit: 0; with "ready" and "alive", whether it is. A server that is not yet running is alive: nothing may interrupt a copy.
# One that is out is not: start.sh ends it, and the kubelet does when start.sh could not.
set -uo pipefail
run=/run/mysqld
config=/etc/stackanetes/mariadb.cnf

# status_variables - nothing when the server does not answer. The number of the writer is among them, once there is one, and a majority.
status_variables() {
    timeout 4 mariadb --defaults-file="$config" --connect-timeout=3 --batch --skip-column-names --force --execute \
        "SHOW GLOBAL STATUS WHERE Variable_name IN ('wsrep_cluster_state_uuid', 'wsrep_cluster_status', 'wsrep_local_state');
        SELECT 'writer', number FROM mysql.stackanetes_writer" 2>/dev/null
}

answers() {
    timeout 4 mariadb-admin --defaults-file="$config" ping >/dev/null 2>&1
}

# Of wsrep_local_state, 4 is Synced; 2 is Donor, which mariadb-backup does not disturb.
in_cluster() {
    local -A is=()
    local name value quality=busy
    while read -r name value; do is[${name:-none}]=$value; done <<<"$1"
    [[ -e $run/prepared && ${is[wsrep_local_state]-} == [24] ]] && quality=ready
    [[ $quality == ready && ${is[writer]-} == "${HOSTNAME##*-}" ]] && quality='ready writer'
    case ${is[wsrep_cluster_status]-} in
        Primary) echo "running ${is[wsrep_cluster_state_uuid]} $quality" ;;
        Disconnected) echo out ;;
        *) echo lost ;;
    esac
}

state() {
    local variables=
    [[ ! -e $run/accepting ]] || variables=$(status_variables)
    if [[ -z $variables ]]; then
        cat "$run/state"
    elif [[ $MEMBERS == *' '* ]]; then
        in_cluster "$variables"
    else
        echo "running single $([[ -e $run/prepared ]] && echo ready || echo busy)"
    fi
}

case ${1-} in
    '') state ;;
    ready) [[ $(state) == running\ *\ ready* ]] ;;
    alive) [[ ! -e $run/accepting ]] || { answers && [[ $(state) != out ]]; } ;;
esac
