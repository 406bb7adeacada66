#!/usr/bin/env python3
"""Reads each option that a file sets as its service would; oslo-config-validator looks at names only.

    read_values.py FILE NAMESPACE...

Prints what oslo.config says of values that do not fit; exit code 1 when there was one.
"""
import copy
import sys

from oslo_config import cfg, generator


def register(conf, namespaces):
    """None is required: a part of a file may hold what another one lacks."""
    for _, groups in generator._list_opts(namespaces):
        for group, options in groups:
            for option in options:
                option = copy.copy(option)
                option.required = False
                try:
                    conf.register_opt(option, group=group and str(getattr(group, "name", group)))
                except cfg.DuplicateOptError:
                    continue


def options_in(path):
    sections = {}
    cfg.ConfigParser(path, sections).parse()
    return [(section, name) for section, options in sections.items() for name in options]


def read(conf, section, name):
    """What is wrong with the value; an unknown name is not, as it is reported elsewhere."""
    try:
        conf[name] if section == "DEFAULT" else conf[section][name]
    except cfg.NoSuchOptError:
        return None
    except (cfg.Error, ValueError) as error:
        return f"[{section}] {name}: {error}"
    return None


def main():
    path, *namespaces = sys.argv[1:]
    conf = cfg.ConfigOpts()
    conf([], default_config_files=[path], default_config_dirs=[])  # before, for Cinder lists options that are oslo.config's own
    register(conf, namespaces)
    faults = [fault for fault in (read(conf, *option) for option in options_in(path)) if fault]
    print("\n".join(faults))
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
