#!/usr/bin/env bash
# restore.sh - puts all databases back as they are in /backup/BACKUP; what was written since is lost
#
# Environment: HOST, OPTIONS (of the client), BACKUP (a file name; "latest" for the newest), MYSQL_PWD (root's password)
set -euo pipefail
read -ra options <<<"${OPTIONS:-}"
[[ $BACKUP != latest ]] || BACKUP=$(find /backup -maxdepth 1 -name '*.sql.gz' -printf '%f\n' | sort | tail -n 1)
[[ -f /backup/$BACKUP ]] || {
    echo "there is no '$BACKUP'; there are: $(find /backup -maxdepth 1 -name '*.sql.gz' -printf '%f ')" >&2
    exit 1
}
gzip -dc "/backup/$BACKUP" | mariadb --host="$HOST" --user=root "${options[@]}"
echo "restored $BACKUP"
