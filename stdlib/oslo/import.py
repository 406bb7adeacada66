#!/usr/bin/env python3
"""Writes the table of the options that a service's oslo.config files may hold.

    import.py SERVICE VERSION LISTING FOLDER

SERVICE is keystone, glance, placement, nova, neutron or cinder, VERSION that of its package, LISTING what "oslo-config-generator
--format json" prints for it. The table becomes FOLDER/SERVICE-RELEASE.txt; its figures are printed.

The format, line by line, sorted by section and by name; '#' at the start of a line: a comment.

    [database]                              a section
    [=rbd]                                  sections of this kind, whose names people choose
    connection string                       an option and its type
    *connection string                      its value is secret
    -use_journal bool                       deprecated: a later release will not have it
    -*admin_token string                    both
    logdir -> log_dir                       an old name of an option of this section
    sql_connection -> database.connection   an old name here of an option of another section

Types, and how a value is written:

    bool, string, uri       as such
    int, float              with limits: "int 0..", "float 0.5..1", "int ..9"
    port, host, ip          a TCP port; a host name or address; an address
    list, map               "a,b" and "k:v,k:v"
    multi                   any text; the option may be repeated
    choice A|B              one of those, up to the end of the line; an empty one is allowed

What oslo.config knows beyond that is left out: patterns of strings, types of items, limits of a
port, whether a choice heeds upper case, default values. A type without a counterpart is a string.
An old name that is an option of its own as well is listed as that option only; one with several
successors leads to the first that is not deprecated. Options that are listed twice have the
properties of the first, and are secret or deprecated when one of them is.
"""
import argparse
import json
import pathlib
import re
import sys

TYPES = {
    "boolean value": "bool", "string value": "string", "integer value": "int", "floating point value": "float",
    "list value": "list", "multi valued": "multi", "dict value": "map", "port value": "port", "uri value": "uri",
    "host address value": "host", "host domain value": "host", "hostname value": "host", "ip address value": "ip",
}

FIRST_MAJOR = {"keystone": 27, "glance": 30, "placement": 13, "nova": 31, "neutron": 26, "cinder": 26}
FIRST_YEAR = 2025


def release(service, version):
    """Two releases a year, and each is a major version: keystone 27 and glance 30 are 2025.1."""
    halves = int(version.split(".")[0]) - FIRST_MAJOR[service]
    return f"{FIRST_YEAR + halves // 2}.{halves % 2 + 1}"


def limit_text(limit):
    return "" if limit is None else f"{limit:g}" if isinstance(limit, float) else str(limit)


def choices_of(option):
    """Choices as text; None is no choice that a file could hold."""
    values = [choice[0] if isinstance(choice, list) else choice for choice in option["choices"]]
    return [str(value) for value in values if value is not None]


def type_text(option):
    if option["choices"]:
        return "choice " + "|".join(choices_of(option))
    name = TYPES.get(option["type"], "string")
    low, high = limit_text(option.get("min")), limit_text(option.get("max"))
    limited = name in ("int", "float") and (low or high)
    return f"{name} {low}..{high}" if limited else name


def key_of(name):
    return name.replace("-", "_")


class Section:
    """options: name -> [type, secret, deprecated]; renames: old name -> (section, name) pairs."""

    def __init__(self):
        self.options = {}
        self.renames = {}

    def add_option(self, option):
        entry = self.options.setdefault(option["dest"], [type_text(option), False, False])
        entry[1] |= option["secret"]
        entry[2] |= option["deprecated_for_removal"]

    def add_rename(self, name, successor):
        self.renames.setdefault(name, set()).add(successor)


def section_of(sections, name):
    return sections.setdefault(name, Section())


def read_renames(sections, section, option):
    for old in option["deprecated_opts"]:
        name, group = old["name"] or option["dest"], old["group"] or section
        if (group, key_of(name)) != (section, option["dest"]):
            section_of(sections, group).add_rename(name, (section, option["dest"]))


def read_sections(listing):
    sections = {}
    for name, group in sorted(listing["options"].items()):
        for option in group["opts"]:
            section_of(sections, name).add_option(option)
            read_renames(sections, name, option)
    return sections


def is_deprecated(sections, successor):
    section, name = successor
    return sections[section].options[name][2]


def option_line(name, entry):
    kind, secret, deprecated = entry
    return f"{'-' * deprecated}{'*' * secret}{name} {kind}"


def rename_line(sections, section, name):
    successors = sections[section].renames[name]
    group, successor = min(successors, key=lambda pair: (is_deprecated(sections, pair), pair))
    return f"{name} -> {successor if group == section else f'{group}.{successor}'}"


def section_lines(sections, name):
    section = sections[name]
    lines = {key: option_line(key, entry) for key, entry in section.options.items()}
    for old in section.renames:
        lines.setdefault(old, rename_line(sections, name, old))
    return [f"[{name}]", *(lines[key] for key in sorted(lines))] if lines else []


def table(sections, service, version):
    upstream = re.sub(r"^\d+:|-[^-]*$", "", version)
    head = [f"# {service} {release(service, upstream)}: options of {service} {upstream} and its libraries as packaged; "
            "written by stdlib/oslo/import.py"]
    return head + [line for name in sorted(sections) for line in section_lines(sections, name)]


def figures(lines):
    sections = sum(line.startswith("[") for line in lines)
    renames = sum(" -> " in line for line in lines)
    size = sum(len(line.encode()) + 1 for line in lines)
    return f"{sections} sections, {len(lines) - 1 - sections - renames} options, {renames} old names, {size} bytes"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("service", choices=sorted(FIRST_MAJOR))
    parser.add_argument("version", help="of the package, as Debian writes it")
    parser.add_argument("listing", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    return parser.parse_args()


def main():
    given = arguments()
    listing = json.loads(given.listing.read_text(encoding="utf-8"))
    lines = table(read_sections(listing), given.service, given.version)
    name = lines[0].split(":")[0].removeprefix("# ").replace(" ", "-")
    (given.folder / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{name}: {figures(lines)}")


if __name__ == "__main__":
    sys.exit(main())
