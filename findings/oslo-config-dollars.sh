#!/usr/bin/env bash
# oslo-config-dollars - a dollar in an option of OpenStack: doubling it, as the documentation says, is wrong behind a backslash
#
# Software:  oslo.config 9.0.0 (Debian 12); 9.7.1 and 10.7.0 do the same.
# Setting:   an option that holds a text, once in the file, once in the environment (OS_DATABASE__CONNECTION).
# Guess:     the environment is taken as it is; in files "$$" stands for a dollar, so whoever doubles all dollars of a password is safe.
# Behaviour: the environment is searched for "$name", too: a password with a dollar ends the program with NoSuchOptError, or, where an
#            option has that name, becomes another password without a word. And "\$" is turned into "$$" before "$$" is looked at: of the
#            password \$x, doubling makes \$$x, which is read as $$ and then the name x.
# So:        put a backslash before every dollar, in files and in the environment; that is right for all texts.
#
# Inputs:    apt-get (unpacked in a temporary folder, nothing is installed), python3 with yaml and requests.
# Exit:      0 as described, 1 not any more.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && apt-get --quiet --quiet download python3-oslo.config python3-oslo.i18n python3-rfc3986 python3-netaddr python3-stevedore \
    python3-debtcollector python3-wrapt python3-pbr 2>/dev/null)
for package in "$work"/*.deb; do dpkg --extract "$package" "$work/root"; done
compgen -G "$work/python3-oslo.config_*9.0.0-*" >/dev/null || { echo 'this is about oslo.config 9.0.0' && exit 1; }

cat >"$work/read.py" <<'PYTHON'
import os
import sys
from oslo_config import cfg

FILE = f"{sys.argv[1]}/service.conf"


def read(text, by_environment):
    os.environ.pop("OS_DATABASE__CONNECTION", None)
    with open(FILE, "w") as file:
        file.write("[database]\n" + ("" if by_environment else f"connection = {text}\n"))
    if by_environment:
        os.environ["OS_DATABASE__CONNECTION"] = text
    options = cfg.ConfigOpts()
    options.register_opt(cfg.BoolOpt("debug", default=False))
    options.register_opt(cfg.StrOpt("connection"), "database")
    options(["--config-file", FILE], project="service")
    try:
        return options.database.connection
    except cfg.Error as error:
        return type(error).__name__


wrong = 0
for password, way, written, expected in (
        ("p$x", "as it is", "p$x", "NoSuchOptError"), ("p$debug", "as it is", "p$debug", "pFalse"),
        ("p$x", "doubled", "p$$x", "p$x"), ("p\\$x", "doubled", "p\\$$x", "NoSuchOptError"),
        ("p$x", "behind a backslash", "p\\$x", "p$x"), ("p\\$x", "behind a backslash", "p\\\\$x", "p\\$x"),
        ("p$$x", "behind backslashes", "p\\$\\$x", "p$$x")):
    got = read(written, False), read(written, True)
    print(f"{password}, {way}: {written} is read as {got[0]} from the file, {got[1]} from the environment")
    wrong += got != (expected, expected)
sys.exit(bool(wrong))
PYTHON
PYTHONPATH=$work/root/usr/lib/python3/dist-packages python3 "$work/read.py" "$work"
