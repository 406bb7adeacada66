"""The parts of the benchmark. Each has a text that says what it measures, and a function that returns lines; sizes are numbers of services."""
import contextlib
import dataclasses
import math
import os
import pathlib
import re
import shutil
import subprocess

import inputs
from measuring import BUILD, ROOT, TOOLS, Command, Failed, run_once, table, take_turns
from peers import peers

BENCH = ROOT / "tests/bench"
PATIENCE = 20  # seconds of CPU: what is foreseen to take longer is left out
COMPARED = 100  # services of which all objects are compared; above, they are counted
BUFFER = 256  # MB that the neighbour copies
VARIANTS = ("map", "own", "library", "blocks")


def stk_command(work, variant, output, values="values.yaml"):
    """stk compile of one variant into a stream."""
    words = ["compile", f"{variant}.stk", *([] if variant == "blocks" else ["-f", values]), "-o", "-"]
    return Command([work / "stk", *words], work, output)


def write_inputs(work, n):
    inputs.write_values(work, range(1, n + 1))
    inputs.write_blocks(work / "blocks.stk", range(1, n + 1))


def write_templates(work):
    (work / "seven").mkdir(exist_ok=True)
    inputs.write_values(work / "seven", [7])
    inputs.write_blocks(work / "blocks.stk", [7])
    for variant in VARIANTS:
        command = stk_command(work, variant, None, work / "seven/values.yaml")
        os.chdir(work)
        (work / f"{variant}.template").write_text(inputs.template_of(command.words))


# ---- compile ----

def compile_part(work, sizes):
    """Four variants: "map" is a service of the standard library with `for` over a map that a values file fills, "own" a component of resources
    (own.stk), "library" a service and its configuration file (library.stk), "blocks" is N service blocks. "printer" is a C program that prints
    the same bytes with printf; "growth" is to the row with a quarter of the services."""
    write_templates(work)
    rows, cpu_of = [], {}
    for n in sizes:
        write_inputs(work, n)
        for variant in VARIANTS:
            row, cpu_of[variant, n] = compile_row(work, variant, n)
            before = cpu_of.get((variant, n / 4))
            rows.append([variant, n, *row, f"{cpu_of[variant, n] / before:.2f}" if before else "-"])
    heads = ("variant", "N", "objects", "MB", "cpu", "least-most", "wall", "printer", "ratio", "mem MB", "growth")
    return table(heads, rows)


def compile_row(work, variant, n):
    """A row without its ends, and the seconds of CPU."""
    made, printed = work / "made", work / "printed"
    figures = take_turns({"stk": stk_command(work, variant, made), "printer": Command([TOOLS / "print", n, f"{variant}.template"], work, printed)})
    size, stk, printer = made.stat().st_size, figures["stk"], figures["printer"]
    if abs(size - printed.stat().st_size) > size / 1000:  # but for the quotes that some hashes need
        raise Failed(f"the printer's bytes differ: {printed.stat().st_size}, not {size}")
    with made.open("rb") as lines:
        objects = sum(line.startswith(b"---") for line in lines)
    return [objects, f"{size / 1e6:.1f}", f"{stk.cpu:.4f}", stk.spread(), f"{stk.wall:.4f}", f"{printer.cpu:.4f}",
            f"{stk.cpu / printer.cpu:.1f}", stk.memory], stk.cpu


# ---- start ----

def start_part(work, _):
    """What one small stack takes, of 51 runs."""
    commands = {name: Command([work / "stk", "compile", ROOT / f"stacks/{name}", "-o", "-"], work) for name in ("hello", "keystone")}
    figures = take_turns(commands, 51)
    rows = [(name, f"{1000 * f.cpu:.1f}", f"{1000 * f.least:.1f}-{1000 * f.most:.1f}", f"{1000 * f.wall:.1f}", f.memory)
            for name, f in figures.items()]
    return table(("stack", "cpu ms", "least-most", "wall ms", "mem MB"), rows)


# ---- peers ----

def peers_part(work, sizes):
    """Each tool makes the same objects from the same names, replicas and images: tests/bench/peers has a program for each, a function or a
    template with all that the services share. stk's is a component of resources; "stk, library" is the variant "map", which says a tenth of it.
    Of 100 services all objects are compared, but for the annotation stk.dev/content of the library; of more, they are counted. stk also
    checks them; some of the others write JSON, which is cheaper."""
    versions = {peer.name: peers.version_of(peer) for peer in peers.PEERS}
    here = [peer for peer in peers.PEERS if versions[peer.name]]
    absent = [peer.name for peer in peers.PEERS if not versions[peer.name]]
    peers.copy_programs(work)
    rows, notes, cost = [], [] if peers.yaml else ["objects are counted, not compared: PyYAML is not here"], {}
    for n in sizes:
        tried = [peer for peer in here if cost.get(peer.name, 0) * n < PATIENCE]
        left_out = [peer.name for peer in here if peer not in tried]
        if left_out:
            notes.append(f"not tried with {n}, failed or foreseen to take more than {PATIENCE} s of CPU: {', '.join(left_out)}")
        measured, faults = peer_rows(work, tried, n)
        rows += [[name, n, *row] for name, (row, _) in measured.items()]
        notes += [f"{name}: {fault}" for name, fault in faults.items()]
        cost.update({name: cpu / n for name, (_, cpu) in measured.items()})
        cost.update({name: math.inf for name in faults})
    lines = table(("", "N", "cpu", "least-most", "wall", "x stk", "mem MB"), rows)
    return [*lines, "", *notes, f"not on PATH: {', '.join(absent) or 'none'}; without a program: {peers.NO_PROGRAM}",
            *(f"{peer.name}: {versions[peer.name]}" for peer in here)]


def peer_rows(work, tried, n):
    """For stk and each peer whose objects are stk's, a row without its ends and the seconds of CPU; for the other peers, what is wrong."""
    write_inputs(work, n)
    stk = stk_command(work, "sites", work / "stk.out")
    commands, faults = {"stk": stk}, {}
    run_once(stk)
    for peer in tried:
        peer.prepare(work, range(1, n + 1))
        command = Command(peer.command, work, work / f"{peer.name}.out")
        fault = fault_of(command, stk, n)
        if fault:
            faults[peer.name] = fault
        else:
            commands[peer.name] = command
    figures = take_turns(commands)
    of_stk = figures["stk"].cpu
    return {name: ([f"{f.cpu:.4f}", f.spread(), f"{f.wall:.4f}", f"{f.cpu / of_stk:.1f}", f.memory], f.cpu) for name, f in figures.items()}, faults


def fault_of(command, stk, n):
    """Runs it once: how its objects differ from those that stk wrote before; None when they are the same."""
    try:
        run_once(dataclasses.replace(command, words=["timeout", 2 * PATIENCE, *command.words]))
    except Failed:
        return f"failed with {n}, or took more than {2 * PATIENCE} s"
    mine, theirs = stk.output.read_text(), command.output.read_text()
    counts = [len(re.findall(r'\bkind"?:', text)) for text in (mine, theirs)]
    if counts[0] != counts[1]:
        return f"{counts[1]} objects with {n}, not {counts[0]}"
    if n > COMPARED or not peers.yaml:
        return None
    return None if peers.objects_of(mine) == peers.objects_of(theirs) else f"other objects than stk's with {n}"


# ---- neighbour ----

def neighbour_part(work, sizes):
    """stk and Nix with the objects of "peers", alone and while another process copies 256 MB to and fro on the other processor."""
    processors = sorted(os.sched_getaffinity(0))
    nix = next(peer for peer in peers.PEERS if peer.name == "nix")
    if not peers.version_of(nix) or len(processors) < 2:
        return ["not measured: it needs Nix and two processors"]
    peers.copy_programs(work)
    rows = []
    os.sched_setaffinity(0, processors[:1])
    for n in sizes:
        write_inputs(work, n)
        commands = {"stk": stk_command(work, "sites", "/dev/null"), "nix": Command(nix.command, work)}
        alone = take_turns(commands, 5 if n > 1000 else 11)
        with neighbour(processors[1]):
            beside = take_turns(commands, 5 if n > 1000 else 11)
        rows += [[n, when, f"{f['stk'].cpu:.4f}", f["stk"].spread(), f"{f['nix'].cpu:.4f}", f["nix"].spread(), f"{f['nix'].cpu / f['stk'].cpu:.1f}"]
                 for when, f in (("alone", alone), ("beside", beside))]
    os.sched_setaffinity(0, processors)
    return table(("N", "", "stk", "least-most", "nix", "least-most", "nix/stk"), rows)


@contextlib.contextmanager
def neighbour(processor):
    with subprocess.Popen([TOOLS / "bandwidth", str(BUFFER)]) as process:
        os.sched_setaffinity(process.pid, [processor])
        yield
        process.kill()


# ---- folders ----

def folders_part(work, sizes):
    """A folder of one object a file, beside the same objects as one stream, and beside a C program that writes the same files. On a tmpfs."""
    rows = []
    for n in sizes:
        write_inputs(work, n)
        rows += [[variant, n, *folder_row(work, variant)] for variant in ("map", "own")]
    return table(("variant", "N", "files", "cpu", "least-most", "stream", "files in C", "to C", "to stream"), rows)


def folder_row(work, variant):
    made, copied = work / "folder", work / "copied"
    stream = stk_command(work, variant, "/dev/null")
    folder = Command([*stream.words[:-1], made, "--quiet"], work, before=lambda: shutil.rmtree(made, ignore_errors=True))
    run_once(folder)
    files = write_archive(made, work / "archive")
    writer = Command([TOOLS / "files", "archive", copied], work, before=lambda: shutil.rmtree(copied, ignore_errors=True))
    figures = take_turns({"folder": folder, "stream": stream, "writer": writer})
    cpu, alone, least = figures["folder"].cpu, figures["stream"].cpu, figures["writer"].cpu
    return [files, f"{cpu:.4f}", figures["folder"].spread(), f"{alone:.4f}", f"{least:.4f}", f"{cpu / least:.1f}", f"{cpu / alone:.1f}"]


def write_archive(folder, archive):
    """All files of a folder in the form that tests/bench/files takes; returns how many there are."""
    entries = sorted(folder.rglob("*"))
    with archive.open("wb") as file:
        for entry in entries:
            content = b"" if entry.is_dir() else entry.read_bytes()
            file.write(f"{len(content)} {entry.relative_to(folder)}{'/' if entry.is_dir() else ''}\n".encode() + content)
    return sum(entry.is_file() for entry in entries)


# ---- diff ----

def diff_part(work, sizes):
    """"stk diff" of two compiled folders, in which no object or one (another number of replicas) has changed, beside "diff -r" of the same.
    "before" is the stk that $STK_BEFORE names, an earlier commit's, on folders that it compiled."""
    before, rows = os.environ.get("STK_BEFORE"), []
    programs = {"stk": work / "stk", **({"before": before} if before else {})}
    for n in sizes:
        for variant in ("map", "own"):
            objects = write_sides(work, variant, n, programs)
            rows += [[variant, n, objects, *diff_row(work, programs, changed)] for changed in ("none", "one")]
    heads = ["variant", "N", "objects", "changed", "cpu", "least-most", "mem MB", "diff -r", *(["before", "to before"] if before else [])]
    return [*table(heads, rows), "", f"before: {commit_of(before)}" if before else "before: not given"]


def commit_of(program):
    folder = os.path.dirname(os.path.realpath(program))
    done = subprocess.run(["git", "-C", folder, "rev-parse", "--short", "HEAD"], stdout=subprocess.PIPE, text=True, check=False)
    return f"commit {done.stdout.strip()}"


def write_sides(work, variant, n, programs):
    """Folders NAME-old, NAME-none and NAME-one for each program, which differ so from the first; returns how many objects they have."""
    inputs.write_values(work, range(1, n + 1))
    values = (work / "values.yaml").read_text()
    (work / "changed.yaml").write_text(re.sub(r"replicas: \d+", "replicas: 7", values, count=1))
    for name, program in programs.items():
        library = {} if name == "stk" else {"STK_STDLIB": pathlib.Path(program).resolve().parents[2] / "stdlib"}
        for side, file in (("old", "values.yaml"), ("none", "values.yaml"), ("one", "changed.yaml")):
            shutil.rmtree(work / f"{name}-{side}", ignore_errors=True)
            words = [program, "compile", f"{variant}.stk", "-f", file, "-q", "-o", f"{name}-{side}"]
            subprocess.run(words, cwd=work, env={**os.environ, **library}, check=True)
    return len(list((work / "stk-old").glob("*.yaml")))


def diff_row(work, programs, changed):
    commands = {name: differing(work, f"{program} diff {name}-old {name}-{changed}") for name, program in programs.items()}
    commands["diff"] = differing(work, f"diff -r stk-old stk-{changed}")
    figures = take_turns(commands)
    stk = figures["stk"]
    row = [changed, f"{stk.cpu:.4f}", stk.spread(), stk.memory, f"{figures['diff'].cpu:.4f}"]
    return row + ([f"{figures['before'].cpu:.4f}", f"{stk.cpu / figures['before'].cpu:.2f}"] if "before" in figures else [])


def differing(work, words):
    """A command that may end with 2 or, as diff does, with 1: there are differences."""
    return Command(["sh", "-c", f"{words} || test $? -le 2"], work)


# ---- what has a program of its own ----

def output_of(program, faults):
    """The lines that a program of this folder prints; FAULTS says what its exit codes mean."""
    done = subprocess.run([BENCH / program], stdout=subprocess.PIPE, text=True, check=False)
    told = {0: [], **faults}.get(done.returncode)
    if told is None:
        raise Failed(f"{program} ended with exit code {done.returncode}")
    return done.stdout.splitlines() + told


def apply_part(_work, _sizes):
    """stk-apply before a real API server without controllers; "bare" is a client that sends the same bytes and nothing else."""
    if not (BUILD / "stk-apply").exists():
        return ["not measured: there is no stk-apply"]
    return output_of("apply", {70: ["not measured: no API server"]})


def instructions_part(_work, _sizes):
    """Instructions of fixed inputs in user mode, beside the table of tests/bench/instructions.txt."""
    return output_of("instructions", {1: ["more than the table has"], 69: ["not measured: valgrind is not here"]})


def lsp_part(_work, _sizes):
    """"stk lsp" on stacks/openstack, in its production environment: milliseconds from a request to its response. "at once behind an edit" are requests
    that have to wait for the text to be checked; "first diagnostics" is the time from an edit that is wrong to the error."""
    return output_of("lsp", {})


PARTS = {
    "compile": (compile_part, (1000, 4000, 10000, 40000)),
    "start": (start_part, ()),
    "peers": (peers_part, (100, 1000, 10000)),
    "neighbour": (neighbour_part, (100, 1000, 10000)),
    "folders": (folders_part, (1000, 10000)),
    "diff": (diff_part, (100, 1000, 10000)),
    "instructions": (instructions_part, ()),
    "lsp": (lsp_part, ()),
    "apply": (apply_part, ()),
}
