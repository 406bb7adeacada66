"""The inputs of the benchmark: N services, each with a name, replicas and an image, in the forms that stk and others read."""
import json
import re
import subprocess

BLOCK = '''  service site_{name} {{
    plane = web, replicas = 2, image = "registry.example.org/site:{number}", ports = {{ http = 8080/http }}
    env = {{ NAME = "{name}", MODE = "fast" }}, cpu = 250m, memory = 128Mi, ready = http_get("/", "http"), user = 101
  }}
'''


def sites(numbers):
    return {f"n{number}": {"replicas": 2, "image": f"registry.example.org/site:{number}"} for number in numbers}


def write_values(folder, numbers):
    """values.yaml for stk and ytt, values.json for most others, values.star and values.pkl for those that read their own."""
    values = sites(numbers)
    entries = [(name, site["replicas"], json.dumps(site["image"])) for name, site in values.items()]
    (folder / "values.yaml").write_text("sites:\n" + "".join(
        f"  {name}:\n    replicas: {replicas}\n    image: {image}\n" for name, replicas, image in entries))
    (folder / "values.json").write_text(json.dumps({"sites": values}))
    (folder / "values.star").write_text(f"sites = {json.dumps(values)}\n")
    (folder / "values.pkl").write_text('amends "sites.pkl"\n\nsites {\n' + "".join(
        f'  ["{name}"] {{ replicas = {replicas}; image = {image} }}\n' for name, replicas, image in entries) + "}\n")


def write_blocks(file, numbers):
    """The variant "blocks": a service block for each."""
    blocks = "".join(BLOCK.format(name=f"n{number}", number=number) for number in numbers)
    file.write_text('stack big {\n  plane web { nodes = { "kubernetes.io/os" = "linux" } }\n' + blocks + "}\n")


def template_of(command):
    """The manifests that COMMAND writes of service n7, with "@" for the number: what tests/bench/print takes."""
    manifests = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, text=True, check=True).stdout
    return re.sub(r"(n|site:)7(?![0-9])", r"\1@", manifests)
