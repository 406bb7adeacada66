#!/usr/bin/env bash
# start.sh - starts one server of MariaDB, alone or in a cluster, so that the newest data win and there is never a second cluster
#
# Every server tells the others on port 4569 what it is doing (state.sh). One that starts asks all of them:
#   * somebody is running: it joins
#   * all are waiting: the one with the newest data starts the cluster, the others join it
#   * somebody does not answer: it waits, since that one may have newer data
#
# A waiting server offers "ID POSITION SAFE":
#   ID        the history of its data: the UUID of a cluster, "single" (never in one), "partial" (a copy that was interrupted), "-" (no data)
#   POSITION  the number of the last transaction; 0 single, -1 partial, -2 no data
#   SAFE      1 when it was the last one to stop
#
# People decide by making a file in /var/lib/mysql of one server:
#   force_bootstrap   this server starts the cluster now, from its own data
#   discard_data      this server gives up its own data, and takes those of the others
#
# Environment: MEMBERS (host names of all servers, in order), POD_IP, MARIADB_ROOT_PASSWORD
set -euo pipefail
shopt -s inherit_errexit
here=$(dirname "$0")
volume=/var/lib/mysql
data=$volume/data
run=/run/mysqld
config=/etc/stackanetes/mariadb.cnf
port=4569
read -ra members <<<"${MEMBERS:?}"
me=${HOSTNAME##*-}
next_word=0
# Clients who do not come by the socket have to encrypt; the name of the certificate is not 127.0.0.1.
certificate=/etc/stackanetes/tls/tls.crt
encrypted=()
[[ ! -e $certificate ]] || encrypted=(--ssl --disable-ssl-verify-server-cert)

say() {
    echo "start: $*" >&2
}

# explain TEXT - twice a minute, while nothing happens
explain() {
    ((SECONDS >= next_word)) || return 0
    next_word=$((SECONDS + 30))
    say "$*"
}

# ---- what this server has ----

set_state() {
    echo "$*" >"$run/state.new"
    mv "$run/state.new" "$run/state"
}

serve_state() {
    rm -f "$run"/{accepting,prepared}
    set_state recovering
    socat TCP-LISTEN:$port,reuseaddr,fork,max-children=50 "EXEC:bash $here/state.sh" &
}

asked_to() {
    [[ -e $volume/$1 ]]
}

# saved KEY - from Galera's note about the data
saved() {
    sed -n "s/^$1: *//p" "$data/grastate.dat"
}

# recovered - UUID:NUMBER of the last transaction in the tables of a server that was killed
recovered() {
    mariadbd --defaults-file="$config" --datadir="$data" --wsrep-recover --log-error="$run/recovery.log" >&2 &&
        sed -n 's/.*Recovered position: *\([-0-9a-f]*:[-0-9]*\).*/\1/p' "$run/recovery.log" | tail -n 1
}

# find_position - sets id, position and safe; fails when there are data whose position cannot be found
find_position() {
    id=- position=-2 safe=0
    [[ -d $data/mysql || -e $data/grastate.dat ]] || return 0
    ! asked_to discard_data || return 0
    id=single position=0
    [[ -e $data/grastate.dat ]] || return 0
    id=$(saved uuid) position=$(saved seqno) safe=$(saved safe_to_bootstrap)
    if [[ $id == 00000000-* || -e $data/sst_in_progress ]]; then
        id=partial position=-1 safe=0
    elif ((position < 0)); then
        rm -f "$run/recovery.log"
        position=$(recovered) || return 1
        [[ ${position%:*} == "$id" ]] || return 1
        position=${position##*:}
    fi
}

# ---- what the others say ----

# ask HOST - the state of a server; nothing when it does not answer
ask() {
    timeout 6 socat -u "TCP:$1:$port,connect-timeout=2" - 2>/dev/null || true
}

# ask_all - sets states, one for each of members
ask_all() {
    local i
    for i in "${!members[@]}"; do
        if ((i == me)); then states[i]=$(<"$run/state"); else states[i]=$(ask "${members[i]}"); fi
    done
}

# those PATTERN - the names of the servers whose state matches
those() {
    local i
    for i in "${!states[@]}"; do
        # shellcheck disable=SC2053 # a pattern
        [[ ${states[i]} != $1 ]] || printf '%s ' "${members[i]%%.*}"
    done
}

# waiting - "ORDINAL ID POSITION SAFE" of all that wait, the newest data first
waiting() {
    local i
    for i in "${!states[@]}"; do
        [[ ${states[i]} != waiting\ * ]] || echo "$i ${states[i]#* }"
    done | sort -k3,3nr -k4,4nr -k1,1n
}

histories() {
    waiting | awk '$2 != "-" && $2 != "partial" { print $2 }' | sort -u
}

running_id() {
    printf '%s\n' "${states[@]}" | awk '$1 == "running" { print $2; exit }'
}

# ---- starting ----

# The tables are made beside their place, so that an interruption leaves nothing behind. The system's user mysql
# may do everything, over the socket; so no password is needed inside the pod, for copies (SST) neither.
install() {
    say 'making a new database'
    rm -rf "$data" "$data.new"
    mariadb-install-db --defaults-file="$config" --datadir="$data.new" --wsrep-on=OFF --skip-test-db \
        --auth-root-authentication-method=socket --auth-root-socket-user=mysql >"$run/install.log" 2>&1 || {
        cat "$run/install.log" >&2
        return 1
    }
    mv "$data.new" "$data"
}

# find_start_position - sets start_position. Galera takes the data of a server that was killed for those of no cluster, and would give
# them a new history, unless it is told.
find_start_position() {
    start_position=()
    [[ $id != *-*-* ]] || start_position=("--wsrep_start_position=$id:$position")
}

# launch OPTION... - becomes the server
launch() {
    set_state starting
    rm -f "$volume"/{force_bootstrap,discard_data} "$data"/{gvwstate.dat,sst_in_progress,wsrep_sst.pid}
    after_start &
    exec mariadbd --defaults-file="$config" --datadir="$data" "$@"
}

launch_member() {
    launch --wsrep_node_name="$HOSTNAME" --wsrep_node_address="$POD_IP" "$@"
}

bootstrap() {
    say "starting the cluster from the data of this server (history $id, transaction $position)"
    [[ -d $data/mysql ]] || install
    [[ ! -e $data/grastate.dat ]] || sed -i 's/^safe_to_bootstrap:.*/safe_to_bootstrap: 1/' "$data/grastate.dat"
    find_start_position
    launch_member --wsrep-new-cluster "${start_position[@]}"
}

join() {
    say "joining the cluster of $(those 'running *')"
    mkdir -p "$data"
    [[ $id == *-*-* ]] || rm -f "$data/grastate.dat"
    find_start_position
    launch_member "${start_position[@]}"
}

# ---- deciding ----

# join_running ID - unless that would overwrite data that only this server has
join_running() {
    if [[ $1 == single ]]; then
        explain "$(those 'running single *')still runs without a cluster; delete its pod, so that it starts as a member"
    elif [[ $id == single || ($id == *-*-* && $id != "$1") ]]; then
        explain "the data here have the history $id, and the cluster that runs has $1; to give up those here: touch $volume/discard_data"
    else
        join
    fi
}

elect() {
    local winner its_id rest
    read -r winner its_id rest < <(waiting)
    if (($(histories | wc -l) > 1)); then
        explain "the servers have data of different histories, and nobody can tell which are right (number, history, last transaction):" \
            "$(waiting | awk '{ print $1, $2, $3 }' | paste -sd ';'). To start from those of this server: touch $volume/force_bootstrap"
    elif [[ $its_id == partial ]]; then
        explain "no server has whole data. To start from what is here: touch $volume/force_bootstrap"
    elif ((winner == me)); then
        bootstrap
    else
        explain "all servers are here; number $winner starts the cluster ($rest)"
    fi
}

decide() {
    local silent
    ! asked_to discard_data || { id=- position=-2 && set_state "waiting $id $position 0"; }
    ask_all
    silent=$(those '')
    if [[ -n $(running_id) ]]; then
        join_running "$(running_id)"
    elif asked_to force_bootstrap && [[ -z $(those starting) ]]; then
        bootstrap
    elif (($(waiting | wc -l) == ${#members[@]})); then
        elect
    elif [[ -n $silent ]]; then
        explain "no answer from ${silent% }, and newer data may be there. Only if they will not come back: touch $volume/force_bootstrap"
    elif [[ -n $(those broken) ]]; then
        explain "$(those broken)cannot find its last transaction (its log has the reason). To start without it, here or on another server: touch $volume/force_bootstrap"
    else
        explain "waiting for $(those 'recovering')$(those 'starting')$(those 'lost')$(those 'out')to find their way"
    fi
}

run_member() {
    if find_position; then
        set_state "waiting $id $position $safe"
    else
        cat "$run/recovery.log" >&2 || true
        id=broken position=0
        set_state broken
    fi
    while :; do
        decide
        sleep 1
    done
}

# Data of a cluster may be older than those of its other servers, unless this was the last one to stop.
run_single() {
    until [[ ! -e $data/grastate.dat || $(saved safe_to_bootstrap) == 1 ]] || asked_to force_bootstrap; do
        set_state "waiting $(saved uuid) $(saved seqno) 0"
        explain "the data here are of a cluster whose other servers may have newer ones. To go on with those here: touch $volume/force_bootstrap"
        sleep 1
    done
    [[ -d $data/mysql ]] || install
    rm -f "$data"/{grastate.dat,galera.cache}
    launch
}

# ---- beside the running server ----

root_can_enter() {
    MYSQL_PWD=$MARIADB_ROOT_PASSWORD mariadb --defaults-file="$config" --protocol=tcp --host=127.0.0.1 --user=root "${encrypted[@]}" --execute 'DO 1' 2>/dev/null
}

set_root_password() {
    local quoted=${MARIADB_ROOT_PASSWORD//\\/\\\\}
    quoted=${quoted//\'/\'\'}
    mariadb --defaults-file="$config" <<STATEMENTS
CREATE USER IF NOT EXISTS root@'%' IDENTIFIED BY '$quoted';
ALTER USER root@'%' IDENTIFIED BY '$quoted';
GRANT ALL PRIVILEGES ON *.* TO root@'%' WITH GRANT OPTION;
STATEMENTS
}

# prepare - what must hold before clients come: tables of this version, the password that the Secret has now, and a writer
prepare() {
    ! mariadb-upgrade --defaults-file="$config" --check-if-upgrade-is-needed --silent >/dev/null 2>&1 ||
        mariadb-upgrade --defaults-file="$config" --skip-write-binlog >&2 || return
    root_can_enter || set_root_password || return
    ((${#members[@]} == 1)) || make_first_writer
}

# watch - ends a server that cannot come back by itself, so that it starts again and asks the others: one that has left
# the cluster, also before it was ready (Galera: "node restart required"), or one without a majority when all answer and none has one.
watch() {
    local count=0 states=()
    while sleep 5; do
        ask_all
        states[me]=$(bash "$here/state.sh")
        count=$((count + 1))
        [[ ${states[me]} == out || (${states[me]} == lost && -z $(those '') && -z $(those 'running *') && -z $(those 'starting')) ]] || count=0
        ((count < 6)) || break
    done
    say "this server is ${states[me]}: it ends, so that it can start again with the others"
    kill -TERM $$
}

# follow_certificate - another one is for connections that come from then on
follow_certificate() {
    local now shown
    shown=$(<"$certificate")
    while sleep 60; do
        now=$(<"$certificate")
        [[ $now != "$shown" ]] || continue
        query 'FLUSH SSL' && shown=$now && say 'shows the new certificate'
    done
}

# query STATEMENTS - as the system's user
query() {
    timeout 10 mariadb --defaults-file="$config" --batch --skip-column-names --execute "$1"
}

# The writer is the server whose number is in this table; the first one to be ready begins. The cluster brings what all servers write into
# one order, so all agree on it, also while it changes. It lies where no backup takes it along.
make_first_writer() {
    query "CREATE TABLE IF NOT EXISTS mysql.stackanetes_writer (id INT PRIMARY KEY, number INT NOT NULL) ENGINE=InnoDB;
        INSERT IGNORE INTO mysql.stackanetes_writer VALUES (1, $me)"
}

# writer - its number, and 1 when it belongs to the cluster that this server sees, else 0
writer() {
    query "SELECT number, EXISTS (SELECT * FROM mysql.wsrep_cluster_members WHERE node_name = CONCAT('${HOSTNAME%-*}-', number))
        FROM mysql.stackanetes_writer" 2>/dev/null
}

# says_it_cannot NUMBER - a server answers that it takes no clients. Silence says nothing: without DNS, all are silent.
says_it_cannot() {
    local answer
    answer=$(ask "${members[$1]-}")
    [[ -n $answer && $answer != running\ *\ ready* ]]
}

# is_next - this server can be the writer, and none before it can
is_next() {
    local i
    [[ $(bash "$here/state.sh") == running\ *\ ready* ]] || return
    for ((i = 0; i < me; i++)); do
        [[ $(ask "${members[i]}") != running\ *\ ready* ]] || return
    done
}

# succeed NUMBER - becomes the writer in its place, unless another server just did
succeed() {
    query "UPDATE mysql.stackanetes_writer SET number = $me WHERE number = $1" && say "takes the place of number $1 as the writer"
}

# lead - takes the place of a writer that has left the cluster, or has said twice that it takes no clients. When that one comes back it is
# one of the others: no session is cut for it.
lead() {
    local number is_member refusals=0
    while sleep 2; do
        read -r number is_member < <(writer) || continue
        if ((number == me)); then
            refusals=0
        elif ((!is_member)); then
            refusals=2
        elif says_it_cannot "$number"; then
            refusals=$((refusals + 1))
        else
            refusals=0
        fi
        ((refusals < 2)) || ! is_next || succeed "$number"
    done
}

after_start() {
    set +e
    until mariadb-admin --defaults-file="$config" ping >/dev/null 2>&1; do sleep 1; done
    touch "$run/accepting"
    ((${#members[@]} == 1)) || watch &
    [[ ! -e $certificate ]] || follow_certificate &
    until [[ $(bash "$here/state.sh") == running* ]] && prepare; do sleep 1; done
    touch "$run/prepared"
    say 'ready'
    ((${#members[@]} == 1)) || lead
}

trap 'exit 143' TERM INT
serve_state
if ((${#members[@]} > 1)); then run_member; else run_single; fi
