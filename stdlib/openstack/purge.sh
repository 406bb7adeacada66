#!/usr/bin/env bash
# purge.sh - removes for good what was deleted long ago: of all cells, first into the shadow tables, then out of those
#
# nova-manage ends with codes of its own, which mean the same in Nova 31 and 34.
#
# Inputs: DAYS; what was deleted in the last DAYS days stays.
# Exit:   0 done, 1 failed: the last line says how.
set -uo pipefail

fail() {
    echo "$*" >&2
    exit 1
}

before=$(date --utc --date "$DAYS days ago" '+%F %T') || exit 1

nova-manage db archive_deleted_rows --all-cells --until-complete --verbose --before "$before"
code=$?
case $code in
    0) echo "nothing that was deleted before $before was still to be archived" ;;
    1) echo "what was deleted before $before is archived" ;;
    3) fail "the database of Nova's API cannot be reached" ;;
    *) fail "nova-manage db archive_deleted_rows ended with $code" ;;
esac

nova-manage db purge --all-cells --verbose --before "$before"
code=$?
case $code in
    0) echo "what was deleted before $before is removed for good" ;;
    3) echo "nothing that is archived was deleted before $before" ;;
    4) fail "the list of cells in the database of Nova's API cannot be read" ;;
    *) fail "nova-manage db purge ended with $code" ;;
esac
