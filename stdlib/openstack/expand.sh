#!/bin/sh
# expand.sh ARGUMENTS...: brings the database of Neutron as far as programs of the release before and of this one can use it.
#
# It grows only, and is cleared of what is old when the last old program has gone. An empty one has no old programs, and steps that clear make columns
# that those of today read (networksegments.name, Neutron 26), so it is made as a whole. Arguments: --config-file FILE...
set -eu

if neutron-db-manage "$@" current | grep -q '^[0-9a-f]\{12\}'; then
    exec neutron-db-manage "$@" upgrade --expand
fi
exec neutron-db-manage "$@" upgrade heads
