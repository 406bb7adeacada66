#!/usr/bin/env bash
# cells.sh - writes into the API's database where cell0 (servers that found no host) and cell1 (all others) are; can be run again
#
# What is written are templates: nova-manage and the services fill in the parts of [database] connection and [DEFAULT] transport_url, so that no
# password lies there, and none has to be changed there. map_cell0 changes nothing that is there, and create_cell ends with 2 (Nova 31 and 34).
#
# Inputs: CELL0_DATABASE, CELL1_DATABASE, CELL1_TRANSPORT.
set -euo pipefail

cells=$(nova-manage cell_v2 list_cells)

# uuid_of NAME - of a cell that is known
uuid_of() {
    printf '%s\n' "$cells" | awk -F '|' -v name="$1" '{ gsub(/ /, "") } $2 == name { print $3 }'
}

cell0=$(uuid_of cell0)
if [[ $cell0 ]]; then
    nova-manage cell_v2 update_cell --cell_uuid "$cell0" --database_connection "$CELL0_DATABASE" --transport-url none:///
else
    nova-manage cell_v2 map_cell0 --database_connection "$CELL0_DATABASE"
fi

cell1=$(uuid_of cell1)
if [[ $cell1 ]]; then
    nova-manage cell_v2 update_cell --cell_uuid "$cell1" --database_connection "$CELL1_DATABASE" --transport-url "$CELL1_TRANSPORT"
else
    nova-manage cell_v2 create_cell --name cell1 --database_connection "$CELL1_DATABASE" --transport-url "$CELL1_TRANSPORT"
fi
