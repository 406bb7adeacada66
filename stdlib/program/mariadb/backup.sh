#!/usr/bin/env bash
# backup.sh - writes all databases and users into /backup/DATE.sql.gz, and keeps the newest KEEP of them
#
# Environment: HOST, OPTIONS (of the client), KEEP, MYSQL_PWD (root's password)
set -euo pipefail
read -ra options <<<"${OPTIONS:-}"
name=$(date -u +%Y-%m-%dT%H-%M-%SZ).sql.gz

databases() {
    mariadb --host="$HOST" --user=root "${options[@]}" --batch --skip-column-names --execute \
        "SELECT schema_name FROM information_schema.schemata WHERE schema_name NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys')"
}

mapfile -t names < <(databases)
((${#names[@]})) || { echo 'there are no databases yet' >&2 && exit 0; }
mariadb-dump --host="$HOST" --user=root "${options[@]}" --single-transaction --quick --routines --triggers --events \
    --add-drop-database --databases "${names[@]}" | gzip >"/backup/$name.part"
gzip -dc "/backup/$name.part" | tail -n 1 | grep -q 'Dump completed'
mv "/backup/$name.part" "/backup/$name"
echo "wrote $name: ${names[*]}"

find /backup -maxdepth 1 -name '*.part' -delete
find /backup -maxdepth 1 -name '*.sql.gz' | sort -r | tail -n "+$((KEEP + 1))" | xargs -r rm -v --
