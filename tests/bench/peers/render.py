"""render.py TEMPLATE VALUES - prints a template of Jinja2 with the values of a JSON file"""
import json
import pathlib
import sys

import jinja2

template = jinja2.Template(pathlib.Path(sys.argv[1]).read_text())
sys.stdout.write(template.render(json.loads(pathlib.Path(sys.argv[2]).read_text())))
